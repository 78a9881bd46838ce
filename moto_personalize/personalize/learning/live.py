"""The live events of a dataset of interactions, with items or actions: what PutEvents and PutActionInteractions
brought, in the order in which it came."""

from __future__ import annotations

import bisect
import dataclasses
import itertools
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import dataclass, field
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from .caching import CACHE

if TYPE_CHECKING:
    import numpy as np

MOST_SHOWN = 10_000
"""So many lists are remembered until an event names them, as places in what was deployed."""


@dataclass(frozen=True)
class LiveEvent:
    """One event. `item_id` is what it is about: an item, or an action. `columns` are the values of the dataset's
    schema fields."""

    session_id: str
    user_id: str | None
    event_id: str
    event_type: str
    item_id: str | None
    columns: Mapping[str, Any]
    impression: tuple[str, ...] = ()
    recommendation_id: str | None = None
    received: float = 0.0  # when it came, by the store's clock

    def check_parts(self) -> None:
        """ValueError unless one with an item says when it was sent, and a value is a number."""
        if self.item_id is not None and type(self.columns.get("TIMESTAMP")) is not int:
            raise ValueError("an event was sent at no time")
        if not isinstance(self.columns.get("EVENT_VALUE"), (int, float, type(None))):
            raise ValueError("the value of an event is no number")

    @property
    def timestamp(self) -> int:
        """When it was sent, in seconds; of an event with an item."""
        return int(self.columns["TIMESTAMP"])

    @property
    def actor(self) -> str:
        """Who acts: the user, or the session of somebody anonymous."""
        return self.user_id or self.session_id


@dataclass(frozen=True)
class Forgotten:
    """Users that a data deletion job removed, and the items that were known through them alone."""

    users: frozenset[str] = frozenset()
    items: frozenset[str] = frozenset()


NOBODY = Forgotten()


