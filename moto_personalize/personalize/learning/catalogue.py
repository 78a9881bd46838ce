"""Items, actions or users beside what their dataset says of them now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol
from weakref import WeakKeyDictionary

from .rows import Rows

if TYPE_CHECKING:
    import numpy as np

    from ... import filters

DAY = 24 * 3600
NEVER = 1 << 62


class Resolved(Protocol):
    """A filter as a resource: its tree, and the fields that it was resolved against."""

    resolved: filters.Filter
    fields: filters.Fields


class Catalogue:
    """Items, actions or users, one place each, and the rows of their dataset, if there is one."""

    def __init__(
        self, ids: Sequence[str], codes: Mapping[str, int], rows: Rows | None, before: Catalogue | None = None
    ) -> None:
        """before: a catalogue of the same ids, for speed alone: what it has looked up in the same base stands."""
        self.ids, self.codes, self.rows = ids, codes, rows
        if rows and before and before.rows and before.rows.base is rows.base:
            self._row_of_base = before._row_of_base
        self._columns: dict[str, filters.Column] = {}
        self._programs: WeakKeyDictionary[Resolved, filters.Program] = WeakKeyDictionary()

    @classmethod
    def of(cls, ids: Sequence[str], rows: Rows | None) -> Catalogue:
        return cls(ids, {value: place for place, value in enumerate(ids)}, rows)

    def __len__(self) -> int:
        return len(self.ids)

    @cached_property
    def row(self) -> np.ndarray[Any, Any]:
        """(len(self),) int64: the row of each place, -1 where it has none."""
        import numpy as np

        if self.rows is None:
            return np.full(len(self), -1)
        return self.rows.placed(self._row_of_base, self.codes)

    @cached_property
    def _row_of_base(self) -> np.ndarray[Any, Any]:
        assert self.rows is not None
        return self.rows.base.at(self.ids)

    def column(self, name: str) -> filters.Column:
        """A column of the dataset with a value for each place; the id of a place is known without a row."""
        if name not in self._columns:
            self._columns[name] = self._column(name)
        return self._columns[name]

    def _column(self, name: str) -> filters.Column:
        import numpy as np

        from ... import filters

        if self.rows is None:  # it is being deleted while a request is on its way
            return filters.Strings(filters.Cells(np.zeros(0, object), several=False), np.full(len(self), -1))
        if name == self.rows.key:
            return filters.Strings(filters.Cells(np.array(self.ids, object), several=False), np.arange(len(self)))
        return self.rows.column(name).at(self.row)

    @cached_property
    def expires(self) -> np.ndarray[Any, Any]:
        """(len(self),) int64: until when an action is offered, in seconds since 1970."""
        return self._whole("EXPIRATION_TIMESTAMP", NEVER)

    @cached_property
    def waits(self) -> np.ndarray[Any, Any]:
        """(len(self),) int64: seconds between what a user did with an action and the next offer of it."""
        return self._whole("REPEAT_FREQUENCY", 0) * DAY

    @cached_property
    def any_waits(self) -> bool:
        return bool(self.waits.any())

    def _whole(self, name: str, null: int) -> np.ndarray[Any, Any]:
        import numpy as np

        from ... import filters

        declared = self.rows.schema.field(name) if self.rows else None
        column = self.column(name) if declared is not None else None
        if not isinstance(column, filters.Numbers):
            return np.full(len(self), null, np.int64)
        values = column.values.astype(np.int64)
        return values if column.null is None else np.where(column.null, null, values)

    def program(self, chosen: Resolved) -> filters.Program:
        """A filter compiled for these items, once."""
        from ... import filters

        program = self._programs.get(chosen)
        if program is None:
            columns = {name: self.column(name) for name in chosen.resolved.names(chosen.resolved.dataset)}
            program = filters.Program(chosen.resolved, chosen.fields, len(self), columns)
            self._programs[chosen] = program
        return program
