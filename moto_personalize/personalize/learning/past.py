"""What users have done, imported and streamed: the events that filters look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from .live import EventLog
from .rows import Rows

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True)
class Kind:
    """Interactions of a kind: the column of what they are about; so many of a user's newest of a type count; how the
    spellings of a type are made one. https://docs.aws.amazon.com/personalize/latest/dg/limits.html"""

    column: str
    window: int
    spelled: Callable[[str], str]


def _action_event(name: str) -> str:
    from ...filters import event_key

    return event_key(name, of_actions=True)


WITH_ITEMS = Kind("ITEM_ID", 100, str.lower)
WITH_ACTIONS = Kind("ACTION_ID", 300, _action_event)
_REMEMBERED = 10_000


def touched(rows: Rows, log: EventLog, user_id: str | None, kind: Kind = WITH_ITEMS) -> dict[str, set[str]]:
    """What a user's newest events are about, by event type. Of equal times, the one that came later."""
    if not user_id:
        return {}
    events = _imported(rows, user_id, kind)
    for event_type, live in log.newest(user_id, kind.window).items():
        events.setdefault(kind.spelled(event_type), []).extend((event.timestamp, str(event.item_id)) for event in live)
    return {
        event_type: {item for _, item in sorted(found, key=itemgetter(0))[-kind.window :]}
        for event_type, found in events.items()
    }


def last_times(rows: Rows, log: EventLog, user_id: str, kind: Kind) -> dict[str, int]:
    """When the user had the last event with each item or action, in seconds since 1970."""
    times: dict[str, int] = {}
    if rows.table is not None:
        of_user, about = rows.of_user(user_id), rows.table.text(kind.column)
        when = rows.table.numbers("TIMESTAMP").values[of_user]
        times.update(zip(about.values[about.codes[of_user]].tolist(), when.tolist(), strict=True))  # oldest first
    for live in log.newest(user_id, _REMEMBERED).values():
        for event in live:
            about_id = str(event.item_id)
            times[about_id] = max(event.timestamp, times.get(about_id, 0))
    return times


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


def _imported(rows: Rows, user_id: str, kind: Kind) -> dict[str, list[tuple[int, str]]]:
    """When and with what, the newest of each type, oldest first."""
    table = rows.table
    if table is None or "EVENT_TYPE" not in table.columns:
        return {}
    of_user = rows.of_user(user_id)
    kinds, items = table.text("EVENT_TYPE"), table.text(kind.column)
    times = table.numbers("TIMESTAMP").values
    types_of_user = kinds.codes[of_user]
    events: dict[str, list[tuple[int, str]]] = {}
    for code in sorted(set(types_of_user.tolist())):
        newest = of_user[types_of_user == code][-kind.window :]
        found = events.setdefault(kind.spelled(kinds.values[code]), [])
        found += zip(times[newest].tolist(), items.values[items.codes[newest]].tolist(), strict=True)
    return events
