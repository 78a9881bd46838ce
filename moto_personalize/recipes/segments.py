"""User segments: who is most likely to touch an item, or is drawn to items with some attributes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from .arrays import Array, descending, frozen, places, pointers, ragged
from .data import Categories, Feature, Quantities, Snapshot
from .neighbours import SCALE, Neighbours, last_touch
from .popularity import relative
from .protocol import Query
from .related import Likeness, touched_together
from .scores import Prior, Scores
from .sizes import check_codes, check_lists, check_whole

_NEWEST = 200
_STRENGTH = 1 << 8
_HALF_LIFE = 16
_MOST_NEAR = 500
_QUESTIONS = 500


@dataclass(frozen=True)
class Crowd:
    """Who has touched each item, and how much it says of them.

    indptr (I + 1,), users (nnz,) int32: those of item i at indptr[i]:indptr[i + 1]; strengths (nnz,) int32, from
    256 for a user's newest item down to a fifteenth of that for the 200th.
    """

    indptr: Array
    users: Array
    strengths: Array

    def check_sizes(self, users: int, items: int) -> None:
        """ValueError unless its arrays fit each other, and so many users and items."""
        check_lists(self.indptr, items, self.users, self.strengths)
        check_codes(self.users, users)
        check_whole(self.strengths, 0, _STRENGTH)

    @classmethod
    def of(cls, data: Snapshot) -> Crowd:
        """The newest 200 distinct items of every user."""
        user, item, age = _by_age(data)
        order = np.argsort(item, kind="stable")
        strengths = _STRENGTH * _HALF_LIFE // (_HALF_LIFE + age)
        return cls(
            frozen(pointers(item[order], len(data.items))),
            frozen(user[order], np.int32),
            frozen(strengths[order], np.int32),
        )

    def drawn_to(self, items: Array, weights: Array, users: int) -> Array:
        """(users,) float64 of whole numbers: the strengths of the items that a user touched, times their weights.

        Whole numbers below 2^53 add up exactly, in whatever order.
        """
        positions, lengths = ragged(self.indptr, items)
        drawn = self.strengths[positions] * np.repeat(weights.astype(np.int64), lengths)
        return np.bincount(self.users[positions], drawn, users)


@dataclass(frozen=True)
class SegmentModel:
    """Users by what they touched of some items and of those near them; the busiest users follow.

    near: the neighbours of each item. features: what an attribute is looked up in.
    """

    crowd: Crowd
    near: Neighbours
    prior: Prior
    likeness: Likeness | None = None
    features: Mapping[str, Feature] | None = None

    def check_sizes(self, users: int, items: int) -> None:
        """ValueError unless its arrays fit each other, and so many users and items."""
        self.crowd.check_sizes(users, items)
        self.near.check_sizes(items, items)
        self.prior.check_sizes(users)
        if self.likeness is not None:
            self.likeness.check_sizes(items)
        for feature in (self.features or {}).values():
            feature.check_sizes(items)

    def scores(self, query: Query) -> Scores:
        """Of every user: above 1 who touched one of the items, others by how much they do at all."""
        items = np.array([query.item], np.int64) if query.item >= 0 else self.having(query.attributes)
        if not len(items):
            return Scores.of(self.prior)
        drawn = self.crowd.drawn_to(*self._around(items), len(self.prior))
        users = np.flatnonzero(drawn)
        most = drawn.max(initial=1)
        return Scores(frozen(users), frozen(1 + drawn[users] / most), self.prior)

    def having(self, attributes: Sequence[tuple[str, str]]) -> Array:
        """The items that have all of these attributes, ascending; none where none are given."""
        if not attributes or self.features is None:
            return np.zeros(0, np.int64)
        having = [having_value(self.features[name], value) for name, value in attributes if name in self.features]
        if len(having) < len(attributes):
            return np.zeros(0, np.int64)
        return np.flatnonzero(np.logical_and.reduce(having))

    def _around(self, items: Array) -> tuple[Array, Array]:
        """The items with what is near them, each once, and their weights: 0 to SCALE, SCALE for themselves."""
        found = [self.near.weighted(items, np.ones(len(items), np.int64))]
        if self.likeness is not None:
            found += [self.likeness.to(item) for item in items.tolist()]
        codes, weights = (np.concatenate(part) for part in zip(*found, strict=True))
        catalogue = len(self.near.indptr) - 1
        total = np.bincount(codes, weights, catalogue).astype(np.int64) // len(items)
        total[items] = 0
        near = descending(total)[:_MOST_NEAR]
        near = np.sort(near[total[near] > 0])
        return np.append(items, near), np.append(np.full(len(items), SCALE), np.minimum(total[near], SCALE))


@dataclass(frozen=True)
class ItemAffinity:
    """aws-item-affinity: users by their histories' likeness to an item, the newest of a history counting most.

    Items touched by the same users are alike (Linden, Smith and York, 2003), and items of the same metadata.
    hidden_dimension: so many neighbours of an item are kept.
    """

    hidden_dimension: int = 149

    def fit(self, data: Snapshot) -> SegmentModel:
        """Train."""
        likeness = Likeness.of(data) if data.item_features else None
        return replace(_fit(data, self.hidden_dimension), likeness=likeness)

    def questions(self, data: Snapshot) -> list[tuple[Query, Array]]:
        """Segments to ask for: of each of the 500 items with most interactions."""
        popular = descending(np.bincount(data.item, minlength=len(data.items)))[:_QUESTIONS]
        return [(Query(item=item), np.array([item])) for item in popular.tolist()]


@dataclass(frozen=True)
class ItemAttributeAffinity:
    """aws-item-attribute-affinity: users by what they touched of the items with some attributes.

    What is near those items counts too, by as much as it is near to all of them. hidden_dimension: so many
    neighbours of an item are kept.
    """

    hidden_dimension: int = 149

    def fit(self, data: Snapshot) -> SegmentModel:
        """Train."""
        return replace(_fit(data, self.hidden_dimension), features=data.item_features)

    def questions(self, data: Snapshot) -> list[tuple[Query, Array]]:
        """Segments to ask for: of every category, up to 500."""
        asked = (
            (Query(attributes=((column, name),)), np.flatnonzero(having_value(feature, name)))
            for column, feature in sorted(data.item_features.items())
            if isinstance(feature, Categories)
            for name in feature.names.tolist()
        )
        return list(islice(asked, _QUESTIONS))


def having_value(feature: Feature, value: str) -> Array:
    """(rows,) bool: which have a category, or a number that is equal."""
    if isinstance(feature, Quantities):
        try:
            return np.asarray(feature.values == float(value))
        except ValueError:
            return np.zeros(len(feature), bool)
    code = np.flatnonzero(feature.names == value)
    having = np.zeros(len(feature), bool)
    if len(code):
        having[np.searchsorted(feature.indptr, np.flatnonzero(feature.codes == code[0]), side="right") - 1] = True
    return having


def _fit(data: Snapshot, kept: int) -> SegmentModel:
    near = touched_together(data, np.ones(len(data.items), bool), 0.5, 1, kept)
    busy = relative(np.diff(data.indptr))
    return SegmentModel(Crowd.of(data), near, Prior.of(busy))


def _by_age(data: Snapshot) -> tuple[Array, Array, Array]:
    """(user, item, age), sorted by user and age: age 0 is the item that the user touched last."""
    _, last, user, item = last_touch(data)
    order = np.lexsort((-last, user))
    age = places(user[order], len(data.users))
    kept = age < _NEWEST
    order = order[kept]
    return user[order], item[order], age[kept]
