"""A model brought up to date without a training: the two-hourly update, and the training mode UPDATE.

https://docs.aws.amazon.com/personalize/latest/dg/use-case-recipe-features.html
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from .failures import failures_of
from .gathered import Gathered
from .snapshots import snapshot_of
from .training import Trained, TrainedItems, training_rows

if TYPE_CHECKING:
    from ...datasets import Table
    from ...recipes import Snapshot

HOUR = 3600.0
SOONEST = HOUR / 2
"""Seconds: no model is brought up to date by itself more often, and nothing else is done so."""


def update_interval(trained: Trained) -> float | None:
    """Seconds after which a model is brought up to date by itself; None of one that waits for a training.

    https://docs.aws.amazon.com/personalize/latest/dg/native-recipe-trending-now.html
    """
    from ...recipes import FollowsTrends, make

    recipe, gathered = trained.recipe, trained.gathered
    if recipe.increments:  # if the solution's performIncrementalUpdate says so
        return SOONEST
    if not recipe.updates_itself:
        return None
    if recipe.recipe is not None:
        made = make(recipe, gathered.hyperparameters, gathered.feature_parameters)
        if isinstance(made, FollowsTrends):
            return min(made.interval, 2 * HOUR)
    return 2 * HOUR


def updated(trained: TrainedItems, gathered: Gathered) -> TrainedItems:
    """A model with the items, impressions and numbers of interactions of now.

    What it learned of users and items stays, and so do its metrics; events since its training count as before.
    Raises WorkFailed when the model cannot be brought up to date.
    """
    from ...recipes import Increments, make

    before = trained.gathered
    gathered = dataclasses.replace(gathered, recipe=before.recipe, event_type=before.event_type, config=before.config)
    table = training_rows(gathered)
    now = snapshot_of(table, gathered, more_items=trained.snapshot.items.tolist())
    with failures_of(before.recipe):
        recipe = make(before.recipe, before.hyperparameters, before.feature_parameters)
        assert isinstance(recipe, Increments)
        model = recipe.update(trained.model, trained.snapshot, now)
    back = _among(before.forgotten.items, table, gathered)
    return dataclasses.replace(
        trained, model=model, snapshot=_with_items(trained.snapshot, now), seen=gathered, back=back
    )


def _among(items: frozenset[str], table: Table, gathered: Gathered) -> frozenset[str]:
    """Those that are in the interactions in `table`, or have a row."""
    if not items:
        return items
    rows = gathered.items.row_of if gathered.items else {}
    return items & (set(table.text("ITEM_ID").values.tolist()) | rows.keys())


def _with_items(before: Snapshot, now: Snapshot) -> Snapshot:
    """The interactions of before, beside the items of now."""
    import numpy as np

    return dataclasses.replace(
        before,
        items=now.items,
        item=np.searchsorted(now.items, before.items)[before.item].astype(np.int32),
        item_created=now.item_created,
        impressions=now.impressions,
        item_features=now.item_features,
        item_names=now.item_names,
        item_texts=now.item_texts,
        reward=now.reward,
    )
