"""The user's own interactions, from a CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ..datasets import DataError, Table, missing_columns, parse_schema, read_csv
from ..recipes.arrays import Array, descending
from . import CannotRun
from .material import INTERACTION_FIELDS, Material, Visit, fields_named, schema_text

USUAL_HISTORY = 20
SHOWN_EVENTS = 4
SHELF = 30
REQUIRED = ("USER_ID", "ITEM_ID", "TIMESTAMP")


def own_interactions(path: str) -> Material:
    """What a file holds. CannotRun: it cannot be read, lacks a column, or a row of it is wrong."""
    content = _content(path)
    try:
        columns = _columns(content, path)
        table = read_csv([(path, content)], parse_schema(schema_text("Interactions", fields_named(columns))))
    except DataError as error:
        raise CannotRun(str(error) if error.file else f"{path}, {error}") from None
    users, items = len(table.text("USER_ID").values), len(table.text("ITEM_ID").values)
    return Material(
        summary=f"{table.rows:,} interactions of {users:,} users with {items:,} items",
        interactions=content,
        columns=columns,
        visit=_visit(table),
    )


def _content(path: str) -> bytes:
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CannotRun(f"{path} cannot be read: {error.strerror}") from None


def _columns(content: bytes, path: str) -> Sequence[str]:
    """The columns that Personalize knows; others are left alone."""
    absent = missing_columns(content, parse_schema(schema_text("Interactions", INTERACTION_FIELDS)))
    lacking = [name for name in REQUIRED if name in absent]
    if lacking:
        raise CannotRun(f"{path} lacks the columns [{', '.join(lacking)}]; it needs {', '.join(REQUIRED)}")
    return [str(field["name"]) for field in INTERACTION_FIELDS if field["name"] not in absent]


def _visit(table: Table) -> Visit:
    """A user with a history of usual length, who now does what somebody of another taste did last."""
    user, item = table.text("USER_ID"), table.text("ITEM_ID")
    by_time = np.argsort(table.numbers("TIMESTAMP").values, kind="stable")
    users, items = user.codes[by_time], item.codes[by_time]
    lengths = np.bincount(users, minlength=len(user.values))
    host = int(np.abs(lengths - USUAL_HISTORY).argmin())
    history = items[users == host]
    newest_first = items[users == _stranger(users, items, lengths, history)][::-1]
    name = str(user.values[host])
    return Visit(
        user=name,
        before=f"{name} has {len(history)} interactions",
        items=[str(item.values[code]) for code in _new_ones(newest_first, history)],
        last=str(item.values[history[-1]]),
        shelf=[str(item.values[code]) for code in descending(np.bincount(items))[:SHELF]],
        event_type=_usual_event_type(table),
    )


def _stranger(users: Array, items: Array, lengths: Array, history: Array) -> int:
    """The user whose interactions have the least to do with a history; of several, one with many."""
    shared = np.bincount(users, weights=np.isin(items, history), minlength=len(lengths))
    share = shared / lengths
    enough = lengths >= min(SHOWN_EVENTS, int(lengths.max()))
    return int(np.lexsort((-lengths, share, ~enough))[0])


def _new_ones(items: Array, history: Array) -> list[int]:
    """Different items; first of all those that are not in the history."""
    distinct = list(dict.fromkeys(items.tolist()))
    known = set(history.tolist())
    return sorted(distinct, key=lambda code: code in known)[:SHOWN_EVENTS]


def _usual_event_type(table: Table) -> str:
    if "EVENT_TYPE" not in table.columns:
        return "click"
    types = table.text("EVENT_TYPE")
    return str(types.values[np.bincount(types.codes).argmax()])
