"""What a domain must know of items: where no row says it, it is made up so that it tells nothing of them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

from .rows import Columns
from .synthetic import START
from .tables import ANY, seconds

NEAR = 0.8  # GENRE is meant to be GENRES
NEUTRAL = {"PRICE": 1.0, "CATEGORY_L1": ANY, "GENRES": ANY}


def described(items: Columns, interactions: Columns, domain: str | None) -> Columns:
    """Items with the fields that their domain requires and no row has: alike for each, but the time of its creation.

    As they are, where a field of their own may be one of them by a slip of the pen, or no id is there to go by.
    """
    from ..datasets.layouts import LAYOUTS

    reserved = LAYOUTS["ITEMS", domain].reserved
    absent = [word.name for word in reserved if word.required and not _said(items.get(word.name, ()))]
    others = set(items) - {word.name for word in reserved}
    if "ITEM_ID" in absent or any(difflib.get_close_matches(name, others, cutoff=NEAR) for name in absent):
        return items
    made: Columns = {name: [NEUTRAL[name]] * len(items["ITEM_ID"]) for name in absent if name in NEUTRAL}
    if "CREATION_TIMESTAMP" in absent:
        made["CREATION_TIMESTAMP"] = _created(items["ITEM_ID"], interactions)
    return {**items, **made}


def _said(values: Iterable[Any]) -> bool:
    return any(value not in (None, "") for value in values)


def _created(items: Iterable[Any], interactions: Columns) -> list[int]:
    """With the first interaction, or where there is none, with the last of all: as if they had no such field."""
    pairs = zip(interactions.get("ITEM_ID", ()), interactions.get("TIMESTAMP", ()), strict=False)
    times = sorted(((str(item), int(text)) for item, when in pairs if (text := seconds(when))), reverse=True)
    first = dict(times)
    latest = max((when for _, when in times), default=START)
    return [first.get(str(item), latest) for item in items]
