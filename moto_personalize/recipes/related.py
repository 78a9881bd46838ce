"""Related items: what the same people touched, and what has the same metadata."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from .arrays import Array, add_by_code, descending, frozen, pointers, power
from .data import Snapshot
from .features import Coded, entries, first_of_codes, side_by_side
from .history import usual_items, usual_users
from .neighbours import SCALE, Neighbours, Together, best_of_rows, blocks
from .popularity import distinct_users, relative
from .protocol import Query
from .scores import Prior, Scores
from .sizes import check_codes, check_lists, check_numbers
from .taste import COLD
from .texts import Texts

_KEPT = 500
_ALIKE = 50
_MEMBERS = 256
_WARM_QUARTERS = 1


@dataclass(frozen=True)
class RelatedModel:
    """Neighbours of items; popular items follow them, and are the answer for an item that has none."""

    neighbours: Neighbours
    prior: Prior
    likeness: Likeness | None = None
    wording: Neighbours | None = None

    def check_sizes(self, users: int, items: int) -> None:
        """ValueError unless its arrays fit each other, and so many items."""
        self.neighbours.check_sizes(items, items)
        self.prior.check_sizes(items)
        if self.likeness is not None:
            self.likeness.check_sizes(items)
        if self.wording is not None:
            self.wording.check_sizes(items, items)

    def scores(self, query: Query) -> Scores:
        """Related items score above 1, others their popularity below; the item itself is none of them."""
        if query.item < 0:
            return Scores.of(self.prior)
        codes, weights = self.neighbours.of_row(query.item)
        for more, alike in self._alike(query.item):
            codes, weights = add_by_code(np.append(codes, more), np.append(weights.astype(np.int64), alike))
        other = codes != query.item
        return Scores.around(query.item, codes[other], 1 + weights[other] / SCALE, self.prior)

    def _alike(self, item: int) -> Iterator[tuple[Array, Array]]:
        """Items with the same metadata and with similar texts, and how alike they are."""
        if self.likeness is not None:
            yield self.likeness.to(item)
        if self.wording is not None:
            yield self.wording.of_row(item)


@dataclass(frozen=True)
class Sims:
    """aws-sims: items that the same users touched.

    After Linden, Smith and York, "Amazon.com recommendations: item-to-item collaborative filtering", 2003.
    popularity_discount_factor: from 0, where a popular neighbour is a good one, to 1, where only the share
    of its users counts; min_cointeraction_count: fewer common users do not make a pair. Items outside the
    percentiles of interaction counts are no neighbours, but neighbours can be asked for them.
    """

    popularity_discount_factor: float = 0.5
    min_cointeraction_count: int = 3
    min_user_history_length_percentile: float = 0.005
    max_user_history_length_percentile: float = 0.995
    min_item_interaction_count_percentile: float = 0.01
    max_item_interaction_count_percentile: float = 0.9

    def fit(self, data: Snapshot) -> RelatedModel:
        """Train."""
        usual = usual_users(data, self.min_user_history_length_percentile, self.max_user_history_length_percentile)
        offered = usual_items(
            data, self.min_item_interaction_count_percentile, self.max_item_interaction_count_percentile
        )
        discount, least = self.popularity_discount_factor, self.min_cointeraction_count
        neighbours = touched_together(usual, offered, discount, least)
        return RelatedModel(neighbours, Prior.of(relative(distinct_users(data))))


@dataclass(frozen=True)
class SimilarItems:
    """aws-similar-items: items that the same users touched, items with the same metadata, and with similar texts.

    Metadata and texts count for a quarter each, and fully for a cold item, of which the users say little.
    """

    popularity_discount_factor: float = 0.0

    def fit(self, data: Snapshot) -> RelatedModel:
        """Train."""
        everything = np.ones(len(data.items), bool)
        neighbours = touched_together(data, everything, self.popularity_discount_factor, 1)
        likeness = Likeness.of(data) if data.item_features else None
        return RelatedModel(neighbours, Prior.of(relative(distinct_users(data))), likeness, _wording(data))


@dataclass(frozen=True)
class AlsoTouched:
    """Customers who viewed X also viewed, and Because you watched X: items whose users are the same.

    Common users / root of (own users * users of the other): the cosine of Linden, Smith and York, 2003.
    """

    discount: ClassVar[float] = 0.5

    def fit(self, data: Snapshot) -> RelatedModel:
        """Train."""
        neighbours = touched_together(data, np.ones(len(data.items), bool), self.discount, 1)
        return RelatedModel(neighbours, Prior.of(relative(distinct_users(data))))


@dataclass(frozen=True)
class BoughtTogether(AlsoTouched):
    """Frequently bought together: what most buyers of an item bought, too."""

    discount: ClassVar[float] = 0.0


@dataclass(frozen=True)
class Likeness:
    """How much metadata items share; rare values say more.

    indptr (I + 1,), codes (nnz,): values of each item; rarity: (codes,) int64; members_of (codes + 1,),
    members: items of each value, at most 256, half of them the most popular and half the newest; counts:
    interactions of items.
    """

    indptr: Array
    codes: Array
    rarity: Array
    members_of: Array
    members: Array
    counts: Array

    def check_sizes(self, items: int) -> None:
        """ValueError unless its arrays fit each other, and so many items."""
        values = len(self.rarity)
        check_lists(self.indptr, items, self.codes)
        check_codes(self.codes, values)
        check_codes(self.rarity, SCALE + 1)
        check_lists(self.members_of, values, self.members)
        check_codes(self.members, items)
        check_numbers(self.counts, items, "i")

    @classmethod
    def of(cls, data: Snapshot) -> Likeness:
        """From all item metadata."""
        indptr, codes, count = side_by_side(map(Coded.of, data.item_features.values()), len(data.items))
        having = np.bincount(codes, minlength=count)
        rarity = (SCALE / np.sqrt(np.maximum(having, 1))).astype(np.int64)
        counts = np.bincount(data.item, minlength=len(data.items))
        popular = descending(counts)
        newest = descending(data.item_created)
        code, member = _members(indptr, codes, count, popular, newest)
        return cls(indptr, codes, frozen(rarity), frozen(pointers(code, count)), frozen(member), frozen(counts))

    def to(self, item: int) -> tuple[Array, Array]:
        """Items that share metadata with an item, and how much: integers of 0 to SCALE."""
        mine = self.codes[self.indptr[item] : self.indptr[item + 1]]
        total = int(self.rarity[mine].sum())
        if not total:
            return mine, mine
        position, member = entries(self.members_of, self.members, mine)
        codes, shared = add_by_code(member, self.rarity[mine][position])
        part = 4 if self.counts[item] < COLD else _WARM_QUARTERS
        return codes, shared * SCALE // total * part // 4


def _wording(data: Snapshot) -> Neighbours | None:
    """Items with similar texts, weighed by how much metadata count for the item that is asked about."""
    if not (data.item_texts != "").any():
        return None
    nearest = Texts.of(np.broadcast_to("", len(data.items)), data.item_texts, {}).nearest(_ALIKE)
    counts = np.bincount(data.item, minlength=len(data.items))
    part = np.repeat(np.where(counts < COLD, 4, _WARM_QUARTERS), np.diff(nearest.indptr))
    return replace(nearest, weights=frozen(nearest.weights.astype(np.int64) * part // 4, np.int32))


def touched_together(data: Snapshot, offered: Array, discount: float, least: int, kept: int = _KEPT) -> Neighbours:
    """Of each item, the best by common users / (own users^(1 - discount) * users of the other^discount).

    offered: (I,) bool, who can be a neighbour; least: so many common users make a pair; kept: of each item.
    """
    items = len(data.items)
    parts = []
    together = Together(data)
    own, other = power(together.counts, 1 - discount), power(together.counts, discount)
    for start, stop in blocks(together.work):
        keys, common = together(start, stop)
        enough = (common >= least) & offered[keys % items]
        keys, common = keys[enough], common[enough]
        likeness = common / (own[keys // items + start] * other[keys % items])
        pairs = keys, (np.minimum(likeness, 1) * SCALE).astype(np.int64)
        parts.append(best_of_rows(pairs, stop - start, items, kept))
    return Neighbours.joined(parts)


def _members(indptr: Array, codes: Array, count: int, *orders: Array) -> tuple[Array, Array]:
    """(code, item), sorted: of each code the first items of each order."""
    found = []
    for order in orders:
        code, item = first_of_codes(indptr, codes, count, order, _MEMBERS // len(orders))
        found.append(code * len(indptr) + item)
    keys = np.unique(np.concatenate(found))
    return keys // len(indptr), keys % len(indptr)
