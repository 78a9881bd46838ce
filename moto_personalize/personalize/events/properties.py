"""`properties` of events and records: a JSON text whose keys are the columns of a schema, in whatever spelling."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from ..exceptions import InvalidInputException

UNPARSEABLE = "Error parsing properties json"


def parse_properties(text: str | None, reserved: Collection[str] = ()) -> dict[str, Any]:
    """The values by the plain names of their keys. InvalidInputException for what is no flat JSON object.

    reserved: plain names that may not stand in it.
    """
    if text is None:
        return {}
    try:
        given = json.loads(text)
    except (ValueError, RecursionError):
        raise InvalidInputException(UNPARSEABLE) from None
    if not isinstance(given, dict) or any(isinstance(value, (dict, list)) for value in given.values()):
        raise InvalidInputException(UNPARSEABLE)
    for key in given:
        if plain(key) in reserved:
            raise InvalidInputException(f"The key {key} is reserved and cannot stand in properties.")
    return {plain(key): value for key, value in given.items()}


def plain(name: str) -> str:
    """A name without underscores and case: `numberOfRatings` and NUMBER_OF_RATINGS are one.

    AWS writes no rule; schemas may not have two fields that differ in these alone, so this is safe.
    """
    return name.replace("_", "").lower()
