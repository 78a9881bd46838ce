"""Popular items: how many people touched an item."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array, distinct
from .data import Snapshot
from .protocol import Query
from .scores import Prior, Scores


@dataclass(frozen=True)
class SameForAll:
    """A model with one list for everybody."""

    prior: Prior

    def check_sizes(self, users: int, items: int) -> None:
        """ValueError unless it is of so many items."""
        self.prior.check_sizes(items)

    def scores(self, query: Query) -> Scores:
        """The list, whoever asks."""
        return Scores.of(self.prior)


@dataclass(frozen=True)
class PopularityCount:
    """Items by the number of distinct users who interacted with them (recipe aws-popularity-count)."""

    def fit(self, data: Snapshot) -> SameForAll:
        """Count."""
        return SameForAll(Prior.of(relative(distinct_users(data))))


@dataclass(frozen=True)
class EventCount:
    """Items by the number of their interactions (use cases Most viewed and Best sellers)."""

    def fit(self, data: Snapshot) -> SameForAll:
        """Count."""
        return SameForAll(Prior.of(relative(np.bincount(data.item, minlength=len(data.items)))))


def distinct_users(data: Snapshot, rows: Array | slice = slice(None)) -> Array:
    """(I,) int64: how many users each item has among the given rows."""
    _, item = distinct(data.user[rows], data.item[rows])
    return np.bincount(item, minlength=len(data.items))


def relative(counts: Array) -> Array:
    """Counts as shares of the largest: (I,) float64 of 0 to 1."""
    most = int(counts.max()) if len(counts) else 0
    return counts / max(most, 1)


def first_choices(data: Snapshot, recent: bool) -> Array:
    """What to offer a user of whom nothing is known: (I,) float64 of 0 to 1.

    Half what has many users, half what existing users touched first; with `recent`, a third is what has many
    users in the newest tenth of the interactions ("New users" in the pages of the User-Personalization
    recipes).
    """
    signals = [distinct_users(data), np.bincount(data.item[_first_rows(data)], minlength=len(data.items))]
    if recent and len(data.timestamp):
        place = len(data.timestamp) * 9 // 10
        newest = data.timestamp >= np.partition(data.timestamp, place)[place]
        signals.append(distinct_users(data, newest))
    total = np.zeros(len(data.items))
    for signal in signals:
        total = total + relative(signal)
    return total / len(signals)


def _first_rows(data: Snapshot) -> Array:
    return data.indptr[:-1][np.diff(data.indptr) > 0]