@dataclass(eq=False, repr=False)
class EventLog:
    """Append-only, so that a reader needs no lock: what stands before a length never changes.

    But for one thing: of events of users that are removed only the place stays. `forgotten` says who they were, in the
    order of the deletion jobs.
    """

    _events: list[LiveEvent] = field(default_factory=list)
    forgotten: list[Forgotten] = field(default_factory=list)
    _forgotten_since: dict[int, tuple[int, Forgotten]] = field(default_factory=dict, metadata=CACHE)
    _ids: set[str] = field(default_factory=set)
    # by actor and event type in lower case: time and place of each event with an item, in order of both
    _of_actor: dict[str, dict[str, list[tuple[int, int]]]] = field(default_factory=dict)
    _shown: OrderedDict[str, tuple[np.ndarray, np.ndarray, Sequence[str]]] = field(default_factory=OrderedDict)

    def __len__(self) -> int:
        return len(self._events)

    def check_parts(self) -> None:
        """ValueError unless events are found again under their ids and their actors, and shown lists are of items."""
        made = EventLog(_ids={event.event_id for event in self._events if event.event_id})
        for place, event in enumerate(self._events):
            if event.item_id is not None:
                made._index(event, (event.timestamp, place))
        if made._ids != self._ids or _filled(made._of_actor) != _filled(self._of_actor):
            raise ValueError("events and what is known of them disagree")
        for ids, codes, _ in self._shown.values():
            if ids.ndim != 1 or codes.ndim != 1 or codes.dtype.kind != "i":
                raise ValueError("a list was shown of no items")
            if len(codes) and not 0 <= min(found := codes.tolist()) <= max(found) < len(ids):
                raise ValueError("a list was shown of no items")

    def knows(self, event_id: str) -> bool:
        """Whether an event came under that id."""
        return event_id in self._ids

    def append(self, event: LiveEvent) -> bool:
        """Keep an event, unless one came under its id before; whether it is kept."""
        if self.knows(event.event_id):
            return False
        self._ids.add(event.event_id)
        place = len(self._events)
        self._events.append(event)  # before its place is known: a reader may look at any moment
        if event.item_id is not None:
            self._index(event, (event.timestamp, place))
        return True

    def _index(self, event: LiveEvent, entry: tuple[int, int]) -> None:
        of_type = self._of_actor.setdefault(event.actor, {})
        entries = of_type.get(event.event_type.lower(), [])
        if entries and entry < entries[-1]:
            entries = sorted([*entries, entry])  # a late one: readers keep the list that they have
        else:
            entries.append(entry)
        of_type[event.event_type.lower()] = entries

    def show(self, recommendation_id: str, ids: np.ndarray, codes: np.ndarray, unknown: Sequence[str] = ()) -> None:
        """Remember the items of an answer, as places among `ids`, and those behind them; few are ever asked for.

        Requests call this without a lock: each step is one that cannot be split.
        """
        self._shown[recommendation_id] = ids, codes, unknown
        if len(self._shown) > MOST_SHOWN:
            self._shown.popitem(last=False)

    def shown(self, recommendation_id: str | None) -> tuple[str, ...]:
        """The items of an answer of late; none where it is not known."""
        known = self._shown.get(recommendation_id) if recommendation_id else None
        if known is None:
            return ()
        ids, codes, unknown = known
        return (*ids[codes].tolist(), *unknown)

    def forget(self, users: Set[str]) -> int:
        """Remove the events of users, and of the sessions that were ever seen with them; how many there were."""
        owners = owners_of(self._events)
        gone = {place for place, event in enumerate(self._events) if owner_of(event, owners) in users}
        actors = {self._events[place].actor for place in gone}
        for actor in actors & self._of_actor.keys():
            self._of_actor[actor] = {
                event_type: [entry for entry in entries if entry[1] not in gone]
                for event_type, entries in self._of_actor[actor].items()
            }
        events = self._events
        self._ids -= {events[place].event_id for place in gone}
        self._events = [_emptied(event) if place in gone else event for place, event in enumerate(events)]
        return sum(events[place].item_id is not None for place in gone)

    def forgotten_since(self, count: int) -> Forgotten:
        """Who was removed after the first `count` deletion jobs; the very same answer until there is another one."""
        jobs = len(self.forgotten)
        if jobs == count:
            return NOBODY
        known = self._forgotten_since.get(count)
        if known is None or known[0] != jobs:
            later = self.forgotten[count:jobs]
            users, items = ([each.users for each in later], [each.items for each in later])
            known = jobs, Forgotten(frozenset().union(*users), frozenset().union(*items))
            self._forgotten_since[count] = known
        return known[1]

    def until(self, length: int) -> list[LiveEvent]:
        return self._events[:length]

    def length_at(self, moment: float) -> int:
        """How many events had come by a moment."""
        return bisect.bisect_right(self._events, moment, key=attrgetter("received"))

    def newest(self, actor: str, most: int, since: int = 0, until: int | None = None) -> dict[str, list[LiveEvent]]:
        """The actor's newest events with an item, by type in lower case, of each at most `most`, oldest first.

        since, until: lengths of the log; only what came behind the one and before the other.
        """
        found: dict[str, list[LiveEvent]] = {}
        known = self._events  # once, and before the places: a deletion job takes those away first
        end = len(known) if until is None else min(until, len(known))
        for event_type, entries in list(self._of_actor.get(actor, {}).items()):
            behind = (place for _, place in reversed(entries) if since <= place < end)
            events = [known[place] for place in itertools.islice(behind, most)]
            if events:
                found[event_type] = events[::-1]
        return found


def _filled(of_actor: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Without actors and types that nothing is left of."""
    kept = {actor: {name: found for name, found in types.items() if found} for actor, types in of_actor.items()}
    return {actor: types for actor, types in kept.items() if types}


def owners_of(events: Collection[LiveEvent]) -> dict[str, str]:
    """The user of each session that was ever seen with one."""
    return {event.session_id: event.user_id for event in events if event.user_id}


def owner_of(event: LiveEvent, owners: Mapping[str, str]) -> str:
    """Whose an event is: the user's, the user's of its session, or the session's."""
    return event.user_id or owners.get(event.session_id) or event.session_id


def _emptied(event: LiveEvent) -> LiveEvent:
    return dataclasses.replace(
        event,
        session_id="",
        user_id=None,
        event_id="",
        item_id=None,
        columns={},
        impression=(),
        recommendation_id=None,
    )
