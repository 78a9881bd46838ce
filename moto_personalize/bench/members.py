"""What a test author wants of members of a request, held against the service model: what none can hold is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .naming import choices, short

if TYPE_CHECKING:
    from botocore.model import Shape

    from ..personalize.wire import Operation

JSON_TEXTS = ("schema", "properties")
"""Texts that say JSON: a mapping stands for one."""

NUMBER = ((int, float), "a number")
SCALARS: Mapping[str, tuple[Any, str]] = {
    "string": (str, "a string"),
    "boolean": (bool, "true or false"),
    "integer": (int, "a whole number"),
    "long": (int, "a whole number"),
    "float": NUMBER,
    "double": NUMBER,
    "timestamp": ((int, float, datetime), "a time: seconds since 1970"),
}


def check_members(operations: Iterable[Operation], wanted: Mapping[str, Any]) -> None:
    """Raise ValueError unless a request of one of the operations can hold each member, and its value; None: absent."""
    known: dict[str, list[Shape]] = {}
    for operation in operations:
        for name, shape in operation.members.items():
            known.setdefault(name, []).append(shape)
    for name, value in wanted.items():
        if name not in known:
            raise ValueError(f"{name} is no member of such a request. {choices(name, known, 'Members')}")
        check_member(name, known[name], value)


def check_member(name: str, shapes: Sequence[Shape], value: Any) -> None:
    """Raise ValueError unless a value is of one of the shapes that a member has in several operations."""
    misfits = [next(_of_member(name, name, shape, value), "") for shape in shapes]
    if all(misfits):
        raise ValueError(misfits[0])


def _of_member(name: str, place: str, shape: Any, value: Any) -> Iterator[str]:
    """Misfits of what may be absent, and be a text that says JSON."""
    said = name in JSON_TEXTS and isinstance(value, Mapping)
    return iter(()) if value is None or said else _misfits(place, shape, value)


def _misfits(place: str, shape: Any, value: Any) -> Iterator[str]:
    """In a sentence each place of a value that is not of its shape."""
    if shape.type_name == "structure":
        yield from _of_another_type(place, value, Mapping, "an object") or _in_structure(place, shape, value)
    elif shape.type_name == "list":
        wrong = _of_another_type(place, value, (list, tuple), "an array")
        yield from wrong or _in_each(shape.member, {f"{place}[{n}]": each for n, each in enumerate(value)})
    elif shape.type_name == "map":
        wrong = _of_another_type(place, value, Mapping, "an object")
        yield from wrong or _in_each(
            shape.value, {f"{place}.{name}": each for name, each in value.items() if each is not None}
        )
    else:
        yield from _of_another_type(place, value, *SCALARS[shape.type_name])


def _in_each(shape: Any, values: Mapping[str, Any]) -> Iterator[str]:
    for place, each in values.items():
        yield from _misfits(place, shape, each)


def _in_structure(place: str, shape: Any, value: Mapping[str, Any]) -> Iterator[str]:
    from ..personalize.wire import members_of

    members = members_of(shape)
    for name, each in value.items():
        if name in members:
            yield from _of_member(name, f"{place}.{name}", members[name], each)
        else:
            yield f"{place} has no member {name}. {choices(name, members, 'Members')}"


def _of_another_type(place: str, value: Any, kinds: Any, words: str) -> list[str]:
    """A sentence on it, or none; true and false are no numbers."""
    if isinstance(value, kinds) and isinstance(value, bool) is (kinds is bool):
        return []
    return [f"{place} must be {words}, not {short(repr(value))}."]
