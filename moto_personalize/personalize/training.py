"""From datasets to a trained model: what is gathered when a version is created, and trained when it becomes ACTIVE.

This is the one place where tables meet the engine: columns become features, ids stay codes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .. import config
from .events.live import LiveEvent
from .service.lifecycle import WorkFailed

if TYPE_CHECKING:
    import numpy as np

    from ..datasets import Column, Field, Schema, Table
    from ..recipes import CatalogueEntry, Feature, Model, Snapshot
    from .service.datasets import Dataset

AWS_MIN_USERS = 25
MAX_EVENT_TYPES_AND_COLUMNS = 10
# never features: ids, what the snapshot carries under its own name, and what AWS does not train on
NOT_FEATURES = {
    "USER_ID",
    "ITEM_ID",
    "TIMESTAMP",
    "EVENT_TYPE",
    "EVENT_VALUE",
    "IMPRESSION",
    "RECOMMENDATION_ID",
    "EVENT_ATTRIBUTION_SOURCE",
    "CREATION_TIMESTAMP",
}


@dataclass(frozen=True)
class Rows:
    """A dataset at one moment: tables are never changed, only replaced."""

    schema: Schema
    table: Table | None


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
    snapshot = snapshot_of(table, gathered)
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
        enough = (values.values >= float(threshold)) & ~_null(values)
        keep = enough if keep is None else keep & enough
    return table if keep is None else table.take(keep.nonzero()[0])


def check_minimum(table: Table, gathered: Gathered, settings: config.Settings) -> None:
    """AWS's minima, with its texts. https://docs.aws.amazon.com/personalize/latest/dg/limits.html"""
    import numpy as np

    after = f" after filtering by event type: {gathered.event_type}" if gathered.event_type else ""
    if table.rows < settings.min_interactions:
        raise WorkFailed(f"Dataset has fewer than {settings.min_interactions} interactions{after}")
    per_user = np.bincount(_text(table, "USER_ID").codes) if table.rows else np.zeros(0, np.int64)
    repeated = int((per_user >= 2).sum())
    if repeated < settings.min_users:
        raise WorkFailed(f"Dataset has fewer than {settings.min_users} users with at least 2 interactions each.")
    if settings.min_users >= AWS_MIN_USERS and repeated * 100 < int((per_user > 0).sum()):
        raise WorkFailed("Fewer than 1% of the users of the dataset have at least 2 interactions each.")
    _check_event_types(table, gathered)


def _check_event_types(table: Table, gathered: Gathered) -> None:
    optional = [f for f in gathered.interactions.schema.fields if f.name not in ("USER_ID", "ITEM_ID", "TIMESTAMP")]
    types = len(_text(table, "EVENT_TYPE").values) if "EVENT_TYPE" in table.columns else 0
    if types + len(optional) > MAX_EVENT_TYPES_AND_COLUMNS:
        raise WorkFailed(
            f"Dataset has {types} distinct event types and {len(optional)} optional columns; "
            f"together at most {MAX_EVENT_TYPES_AND_COLUMNS} are allowed."
        )


def _event_records(events: list[LiveEvent]) -> Any:
    """Rows of live events. A session that was ever seen with a user is that user's; an eventId counts once."""
    owner = {event.session_id: event.user_id for event in events if event.user_id}
    seen: set[str] = set()
    for event in events:
        if event.item_id is None or event.event_id in seen:
            continue
        seen.add(event.event_id)
        user = event.user_id or owner.get(event.session_id) or event.session_id
        yield {**event.columns, "USER_ID": user}


def _nullable(schema: Schema) -> Schema:
    """Live events may lack what a CSV must have."""
    fields = tuple(
        field if field.name in ("USER_ID", "ITEM_ID", "TIMESTAMP") else dataclasses.replace(field, nullable=True)
        for field in schema.fields
    )
    return dataclasses.replace(schema, fields=fields)


# --- the snapshot --------------------------------------------------------------------------------------------


