"""What a training starts from: the data of a dataset group as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..exceptions import InvalidInputException
from ..learning.gathered import Gathered, no_rows
from ..learning.live import EventLog
from .datasets import INTERACTIONS, ITEMS, USERS, dataset_of
from .store import Store

if TYPE_CHECKING:
    from ...recipes import CatalogueEntry

NO_INTERACTIONS = (
    "Dataset group must contain an INTERACTIONS dataset with successfully completed dataset import job "
    "or EVENT_INTERACTIONS"
)
NO_ITEMS = "Dataset group must contain an ITEMS dataset with successfully completed dataset import job"


def check_interactions(store: Store, dataset_group_arn: str) -> None:
    """Raise InvalidInputException when there is nothing to train on."""
    dataset = dataset_of(store, dataset_group_arn, INTERACTIONS)
    if dataset is None or not dataset.has_data:
        raise InvalidInputException(NO_INTERACTIONS)


def check_items(store: Store, dataset_group_arn: str) -> None:
    """Raise InvalidInputException when there are no items to train on, for a recipe that needs nothing else."""
    dataset = dataset_of(store, dataset_group_arn, ITEMS)
    if dataset is None or not dataset.has_data:
        raise InvalidInputException(NO_ITEMS)


def gather(
    store: Store,
    dataset_group_arn: str,
    recipe: CatalogueEntry,
    event_type: str | None,
    config: Mapping[str, Any],
    *,
    perform_hpo: bool = False,
    candidates: tuple[CatalogueEntry, ...] = (),
) -> Gathered:
    """What is imported and streamed now. Datasets are asked for their rows: they may be replaced later."""
    interactions, items, users = (dataset_of(store, dataset_group_arn, kind) for kind in (INTERACTIONS, ITEMS, USERS))
    log = interactions.live if interactions else EventLog()
    return Gathered(
        recipe=recipe,
        event_type=event_type,
        config=config,
        interactions=interactions.rows if interactions else no_rows(),
        items=items.rows if items else None,
        users=users.rows if users else None,
        log=log,
        log_length=len(log),
        perform_hpo=perform_hpo,
        candidates=candidates,
    )
