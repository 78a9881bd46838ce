"""From datasets to a trained model: gathered when a version is created, trained when it becomes ACTIVE."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import config
from .events.live import LiveEvent
from .service.lifecycle import WorkFailed
from .snapshots import Rows, null_mask, snapshot_of, text_column

if TYPE_CHECKING:
    from ..datasets import Schema, Table
    from ..recipes import CatalogueEntry, Model, Snapshot
    from .service.datasets import Dataset

AWS_MIN_USERS = 25
MAX_EVENT_TYPES_AND_COLUMNS = 10


@dataclass(frozen=True)
class Gathered:
    """Everything that a training uses, fixed at CreateSolutionVersion."""

    recipe: CatalogueEntry
    event_type: str | None
    config: Mapping[str, Any]
    interactions: Rows
    items: Rows | None
    users: Rows | None
    events: list[LiveEvent]


@dataclass(frozen=True)
class Trained:
    """A model with what was measured of it. `log_length`: how many live events it has seen."""

    model: Model
    snapshot: Snapshot
    metrics: dict[str, float]
    hours: float
    log_length: int


def gather(
    *,
    recipe: CatalogueEntry,
    event_type: str | None,
    config: Mapping[str, Any],
    interactions: Dataset | None,
    items: Dataset | None,
    users: Dataset | None,
) -> Gathered:
    """What is imported and streamed now."""
    from ..datasets import Schema

    return Gathered(
        recipe=recipe,
        event_type=event_type,
        config=config,
        interactions=_rows(interactions) or Rows(Schema("Interactions", ()), None),
        items=_rows(items),
        users=_rows(users),
        events=interactions.live.until(len(interactions.live)) if interactions else [],
    )


def train(gathered: Gathered, settings: config.Settings) -> Trained:
    """Fit the recipe and measure it. Raises WorkFailed with AWS's text where the data do not suffice."""
    from ..recipes import evaluate, make

    recipe = make(
        gathered.recipe,
        gathered.config.get("algorithmHyperParameters") or {},
        gathered.config.get("featureTransformationParameters") or {},
    )
    table = training_rows(gathered)
    check_minimum(table, gathered, settings)
    snapshot = snapshot_of(
        table, gathered.recipe, gathered.config, gathered.interactions, gathered.items, gathered.users, gathered.events
    )
    try:
        model = recipe.fit(snapshot)
        metrics = evaluate(recipe, gathered.recipe.recipe_type, snapshot, settings.seed)
    except Exception as error:  # a recipe of the user's own may raise anything; the version says what
        raise WorkFailed(f"The recipe {gathered.recipe.name} failed: {type(error).__name__}: {error}") from error
    return Trained(model, snapshot, metrics, training_hours(table.rows), len(gathered.events))


def training_hours(rows: int) -> float:
    """Made up of the number of interactions, since a mock's own seconds would tell nothing and never repeat."""
    return round(0.25 + rows / 1_000_000, 3)


def _rows(dataset: Dataset | None) -> Rows | None:
    return Rows(dataset.fields, dataset.bulk) if dataset else None


# --- which interactions --------------------------------------------------------------------------------------


def training_rows(gathered: Gathered) -> Table:
    """The interactions to train on: imported and streamed, each once, of the chosen event type and value."""
    from ..datasets import Numbers, Table, Text, concat, distinct, from_records

    schema = _nullable(gathered.interactions.schema)
    imported = gathered.interactions.table
    streamed = from_records(list(_event_records(gathered.events)), schema)
    table = distinct(concat([*([imported] if imported else []), streamed], schema)) if streamed.rows else imported
    if table is None:
        return Table.empty(schema)
    keep = None
    if gathered.event_type:
        types = table.columns["EVENT_TYPE"]
        assert isinstance(types, Text)
        keep = _where_text(types, gathered.event_type)
    if (threshold := gathered.config.get("eventValueThreshold")) is not None:
        values = table.columns["EVENT_VALUE"]
        assert isinstance(values, Numbers)
        enough = (values.values >= float(threshold)) & ~null_mask(values)
        keep = enough if keep is None else keep & enough
    return table if keep is None else table.take(keep.nonzero()[0])


def check_minimum(table: Table, gathered: Gathered, settings: config.Settings) -> None:
    """AWS's minima, with its texts. https://docs.aws.amazon.com/personalize/latest/dg/limits.html"""
    import numpy as np

    after = f" after filtering by event type: {gathered.event_type}" if gathered.event_type else ""
    if table.rows < settings.min_interactions:
        raise WorkFailed(f"Dataset has fewer than {settings.min_interactions} interactions{after}")
    per_user = np.bincount(text_column(table, "USER_ID").codes) if table.rows else np.zeros(0, np.int64)
    repeated = int((per_user >= 2).sum())
    if repeated < settings.min_users:
        raise WorkFailed(f"Dataset has fewer than {settings.min_users} users with at least 2 interactions each.")
    if settings.min_users >= AWS_MIN_USERS and repeated * 100 < int((per_user > 0).sum()):
        raise WorkFailed("Fewer than 1% of the users of the dataset have at least 2 interactions each.")
    _check_event_types(table, gathered)


def _check_event_types(table: Table, gathered: Gathered) -> None:
    optional = [f for f in gathered.interactions.schema.fields if f.name not in ("USER_ID", "ITEM_ID", "TIMESTAMP")]
    types = len(text_column(table, "EVENT_TYPE").values) if "EVENT_TYPE" in table.columns else 0
    if types + len(optional) > MAX_EVENT_TYPES_AND_COLUMNS:
        raise WorkFailed(
            f"Dataset has {types} distinct event types and {len(optional)} optional columns; "
            f"together at most {MAX_EVENT_TYPES_AND_COLUMNS} are allowed."
        )


def _event_records(events: list[LiveEvent]) -> Any:
    """Rows of live events. A session that was ever seen with a user is that user's."""
    owner = {event.session_id: event.user_id for event in events if event.user_id}
    for event in events:
        if event.item_id is None:
            continue
        user = event.user_id or owner.get(event.session_id) or event.session_id
        yield {**event.columns, "USER_ID": user}


def _nullable(schema: Schema) -> Schema:
    """Live events may lack what a CSV must have."""
    fields = tuple(
        field if field.name in ("USER_ID", "ITEM_ID", "TIMESTAMP") else dataclasses.replace(field, nullable=True)
        for field in schema.fields
    )
    return dataclasses.replace(schema, fields=fields)


def _where_text(column: Any, value: str) -> Any:
    """Rows that hold a value, whatever its case."""
    import numpy as np

    same = np.array([name.lower() == value.lower() for name in column.values.tolist()], bool)
    return same[column.codes] & (column.codes >= 0) if len(same) else np.zeros(len(column.codes), bool)
