"""From nodes to objects. Nothing is called but what `kinds` and the marks of `lifecycle.work` allow, and sizes are
checked before anything is made: a file can at worst be refused."""

from __future__ import annotations

import dataclasses
import inspect
import math
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, TypeAlias, cast

import numpy as np

from ...recipes import entries
from ..learning.gathered import OtherRecipe
from ..service.lifecycle import WORK, no_work
from ..service.operations import Operations
from .file import DAMAGED
from .fitting import fit, hints
from .kinds import CannotRestore, Kind, Kinds, unregistered
from .writing import ALIGNED, CHARACTER, NUMBERS, PLAIN, widest

MAPPINGS: Mapping[str, Callable[[], Any]] = {
    "dict": dict,
    "ordered": OrderedDict,
    "counter": Counter,
    "mapping": dict,
}
PENDING = object()
Node: TypeAlias = list[Any]
Place: TypeAlias = tuple[str, str]
"""Account and region."""
MOST_HASHED = 1_000_000


class Damaged(Exception):
    """What is written makes no sense."""


@dataclass(frozen=True)
class Given:
    """A class, the fields of it that are written, and what the others begin as."""

    kind: Kind
    fields: Sequence[str]
    others: Sequence[tuple[str, Callable[[], Any]]]


@dataclass(frozen=True)
class Work:
    """A method of a backend with arguments, to be made when everything else is right."""

    made: partial[None]
    method: Any
    place: Place
    arguments: list[Any]


