"""From the text of a schema to a `Schema`: JSON, and the Avro form that Personalize reads.

Source: developer guide, how-it-works-dataset-schema and custom-datasets-and-schemas.
What depends on the dataset's type or the group's domain is checked in `schema_check`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from .errors import SchemaError
from .schema import TYPES, Field, Schema

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

NAMESPACE = "com.amazonaws.personalize.schema"
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

DOCUMENT = {
    "type": "object",
    "required": ["type", "name", "namespace", "fields", "version"],
    "properties": {
        "type": {"const": "record"},
        "name": {"type": "string"},
        "namespace": {"const": NAMESPACE},
        "version": {"const": "1.0"},
        "fields": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["name", "type"],
                "properties": {
                    "name": {"type": "string"},
                    "type": {
                        "type": ["string", "array"],
                        "items": {"type": "string"},
                        "minItems": 1,
                        "maxItems": 2,
                        "uniqueItems": True,
                    },
                    "categorical": {"type": "boolean"},
                    "textual": {"type": "boolean"},
                    "itemName": {"type": "boolean"},
                },
            },
        },
    },
}

JSON_TYPES = {
    "string": "a string",
    "boolean": "true or false",
    "array": "a list",
    "object": "a JSON object",
    "['string', 'array']": "a string or a list",
}
COUNTS = {
    "minItems": "must have at least one entry",
    "maxItems": "must have at most two entries",
    "uniqueItems": "must have each entry once",
}


def parse_schema(text: str) -> Schema:
    """The schema that a JSON text describes.

    Attributes that Personalize does not know (`doc`, `default`, ...) are ignored.

    Raises:
        SchemaError: the text is not JSON, not of the Avro form, names a type that Personalize does not have,
            or two of its names are the same once underscores and case are dropped.
    """
    document = _load(text)
    _check_form(document)
    fields = tuple(_field(entry) for entry in document["fields"])
    _check_names_differ(fields)
    return Schema(document["name"], fields)


def _load(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise SchemaError(f"The schema is not valid JSON: {error}") from None
    except RecursionError:
        raise SchemaError("The schema is not valid JSON: it is nested too deeply") from None


@lru_cache(maxsize=1)
def _validator() -> Validator:
    from jsonschema import Draft202012Validator  # on first use: importing it takes 50 ms

    return Draft202012Validator(DOCUMENT)


def _check_form(document: Any) -> None:
    errors: Iterable[ValidationError] = _validator().iter_errors(document)
    first = min(errors, key=lambda error: [str(part).zfill(6) for part in error.absolute_path], default=None)
    if first is not None:
        field = _name_at(document, list(first.absolute_path))
        raise SchemaError(_sentence(first, field), field)


def _name_at(document: Any, path: list[str | int]) -> str | None:
    if len(path) < 2 or path[0] != "fields":
        return None
    entry = document["fields"][path[1]]
    name = entry.get("name") if isinstance(entry, dict) else None
    return name if isinstance(name, str) else f"fields[{path[1]}]"


def _sentence(error: ValidationError, field: str | None) -> str:
    """`type of USER_ID must be ...`, `version must be ...`, or `The schema must have ...`."""
    path = list(error.absolute_path)
    attributes = [part for part in path[2 if field else 0 :] if isinstance(part, str)]
    subject = " of ".join([*attributes, *([field] if field else [])])
    return f"{subject or 'The schema'} {_what(error)}"


def _what(error: ValidationError) -> str:
    """What the value must be: in our words, since jsonschema's change from version to version."""
    wanted: Any = error.validator_value
    found: Any = error.instance
    if error.validator == "required":
        return f"must have {next(name for name in wanted if name not in found)}"
    if error.validator == "const":
        return f"must be {_shown(wanted)}, not {_shown(found)}"
    if error.validator == "type":
        return f"must be {JSON_TYPES[str(wanted)]}, not {_shown(found)}"
    return f"{COUNTS[str(error.validator)]}, not {_shown(found)}"


def _shown(value: object) -> str:
    text = json.dumps(value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _field(entry: dict[str, Any]) -> Field:
    name = entry["name"]
    if not NAME.fullmatch(name):
        raise SchemaError(f"{name!r} is not a field name: it has letters, digits and underscores, no digit first", name)
    union = [entry["type"]] if isinstance(entry["type"], str) else entry["type"]
    return Field(
        name=name,
        type=_type(name, union),
        nullable="null" in union,
        categorical=entry.get("categorical", False),
        textual=entry.get("textual", False),
        item_name=entry.get("itemName", False),
    )


def _type(name: str, union: list[str]) -> str:
    for word in union:
        if word not in (*TYPES, "null"):
            raise SchemaError(f"{name} has the unknown type {word}: the types are {', '.join(TYPES)} and null", name)
    types = [word for word in union if word != "null"]
    if len(types) != 1:
        raise SchemaError(f"{name} must have one type beside null, not {_shown(union)}", name)
    return types[0]


def _check_names_differ(fields: Iterable[Field]) -> None:
    seen: dict[str, str] = {}
    for field in fields:
        other = seen.setdefault(field.name.replace("_", "").lower(), field.name)
        if other is not field.name:
            clash = f"{field.name} and {other} are the same name once underscores and case are dropped"
            raise SchemaError(clash if other != field.name else f"{field.name} is named twice", field.name)
