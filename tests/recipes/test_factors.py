from __future__ import annotations

import pytest

from moto_personalize.recipes import Query
from moto_personalize.recipes.factors import DeepFM

from .made import ask, best, histories, score


def test_items_of_the_same_users_share_factors():
    # a and b have both users in common, so factor a is a and b in full, and so is factor b
    data = histories({"ann": "ab", "bob": "ab", "cat": "c", "eve": "cd"})
    model = DeepFM(embedding_size=2).fit(data)
    asked = ask(data, recent="a")
    assert score(model, data, asked, "b") == pytest.approx(1 + 0.02)
    assert score(model, data, asked, "c") == pytest.approx(0.02)
    assert score(model, data, asked, "d") == pytest.approx(0.01)


def test_a_factor_weighs_items_by_the_square_of_the_cosine():
    # a has three users, b one of them: 1 / (3 * 1)
    data = histories({"ann": "ab", "bob": "a", "cat": "a"})
    model = DeepFM(embedding_size=1).fit(data)
    assert score(model, data, ask(data, recent="a"), "b") == pytest.approx(1 / 3 + 0.02 / 3, abs=1e-5)


def test_more_factors_tell_more_items_apart():
    data = histories({"ann": "ab", "bob": "ab", "cat": "cd", "eve": "cd", "fay": "a"})
    few, many = (DeepFM(embedding_size=size).fit(data) for size in (1, 4))
    asked = ask(data, recent="c")
    assert best(few, data, asked, 1) == "a"  # the one factor knows nothing of c: popular items
    assert best(many, data, asked, 1) == "d"


def test_what_was_seen_comes_last_where_nobody_repeats():
    data = histories({"ann": "abc", "bob": "abd", "cat": "ab"})
    assert best(DeepFM().fit(data), data, ask(data, "ann"))[-3:] == "abc"


def test_a_stranger_gets_popular_items():
    data = histories({"ann": "ab", "bob": "bc", "cat": "b"})
    assert best(DeepFM().fit(data), data, Query()) == "bac"
