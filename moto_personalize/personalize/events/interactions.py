"""PutEvents: live events of an application. https://docs.aws.amazon.com/personalize/latest/dg/API_UBS_PutEvents.html"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..exceptions import InvalidInputException
from ..learning.dataset_types import INTERACTIONS
from ..learning.live import EventLog, LiveEvent
from ..service.attribution_reports import MeasuringOperations
from ..service.datasets import Dataset, dataset_of
from ..service.event_trackers import EventTracker
from ..service.made_up import made_up
from ..service.measuring import Streamed
from ..service.store import now
from .properties import parse_properties, plain

if TYPE_CHECKING:
    from ...datasets import Schema

MAX_EVENT_BYTES = 10 * 1024
MAX_ID = 256
REQUESTS_PER_SECOND = 1000  # of a dataset group
NULL_SESSION = "null"
ALWAYS_GIVEN = ("USER_ID", "ITEM_ID", "ACTION_ID", "TIMESTAMP")
RESERVED_KEYS = {"userid", "sessionid", "eventtype", "timestamp", "recommendationid", "impression"}


class PutEventsOperations(MeasuringOperations):
    def put_events(
        self,
        *,
        tracking_id: str,
        session_id: str,
        event_list: list[dict[str, Any]],
        user_id: str | None = None,
    ) -> None:
        """All events of a call are taken, or none."""
        dataset = self._tracked(tracking_id)
        self.check_rate(**{f"PutEvents {dataset.dataset_group_arn}": REQUESTS_PER_SECOND})
        events = [live_event(event, session_id, user_id, dataset) for event in event_list]
        if session_id == NULL_SESSION:
            return  # observed: answered with 200 and dropped (aws-sdk-js issue 3371)
        kept = [dataset.live.append(_with_shown(event, dataset.live)) for event in events]
        self.measure_streamed(
            dataset.dataset_group_arn,
            [streamed(event, sent) for event, sent, new in zip(events, event_list, kept, strict=True) if new],
        )

    def _tracked(self, tracking_id: str) -> Dataset:
        trackers = self.store.where(EventTracker, tracking_id=tracking_id)
        if not trackers:
            raise InvalidInputException(f"The given event tracker does not exist: {tracking_id}")
        if not trackers[0].active:
            raise InvalidInputException(f"The given event tracker is not active yet: {tracking_id}")
        dataset = dataset_of(self.store, trackers[0].dataset_group_arn, INTERACTIONS)
        if dataset is None or not dataset.active:
            raise InvalidInputException(
                f"The dataset group {trackers[0].dataset_group_arn} has no active Interactions dataset."
            )
        return dataset


def live_event(event: Mapping[str, Any], session_id: str, user_id: str | None, dataset: Dataset) -> LiveEvent:
    """The event with its properties as columns of the dataset. InvalidInputException for what does not fit."""
    check_size(event)
    given = {**parse_properties(event.get("properties"), RESERVED_KEYS), **_members(event)}
    given["userid"] = user_id or session_id
    given_item = given.get("itemid")
    if given_item is not None and not 1 <= len(str(given_item)) <= MAX_ID:
        raise InvalidInputException(f"An itemId has 1 to {MAX_ID} characters, not {len(str(given_item))}.")
    columns = columns_of(given, dataset.fields) if given_item is not None else {}
    return LiveEvent(
        session_id=session_id,
        user_id=user_id,
        event_id=event.get("eventId") or made_up(dataset.live.knows),
        event_type=event["eventType"],
        item_id=columns.get("ITEM_ID"),
        columns=columns,
        impression=tuple(event.get("impression") or ()),
        recommendation_id=event.get("recommendationId"),
        received=now(),
    )


def streamed(event: LiveEvent, sent: Mapping[str, Any]) -> Streamed:
    """The event with what metrics are attributed by, whatever columns its dataset has."""
    source = (sent.get("metricAttribution") or {}).get("eventAttributionSource")
    return Streamed(event, int(sent["sentAt"]), source or event.columns.get("EVENT_ATTRIBUTION_SOURCE"))


def _with_shown(event: LiveEvent, log: EventLog) -> LiveEvent:
    """The event with the items of its recommendation as its impression, unless it brings one of its own."""
    shown = () if event.impression else log.shown(event.recommendation_id)
    return dataclasses.replace(event, impression=shown) if shown else event


def _members(event: Mapping[str, Any]) -> dict[str, Any]:
    """What stands outside the properties, under the plain names of its columns."""
    members = {
        "itemid": event.get("itemId"),
        "eventvalue": event.get("eventValue"),
        "timestamp": int(event["sentAt"]),
        "eventtype": event["eventType"],
        "recommendationid": event.get("recommendationId"),
        "impression": "|".join(event.get("impression") or ()) or None,
        "eventattributionsource": (event.get("metricAttribution") or {}).get("eventAttributionSource"),
    }
    return {name: value for name, value in members.items() if value is not None}


def check_size(event: Mapping[str, Any]) -> None:
    """Raise InvalidInputException for an event that is too large."""
    if len(json.dumps(event, ensure_ascii=False).encode(errors="surrogatepass")) > MAX_EVENT_BYTES:
        raise InvalidInputException(f"An event is larger than {MAX_EVENT_BYTES} bytes.")


def columns_of(given: Mapping[str, Any], schema: Schema) -> dict[str, Any]:
    """The values of the schema's fields, by plain names, converted to their types; what an event lacks is null."""
    from ...datasets import DataError, from_records

    fields = [dataclasses.replace(field, nullable=field.name not in ALWAYS_GIVEN) for field in schema.fields]
    record = {field.name: given.get(plain(field.name)) for field in fields}
    try:
        table = from_records([record], dataclasses.replace(schema, fields=tuple(fields)))
    except DataError as error:
        raise InvalidInputException(str(error)) from None
    return next(iter(table.records()))
