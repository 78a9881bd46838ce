"""What people with a similar history touched."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array, add_by_code, frozen, pointers, ragged
from .data import Snapshot
from .neighbours import newest_distinct
from .personal import PRIOR_WEIGHT, repeat_rate
from .popularity import distinct_users, relative
from .protocol import Query
from .scores import Prior, Scores
from .seen import EVENTS, history_of, scores_beside
from .sizes import check_codes, check_lists

_USERS_OF_ITEM = 400
_NEIGHBOURS = 10
_ITEMS_OF_USER = 100
_FRACTION = 1 << 12


@dataclass(frozen=True)
class LookupModel:
    """The users of each item and the items of each user, as far as they are looked up.

    item_of_user: (nnz,) at of_user[u]:of_user[u + 1]; user_of_item: (nnz,) at of_item[i]:of_item[i + 1]; indptr
    (U + 1,), item (n,): the trained histories, oldest first. nearest: how many users are listened to. repeats: the
    share of events, 0 to 1, that repeat an item of their user.
    """

    of_user: Array
    item_of_user: Array
    of_item: Array
    user_of_item: Array
    indptr: Array
    item: Array
    nearest: int
    repeats: float
    prior: Prior

    def check_sizes(self, users: int, items: int) -> None:
        """ValueError unless its arrays fit each other, and so many users and items."""
        check_lists(self.of_user, users, self.item_of_user)
        check_lists(self.of_item, items, self.user_of_item)
        check_lists(self.indptr, users, self.item)
        check_codes(self.item_of_user, items)
        check_codes(self.user_of_item, users)
        check_codes(self.item, items)
        self.prior.check_sizes(items)

    def scores(self, query: Query) -> Scores:
        """Items by the likeness of those nearest users who touched them."""
        history = history_of(query, self.indptr, self.item)
        seen = np.unique(history)
        users, likeness = self._nearest(np.unique(history[::-1][:EVENTS]), query.user)
        positions, lengths = ragged(self.of_user, users)
        found = self.item_of_user[positions], np.repeat(likeness, lengths)
        return scores_beside(found, max(int(likeness.sum()), 1), seen, self.repeats, self.prior)

    def _nearest(self, items: Array, user: int) -> tuple[Array, Array]:
        """The users most like one who touched these items, and how like they are: the cosine, an integer."""
        positions, lengths = ragged(self.of_item, items)
        rare = np.sqrt(_FRACTION * _FRACTION / np.maximum(np.diff(self.of_item)[items], 1)).astype(np.int64)
        users, common = add_by_code(self.user_of_item[positions], np.repeat(rare, lengths))
        users, common = users[users != user], common[users != user]
        likeness = (common * _FRACTION / np.sqrt(np.diff(self.of_user)[users].astype(np.float64))).astype(np.int64)
        best = np.lexsort((users, -likeness))[: self.nearest]
        return users[best], likeness[best]


@dataclass(frozen=True)
class Ffnn:
    """aws-ffnn: a nearest-neighbour lookup over past interactions.

    After Jannach and Ludewig, "When recurrent neural networks meet the neighborhood for session-based
    recommendation", RecSys 2017. dsize: a tenth of the number of people that are listened to; max_hist_length:
    so many of a person's newest items count; min_hist_length: people with fewer items teach nothing.
    """

    dsize: int = 10
    max_hist_length: int = 500
    min_hist_length: int = 5

    def fit(self, data: Snapshot) -> LookupModel:
        """Train."""
        user, item = newest_distinct(data, min(self.max_hist_length, _ITEMS_OF_USER))
        teaches = np.bincount(user, minlength=len(data.users)) >= self.min_hist_length
        user, item = user[teaches[user]], item[teaches[user]]
        latest = np.full(len(data.users), -1)
        np.maximum.at(latest, data.user, data.timestamp)
        by_item = np.lexsort((user, -latest[user], item))
        of_item = pointers(item, len(data.items))
        place = np.arange(len(item)) - of_item[item[by_item]]
        listed = by_item[place < _USERS_OF_ITEM]
        return LookupModel(
            of_user=frozen(pointers(user, len(data.users))),
            item_of_user=frozen(item),
            of_item=frozen(pointers(item[listed], len(data.items))),
            user_of_item=frozen(user[listed]),
            indptr=data.indptr,
            item=data.item,
            nearest=self.dsize * _NEIGHBOURS,
            repeats=repeat_rate(data),
            prior=Prior.of(PRIOR_WEIGHT * relative(distinct_users(data))),
        )
