"""A trained model: which interactions count, whether they suffice, and the fit."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ... import config
from ..exceptions import WorkFailed
from .columns import null_mask, numbers_of, strings_of
from .dataset_types import INTERACTIONS, NEVER_NULL
from .failures import failures_of
from .gathered import Gathered
from .live import LiveEvent, owner_of, owners_of
from .rows import Rows
from .snapshots import weights_of
from .tuning import choose

if TYPE_CHECKING:
    import numpy as np

    from ...datasets import Schema, Table, Text
    from ...recipes import CatalogueEntry, Model, Snapshot

AWS_MIN_USERS = 25
MAX_EVENT_TYPES_AND_COLUMNS = 10


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What came of a training, be it of items or of actions: what it was made of, and what was measured.

    tuned: the hyperparameters that were searched for. seen: the data that the model was last brought up to date with;
    back: items in them that had gone with removed users since the training.
    """

    gathered: Gathered
    metrics: dict[str, float]
    hours: float
    tuned: dict[str, str] | None = None
    seen: Gathered | None = None
    back: frozenset[str] = frozenset()

    @property
    def recipe(self) -> CatalogueEntry:
        return self.gathered.recipe

    @property
    def vanished(self) -> frozenset[str]:
        """Items that went with removed users, and that nobody has brought back."""
        items = self.gathered.forgotten.items
        if not self.back or self.seen is None:
            return items
        return (items - self.back) | self.seen.forgotten.items


@dataclass(frozen=True, kw_only=True)
class TrainedItems(Trained):
    """A model of items, or of users of items, with the data that it was fitted to."""

    model: Model
    snapshot: Snapshot

    def check_parts(self) -> None:
        """ValueError unless the model is of the users and items of its data."""
        check_sizes(self.model, len(self.snapshot.users), len(self.snapshot.items))


def check_sizes(model: Any, *sizes: int) -> None:
    """ValueError unless a model is of so many users, items and maybe actions; what others' models are they know."""
    if type(model).__module__.startswith("moto_personalize.recipes."):
        model.check_sizes(*sizes)


def train(gathered: Gathered, settings: config.Settings) -> TrainedItems:
    """Fit the recipe and measure it. Raises WorkFailed with AWS's text where the data do not suffice."""
    from ...recipes import evaluate

    table = enough_rows(gathered, settings)
    chosen = choose(table, gathered, settings.seed)
    if gathered.segments:
        check_segments(chosen.snapshot, gathered)
    recipe = chosen.gathered.recipe
    with failures_of(recipe):
        model = chosen.recipe.fit(chosen.snapshot)
        metrics = evaluate(chosen.recipe, recipe.recipe_type, chosen.snapshot, settings.seed, model)
    return TrainedItems(
        gathered=chosen.gathered,
        model=model,
        snapshot=chosen.snapshot,
        metrics=metrics,
        hours=training_hours(table.rows),
        tuned=chosen.tuned,
    )


def enough_rows(gathered: Gathered, settings: config.Settings) -> Table:
    """The interactions to train on. Raises WorkFailed where they, or the items, do not suffice."""
    table = training_rows(gathered)
    if gathered.recipe.needs_interactions:
        check_minimum(table, gathered, settings)
    else:
        check_described(gathered)
    return table


def training_hours(rows: int) -> float:
    """Made up of the number of interactions, since a mock's own seconds would tell nothing and never repeat."""
    return round(0.25 + rows / 1_000_000, 3)


# --- which interactions --------------------------------------------------------------------------------------


def training_rows(gathered: Gathered) -> Table:
    """The interactions to train on: imported and streamed, each once, of the chosen event type and value.

    Raises WorkFailed where they lack what chooses them.
    """
    table = imported_and_streamed(gathered.interactions, gathered.events)
    keep = None
    if not table.rows:
        return table  # nothing to choose from, and maybe no schema that says by what
    if gathered.event_type:
        keep = _where_text(strings_of(table, "EVENT_TYPE", INTERACTIONS), gathered.event_type)
    if gathered.threshold is not None:
        values = numbers_of(table, "EVENT_VALUE", INTERACTIONS)
        enough = (values.values >= gathered.threshold) & ~null_mask(values)
        keep = enough if keep is None else keep & enough
    if gathered.event_rules:
        listed = weights_of(table, gathered.event_rules) >= 0
        keep = listed if keep is None else keep & listed
    return table if keep is None else table.take(keep.nonzero()[0])


