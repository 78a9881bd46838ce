"""Trials of actions, and how the share of those that succeed differs among users of whom something holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from .actions import TAKEN, ActionSnapshot
from .arrays import Array, distinct, frozen, pointers, run_starts, sort_rows
from .features import entries
from .sizes import check_codes, check_lists, check_shape, check_whole

SCALE = 1 << 20
"""A share of 1 as an integer: sums of shares are exact."""

_DOUBT = 20
_ROWS_PER_BLOCK = 1 << 15

Counts = tuple[Array, Array]
"""Trials, and how many of them succeeded."""


@dataclass(frozen=True)
class Trials:
    """What came of offering an action to a user within a period: user, action, taken (m,), by user and action.

    began: (m,) seconds since 1970. A period begins with the first offer; the next one follows it.
    """

    users: int
    actions: int
    user: Array
    action: Array
    began: Array
    taken: Array

    @classmethod
    def of(cls, data: ActionSnapshot, period: int) -> Trials:
        """From interactions; period: seconds."""
        count = len(data.actions)
        pair = data.user.astype(np.int64) * count + data.action
        order = sort_rows([pair, data.timestamp])
        pair, when, took = pair[order], data.timestamp[order], data.outcome[order] == TAKEN
        starts = run_starts(pair)
        began = np.repeat(when[starts], np.diff(np.append(starts, len(pair)))) if len(starts) else when
        part = (when - began) // period
        fresh = np.ones(len(pair), np.bool_)
        fresh[1:] = (pair[1:] != pair[:-1]) | (part[1:] != part[:-1])
        first = np.flatnonzero(fresh)
        taken = np.logical_or.reduceat(took, first) if len(first) else took
        user, action = pair[first] // max(count, 1), pair[first] % max(count, 1)
        return cls(len(data.past.users), count, user, action, when[first], taken)

    @cached_property
    def base(self) -> Array:
        """(A,) int64, 1 to SCALE - 1: the share of an action's trials in which it was taken."""
        tried = np.bincount(self.action, minlength=self.actions)
        taken = np.bincount(self.action[self.taken], minlength=self.actions)
        return _inside((taken + 1) * SCALE // (tried + 2))

    def first_of_users(self) -> Counts:
        """(A,) int64 each: what each user was offered first of all, which may be several actions at once."""
        if not len(self.user):
            return self._counts(self.user)
        starts = run_starts(self.user)
        first = np.minimum.reduceat(self.began, starts)
        return self._counts(np.flatnonzero(self.began == np.repeat(first, np.diff(np.append(starts, len(self.user))))))

    def _counts(self, rows: Array) -> Counts:
        action, taken = self.action[rows], self.taken[rows]
        return np.bincount(action, minlength=self.actions), np.bincount(action[taken], minlength=self.actions)

    def users_who_took(self) -> Array:
        """(A,) int64."""
        return np.bincount(self.pair_action[self.pair_taken > 0], minlength=self.actions)

    def again(self) -> Array:
        """(A,) int64 of 0 to SCALE: of the users who took an action, how many took it in another period, too."""
        twice = np.bincount(self.pair_action[self.pair_taken > 1], minlength=self.actions)
        shares: Array = (twice + 1) * SCALE // (self.users_who_took() + 2)
        return shares

    @cached_property
    def _pairs(self) -> Array:
        return run_starts(self.user * max(self.actions, 1) + self.action)

    @property
    def pair_user(self) -> Array:
        """(pairs,) the user of each pair of user and action that has trials, ascending."""
        return self.user[self._pairs]

    @property
    def pair_action(self) -> Array:
        return self.action[self._pairs]

    @property
    def pair_trials(self) -> Array:
        return np.diff(np.append(self._pairs, len(self.user)))

    @property
    def pair_taken(self) -> Array:
        taken = self.taken.astype(np.int64)
        return np.add.reduceat(taken, self._pairs) if len(self._pairs) else taken


@dataclass(frozen=True)
class Evidence:
    """Of each code (an attribute, an item) the share of trials that succeed among users who have it.

    indptr (U + 1,), codes: what the trained users have; shares: (codes, A) int64, 1 to SCALE - 1.
    """

    indptr: Array
    codes: Array
    shares: Array

    def check_sizes(self, users: int, actions: int, count: int | None = None) -> None:
        """ValueError unless its arrays fit each other, and so many users, actions, and codes."""
        rows = len(self.shares) if count is None else count
        check_lists(self.indptr, users, self.codes)
        check_codes(self.codes, rows)
        check_shape(self.shares, (rows, actions), "i")
        check_whole(self.shares, 1, SCALE - 1)

    @classmethod
    def of(cls, indptr: Array, codes: Array, count: int, trials: Trials) -> Evidence:
        """Count the trials of users who have a code."""
        cells = count * trials.actions
        tried, taken = np.zeros(cells, np.int64), np.zeros(cells, np.int64)
        for start in range(0, len(trials.user), _ROWS_PER_BLOCK):  # memory stays bounded
            rows = slice(start, start + _ROWS_PER_BLOCK)
            place, code = entries(indptr, codes, trials.user[rows])
            keys = code.astype(np.int64) * trials.actions + trials.action[rows][place]
            tried += np.bincount(keys, minlength=cells)
            taken += np.bincount(keys[trials.taken[rows][place]], minlength=cells)
        shape = (count, trials.actions)
        shares = shares_of((tried.reshape(shape), taken.reshape(shape)), trials.base)
        return cls(frozen(indptr), frozen(codes), frozen(shares))

    def of_user(self, user: int) -> Array:
        """The codes that a trained user has; none for -1."""
        return self.codes[self.indptr[user] : self.indptr[user + 1]] if user >= 0 else self.codes[:0]

    def share(self, codes: Array, base: Array) -> Array | None:
        """(A,) float64 of 1 to SCALE - 1: the shares of several codes as one, None without codes.

        The further a share is from the usual one, the more it counts.
        """
        if not len(codes):
            return None
        shares = self.shares[np.unique(codes)]
        weights = np.abs(shares - base)
        total = weights.sum(axis=0)
        return np.where(total > 0, (weights * shares).sum(axis=0) / np.maximum(total, 1), base)


def deeds_of(trials: Trials) -> Evidence:
    """What users did with other actions: code a for having taken action a, A + a for having passed it over."""
    code = np.where(trials.pair_taken > 0, trials.pair_action, trials.actions + trials.pair_action)
    user, code = distinct(trials.pair_user, code)
    made = Evidence.of(pointers(user, trials.users), code, 2 * trials.actions, trials)
    shares, action = made.shares.copy(), np.arange(trials.actions)
    shares[action, action] = shares[trials.actions + action, action] = trials.base  # of itself an action tells nothing
    return replace(made, shares=frozen(shares))


def shares_of(counts: Counts, base: Array) -> Array:
    """Shares of trials as integers; the fewer trials, the nearer to the usual share."""
    tried, taken = counts
    return _inside((taken * SCALE + _DOUBT * base) // (tried + _DOUBT))


def _inside(shares: Array) -> Array:
    return np.clip(shares, 1, SCALE - 1)
