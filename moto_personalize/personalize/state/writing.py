"""From objects to nodes: each object once, so that what was one object is one again, and a cycle is no trouble.

A node is a list that begins with what it is: the number of a class, followed by the values of its fields, or a word.
A value is what JSON can say of itself, or `[n]`: the n-th node. Numbers of arrays stand apart, little-endian, in the
order of their nodes.
"""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, OrderedDict, deque
from collections.abc import Iterable
from functools import partial
from types import MappingProxyType
from typing import Any

import numpy as np

from ...recipes import CatalogueEntry, entries
from ..service.lifecycle import WORK, no_work
from ..service.operations import Operations
from .kinds import Kind, Kinds

PLAIN: frozenset[type] = frozenset([str, int, bool, type(None)])
LISTED: dict[type, str] = {list: "list", tuple: "tuple", set: "set", frozenset: "frozenset"}
MAPPED: dict[type, str] = {dict: "dict", OrderedDict: "ordered", Counter: "counter", MappingProxyType: "mapping"}
EMPTY: dict[type, Any] = {tuple: (), frozenset: frozenset()}
"""Where Python makes several, one stands for all: a snapshot of what was restored is the same."""
HASHED: frozenset[type] = PLAIN | {float, tuple}
NUMBERS = frozenset(["|b1", "|i1", "|u1", "<i2", "<u2", "<i4", "<u4", "<i8", "<u8", "<f2", "<f4", "<f8"])
ALIGNED = 8
CHARACTER = 4
"""Bytes of a character in an array of texts, in which each is as long as the longest."""
WIDEST = 1 << 26
TIMES_WIDER = 256
CAN_HOLD = "It can hold dataclasses of arrays, texts, numbers, and lists, tuples, sets and mappings of them."


def widest(size: int) -> int:
    """How many bytes the arrays of texts of a document may take: a small one cannot fill the memory."""
    return max(WIDEST, TIMES_WIDER * size)