def snapshot_of(table: Table, gathered: Gathered) -> Snapshot:
    """The engine's view of the data: items and users of the interactions and of their own datasets."""
    from ..recipes import Snapshot

    users, user = _ids(table, "USER_ID", gathered.users)
    items, item = _ids(table, "ITEM_ID", gathered.items)
    events = table.columns.get("EVENT_TYPE")
    values = table.columns.get("EVENT_VALUE")
    entry, chosen = gathered.recipe, _Columns.of(gathered.config)
    return Snapshot.build(
        users=users,
        user=user,
        items=items,
        item=item,
        timestamp=_numbers(table, "TIMESTAMP").astype("int64"),
        event_names=events.values if events is not None else (),  # type: ignore[union-attr]  # a text column
        event=events.codes if events is not None else None,  # type: ignore[union-attr]
        value=_numbers(table, "EVENT_VALUE") if values is not None else None,
        context=_features(Rows(gathered.interactions.schema, table), "INTERACTIONS", chosen)
        if entry.uses_context
        else {},
        item_features=_aligned(gathered.items, "ITEMS", "ITEM_ID", items, chosen) if entry.uses_items else {},
        user_features=_aligned(gathered.users, "USERS", "USER_ID", users, chosen) if entry.uses_users else {},
        item_created=_created(gathered.items, items),
        impressions=_impressions(table, gathered.events, items) if entry.explores else None,
    )


@dataclass(frozen=True)
class _Columns:
    """trainingDataConfig: which columns a training may use."""

    included: Mapping[str, list[str]]
    excluded: Mapping[str, list[str]]

    @classmethod
    def of(cls, solution_config: Mapping[str, Any]) -> _Columns:
        given = solution_config.get("trainingDataConfig") or {}
        upper = {
            member: {kind.upper(): names for kind, names in (given.get(member) or {}).items()}
            for member in ("includedDatasetColumns", "excludedDatasetColumns")
        }
        return cls(upper["includedDatasetColumns"], upper["excludedDatasetColumns"])

    def allow(self, kind: str, field: Field) -> bool:
        """Booleans and strings that are neither categorical nor textual are never trained on (AWS: custom-config-columns)."""
        if field.name in NOT_FEATURES or field.textual or field.type == "boolean":
            return False
        if field.type == "string" and not field.categorical:
            return False
        wanted = self.included.get(kind)
        return field.name not in self.excluded.get(kind, ()) and (wanted is None or field.name in wanted)


def _ids(table: Table, column: str, rows: Rows | None) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """All ids of interactions and metadata, sorted, and the code of each interaction's."""
    import numpy as np

    ids = _text(table, column)
    used = np.zeros(len(ids.values), bool)
    used[ids.codes] = True
    known = set(ids.values[used].tolist())
    if rows and rows.table is not None:
        known.update(_text(rows.table, column).values.tolist())
    together = np.array(sorted(known), object)
    place = {value: n for n, value in enumerate(together.tolist())}
    codes = np.array([place.get(value, -1) for value in ids.values.tolist()], np.int32)
    return together, codes[ids.codes] if len(codes) else np.zeros(0, np.int32)


def _aligned(
    rows: Rows | None, kind: str, key: str, ids: np.ndarray[Any, Any], chosen: _Columns
) -> dict[str, Feature]:
    """Features of a metadata dataset with one row for each id; an id without a row has nulls."""
    if rows is None or rows.table is None:
        return {}
    return _features(rows, kind, chosen, _row_of(rows.table, key, ids))


def _features(
    rows: Rows, kind: str, chosen: _Columns, at: np.ndarray[Any, Any] | None = None
) -> dict[str, Feature]:
    table = rows.table
    if table is None:
        return {}
    return {
        field.name: _feature(table.columns[field.name], at)
        for field in rows.schema.fields
        if field.name in table.columns and chosen.allow(kind, field)
    }


