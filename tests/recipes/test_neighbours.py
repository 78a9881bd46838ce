from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from moto_personalize.recipes import neighbours
from moto_personalize.recipes.neighbours import (
    SCALE,
    Following,
    Neighbours,
    Together,
    best_of_rows,
    blocks,
    newest_distinct,
)

from .made import codes, histories

words = st.dictionaries(st.sampled_from("uvw"), st.text("abcd", max_size=6), min_size=1).filter(
    lambda by_user: any(by_user.values())
)


def pairs(count, data) -> dict[str, int]:
    keys, amounts = count(0, len(data.items))
    names = data.items
    return {
        names[key // len(names)] + names[key % len(names)]: amount
        for key, amount in zip(keys.tolist(), amounts.tolist(), strict=True)
    }


@given(words)
def test_common_users_are_counted(by_user):
    data = histories(by_user)
    expected = {}
    for one, other in itertools.permutations(data.items.tolist(), 2):
        common = sum({one, other} <= set(items) for items in by_user.values())
        if common:
            expected[one + other] = common
    assert pairs(Together(data), data) == expected


def test_followers_weigh_less_with_distance():
    data = histories({"ann": "abc", "bob": "ab"})
    # weights of distance 1 to 5: 10000, 7000, 4900, 3430, 2401
    assert pairs(Following(data), data) == {"ab": 20000, "ac": 7000, "bc": 10000}
    assert Following(data).most == 10000


def test_an_item_does_not_follow_itself_nor_across_users_nor_beyond_the_window():
    data = histories({"ann": "aabcdefg", "bob": "h"})
    found = pairs(Following(data), data)
    assert "aa" not in found
    assert "gh" not in found
    assert found["ab"] == 10000 + 7000
    assert found["af"] == 2401  # from the second a, five events away
    assert "ag" not in found


def test_of_long_histories_the_newest_items_count():
    data = histories({"ann": "abcab", "bob": "c"})
    user, item = newest_distinct(data, 2)
    assert "".join(data.items[item[user == 0]]) == "ab"
    assert "".join(data.items[item[user == 1]]) == "c"


def test_the_best_of_each_row_with_ties_to_the_smaller_code():
    keys = np.array([0 * 5 + 4, 0 * 5 + 2, 0 * 5 + 3, 2 * 5 + 1])
    best = best_of_rows((keys, np.array([7, 7, 9, SCALE])), rows=3, items=5, k=2)
    assert best.indptr.tolist() == [0, 2, 2, 3]
    assert best.codes.tolist() == [3, 2, 1]
    assert best.weights.tolist() == [9, 7, SCALE]
    codes, weights = best.weighted(np.array([2, 0, 1]), np.array([1, 10, 100]))
    assert (codes.tolist(), weights.tolist()) == ([1, 3, 2], [SCALE, 90, 70])


def test_joined_tables_stand_one_after_the_other():
    one = best_of_rows((np.array([0, 3]), np.array([5, 6])), rows=2, items=3, k=2)
    both = Neighbours.joined([one, one])
    assert both.indptr.tolist() == [0, 1, 2, 3, 4]
    assert both.codes.tolist() == [0, 0, 0, 0]
    assert both.of_row(3)[1].tolist() == [6]
    assert Neighbours.joined([]).indptr.tolist() == [0]


def test_blocks_cover_all_items_whatever_their_work(monkeypatch):
    monkeypatch.setattr(neighbours, "_PAIRS_PER_BLOCK", 10)
    spans = list(blocks(np.array([3, 3, 100, 0, 9, 1, 1])))
    assert spans == [(0, 2), (2, 3), (3, 6), (6, 7)]


def test_blocks_do_not_change_the_counts(monkeypatch):
    data = histories({"ann": "abcabd", "bob": "dcba", "cid": "bd"})
    whole = pairs(Together(data), data)
    keys = [Together(data)(start, start + 1)[0] + start * len(data.items) for start in range(4)]
    assert len(np.concatenate(keys)) == len(whole)
    assert codes(data, "d").tolist() == [3]