class Writer:
    """Writes a graph of objects: `nodes`, `classes` (name and fields of each) and the bytes of all arrays in order."""

    def __init__(self, kinds: Kinds) -> None:
        self._kinds, self._recipes = kinds, {entry.name: entry for entry in entries()}
        self.nodes: list[list[Any]] = []
        self.classes: list[list[Any]] = []
        self.arrays: list[bytes] = []
        self._number: dict[type, int] = {}
        self._place: dict[int, int] = {}
        self._objects: list[tuple[Any, str]] = []  # all that has a place, so that no other gets its id; and who has it
        self._holder = "the state"
        self._wide = 0

    def write(self, root: Any) -> Any:
        """The value of an object, after all that hangs on it. ValueError names what cannot be written."""
        value = self._value(root)
        while len(self.nodes) < len(self._objects):
            given, self._holder = self._objects[len(self.nodes)]
            self.nodes.append(self._node(given))
        return value

    def check_width(self, size: int) -> None:
        """ValueError: arrays of texts that a document of that size cannot bring back."""
        if self._wide > widest(size):
            raise ValueError(
                f"A snapshot cannot hold arrays of texts that take {self._wide >> 20} MB for {size >> 10} kB of text: "
                f"keep texts of which few are long in an array of objects."
            )

    def _value(self, given: Any) -> Any:
        kind = type(given)
        if kind in PLAIN or (kind is float and math.isfinite(given)):
            return given
        if kind in EMPTY and not given:
            given = EMPTY[kind]
        place = self._place.get(id(given))
        if place is None:
            place = self._place[id(given)] = len(self._objects)
            self._objects.append((given, self._holder))
        return [place]

    def _values(self, given: Iterable[Any]) -> list[Any]:
        values = list(given)
        return values if PLAIN.issuperset(map(type, values)) else [self._value(value) for value in values]

    def _node(self, given: Any) -> list[Any]:
        kind = type(given)
        if kind is CatalogueEntry:
            return ["recipe", self._recipe(given)]
        if known := self._kinds.of_class.get(kind):
            return self._fields(known, given)
        if kind in LISTED:
            return [LISTED[kind], *self._values(self._elements(given))]
        if kind in MAPPED:
            items = list(given.items())  # at once: requests add to some without a lock
            return [MAPPED[kind], *self._values(part for item in items for part in item)]
        if kind is deque:
            return ["deque", given.maxlen, *self._values(given)]
        if kind is float:
            return ["float", repr(given)]
        if isinstance(given, np.ndarray):
            return self._array(given)
        if isinstance(given, np.generic) and _little(given.dtype) in NUMBERS:
            return ["number", self._bytes(np.asarray(given))]
        return self._other(given)

    def _other(self, given: Any) -> list[Any]:
        if isinstance(given, type) and (known := self._kinds.of_class.get(given)):
            return ["class", known.name]
        if given is no_work:
            return ["no work"]
        backend = getattr(getattr(given, "func", None), "__self__", None)
        if isinstance(given, partial) and isinstance(backend, Operations) and getattr(given.func, WORK, False):
            return ["work", backend.account_id, backend.region_name, given.func.__name__, *self._values(given.args)]
        raise self._refusal(given)

    def _refusal(self, given: Any) -> ValueError:
        what = _described(given)
        if dataclasses.is_dataclass(type(given)):
            known = type(given) in self._kinds.of_class
            what += " in a set" if known else ", a class that no registered recipe can see"
        return ValueError(f"A snapshot cannot hold {self._holder}: {what}. {CAN_HOLD}")

    def _recipe(self, entry: CatalogueEntry) -> str:
        if self._recipes.get(entry.name) != entry:
            raise ValueError(f"A snapshot cannot hold the recipe {entry.name}, which is not registered any more.")
        return entry.name

    def _fields(self, kind: Kind, given: Any) -> list[Any]:
        name = kind.cls.__qualname__
        more = getattr(given, "__dict__", {}).keys() - kind.known
        if more:
            raise ValueError(f"A snapshot cannot hold {name}.{min(more)}, which is no field of the dataclass.")
        node: list[Any] = [self._number_of(kind)]
        for field in kind.fields:
            self._holder = f"{name}.{field}"
            node.append(self._value(getattr(given, field)))
        return node

    def _number_of(self, kind: Kind) -> int:
        number = self._number.get(kind.cls)
        if number is None:
            number = self._number[kind.cls] = len(self.classes)
            self.classes.append([kind.name, list(kind.fields)])
        return number

    def _elements(self, given: Iterable[Any]) -> list[Any]:
        """In an order that does not change from run to run, where they have one."""
        values = list(given)
        if not isinstance(given, (set, frozenset)):
            return values
        if not HASHED.issuperset(map(type, values)):
            raise self._refusal(next(value for value in values if type(value) not in HASHED))
        return sorted(values) if {str}.issuperset(map(type, values)) else values

    def _array(self, given: np.ndarray[Any, Any]) -> list[Any]:
        shape, writable = list(given.shape), given.flags.writeable
        if type(given) is not np.ndarray:
            raise self._refusal(given)
        if _little(given.dtype) in NUMBERS:
            return ["array", self._bytes(given), shape, writable]
        if given.dtype.kind == "U":
            self._wide += given.nbytes
            return ["texts", shape, writable, *given.ravel().tolist()]
        if given.dtype.kind == "O":
            return ["objects", shape, writable, *self._values(given.ravel().tolist())]
        raise self._refusal(given)

    def _bytes(self, given: np.ndarray[Any, Any]) -> str:
        """Put the numbers behind those that are there; their type."""
        little = _little(given.dtype)
        content = given.astype(little, copy=False).tobytes()
        self.arrays += [content, bytes(-len(content) % ALIGNED)]
        return little


def _little(dtype: np.dtype[Any]) -> str:
    """A type of numbers, as the same on every machine."""
    return dtype.newbyteorder("<").str


def _described(given: Any) -> str:
    kind = type(given)
    if isinstance(given, np.ndarray):
        return f"an array of {given.dtype}"
    return f"a {kind.__qualname__} of {kind.__module__}" if kind.__module__ != "builtins" else f"a {kind.__qualname__}"
