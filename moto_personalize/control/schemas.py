"""JSON Schemas of annotations, as an OpenAPI document holds them: dataclasses and typed dictionaries by name."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints, is_typeddict

from .kinds import SIMPLE, fits
from .signature import EMPTY, Parameter


class Schemas:
    """`named`: the schemas that others refer to."""

    def __init__(self) -> None:
        self.named: dict[str, dict[str, Any]] = {}

    def of(self, kind: Any) -> dict[str, Any]:
        """The schema of a type. TypeError when JSON has none like it."""
        origin, inner = get_origin(kind), get_args(kind)
        if kind is Any:
            return {}
        if kind is bytes:
            return {"type": "string", "format": "binary"}
        if kind in SIMPLE:
            return {"type": SIMPLE[kind].name}
        if origin is Literal:
            return {"enum": list(inner)}
        if origin in (Union, UnionType):
            return self._any_of([self.of(each) for each in inner if get_origin(each) is not Callable])
        base = origin or kind
        if dataclasses.is_dataclass(base) or is_typeddict(base):
            return self._of_class(base)
        if isinstance(base, type) and issubclass(base, Mapping):
            return {"type": "object", "additionalProperties": self.of(inner[1] if inner else Any)}
        if isinstance(base, type) and issubclass(base, Collection):
            return {"type": "array", "items": self.of(inner[0] if inner else Any)}
        raise TypeError(f"JSON has nothing like {kind}.")

    def of_members(self, members: Mapping[str, Parameter]) -> dict[str, Any]:
        """The schema of an object with these members, each with its default, and no other; empty for none."""
        if not members:
            return {}
        return {
            "type": "object",
            "properties": {name: {**self._of_member(each), **_default(each.default)} for name, each in members.items()},
            "required": [name for name, each in members.items() if each.required],
            "additionalProperties": False,
        }

    def _of_member(self, member: Parameter) -> dict[str, Any]:
        """null is as good as absent, where that may be."""
        schema = self.of(member.kind)
        if member.required or fits(None, member.kind):
            return schema
        return self._any_of([schema, {"type": SIMPLE[NoneType].name}])

    def reference(self, name: str) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{name}"}

    def _of_class(self, kind: Any) -> dict[str, Any]:
        if kind.__name__ not in self.named:
            schema = self.named[kind.__name__] = {"type": "object"}  # there before its members, which may name it
            hints = get_type_hints(kind)
            words = _words(kind)
            schema |= {
                "description": inspect.getdoc(kind) or "",
                "properties": {name: {**self.of(hint), **words.get(name, {})} for name, hint in hints.items()},
                "required": sorted(kind.__required_keys__) if is_typeddict(kind) else list(hints),
                "additionalProperties": False,
            }
        return self.reference(kind.__name__)

    @staticmethod
    def _any_of(schemas: list[dict[str, Any]]) -> dict[str, Any]:
        if all(list(schema) == ["type"] for schema in schemas):
            return {"type": [schema["type"] for schema in schemas]}
        return {"anyOf": schemas}


def among(choices: Sequence[str], schema: Mapping[str, Any]) -> dict[str, Any]:
    """A schema whose texts are only those that can be chosen."""
    if "anyOf" in schema:
        return {**schema, "anyOf": [among(choices, each) for each in schema["anyOf"]]}
    if "items" in schema:
        return {**schema, "items": among(choices, schema["items"])}
    return {**schema, "enum": list(choices)} if schema.get("type") == "string" else dict(schema)


def _words(kind: Any) -> dict[str, dict[str, str]]:
    """What the fields of a dataclass say of themselves."""
    fields = dataclasses.fields(kind) if dataclasses.is_dataclass(kind) else ()
    return {field.name: {"description": field.metadata["help"]} for field in fields if "help" in field.metadata}


def _default(default: Any) -> dict[str, Any]:
    return {} if default in (None, EMPTY) else {"default": default}
