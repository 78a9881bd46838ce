"""From JSON values to Python's: types are converted, and the constraints that a value breaks collected."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any

from botocore.model import ListShape, MapShape, Shape, StructureShape
from botocore.utils import parse_timestamp

from ..exceptions import SerializationException
from .constraints import constraints, problem, satisfied

YEAR_10000 = 253_402_300_800

Read = Callable[[Any, str, list[str]], Any]


def reader(shape: Shape, hidden: bool = False) -> Read:
    """A function that converts a JSON value of this shape and collects the constraints that it breaks.

    `hidden`: the value stands inside of something sensitive, so no message shows it.
    """
    return _READERS.get(shape.type_name, _read_scalar)(shape, hidden or "sensitive" in shape.metadata)


def _read_structure(shape: StructureShape, hidden: bool) -> Read:
    members = [(name, _lazy(member, hidden), name in shape.required_members) for name, member in shape.members.items()]

    def read(value: Any, path: str, problems: list[str]) -> Any:
        _typed(value, dict, "an object", path)
        found = {}
        for name, read_member, required in members:
            given = value.get(name)
            where = f"{path}.{name}" if path else name
            if given is not None:
                found[name] = read_member(given, where, problems)
            elif required:
                problems.append(problem("null", where, "Member must not be null"))
        return found

    return read


def _read_list(shape: ListShape, hidden: bool) -> Read:
    check, read_member = constraints(shape, hidden), _lazy(shape.member, hidden)
    of_strings, fits = shape.member.type_name == "string", satisfied(shape.member)

    def read(value: Any, path: str, problems: list[str]) -> Any:
        _typed(value, list, "a list", path)
        check(value, path, problems)
        if of_strings and all(type(item) is str and fits(item) for item in value):
            return value  # 500 items to rank need no path of each
        return [
            read_member(_present(item, f"{path}.{n}.member"), f"{path}.{n}.member", problems)
            for n, item in enumerate(value, 1)
        ]

    return read


def _read_map(shape: MapShape, hidden: bool) -> Read:
    check = constraints(shape, hidden)
    read_key, read_value = _lazy(shape.key, hidden), _lazy(shape.value, hidden)

    def read(value: Any, path: str, problems: list[str]) -> Any:
        _typed(value, dict, "an object", path)
        check(value, path, problems)
        return {
            read_key(key, f"{path}.{key}.member", problems): read_value(
                _present(item, f"{path}.{key}"), f"{path}.{key}.member", problems
            )
            for key, item in value.items()
        }

    return read


def _read_timestamp(_: Shape, hidden: bool) -> Read:
    def read(value: Any, path: str, problems: list[str]) -> float:
        if isinstance(value, bool) or not isinstance(value, (int, float, str)):
            raise SerializationException(f"{path} is {_kind(value)}, not a timestamp.")
        try:
            seconds = value if isinstance(value, (int, float)) else parse_timestamp(value).timestamp()
        except (ValueError, OverflowError, RuntimeError):  # botocore raises the last for what no clock can show
            seconds = float("nan")
        if not 0 <= seconds < YEAR_10000:
            raise SerializationException(f"{path} {_no_time(seconds)}" + ("." if hidden else f": {value}"))
        return seconds

    return read


def _no_time(seconds: float) -> str:
    if seconds < 0:
        return "is before 1970"
    return "is in seconds since 1970; this looks like milliseconds" if seconds >= YEAR_10000 else "is not a timestamp"


def _read_scalar(shape: Shape, hidden: bool) -> Read:
    kinds, described = _SCALARS[shape.type_name]
    largest = _LARGEST.get(shape.type_name)
    check = constraints(shape, hidden)

    def read(value: Any, path: str, problems: list[str]) -> Any:
        if isinstance(value, bool) is not (kinds is bool):
            raise SerializationException(f"{path} is {_kind(value)}, not {described}.")
        _typed(value, kinds, described, path)
        if largest and not -largest - 1 <= value <= largest:
            raise SerializationException(f"{path} is {described} out of the range of its type.")
        check(value, path, problems)
        return value

    return read


_READERS: Mapping[str, Callable[[Any, bool], Read]] = {
    "structure": _read_structure,
    "list": _read_list,
    "map": _read_map,
    "timestamp": _read_timestamp,
}
_SCALARS: Mapping[str, tuple[Any, str]] = {
    "string": (str, "a string"),
    "boolean": (bool, "true or false"),
    "integer": (int, "a whole number"),
    "long": (int, "a whole number"),
    "float": ((int, float), "a number"),
    "double": ((int, float), "a number"),
}
_LARGEST: Mapping[str, float] = {
    "integer": 2**31 - 1,
    "long": 2**63 - 1,
    "float": sys.float_info.max,  # JSON may write 1e999, which Python reads as infinite
    "double": sys.float_info.max,
}
_KINDS: Mapping[type, str] = {
    dict: "an object",
    list: "a list",
    str: "a string",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    type(None): "null",
}


def _typed(value: Any, kinds: Any, described: str, path: str) -> None:
    if not isinstance(value, kinds):
        raise SerializationException(f"{path or 'The request'} is {_kind(value)}, not {described}.")


def _kind(value: Any) -> str:
    """What a JSON value is; never the value, which may be sensitive."""
    return _KINDS[type(value)]


def _present(item: Any, path: str) -> Any:
    if item is None:
        raise SerializationException(f"{path} is null.")
    return item


def _lazy(shape: Shape, hidden: bool) -> Read:
    """A reader that is compiled at its first use: most members of most requests never come."""
    made: list[Read] = []

    def read(value: Any, path: str, problems: list[str]) -> Any:
        if not made:
            made.append(reader(shape, hidden))
        return made[0](value, path, problems)

    return read
