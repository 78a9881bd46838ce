"""Which items go together: counted in blocks of items, kept as the best neighbours of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import Array, frozen, places, pointers, ragged, run_starts
from .data import Snapshot
from .sizes import check_codes, check_lists, check_whole

SCALE = (1 << 20) - 1
"""A weight of 1 as an integer: weights are whole numbers of 0 to SCALE, so that their sums are exact."""

_CODE_BITS = 23
_PAIRS_PER_BLOCK = 1 << 18

Pairs = tuple[Array, Array]
"""Keys (row in the block * number of items + neighbour), ascending and distinct, and a number for each."""


@dataclass(frozen=True)
class Neighbours:
    """The best neighbours of each row.

    indptr: (rows + 1,) int64; codes (nnz,) int32 and weights (nnz,) int32 of 0 to SCALE: those of row r stand at
    indptr[r]:indptr[r + 1], best first.
    """

    indptr: Array
    codes: Array
    weights: Array

    def check_sizes(self, rows: int, codes: int) -> None:
        """ValueError unless there are so many rows, and codes of so many things."""
        check_lists(self.indptr, rows, self.codes, self.weights)
        check_codes(self.codes, codes)
        check_whole(self.weights, 0, SCALE)

    @classmethod
    def joined(cls, parts: Sequence[Neighbours]) -> Neighbours:
        """The rows of several tables, one after the other."""
        lengths = np.concatenate([np.zeros(1, np.int64), *(np.diff(part.indptr) for part in parts)])
        codes = np.concatenate([np.zeros(0, np.int32), *(part.codes for part in parts)])
        weights = np.concatenate([np.zeros(0, np.int32), *(part.weights for part in parts)])
        return cls(frozen(np.cumsum(lengths)), frozen(codes), frozen(weights))

    def weighted(self, rows: Array, strengths: Array) -> tuple[Array, Array]:
        """Codes and integer weights of all neighbours of the rows, each row times its integer strength."""
        return self.moved(rows, strengths, np.zeros(len(rows), np.int64))

    def moved(self, rows: Array, strengths: Array, offsets: Array) -> tuple[Array, Array]:
        """As `weighted`, with an offset for each row that is added to the codes of its neighbours."""
        positions, lengths = ragged(self.indptr, rows)
        codes = self.codes[positions] + np.repeat(offsets, lengths)
        return codes, self.weights[positions] * np.repeat(strengths, lengths)

    def renumbered(self, known: Array) -> Neighbours:
        """The same neighbours under other codes. known: (codes,) the new ones, ascending."""
        return Neighbours(self.indptr, frozen(known[self.codes], np.int32), self.weights)

    def spread(self, known: Array, rows: int) -> Neighbours:
        """With `rows` rows, of which these are those at `known`; the others have no neighbours."""
        lengths = np.zeros(rows + 1, np.int64)
        lengths[known + 1] = np.diff(self.indptr)
        return Neighbours(frozen(np.cumsum(lengths)), self.codes, self.weights)

    def of_row(self, row: int) -> tuple[Array, Array]:
        """Codes, ascending, and weights of one row."""
        span = slice(self.indptr[row], self.indptr[row + 1])
        order = np.argsort(self.codes[span], kind="stable")
        return self.codes[span][order], self.weights[span][order]


def blocks(work: Array) -> Iterator[tuple[int, int]]:
    """Ranges of items of about equal work, (I,) pairs each, so that memory stays bounded."""
    ends = np.cumsum(work)
    start = 0
    while start < len(work):
        done = ends[start - 1] if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, done + _PAIRS_PER_BLOCK, side="right")))
        stop = min(stop, start + 4096)
        yield start, stop
        start = stop


def best_of_rows(pairs: Pairs, rows: int, items: int, k: int) -> Neighbours:
    """The k heaviest pairs of each row, ties to the smaller code. Weights are integers of 0 to SCALE.

    ValueError: more than 8,388,608 items (Personalize's largest recipes consider 5 million).
    """
    if items > 1 << _CODE_BITS:
        raise ValueError(f"{items} items are more than the {1 << _CODE_BITS} that can be told apart.")
    keys, weights = pairs
    row, code = keys // items, keys % items
    packed = (row << (20 + _CODE_BITS)) | ((SCALE - weights) << _CODE_BITS) | code
    packed.sort()
    row = packed >> (20 + _CODE_BITS)
    keep = places(row, rows) < k
    row, packed = row[keep], packed[keep]
    codes = packed & ((1 << _CODE_BITS) - 1)
    heavy = SCALE - ((packed >> _CODE_BITS) & SCALE)
    return Neighbours(frozen(pointers(row, rows)), frozen(codes, np.int32), frozen(heavy, np.int32))


class Together:
    """Counts the users whom two items have in common.

    Each user counts with the `newest` distinct items of the history: work grows with the square of it.
    """

    def __init__(self, data: Snapshot, newest: int = 200) -> None:
        items = len(data.items)
        user, item = newest_distinct(data, newest)
        self.items = items
        self.of_user = pointers(user, len(data.users))
        self.item = item.astype(np.int64)
        self.users = user[np.argsort(item, kind="stable")]
        self.of_item = pointers(item, items)
        self.counts = np.diff(self.of_item)
        self._lengths = np.diff(self.of_user)[self.users]
        self.work = np.diff(np.concatenate([[0], np.cumsum(self._lengths)])[self.of_item])

    def __call__(self, start: int, stop: int) -> Pairs:
        """Pairs with the number of common users, items with themselves left out."""
        span = slice(self.of_item[start], self.of_item[stop])
        positions, lengths = ragged(self.of_user, self.users[span])
        row = np.repeat(np.arange(stop - start), np.diff(self.of_item[start : stop + 1]))
        keys = np.repeat(row * self.items, lengths) + self.item[positions]
        keys, counts = counted(keys, (stop - start) * self.items)
        other = keys // self.items + start != keys % self.items
        return keys[other], counts[other]


class Following:
    """Weighs how often an item follows another within a few events of a user: the nearer, the more.

    The weight at distance d is (7/10)^(d - 1), as integers. Stands in for the sequence models of HRNN
    (Hidasi et al., "Session-based recommendations with recurrent neural networks", ICLR 2016).
    """

    def __init__(self, data: Snapshot, window: int = 5) -> None:
        self.items = len(data.items)
        self.user, self.item = data.user, data.item
        self.positions = np.argsort(data.item, kind="stable")
        self.of_item = pointers(data.item, self.items)
        self.counts = np.diff(self.of_item)
        self.weights: list[int] = [7**d * 10 ** (window - 1 - d) for d in range(window)]
        self.work = self.counts * window

    @property
    def most(self) -> int:
        """What one event can add to one pair at most: the weight of distance 1."""
        return self.weights[0]

    def __call__(self, start: int, stop: int) -> Pairs:
        """Pairs with their weights, items with themselves left out."""
        source = self.positions[self.of_item[start] : self.of_item[stop]]
        keys: list[Array] = []
        for distance in range(1, len(self.weights) + 1):
            inside = source[source < len(self.item) - distance]
            target = inside + distance
            pair = (self.user[inside] == self.user[target]) & (self.item[inside] != self.item[target])
            first = self.item[inside[pair]].astype(np.int64) - start
            keys.append((first * self.items + self.item[target[pair]]) * 16 + distance - 1)
        packed = np.concatenate(keys)
        packed.sort()
        starts = run_starts(packed >> 4)
        if not len(starts):
            return packed, packed
        weights = np.array(self.weights, np.int64)[packed & 15]
        return (packed >> 4)[starts], np.add.reduceat(weights, starts)


def newest_distinct(data: Snapshot, newest: int) -> tuple[Array, Array]:
    """(user, item) once each, sorted by user and item; of each user the items touched last."""
    _, last, user, item = last_touch(data)
    if newest >= len(data.item) or not len(user):
        return user, item
    order = np.argsort((user.astype(np.int64) << 40) | (len(data.item) - last), kind="stable")
    keep = np.zeros(len(user), bool)
    keep[order] = places(user[order], len(data.users)) < newest
    return user[keep], item[keep]


def last_touch(data: Snapshot) -> tuple[Array, Array, Array, Array]:
    """Distinct (user, item) with the row of their last interaction."""
    keys = data.user.astype(np.int64) * len(data.items) + data.item
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    starts = run_starts(keys)
    last = order[np.append(starts[1:], len(keys)) - 1] if len(starts) else order
    return starts, last, data.user[last], data.item[last]


def counted(keys: Array, cells: int) -> Pairs:
    """Distinct keys, ascending, and how often each occurs; `cells`: how many different keys there can be."""
    if cells <= 4 * len(keys):
        counts = np.bincount(keys, minlength=cells)
        found = np.flatnonzero(counts)
        return found, counts[found]
    keys.sort()
    starts = run_starts(keys)
    return keys[starts], np.diff(np.append(starts, len(keys)))
