"""What users or interactions with a certain attribute prefer, beyond what everybody prefers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array, distinct, frozen, ragged
from .data import Feature, Snapshot
from .features import Coded, commonest, entries
from .neighbours import SCALE, Neighbours, best_of_rows, counted
from .sizes import check_codes

MOST = 8
"""The largest lift, in units of the share of the most popular item; a weight of SCALE stands for it."""

_DOUBT = 10
_KEPT = 128
_VALUES = 1000


@dataclass(frozen=True)
class Lifts:
    """For each value of an attribute, the items that are most over-represented with it.

    place: (codes of the attribute,) the row in `items`, -1 for the values of very many that are rare.
    """

    attribute: Coded
    place: Array
    items: Neighbours

    def check_sizes(self, rows: int, items: int) -> None:
        """ValueError unless its arrays fit each other, and so many rows and items."""
        self.attribute.check_sizes(rows)
        values = len(self.items.indptr) - 1
        check_codes(self.place, values, self.attribute.count, least=-1)
        self.items.check_sizes(values, items)

    @classmethod
    def by_user(cls, feature: Feature, data: Snapshot) -> Lifts:
        """Of a user attribute; a user counts once for each item."""
        user, item = distinct(data.user, data.item)
        return cls._of(Coded.of(feature), user, item, np.unique(user), len(data.items))

    @classmethod
    def by_event(cls, feature: Feature, data: Snapshot) -> Lifts:
        """Of an attribute of interactions."""
        rows = np.arange(len(data.item))
        return cls._of(Coded.of(feature), rows, data.item, rows, len(data.items))

    @classmethod
    def _of(cls, attribute: Coded, row: Array, item: Array, present: Array, items: int) -> Lifts:
        """row, item: the pairs that count, rows as numbered by the attribute; present: all rows counted."""
        held = attribute.codes[ragged(attribute.indptr, present)[0]]
        place = commonest(held, attribute.count, _VALUES)
        holders = np.bincount(held, minlength=attribute.count)[place >= 0]
        pair, code = entries(attribute.indptr, attribute.codes, row)
        kept = place[code] >= 0
        keys = place[code[kept]] * items + item[pair[kept]]
        keys, together = counted(keys, len(holders) * items)
        of, what = keys // max(items, 1), keys % max(items, 1)
        weights = _lift(together, holders[of], len(present), np.bincount(item, minlength=items), what)
        better = weights > 0
        best = best_of_rows((keys[better], weights[better]), len(holders), max(items, 1), _KEPT)
        return cls(attribute, frozen(place), best)

    def renumbered(self, known: Array) -> Lifts:
        """The same preferences for items under other codes. known: (items,) the new ones, ascending."""
        return Lifts(self.attribute, self.place, self.items.renumbered(known))

    def of_row(self, row: int) -> Array:
        """Rows of `items` for what the attribute holds in one of its own rows."""
        span = slice(self.attribute.indptr[row], self.attribute.indptr[row + 1])
        return self._known(self.attribute.codes[span])

    def of_text(self, text: str) -> Array:
        """Rows of `items` for a value as a request carries it."""
        return self._known(self.attribute.of_text(text))

    def _known(self, codes: Array) -> Array:
        places = self.place[codes]
        return places[places >= 0]


def _lift(together: Array, holders: Array, rows: int, popularity: Array, codes: Array) -> Array:
    """Integer weights: (share among holders - share overall) / largest share, less where holders are few."""
    most = max(int(popularity.max()) if len(popularity) else 0, 1)
    beyond = (together * rows / np.maximum(holders, 1) - popularity[codes]) / most
    weights: Array = np.clip(beyond * (holders / (holders + _DOUBT)) / MOST, 0, 1) * SCALE
    return weights.astype(np.int64)
