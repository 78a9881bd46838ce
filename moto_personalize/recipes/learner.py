"""Training of the personal scorer."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from .arrays import Array, frozen, run_starts
from .data import Snapshot
from .exploration import Novelty
from .history import usual_users
from .leanings import importance
from .lifts import Lifts
from .neighbours import SCALE, Following, Neighbours, Pairs, Together, best_of_rows, blocks
from .personal import PRIOR_WEIGHT, STRENGTH, M, repeat_rate
from .popularity import first_choices
from .scores import Prior
from .taste import Taste

_SHARPNESS = 12.0
_TOGETHER_PERCENT = 30


@dataclass(frozen=True)
class Learner:
    """How a personal scorer is trained.

    neighbours: how many are kept of each item; events: how many of a history are looked at; recency: newer
    events weigh more, and trends show in what new users get; shortest, longest: percentiles (0 to 1) of
    history lengths to learn from; items, users, context: which metadata is used.
    """

    neighbours: int = 149
    events: int = 32
    recency: bool = True
    shortest: float = 0.0
    longest: float = 1.0
    items: bool = False
    users: bool = False
    context: bool = False

    def learn(self, data: Snapshot, model: type[M]) -> M:
        """Train a model of the given type."""
        learned = self._learn(data, model)
        return learned if data.weight is None else learned.leaning(importance(data))

    def _learn(self, data: Snapshot, model: type[M]) -> M:
        usual = usual_users(data, self.shortest, self.longest)
        prior = PRIOR_WEIGHT * first_choices(data, self.recency)
        return model(
            neighbours=next_items(usual, self.neighbours),
            indptr=data.indptr,
            item=data.item,
            recency=self._weights(),
            repeats=repeat_rate(usual),
            prior=Prior.of(prior, _SHARPNESS),
            novelty=Novelty.of(data),
            taste=Taste.of(data) if self.items and data.item_features else None,
            groups=tuple(Lifts.by_user(column, usual) for column in data.user_features.values()) if self.users else (),
            circumstances=MappingProxyType(
                {name: Lifts.by_event(usual.context[name], usual) for name in usual.context} if self.context else {}
            ),
        )

    def _weights(self) -> Array:
        weight, weights = STRENGTH, []
        for _ in range(self.events):
            weights.append(weight)
            weight = max(weight * 27 // 32, 1) if self.recency else weight
        return frozen(np.array(weights, np.int64))


def next_items(data: Snapshot, k: int) -> Neighbours:
    """Of each item, the k items that follow it most, or share its users.

    Three tenths of a weight are the cosine of the items' users, seven the cosine-normalised directed counts.
    """
    items, parts = len(data.items), []
    together, following = Together(data), Following(data)
    for start, stop in blocks(together.work + following.work):
        shared = _cosines(together(start, stop), together.counts, start, 1, _TOGETHER_PERCENT)
        after = _cosines(following(start, stop), following.counts, start, following.most, 100 - _TOGETHER_PERCENT)
        parts.append(best_of_rows(_added(shared, after), stop - start, items, k))
    return Neighbours.joined(parts)


def _cosines(pairs: Pairs, counts: Array, start: int, unit: int, percent: int) -> Pairs:
    """Counts, in units of `unit`, over the root of both items' counts; weighed by a percentage."""
    keys, amounts = pairs
    row, code = keys // len(counts) + start, keys % len(counts)
    norm = np.sqrt((counts[row] * counts[code]).astype(np.float64))
    weights = np.minimum(amounts / (unit * norm), 1) * (SCALE * percent // 100)
    return keys, weights.astype(np.int64)


def _added(first: Pairs, second: Pairs) -> Pairs:
    """The sum of two sets of pairs."""
    packed = np.concatenate([(keys << 20) | weights for keys, weights in (first, second)])
    packed.sort()
    keys = packed >> 20
    starts = run_starts(keys)
    return keys[starts], np.add.reduceat(packed & SCALE, starts) if len(starts) else keys
