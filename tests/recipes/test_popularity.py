from __future__ import annotations

import numpy as np

from moto_personalize.recipes import Query
from moto_personalize.recipes.popularity import EventCount, PopularityCount, first_choices

from .made import ask, best, histories, score


def test_items_are_ordered_by_distinct_users():
    # a has most events, but of one user; b has two users; c and d have one
    data = histories({"ann": "aaaab", "bob": "bc", "cid": "d"}, items=["e"])
    model = PopularityCount().fit(data)
    assert best(model, data, Query()) == "bacde"
    assert [score(model, data, Query(), item) for item in "abe"] == [0.5, 1, 0]


def test_everybody_gets_the_same_list():
    data = histories({"ann": "ab", "bob": "bc"})
    model = PopularityCount().fit(data)
    everyone = [ask(data, "ann"), ask(data, "nobody"), ask(data, "bob", recent="ccc")]
    assert {best(model, data, query) for query in everyone} == {"bac"}


def test_new_users_are_offered_what_others_touched_first():
    # users: a 2, b 3, c 2; first touched: c 2, b 1. b: (1 + 1/2) / 2, c: (2/3 + 1) / 2, a: (2/3 + 0) / 2
    data = histories({"ann": "cab", "bob": "cb", "cid": "ba"})
    assert np.allclose(first_choices(data, recent=False), [1 / 3, 3 / 4, 5 / 6])


def test_new_users_are_offered_trends():
    # the newest tenth of ten events is z alone
    data = histories({"ann": "xyxyxyxyxz"})
    calm, trendy = (first_choices(data, recent) for recent in (False, True))
    assert calm.tolist() == [1, 0.5, 0.5]
    assert np.allclose(trendy, [2 / 3, 1 / 3, 2 / 3])


def test_event_counts_take_every_event():
    data = histories({"ann": "aaaab", "bob": "bc", "cid": "d"}, items=["e"])
    model = EventCount().fit(data)
    assert best(model, data, Query()) == "abcde"
    assert [score(model, data, Query(), item) for item in "abe"] == [1, 0.5, 0]
