from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moto_personalize.recipes import Categories, Quantities
from moto_personalize.recipes.related import AlsoTouched, BoughtTogether, SimilarItems, Sims

from .made import ask, best, histories, score

EVERYTHING = {
    "min_cointeraction_count": 0,
    "min_user_history_length_percentile": 0.0,
    "max_user_history_length_percentile": 1.0,
    "min_item_interaction_count_percentile": 0.0,
    "max_item_interaction_count_percentile": 1.0,
}
# users of x: 3, y: 2, z: 1; in common x-y 2, x-z 1
XYZ = {"ann": "xy", "bob": "xy", "cid": "xz"}


def sims(**parameters: object) -> Sims:
    return Sims(**{**EVERYTHING, **parameters})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("discount", "y", "z", "order"),
    [(0.0, 2 / 3, 1 / 3, "yz"), (0.5, 2 / 6**0.5, 1 / 3**0.5, "yz"), (1.0, 1, 1, "yz")],
)
def test_common_users_over_users_of_both(discount, y, z, order):
    data = histories(XYZ)
    model = sims(popularity_discount_factor=discount).fit(data)
    query = ask(data, item="x")
    assert score(model, data, query, "y") == pytest.approx(1 + y, abs=1e-5)
    assert score(model, data, query, "z") == pytest.approx(1 + z, abs=1e-5)
    assert best(model, data, query) == order


def test_the_discount_plays_popular_items_down():
    # of the two users of x, both touched p (which everybody touched) and one touched r, which nobody else did
    data = histories({"ann": "xpr", "bob": "xp", "cid": "p", "dan": "p", "eve": "p"})
    query = ask(data, item="x")
    assert best(sims(popularity_discount_factor=0).fit(data), data, query, 1) == "p"
    assert best(sims(popularity_discount_factor=1).fit(data), data, query, 1) == "r"


def test_too_few_common_users_make_no_pair():
    data = histories(XYZ)
    model = sims(min_cointeraction_count=2).fit(data)
    query = ask(data, item="x")
    assert score(model, data, query, "y") > 1
    assert score(model, data, query, "z") == pytest.approx(1 / 3)  # its popularity


def test_the_default_wants_three_common_users():
    data = histories(dict.fromkeys("abc", "xy") | {"d": "xz", "e": "xz"})
    model = Sims(max_item_interaction_count_percentile=1.0).fit(data)
    assert score(model, data, ask(data, item="x"), "y") > 1 > score(model, data, ask(data, item="x"), "z")


@pytest.mark.parametrize("item", ["nowhere", "w"])
def test_popular_items_are_the_answer_for_unknown_and_lonely_items(item):
    data = histories(XYZ | {"dan": "w"})
    assert best(sims().fit(data), data, ask(data, item=item)).replace("w", "") == "xyz"


def test_the_item_itself_is_no_answer():
    data = histories(XYZ)
    assert best(sims().fit(data), data, ask(data, item="y")) == "xz"


def test_short_and_long_histories_are_not_learned_from():
    data = histories({"long": "xpqr", "ann": "xy", "bob": "xy", "short": "z"})
    query = ask(data, item="x")
    assert score(sims().fit(data), data, query, "p") > 1
    model = sims(max_user_history_length_percentile=0.75).fit(data)
    assert score(model, data, query, "y") > 1 > score(model, data, query, "p")
    only_long = sims(min_user_history_length_percentile=1.0).fit(data)
    assert score(only_long, data, query, "p") > 1 > score(only_long, data, query, "y")


def test_items_outside_the_percentiles_of_counts_are_no_neighbours():
    data = histories(XYZ)
    query = ask(data, item="y")
    model = sims(max_item_interaction_count_percentile=0.6).fit(data)  # x, the most popular, is left out
    assert score(model, data, query, "x") == 1  # its popularity
    assert score(model, data, ask(data, item="x"), "y") > 1
    model = sims(min_item_interaction_count_percentile=0.7).fit(data)
    assert score(model, data, ask(data, item="x"), "z") < 1


def test_percentiles_that_leave_nothing_leave_popular_items():
    data = histories(XYZ)
    model = sims(min_user_history_length_percentile=1.0, max_user_history_length_percentile=0.0).fit(
        histories(XYZ | {"dan": "xyz"})
    )
    assert best(model, data, ask(data, item="x")) == "yz"


def test_similar_items_favour_popular_ones_unless_told():
    data = histories({"ann": "xpr", "bob": "xp", "cid": "p", "dan": "p", "eve": "p"})
    query = ask(data, item="x")
    assert best(SimilarItems().fit(data), data, query, 1) == "p"
    assert best(SimilarItems(popularity_discount_factor=1).fit(data), data, query, 1) == "r"


