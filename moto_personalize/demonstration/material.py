"""What the demonstration works with, whether it was made up or brought by the user."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Fields = Sequence[Mapping[str, Any]]

INTERACTION_FIELDS: Fields = (
    {"name": "USER_ID", "type": "string"},
    {"name": "ITEM_ID", "type": "string"},
    {"name": "TIMESTAMP", "type": "long"},
    {"name": "EVENT_TYPE", "type": "string"},
    {"name": "EVENT_VALUE", "type": ["float", "null"]},
)
ITEM_FIELDS: Fields = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "GENRE", "type": "string", "categorical": True},
)


@dataclass(frozen=True)
class Visit:
    """The user who is looked at.

    before: a sentence about the user. items: what the user does while we look. last: the item that the user had
    touched last. shelf: items to be ranked for the user.
    """

    user: str
    before: str
    items: Sequence[str]
    last: str
    shelf: Sequence[str]
    event_type: str


@dataclass(frozen=True)
class Material:
    """CSV files with the columns that their schemas name, and a user to follow. genres: of items, where known."""

    summary: str
    interactions: bytes
    columns: Sequence[str]
    visit: Visit
    items: bytes | None = None
    genres: Mapping[str, str] = field(default_factory=dict)

    @property
    def interaction_fields(self) -> Fields:
        return fields_named(self.columns)


def fields_named(columns: Sequence[str]) -> Fields:
    """The fields of an interactions schema for those of the columns that Personalize knows."""
    return [known for known in INTERACTION_FIELDS if known["name"] in columns]


def schema_text(name: str, fields: Fields) -> str:
    """An Avro schema as CreateSchema takes it."""
    namespace = "com.amazonaws.personalize.schema"
    return json.dumps(
        {"type": "record", "name": name, "namespace": namespace, "fields": list(fields), "version": "1.0"}
    )
