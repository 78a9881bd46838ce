"""Tables become the engine's snapshot: the one place where the two meet. Columns become features, ids stay codes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .columns import numbers_of, strings_of
from .gathered import EventRule, Gathered, Objective
from .live import LiveEvent
from .rows import Rows

if TYPE_CHECKING:
    import numpy as np

    from ...datasets import Column, Field, Numbers, Table
    from ...recipes import Feature, Snapshot

INTERACTIONS, ITEMS = "INTERACTIONS", "ITEMS"
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


def snapshot_of(
    table: Table, gathered: Gathered, more_users: Iterable[str] = (), more_items: Iterable[str] = ()
) -> Snapshot:
    """The engine's view of the interactions in `table` and of the gathered items, users and live events.

    more_users, more_items: who and what is to be among the users and items, touched or not.
    """
    from ...recipes import Snapshot

    users, user = _ids(table, "USER_ID", gathered.users, more_users)
    items, item = _ids(table, "ITEM_ID", gathered.items, more_items)
    events = table.text("EVENT_TYPE") if "EVENT_TYPE" in table.columns else None
    interactions = Rows(gathered.interactions.schema, table)
    recipe, chosen = gathered.recipe, _Columns.of(gathered.config)
    return Snapshot.build(
        users=users,
        user=user,
        items=items,
        item=item,
        timestamp=_with_nan(table.numbers("TIMESTAMP")).astype("int64"),
        event_names=events.values if events else (),
        event=events.codes if events else None,
        value=_with_nan(table.numbers("EVENT_VALUE")) if "EVENT_VALUE" in table.columns else None,
        context=_features(interactions, INTERACTIONS, chosen) if recipe.uses_context else {},
        item_features=_aligned(gathered.items, ITEMS, items, chosen) if recipe.uses_items else {},
        user_features=_aligned(gathered.users, "USERS", users, chosen) if recipe.uses_users else {},
        item_created=_created(gathered.items, items),
        **_described(gathered.items, items, chosen) if recipe.uses_texts else {},
        impressions=_impressions(table, gathered.events, items) if recipe.explores else None,
        weight=weights_of(table, gathered.event_rules) if gathered.event_rules else None,
        reward=_rewards(gathered.items, items, gathered.objective) if gathered.objective else None,
    )


def weights_of(table: Table, rules: Mapping[str, EventRule]) -> np.ndarray[Any, Any]:
    """(rows,) int64: how much each interaction counts by the rules of an eventsConfig, -1 for not at all."""
    import numpy as np

    if not table.rows:
        return np.zeros(0, np.int64)
    kinds = strings_of(table, "EVENT_TYPE", INTERACTIONS)
    found = [rules.get(name.lower()) for name in kinds.values.tolist()]
    weight = np.array([*(rule.weight if rule else -1 for rule in found), -1], np.int64)[kinds.codes]
    least = [-np.inf if rule is None or rule.threshold is None else rule.threshold for rule in found]
    if max(least, default=-np.inf) > -np.inf:
        value = _with_nan(numbers_of(table, "EVENT_VALUE", INTERACTIONS))
        threshold = np.array([*least, -np.inf])[kinds.codes]
        weight[~((value >= threshold) | (threshold == -np.inf))] = -1
    return weight


def _rewards(rows: Rows | None, items: np.ndarray[Any, Any], objective: Objective) -> np.ndarray[Any, Any]:
    """The objective's column for each item, nan for one without a row."""
    import numpy as np

    if rows is None or rows.table is None or not rows.table.rows:
        return np.full(len(items), np.nan)
    values = _with_nan(numbers_of(rows.table, objective.attribute, ITEMS))
    at = rows.at(items.tolist())
    found: np.ndarray[Any, Any] = np.append(values.astype(np.float64), np.nan)[at]
    return found


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
        """Booleans and strings neither categorical nor textual are never trained on (AWS: custom-config-columns)."""
        if field.name in NOT_FEATURES or field.textual or field.type == "boolean":
            return False
        if field.type == "string" and not field.categorical:
            return False
        return self.chosen(kind, field)

    def chosen(self, kind: str, field: Field) -> bool:
        """Whether the configuration lets a column through."""
        wanted = self.included.get(kind)
        return field.name not in self.excluded.get(kind, ()) and (wanted is None or field.name in wanted)


