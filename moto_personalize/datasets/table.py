"""Columns in memory: strings as codes into a sorted list, numbers as numpy arrays."""

from __future__ import annotations

import operator
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from .arrays import Codes, Mask, Strings, Values
from .schema import DECIMAL_TYPES, INTEGER_TYPES, Field, Schema

Indices: TypeAlias = npt.NDArray[np.integer[Any]] | npt.NDArray[np.bool_] | Sequence[int]


def dtype_of(field: Field) -> np.dtype[Any]:
    """int64 for int and long, float64 for float and double, bool for boolean."""
    if field.type in INTEGER_TYPES:
        return np.dtype(np.int64)
    return np.dtype(np.float64 if field.type in DECIMAL_TYPES else np.bool_)


@dataclass(frozen=True, eq=False)
class Text:
    """A column of strings.

    Attributes:
        values: (distinct,) object array of str, sorted by code point; each occurs in some row.
        codes: (rows,) int32, index into `values`, -1 for null.
    """

    values: Strings
    codes: Codes

    def check_parts(self) -> None:
        """ValueError unless each code is of a value, and the values are in order."""
        values, codes = self.values.tolist(), self.codes
        texts = self.values.ndim == 1 and {str}.issuperset(map(type, values))
        if not texts or self.values.dtype != np.object_ or not all(map(operator.lt, values, values[1:])):
            raise ValueError("the values of a column are not in order")
        if codes.ndim != 1 or codes.dtype != np.int32:
            raise ValueError("a column has no codes")
        if len(codes) and not (codes.min() >= -1 and codes.max() < len(values)):
            raise ValueError("a code is of no value")

    def take(self, indices: Indices) -> Text:
        """The rows at these places (or under this mask), in that order."""
        return compact(self.values, self.codes[indices])

    def to_list(self) -> list[str | None]:
        """One Python value a row."""
        return [None if code < 0 else self.values[code] for code in self.codes.tolist()]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Text):
            return NotImplemented
        return np.array_equal(self.values, other.values) and np.array_equal(self.codes, other.codes)

    __hash__ = None  # type: ignore[assignment]  # arrays can change


@dataclass(frozen=True, eq=False)
class Numbers:
    """A column of numbers or booleans.

    Attributes:
        values: (rows,) int64 for int and long, float64 for float and double, bool for boolean; 0 where null.
        null: (rows,) bool, None when nothing is null.
    """

    values: Values
    null: Mask | None = None

    def check_parts(self) -> None:
        """ValueError unless there is a finite number a row, and of each whether it is null."""
        if self.values.ndim != 1 or self.values.dtype not in (np.int64, np.float64, np.bool_):
            raise ValueError("a column is not one of numbers")
        if not np.isfinite(self.values).all() or (self.null is not None and self.null.shape != self.values.shape):
            raise ValueError("a row has no number and is not null")

    def take(self, indices: Indices) -> Numbers:
        """The rows at these places (or under this mask), in that order."""
        return numbers(self.values[indices], None if self.null is None else self.null[indices])

    def to_list(self) -> list[Any]:
        """One Python value a row."""
        values: list[Any] = self.values.tolist()
        if self.null is None:
            return values
        return [None if null else value for value, null in zip(values, self.null.tolist(), strict=True)]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Numbers):
            return NotImplemented
        if self.values.dtype != other.values.dtype or not np.array_equal(self.values, other.values):
            return False
        if self.null is None or other.null is None:
            return self.null is other.null
        return np.array_equal(self.null, other.null)

    __hash__ = None  # type: ignore[assignment]  # arrays can change


Column: TypeAlias = Text | Numbers


@dataclass(frozen=True)
class Table:
    """Columns of equal length, by name, in the order of their schema."""

    columns: Mapping[str, Column]
    rows: int

    def check_parts(self) -> None:
        """ValueError unless the columns are of equal length."""
        lengths = {len(column.codes if isinstance(column, Text) else column.values) for column in self.columns.values()}
        if lengths | {self.rows} != {self.rows}:
            raise ValueError("columns are not of equal length")

    __hash__ = None  # type: ignore[assignment]  # arrays can change

    @classmethod
    def empty(cls, schema: Schema) -> Table:
        """The table of that schema without rows."""
        return cls({field.name: blank(field, 0) for field in schema.fields}, 0)

    def check_schema(self, schema: Schema, never_null: Collection[str] = ()) -> None:
        """ValueError unless there is a column for each field of the schema, of its type."""
        if list(self.columns) != [field.name for field in schema.fields]:
            raise ValueError("columns and fields disagree")
        for field, column in zip(schema.fields, self.columns.values(), strict=True):
            if isinstance(column, Text):
                fits, null = field.type == "string", len(column.codes) > 0 and column.codes.min() < 0
            else:
                fits, null = field.type != "string" and column.values.dtype == dtype_of(field), column.null is not None
            if not fits or (null and field.name in never_null):
                raise ValueError(f"the column {field.name} is not what its field says")

    def text(self, name: str) -> Text:
        """The string column of that name; KeyError when there is none."""
        column = self.columns[name]
        if not isinstance(column, Text):
            raise KeyError(f"{name} is not a column of strings")
        return column

    def numbers(self, name: str) -> Numbers:
        """The numeric or boolean column of that name; KeyError when there is none."""
        column = self.columns[name]
        if not isinstance(column, Numbers):
            raise KeyError(f"{name} is not a column of numbers")
        return column

    def take(self, indices: Indices) -> Table:
        """The rows at these places (or under this mask), in that order."""
        index = np.asarray(indices) if len(indices) else np.zeros(0, np.intp)
        rows = np.count_nonzero(index) if index.dtype == np.bool_ else len(index)
        return Table({name: column.take(index) for name, column in self.columns.items()}, int(rows))

    def records(self, names: Sequence[str] | None = None) -> Iterator[dict[str, Any]]:
        """The rows as dictionaries of Python values, None for null; of these columns, or of all."""
        chosen = list(self.columns) if names is None else list(names)
        lists = [self.columns[name].to_list() for name in chosen]
        for row in range(self.rows):
            yield {name: values[row] for name, values in zip(chosen, lists, strict=True)}


def blank(field: Field, rows: int) -> Column:
    """A column of that many nulls."""
    if field.type == "string":
        return Text(np.zeros(0, object), np.full(rows, -1, np.int32))
    return numbers(np.zeros(rows, dtype_of(field)), np.ones(rows, np.bool_))


def compact(values: Strings, codes: Codes) -> Text:
    """The column of these codes; values that no row uses are dropped."""
    used = np.zeros(len(values) + 1, np.bool_)
    used[codes] = True  # null (-1) marks the spare last place
    if used[:-1].all():
        return Text(values, codes)
    place = np.cumsum(used, dtype=np.int32) - 1
    place[-1] = -1
    return Text(values[used[:-1]], place.take(codes))


def numbers(values: Values, null: Mask | None) -> Numbers:
    """The column of these values: 0 where null, and no mask when nothing is null."""
    if null is None or not null.any():
        return Numbers(values, None)
    values[null] = 0
    return Numbers(values, null)


def text_from(spellings: Sequence[str | None]) -> Text:
    """The column of these strings, None for null."""
    values = sorted({spelling for spelling in spellings if spelling is not None})
    place: dict[str | None, int] = {value: code for code, value in enumerate(values)}
    codes = np.fromiter((place.get(s, -1) for s in spellings), np.int32, len(spellings))
    return Text(strings(values), codes)


def strings(values: Sequence[str]) -> Strings:
    """An object array of these strings."""
    out = np.empty(len(values), object)
    out[:] = values
    return out
