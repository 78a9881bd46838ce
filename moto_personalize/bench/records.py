"""What the application sent, from the log of calls."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .backends import backends
from .comparing import Recorded, differences
from .errors import check_error
from .members import check_member, check_members
from .naming import operation_named
from .places import check_account, check_region

if TYPE_CHECKING:
    from ..personalize.calls import Call


@dataclass(frozen=True, eq=False, repr=False)
class RecordedCall(Recorded):
    """One request of the application.

    operation: its name in the API; params: the members of the request in snake_case, at every depth; error: the code
    of what it was refused with, None when it was answered. The others take no part in comparisons: service
    ("personalize", "personalize-events" or "personalize-runtime"), account_id, region_name, and received, in epoch
    seconds by the clock of the test. A mapping that it is compared with may name members of the request as well.
    """

    operation: str
    params: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
    service: str = field(default="", compare=False)
    account_id: str = field(default="", compare=False)
    region_name: str = field(default="", compare=False)
    received: float = field(default=0.0, compare=False)

    def known(self) -> Collection[str]:
        return [*vars(self), *request_members()]

    def member(self, name: str) -> Any:
        return getattr(self, name) if name in vars(self) else self.params.get(name)

    def unknown(self, expected: Mapping[str, Any]) -> Iterator[str]:
        yield from super().unknown(expected)
        params = expected.get("params")
        if isinstance(params, Mapping):
            yield from super().unknown({name: 0 for name in params if name not in request_members()})


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class RecordedEvent(Recorded):
    """One event of a PutEvents request that was taken: its members, and those of its request.

    What the application did not send is None. sent_at: epoch seconds, equal to a datetime of that second, which
    without a zone is in UTC; properties: the JSON text, equal to a mapping that it says. The others take no part in
    comparisons: account_id, region_name, and received, in epoch seconds by the clock of the test.
    """

    tracking_id: str | None = None
    user_id: str | None = None
    session_id: str | None = None
    event_id: str | None = None
    event_type: str | None = None
    event_value: float | None = None
    item_id: str | None = None
    properties: str | None = None
    sent_at: float | None = None
    recommendation_id: str | None = None
    impression: Sequence[str] | None = None
    metric_attribution: Mapping[str, Any] | None = None
    account_id: str = field(default="", compare=False)
    region_name: str = field(default="", compare=False)
    received: float = field(default=0.0, compare=False)


@functools.cache
def request_members() -> frozenset[str]:
    """The members of all requests."""
    from ..personalize.wire import operations

    return frozenset[str]().union(*(operation.members for operation in operations().values()))


EVENT_MEMBERS = tuple(member.name for member in dataclasses.fields(RecordedEvent))


def recorded_calls(
    operation: str | None = None,
    service: str | None = None,
    error: str | bool | None = None,
    account_id: str | None = None,
    region_name: str | None = None,
    params: Mapping[str, Any] | None = None,
    members: Mapping[str, Any] | None = None,
) -> list[RecordedCall]:
    """The requests of the application, oldest first.

    error: the code of a refusal, true for any, false for none; params, members: what the request must hold, null for
    nothing. ValueError for an operation, service, error, account, region or member that does not exist.
    """
    from ..personalize.wire import SERVICES, operations

    named = None if operation is None else operation_named(operation)
    if service is not None and service not in SERVICES:
        raise ValueError(f"{service} is not a service. Services: {', '.join(SERVICES)}.")
    if isinstance(error, str):
        check_error(error, {call.error for call in _calls() if call.error})
    _check_place(account_id, region_name)
    wanted = [given for given in (params, members) if given]
    for given in wanted:
        check_members([named] if named else operations().values(), given)
    told = {"operation": named and named.name, "service": service, "account_id": account_id, "region_name": region_name}
    return [
        RecordedCall(
            call.operation,
            params_of(call),
            call.error,
            call.service,
            call.account_id,
            call.region_name,
            call.received,
        )
        for call in _calls()
        if all(value in (None, getattr(call, name)) for name, value in told.items())
        and (error is None or error == call.error or (isinstance(error, bool) and error == bool(call.error)))
        and all(holds(params_of(call), given) for given in wanted)
    ]


def recorded_events(tracking_id: str | None = None, members: Mapping[str, Any] | None = None) -> list[RecordedEvent]:
    """The events that PutEvents has taken, oldest first, those of a tracker or all.

    members: what the events must hold, null for nothing. ValueError for a tracker, account, region or member that does
    not exist.
    """
    wanted = dict(members or {})
    _check_event(wanted)
    taken = [event for call in _calls() if call.operation == "PutEvents" and call.answered for event in _events(call)]
    for given in (tracking_id, wanted.get("tracking_id")):
        if given is not None:
            _check_tracker(given, {str(event.tracking_id) for event in taken})
    return [event for event in taken if tracking_id in (None, event.tracking_id) and holds(vars(event), wanted)]


def clear_recorded() -> None:
    """Forget what was sent so far."""
    from ..personalize import script

    script.current().forget_calls()


def params_of(call: Call) -> dict[str, Any]:
    """The members of a request in snake_case; none of what cannot be read."""
    from ..personalize.wire import operations

    operation = operations().get((call.service, call.operation))
    return operation.params(call.body) if operation else {}


def _calls() -> Sequence[Call]:
    from ..personalize import script

    return script.current().calls


def _check_event(wanted: Mapping[str, Any]) -> None:
    """Raise ValueError for a member that no event has, or that cannot have such a value."""
    from ..personalize.wire import members_of, operations

    request = operations()["personalize-events", "PutEvents"].members
    events: Any = request["event_list"]
    shapes = {**request, **members_of(events.member)}
    shapes |= {"account_id": shapes["user_id"], "region_name": shapes["user_id"], "received": shapes["sent_at"]}
    for name, value in wanted.items():
        if name not in EVENT_MEMBERS:
            raise ValueError(f"{name} is no member of an event. Members: {', '.join(EVENT_MEMBERS)}.")
        check_member(name, [shapes[name]], value)
    _check_place(wanted.get("account_id"), wanted.get("region_name"))


def _check_place(account_id: str | None, region_name: str | None) -> None:
    """Raise ValueError for an account or a region from which no request can come."""
    if account_id is not None:
        check_account(account_id)
    if region_name is not None:
        check_region(region_name)


def _check_tracker(tracking_id: str, seen: Collection[str]) -> None:
    """Raise ValueError unless there is such an event tracker, or was when it took events."""
    from ..personalize.service.event_trackers import EventTracker

    known = set(seen)
    for backend in backends(None):
        with backend.lock:
            known.update(tracker.tracking_id for tracker in backend.store.where(EventTracker))
    if tracking_id not in known:
        ids = ", ".join(sorted(known)) or "none"
        raise ValueError(f"There is no event tracker with the tracking id {tracking_id}. Tracking ids: {ids}.")


def _events(call: Call) -> Iterable[RecordedEvent]:
    params = params_of(call)
    told = {"account_id": call.account_id, "region_name": call.region_name, "received": call.received}
    for event in params.get("event_list", ()):
        members = {**params, **event, **told}
        yield RecordedEvent(**{name: value for name, value in members.items() if name in EVENT_MEMBERS})


def holds(params: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether members are there with the wanted values; None is wanted of what is not there."""
    return not any(line for name, value in wanted.items() for line in differences(name, params.get(name), value))