def _ids(
    table: Table, column: str, rows: Rows | None, more: Iterable[str] = ()
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """All ids of interactions and metadata, sorted, and the code of each interaction's."""
    import numpy as np

    ids = table.text(column)
    used = np.zeros(len(ids.values), bool)
    used[ids.codes] = True
    known = {*ids.values[used].tolist(), *more}
    if rows and rows.table is not None:
        known.update(rows.table.text(column).values.tolist())
    together = np.array(sorted(known), object)
    place = {value: n for n, value in enumerate(together.tolist())}
    codes = np.array([place.get(value, -1) for value in ids.values.tolist()], np.int32)
    return together, codes[ids.codes] if len(codes) else np.zeros(0, np.int32)


def _aligned(rows: Rows | None, kind: str, ids: np.ndarray[Any, Any], chosen: _Columns) -> dict[str, Feature]:
    """Features of a metadata dataset with one row for each id; an id without a row has nulls."""
    if rows is None or rows.table is None:
        return {}
    return _features(rows, kind, chosen, rows.at(ids.tolist()))


def _features(rows: Rows, kind: str, chosen: _Columns, at: np.ndarray[Any, Any] | None = None) -> dict[str, Feature]:
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

    from ...datasets import Numbers
    from ...recipes import Categories, Quantities

    if isinstance(column, Numbers):
        values = np.where(null_mask(column), np.nan, column.values.astype(np.float64))
        return Quantities(
            values if at is None else np.where(at >= 0, values[at], np.nan) if len(values) else at * np.nan
        )
    parts = [[part for part in value.split("|") if part] for value in column.values.tolist()]
    names = np.array(sorted({part for cell in parts for part in cell}), object)
    place = {name: n for n, name in enumerate(names.tolist())}
    cells = [sorted({place[part] for part in cell}) for cell in parts]
    codes = column.codes if at is None else np.where(at >= 0, column.codes[at], -1) if len(column.codes) else at
    return Categories(names, *_expanded(cells, codes))


def _expanded(cells: list[list[int]], codes: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """indptr (rows + 1,) and the concatenated cells of the rows, -1 being empty."""
    import numpy as np

    flat = np.array([code for cell in cells for code in cell], np.int32)
    start = np.concatenate([[0], np.cumsum([len(cell) for cell in cells], dtype=np.int64)]).astype(np.int64)
    valid = codes >= 0
    length = np.where(valid, (start[1:] - start[:-1])[codes] if len(cells) else 0, 0)
    indptr = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
    first = np.repeat(np.where(valid, start[:-1][codes] if len(cells) else 0, 0) - indptr[:-1], length)
    return indptr, flat[first + np.arange(indptr[-1])]


def _described(rows: Rows | None, items: np.ndarray[Any, Any], chosen: _Columns) -> dict[str, Any]:
    """Names and texts of the items: of the column with itemName and of the textual one."""
    if rows is None:
        return {}
    fields = [field for field in rows.schema.fields if chosen.chosen(ITEMS, field)]
    names = next((field.name for field in fields if field.item_name), None)
    texts = next((field.name for field in fields if field.textual), None)
    return {
        member: texts_of(rows, column, items)
        for member, column in (("item_names", names), ("item_texts", texts))
        if column is not None
    }


def texts_of(rows: Rows | None, column: str, ids: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """(len(ids),) str: what a column of strings says of each id, "" for nothing."""
    import numpy as np

    from ...datasets import Text

    result = np.full(len(ids), "", object)
    text = rows.table.columns.get(column) if rows and rows.table else None
    if rows is None or not isinstance(text, Text):  # as a schema may have it that nobody checked
        return result
    at = rows.at(ids.tolist())
    codes = np.where(at >= 0, text.codes[at], -1) if len(text.codes) else at
    result[codes >= 0] = text.values[codes[codes >= 0]]
    return result


def _created(rows: Rows | None, items: np.ndarray[Any, Any]) -> np.ndarray[Any, Any] | None:
    """CREATION_TIMESTAMP of each item, -1 where it is unknown."""
    import numpy as np

    values = None if rows is None or rows.table is None else whole_numbers(rows.table, "CREATION_TIMESTAMP", -1)
    if rows is None or values is None:
        return None
    at = rows.at(items.tolist())
    return np.where(at >= 0, values[at], -1)


def _impressions(table: Table, events: list[LiveEvent], items: np.ndarray[Any, Any]) -> np.ndarray[Any, Any] | None:
    """How often each item was shown: impressions of the interactions and of live events."""
    import numpy as np

    place = {value: n for n, value in enumerate(items.tolist())}
    shown = np.zeros(len(items), np.int64)
    if "IMPRESSION" in table.columns:
        column = table.text("IMPRESSION")
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


def whole_numbers(table: Table, name: str, null: int) -> np.ndarray[Any, Any] | None:
    """(rows,) int64: a column with a number for null; None where there is no such column of numbers."""
    import numpy as np

    from ...datasets import Numbers

    column = table.columns.get(name)
    if not isinstance(column, Numbers):  # as a schema may have it that nobody checked
        return None
    return np.where(null_mask(column), null, column.values).astype(np.int64)


def null_mask(column: Numbers) -> np.ndarray[Any, Any]:
    """(rows,) bool: where the column is null."""
    import numpy as np

    return column.null if column.null is not None else np.zeros(len(column.values), bool)


def _with_nan(column: Numbers) -> np.ndarray[Any, Any]:
    import numpy as np

    return column.values if column.null is None else np.where(column.null, np.nan, column.values)
