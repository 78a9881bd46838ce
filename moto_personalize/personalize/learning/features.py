"""Columns become the engine's features: those that a training may use, of the rows that it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .columns import null_mask
from .rows import Rows
from .training_columns import TrainingColumns

if TYPE_CHECKING:
    import numpy as np

    from ...datasets import Column, Field
    from ...recipes import Feature

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


def aligned(rows: Rows | None, kind: str, ids: np.ndarray[Any, Any], chosen: TrainingColumns) -> dict[str, Feature]:
    """Features of a metadata dataset with one row for each id; an id without a row has nulls."""
    if rows is None or rows.table is None:
        return {}
    return features(rows, kind, chosen, rows.at(ids.tolist()))


def features(
    rows: Rows, kind: str, chosen: TrainingColumns, at: np.ndarray[Any, Any] | None = None
) -> dict[str, Feature]:
    table = rows.table
    if table is None:
        return {}
    return {
        field.name: _feature(table.columns[field.name], at)
        for field in rows.schema.fields
        if field.name in table.columns and _learned_from(field) and chosen.let(kind, field.name)
    }


def _learned_from(field: Field) -> bool:
    """Booleans and strings neither categorical nor textual are never trained on (AWS: custom-config-columns)."""
    if field.name in NOT_FEATURES or field.textual or field.type == "boolean":
        return False
    return field.type != "string" or field.categorical


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
