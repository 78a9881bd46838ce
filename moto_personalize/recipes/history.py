"""Which histories are fit to learn from."""

from __future__ import annotations

import math

import numpy as np

from .arrays import Array
from .data import Snapshot


def usual_users(data: Snapshot, least: float, most: float) -> Snapshot:
    """The interactions of users whose history length lies between two percentiles, given as 0 to 1, both
    included.

    Users without interactions do not count. AWS drops short and long histories so
    (featureTransformationParameters of HRNN and its successors: crawlers are rather long, visitors of one
    page rather short).
    """
    lengths = np.bincount(data.user, minlength=len(data.users))
    return data.select(_between_percentiles(lengths, least, most)[data.user])


def usual_items(data: Snapshot, least: float, most: float) -> Array:
    """(I,) bool: items whose interaction count lies between two percentiles, given as 0 to 1."""
    return _between_percentiles(np.bincount(data.item, minlength=len(data.items)), least, most)


def _between_percentiles(counts: Array, least: float, most: float) -> Array:
    present = np.sort(counts[counts > 0])
    if not len(present):
        return np.zeros(len(counts), bool)
    low, high = (int(present[nearest_rank(len(present), share)]) for share in (least, most))
    between: Array = (counts >= low) & (counts <= high)
    return between


def nearest_rank(count: int, share: float) -> int:
    """The place of a percentile (0 to 1) among `count` sorted values, by the nearest-rank rule."""
    return max(math.ceil(share * count) - 1, 0)
