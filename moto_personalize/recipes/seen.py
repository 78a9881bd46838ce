"""What models share that answer from a user's trained history and recent events."""

from __future__ import annotations

import numpy as np

from .arrays import Array, add_by_code, frozen
from .personal import again
from .protocol import Query
from .scores import Prior, Scores

EVENTS = 32
"""So many of the newest events are looked at."""


def history_of(query: Query, indptr: Array, item: Array) -> Array:
    """Codes of the user's items, trained and recent, oldest first. indptr (U + 1,), item (n,): trained histories."""
    trained = item[indptr[query.user] : indptr[query.user + 1]] if query.user >= 0 else item[:0]
    return np.concatenate([trained, query.recent])


def scores_beside(found: tuple[Array, Array], unit: int, seen: Array, repeats: float, prior: Prior) -> Scores:
    """Scores of codes with integer weights of a unit, and the prior; items seen count as much as items repeat."""
    codes, weights = found
    codes, sums = add_by_code(np.append(codes, seen), np.append(weights, np.zeros(len(seen), np.int64)))
    values = sums / unit + prior.values[codes]
    values[np.searchsorted(codes, seen)] *= again(repeats)
    return Scores(frozen(codes), frozen(values), prior)
