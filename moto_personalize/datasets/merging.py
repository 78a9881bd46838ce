"""Tables put together, and rows that stand for each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .arrays import Mask, Places, Strings
from .schema import Field, Schema
from .table import Column, Numbers, Table, Text, blank, compact, numbers


def concat(tables: Sequence[Table], schema: Schema) -> Table:
    """The rows of all tables, in order; a column that a table lacks (an older schema) is null there."""
    rows = sum(table.rows for table in tables)
    return Table({field.name: _joined(tables, field) for field in schema.fields}, rows)


def distinct(table: Table) -> Table:
    """Identical rows once: the first is kept, order too."""
    kept = _first_rows(table)
    return table if len(kept) == table.rows else table.take(kept)


def absent(table: Table, key: str, among: Strings) -> Places:
    """The rows whose value of a string column is not among those sorted ones; null is not."""
    column = table.text(key)
    gone = _present(column.values, among)
    return np.flatnonzero(~np.append(gone, False)[column.codes])  # null (-1) meets the appended place


def last_by(table: Table, key: str) -> Table:
    """One row a key: the last one, at its place."""
    codes = table.text(key).codes
    _, from_end = np.unique(codes[::-1], return_index=True)
    return table.take(np.sort(len(codes) - 1 - from_end))


def _joined(tables: Sequence[Table], field: Field) -> Column:
    columns = [table.columns.get(field.name) or blank(field, table.rows) for table in tables]
    texts = [column for column in columns if isinstance(column, Text)]
    if field.type == "string":
        return _joined_texts(texts)
    return _joined_numbers([column for column in columns if isinstance(column, Numbers)], field)


def _joined_numbers(columns: Sequence[Numbers], field: Field) -> Column:
    if not columns:
        return blank(field, 0)
    null = [np.zeros(len(c.values), np.bool_) if c.null is None else c.null for c in columns]
    return numbers(np.concatenate([c.values for c in columns]), np.concatenate(null))


def _joined_texts(columns: Sequence[Text]) -> Text:
    values: Strings = np.concatenate([np.zeros(0, object), *(column.values for column in columns)])
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    is_new = np.ones(len(values), np.bool_)
    is_new[1:] = ordered[1:] != ordered[:-1]
    place = np.empty(len(values), np.int32)
    place[order] = np.cumsum(is_new, dtype=np.int32) - 1
    codes, begin = [np.zeros(0, np.int32)], 0
    for column in columns:
        own = np.append(place[begin : begin + len(column.values)], np.int32(-1))
        codes.append(own.take(column.codes))
        begin += len(column.values)
    return compact(ordered[is_new], np.concatenate(codes))


def _present(values: Strings, among: Strings) -> Mask:
    """Which of these sorted values are among those sorted ones."""
    if not len(among):
        return np.zeros(len(values), np.bool_)
    place = np.minimum(np.searchsorted(among, values), len(among) - 1)
    out: Mask = (among[place] == values).astype(np.bool_)
    return out


def _first_rows(table: Table) -> Places:
    """The first row of each set of identical ones, ascending.

    Each row becomes one integer, exactly: columns are the digits of a mixed-radix number, which is renumbered
    before it overflows.
    """
    key = np.zeros(table.rows, np.int64)
    span = 1
    for column in table.columns.values():
        digits, base = _digits(column)
        if span * base > 2**62:
            key, span = _renumbered(key)
        key = key * base + digits
        span *= base
    _, first = np.unique(key, return_index=True)
    return np.sort(first)


def _digits(column: Column) -> tuple[npt.NDArray[np.int64], int]:
    """One integer a row, equal where the values are, and how many there may be (below 2^31)."""
    if isinstance(column, Text):
        return column.codes.astype(np.int64) + 1, len(column.values) + 1
    values, base = _renumbered(column.values)
    if column.null is None:
        return values, base
    return np.where(column.null, base, values), base + 1


def _renumbered(values: npt.NDArray[Any]) -> tuple[npt.NDArray[np.int64], int]:
    """Ranks of the values from 0, and how many there are."""
    if values.dtype == np.int64 and len(values):
        lowest, highest = int(values.min()), int(values.max())
        if highest - lowest < 2**31:
            return values - lowest, highest - lowest + 1
    distinct_values, rank = np.unique(values, return_inverse=True)
    return rank.reshape(-1).astype(np.int64), len(distinct_values)
