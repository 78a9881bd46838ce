from __future__ import annotations

import numpy as np
import pytest

from moto_personalize.recipes import Query
from moto_personalize.recipes.trending import TrendingNow, growth

from .made import best, score, snapshot

HOUR = 3600
NOW = 1_000_000
# last hour: a 2 users, b 1; the hour before: a 2 users, b none, c 1; long before: d 3 users
ROWS = [
    ("u1", "a", NOW),
    ("u2", "a", NOW - 1800),
    ("u3", "b", NOW - 3599),
    ("u3", "b", NOW - 3598),
    ("u1", "a", NOW - HOUR),
    ("u3", "a", NOW - 2 * HOUR + 1),
    ("u4", "c", NOW - HOUR - 1),
    *((user, "d", NOW - 90 * HOUR) for user in ("u1", "u2", "u3")),
]


def test_growth_is_users_of_the_last_interval_minus_users_of_the_one_before():
    data = snapshot(ROWS)
    assert growth(data, HOUR).tolist() == [0, 1, -1, 0]


def test_what_grows_comes_first_and_popularity_decides_between_equals():
    data = snapshot(ROWS)
    model = TrendingNow("1 hour").fit(data)
    # growth + half the share of the most popular item's users: a 3, b 1, c 1, d 3
    assert best(model, data, Query()) == "badc"
    assert [score(model, data, Query(), item) for item in "abc"] == [0.5, 1 + 1 / 6, -1 + 1 / 6]


def test_the_frequency_is_the_length_of_the_interval():
    data = snapshot(ROWS)
    assert TrendingNow("30 minutes").interval == 1800
    # within a day everything but d is new: a 3 users, b 1, c 1
    assert best(TrendingNow("1 day").fit(data), data, Query()) == "abcd"


def test_an_undocumented_frequency_is_refused():
    with pytest.raises(ValueError, match="'1 week' is not one of: 30 minutes, 1 hour"):
        TrendingNow("1 week").fit(snapshot([("u", "a", 1)]))


def test_no_data_at_all():
    data = snapshot(ROWS).select(np.zeros(len(ROWS), bool))
    assert best(TrendingNow().fit(data), data, Query()) == "abcd"


def test_an_update_is_a_training_on_what_there_is_now():
    before, now = snapshot(ROWS), snapshot([*ROWS, ("u4", "e", NOW), ("u5", "e", NOW), ("u6", "e", NOW)])
    recipe = TrendingNow("1 hour")
    assert best(recipe.update(recipe.fit(before), before, now), now, Query()) == "ebadc"
