"""Schemas that several tests use."""

from __future__ import annotations

import json
from typing import Any

from moto_personalize.datasets import Schema, Table, parse_schema, read_csv


def field(name: str, type: Any = "string", **attributes: Any) -> dict[str, Any]:
    return {"name": name, "type": type, **attributes}


def avro(record: str, *fields: dict[str, Any], **changes: Any) -> str:
    document = {
        "type": "record",
        "name": record,
        "namespace": "com.amazonaws.personalize.schema",
        "fields": list(fields),
        "version": "1.0",
        **changes,
    }
    return json.dumps({key: value for key, value in document.items() if value is not ...})


def schema_of(name: str, *fields: dict[str, Any]) -> Schema:
    return parse_schema(avro(name, *fields))


USER, ITEM, TIME = field("USER_ID"), field("ITEM_ID"), field("TIMESTAMP", "long")

INTERACTIONS = schema_of("Interactions", USER, ITEM, field("EVENT_TYPE"), field("EVENT_VALUE", ["float", "null"]), TIME)
ITEMS = schema_of(
    "Items",
    ITEM,
    field("GENRES", ["null", "string"], categorical=True),
    field("TITLE", ["null", "string"], itemName=True),
    field("PRICE", ["double", "null"]),
    field("STOCK", ["int", "null"]),
    field("SIZE", ["long", "null"]),
    field("ADULT", ["boolean", "null"]),
    field("DESCRIPTION", ["string", "null"], textual=True),
    field("CREATION_TIMESTAMP", ["long", "null"]),
)


def read(content: str | bytes, schema: Schema = INTERACTIONS, name: str = "data.csv") -> Table:
    raw = content if isinstance(content, bytes) else content.encode(errors="surrogatepass")
    return read_csv([(name, raw)], schema)
