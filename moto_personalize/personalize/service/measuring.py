"""What interactions amount to: a metric's value for every source and window of 15 minutes, as array operations.

https://docs.aws.amazon.com/personalize/latest/dg/measuring-recommendation-impact.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..learning.dataset_types import ITEMS

if TYPE_CHECKING:
    import numpy as np

    from ...datasets import Column, Table, Text
    from ..learning.live import LiveEvent
    from ..learning.rows import Rows

WINDOW = 15 * 60  # seconds
UNDEFINED = "SOURCE_NAME_UNDEFINED"
SUM, SAMPLECOUNT = "sum", "samplecount"
GRAMMAR = re.compile(r"\s*(?:SUM\s*\(\s*(Items|Interactions)\s*\.\s*(\w+)\s*\)|SAMPLECOUNT\s*\(\s*\))\s*", re.I)


@dataclass(frozen=True)
class Expression:
    """`SUM(Items.COLUMN)`, `SUM(Interactions.COLUMN)` or `SAMPLECOUNT()`."""

    function: str
    dataset_type: str = ""
    column: str = ""

    @classmethod
    def parse(cls, text: str) -> Expression:
        """ValueError for what is none of the three; names of functions and datasets in any case."""
        found = GRAMMAR.fullmatch(text)
        if found is None:
            raise ValueError(text)
        return cls(SUM, found[1].upper(), found[2]) if found[1] else cls(SAMPLECOUNT)


@dataclass(frozen=True)
class Measured:
    """A metric of the events of one source in one window.

    Attributes:
        window: when the window begins, in epoch seconds.
        count: how many events have a value; total, least, most: of these values.
    """

    source: str
    window: int
    count: int
    total: float
    least: float
    most: float


@dataclass(frozen=True)
class Events:
    """Interactions, one row an event.

    Attributes:
        types, sources, items: what each is, where its recommendation came from, what it was done to.
        times: (rows,) int64 epoch seconds.
        columns: the dataset's columns, as far as they are summed.
    """

    types: Text
    sources: Text
    items: Text
    times: np.ndarray[Any, Any]
    columns: Mapping[str, Column]

    @classmethod
    def imported(cls, table: Table, served: Mapping[str, str]) -> Events:
        """The rows of an import. served: sources by the marks that recommendation ids end with."""
        times = table.numbers("TIMESTAMP").values
        sources = _sources_of(table, served)
        return cls(table.text("EVENT_TYPE"), sources, table.text("ITEM_ID"), times, table.columns)

    @classmethod
    def streamed(cls, given: Sequence[Streamed], served: Mapping[str, str], summed: Collection[str]) -> Events:
        """Live events. summed: the columns that a metric sums."""
        import numpy as np

        from ...datasets.table import text_from

        return cls(
            text_from([one.event.event_type for one in given]),
            text_from([one.source or source_of(one.event.recommendation_id, served) for one in given]),
            text_from([one.event.item_id for one in given]),
            np.array([one.time for one in given], np.int64),
            {name: _numbers_of([one.event.columns.get(name) for one in given]) for name in summed},
        )

    def of_sources(self, sources: Collection[str]) -> np.ndarray[Any, Any]:
        """(rows,) bool: which events came from one of these."""
        return _among(self.sources, sources)

    def between(self, after: float, until: float) -> np.ndarray[Any, Any]:
        """(rows,) bool: which events happened after and until a time."""
        return (self.times > after) & (self.times <= until)

    @cached_property
    def all(self) -> np.ndarray[Any, Any]:
        """(rows,) bool: every event."""
        import numpy as np

        return np.ones(len(self.times), np.bool_)

    def measured(
        self, expression: Expression, event_type: str, items: Rows | None, which: np.ndarray[Any, Any]
    ) -> list[Measured]:
        """A metric of the events of a type, in whatever case, newest window first. which: (rows,) bool."""
        import numpy as np

        values, known = self._values(expression, items)
        of_type = [name for name in self.types.values.tolist() if name.lower() == event_type.lower()]
        rows = np.flatnonzero(which & known & _among(self.types, of_type))
        if not len(rows):
            return []
        windows, window = np.unique(self.times[rows] // WINDOW, return_inverse=True)
        among = len(self.sources.values)
        groups, group = np.unique(window.reshape(-1) * among + self.sources.codes[rows], return_inverse=True)
        group, values = group.reshape(-1), values[rows]
        order = np.argsort(group, kind="stable")
        starts = np.searchsorted(group[order], np.arange(len(groups)))
        found = zip(
            self.sources.values[groups % among].tolist(),
            (windows[groups // among] * WINDOW).tolist(),
            np.bincount(group, minlength=len(groups)).tolist(),
            np.bincount(group, values, len(groups)).tolist(),
            np.minimum.reduceat(values[order], starts).tolist(),
            np.maximum.reduceat(values[order], starts).tolist(),
            strict=True,
        )
        return sorted((Measured(*one) for one in found), key=lambda one: (-one.window, one.source))

    def _values(self, expression: Expression, items: Rows | None) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """(rows,) float64 and bool: what each event adds, and whether it adds anything."""
        import numpy as np

        from ...datasets import Numbers

        if expression.function == SAMPLECOUNT:
            return np.ones(len(self.times)), self.all
        if expression.dataset_type == ITEMS:
            return self._values_of_items(expression.column, items)
        column = self.columns[expression.column]
        assert isinstance(column, Numbers), "CreateMetricAttribution refuses columns of another type"
        return column.values.astype(np.float64), self.all if column.null is None else ~column.null

    def _values_of_items(self, name: str, items: Rows | None) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
        """The same of a column of the items as they are now."""
        import numpy as np

        from ...filters import Numbers

        assert items is not None, "the attribution keeps the dataset from being deleted"
        column = items.column(name)
        assert isinstance(column, Numbers), "CreateMetricAttribution refuses columns of another type"
        cells = column.at(items.at(self.items.values.tolist()))
        known = np.ones(len(cells.values), np.bool_) if cells.null is None else ~cells.null
        # no item at all (-1) meets the appended place
        return (
            np.append(cells.values, 0).astype(np.float64)[self.items.codes],
            np.append(known, False)[self.items.codes],
        )


@dataclass(frozen=True)
class Streamed:
    """A live event, when it was sent and what it says of its source."""

    event: LiveEvent
    time: int
    source: str | None


def source_of(recommendation_id: str | None, served: Mapping[str, str]) -> str:
    """Who made a recommendation, by the mark that its id ends with."""
    return served.get((recommendation_id or "").rpartition("-CID-")[2], UNDEFINED)


def _sources_of(table: Table, served: Mapping[str, str]) -> Text:
    import numpy as np

    from ...datasets.table import compact, strings

    recommended, given = _texts(table, "RECOMMENDATION_ID"), _texts(table, "EVENT_ATTRIBUTION_SOURCE")
    names = sorted({*given.values.tolist(), *served.values(), UNDEFINED})
    place = {name: code for code, name in enumerate(names)}
    # null (-1) meets the last place
    told = np.array([*(place[name] for name in given.values.tolist()), -1], np.int32)[given.codes]
    pointed_at = [place[source_of(text, served)] for text in recommended.values.tolist()]
    found = np.array([*pointed_at, place[UNDEFINED]], np.int32)[recommended.codes]
    return compact(strings(names), np.where(told >= 0, told, found).astype(np.int32))


def _texts(table: Table, name: str) -> Text:
    """A column of strings; where there is none, nulls."""
    import numpy as np

    from ...datasets import Text
    from ...datasets.table import strings

    column = table.columns.get(name)
    return column if isinstance(column, Text) else Text(strings([]), np.full(table.rows, -1, np.int32))


def _numbers_of(cells: Sequence[Any]) -> Column:
    import numpy as np

    from ...datasets.table import numbers

    return numbers(
        np.array([cell or 0 for cell in cells], np.float64), np.array([cell is None for cell in cells], np.bool_)
    )


def _among(column: Text, names: Iterable[str]) -> np.ndarray[Any, Any]:
    """(rows,) bool: whose value is one of these names."""
    import numpy as np

    chosen = set(names)
    out: np.ndarray[Any, Any] = np.array([*(value in chosen for value in column.values.tolist()), False], np.bool_)
    return out[column.codes]
