"""Filters applied to a request. https://docs.aws.amazon.com/personalize/latest/dg/filter-real-time.html"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..exceptions import InvalidInputException
from ..learning.catalogue import Catalogue
from ..learning.deployment import Deployment
from ..learning.past import places, touched, users_with
from ..learning.rows import Rows
from ..service.datasets import INTERACTIONS, ITEMS, USERS, dataset_of
from ..service.filters import Filter
from ..service.operations import Operations
from ..service.store import Store

if TYPE_CHECKING:
    import numpy as np

    from ... import filters


@dataclass(frozen=True)
class Asked:
    """The part of a request that filters look at."""

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
        chosen = self._usable_filter(filter_arn, asked.deployment)
        if catalogue is None:
            catalogue = asked.deployment.catalogue(self.rows_of(asked.deployment, ITEMS))
        request = filter_request(
            self.store, chosen, catalogue, user_id=asked.user_id, item_id=asked.item_id, values=values or {}
        )
        try:
            return catalogue.program(chosen).passing(request)
        except filters.FilterError as error:
            raise InvalidInputException(f"{error} (filter {filter_arn})") from None

    def rows_of(self, deployment: Deployment, dataset_type: str) -> Rows | None:
        dataset = dataset_of(self.store, deployment.dataset_group_arn, dataset_type)
        return dataset.rows if dataset else None

    def _usable_filter(self, arn: str, deployment: Deployment) -> Filter:
        chosen, group = self.store.get(Filter, arn), deployment.dataset_group_arn
        if not chosen.active:
            raise InvalidInputException(f"The given filter is not ACTIVE but {chosen.status}: {arn}")
        if chosen.dataset_group_arn != group:
            raise InvalidInputException(f"The filter {arn} is of {chosen.dataset_group_arn}, the campaign of {group}.")
        if chosen.resolved.subject != "ItemID":
            raise InvalidInputException(f"The filter {arn} is about {chosen.resolved.subject}, not ItemID.")
        if chosen.resolved.needs_current_item and deployment.recipe.recipe_type != "RELATED_ITEMS":
            raise InvalidInputException(
                f"The filter {arn} compares with CurrentItem, which a recipe of type RELATED_ITEMS alone has."
            )
        return chosen


def filter_request(
    store: Store,
    chosen: Filter,
    catalogue: Catalogue,
    *,
    user_id: str | None,
    item_id: str | None,
    values: Mapping[str, str],
) -> filters.Request:
    """What a filter sees of a request: of the current user and item the fields that it names alone."""
    from ... import filters

    def record(kind: str, given: str | None, names: frozenset[str]) -> Mapping[str, Any]:
        dataset = dataset_of(store, chosen.dataset_group_arn, kind) if names else None
        return dataset.rows.record(given, names) if dataset else {}

    def events() -> Mapping[str, np.ndarray]:
        dataset = dataset_of(store, chosen.dataset_group_arn, INTERACTIONS)
        if dataset is None:
            return {}
        if chosen.resolved.subject == "UserID":
            return places(users_with(dataset.rows, dataset.live), catalogue.codes)
        return places(touched(dataset.rows, dataset.live, user_id), catalogue.codes)

    return filters.Request(
        user=record(USERS, user_id, chosen.resolved.names("CurrentUser")),
        item=record(ITEMS, item_id, chosen.resolved.names("CurrentItem")),
        values=values,
        events=events,
    )
