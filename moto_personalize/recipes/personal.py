"""The personal scorer behind the user-personalisation, ranking and HRNN recipes.

A user is a bag of signals: the items touched last, the user's attributes, the circumstances of the request.
Each signal names items with integer weights, and a score is the sum of what the signals say. Stands in for
the recurrent and transformer models of AWS; recency-weighted neighbourhoods are after Jannach and Ludewig,
"When recurrent neural networks meet the neighborhood for session-based recommendation", RecSys 2017.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from .arrays import MOST_CODES, Array, add_by_code, among, frozen
from .data import Snapshot
from .exploration import Exploration, Novelty
from .lifts import MOST, Lifts
from .neighbours import SCALE, Neighbours
from .protocol import Query
from .scores import Prior, Scores
from .sizes import check_codes, check_lists, check_numbers
from .taste import Taste

STRENGTH = 1 << 12
"""The strengths of a long history add up to this: scores are in units of STRENGTH * SCALE."""

PRIOR_WEIGHT = 0.02
"""What the most popular item scores with nothing else known."""

BLOCK = 64
"""So many queries are scored at once: more would not be faster, and take memory."""

_CIRCUMSTANCE = 0.1
_REMEMBERED = 500
_UNCERTAINTY = STRENGTH // 2
_SAMPLE = 64
_LIST = 25

Signal = tuple[Array, Array]
M = TypeVar("M", bound="PersonalModel")


@dataclass(frozen=True)
class PersonalModel:
    """Neighbourhoods, histories and what attributes prefer.

    recency: (b,) int64, the weight of a history's newest event, of the one before, and so on; no further
    events are looked at. repeats: the share of events, 0 to 1, that repeat an item of their user. indptr
    (U + 1,), item (n,): the trained histories, oldest first. groups, circumstances: lifts by user attributes
    and by interaction metadata. factor: (I,) float64 of 0 to 1 that scores are multiplied by, if any.
    """

    neighbours: Neighbours
    indptr: Array
    item: Array
    recency: Array
    repeats: float
    prior: Prior
    novelty: Novelty
    taste: Taste | None
    groups: tuple[Lifts, ...]
    circumstances: Mapping[str, Lifts]
    exploration: Exploration | None = None
    factor: Array | None = None

    def check_sizes(self, users: int, items: int) -> None:
        """ValueError unless its arrays fit each other, and so many users and items."""
        self.neighbours.check_sizes(items, items)
        check_lists(self.indptr, users, self.item)
        check_codes(self.item, items)
        check_codes(self.recency, SCALE + 1)
        self.prior.check_sizes(items)
        self.novelty.check_sizes(items)
        for lifts in self.groups:
            lifts.check_sizes(users, items)
        for lifts in self.circumstances.values():
            lifts.check_sizes(len(lifts.attribute.indptr) - 1, items)
        if self.taste is not None:
            self.taste.check_sizes(items)
        if self.exploration is not None:
            self.exploration.check_sizes(items)
        if self.factor is not None:
            check_numbers(self.factor, items)

    def scores(self, query: Query) -> Scores:
        """What fits the user's history, attributes and circumstances; see the module."""
        return self._scores_of((query,))[0]

    def scores_of(self, queries: Sequence[Query]) -> list[Scores]:
        """What `scores` gives for each, worked out for blocks of them."""
        step = max(min(BLOCK, MOST_CODES // max(len(self.prior), 1)), 1)
        return [
            scores
            for start in range(0, len(queries), step)
            for scores in self._scores_of(queries[start : start + step])
        ]

    def _scores_of(self, queries: Sequence[Query]) -> list[Scores]:
        """An item is place of the query * items + code; what the arrays hold is sorted by that."""
        items, count = len(self.prior), len(queries)
        of_query = np.arange(count + 1) * items
        histories = [self._history(query) for query in queries]
        seen = np.unique(np.concatenate(histories) + np.repeat(of_query[:-1], [len(each) for each in histories]))
        tried, bonus = self._tried(queries, seen)
        signals = [*self._of_histories(histories), *self._lifts(queries), _silent(seen), _silent(tried)]
        keys, sums = add_by_code(*_joined(signals), count * items)
        ends = np.searchsorted(keys, of_query)
        codes = keys - np.repeat(of_query[:-1], np.diff(ends))
        values = sums / (STRENGTH * SCALE)
        if self.factor is not None:
            values = values * self.factor[codes]
        values = values + self.prior.values[codes]
        values[np.searchsorted(keys, seen)] *= again(self.repeats)
        place = np.searchsorted(keys, tried)
        better = bonus > values[place]
        values[place] += bonus
        explored = tried[better] % max(items, 1)
        new = np.searchsorted(tried[better], of_query)
        parts = zip(ends[:-1], ends[1:], new[:-1], new[1:], strict=True)
        codes, values, explored = frozen(codes), frozen(values), frozen(explored)
        return [Scores(codes[a:b], values[a:b], self.prior, explored[c:d]) for a, b, c, d in parts]

    def _history(self, query: Query) -> Array:
        """The items of the user, oldest first: those of training, then those since."""
        if query.user < 0:
            return query.recent[-_REMEMBERED:]
        start, stop = self.indptr[query.user], self.indptr[query.user + 1]
        return np.concatenate([self.item[max(start, stop - _REMEMBERED) : stop], query.recent])

    def _of_histories(self, histories: Sequence[Array]) -> list[Signal]:
        newest = [history[::-1][: len(self.recency)] for history in histories]
        lengths = np.array([len(each) for each in newest])
        items, age = np.concatenate(newest), np.concatenate([np.arange(length) for length in lengths])
        total = np.append(0, np.cumsum(self.recency))[lengths] + _UNCERTAINTY
        strengths = self.recency[age] * STRENGTH // np.repeat(total, lengths)
        offsets = np.repeat(np.arange(len(newest)) * len(self.prior), lengths)
        signals = [
            self.neighbours.moved(items, strengths, offsets),
            (items + offsets, strengths * _own(self.repeats)),
        ]
        if self.taste is not None:
            signals.append(self.taste.moved(items, strengths, offsets))
        return signals

    def _lifts(self, queries: Sequence[Query]) -> list[Signal]:
        """What the users' groups and the circumstances of the requests prefer."""
        signals = []
        for place, query in enumerate(queries):
            offset = place * len(self.prior)
            for lifts in self.groups if query.user >= 0 else ():
                signals.append(_lift(lifts, lifts.of_row(query.user), PRIOR_WEIGHT, offset))
            for column in sorted(query.context.keys() & self.circumstances.keys()):
                lifts = self.circumstances[column]
                signals.append(_lift(lifts, lifts.of_text(query.context[column]), _CIRCUMSTANCE, offset))
        return signals

    def _tried(self, queries: Sequence[Query], seen: Array) -> Signal:
        """New items that the users try and have not seen, ascending, with what their scores gain."""
        if self.exploration is None:
            return seen[:0], self.prior.values[:0]
        place, items, bonus = self.exploration.for_users(np.array([query.user for query in queries]))
        tried = place * len(self.prior) + items
        fresh = ~among(seen, tried)[0]
        return tried[fresh], bonus[fresh]

    def knowing(self: M, before: Snapshot, now: Snapshot) -> M:
        """This model for the items of `now`, all of those `before` among them; what it learned of them stays.

        New items are reached through exploration, and through what they share with others; not explored yet.
        """
        known = np.searchsorted(now.items, before.items)
        fresh = np.zeros(len(now.items))
        values, factor = fresh.copy(), None if self.factor is None else fresh + 1
        values[known] = self.prior.values
        if factor is not None:
            factor[known] = self.factor
        return replace(
            self,
            neighbours=self.neighbours.renumbered(known).spread(known, len(now.items)),
            item=frozen(known[self.item], np.int32),
            prior=Prior.of(values, self.prior.sharpness),
            novelty=Novelty.of(now),
            taste=Taste.of(now) if self.taste is not None and now.item_features else None,
            groups=tuple(lifts.renumbered(known) for lifts in self.groups),
            circumstances=MappingProxyType(
                {name: lifts.renumbered(known) for name, lifts in self.circumstances.items()}
            ),
            exploration=None,
            factor=factor if factor is None else frozen(factor),
        )

    def explore(self: M, eligible: Array, weight: float, **deal: int) -> M:
        """This model, trying items, (I,) bool, out. deal: as in Exploration.of.

        At weight 1, an item of which nothing is known competes with a user's best item, near 0 with the last of 25.
        """
        relevance = replace(self, exploration=None)
        most = relevance.usual_score(1 - weight) if weight > 0 else 0.0
        return replace(relevance, exploration=Exploration.of(self.novelty, eligible, most, **deal))

    def leaning(self: M, factor: Array) -> M:
        """This model with the score of each item multiplied by a factor, (I,) of 0 to 1."""
        together = factor if self.factor is None else self.factor * factor
        prior = Prior.of(self.prior.values * factor, self.prior.sharpness)
        return replace(self, factor=frozen(together), prior=prior)

    def usual_score(self, depth: float) -> float:
        """What the best item of a list of 25 scores (depth 0), or the last (depth 1): the median over some users."""
        if not len(self.prior) or len(self.indptr) < 2:
            return 0.0
        users = range(0, len(self.indptr) - 1, max((len(self.indptr) - 1) // _SAMPLE, 1))
        answers = self.scores_of([Query(user=user) for user in users])
        place = round((min(_LIST, len(self.prior)) - 1) * depth)
        return sorted(float(scores.at(scores.top(place + 1)[-1:])[0]) for scores in answers)[len(answers) // 2]


@dataclass(frozen=True)
class ExploringModel(PersonalModel):
    """A personal model whose exploration is set when it is deployed."""

    def exploring(self, weight: float, age_cut_off: float) -> ExploringModel:
        """This model, exploring items of at most `age_cut_off` days; a weight of 0 is pure relevance."""
        return self.explore(self.novelty.younger(age_cut_off), weight)


def repeat_rate(data: Snapshot) -> float:
    """How often an event that could repeat an item of its user does so, 0 to 1."""
    keys = np.sort(data.user.astype(np.int64) * len(data.items) + data.item)
    repeated = int((keys[1:] == keys[:-1]).sum())
    could = len(keys) - int((np.diff(data.indptr) > 0).sum())
    return repeated / could if could else 0.0


def again(repeats: float) -> float:
    """What scores of items are multiplied by that the user has seen before.

    Where nobody repeats, they sink to the end of the list; from one repeat in eight on, they lose nothing.
    """
    return min(8 * repeats, 1.0)


def _own(repeats: float) -> int:
    """The weight with which an item of the history speaks for itself."""
    return int(0.3 * repeats * SCALE)


def _lift(lifts: Lifts, rows: Array, weight: float, offset: int) -> Signal:
    strengths = np.full(len(rows), int(weight * MOST * STRENGTH))
    return lifts.items.moved(rows, strengths, np.full(len(rows), offset))


def _silent(items: Array) -> Signal:
    """A signal that gives items a score of their own and adds nothing to it."""
    return items, np.zeros(len(items), np.int64)


def _joined(signals: list[Signal]) -> Signal:
    return np.concatenate([codes for codes, _ in signals]), np.concatenate([weight for _, weight in signals])
