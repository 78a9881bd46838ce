"""The types of JSON as annotations write them: whether a value is of one, and what it is called."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin

from ..bench.naming import short


class Simple(NamedTuple):
    """A type without parts: its name in JSON Schema, and in a message."""

    name: str
    words: str


SIMPLE = {
    str: Simple("string", "a string"),
    int: Simple("integer", "a whole number"),
    float: Simple("number", "a number"),
    bool: Simple("boolean", "true or false"),
    NoneType: Simple("null", "null"),
}


def check(place: str, value: Any, kind: Any) -> None:
    """Raise ValueError when a value is not of a parameter's type, with the innermost place that is not."""
    if fits(value, kind):
        return
    origin, inner = get_origin(kind), get_args(kind)
    if origin is Sequence and isinstance(value, (list, tuple)):
        for n, each in enumerate(value):
            check(f"{place}[{n}]", each, inner[0])
    if origin is Mapping and isinstance(value, Mapping):
        for name, each in value.items():
            check(f"{place}.{name}", each, inner[1])
    raise ValueError(f"{place} must be {described(kind)}, not {_shown(value)}.")


def fits(value: Any, kind: Any) -> bool:
    """Whether a value of JSON is of a parameter's type."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return True
    if origin is None:
        return type(value) is kind or (kind is float and type(value) is int)  # true is no number
    if origin is Mapping:
        return isinstance(value, Mapping) and all(fits(each, inner[1]) for each in value.values())
    if origin is Callable:
        return callable(value)  # of this process: JSON says none
    if origin is Sequence:
        return isinstance(value, (list, tuple)) and all(fits(each, inner[0]) for each in value)
    return any(fits(value, each) for each in inner)


def takes(kind: Any, container: Any) -> bool:
    """Whether a value of a parameter's type may be a Sequence, a Mapping, a Callable."""
    return kind is Any or any(get_origin(each) is container for each in _alternatives(kind))


def part_of(kind: Any, container: Any) -> Any:
    """The type of what such a container holds; Any where a parameter's type takes none."""
    return next((get_args(each)[-1] for each in _alternatives(kind) if get_origin(each) is container), Any)


def _alternatives(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


def described(kind: Any) -> str:
    """A parameter's type in words: what JSON calls it."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is None:
        return SIMPLE[kind].words if kind in SIMPLE else "anything"
    if origin is Mapping:
        return "an object" if inner[1] is Any else f"an object of {_plural(inner[1])}"
    if origin is Sequence:
        return "an array" if inner[0] is Any else f"an array of {_plural(inner[0])}"
    unsaid = (NoneType, Callable)
    return " or ".join(described(each) for each in inner if each not in unsaid and get_origin(each) not in unsaid)


def _plural(kind: Any) -> str:
    words = described(kind).split(" or ")
    return " or ".join(f"{word.removeprefix('a ').removeprefix('an ')}s" for word in words)


def _shown(value: Any) -> str:
    return short(json.dumps(plain(value), default=repr))


def plain(value: Any) -> Any:
    """What JSON can say, of dataclasses too."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value
