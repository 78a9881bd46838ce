"""A factorisation of who touched what, through the items that most people know."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array, add_by_code, descending
from .data import Snapshot
from .neighbours import SCALE, Neighbours, Together, best_of_rows
from .personal import PRIOR_WEIGHT, STRENGTH, repeat_rate
from .popularity import distinct_users, relative
from .protocol import Query
from .scores import Prior, Scores
from .seen import EVENTS, history_of, scores_beside
from .sizes import check_codes, check_lists

_KEPT = 512
_HELD = 32


@dataclass(frozen=True)
class FactorModel:
    """Users and items as weights of factors, each factor an item that many touched.

    of_item: the factors of each item; items: the items of each factor. indptr (U + 1,), item (n,): the trained
    histories, oldest first. repeats: the share of events, 0 to 1, that repeat an item of their user.
    """

    of_item: Neighbours
    items: Neighbours
    indptr: Array
    item: Array
    repeats: float
    prior: Prior

    def check_sizes(self, users: int, items: int) -> None:
        """ValueError unless its arrays fit each other, and so many users and items."""
        factors = len(self.items.indptr) - 1
        self.of_item.check_sizes(items, factors)
        self.items.check_sizes(factors, items)
        check_lists(self.indptr, users, self.item)
        check_codes(self.item, items)
        self.prior.check_sizes(items)

    def scores(self, query: Query) -> Scores:
        """The product of the user's strongest factors, which are those of the newest items, and each item's."""
        history = history_of(query, self.indptr, self.item)
        seen = np.unique(history)
        newest = history[::-1][:EVENTS]
        one = np.full(len(newest), STRENGTH // max(len(newest), 1))
        factors, held = add_by_code(*self.of_item.weighted(newest, one))
        strongest = np.lexsort((factors, -held))[:_HELD]
        factors, held = factors[strongest], held[strongest]
        shares = held * STRENGTH // max(int(held.sum()), 1)
        found = self.items.weighted(factors, shares)
        return scores_beside(found, STRENGTH * SCALE, seen, self.repeats, self.prior)


@dataclass(frozen=True)
class DeepFM:
    """aws-deepfm: a factorisation machine. Here the factors are items themselves, as in the Nystroem method.

    After Rendle, "Factorization machines", ICDM 2010, and Williams and Seeger, "Using the Nystroem method to
    speed up kernel machines", NIPS 2000: the likeness of all items is written through that to a few of them.
    embedding_size: how many these are.
    """

    embedding_size: int = 32

    def fit(self, data: Snapshot) -> FactorModel:
        """Train."""
        users = distinct_users(data)
        anchors = descending(users)[: self.embedding_size]
        keys, weights = _likeness(data, anchors[users[anchors] > 0])
        items, count = max(len(data.items), 1), self.embedding_size
        turned = keys % items * count + keys // items
        return FactorModel(
            of_item=best_of_rows((turned, weights), len(data.items), count, count),
            items=best_of_rows((keys, weights), count, items, _KEPT),
            indptr=data.indptr,
            item=data.item,
            repeats=repeat_rate(data),
            prior=Prior.of(PRIOR_WEIGHT * relative(users)),
        )


def _likeness(data: Snapshot, anchors: Array) -> tuple[Array, Array]:
    """Pairs (factor * items + item) with the square of their users' cosine, integers of 0 to SCALE.

    The square lets a close relation outweigh many loose ones. An anchor is like itself.
    """
    together, items = Together(data), max(len(data.items), 1)
    keys, weights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for factor, anchor in enumerate(anchors.tolist()):
        codes, counts = together(anchor, anchor + 1)
        both = (together.counts[anchor] * together.counts[codes]).astype(np.float64)
        keys += [factor * items + codes, np.array([factor * items + anchor])]
        weights += [(np.minimum(counts * counts / both, 1) * SCALE).astype(np.int64), np.array([SCALE])]
    return np.concatenate(keys), np.concatenate(weights)
