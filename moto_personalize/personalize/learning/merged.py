"""What a dataset holds: rows of import jobs and streamed records, of each id the one that came last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from .dataset_types import NEVER_NULL
from .patched import Patched
from .records import Record, RecordLog, table_of
from .rows import Rows

if TYPE_CHECKING:
    import numpy as np

    from ...datasets import Schema, Table

PATCHES = 500
"""So many records are kept beside the rows; with more of them all rows are put together anew by whoever brings them.

Requests that come meanwhile go on with what they have, and do it themselves only after twice as many: when an import
or another schema has brought new rows below many records.
"""


@dataclass(frozen=True, eq=False)
class Bulk:
    """What import jobs brought. seen: (rows,) how many records had been streamed when each row came."""

    table: Table
    seen: np.ndarray[Any, Any]

    def check_parts(self) -> None:
        """ValueError unless of each row it is known when it came."""
        if self.seen.shape != (self.table.rows,) or self.seen.dtype.kind != "i":
            raise ValueError("rows came at no time")

    def under(self, schema: Schema) -> Bulk:
        """The same rows under a schema with more fields, which are null in them."""
        from ...datasets import concat

        return Bulk(concat([self.table], schema), self.seen)

    def without(self, column: str, values: np.ndarray[Any, Any]) -> Bulk:
        """The rows that hold none of some sorted strings."""
        from ...datasets import absent

        kept = absent(self.table, column, values)
        return Bulk(self.table.take(kept), self.seen[kept])

    def renumbered(self, kept: list[bool]) -> Bulk:
        """The same rows, after some of the records were removed."""
        import numpy as np

        return Bulk(self.table, np.append(0, np.cumsum(kept, dtype=np.int64))[self.seen])


def imported(
    before: Bulk | None, table: Table, schema: Schema, key: str | None, length: int, *, incremental: bool
) -> Bulk:
    """The bulk rows after an import job that ran when so many records had been streamed.

    FULL replaces all of them. INCREMENTAL replaces those of the same ids; of interactions it drops identical ones.
    """
    import numpy as np

    from ...datasets import absent, concat, distinct, last_by

    table = concat([last_by(table, key) if key else distinct(table)], schema)
    seen = np.full(table.rows, length)
    if not incremental or before is None:
        return Bulk(table, seen)
    if key is None:
        table = distinct(concat([before.table, table], schema))
        return Bulk(table, np.full(table.rows, length))
    kept = absent(before.table, key, table.text(key).values)
    return Bulk(concat([before.table.take(kept), table], schema), np.append(before.seen[kept], seen))


@dataclass(frozen=True, eq=False)
class Content:
    """What a dataset holds under its schema: imported, and streamed, of which more may come.

    full: what the last import of mode FULL brought; mostly that is all of `bulk`.
    Everything else is a new content, put in the place of the old one at once: requests read it without a lock.
    """

    schema: Schema | None
    bulk: Bulk | None = None
    full: Bulk | None = None
    records: RecordLog = field(default_factory=RecordLog)
    imports: int = 0

    def check_parts(self) -> None:
        """ValueError unless rows and records are of the schema, and rows came after records that are there."""
        from ...recipes.sizes import check_codes

        if self.schema is None:
            if self.size or self.full:
                raise ValueError("rows have no schema")
            return
        for bulk in (self.bulk, self.full):
            if bulk is not None:
                check_codes(bulk.seen, len(self.records) + 1)
                bulk.table.check_schema(self.schema, NEVER_NULL)
        if len(self.records):
            streamed = table_of(self.records.between(0, len(self.records)), self.schema)
            streamed.check_schema(self.schema, NEVER_NULL)
            for column in streamed.columns.values():
                column.check_parts()

    def with_import(self, table: Table, schema: Schema, key: str | None, *, incremental: bool) -> Content:
        """After an import job of rows of the schema."""
        bulk = imported(self.bulk, table, schema, key, len(self.records), incremental=incremental)
        full = self.full if incremental else bulk
        return replace(self, bulk=bulk, full=full, imports=self.imports + 1)

    def under(self, schema: Schema | None) -> Content:
        """The same rows under another schema; they are null in its new fields."""
        if schema is None:
            return replace(self, schema=None)
        return replace(self._changed(lambda bulk: bulk.under(schema)), schema=schema)

    def without(self, column: str, values: np.ndarray[Any, Any], key: str | None) -> Content:
        """The rows, and of a dataset with a key the records, that hold none of some sorted strings."""
        left = self._changed(lambda bulk: bulk.without(column, values))
        if key is None:
            return left
        records, kept = self.records.without(column, set(values.tolist()))
        return replace(left._changed(lambda bulk: bulk.renumbered(kept)), records=records)

    def _changed(self, change: Callable[[Bulk], Bulk]) -> Content:
        bulk = change(self.bulk) if self.bulk else None
        if self.full is self.bulk:
            return replace(self, bulk=bulk, full=bulk)
        return replace(self, bulk=bulk, full=change(self.full) if self.full else None)

    @property
    def size(self) -> int:
        """How many rows and records there are."""
        return (self.bulk.table.rows if self.bulk else 0) + len(self.records)


@dataclass(frozen=True, eq=False)
class _State:
    """The rows with `length` records; the first `folded` of them are in the base."""

    base: Rows
    folded: int
    length: int
    rows: Rows


class Merged:
    """The rows of a content, as records come. Requests ask for them without a lock."""

    def __init__(self, content: Content, schema: Schema, key: str | None) -> None:
        self.content, self.schema, self.key = content, schema, key
        rows = Rows(schema, content.bulk.table if content.bulk else None, key)
        self._state = _State(rows, 0, 0, rows)

    def fold(self) -> bool:
        """Put rows and records together, if these are many; whether they were."""
        state, length = self._state, len(self.content.records)
        many = length - state.folded > PATCHES
        if many:
            self._state = self._after(state, length, PATCHES)
        return many

    def rows(self) -> Rows:
        """Those of now; the same ones until another record comes."""
        state, length = self._state, len(self.content.records)
        if state.length != length:
            state = self._state = self._after(state, length, 2 * PATCHES)
        return state.rows

    def _after(self, before: _State, length: int, most: int) -> _State:
        """What more than `most` records say goes into the base, be they of one id or of many."""
        newest = self._newest(before, length)
        if not newest:
            return _State(before.base, length, length, before.base)
        base = before.base if before.base.table is not None else Rows(self.schema, _empty(self.schema), self.key)
        rows: Rows = Patched(base, table_of(newest, self.schema))
        if length - before.folded <= most:
            return _State(base, before.folded, length, rows)
        rows = Rows(self.schema, rows.table, self.key)
        return _State(rows, length, length, rows)

    def _newest(self, state: _State, length: int) -> Sequence[Record]:
        """The last record of each id since the base, in order, but for those that an import came after."""
        assert self.key is not None, "interactions have no records"
        since, bulk = self.content.records.between(state.folded, length), self.content.bulk
        newest = {record[self.key]: place for place, record in enumerate(since)}
        if state.folded or bulk is None:
            return [since[place] for place in sorted(newest.values())]
        row_of, seen = state.base.row_of, bulk.seen
        later = (place for given, place in newest.items() if given not in row_of or place >= seen[row_of[given]])
        return [since[place] for place in sorted(later)]


def _empty(schema: Schema) -> Table:
    from ...datasets import Table

    return Table.empty(schema)
