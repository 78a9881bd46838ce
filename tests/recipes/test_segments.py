"""User segments: numbers worked out by hand, and what segments must keep."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moto_personalize.recipes import Categories, Quantities, Query, Snapshot, evaluate, find, make
from moto_personalize.recipes.segment_metrics import newest_fifth, segment_metrics
from moto_personalize.recipes.segments import Crowd, ItemAffinity, ItemAttributeAffinity, SegmentModel, having_value
from moto_personalize.recipes.synthetic import World

from .made import ask, codes, histories

SHELVES = {"SHELF": Categories.build(["garden", ["garden", "tools"], "tools", None])}
PRICES = {"PRICE": Quantities.build([1.5, 2.0, 2.0, None])}


def segment(model: SegmentModel, data: Snapshot, query: Query, k: int = 25) -> list[str]:
    return data.users[model.scores(query).top(k)].tolist()


def score(model: SegmentModel, data: Snapshot, query: Query, user: str) -> float:
    return float(model.scores(query).at(np.array([data.users.tolist().index(user)]))[0])


def test_the_newer_an_item_in_a_history_the_more_it_says():
    crowd = Crowd.of(histories({"ann": "xy", "bob": "x"}))
    assert crowd.indptr.tolist() == [0, 2, 3]
    assert crowd.users.tolist() == [0, 1, 0]
    assert crowd.strengths.tolist() == [256 * 16 // 17, 256, 256]  # of x: ann's last but one, bob's last


def test_an_item_touched_again_is_as_new_as_its_last_touch():
    crowd = Crowd.of(histories({"ann": "xyx"}))
    assert crowd.strengths.tolist() == [256, 240]


def test_who_touched_the_item_comes_first_then_who_touched_what_is_near():
    data = histories({"ann": "x", "bob": "xy", "cid": "y", "dan": "zzz"})
    model = ItemAffinity().fit(data)
    # y is near x: one common user of two and two users, 1 / (sqrt 2 * sqrt 2); bob has both, of strengths 240 and 256
    near = int(0.5 * 1048575) / 1048575
    drawn = {"ann": 256, "bob": 240 + 256 * near, "cid": 256 * near}
    query = ask(data, item="x")
    for user, each in drawn.items():
        assert score(model, data, query, user) == pytest.approx(1 + each / drawn["bob"], abs=1e-5)
    assert score(model, data, query, "dan") == 1.0  # nothing of x, and the busiest of all
    assert segment(model, data, query) == ["bob", "ann", "cid", "dan"]


def test_an_unknown_item_has_the_busiest_users():
    data = histories({"ann": "x", "bob": "xyz", "cid": "xy"})
    assert segment(ItemAffinity().fit(data), data, ask(data, item="nothing")) == ["bob", "cid", "ann"]


def test_an_item_that_nobody_touched_is_reached_by_its_metadata():
    shelves = {"SHELF": Categories.build(["garden", "tools", "tools"])}
    data = histories({"ann": "a", "bob": "b", "cid": "aaa"}, items="c", item_features=shelves)
    assert segment(ItemAffinity().fit(data), data, ask(data, item="c"), 1) == ["bob"]


def test_fewer_neighbours_reach_fewer_users():
    world = World(users=200, items=80, events=3000).snapshot()
    few, many = (ItemAffinity(hidden_dimension=size).fit(world) for size in (32, 256))
    assert len(few.scores(Query(item=5)).codes) < len(many.scores(Query(item=5)).codes)


def test_users_are_drawn_to_attributes_by_what_they_touched_of_them():
    data = histories({"ann": "aab", "bob": "bc", "cid": "c", "dan": "d"}, item_features=SHELVES)
    model = ItemAttributeAffinity().fit(data)
    assert segment(model, data, Query(attributes=(("SHELF", "garden"),)), 2) == ["ann", "bob"]
    assert segment(model, data, Query(attributes=(("SHELF", "tools"),)), 3) == ["bob", "ann", "cid"]


def test_all_attributes_of_a_question_must_be_there():
    data = histories({"ann": "a", "bob": "b", "cid": "c", "dan": "d"}, item_features={**SHELVES, **PRICES})
    model = ItemAttributeAffinity().fit(data)
    both = (("SHELF", "garden"), ("SHELF", "tools"))
    assert model.having(both).tolist() == codes(data, "b").tolist()
    assert model.having((("SHELF", "garden"), ("PRICE", "1.5"))).tolist() == codes(data, "a").tolist()
    assert model.having((("SHELF", "garden"), ("SIZE", "1"))).tolist() == []
    assert model.having(()).tolist() == []


@pytest.mark.parametrize(
    ("value", "having"),
    [("2", [1, 2]), ("2.00", [1, 2]), ("3", []), ("two", []), ("nan", [])],
)
def test_numbers_are_compared_as_numbers(value, having):
    assert np.flatnonzero(having_value(PRICES["PRICE"], value)).tolist() == having


def test_the_newest_fifth_is_one_event_at_least_of_two():
    data = histories({"ann": "abcdefghij", "bob": "ab", "cid": "a", "dan": "abcdefghi"})
    late = newest_fifth(data)
    assert [int(late[data.user == user].sum()) for user in range(4)] == [2, 1, 0, 1]
    assert data.items[data.item[late]].tolist() == ["i", "j", "b", "i"]


def test_metrics_by_hand():
    # of a hundred users one is a segment
    rows = {f"u{n:02}": "vv" for n in range(98)} | {"u98": "xxxxx", "u99": "yyyyz"}
    data = histories(rows)
    metrics = segment_metrics(ItemAffinity(), data)
    # v: 98 users touch it again, one of them is in the segment; x: its user; y: nobody touches it in the end, so it
    # does not count; z: nobody had touched it before, so the busiest user stands for all, and is another than u99
    assert metrics["hits_at_1_percent"] == (1 + 1 + 0) / 3
    assert metrics["recall_at_1_percent"] == pytest.approx((1 / 98 + 1 + 0) / 3)
    assert metrics["coverage"] == pytest.approx(3 / 100)


def test_metrics_are_much_better_than_chance():
    data = World(users=1000, items=300, events=20000).snapshot()
    for name, chance in (("aws-item-affinity", 0.01), ("aws-item-attribute-affinity", 0.01)):
        metrics = evaluate(make(find(name), {}), "USER_SEGMENTATION", data)
        assert list(metrics) == ["coverage", "hits_at_1_percent", "recall_at_1_percent"]
        assert metrics["recall_at_1_percent"] > 2 * chance


@settings(max_examples=30, deadline=None)
@given(st.lists(st.text("wxyz", max_size=5), min_size=1, max_size=6))
def test_whoever_touched_the_item_is_before_all_who_touched_nothing_of_it(words):
    data = histories({f"u{n}": word for n, word in enumerate(words)} | {"last": "w"})
    model = ItemAffinity().fit(data)
    for item in range(len(data.items)):
        touched = set(data.user[data.item == item].tolist())
        near = set(model.scores(Query(item=item)).codes.tolist())
        assert touched <= near
        ranked = model.scores(Query(item=item)).top(len(data.users)).tolist()
        assert set(ranked[: len(near)]) == near
        assert sorted(ranked) == list(range(len(data.users)))
