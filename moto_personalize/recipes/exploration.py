"""Exploration: new items that are tried out on users, so that something can be learned of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array, frozen, stable_hash, uniform
from .data import Snapshot
from .sizes import check, check_numbers, check_shape, check_whole

DAY = 24 * 3600
_PER_USER = 32


@dataclass(frozen=True)
class Novelty:
    """How old and how well known each item is: created (I,) seconds since 1970, known (I,) int64, and the
    present.

    known: interactions, and impressions passed over.
    """

    created: Array
    interactions: Array
    known: Array
    now: int

    def check_sizes(self, items: int) -> None:
        """ValueError unless it is of so many items."""
        for column in (self.created, self.interactions, self.known):
            check_numbers(column, items, "i")

    @classmethod
    def of(cls, data: Snapshot) -> Novelty:
        """From a snapshot; its latest interaction is the present."""
        interactions = np.bincount(data.item, minlength=len(data.items))
        return cls(data.item_created, frozen(interactions), frozen(interactions + data.impressions), data.now)

    def younger(self, days: float, now: int | None = None) -> Array:
        """(I,) bool: items of at most so many days."""
        young: Array = (self.now if now is None else now) - self.created <= days * DAY
        return young


@dataclass(frozen=True)
class Exploration:
    """New items dealt out among users: each user tries a few of them, together the users try all.

    items: (groups, width) int64 codes, -1 for none; bonus: (groups, width) float64, added to an item's
    relevance, the less the better an item is known. one_in: only every so many-th user explores.
    """

    items: Array
    bonus: Array
    one_in: int = 1

    def check_sizes(self, items: int) -> None:
        """ValueError unless its arrays fit each other, and so many items."""
        check(self.items.ndim == 2 and len(self.items) > 0 and self.one_in >= 1, "nobody explores anything")
        check_whole(self.items, -1, items - 1)
        check_shape(self.bonus, self.items.shape, "f")
        check(np.isfinite(self.bonus).all(), "a bonus is not finite")

    @classmethod
    def of(
        cls, novelty: Novelty, eligible: Array, most: float, per_user: int = _PER_USER, one_in: int = 1
    ) -> Exploration | None:
        """Deal the eligible items, (I,) bool, out, least known first. None when there is nothing to explore.

        most: the bonus of an item of which nothing is known, less up to half of it by chance.
        """
        items = np.flatnonzero(eligible)
        if most <= 0 or not len(items):
            return None
        noise = uniform(len(eligible), seed=1)[items]
        items = items[np.lexsort((items, noise, novelty.known[items]))]
        groups = -(-len(items) // per_user)
        row = np.full(groups * per_user, -1)
        row[: len(items)] = items
        dealt = row.reshape(per_user, groups).T
        bonus = most * (1 + uniform(len(eligible), seed=2)) / 2 / np.sqrt(1 + novelty.known)
        return cls(frozen(dealt), frozen(np.where(dealt >= 0, bonus[dealt], 0)), one_in)

    def for_users(self, users: Array) -> tuple[Array, Array, Array]:
        """What users try: places in `users`, ascending, codes of items, ascending for each, and bonuses."""
        draws = stable_hash(users + 1, seed=3)
        exploring = np.flatnonzero(draws % np.uint64(self.one_in) == 0)
        groups = draws[exploring] // np.uint64(self.one_in) % np.uint64(len(self.items))
        items, bonus = self.items[groups], self.bonus[groups]
        order = np.argsort(items, axis=1, kind="stable")
        items, bonus = np.take_along_axis(items, order, 1), np.take_along_axis(bonus, order, 1)
        dealt = items >= 0
        return np.repeat(exploring, dealt.sum(axis=1)), items[dealt], bonus[dealt]
