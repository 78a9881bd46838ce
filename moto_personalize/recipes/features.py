"""Metadata columns of all kinds as category codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from .arrays import Array, descending, frozen, places, pointers, ragged
from .data import Feature, Quantities
from .sizes import check, check_codes, check_lists, check_numbers

_BANDS = 8


@dataclass(frozen=True)
class Coded:
    """A column as category codes: indptr (rows + 1,), codes (nnz,), count of different codes.

    A number belongs to two bands, of two sets of quantiles that overlap by half: so near numbers have a band
    in common, wherever the borders lie. names: the categories' codes; edges: the borders of the two sets.
    """

    indptr: Array
    codes: Array
    count: int
    names: dict[str, int]
    edges: tuple[Array, ...] = ()

    def check_sizes(self, rows: int) -> None:
        """ValueError unless its arrays fit each other, and so many rows."""
        check_lists(self.indptr, rows, self.codes)
        check_codes(self.codes, self.count)
        check(all(0 <= code < self.count for code in self.names.values()), "a name has a code of nothing")
        for edges in self.edges:
            check_numbers(edges, len(edges), "f")
        bands = sum(len(edges) + 1 for edges in self.edges)
        check(len(self.edges) == 2 and bands == self.count if self.edges else True, "bands and borders disagree")

    @classmethod
    def of(cls, feature: Feature) -> Coded:
        """From categories or numbers."""
        if not isinstance(feature, Quantities):
            names = {name: code for code, name in enumerate(feature.names.tolist())}
            return cls(feature.indptr, feature.codes, len(names), names)
        known = ~np.isnan(feature.values)
        edges = _edges(feature.values[known])
        codes = np.stack(_bands(feature.values[known], edges), axis=1).ravel()
        indptr = np.concatenate([[0], np.cumsum(known * len(edges))])
        return cls(frozen(indptr), frozen(codes), sum(len(part) + 1 for part in edges), {}, edges)

    def of_text(self, text: str) -> Array:
        """The codes of one value as a request carries it; none for what the column does not know."""
        if not self.edges:
            return np.array([self.names[text]] if text in self.names else [], np.int64)
        try:
            number = float(text)
        except ValueError:
            return np.zeros(0, np.int64)
        return np.concatenate(_bands(np.array([number]), self.edges))


def side_by_side(columns: Iterable[Coded], rows: int) -> tuple[Array, Array, int]:
    """Several columns as one: indptr, codes (those of later columns come behind), number of codes."""
    row: list[Array] = [np.zeros(0, np.int64)]
    code: list[Array] = [np.zeros(0, np.int64)]
    count = 0
    for column in columns:
        row.append(np.repeat(np.arange(rows), np.diff(column.indptr)))
        code.append(column.codes + np.int64(count))
        count += column.count
    rows_of, codes = np.concatenate(row), np.concatenate(code)
    order = np.lexsort((codes, rows_of))
    return frozen(pointers(rows_of, rows)), frozen(codes[order]), count


def commonest(codes: Array, count: int, kept: int) -> Array:
    """(count,) int64: the places of the `kept` codes that occur most, in order of codes; -1 for all others."""
    chosen = np.sort(descending(np.bincount(codes, minlength=count))[:kept])
    places = np.full(count, -1)
    places[chosen] = np.arange(len(chosen))
    return places


def entries(indptr: Array, codes: Array, rows: Array) -> tuple[Array, Array]:
    """For each of the rows, all its codes: (positions into rows, codes)."""
    positions, lengths = ragged(indptr, rows)
    return np.repeat(np.arange(len(rows)), lengths), codes[positions]


def first_of_codes(indptr: Array, codes: Array, count: int, rows: Array, most: int) -> tuple[Array, Array]:
    """Of each code, the first `most` of the given rows that have it: (codes ascending, rows)."""
    position, code = entries(indptr, codes, rows)
    by_code = np.lexsort((position, code))
    by_code = by_code[places(code[by_code], count) < most]
    return code[by_code], rows[position[by_code]]


def _edges(values: Array) -> tuple[Array, Array]:
    if not len(values):
        return frozen(values), frozen(values)
    ordered = np.sort(values)
    places = np.arange(1, 2 * _BANDS) * len(ordered) // (2 * _BANDS)
    return frozen(np.unique(ordered[places[1::2]])), frozen(np.unique(ordered[places[::2]]))


def _bands(values: Array, edges: tuple[Array, ...]) -> list[Array]:
    first = np.searchsorted(edges[0], values, side="right")
    second = np.searchsorted(edges[1], values, side="right") + len(edges[0]) + 1
    return [first, second]
