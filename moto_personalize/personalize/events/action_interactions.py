"""PutActionInteractions: what came of actions that an application offered.

https://docs.aws.amazon.com/personalize/latest/dg/API_UBS_PutActionInteractions.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..exceptions import ResourceNotFoundException
from ..learning.live import LiveEvent
from ..service.datasets import Dataset
from ..service.made_up import made_up
from ..service.operations import Operations
from .interactions import NULL_SESSION, REQUESTS_PER_SECOND, RESERVED_KEYS, check_size, columns_of
from .properties import parse_properties

if TYPE_CHECKING:
    pass


class PutActionInteractionsOperations(Operations):
    def put_action_interactions(self, *, tracking_id: str, action_interactions: list[dict[str, Any]]) -> None:
        """All interactions of a call are taken, or none. An impression is taken, and has no effect, as in AWS."""
        dataset = self._tracked_by_dataset(tracking_id)
        self.check_rate(**{f"PutActionInteractions {dataset.dataset_group_arn}": REQUESTS_PER_SECOND})
        events = [live_action(event, dataset) for event in action_interactions]
        for event in events:
            if event.session_id != NULL_SESSION:
                dataset.live.append(event)

    def _tracked_by_dataset(self, tracking_id: str) -> Dataset:
        """The dataset that brought a tracking id; it is no event tracker's."""
        datasets = self.store.where(Dataset, tracking_id=tracking_id)
        if not datasets:
            raise ResourceNotFoundException(noun="action interaction tracker", arn=tracking_id)
        datasets[0].require_active()
        return datasets[0]


def live_action(event: Mapping[str, Any], dataset: Dataset) -> LiveEvent:
    """The interaction with its properties as columns of the dataset. InvalidInputException for what does not fit."""
    check_size(event)
    given = {**parse_properties(event.get("properties"), RESERVED_KEYS), **_members(event)}
    return LiveEvent(
        session_id=event["sessionId"],
        user_id=event.get("userId"),
        event_id=event.get("eventId") or made_up(dataset.live.knows),
        event_type=event["eventType"],
        item_id=event["actionId"],
        columns=columns_of(given, dataset.fields),
        impression=tuple(event.get("impression") or ()),
        recommendation_id=event.get("recommendationId"),
    )


def _members(event: Mapping[str, Any]) -> dict[str, Any]:
    """What stands outside the properties, under the plain names of its columns."""
    members = {
        "userid": event.get("userId") or event["sessionId"],
        "actionid": event["actionId"],
        "timestamp": int(event["timestamp"]),
        "eventtype": event["eventType"],
        "recommendationid": event.get("recommendationId"),
        "impression": "|".join(event.get("impression") or ()) or None,
    }
    return {name: value for name, value in members.items() if value is not None}
