"""What a recipe for actions is to the rest of the house: its data, its queries and its answers.

Actions (enrol, download, apply) are offered to users, who take them or not. There are a thousand at most, so an answer
has a number for each of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Protocol, runtime_checkable

import numpy as np
import numpy.typing as npt

from .arrays import Array, descending, frozen, pointers, sort_rows, sorted_ids
from .data import Snapshot
from .sizes import check, check_codes, check_ids, check_numbers, check_order

NOT_TAKEN, VIEWED, TAKEN = 0, 1, 2
"""What came of an offer."""

MOST_ACTIONS = 1000
"""So many are trained on: new ones and those with recent interactions ("Actions dataset" in the guide)."""

SCORE_PARTS = 10_000_000
"""A score of 1 as an integer: scores have seven decimals."""


def no_codes() -> Array:
    """Of nothing."""
    return frozen(np.zeros(0, np.int32))


@dataclass(frozen=True)
class ActionSnapshot:
    """Actions and who took them, at one moment. Made by `ActionSnapshot.build`; its arrays cannot be written to.

    past: what the users did with items, and what is known of both. actions: (A,) str, in order of code points; value:
    (A,) int64, 0 for none; created: (A,) int64, seconds since 1970. user (codes of past.users), action: (n,) int32;
    timestamp: (n,) int64; outcome: (n,) int8. Rows are sorted by user, timestamp, action and outcome.
    """

    past: Snapshot
    actions: Array
    value: Array
    created: Array
    user: Array
    action: Array
    timestamp: Array
    outcome: Array

    def check_parts(self) -> None:
        """ValueError unless its arrays fit each other."""
        actions, rows = len(self.actions), len(self.timestamp)
        check_ids(self.actions)
        for column in (self.value, self.created):
            check_numbers(column, actions, "i")
        check_codes(self.user, len(self.past.users), rows)
        check_order(self.user)
        check_codes(self.action, actions, rows)
        check_numbers(self.timestamp, rows, "i")
        check(self.outcome.shape == (rows,) and self.outcome.dtype == np.int8, "outcomes are not one a row")

    @classmethod
    def build(
        cls,
        *,
        past: Snapshot,
        actions: Sequence[str] | Array,
        user: npt.ArrayLike,
        action: npt.ArrayLike,
        timestamp: npt.ArrayLike,
        outcome: npt.ArrayLike,
        value: npt.ArrayLike | None = None,
        created: npt.ArrayLike | None = None,
    ) -> ActionSnapshot:
        """Sort actions and rows that come in any order. `action` numbers the actions as given here.

        created: negative where not known: then the oldest interaction counts, and without interactions the latest of
        all. Of more than a thousand actions, the newest and those with the latest interactions stay. ValueError: an
        action that is given twice.
        """
        ids, rank = sorted_ids(actions, "action")
        order = np.argsort(rank, kind="stable")
        seconds = np.asarray(timestamp, np.int64)
        what = rank[np.asarray(action, np.int64)]
        made = _created(created, order, what, seconds, past.now)
        kept = _kept(what, seconds, made)
        place = np.where(kept, np.cumsum(kept) - 1, -1)
        worth = np.zeros(len(ids), np.int64) if value is None else np.asarray(value, np.int64)[order]
        rows = place[what] >= 0
        columns = [
            np.asarray(user, np.int64)[rows],
            seconds[rows],
            place[what][rows],
            np.asarray(outcome, np.int64)[rows],
        ]
        in_order = sort_rows(columns)
        who, when, which, how = (column[in_order] for column in columns)
        return cls(
            past=past,
            actions=frozen(ids[kept]),
            value=frozen(worth[kept]),
            created=frozen(made[kept]),
            user=frozen(who, np.int32),
            action=frozen(which, np.int32),
            timestamp=frozen(when),
            outcome=frozen(how, np.int8),
        )

    @property
    def now(self) -> int:
        """The reference time: the latest interaction with an item or an action, or 0 without any."""
        return max(self.past.now, int(self.timestamp.max()) if len(self.timestamp) else 0)

    @cached_property
    def indptr(self) -> Array:
        """(U + 1,) int64: the rows of user u are indptr[u]:indptr[u + 1], oldest first."""
        return frozen(pointers(self.user, len(self.past.users)))

    def with_actions_of(self, other: ActionSnapshot) -> ActionSnapshot:
        """What users did with actions that `other` has, too, beside all that it has."""
        place = {action: code for code, action in enumerate(other.actions.tolist())}
        codes = np.array([place.get(action, -1) for action in self.actions.tolist()], np.int64)[self.action]
        rows = np.flatnonzero(codes >= 0)
        return replace(
            self,
            actions=other.actions,
            value=other.value,
            created=other.created,
            user=frozen(self.user[rows]),
            action=frozen(codes[rows], np.int32),
            timestamp=frozen(self.timestamp[rows]),
            outcome=frozen(self.outcome[rows]),
        )

    def of_users(self, chosen: Array) -> ActionSnapshot:
        """What the users marked in a (U,) bool mask did; the same users, items and actions."""
        rows = np.flatnonzero(chosen[self.user])
        return replace(
            self,
            past=self.past.select(chosen[self.past.user]),
            user=frozen(self.user[rows]),
            action=frozen(self.action[rows]),
            timestamp=frozen(self.timestamp[rows]),
            outcome=frozen(self.outcome[rows]),
        )


@dataclass(frozen=True)
class ActionQuery:
    """For whom actions are asked.

    user: a code of the snapshot, -1 for one that it does not know. items: (r,) int32, items that the user touched
    after the training. actions, outcomes: (s,) int32, actions that the user was offered since, and what came of it.
    """

    user: int = -1
    items: Array = field(default_factory=no_codes)
    actions: Array = field(default_factory=no_codes)
    outcomes: Array = field(default_factory=no_codes)


@dataclass(frozen=True)
class Propensities:
    """How likely a user takes each action.

    parts: (A,) int64, of SCORE_PARTS; 0 for an action of which too little is known. place: (A,) int64, the order of
    actions with equal parts. tried: codes of new actions for this user to try, best first; share: of a list, 0 to 1,
    that is theirs.
    """

    parts: Array
    place: Array
    tried: Array = field(default_factory=no_codes)
    share: float = 0.0

    def top(self, k: int, allowed: Array | None = None) -> Array:
        """Up to k codes, likeliest first. allowed: (A,) bool, which may be offered.

        The actions to try have the last places, and no score.
        """
        rest = np.ones(len(self.parts), np.bool_) if allowed is None else allowed.copy()
        tried = self.tried[rest[self.tried]][: int(k * self.share)]
        rest[tried] = False
        codes = np.flatnonzero(rest)
        best = codes[np.lexsort((self.place[codes], -self.parts[codes]))][: k - len(tried)]
        return np.concatenate([best, tried])

    def shown(self, codes: Array) -> Array:
        """(len(codes),) float64: the scores, 0 to 1."""
        scores: Array = self.parts[codes] / SCORE_PARTS
        return scores


@runtime_checkable
class ActionModel(Protocol):
    """What training gives: a frozen dataclass of arrays."""

    def propensities(self, query: ActionQuery) -> Propensities:
        """A number for every action."""
        ...

    def exploring(self, weight: float, age_cut_off: float) -> ActionModel:
        """This model, with a share of 0 to 1 of its lists for new actions of at most `age_cut_off` days."""
        ...


@runtime_checkable
class ActionRecipe(Protocol):
    """An algorithm with its hyperparameters: a frozen dataclass."""

    def fit(self, data: ActionSnapshot) -> ActionModel:
        """Train. The same data gives the same model, to the bit; `data` is not changed."""
        ...

    def update(self, model: ActionModel, before: ActionSnapshot, data: ActionSnapshot) -> ActionModel:
        """A model of its own, trained on `before`, that knows the actions of `data`."""
        ...


def _created(given: npt.ArrayLike | None, order: Array, action: Array, timestamp: Array, now: int) -> Array:
    count = len(order)
    latest = max(now, int(timestamp.max()) if len(timestamp) else 0)
    oldest = np.full(count, latest, np.int64)
    np.minimum.at(oldest, action, timestamp)
    told = np.full(count, -1) if given is None else np.asarray(given, np.int64)[order]
    return np.where(told >= 0, told, oldest)


def _kept(action: Array, timestamp: Array, created: Array) -> Array:
    """(A,) bool: the thousand actions that were touched last, or made last if nobody touched them."""
    last = np.full(len(created), -1, np.int64)
    np.maximum.at(last, action, timestamp)
    kept = np.zeros(len(created), np.bool_)
    kept[descending(np.where(last >= 0, last, created))[:MOST_ACTIONS]] = True
    return kept