class Reader:
    """Reads the objects of `nodes`. operations: whose methods can be work. size: bytes of the document."""

    def __init__(
        self,
        kinds: Kinds,
        classes: Sequence[Any],
        nodes: Sequence[Node],
        arrays: bytes,
        operations: type[Operations],
        size: int = 0,
    ) -> None:
        self._kinds, self._nodes, self._arrays, self._operations = kinds, nodes, arrays, operations
        self._wide, self._hashed = widest(size), max(MOST_HASHED, size)  # what is left of them
        self._works: list[Work] = []
        self._by_fields = {kind.__hash__ for kind in kinds.of_class} - {object.__hash__}
        self._recipes = {entry.name: entry for entry in entries()}
        self._at = 0
        self._classes = [_given(kinds.find(name), fields) for name, fields in classes]
        self._making: set[int] = set()
        self._inside: dict[int, Any] = {}
        self._objects = [self._begun(place, node) for place, node in enumerate(nodes)]
        if self._at != len(arrays):
            raise Damaged

    def read(self, root: Any) -> Any:
        """The object of a value, complete once its works are bound.

        Damaged, or CannotRestore where this version or process lacks something.
        """
        for place in range(len(self._nodes)):
            self._object(place)
        for node, made in zip(self._nodes, self._objects, strict=True):
            if type(node[0]) is int:
                self._fill(node, made)
            elif node[0] == "list":
                made.extend(self._values(node[1:]))
            elif node[0] == "deque":
                made.extend(self._values(node[2:]))
        for place, inside in self._inside.items():  # at last: a key may be an object, which is complete now
            values = self._values(self._nodes[place][1:])
            if type(inside) is set:
                self._count_hashed(values)
                inside.update(values)
            else:
                self._count_hashed(values[::2])
                for key, value in zip(values[::2], values[1::2], strict=True):
                    inside[key] = value
        self._check_fields()
        self._check_works()
        return self._value(root)

    def _check_fields(self) -> None:
        """Values are what the annotations of their fields say. CannotRestore names the field."""
        instances: dict[int, list[Any]] = {}
        for node, made in zip(self._nodes, self._objects, strict=True):
            if type(node[0]) is int:
                instances.setdefault(node[0], []).append(made)
        for number, several in instances.items():
            kind = self._classes[number].kind
            for name, fits in kind.fits.items():
                if not fits([getattr(made, name) for made in several]):
                    raise CannotRestore(f"{DAMAGED}: {kind.name}.{name} holds what it cannot hold.")
        for number, several in instances.items():
            for check in self._classes[number].kind.checks:
                _check_parts(self._classes[number].kind.name, check, several)

    def _check_works(self) -> None:
        """A method gets the arguments that it is made for."""
        for work in self._works:
            given = inspect.signature(work.method).bind(None, *self._values(work.arguments)).arguments
            annotated = hints(work.method)
            if not all(fit(annotated[name])([value]) for name, value in given.items() if name != "self"):
                raise CannotRestore(f"{DAMAGED}: {work.method.__name__} holds what it cannot hold.")

    @property
    def places(self) -> set[Place]:
        """Where there must be a backend to bind work to."""
        return {work.place for work in self._works}

    @property
    def arguments(self) -> dict[int, list[Any]]:
        """What each work is done with, by the id of what is to be bound."""
        return {id(work.made): self._values(work.arguments) for work in self._works}

    def bind(self, backends: Mapping[Place, Operations]) -> None:
        """Make works of what was read, each the method of its backend."""
        for work in self._works:
            method = getattr(backends[work.place], work.method.__name__)
            # as pickle does: nothing else fills a partial that others hold already
            cast("Any", work.made).__setstate__((method, tuple(self._values(work.arguments)), {}, None))

    def _count_hashed(self, values: Sequence[Any]) -> None:
        """Damaged: tuples of tuples that a small file names again and again, and whose hash would take for ever."""
        if PLAIN.issuperset(map(type, values)):
            return
        self._hashed -= len(values)
        if self._hashed < 0:
            raise Damaged
        for value in values:
            if type(value) is tuple:
                self._count_hashed(value)
            elif type(value).__hash__ in self._by_fields:
                self._count_hashed([getattr(value, field.name) for field in dataclasses.fields(value)])

    # --- first: what others can refer to, empty ----------------------------------------------------------------------

    def _begun(self, place: int, node: Node) -> Any:
        what = node[0]
        if type(what) is int:
            given = self._classes[_place(what, self._classes)]
            if len(node) != len(given.fields) + 1:
                raise Damaged
            return object.__new__(given.kind.cls)
        if what in MAPPINGS:
            inside = self._inside[place] = MAPPINGS[what]()
            return MappingProxyType(inside) if what == "mapping" else inside
        if what == "set":
            made: set[Any] = set()
            self._inside[place] = made
            return made
        if what == "list":
            return []
        if what == "deque":
            return deque(maxlen=node[1])
        return PENDING if what in ("tuple", "frozenset", "work", "objects") else self._simple(*node)

    def _simple(self, what: str, *rest: Any) -> Any:
        """What refers to nothing."""
        if what == "array":
            return self._array(*rest)
        if what == "texts":
            return self._texts(*rest)
        if what == "no work":
            return no_work
        (name,) = rest
        if what == "number":
            return self._numbers(name, 1)[0]
        if what == "float":
            return float(name)
        if what == "class":
            return self._kinds.find(name).cls
        if what == "recipe":
            if name not in self._recipes:
                raise unregistered(name)
            return self._recipes[name]
        raise Damaged

    def _array(self, of: str, shape: list[int], writable: bool) -> np.ndarray[Any, Any]:
        made = self._numbers(of, _count(shape)).reshape(shape)
        made.flags.writeable = writable is True
        return made

    def _texts(self, shape: list[int], writable: bool, *texts: str) -> np.ndarray[Any, Any]:
        if _count(shape) != len(texts) or not {str}.issuperset(map(type, texts)):
            raise Damaged
        self._wide -= len(texts) * max(map(len, texts), default=0) * CHARACTER
        if self._wide < 0:
            raise Damaged
        return _shaped(np.array(texts, np.str_), shape, writable)

    def _numbers(self, of: str, count: int) -> np.ndarray[Any, Any]:
        if of not in NUMBERS:
            raise Damaged
        little = np.dtype(of)
        begin, size = self._at, count * little.itemsize
        self._at += size + -size % ALIGNED
        if self._at > len(self._arrays):
            raise Damaged
        found = np.frombuffer(self._arrays, np.uint8 if little.kind == "b" else little, count, begin)
        return found != 0 if little.kind == "b" else found.astype(little.newbyteorder("="))

    # --- then: what is made of others --------------------------------------------------------------------------------

    def _object(self, place: int) -> Any:
        made = self._objects[place]
        if made is PENDING:
            if place in self._making:
                raise Damaged
            self._making.add(place)
            made = self._objects[place] = self._whole(*self._nodes[place])
        return made

    def _whole(self, what: str, *rest: Any) -> Any:
        if what == "work":
            return self._work(*rest)
        if what == "objects":
            return _objects(rest[0], rest[1], self._values(list(rest[2:])))
        values = self._values(list(rest))
        if what == "tuple":
            return tuple(values)
        self._count_hashed(values)
        return frozenset(values)

    def _work(self, account: str, region: str, name: str, *arguments: Any) -> partial[None]:
        method = getattr(self._operations, name, None)  # of the class: a property would be asked
        if getattr(method, WORK, None) is not True:
            raise Damaged
        made = partial(no_work)
        self._works.append(Work(made, method, (account, region), list(arguments)))
        return made

    def _value(self, value: Any) -> Any:
        if type(value) is not list:
            return value
        (place,) = value
        return self._object(_place(place, self._objects))

    def _values(self, values: list[Any]) -> list[Any]:
        return [self._value(value) for value in values] if list in set(map(type, values)) else values

    def _fill(self, node: Node, made: Any) -> None:
        given = self._classes[node[0]]
        for name, value in zip(given.fields, self._values(node[1:]), strict=True):
            object.__setattr__(made, name, value)  # it may be frozen
        for name, begin in given.others:
            object.__setattr__(made, name, begin())


