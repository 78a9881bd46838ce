"""What to show to whom: Amazon Personalize's answer, or the bestsellers when there is none in time."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from .catalogue import Catalogue, Tea
from .offers import OFFERS, Offer
from .settings import Settings
from .visitors import Visitor

SHELF, RELATED, OFFERED = 6, 4, 1
HARVESTS = {3: "spring", 4: "spring", 5: "spring", 6: "summer", 7: "summer", 8: "summer", 9: "autumn", 10: "autumn"}
NO_ANSWER = (BotoCoreError, ClientError)
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Shelf:
    """Teas to show. notes: what stands beside some of them, by their ids."""

    teas: Sequence[Tea]
    recommendation_id: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)


class Recommendations:
    """The shop's questions to Personalize."""

    def __init__(self, runtime: Any, settings: Settings, catalogue: Catalogue) -> None:
        self._runtime, self._settings, self._catalogue = runtime, settings, catalogue

    def shelf(self, visitor: Visitor) -> Shelf:
        """What the visitor has not bought and may drink and like, with a third from the harvest of the season."""
        try:
            answer = self._runtime.get_recommendations(
                campaignArn=self._settings.shelf_campaign,
                userId=visitor.user_id,
                numResults=SHELF,
                filterArn=self._settings.shelf_filter,
                promotions=self._promotions(),
                metadataColumns={"ITEMS": ["ORIGIN"]},
            )
        except NO_ANSWER as error:
            log.warning("the shelf shows bestsellers: %s", error)
            return self._bestsellers(SHELF)
        return self._shelf(answer) or self._bestsellers(SHELF)

    def related(self, tea: Tea, visitor: Visitor) -> Shelf:
        """What those looked at who looked at a tea."""
        try:
            answer = self._runtime.get_recommendations(
                recommenderArn=self._settings.related_recommender,
                itemId=tea.id,
                userId=visitor.user_id,
                numResults=RELATED,
            )
        except NO_ANSWER as error:
            log.warning("the page of %s shows bestsellers: %s", tea.id, error)
            return self._bestsellers(RELATED, without=tea.id)
        return self._shelf(answer) or self._bestsellers(RELATED, without=tea.id)

    def ranked(self, teas: Sequence[Tea], visitor: Visitor) -> Shelf:
        """What was found, the visitor's favourites first."""
        if len(teas) < 2:
            return Shelf(teas)
        try:
            answer = self._runtime.get_personalized_ranking(
                campaignArn=self._settings.search_campaign,
                userId=visitor.user_id,
                inputList=[tea.id for tea in teas],
            )
        except NO_ANSWER as error:
            log.warning("what was found stays as it is: %s", error)
            return Shelf(teas)
        ids = [item["itemId"] for item in answer["personalizedRanking"]]
        return Shelf(self._catalogue.known(ids), answer.get("recommendationId"))

    def offer(self, visitor: Visitor) -> Offer | None:
        """What a customer may want to do next; nothing for somebody whom the shop does not know."""
        if visitor.customer is None:
            return None
        try:
            answer = self._runtime.get_action_recommendations(
                campaignArn=self._settings.offer_campaign, userId=visitor.customer, numResults=OFFERED
            )
        except NO_ANSWER as error:
            log.warning("no offer is made: %s", error)
            return None
        return next((OFFERS[each["actionId"]] for each in answer["actionList"] if each["actionId"] in OFFERS), None)

    def _promotions(self) -> list[dict[str, Any]]:
        harvest = HARVESTS.get(datetime.date.today().month)
        if harvest is None:
            return []
        return [
            {
                "name": "harvest",
                "percentPromotedItems": 34,
                "filterArn": self._settings.harvest_filter,
                "filterValues": {"HARVEST": f'"{harvest}"'},
            }
        ]

    def _bestsellers(self, count: int, without: str | None = None) -> Shelf:
        return Shelf(self._catalogue.bestsellers(without)[:count])

    def _shelf(self, answer: dict[str, Any]) -> Shelf | None:
        """What was answered, without what is no longer sold; None when nothing is left."""
        items = answer["itemList"]
        teas = self._catalogue.known(item["itemId"] for item in items)
        if not teas:
            return None
        notes = {item["itemId"]: note for item in items if (note := _note(item))}
        return Shelf(teas, answer.get("recommendationId"), notes)


def _note(item: Mapping[str, Any]) -> str | None:
    """Why a tea is on the shelf, or where it grows."""
    if "promotionName" in item:
        return "fresh from the harvest"
    if "Popular item" in item.get("reason", []):
        return "loved by many"
    origin = item.get("metadata", {}).get("origin")
    return f"from {origin}" if origin else None
