"""Next best action: how likely a user takes each action within a number of days.

What came of the offers of one action to one user within the period is one trial. An action's share of trials in which
it was taken is where a score begins; the shares among users alike (by their attributes, by the items that they
touched, by what these items are, by the actions that they took or passed over) move its odds, as in a naive Bayes
classifier, and what the user did with the action itself comes last. Stands in for
https://docs.aws.amazon.com/personalize/latest/dg/native-recipe-next-best-action.html
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .actions import SCORE_PARTS, TAKEN, ActionModel, ActionQuery, ActionSnapshot, Propensities, no_codes
from .arrays import Array, distinct, frozen, pointers, ragged, stable_hash
from .evidence import SCALE, Evidence, Trials, deeds_of, shares_of
from .exploration import DAY
from .features import Coded, commonest, side_by_side
from .sizes import check, check_codes, check_lists, check_numbers, check_shape, check_whole

WINDOW = 6 * 7 * DAY
"""Interactions of the last six weeks before the latest make an action known enough for a score."""

_VALUES = 1000
_TRUST = 2


@dataclass(frozen=True)
class NextBestAction:
    """aws-next-best-action. action_optimization_period: days, within which an action is to be taken.

    least: so many offers taken, and so many not, must there be of an action before it has a score.
    """

    action_optimization_period: int = 14
    least: int = 50

    def fit(self, data: ActionSnapshot) -> ActionPropensityModel:
        """Count."""
        trials = Trials.of(data, self.action_optimization_period * DAY)
        count = len(data.actions)
        scored = _scored(data, self.least)
        takers = trials.users_who_took()
        items, item_codes = _items(data)
        tastes, taste_ptr, taste_codes = _tastes(data)
        return ActionPropensityModel(
            learned=frozen(np.arange(count)),
            scored=frozen(scored),
            place=frozen(_places(np.where(scored, 0, takers), data.value)),
            base=frozen(trials.base),
            first=frozen(shares_of(trials.first_of_users(), trials.base)),
            again=frozen(trials.again()),
            attributes=Evidence.of(*_attributes(data), trials),
            items=Evidence.of(*items, trials),
            tastes=Evidence.of(*tastes, trials),
            deeds=deeds_of(trials),
            item_codes=frozen(item_codes),
            taste_ptr=frozen(taste_ptr),
            taste_codes=frozen(taste_codes),
            own_ptr=frozen(pointers(trials.pair_user, len(data.past.users))),
            own_action=frozen(trials.pair_action),
            own_tried=frozen(trials.pair_trials),
            own_taken=frozen(trials.pair_taken),
            age=frozen(data.now - data.created),
            known=frozen(np.bincount(data.action, minlength=count)),
            tried=no_codes(),
            share=0.0,
        )

    def update(self, model: ActionModel, before: ActionSnapshot, data: ActionSnapshot) -> ActionPropensityModel:
        """The model of `before` with the actions of `data`. What it has not learned of has no score, and is tried."""
        assert isinstance(model, ActionPropensityModel)
        at = {action: code for code, action in enumerate(before.actions.tolist())}
        was = np.array([at.get(action, -1) for action in data.actions.tolist()], np.int64)
        return replace(
            model,
            learned=frozen(np.append(model.learned, -1)[was]),
            place=frozen(_places(-np.append(model.place, len(was) + len(at))[was], data.value)),
            age=frozen(data.now - data.created),
            known=frozen(np.bincount(data.action, minlength=len(data.actions))),
        )


@dataclass(frozen=True)
class ActionPropensityModel:
    """Shares of trials, as integers of 0 to SCALE, and what users did with actions.

    learned: (S,) of the actions that are served the place among the A learned ones, -1 for none; place, age (seconds),
    known: (S,), too. scored: (A,) bool; base: (A,) of all trials; first: (A,) of users' first trials; again: (A,) of
    users who took an action, how many took it again. item_codes: (I,) the code of an item among the evidence, -1 for
    none; taste_ptr, taste_codes: those of an item's metadata. own_*: trials by user and action. tried: new actions to
    explore; share: of a list, for them.
    """

    learned: Array
    scored: Array
    place: Array
    base: Array
    first: Array
    again: Array
    attributes: Evidence
    items: Evidence
    tastes: Evidence
    deeds: Evidence
    item_codes: Array
    taste_ptr: Array
    taste_codes: Array
    own_ptr: Array
    own_action: Array
    own_tried: Array
    own_taken: Array
    age: Array
    known: Array
    tried: Array
    share: float

    def check_sizes(self, users: int, items: int, actions: int) -> None:
        """ValueError unless its arrays fit each other, and so many users, items, and actions that are served."""
        learned = len(self.base)
        check_codes(self.learned, learned, actions, least=-1)
        check_shape(self.scored, (learned,), "b")
        for served in (self.place, self.age, self.known):
            check_numbers(served, actions, "i")
        for shares in (self.base, self.first, self.again):
            check_shape(shares, (learned,), "i")
            check_whole(shares, 0, SCALE)
        for evidence in (self.attributes, self.items, self.tastes):
            evidence.check_sizes(users, learned)
        self.deeds.check_sizes(users, learned, 2 * learned)
        check_codes(self.item_codes, len(self.items.shares), items, least=-1)
        check_lists(self.taste_ptr, items, self.taste_codes)
        check_codes(self.taste_codes, len(self.tastes.shares))
        check_lists(self.own_ptr, users, self.own_action, self.own_tried, self.own_taken)
        check_codes(self.own_action, learned)
        for trials in (self.own_tried, self.own_taken):
            check_numbers(trials, len(trials), "i")
        check_codes(self.tried, actions)
        check(0 <= self.share <= 1, "a share is not of 0 to 1")

    def propensities(self, query: ActionQuery) -> Propensities:
        """Of each action by itself: they do not add up to anything."""
        offered, taken = self._own(query)
        likely = self._likely(query, offered, taken)
        # trust in the user's own trials grows with their number; who took what nobody takes twice will hardly take it
        likely = (taken + _TRUST * likely) / (offered + _TRUST)
        likely = np.where(taken > 0, likely * np.minimum(4 * self.again / SCALE, 1.0), likely)
        parts = np.clip(np.floor(likely * SCORE_PARTS + 0.5), 1, SCORE_PARTS).astype(np.int64)
        served = np.append(np.where(self.scored, parts, 0), 0)[self.learned]
        return Propensities(frozen(served), self.place, self._to_try(query.user), self.share)

    def exploring(self, weight: float, age_cut_off: float) -> ActionPropensityModel:
        """This model, trying actions without a score that are at most so many days old."""
        young = ~np.append(self.scored, False)[self.learned] & (self.age <= age_cut_off * DAY)
        return replace(self, tried=frozen(np.flatnonzero(young)), share=weight)

    def _likely(self, query: ActionQuery, offered: Array, taken: Array) -> Array:
        """(A,) float64: what users like this one do; of somebody unknown, what users do first."""
        touched = np.unique(query.items)
        tasted = self.taste_codes[ragged(self.taste_ptr, touched)[0]]
        codes = self.item_codes[touched]
        did = np.concatenate([np.flatnonzero(taken > 0), len(self.base) + np.flatnonzero((offered > 0) & (taken == 0))])
        found = [
            self.attributes.share(self.attributes.of_user(query.user), self.base),
            self.items.share(np.concatenate([self.items.of_user(query.user), codes[codes >= 0]]), self.base),
            self.tastes.share(np.concatenate([self.tastes.of_user(query.user), tasted]), self.base),
            self.deeds.share(did, self.base),
        ]
        if all(share is None for share in found):
            return self.first / SCALE
        usual = self.base / (SCALE - self.base)
        odds = usual
        for share, halved in zip(found, (False, True, True, False), strict=True):
            if share is not None:
                ratio = share / (SCALE - share) / usual
                odds = odds * (np.sqrt(ratio) if halved else ratio)  # items and what they are say one thing twice
        likely: Array = odds / (1 + odds)
        return likely

    def _own(self, query: ActionQuery) -> tuple[Array, Array]:
        """(A,) int64 each: the user's trials of each action, and in how many it was taken."""
        offered, taken = np.zeros(len(self.base), np.int64), np.zeros(len(self.base), np.int64)
        if query.user >= 0:
            span = slice(self.own_ptr[query.user], self.own_ptr[query.user + 1])
            offered[self.own_action[span]] = self.own_tried[span]
            taken[self.own_action[span]] = self.own_taken[span]
        since, took = np.zeros(len(self.base), np.int64), np.zeros(len(self.base), np.int64)
        codes = self.learned[query.actions]
        np.add.at(since, codes[codes >= 0], 1)
        np.add.at(took, codes[codes >= 0], query.outcomes[codes >= 0] == TAKEN)
        # who takes it in the end has not passed it over
        return offered + np.where(took > 0, took, since), taken + took

    def _to_try(self, user: int) -> Array:
        """Each user tries the new actions in an order of his own, those of which little is known rather first."""
        if not self.share or not len(self.tried):
            return self.tried[:0]
        draw = int(stable_hash(user + 1, seed=3)[0])
        noise = (stable_hash(self.tried, seed=draw) >> np.uint64(11)) * 2.0**-53
        order: Array = self.tried[np.lexsort((self.tried, noise * np.sqrt(1.0 + self.known[self.tried])))]
        return order


