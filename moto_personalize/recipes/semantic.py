"""Related items by what is said of them, with a nudge for what is popular or new."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from .arrays import Array, among, frozen, places
from .data import Snapshot
from .neighbours import SCALE, Neighbours
from .popularity import distinct_users, relative
from .protocol import Query
from .scores import Prior, Scores
from .sizes import check, check_numbers
from .texts import Texts

_KEPT = 100
_SHOWN = 25
_CANDIDATES = 4  # so many times less similar than the nearest is too little


@dataclass(frozen=True)
class SemanticModel:
    """Neighbours by text; popular items follow them, and are the answer for an item that has none.

    popularity, freshness: (I,) float64 of 0 to 1; dates: creation of the oldest and the newest item, in seconds;
    influence: weights of popularity and freshness, 0 to 1.
    """

    neighbours: Neighbours
    prior: Prior
    popularity: Array
    freshness: Array
    dates: tuple[int, int]
    influence: tuple[float, float] = (0.0, 0.0)

    def check_sizes(self, users: int, items: int) -> None:
        """ValueError unless its arrays fit each other, and so many items."""
        self.neighbours.check_sizes(items, items)
        self.prior.check_sizes(items)
        check_numbers(self.popularity, items)
        check_numbers(self.freshness, items)
        check(all(0 <= weight <= 1 for weight in self.influence), "an influence is not of 0 to 1")

    def scores(self, query: Query) -> Scores:
        """Neighbours score above 1, others their popularity below; the item itself is none of them."""
        if query.item < 0:
            return Scores.of(self.prior)
        codes, weights = self.neighbours.of_row(query.item)
        values = 1 + self._nudged(weights / SCALE, codes)
        return Scores.around(query.item, codes, values, self.prior)

    def influenced(self, popularity: float, freshness: float) -> SemanticModel:
        """The same neighbours, ordered by a mean of similarity (weight 1), popularity and freshness.

        Those that are not a quarter as similar as the nearest gain nothing: words of all items make no candidates.
        """
        return replace(self, influence=(popularity, freshness))

    def _nudged(self, similarity: Array, codes: Array) -> Array:
        popular, fresh = self.influence
        gained = popular * self.popularity[codes] + fresh * self.freshness[codes]
        candidate = similarity * _CANDIDATES >= similarity.max(initial=0.0)
        nudged: Array = (similarity + np.where(candidate, gained, 0.0)) / (1 + popular + fresh)
        return nudged


@dataclass(frozen=True)
class SemanticSimilarity:
    """aws-semantic-similarity: items with similar names, texts and categories; interactions only make them popular.

    https://docs.aws.amazon.com/personalize/latest/dg/native-recipe-semantic-similarity.html
    """

    def fit(self, data: Snapshot) -> SemanticModel:
        """Train."""
        popularity = relative(distinct_users(data))
        dates = (int(data.item_created.min()), int(data.item_created.max())) if len(data.items) else (0, 0)
        return SemanticModel(
            _nearest(data),
            Prior.of(popularity),
            frozen(popularity),
            frozen(_freshness(data.item_created, dates)),
            dates,
        )

    def update(self, model: SemanticModel, before: Snapshot, data: Snapshot) -> SemanticModel:
        """The model of `before` with the items of `data`: their texts, but popularity and freshness as they were."""
        known, place = among(before.items, data.items)
        popularity, freshness = np.zeros(len(data.items)), _freshness(data.item_created, model.dates)
        popularity[known] = model.popularity[place[known]]
        freshness[known] = model.freshness[place[known]]
        return replace(
            model,
            neighbours=_nearest(data),
            prior=Prior.of(popularity),
            popularity=frozen(popularity),
            freshness=frozen(freshness),
        )

    def metrics(self, model: SemanticModel) -> dict[str, float]:
        """Means over the catalogue, of 0 to 1; of similarity, over the 25 best neighbours of each item."""
        weights = model.neighbours.weights[_first(model.neighbours, _SHOWN)]
        return {
            "item_freshness": _mean(model.freshness),
            "item_popularity": _mean(model.popularity),
            "item_similarity": int(weights.sum(dtype=np.int64)) / SCALE / max(len(weights), 1),
        }


def _nearest(data: Snapshot) -> Neighbours:
    return Texts.of(data.item_names, data.item_texts, data.item_features).nearest(_KEPT)


def _freshness(created: Array, dates: tuple[int, int]) -> Array:
    """(I,) float64: 1 for the newest of the training, 0 for the oldest."""
    oldest, newest = dates
    if newest == oldest:
        return np.ones(len(created))
    fresh: Array = np.clip((created - oldest) / (newest - oldest), 0.0, 1.0)
    return fresh


def _first(neighbours: Neighbours, most: int) -> Array:
    """Positions of the best neighbours of each row."""
    rows = np.repeat(np.arange(len(neighbours.indptr) - 1), np.diff(neighbours.indptr))
    return np.flatnonzero(places(rows, len(neighbours.indptr) - 1) < most)


def _mean(values: Array) -> float:
    return math.fsum(values.tolist()) / max(len(values), 1)
