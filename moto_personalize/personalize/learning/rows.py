"""The rows of a dataset as they are at one moment, and how they are found."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .caching import CACHE
from .dataset_types import NEVER_NULL

if TYPE_CHECKING:
    import numpy as np

    from ... import filters
    from ...datasets import Schema, Table


@dataclass(eq=False, repr=False)
class Rows:
    """A dataset at one moment: tables are never changed, only replaced. key: the column of ids, one row an id."""

    schema: Schema
    _table: Table | None
    key: str | None = None
    _columns: dict[str, filters.Column] = field(default_factory=dict, metadata=CACHE)

    def check_parts(self) -> None:
        """ValueError unless the table is of the schema."""
        if self._table is not None:
            self._table.check_schema(self.schema, NEVER_NULL)
        if self.key is not None and self.schema.field(self.key) is None:
            raise ValueError(f"there is no {self.key}")

    def check_has(self, *names: str) -> None:
        """ValueError unless the schema has these fields."""
        missing = {*names} - {field.name for field in self.schema.fields}
        if missing:
            raise ValueError(f"there is no {min(missing)}")

    @property
    def table(self) -> Table | None:
        return self._table

    @property
    def base(self) -> Rows:
        """The rows that these are but few changes away from."""
        return self

    def with_columns(self, names: Collection[str]) -> Rows:
        """The same rows with some of the columns."""
        kept = tuple(field for field in self.schema.fields if field.name in names)
        if len(kept) == len(self.schema.fields) or self.table is None:
            return self
        columns = {field.name: self.table.columns[field.name] for field in kept}
        return Rows(
            dataclasses.replace(self.schema, fields=kept),
            dataclasses.replace(self.table, columns=columns),
            self.key,
        )

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        """The row of each id."""
        if self.table is None or self.key is None:
            return {}
        column = self.table.text(self.key)
        return {column.values[code]: row for row, code in enumerate(column.codes.tolist())}

    def at(self, ids: Sequence[str]) -> np.ndarray[Any, Any]:
        """(len(ids),) int64: the row of each id, -1 where it has none."""
        import numpy as np

        return np.fromiter((self.row_of.get(value, -1) for value in ids), np.int64, len(ids))

    def placed(self, of_base: np.ndarray[Any, Any], codes: Mapping[str, int]) -> np.ndarray[Any, Any]:
        """What `at` gives for ids of these codes, made from what it gives of the base."""
        return of_base

    def _row(self, given: str) -> int:
        return self.row_of.get(given, -1)

    def record(self, given: str | None, names: Collection[str]) -> dict[str, Any]:
        """The row of an id by column, null left out; of one without a row the id alone."""
        if given is None or self.key is None:
            return {}
        row = self._row(given)
        cells = {name: self._cell(name, row) for name in names} if row >= 0 else {self.key: given}
        return {name: cell for name, cell in cells.items() if name in names and cell is not None}

    def _cell(self, name: str, row: int) -> Any:
        assert self.table is not None, "there is a row"
        return cell(self.table, name, row)

    def column(self, name: str) -> filters.Column:
        """A column as filters see it."""
        if name not in self._columns:
            self._columns[name] = self._column(name)
        return self._columns[name]

    def _column(self, name: str) -> filters.Column:
        import numpy as np

        from ... import filters
        from ...datasets import Text

        column = self.table.columns.get(name) if self.table else None
        declared = self.schema.field(name)
        several = declared is not None and declared.categorical
        if column is None:
            nothing = np.zeros(0, np.int32)
            if declared is not None and declared.type != "string":
                return filters.Numbers(nothing)
            return filters.Strings(filters.Cells(np.zeros(0, object), several), nothing)
        if isinstance(column, Text):
            return filters.Strings(filters.Cells(column.values, several), column.codes)
        return filters.Numbers(column.values, column.null)

    @cached_property
    def _by_user(self) -> tuple[Mapping[str, int], np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """Of interactions: users' codes, the rows ordered by user and time, and where each user's begin."""
        import numpy as np

        if self.table is None:
            return {}, np.zeros(0, np.int64), np.zeros(1, np.int64)
        user = self.table.text("USER_ID")
        order = np.lexsort((self.table.numbers("TIMESTAMP").values, user.codes))
        start = np.searchsorted(user.codes[order], np.arange(len(user.values) + 1))
        return {value: code for code, value in enumerate(user.values.tolist())}, order, start

    def index(self) -> None:
        """Find out now which rows are whose, so that no request has to."""
        _ = self._by_user if self.key is None else self.row_of

    def of_user(self, user_id: str) -> np.ndarray[Any, Any]:
        """Of interactions: the rows of a user, oldest first."""
        codes, order, start = self._by_user
        code = codes.get(user_id)
        return order[:0] if code is None else order[start[code] : start[code + 1]]


def cell(table: Table, name: str, row: int) -> Any:
    """One value, None for null."""
    from ...datasets import Text

    column = table.columns[name]
    if isinstance(column, Text):
        code = column.codes[row]
        return column.values[code] if code >= 0 else None
    return None if column.null is not None and column.null[row] else column.values[row].item()
