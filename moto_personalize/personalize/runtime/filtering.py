"""Filters applied to a request. https://docs.aws.amazon.com/personalize/latest/dg/filter-real-time.html"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..exceptions import InvalidInputException
from ..learning.catalogue import Catalogue
from ..learning.deployment import Deployment
from ..learning.past import places, touched
from ..learning.rows import Rows
from ..service.campaigns import Campaign
from ..service.datasets import INTERACTIONS, ITEMS, USERS, dataset_of
from ..service.filters import Filter
from ..service.operations import Operations

if TYPE_CHECKING:
    import numpy as np

    from ... import filters


@dataclass(frozen=True)
class Asked:
    """The part of a request that filters look at."""

    campaign: Campaign
    deployment: Deployment
    user_id: str | None = None
    item_id: str | None = None


class FilteringOperations(Operations):
    def passing(
        self,
        filter_arn: str | None,
        values: Mapping[str, str] | None,
        asked: Asked,
        catalogue: Catalogue | None = None,
    ) -> np.ndarray | None:
        """(items,) bool: which of the campaign's items, or of a catalogue, pass; None where no filter is given.

        Raises ResourceNotFoundException and InvalidInputException.
        """
        from ... import filters

        if filter_arn is None:
            if values:
                raise InvalidInputException("filterValues are given without a filterArn.")
            return None
        chosen = self._usable_filter(filter_arn, asked)
        catalogue = catalogue or asked.deployment.catalogue(self.rows_of(asked.campaign, ITEMS))
        try:
            return chosen.program(catalogue).passing(self._request(asked, values or {}, catalogue))
        except filters.FilterError as error:
            raise InvalidInputException(f"{error} (filter {filter_arn})") from None

    def rows_of(self, campaign: Campaign, dataset_type: str) -> Rows | None:
        dataset = dataset_of(self.store, campaign.dataset_group_arn, dataset_type)
        return dataset.rows if dataset else None

    def _usable_filter(self, arn: str, asked: Asked) -> Filter:
        group = asked.campaign.dataset_group_arn
        chosen = self.store.get(Filter, arn)
        if not chosen.active:
            raise InvalidInputException(f"The given filter is not ACTIVE but {chosen.status}: {arn}")
        if chosen.dataset_group_arn != group:
            raise InvalidInputException(f"The filter {arn} is of {chosen.dataset_group_arn}, the campaign of {group}.")
        if chosen.resolved.subject != "ItemID":
            raise InvalidInputException(f"The filter {arn} is about {chosen.resolved.subject}, not ItemID.")
        if chosen.resolved.needs_current_item and asked.deployment.recipe.recipe_type != "RELATED_ITEMS":
            raise InvalidInputException(
                f"The filter {arn} compares with CurrentItem, which a recipe of type RELATED_ITEMS alone has."
            )
        return chosen

    def _request(self, asked: Asked, values: Mapping[str, str], catalogue: Catalogue) -> filters.Request:
        from ... import filters

        users, items = self.rows_of(asked.campaign, USERS), self.rows_of(asked.campaign, ITEMS)
        return filters.Request(
            user=users.record(asked.user_id) if users else {},
            item=items.record(asked.item_id) if items else {},
            values=values,
            events=lambda: self._events(asked, catalogue),
        )

    def _events(self, asked: Asked, catalogue: Catalogue) -> Mapping[str, np.ndarray]:
        dataset = dataset_of(self.store, asked.campaign.dataset_group_arn, INTERACTIONS)
        if dataset is None:
            return {}
        return places(touched(dataset.rows, dataset.live, asked.user_id), catalogue.codes)
