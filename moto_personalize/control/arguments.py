"""Arguments as callers in Python have them, with arrays, iterators and times, as JSON says them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from types import NoneType
from typing import Any

from ..bench.cells import listed, timed
from .kinds import described, part_of, takes
from .signature import Signature

AS_THEY_ARE = frozenset({str, int, bool, NoneType})
TIMED = ("members.", "params.", "when.")
"""Where members of requests are named, some of which are times: nothing else is one."""


def said(signature: Signature, asked: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The JSON of arguments, without those that are None, and the functions that JSON cannot say but are asked for.

    ValueError with the name of the argument that is neither.
    """
    kinds = {name: parameter.kind for name, parameter in signature.parameters.items()}
    functions = {name: value for name, value in asked.items() if callable(value) and takes(kinds[name], Callable)}
    given = {name: value for name, value in asked.items() if value is not None and name not in functions}
    try:
        return json.dumps({name: _plain(name, value, kinds[name]) for name, value in given.items()}), functions
    except RecursionError:
        raise ValueError("The request is nested too deeply.") from None


def _plain(place: str, value: Any, kind: Any) -> Any:
    """A value in the types of JSON."""
    if value is None or isinstance(value, (str, int)) or (isinstance(value, float) and math.isfinite(value)):
        return value
    given = listed(timed(value) if place.startswith(TIMED) else value)
    if type(given) is not type(value):
        return _plain(place, given, kind)
    if isinstance(value, Mapping):
        return _members(place, value, part_of(kind, Mapping))
    if isinstance(value, (list, tuple)) or (_has_order(value) and takes(kind, Sequence)):
        return _listed(place, list(value), part_of(kind, Sequence))
    raise ValueError(_refusal(place, value, kind))


def _members(place: str, value: Mapping[Any, Any], kind: Any) -> dict[str, Any]:
    for name in value:
        if not isinstance(name, str):  # JSON would make a text of it
            raise ValueError(f"{place} has the name {name!r}, which is no text.")
    return {name: _plain(f"{place}.{name}", each, kind) for name, each in value.items()}


def _listed(place: str, value: list[Any], kind: Any) -> list[Any]:
    if AS_THEY_ARE.issuperset(map(type, value)):  # a column of many rows
        return value
    return [_plain(f"{place}[{n}]", each, kind) for n, each in enumerate(value)]


def _has_order(value: Any) -> bool:
    """Whether it can be iterated over for what it holds: a frame, for one, gives the names of its columns."""
    unfit = isinstance(value, (bytes, bytearray, set, frozenset)) or hasattr(value, "columns")
    return isinstance(value, Iterable) and not unfit


def _refusal(place: str, value: Any, kind: Any) -> str:
    told = repr(value) if isinstance(value, float) else type(value).__name__
    why = ": JSON has nothing like it" if kind is Any else ""
    if isinstance(value, (set, frozenset)) and takes(kind, Sequence):
        why = ": a set has no order"
    elif isinstance(getattr(value, place, None), str):  # of a Deployment
        why = f": give its {place}"
    return f"{place} cannot be {told}{why}." if kind is Any else f"{place} must be {described(kind)}, not {told}{why}."
