"""Tables become the engine's snapshot: the one place where the two meet. Ids stay codes, columns become `features`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from .columns import null_mask, numbers_of, strings_of
from .dataset_types import INTERACTIONS, ITEMS, USERS
from .features import aligned, features
from .gathered import EventRule, Gathered, Objective
from .live import LiveEvent
from .rows import Rows
from .training_columns import TrainingColumns

if TYPE_CHECKING:
    import numpy as np

    from ...datasets import Numbers, Table
    from ...recipes import Snapshot


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
    recipe, chosen = gathered.recipe, gathered.training_columns
    return Snapshot.build(
        users=users,
        user=user,
        items=items,
        item=item,
        timestamp=_with_nan(table.numbers("TIMESTAMP")).astype("int64"),
        event_names=events.values if events else (),
        event=events.codes if events else None,
        value=_with_nan(table.numbers("EVENT_VALUE")) if "EVENT_VALUE" in table.columns else None,
        context=features(interactions, INTERACTIONS, chosen) if recipe.uses_context else {},
        item_features=aligned(gathered.items, ITEMS, items, chosen) if recipe.uses_items else {},
        user_features=aligned(gathered.users, USERS, users, chosen) if recipe.uses_users else {},
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


def _described(rows: Rows | None, items: np.ndarray[Any, Any], chosen: TrainingColumns) -> dict[str, Any]:
    """Names and texts of the items: of the column with itemName and of the textual one."""
    if rows is None:
        return {}
    fields = [field for field in rows.schema.fields if chosen.let(ITEMS, field.name)]
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


def _with_nan(column: Numbers) -> np.ndarray[Any, Any]:
    import numpy as np

    return column.values if column.null is None else np.where(column.null, np.nan, column.values)