def genres(**by_item: str) -> Categories:
    return Categories.build([tuple(by_item[item]) for item in sorted(by_item)])


def test_a_cold_item_finds_items_by_their_metadata():
    # n is new: it has no interactions, and shares one of two genres with x, both with w
    genre = genres(n="AB", w="AB", x="A", y="C", z="C")
    data = histories(XYZ | {"dan": "w"}, items=["n"])
    data = histories(XYZ | {"dan": "w"}, items=["n"], item_features={"GENRE": _in_order(data, genre)})
    model = SimilarItems().fit(data)
    query = ask(data, item="n")
    assert best(model, data, query).startswith("wx")
    # of n's genres, A has 3 items and B 2: rarity 1/sqrt(3) and 1/sqrt(2), so x shares 0.577 of 1.284
    assert score(model, data, query, "w") == pytest.approx(2, abs=1e-5)
    assert score(model, data, query, "x") == pytest.approx(1.4495, abs=1e-3)


def test_a_cold_item_is_found_by_its_metadata():
    by_user = {f"u{n}": "xy" for n in range(6)}
    data = histories(by_user, items=["n", "o"])
    genre = Categories.build(["A", "B", "A", "B"])  # n, o, x, y
    data = histories(by_user, items=["n", "o"], item_features={"GENRE": _in_order(data, genre)})
    model = SimilarItems().fit(data)
    assert score(model, data, ask(data, item="x"), "n") == pytest.approx(1.25, abs=1e-5)
    assert score(model, data, ask(data, item="x"), "o") == 0


def test_near_numbers_are_alike():
    prices = Quantities.build([float(n) for n in range(26)])
    data = histories({"ann": "abcdefghijklmnopqrstuvwxyz"}, item_features={"PRICE": prices})
    likeness = SimilarItems().fit(data).likeness
    assert likeness is not None
    found, weights = likeness.to(10)
    assert set(found) >= {9, 10, 11}
    assert {0, 25}.isdisjoint(found)
    assert weights[found == 10] >= weights.max()


def test_items_with_similar_texts_are_near():
    by_user = {f"u{n}": "xy" for n in range(6)}
    texts = ["moon rocket", "garden", "moon rocket", "garden"]  # in the order of x, y, n, o
    data = histories(by_user, items=["n", "o"], item_texts=texts)
    model = SimilarItems().fit(data)
    assert score(model, data, ask(data, item="x"), "n") == pytest.approx(1.25, abs=1e-3)
    assert score(model, data, ask(data, item="x"), "o") == 0
    assert score(model, data, ask(data, item="n"), "x") == pytest.approx(2, abs=1e-3)  # a cold item


def _in_order(data, feature: Categories) -> Categories:
    """A feature given in order of item names, in the order in which `histories` first meets the items."""
    met = [*dict.fromkeys(data.items[data.item[np.argsort(data.user, kind="stable")]])]
    order = met + [item for item in data.items if item not in met]
    return feature.take(np.array([data.items.tolist().index(item) for item in order]))


# of x: 4 users; p: 6, two in common; r: 2, one in common
SHARED = {"ann": "xp", "bob": "xp", "cid": "xr", "dan": "x", "eve": "p", "fay": "p", "gil": "p", "hal": "p", "ida": "r"}


def test_who_bought_together_counts_and_who_also_viewed_is_fair_to_rare_items():
    data = histories(SHARED)
    query = ask(data, item="x")
    bought, viewed = BoughtTogether().fit(data), AlsoTouched().fit(data)
    assert [score(bought, data, query, item) for item in "pr"] == pytest.approx([1 + 2 / 4, 1 + 1 / 4], abs=1e-5)
    assert [score(viewed, data, query, item) for item in "pr"] == pytest.approx(
        [1 + 2 / 24**0.5, 1 + 1 / 8**0.5], abs=1e-5
    )
    assert best(bought, data, query) == "pr"
    data = histories({**SHARED, **{f"new-{n}": "p" for n in range(12)}})
    assert best(AlsoTouched().fit(data), data, ask(data, item="x")) == "rp"


some_histories = st.dictionaries(
    st.sampled_from(["ann", "bob", "cid", "dan"]), st.text("abcde", min_size=1, max_size=6), min_size=1
)


@given(some_histories)
def test_bought_together_is_the_number_of_common_users_then_popularity(by_user: dict[str, str]) -> None:
    data = histories(by_user)
    users = {item: {user for user, items in by_user.items() if item in items} for item in data.items}
    model = BoughtTogether().fit(data)
    for item in users:
        others = [other for other in users if other != item]
        common = {other: len(users[item] & users[other]) for other in others}
        order = sorted(others, key=lambda other: (-common[other], 0 if common[other] else -len(users[other]), other))
        assert best(model, data, ask(data, item=item)) == "".join(order)
