from __future__ import annotations

import pytest

from moto_personalize.recipes import Query
from moto_personalize.recipes.lookup import Ffnn

from .made import ask, best, histories, score


def test_items_count_by_the_likeness_of_those_who_touched_them():
    # ann has 3 items and bob 2, so with one item in common they are as like as 1/sqrt(3) to 1/sqrt(2)
    data = histories({"ann": "abc", "bob": "ab", "cat": "bd"})
    model = Ffnn(min_hist_length=1).fit(data)
    asked = ask(data, recent="a")
    ann, bob = 3**-0.5, 2**-0.5
    assert score(model, data, asked, "b") == pytest.approx(1 + 0.02)
    assert score(model, data, asked, "c") == pytest.approx(ann / (ann + bob) + 0.02 / 3, abs=1e-3)
    assert score(model, data, asked, "d") == pytest.approx(0.02 / 3)


def test_a_rare_item_in_common_says_more_than_a_popular_one():
    data = histories({"ann": "pru", "bob": "pxv", "cat": "px", "eve": "px", "fay": "px"})
    model, asked = Ffnn(min_hist_length=1).fit(data), ask(data, recent="pr")
    assert score(model, data, asked, "u") > 2 * score(model, data, asked, "v")


def test_short_histories_teach_nothing():
    data = histories({"ann": "abcde", "bob": "xy", "cat": "y"})
    assert best(Ffnn().fit(data), data, ask(data, recent="a"), 4) == "bcde"
    assert best(Ffnn().fit(data), data, ask(data, recent="x"), 1) == "y"  # the most popular item
    assert best(Ffnn(min_hist_length=6).fit(data), data, ask(data, recent="a"), 1) == "y"


def test_a_wider_layer_listens_to_more_people():
    # eleven people touched a: ten of them and only a and b, one with a long history also c
    people = {f"p{n}": "ab" for n in range(10)} | {"long": "acdefgh"}
    data = histories(people)
    narrow, wide = (Ffnn(dsize=size, min_hist_length=1).fit(data) for size in (1, 2))
    asked = ask(data, recent="a")
    assert score(narrow, data, asked, "c") < score(wide, data, asked, "c")


def test_a_user_does_not_listen_to_themself():
    data = histories({"ann": "abcde", "bob": "vwxyz"})
    model = Ffnn().fit(data)
    assert {score(model, data, ask(data, "ann"), item) for item in "abcde"} == {0.0}
    assert best(model, data, Query()) == "abcdevwxyz"
