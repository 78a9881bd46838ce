"""Filters applied to a request. https://docs.aws.amazon.com/personalize/latest/dg/filter-real-time.html"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..exceptions import InvalidInputException
from ..learning.catalogue import Catalogue
from ..learning.dataset_types import ACTION_INTERACTIONS, INTERACTIONS, ITEMS, USERS
from ..learning.item_deployment import ItemDeployment
from ..learning.live import EventLog
from ..learning.past import WITH_ACTIONS, last_times, places, touched, users_with
from ..learning.rows import Rows
from ..service.datasets import dataset_of
from ..service.filters import Filter
from ..service.operations import Operations
from ..service.store import Store

if TYPE_CHECKING:
    import numpy as np

    from ... import filters
    from ...recipes import CatalogueEntry


class Sight:
    """A dataset group's datasets as one request sees them: before an import or after it, never both."""

    def __init__(self, store: Store, dataset_group_arn: str) -> None:
        self._store, self._group = store, dataset_group_arn
        self._datasets: dict[str, tuple[Rows, EventLog] | None] = {}
        self._touched: dict[str | None, Mapping[str, set[str]]] = {}
        self._users_with: Mapping[str, set[str]] | None = None

    def rows(self, dataset_type: str) -> Rows | None:
        """What is imported; None where there is no such dataset."""
        seen = self._seen(dataset_type)
        return seen[0] if seen else None

    def record(self, dataset_type: str, given: str | None, names: Collection[str]) -> Mapping[str, Any]:
        """Some fields of a user or an item, null left out."""
        rows = self.rows(dataset_type) if names else None
        return rows.record(given, names) if rows else {}

    def touched(self, user_id: str | None) -> Mapping[str, set[str]]:
        """The items of the user's newest events, by event type."""
        if user_id not in self._touched:
            seen = self._seen(INTERACTIONS)
            self._touched.clear()  # a batch job asks for a million users, one after the other
            self._touched[user_id] = touched(*seen, user_id) if seen else {}
        return self._touched[user_id]

    def offered(self, user_id: str | None) -> Mapping[str, set[str]]:
        """The actions of the user's newest interactions with any, by event type."""
        seen = self._seen(ACTION_INTERACTIONS)
        return touched(*seen, user_id, WITH_ACTIONS) if seen else {}

    def last_offers(self, user_id: str) -> Mapping[str, int]:
        """When something came of each action for the last time, in seconds since 1970."""
        seen = self._seen(ACTION_INTERACTIONS)
        return last_times(*seen, user_id, WITH_ACTIONS) if seen else {}

    def users_with(self) -> Mapping[str, set[str]]:
        """Everybody who has an event, by event type."""
        if self._users_with is None:
            seen = self._seen(INTERACTIONS)
            self._users_with = users_with(*seen) if seen else {}
        return self._users_with

    def _seen(self, dataset_type: str) -> tuple[Rows, EventLog] | None:
        if dataset_type not in self._datasets:
            dataset = dataset_of(self._store, self._group, dataset_type)
            self._datasets[dataset_type] = (dataset.rows, dataset.live) if dataset else None
        return self._datasets[dataset_type]


@dataclass(frozen=True)
class Asked:
    """The part of a request that filters look at."""

    deployment: ItemDeployment
    sight: Sight
    user_id: str | None = None
    item_id: str | None = None


def dropped(asked: Asked, allowed: np.ndarray | None) -> np.ndarray | None:
    """What a use case lets through of what is `allowed`: not what the user has bought, or watched.

    https://docs.aws.amazon.com/personalize/latest/dg/ECOMMERCE-use-cases.html
    """
    import numpy as np

    deployment = asked.deployment
    if deployment.recipe.drops is None:
        return allowed
    done = places(asked.sight.touched(asked.user_id), deployment.codes).get(deployment.recipe.drops.lower())
    if done is None:
        return allowed
    kept = np.ones(len(deployment.ids), bool) if allowed is None else allowed.copy()
    kept[done] = False
    return kept


class FilteringOperations(Operations):
    def passing(
        self,
        filter_arn: str | None,
        values: Mapping[str, str] | None,
        asked: Asked,
        catalogue: Catalogue | None = None,
    ) -> np.ndarray | None:
        """(items,) bool: which of the items that are served, or of a catalogue, pass; None where no filter is given.

        Raises ResourceNotFoundException and InvalidInputException.
        """
        if filter_arn is None:
            if values:
                raise InvalidInputException("filterValues are given without a filterArn.")
            return None
        chosen = self.usable_filter(filter_arn, asked.deployment.dataset_group_arn, "ItemID")
        check_current_item(chosen, asked.deployment.recipe)
        if catalogue is None:
            catalogue = asked.deployment.catalogue(asked.sight.rows(ITEMS))
        request = filter_request(
            asked.sight, chosen, catalogue, user_id=asked.user_id, item_id=asked.item_id, values=values or {}
        )
        return passing(chosen, catalogue, request)

    def usable_filter(self, arn: str, group: str, subject: str, user: str = "campaign or recommender") -> Filter:
        """A filter that what is of a dataset group can apply.

        Raises ResourceNotFoundException and InvalidInputException.
        """
        chosen = self.store.get(Filter, arn)
        if not chosen.active:
            raise InvalidInputException(f"The given filter is not ACTIVE but {chosen.status}: {arn}")
        if chosen.dataset_group_arn != group:
            raise InvalidInputException(f"The filter {arn} is of {chosen.dataset_group_arn}, the {user} of {group}.")
        if chosen.resolved.subject != subject:
            raise InvalidInputException(f"The filter {arn} is about {chosen.resolved.subject}, not {subject}.")
        return chosen


def check_current_item(chosen: Filter, recipe: CatalogueEntry) -> None:
    """Raise InvalidInputException when a filter needs a current item and the recipe knows none."""
    if chosen.resolved.needs_current_item and recipe.recipe_type != "RELATED_ITEMS":
        raise InvalidInputException(
            f"The filter {chosen.arn} compares with CurrentItem, which a recipe of type RELATED_ITEMS alone has."
        )


def passing(chosen: Filter, catalogue: Catalogue, request: filters.Request) -> np.ndarray:
    """(len(catalogue),) bool, read-only: what a filter lets through. Raises InvalidInputException."""
    from ... import filters

    try:
        return catalogue.program(chosen).passing(request)
    except filters.FilterError as error:
        raise InvalidInputException(f"{error} (filter {chosen.arn})") from None


def filter_request(
    sight: Sight,
    chosen: Filter,
    catalogue: Catalogue,
    *,
    user_id: str | None,
    item_id: str | None,
    values: Mapping[str, str],
) -> filters.Request:
    """What a filter sees of a request: of the current user and item the fields that it names alone."""
    from ... import filters

    def happened() -> Mapping[str, set[str]]:
        if chosen.resolved.subject == "UserID":
            return sight.users_with()
        return sight.offered(user_id) if chosen.resolved.subject == "ActionID" else sight.touched(user_id)

    return filters.Request(
        user=sight.record(USERS, user_id, chosen.resolved.names("CurrentUser")),
        item=sight.record(ITEMS, item_id, chosen.resolved.names("CurrentItem")),
        values=values,
        events=lambda: places(happened(), catalogue.codes),
    )