def _given(kind: Kind, fields: list[str]) -> Given:
    """A class with the fields that are written of it. CannotRestore: it has no such field, or cannot be without one."""
    for name in fields:
        if name not in kind.fields:
            raise CannotRestore(f"The snapshot holds {kind.name}.{name}, which this version does not know.")
    if len(set(fields)) < len(fields):
        raise Damaged
    defaults = kind.defaults
    for name in kind.fields:
        if name not in fields and name not in defaults:
            raise CannotRestore(f"The snapshot lacks {kind.name}.{name}, which this version needs.")
    return Given(kind, fields, [(name, begin) for name, begin in defaults.items() if name not in fields])


def _check_parts(name: str, check: Callable[[Any], None], several: list[Any]) -> None:
    """CannotRestore where what an object holds does not fit together, however that shows."""
    try:
        for made in several:
            check(made)
    except OtherRecipe as error:
        raise CannotRestore(f"The snapshot needs {error}") from None
    except Exception as error:
        why = str(error) if type(error) is ValueError else type(error).__name__
        raise CannotRestore(f"{DAMAGED}: {name} does not fit together ({why}).") from error


def _objects(shape: list[int], writable: bool, values: list[Any]) -> np.ndarray[Any, Any]:
    if _count(shape) != len(values):
        raise Damaged
    made = np.empty(len(values), object)
    if {str}.issuperset(map(type, values)):
        made[:] = values
    else:  # numpy would look into what has a length
        for place, value in enumerate(values):
            made[place] = value
    return _shaped(made, shape, writable)


def _shaped(made: np.ndarray[Any, Any], shape: list[int], writable: bool) -> np.ndarray[Any, Any]:
    made = made.reshape(shape)
    made.flags.writeable = writable is True
    return made


def _count(shape: list[int]) -> int:
    if not {int}.issuperset(map(type, shape)) or min(shape, default=0) < 0:
        raise Damaged
    return math.prod(shape)


def _place(place: Any, among: Sequence[Any]) -> int:
    """A place in a list; Python's own would take negative ones."""
    if type(place) is not int or not 0 <= place < len(among):
        raise Damaged
    return place
