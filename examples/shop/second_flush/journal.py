"""What visitors do, told to Amazon Personalize as it happens. A page never fails because of it."""

from __future__ import annotations

import datetime
import json
import logging
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from .catalogue import Tea
from .settings import Settings
from .visitors import Visitor

MOST_SHOWN = 25
"""So many items PutEvents takes as an impression."""
log = logging.getLogger(__name__)


class Journal:
    """Sends the shop's events."""

    def __init__(self, events: Any, settings: Settings) -> None:
        self._events, self._settings = events, settings

    def viewed(
        self, visitor: Visitor, tea: Tea, recommendation_id: str | None = None, shown: Sequence[str] = ()
    ) -> None:
        """Somebody looked at a tea; of one that stood on a shelf: on which, and beside what."""
        self._event(visitor, tea, "View", recommendation_id, shown)

    def bought(self, visitor: Visitor, tea: Tea, tins: int = 1) -> None:
        self._event(visitor, tea, "Purchase", value=tea.price * tins, tins=tins)

    def answered(self, visitor: Visitor, offer_id: str, taken: bool) -> None:
        """A customer took an offer, or did not."""
        interaction = {
            "actionId": offer_id,
            "userId": visitor.customer,
            "sessionId": visitor.visit,
            "eventType": "TAKEN" if taken else "NOT_TAKEN",
            "timestamp": datetime.datetime.now(datetime.timezone.utc),
        }
        self._send(
            self._events.put_action_interactions,
            trackingId=self._settings.offer_tracking_id,
            actionInteractions=[interaction],
        )

    def told(self, visitor: Visitor, caffeine: bool) -> None:
        """A customer told whether they drink caffeine: the shelf heeds it from the next page on."""
        known = {"userId": visitor.customer, "properties": json.dumps({"caffeine": "yes" if caffeine else "no"})}
        self._send(self._events.put_users, datasetArn=self._settings.customers_dataset, users=[known])

    def _event(
        self,
        visitor: Visitor,
        tea: Tea,
        event_type: str,
        recommendation_id: str | None = None,
        shown: Sequence[str] = (),
        value: float | None = None,
        **properties: Any,
    ) -> None:
        event = {
            "eventType": event_type,
            "itemId": tea.id,
            "sentAt": datetime.datetime.now(datetime.timezone.utc),
            "recommendationId": recommendation_id,
            "impression": list(shown[:MOST_SHOWN]) or None,
            "eventValue": value,
            "properties": json.dumps(properties) if properties else None,
        }
        self._send(
            self._events.put_events,
            trackingId=self._settings.tracking_id,
            sessionId=visitor.visit,
            eventList=[_without_none(event)],
            **_without_none({"userId": visitor.customer}),
        )

    def _send(self, put: Callable[..., Any], **members: Any) -> None:
        try:
            put(**members)
        except (BotoCoreError, ClientError) as error:
            log.warning("Personalize was not told: %s", error)


def _without_none(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}
