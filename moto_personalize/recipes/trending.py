"""Items that gain users fastest."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from .arrays import Array
from .data import Snapshot
from .popularity import SameForAll, distinct_users, relative
from .protocol import Model
from .scores import Prior

INTERVALS = MappingProxyType({"30 minutes": 1800, "1 hour": 3600, "2 hours": 7200, "3 hours": 10800, "1 day": 86400})
"""Seconds of each value of trend_discovery_frequency."""


@dataclass(frozen=True)
class TrendingNow:
    """Items by how many more users they have in the last interval than in the one before (aws-trending-now).

    The last interval ends with the latest interaction. Equal growth is ordered by popularity.
    """

    trend_discovery_frequency: str = "2 hours"

    @property
    def interval(self) -> int:
        """Seconds. ValueError: not one of the documented frequencies."""
        try:
            return INTERVALS[self.trend_discovery_frequency]
        except KeyError:
            known = ", ".join(INTERVALS)
            raise ValueError(f"'{self.trend_discovery_frequency}' is not one of: {known}.") from None

    def fit(self, data: Snapshot) -> SameForAll:
        """Compare the two intervals."""
        popularity = relative(distinct_users(data))
        # Growth is a whole number: half a point at most lets popularity decide only between equals.
        return SameForAll(Prior.of(growth(data, self.interval) + popularity / 2))

    def update(self, model: Model, before: Snapshot, data: Snapshot) -> SameForAll:
        """The trends of now: nothing else is learned."""
        return self.fit(data)


def growth(data: Snapshot, interval: int) -> Array:
    """(I,) int64: users of (data.now - interval, data.now] minus users of the interval before."""
    age = data.now - data.timestamp
    last = distinct_users(data, age < interval)
    before = distinct_users(data, (age >= interval) & (age < 2 * interval))
    return last - before


def gained(data: Snapshot, interval: int) -> Array:
    """(I,) int64: growth, with 0 for items that lost users."""
    return np.maximum(growth(data, interval), 0)
