"""What users have done, imported and streamed: the events that filters look at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from .live import EventLog
from .rows import Rows

if TYPE_CHECKING:
    import numpy as np

WINDOW = 100
"""So many of a user's newest events of a type count: https://docs.aws.amazon.com/personalize/latest/dg/limits.html"""


def touched(rows: Rows, log: EventLog, user_id: str | None) -> dict[str, set[str]]:
    """The items of a user's newest events, by event type in lower case. Of equal times, the one that came later."""
    if not user_id:
        return {}
    events = _imported(rows, user_id)
    for event_type, live in log.newest(user_id, WINDOW).items():
        events.setdefault(event_type, []).extend((event.timestamp, str(event.item_id)) for event in live)
    return {
        event_type: {item for _, item in sorted(found, key=itemgetter(0))[-WINDOW:]}
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
        for pair in pairs.tolist():
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


def _imported(rows: Rows, user_id: str) -> dict[str, list[tuple[int, str]]]:
    """When and with which items, the newest of each type, oldest first."""
    table = rows.table
    if table is None or "EVENT_TYPE" not in table.columns:
        return {}
    of_user = rows.of_user(user_id)
    kinds, items = table.text("EVENT_TYPE"), table.text("ITEM_ID")
    times = table.numbers("TIMESTAMP").values
    types_of_user = kinds.codes[of_user]
    events: dict[str, list[tuple[int, str]]] = {}
    for kind in sorted(set(types_of_user.tolist())):
        newest = of_user[types_of_user == kind][-WINDOW:]
        found = events.setdefault(kinds.values[kind].lower(), [])
        found += zip(times[newest].tolist(), items.values[items.codes[newest]].tolist(), strict=True)
    return events
