"""From the API's member names to snake_case, all the way down; keys of maps are the caller's own."""

from __future__ import annotations

from typing import Any

from botocore import xform_name
from botocore.model import ListShape, MapShape, Shape, StructureShape


def members_of(shape: Shape | None) -> dict[str, Shape]:
    """The members of a structure by their names in snake_case; none of what is no structure."""
    return {xform_name(name): member for name, member in getattr(shape, "members", {}).items()}


def in_snake_case(shape: Shape, value: Any) -> Any:
    """A copy of a value of this shape."""
    if isinstance(shape, StructureShape):
        return {xform_name(name): in_snake_case(shape.members[name], given) for name, given in value.items()}
    if isinstance(shape, ListShape):
        return [in_snake_case(shape.member, given) for given in value]
    if isinstance(shape, MapShape):
        return {key: in_snake_case(shape.value, given) for key, given in value.items()}
    return value