def _scored(data: ActionSnapshot, least: int) -> Array:
    """(A,) bool: actions with enough offers taken and not taken in the last six weeks."""
    last = int(data.timestamp.max()) if len(data.timestamp) else 0
    recent = data.timestamp >= last - WINDOW
    took, count = data.outcome == TAKEN, len(data.actions)
    taken = np.bincount(data.action[recent & took], minlength=count)
    passed = np.bincount(data.action[recent & ~took], minlength=count)
    return (taken >= least) & (passed >= least)


def _places(takers: Array, value: Array) -> Array:
    """(A,) int64: actions of equal scores by the number of takers, by value, by id."""
    order = np.lexsort((np.arange(len(value)), -value, -takers))
    places = np.empty(len(value), np.int64)
    places[order] = np.arange(len(value))
    return places


def _attributes(data: ActionSnapshot) -> tuple[Array, Array, int]:
    """The commonest values of the users' attributes, by user."""
    users = len(data.past.users)
    indptr, codes, count = side_by_side([Coded.of(feature) for feature in data.past.user_features.values()], users)
    return _commonest(indptr, codes, count)


def _items(data: ActionSnapshot) -> tuple[tuple[Array, Array, int], Array]:
    """The commonest items, by user; and the code of each item among them."""
    user, item = distinct(data.past.user, data.past.item)
    place = commonest(item, len(data.past.items), _VALUES)
    kept = place[item] >= 0
    indptr = pointers(user[kept], len(data.past.users))
    return (indptr, place[item[kept]], min(len(data.past.items), _VALUES)), place


def _tastes(data: ActionSnapshot) -> tuple[tuple[Array, Array, int], Array, Array]:
    """What the items that a user touched are, by user; and by item."""
    past, columns = data.past, [Coded.of(feature) for feature in data.past.item_features.values()]
    indptr, codes, count = _commonest(*side_by_side(columns, len(past.items)))
    user, item = distinct(past.user, past.item)
    positions, lengths = ragged(indptr, item)
    pairs = distinct(np.repeat(user, lengths), codes[positions])
    return (pointers(pairs[0], len(past.users)), pairs[1], count), indptr, codes


def _commonest(indptr: Array, codes: Array, count: int) -> tuple[Array, Array, int]:
    """Rows of codes with the thousand commonest codes alone."""
    place = commonest(codes, count, _VALUES)
    kept = place[codes] >= 0
    return np.concatenate([[0], np.cumsum(kept)])[indptr], place[codes[kept]], min(count, _VALUES)
