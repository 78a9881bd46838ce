"""What a training starts from: the data of a dataset group as it is now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeAlias

from ..exceptions import InvalidInputException
from ..learning.dataset_types import ACTION_INTERACTIONS, ACTIONS, INTERACTIONS, ITEMS, TYPES, USERS
from ..learning.gathered import Gathered, GatheredActions, no_offers, no_rows
from ..learning.live import EventLog
from ..learning.rows import Rows
from .datasets import Dataset, dataset_of
from .store import Store

if TYPE_CHECKING:
    from ...recipes import CatalogueEntry

Columns: TypeAlias = Mapping[str, frozenset[str]]

NO_INTERACTIONS = (
    "Dataset group must contain an INTERACTIONS dataset with successfully completed dataset import job "
    "or EVENT_INTERACTIONS"
)
NO_ITEMS = "Dataset group must contain an ITEMS dataset with successfully completed dataset import job"


NO_ACTIONS = "Dataset group must contain an ACTIONS dataset with successfully completed dataset import job"
FOR_ACTIONS, SEGMENTS = "PERSONALIZED_ACTIONS", "USER_SEGMENTATION"


def check_actions(store: Store, dataset_group_arn: str, domain: str | None) -> None:
    """Raise InvalidInputException when there are no actions to recommend: a group of a domain never has any."""
    if domain:
        raise InvalidInputException(
            f"A recipe for actions needs a Custom dataset group; {dataset_group_arn} is of domain {domain}."
        )
    dataset = dataset_of(store, dataset_group_arn, ACTIONS)
    if dataset is None or not dataset.has_data:
        raise InvalidInputException(NO_ACTIONS)


def check_interactions(store: Store, dataset_group_arn: str) -> None:
    """Raise InvalidInputException when there is nothing to train on."""
    dataset = dataset_of(store, dataset_group_arn, INTERACTIONS)
    if dataset is None or not dataset.has_data:
        raise InvalidInputException(NO_INTERACTIONS)


def check_items(store: Store, dataset_group_arn: str) -> None:
    """Raise InvalidInputException when there are no items to train on, for a recipe that needs them."""
    dataset = dataset_of(store, dataset_group_arn, ITEMS)
    if dataset is None or not dataset.has_data:
        raise InvalidInputException(NO_ITEMS)


def columns_of(store: Store, dataset_group_arn: str) -> Columns:
    """The columns of a group's datasets, by type: what trains on the group knows those of the day it was made.

    https://docs.aws.amazon.com/personalize/latest/dg/updating-dataset-schema.html
    """
    datasets = store.where(Dataset, dataset_group_arn=dataset_group_arn)
    return {
        dataset.dataset_type: frozenset(field.name for field in dataset.avro.fields)
        for dataset in datasets
        if dataset.avro is not None
    }


def gather(
    store: Store,
    dataset_group_arn: str,
    recipe: CatalogueEntry,
    event_type: str | None,
    config: Mapping[str, Any],
    *,
    perform_hpo: bool = False,
    candidates: tuple[CatalogueEntry, ...] = (),
    columns: Columns | None = None,
) -> Gathered:
    """What is imported and streamed now. Datasets are asked for their rows: they may be replaced later.

    columns: of each type, those to train on; None for all. User segments wait for imports of mode FULL:
    https://docs.aws.amazon.com/personalize/latest/dg/getting-user-segments.html
    """
    interactions, items, users = (dataset_of(store, dataset_group_arn, kind) for kind in (INTERACTIONS, ITEMS, USERS))
    log, full = interactions.live if interactions else EventLog(), recipe.recipe_type == SEGMENTS
    for_actions = recipe.recipe_type == FOR_ACTIONS
    kinds = TYPES if for_actions else (INTERACTIONS, ITEMS, USERS)
    return Gathered(
        recipe=recipe,
        event_type=event_type,
        config=config,
        interactions=_known(interactions, full=full) or no_rows(),
        items=_known(items, columns, full=full),
        users=_known(users, columns, full=full),
        log=log,
        log_length=len(log),
        perform_hpo=perform_hpo,
        candidates=candidates,
        actions=_gather_actions(store, dataset_group_arn) if for_actions else None,
        came={kind: dataset.came for kind in kinds if (dataset := dataset_of(store, dataset_group_arn, kind))},
    )


def _gather_actions(store: Store, dataset_group_arn: str) -> GatheredActions:
    """Without an Action_Interactions dataset nothing is known of what came of offers."""
    actions, offers = (dataset_of(store, dataset_group_arn, kind) for kind in (ACTIONS, ACTION_INTERACTIONS))
    log = offers.live if offers else EventLog()
    return GatheredActions(
        actions=actions.rows if actions else no_rows(),
        interactions=offers.rows if offers else no_offers(),
        log=log,
        log_length=len(log),
    )


def _known(dataset: Dataset | None, columns: Columns | None = None, *, full: bool = False) -> Rows | None:
    """A dataset's rows with the columns that are known; one made later is known as a whole."""
    if dataset is None:
        return None
    rows, known = dataset.full_rows if full else dataset.rows, (columns or {}).get(dataset.dataset_type)
    return rows if known is None else rows.with_columns(known)
