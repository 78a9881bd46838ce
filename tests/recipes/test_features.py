from __future__ import annotations

import numpy as np
import pytest

from moto_personalize.recipes import Categories, Quantities, Query
from moto_personalize.recipes.features import Coded, commonest, side_by_side
from moto_personalize.recipes.lifts import MOST, Lifts
from moto_personalize.recipes.neighbours import SCALE, best_of_rows
from moto_personalize.recipes.sequences import HrnnMetadata

from .made import histories, snapshot


def test_near_numbers_share_a_band():
    coded = Coded.of(Quantities.build([*map(float, range(32)), None]))
    bands = [set(coded.codes[coded.indptr[row] : coded.indptr[row + 1]].tolist()) for row in range(33)]
    assert all(len(each) == 2 for each in bands[:32])
    assert all(bands[row] & bands[row + 1] for row in range(31))
    assert not bands[0] & bands[20]
    assert bands[32] == set()
    assert max(max(each) for each in bands[:32]) < coded.count


def test_numbers_all_unknown():
    coded = Coded.of(Quantities.build([None, None]))
    assert coded.indptr.tolist() == [0, 0, 0]
    assert coded.of_text("nonsense").tolist() == []


def test_columns_side_by_side():
    one = Coded.of(Categories.build(["b", None, ["a", "b"]]))
    two = Coded.of(Categories.build([None, "x", "x"]))
    indptr, codes, count = side_by_side([one, two], 3)
    assert (indptr.tolist(), codes.tolist(), count) == ([0, 1, 2, 5], [1, 2, 0, 1, 2], 3)


def test_the_commonest_codes_get_places_in_order():
    assert commonest(np.array([3, 3, 1, 0, 0]), 5, 2).tolist() == [0, -1, -1, 1, -1]


def test_lifts_worked_out_by_hand():
    # 3 of 4 users of group g touched a, so did 3 of 10 overall; b: 1 of 4, 7 of 10. The most popular item has 7 of 10
    rows = [(f"u{n}", "a" if n < 3 else "b", 1) for n in range(10)]
    lifts = Lifts.by_user(Categories.build(["g"] * 4 + ["h"] * 6), snapshot(rows))
    beyond = (3 / 4 - 3 / 10) / (7 / 10) * 4 / (4 + 10)
    codes, weights = lifts.items.of_row(0)
    assert (codes.tolist(), weights.tolist()) == ([0], [int(beyond / MOST * SCALE)])


def test_rare_values_of_very_many_have_no_lift(monkeypatch):
    monkeypatch.setattr("moto_personalize.recipes.lifts._VALUES", 1)
    rows = [(f"u{n}", "ab"[n % 2], 1) for n in range(5)]
    lifts = Lifts.by_user(Categories.build(["x", "y", "x", "y", "x"]), snapshot(rows))
    assert [lifts.of_row(user).tolist() for user in (0, 1)] == [[0], []]
    assert lifts.of_text("y").tolist() == []
    assert len(lifts.items.indptr) == 2


def test_rare_values_of_very_many_lead_to_no_cold_item(monkeypatch):
    monkeypatch.setattr("moto_personalize.recipes.taste._VALUES", 1)
    data = histories({f"u{n}": "ab" for n in range(6)}, items=["c", "d", "e"])
    tags = Categories.build(["x", "y", "y", "x", "x"])
    model = HrnnMetadata().fit(
        histories({f"u{n}": "ab" for n in range(6)}, items=["c", "d", "e"], item_features={"TAG": tags})
    )
    after_a = model.scores(Query(recent=np.array([0], np.int32))).at(np.arange(2, 5))
    after_b = model.scores(Query(recent=np.array([1], np.int32))).at(np.arange(2, 5))
    assert data.items.tolist() == list("abcde")
    assert (after_a > 0).tolist() == [False, True, True]
    assert (after_b > 0).tolist() == [False, False, False]


def test_more_items_than_can_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="8388609 items are more than the 8388608"):
        best_of_rows((np.zeros(0, np.int64), np.zeros(0, np.int64)), 1, (1 << 23) + 1, 1)
