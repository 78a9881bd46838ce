"""What users or interactions with a certain attribute prefer, beyond what everybody prefers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array, distinct, ragged
from .data import Feature, Snapshot
from .features import Coded, entries
from .neighbours import SCALE, Neighbours, best_of_rows, counted

MOST = 8
"""The largest lift, in units of the share of the most popular item; a weight of SCALE stands for it."""

_DOUBT = 10
_KEPT = 128


@dataclass(frozen=True)
class Lifts:
    """For each value of an attribute, the items that are most over-represented with it."""

    attribute: Coded
    items: Neighbours

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
        pair, code = entries(attribute.indptr, attribute.codes, row)
        keys, together = counted(code.astype(np.int64) * items + item[pair], attribute.count * items)
        holders = np.bincount(attribute.codes[ragged(attribute.indptr, present)[0]], minlength=attribute.count)
        popularity = np.bincount(item, minlength=items)
        most = max(int(popularity.max()) if items else 0, 1)
        of, what = keys // max(items, 1), keys % max(items, 1)
        # (share with the attribute - share overall) / largest share overall, less where holders are few
        beyond = together * len(present) / np.maximum(holders[of], 1) - popularity[what]
        lift = beyond / most * (holders[of] / (holders[of] + _DOUBT))
        weights = (np.clip(lift / MOST, 0, 1) * SCALE).astype(np.int64)
        kept = weights > 0
        width = min(_KEPT, max(items, 1))
        return cls(attribute, best_of_rows((keys[kept], weights[kept]), attribute.count, max(items, 1), width))


def codes_of_row(attribute: Coded, row: int) -> Array:
    """The attribute's codes in one row."""
    return attribute.codes[attribute.indptr[row] : attribute.indptr[row + 1]]
