"""The live events of an interactions dataset: what PutEvents brought, in the order in which it came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class LiveEvent:
    """One event. `columns` are the values of the dataset's schema fields."""

    session_id: str
    user_id: str | None
    event_id: str
    event_type: str
    item_id: str | None
    columns: Mapping[str, Any]
    impression: tuple[str, ...] = ()
    recommendation_id: str | None = None

    @property
    def actor(self) -> str:
        """Who acts: the user, or the session of somebody anonymous."""
        return self.user_id or self.session_id


class EventLog:
    """Append-only, so that a reader needs no lock: what stands before a length never changes."""

    def __init__(self) -> None:
        self._events: list[LiveEvent] = []
        self._of_actor: dict[str, list[int]] = {}
        self._ids: set[str] = set()

    def __len__(self) -> int:
        return len(self._events)

    def append(self, event: LiveEvent) -> None:
        """Keep an event, unless one came under its id before."""
        if event.event_id in self._ids:
            return
        self._ids.add(event.event_id)
        place = len(self._events)
        self._events.append(event)  # before its place is known: a reader may look at any moment
        self._of_actor.setdefault(event.actor, []).append(place)

    def until(self, length: int) -> list[LiveEvent]:
        return self._events[:length]

    def since(self, length: int, actor: str) -> Iterator[LiveEvent]:
        """The actor's events behind a length of the log, oldest first."""
        places = self._of_actor.get(actor)
        if places and places[-1] >= length:
            yield from (self._events[place] for place in places if place >= length)
