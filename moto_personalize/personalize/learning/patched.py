"""Rows with a few of them replaced and a few more behind: what a streamed record costs is not what a dataset costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from .rows import Rows, cell

if TYPE_CHECKING:
    import numpy as np

    from ... import filters
    from ...datasets import Table


@dataclass(eq=False, repr=False, init=False, kw_only=True)
class Patched(Rows):
    """A row of `over` stands in the place of the base's row of the same id; the others come behind.

    What the base has found out of its rows stays of use: their places are the same.
    """

    _base: Rows
    _over: Table
    _size: int
    _new: dict[str, int]
    _over_of: dict[int, int]

    def __init__(self, base: Rows, over: Table) -> None:
        """over: one row an id, of the base's schema."""
        super().__init__(base.schema, None, base.key)
        assert base.table is not None, "there are columns, if no rows"
        assert base.key is not None, "records have ids"
        self._base, self._over, self._size = base, over, base.table.rows
        column = over.text(base.key)
        rows = [base.row_of.get(column.values[code], -1) for code in column.codes.tolist()]
        new = [place for place, row in enumerate(rows) if row < 0]
        self._new = {column.values[column.codes[place]]: self._size + n for n, place in enumerate(new)}
        self._over_of = {row: place for place, row in enumerate(rows) if row >= 0}
        self._over_of.update({self._size + n: place for n, place in enumerate(new)})

    def check_parts(self) -> None:
        """ValueError unless the rows are those of base and records, put together."""
        self._over.check_schema(self.schema)
        made = Patched(self._base, self._over)
        if made.schema != self.schema or made.key != self.key or self._table is not None:
            raise ValueError("rows are not of their base")
        if (made._size, made._new, made._over_of) != (self._size, self._new, self._over_of):
            raise ValueError("rows are not where they should be")

    @property
    def base(self) -> Rows:
        return self._base

    @property
    def table(self) -> Table:
        return self._table_now

    @cached_property
    def _table_now(self) -> Table:
        from ...datasets import concat

        assert self._base.table is not None
        return concat([self._base.table, self._over], self.schema).take(self._index)

    @cached_property
    def _index(self) -> np.ndarray[Any, Any]:
        """(rows,) where each row stands in the base with all of `over` behind it."""
        import numpy as np

        index = np.arange(self._size + len(self._new))
        index[list(self._over_of)] = self._size + np.array(list(self._over_of.values()))
        return index

    @cached_property
    def row_of(self) -> Mapping[str, int]:
        return {**self._base.row_of, **self._new}

    def _row(self, given: str) -> int:
        row = self._new.get(given)
        return self._base.row_of.get(given, -1) if row is None else row

    def placed(self, of_base: np.ndarray[Any, Any], codes: Mapping[str, int]) -> np.ndarray[Any, Any]:
        out = of_base.copy()
        for given, row in self._new.items():
            if given in codes:
                out[codes[given]] = row
        return out

    def _cell(self, name: str, row: int) -> Any:
        place = self._over_of.get(row)
        return self._base._cell(name, row) if place is None else cell(self._over, name, place)

    def _column(self, name: str) -> filters.Column:
        from ... import filters

        first, second = self._base.column(name), Rows(self.schema, self._over).column(name)
        return filters.joined(first, second).at(self._index)
