"""What users have done, imported and streamed: the events that filters look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .live import EventLog
from .rows import Rows

if TYPE_CHECKING:
    import numpy as np

WINDOW, ACTION_WINDOW = 100, 300
"""So many of a user's newest events of a type count: https://docs.aws.amazon.com/personalize/latest/dg/limits.html"""
NO_TYPE = ""  # of an imported event whose type is null: an event of any type, and of none that can be named


def touched(
    rows: Rows, log: EventLog, user_id: str | None, column: str = "ITEM_ID", window: int = WINDOW
) -> dict[str, set[str]]:
    """The items (or actions) of a user's newest events, by event type in lower case."""
    if not user_id:
        return {}
    events = _imported(rows, user_id, column, window)
    for event in log.since(0, user_id):
        if event.item_id is not None:
            found = events.setdefault(event.event_type.lower(), set())
            found.add((int(event.columns["TIMESTAMP"]), event.item_id))
    return {
        event_type: {item for _, item in (found if len(found) <= window else sorted(found)[-window:])}
        for event_type, found in events.items()
    }


def users_with(rows: Rows, log: EventLog) -> dict[str, set[str]]:
    """The users that have an event, by event type in lower case."""
    import numpy as np

    found: dict[str, set[str]] = {}
    table = rows.table
    if table is not None and "EVENT_TYPE" in table.columns:
        kinds, users = table.text("EVENT_TYPE"), table.text("USER_ID")
        pairs = np.unique(kinds.codes.astype(np.int64) * len(users.values) + users.codes)
        for pair in pairs[pairs >= 0].tolist():
            kind, user = divmod(pair, len(users.values))
            found.setdefault(kinds.values[kind].lower(), set()).add(users.values[user])
    for event in log.until(len(log)):
        found.setdefault(event.event_type.lower(), set()).add(event.actor)
    return found


def places(by_type: Mapping[str, Iterable[str]], codes: Mapping[str, int]) -> dict[str, np.ndarray[Any, Any]]:
    """The codes of ids, by event type; ids without one are left out."""
    import numpy as np

    return {
        event_type: np.array([codes[value] for value in ids if value in codes], np.int64)
        for event_type, ids in by_type.items()
    }


def _imported(rows: Rows, user_id: str, column: str, window: int) -> dict[str, set[tuple[int, str]]]:
    """When and with which items, the newest of each type."""
    table = rows.table
    if table is None or "EVENT_TYPE" not in table.columns:
        return {}
    of_user = rows.of_user(user_id)
    kinds, items = table.text("EVENT_TYPE"), table.text(column)
    times = table.numbers("TIMESTAMP").values
    types_of_user = kinds.codes[of_user]
    events: dict[str, set[tuple[int, str]]] = {}
    for kind in set(types_of_user.tolist()):
        newest = of_user[types_of_user == kind][-window:]
        found = events.setdefault(kinds.values[kind].lower() if kind >= 0 else NO_TYPE, set())
        found.update(zip(times[newest].tolist(), items.values[items.codes[newest]].tolist(), strict=True))
    return events
