"""What a filter does to all that a dataset group knows of, and why: for a test's author, not for AWS's clients."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..learning.catalogue import Catalogue
from ..learning.past import ACTION_WINDOW, WINDOW, places, touched, users_with
from ..service.datasets import ACTION_INTERACTIONS, ACTIONS, INTERACTIONS, ITEMS, USERS, Dataset, dataset_of
from ..service.filters import Filter
from ..service.operations import Operations

if TYPE_CHECKING:
    import numpy as np

    from ... import filters


@dataclass(frozen=True)
class _About:
    """What a subject's filters look at: its own dataset, that of events, the column of ids, the window of events."""

    own: str
    events: str
    column: str
    window: int = WINDOW


ABOUT = {
    "ItemID": _About(ITEMS, INTERACTIONS, "ITEM_ID"),
    "UserID": _About(USERS, INTERACTIONS, "USER_ID"),
    "ActionID": _About(ACTIONS, ACTION_INTERACTIONS, "ACTION_ID", ACTION_WINDOW),
}


def explain_filter(
    backend: Operations,
    chosen: Filter,
    *,
    user_id: str | None = None,
    item_id: str | None = None,
    current_item_id: str | None = None,
    filter_values: Mapping[str, str] | None = None,
) -> filters.Explanation:
    """Explain a filter for a request; `item_id` (of a filter of users `user_id`) is the one to be judged."""
    from ... import filters

    group, about = chosen.dataset_group_arn, ABOUT[chosen.resolved.subject]
    own, events = dataset_of(backend.store, group, about.own), dataset_of(backend.store, group, about.events)
    users, items = dataset_of(backend.store, group, USERS), dataset_of(backend.store, group, ITEMS)
    catalogue = Catalogue.of(sorted(_known(own, events, about.column)), own.rows if own else None)
    request = filters.Request(
        user=users.rows.record(user_id) if users else {},
        item=items.rows.record(current_item_id) if items else {},
        values=filter_values or {},
        events=lambda: _events(events, about, user_id, catalogue),
    )
    given = user_id if chosen.resolved.subject == "UserID" else item_id
    return filters.explain(
        catalogue.program(chosen.resolved, chosen.fields),
        request,
        given=given,
        place=catalogue.codes.get(given) if given else None,
        record=own.rows.record(given) if own else {},
    )


def _known(own: Dataset | None, events: Dataset | None, column: str) -> Iterable[str]:
    """The ids of a dataset and of the events."""
    known = set(own.rows.row_of) if own else set()
    if events is not None:
        if events.bulk is not None:
            known.update(events.bulk.text(column).values.tolist())
        for event in events.live.until(len(events.live)):
            one = event.actor if column == "USER_ID" else event.item_id
            known.update([one] if one else [])
    return known


def _events(
    dataset: Dataset | None, about: _About, user_id: str | None, catalogue: Catalogue
) -> Mapping[str, np.ndarray]:
    if dataset is None:
        return {}
    if about.own == USERS:
        return places(users_with(dataset.rows, dataset.live), catalogue.codes)
    return places(touched(dataset.rows, dataset.live, user_id, about.column, about.window), catalogue.codes)
