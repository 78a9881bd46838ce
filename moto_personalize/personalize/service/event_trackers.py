"""Event trackers: the id under which an application sends live events. https://docs.aws.amazon.com/personalize/latest/dg/API_EventTracker.html"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, ClassVar

from .dataset_groups import DatasetGroup, datasets_of
from .made_up import made_up
from .operations import Operations
from .store import Resource


@dataclass(kw_only=True, eq=False)
class EventTracker(Resource):
    """One per dataset group: its ARN is made of the group's alone."""

    resource_type: ClassVar[str] = "event_tracker"

    name: str
    account_id: str
    tracking_id: str
    dataset_group_arn: str

    def holds(self) -> Iterable[str]:
        """Live events go to the interactions dataset."""
        return self.dataset_group_arn, f"{datasets_of(self.dataset_group_arn)}INTERACTIONS"


class EventTrackerOperations(Operations):
    def create_event_tracker(
        self, *, name: str, dataset_group_arn: str, tags: list[dict[str, str]] | None = None
    ) -> dict[str, Any]:
        self.store.get(DatasetGroup, dataset_group_arn).require_active()
        tracker = EventTracker(
            arn=self.arn(f"event-tracker/{hashlib.md5(dataset_group_arn.encode()).hexdigest()[:8]}"),
            name=name,
            account_id=self.account_id,
            tracking_id=made_up(lambda new: self.store.where(EventTracker, tracking_id=new)),
            dataset_group_arn=dataset_group_arn,
        )
        self.created(tracker, tags)
        return {"eventTrackerArn": tracker.arn, "trackingId": tracker.tracking_id}

    def describe_event_tracker(self, *, event_tracker_arn: str) -> dict[str, Any]:
        return {"eventTracker": self.described(EventTracker, event_tracker_arn)}

    def list_event_trackers(self, **page: Any) -> dict[str, Any]:
        return self.listed(EventTracker, "eventTrackers", **page)

    def delete_event_tracker(self, *, event_tracker_arn: str) -> None:
        tracker = self.store.get(EventTracker, event_tracker_arn)
        self.deleted(tracker)
