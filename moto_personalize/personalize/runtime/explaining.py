"""What a filter does to all that a dataset group knows of, and why: for a test's author, not for AWS's clients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ..learning.catalogue import Catalogue
from ..learning.dataset_types import ACTION_INTERACTIONS, INTERACTIONS, KEYS
from ..service.datasets import Dataset, dataset_of
from ..service.filters import Filter
from ..service.operations import Operations
from .filtering import Sight, filter_request

if TYPE_CHECKING:
    from ... import filters


def explain_filter(
    backend: Operations,
    chosen: Filter,
    *,
    user_id: str | None = None,
    item_id: str | None = None,
    current_item_id: str | None = None,
    filter_values: Mapping[str, str] | None = None,
) -> filters.Explanation:
    """Explain a filter for a request; `item_id`, an item or an action, is the one to be judged.

    Of a filter of users it is `user_id`. ValueError: an item for a filter of users.
    """
    from ... import filters

    resolved, group = chosen.resolved, chosen.dataset_group_arn
    if resolved.subject == "UserID" and item_id is not None:
        raise ValueError(f"The filter is about users: item_id is not for it, but user_id. {chosen.arn}")
    with_events = ACTION_INTERACTIONS if resolved.subject == "ActionID" else INTERACTIONS
    own, interactions = (dataset_of(backend.store, group, kind) for kind in (resolved.dataset.upper(), with_events))
    known = sorted(_known(own, interactions, KEYS[resolved.dataset.upper()]))
    catalogue = Catalogue.of(known, own.rows if own else None)
    given = user_id if resolved.subject == "UserID" else item_id
    return filters.explain(
        catalogue.program(chosen),
        filter_request(
            Sight(backend.store, group),
            chosen,
            catalogue,
            user_id=user_id,
            item_id=current_item_id,
            values=filter_values or {},
        ),
        given=given,
        place=catalogue.codes.get(given) if given else None,
        record=own.rows.record(given, resolved.names(resolved.dataset)) if own else {},
    )


def _known(own: Dataset | None, interactions: Dataset | None, column: str) -> Iterable[str]:
    """The ids of a dataset and of the interactions."""
    known = set(own.rows.row_of) if own else set()
    if interactions is not None:
        if interactions.bulk is not None:
            known.update(interactions.bulk.text(column).values.tolist())
        live = interactions.live.until(len(interactions.live))
        ids = (event.actor if column == "USER_ID" else event.item_id for event in live)
        known.update(value for value in ids if value)
    return known
