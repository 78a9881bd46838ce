"""From nouns, mappings and plain values to JSON values; members without a value are left out."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from botocore import xform_name
from botocore.model import ListShape, MapShape, Shape, StructureShape

Write = Callable[[Any], Any]


def writer(shape: Shape) -> Write:
    """A function that gives the JSON value of this shape for nouns, mappings and plain values."""
    if isinstance(shape, StructureShape):
        return _write_structure(shape)
    if isinstance(shape, ListShape):
        write_member = writer(shape.member)
        return lambda value: [write_member(item) for item in value]
    if isinstance(shape, MapShape):
        write_value = writer(shape.value)
        return lambda value: {key: write_value(item) for key, item in value.items()}
    if shape.type_name == "timestamp":
        return lambda value: round(value, 3)
    return _as_it_is


def _as_it_is(value: Any) -> Any:
    return value


def _write_structure(shape: StructureShape) -> Write:
    members = {name: (xform_name(name), writer(member)) for name, member in shape.members.items()}
    plain = {name for name, member in shape.members.items() if writer(member) is _as_it_is}

    def write(value: Any) -> dict[str, Any]:
        if isinstance(value, dict):
            if plain.issuperset(value) and None not in value.values():
                return value  # what lists of recommendations consist of
            found = {name: value.get(name) for name in members}
        else:
            found = {name: noun_attribute(value, attribute) for name, (attribute, _) in members.items()}
        return {name: members[name][1](item) for name, item in found.items() if item is not None}

    return write


def noun_attribute(noun: object, attribute: str) -> Any:
    """A noun's attribute under the member's name in snake_case; its own ARN is `arn`."""
    if attribute == getattr(noun, "own_arn", None):
        attribute = "arn"
    return getattr(noun, attribute, None)