def imported_and_streamed(rows: Rows, events: list[LiveEvent]) -> Table:
    """All interactions of a dataset, each once. Raises WorkFailed for events that do not fit its schema."""
    from ...datasets import DataError, Table, concat, distinct

    schema = _nullable(rows.schema)
    try:
        streamed = streamed_rows(events, schema)
    except DataError as error:
        raise WorkFailed(str(error)) from None
    if not streamed.rows:
        return rows.table or Table.empty(schema)
    return distinct(concat([*([rows.table] if rows.table else []), streamed], schema))


def streamed_rows(events: list[LiveEvent], schema: Schema) -> Table:
    """Live events with an item as rows; null where they lack what a CSV must have."""
    from ...datasets import from_records

    return from_records(list(_event_records(events)), _nullable(schema))


def check_minimum(table: Table, gathered: Gathered, settings: config.Settings) -> None:
    """AWS's minima, with its texts. https://docs.aws.amazon.com/personalize/latest/dg/limits.html"""
    import numpy as np

    after = f" after filtering by event type: {gathered.event_type}" if gathered.event_type else ""
    if table.rows < settings.min_interactions:
        raise WorkFailed(f"Dataset has fewer than {settings.min_interactions} interactions{after}")
    per_user = np.bincount(table.text("USER_ID").codes) if table.rows else np.zeros(0, np.int64)
    repeated = int((per_user >= 2).sum())
    if repeated < settings.min_users:
        raise WorkFailed(f"Dataset has fewer than {settings.min_users} users with at least 2 interactions each.")
    if settings.min_users >= AWS_MIN_USERS and repeated * 100 < int((per_user > 0).sum()):
        raise WorkFailed("Fewer than 1% of the users of the dataset have at least 2 interactions each.")
    _check_event_types(table, gathered)


def check_segments(snapshot: Snapshot, gathered: Gathered) -> None:
    """https://docs.aws.amazon.com/personalize/latest/dg/item-affinity-recipe.html and item-attribute-affinity-recipe"""
    if len(snapshot.timestamp) and snapshot.timestamp.min() == snapshot.timestamp.max():
        raise WorkFailed(
            f"All interactions have the timestamp {snapshot.now}; {gathered.recipe.name} learns from those that differ."
        )
    if gathered.recipe.name == "aws-item-attribute-affinity" and not snapshot.item_features:
        raise WorkFailed(
            f"{gathered.recipe.name} needs a column of the Items dataset that is a number or categorical, neither "
            "textual nor reserved."
        )


def check_described(gathered: Gathered) -> None:
    """What is learned from items alone: https://docs.aws.amazon.com/personalize/latest/dg/native-recipe-semantic-similarity.html"""
    items = gathered.items
    fields = items.schema.fields if items else ()
    for attribute, found in (
        ("itemName", any(field.item_name for field in fields)),
        ("textual", any(field.textual for field in fields)),
    ):
        if not found:
            raise WorkFailed(f"The recipe {gathered.recipe.name} needs a field of Items with {attribute} true.")
    if items is None or items.table is None or not items.table.rows:
        raise WorkFailed("The Items dataset has no items.")


def _check_event_types(table: Table, gathered: Gathered) -> None:
    optional = [f for f in gathered.interactions.schema.fields if f.name not in ("USER_ID", "ITEM_ID", "TIMESTAMP")]
    types = len(table.text("EVENT_TYPE").values) if "EVENT_TYPE" in table.columns else 0
    if types + len(optional) > MAX_EVENT_TYPES_AND_COLUMNS:
        raise WorkFailed(
            f"Dataset has {types} distinct event types and {len(optional)} optional columns; "
            f"together at most {MAX_EVENT_TYPES_AND_COLUMNS} are allowed."
        )


def _event_records(events: list[LiveEvent]) -> Iterator[dict[str, Any]]:
    """Rows of live events. A session that was ever seen with a user is that user's."""
    owners = owners_of(events)
    for event in events:
        if event.item_id is not None:
            yield {**event.columns, "USER_ID": owner_of(event, owners)}


def _nullable(schema: Schema) -> Schema:
    """Live events may lack what a CSV must have."""
    fields = tuple(
        field if field.name in NEVER_NULL else dataclasses.replace(field, nullable=True) for field in schema.fields
    )
    return dataclasses.replace(schema, fields=fields)


def _where_text(column: Text, value: str) -> np.ndarray[Any, Any]:
    """Rows that hold a value, whatever its case."""
    import numpy as np

    same = np.array([name.lower() == value.lower() for name in column.values.tolist()], bool)
    return same[column.codes] & (column.codes >= 0) if len(same) else np.zeros(len(column.codes), bool)