def _feature(column: Column, at: np.ndarray[Any, Any] | None) -> Feature:
    """The column as a feature, of the rows `at` (-1: none); cells with several categories are split at `|`."""
    import numpy as np

    from ..datasets import Numbers
    from ..recipes import Categories, Quantities

    if isinstance(column, Numbers):
        values = np.where(_null(column), np.nan, column.values.astype(np.float64))
        return Quantities(values if at is None else np.where(at >= 0, values[at], np.nan) if len(values) else at * np.nan)
    parts = [[part for part in value.split("|") if part] for value in column.values.tolist()]
    names = np.array(sorted({part for cell in parts for part in cell}), object)
    place = {name: n for n, name in enumerate(names.tolist())}
    cells = [sorted({place[part] for part in cell}) for cell in parts]
    codes = column.codes if at is None else np.where(at >= 0, column.codes[at], -1) if len(column.codes) else at
    return Categories(names, *_expanded(cells, codes))


def _expanded(
    cells: list[list[int]], codes: np.ndarray[Any, Any]
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """indptr (rows + 1,) and the concatenated cells of the rows, -1 being empty."""
    import numpy as np

    flat = np.array([code for cell in cells for code in cell], np.int32)
    start = np.concatenate([[0], np.cumsum([len(cell) for cell in cells], dtype=np.int64)]).astype(np.int64)
    valid = codes >= 0
    length = np.where(valid, (start[1:] - start[:-1])[codes] if len(cells) else 0, 0)
    indptr = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
    first = np.repeat(np.where(valid, start[:-1][codes] if len(cells) else 0, 0) - indptr[:-1], length)
    return indptr, flat[first + np.arange(indptr[-1])]


def _row_of(table: Table, key: str, ids: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The row of each id, -1 where it has none."""
    import numpy as np

    column = _text(table, key)
    rows = np.full(len(column.values), -1, np.int64)
    rows[column.codes] = np.arange(table.rows)
    place = dict(zip(column.values.tolist(), rows.tolist(), strict=True))
    return np.array([place.get(value, -1) for value in ids.tolist()], np.int64)


def _created(rows: Rows | None, items: np.ndarray[Any, Any]) -> np.ndarray[Any, Any] | None:
    """CREATION_TIMESTAMP of each item, -1 where it is unknown."""
    import numpy as np

    if rows is None or rows.table is None or "CREATION_TIMESTAMP" not in rows.table.columns:
        return None
    column = rows.table.columns["CREATION_TIMESTAMP"]
    values = np.where(_null(column), -1, column.values).astype(np.int64)
    at = _row_of(rows.table, "ITEM_ID", items)
    return np.where(at >= 0, values[at], -1)


def _impressions(
    table: Table, events: list[LiveEvent], items: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any] | None:
    """How often each item was shown: impressions of the interactions and of live events."""
    import numpy as np

    place = {value: n for n, value in enumerate(items.tolist())}
    shown = np.zeros(len(items), np.int64)
    if "IMPRESSION" in table.columns:
        column = _text(table, "IMPRESSION")
        counts = np.bincount(column.codes[column.codes >= 0], minlength=len(column.values))
        for value, count in zip(column.values.tolist(), counts.tolist(), strict=True):
            for item in value.split("|"):
                if item in place:
                    shown[place[item]] += count
    for event in events:
        for item in event.impression:
            if item in place:
                shown[place[item]] += 1
    return shown


# --- columns -------------------------------------------------------------------------------------------------


def _text(table: Table, name: str) -> Any:
    return table.columns[name]


def _numbers(table: Table, name: str) -> np.ndarray[Any, Any]:
    import numpy as np

    column: Any = table.columns[name]
    return np.where(_null(column), np.nan, column.values) if column.null is not None else np.asarray(column.values)


def _null(column: Any) -> Any:
    import numpy as np

    return column.null if column.null is not None else np.zeros(len(column.values), bool)


def _where_text(column: Any, value: str) -> Any:
    """Rows that hold a value, whatever its case."""
    import numpy as np

    same = np.array([name.lower() == value.lower() for name in column.values.tolist()], bool)
    return same[column.codes] & (column.codes >= 0) if len(same) else np.zeros(len(column.codes), bool)
