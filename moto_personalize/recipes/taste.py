"""New items reached through their metadata: what they share with the items that a user touched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array, add_by_code, descending, frozen, ragged
from .data import Snapshot
from .features import Coded, commonest, first_of_codes, side_by_side
from .neighbours import SCALE, Neighbours, best_of_rows
from .sizes import check_codes, check_lists

COLD = 5
"""An item with fewer interactions is cold ("Similar-Items recipe" in the Personalize guide)."""

_SHOWN = 32
_WEIGHT = 0.03
_VALUES = 1 << 16


@dataclass(frozen=True)
class Taste:
    """The metadata of each item as codes, and the cold items of each code.

    indptr (I + 1,), codes (nnz,): of item i at indptr[i]:indptr[i + 1]; informative: (codes,) int64 of 0 to
    64, the more the fewer items have the code; cold: the newest cold items of each code.
    """

    indptr: Array
    codes: Array
    informative: Array
    cold: Neighbours

    def check_sizes(self, items: int) -> None:
        """ValueError unless its arrays fit each other, and so many items."""
        values = len(self.informative)
        check_lists(self.indptr, items, self.codes)
        check_codes(self.codes, values)
        check_codes(self.informative, 64 + 1)
        self.cold.check_sizes(values, items)

    @classmethod
    def of(cls, data: Snapshot) -> Taste:
        """From all item metadata of the snapshot."""
        items = len(data.items)
        columns = [Coded.of(feature) for feature in data.item_features.values()]
        indptr, codes, count = side_by_side(columns, items)
        place = commonest(codes, count, _VALUES)
        kept = place[codes] >= 0
        indptr = np.concatenate([[0], np.cumsum(kept)])[indptr]
        codes, count = place[codes[kept]], min(count, _VALUES)
        members = np.bincount(codes, minlength=count)
        informative = 64 * (items - members) // max(items, 1)
        return cls(frozen(indptr), frozen(codes), frozen(informative), _newest_cold(data, indptr, codes, count))

    def moved(self, items: Array, strengths: Array, offsets: Array) -> tuple[Array, Array]:
        """Cold items that share metadata with the given items: codes, offset as those are, and integer weights.

        offsets: 0 to 63 times the number of items. Each item's strength is spread over its codes; what items of the
        same offset give to a code is added up.
        """
        positions, lengths = ragged(self.indptr, items)
        spread = np.repeat(strengths // np.maximum(lengths, 1), lengths)
        count, user = len(self.informative), offsets // max(len(self.indptr) - 1, 1)
        keys, liked = add_by_code(self.codes[positions] + np.repeat(user * count, lengths), spread)
        user, codes = np.divmod(keys, max(count, 1))
        return self.cold.moved(codes, liked * self.informative[codes] // 64, user * (len(self.indptr) - 1))


def _newest_cold(data: Snapshot, indptr: Array, codes: Array, count: int) -> Neighbours:
    """The cold items of each code, newest first, all of the same weight."""
    items = len(data.items)
    interactions = np.bincount(data.item, minlength=items)
    newest_first = descending(data.item_created)
    cold = newest_first[interactions[newest_first] < COLD]
    code, item = first_of_codes(indptr, codes, count, cold, _SHOWN)
    weights = np.full(len(code), int(_WEIGHT * SCALE))
    return best_of_rows((code * max(items, 1) + item, weights), count, max(items, 1), _SHOWN)
