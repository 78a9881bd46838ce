"""Next best action: trials, shares and odds worked out by hand, and what every recipe must keep."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moto_personalize.recipes import (
    MOST_ACTIONS,
    NOT_TAKEN,
    TAKEN,
    VIEWED,
    ActionModel,
    ActionQuery,
    ActionSnapshot,
    Categories,
    Snapshot,
    evaluate_actions,
    find,
    make,
    make_for_actions,
)
from moto_personalize.recipes.action_metrics import Outcome, action_metrics
from moto_personalize.recipes.evidence import SCALE, Trials
from moto_personalize.recipes.next_best_action import NextBestAction
from moto_personalize.recipes.synthetic import Offers, World

DAY = 24 * 3600
OUTCOMES = {"taken": TAKEN, "viewed": VIEWED, "passed": NOT_TAKEN}
Offer = tuple[str, str, str, int]  # user, action, outcome, day


def offers(
    rows: Sequence[Offer],
    users: str = "",
    actions: str = "",
    touched: Sequence[tuple[str, str]] = (),
    groups: dict[str, str] | None = None,
    genres: dict[str, str] | None = None,
    **more: Any,
) -> ActionSnapshot:
    """From offers; users, actions: further ones, of one letter; touched: items; groups: of users, genres: of items."""
    who = sorted({*users, *(user for user, *_ in rows), *(user for user, _ in touched)})
    what = sorted({*actions, *(action for _, action, *_ in rows)})
    items = sorted({item for _, item in touched})
    past = Snapshot.build(
        users=who,
        user=[who.index(user) for user, _ in touched],
        items=items,
        item=[items.index(item) for _, item in touched],
        timestamp=[0] * len(touched),
        user_features={"GROUP": Categories.build([groups.get(user) for user in who])} if groups else {},
        item_features={"GENRE": Categories.build([genres.get(item) for item in items])} if genres else {},
    )
    return ActionSnapshot.build(
        past=past,
        actions=what,
        user=[who.index(user) for user, *_ in rows],
        action=[what.index(action) for _, action, *_ in rows],
        timestamp=[day * DAY for *_, day in rows],
        outcome=[OUTCOMES[outcome] for _, _, outcome, _ in rows],
        **more,
    )


def score(data: ActionSnapshot, user: str = "", action: str = "a", least: int = 1, **live: Any) -> float:
    """The score of an action for a user; "" is nobody known."""
    model = NextBestAction(least=least).fit(data)
    code = data.past.users.tolist().index(user) if user else -1
    place = data.actions.tolist().index(action)
    return float(model.propensities(ActionQuery(user=code, **live)).shown(np.array([place]))[0])


THREE: list[Offer] = [("u", "a", "taken", 0), ("v", "a", "passed", 0), ("w", "a", "taken", 0)]


# --- trials --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("period", "trials", "taken"), [(14, 1, 1), (7, 2, 1)])
def test_offers_within_a_period_are_one_trial(period: int, trials: int, taken: int) -> None:
    data = offers([("u", "a", "viewed", 0), ("u", "a", "taken", 10), ("u", "a", "viewed", 12)])
    found = Trials.of(data, period * DAY)
    assert (len(found.user), int(found.taken.sum())) == (trials, taken)


def test_the_optimization_period_acts() -> None:
    data = offers([("u", "a", "viewed", 0), ("u", "a", "taken", 10), ("v", "a", "passed", 0)])
    long, short = (NextBestAction(days, least=1).fit(data) for days in (14, 7))
    assert long.base.tolist() == [2 * SCALE // 4]  # one of two trials, and one of each made up
    assert short.base.tolist() == [2 * SCALE // 5]


# --- scores by hand ------------------------------------------------------------------------------------------


def test_somebody_unknown_scores_what_users_take_first() -> None:
    # of all trials (2 + 1) / (3 + 2); of first ones 2 of 3, beside 20 as usual: (2 + 20 * 3 / 5) / 23
    assert score(offers(THREE)) == pytest.approx(14 / 23, abs=1e-5)


def test_first_offers_alone_count_for_somebody_unknown() -> None:
    later: list[Offer] = [*THREE, ("u", "b", "passed", 20), ("v", "b", "taken", 20)]
    # b: nobody's first; as usual (1 + 1) / (2 + 2)
    assert score(offers(later), action="b") == pytest.approx(1 / 2, abs=1e-5)


@pytest.mark.parametrize(
    ("user", "expected"),
    [
        ("v", (0 + 2 * 3 / 5) / 3),  # passed it over once; the usual share counts as two trials
        ("u", (1 + 2 * 3 / 5) / 3),  # took it once; a quarter, as far as known, take it again: nothing lost
    ],
)
def test_what_a_user_did_with_an_action_counts(user: str, expected: float) -> None:
    assert score(offers(THREE), user) == pytest.approx(expected, abs=1e-5)


def test_what_nobody_takes_twice_sinks_for_those_who_took_it() -> None:
    six: list[Offer] = [(user, "a", "taken", 0) for user in "rstuvw"] + [("x", "a", "passed", 0)]
    usual = (6 + 1) / (7 + 2)
    assert score(offers(six), "u") == pytest.approx((1 + 2 * usual) / 3 * 4 * (0 + 1) / (6 + 2), abs=1e-5)


def test_live_outcomes_count_like_trained_ones_and_a_taking_makes_up_for_views() -> None:
    data = offers(THREE, users="x")

    def live(*outcomes: int) -> dict[str, Any]:
        return {"actions": np.zeros(len(outcomes), np.int32), "outcomes": np.array(outcomes, np.int32)}

    assert score(data, "x", **live(NOT_TAKEN)) == score(data, "v") == score(data, "x", **live(VIEWED))
    assert score(data, "x", **live(VIEWED, TAKEN)) == score(data, "u")
    assert score(data, "x", **live(VIEWED, VIEWED)) == pytest.approx(2 * 3 / 5 / 4, abs=1e-5)


def groups_of_four(column: str) -> ActionSnapshot:
    """Four who are alike took a, four others who are alike passed it over; i and o had no offer."""
    rows: list[Offer] = [(u, "a", "taken", 0) for u in "abcd"] + [(u, "a", "passed", 0) for u in "efgh"]
    kinds = {**dict.fromkeys("abcdi", "x"), **dict.fromkeys("efgho", "y")}
    if column == "attributes":
        return offers(rows, users="io", groups=kinds)
    return offers(rows, touched=list(kinds.items()), genres={"x": "g", "y": "h"} if column == "tastes" else None)


def test_an_attribute_moves_the_odds() -> None:
    # the share is (4 + 20 / 2) / (4 + 20) among those alike, and 1 / 2 of all
    data = groups_of_four("attributes")
    assert score(data, "i") == pytest.approx(14 / 24, abs=1e-5)
    assert score(data, "o") == pytest.approx(10 / 24, abs=1e-5)


@pytest.mark.parametrize("column", ["items", "tastes"])
def test_items_and_what_they_are_count_half_each(column: str) -> None:
    odds = (14 / 10) ** 0.5 if column == "items" else 14 / 10
    data = groups_of_four(column)
    assert score(data, "i") == pytest.approx(odds / (1 + odds), abs=1e-5)
    assert score(data, "", items=np.array([0], np.int32)) == pytest.approx(odds / (1 + odds), abs=1e-5)


def test_other_actions_move_the_odds_and_an_action_itself_does_not() -> None:
    both: list[Offer] = [(u, x, "taken", 0) for u in "abcd" for x in "ab"]
    neither: list[Offer] = [(u, x, "passed", 0) for u in "efgh" for x in "ab"]
    data = offers([*both, *neither], users="i")
    took_b = {"actions": np.array([1], np.int32), "outcomes": np.array([TAKEN], np.int32)}
    assert score(data, "i", **took_b) == pytest.approx(14 / 24, abs=1e-5)
    assert score(data, "i", "b", **took_b) == pytest.approx((1 + 2 / 2) / 3 * 4 / 6, abs=1e-5)


# --- what has a score, and what comes first ------------------------------------------------------------------


def order(model: ActionModel, data: ActionSnapshot, k: int = 9, **query: Any) -> str:
    return "".join(data.actions[model.propensities(ActionQuery(**query)).top(k)])


def test_an_action_needs_offers_taken_and_not_taken_for_a_score() -> None:
    rows: list[Offer] = [(u, "a", "taken", 0) for u in "abc"] + [(u, "a", "viewed", 0) for u in "de"]
    assert score(offers(rows), least=2) > 0
    assert score(offers(rows), least=3) == 0


def test_only_the_last_six_weeks_count_for_having_a_score() -> None:
    def last(day: int) -> ActionSnapshot:
        return offers([*THREE, ("x", "b", "viewed", day)])

    assert score(last(42)) > 0
    assert score(last(43)) == 0


def test_of_equal_scores_the_greater_value_comes_first_then_the_smaller_id() -> None:
    rows: list[Offer] = [(u, x, y, 0) for x in "abc" for u, _, y, _ in THREE]
    data = offers(rows, value=[1, 5, 1])
    assert order(NextBestAction(least=1).fit(data), data) == "bac"


def test_without_scores_the_number_of_takers_goes_before_value() -> None:
    data = offers([("u", "c", "taken", 0), ("v", "b", "viewed", 0)], actions="abcd", value=[1, 2, 3, 9])
    assert order(NextBestAction().fit(data), data) == "cdba"


def test_new_actions_have_a_share_of_the_list_at_its_end() -> None:
    rows: list[Offer] = [(user, action, outcome, 40) for user, action, outcome, _ in THREE]
    data = offers(rows, users="nopqrst", actions="bcd", created=[0, 0, -1, 40 * DAY])
    model = NextBestAction(least=1).fit(data).exploring(0.5, 30.0)
    assert order(model, data, 2) in ("ac", "ad")
    assert sorted(order(model, data, 4)[2:]) == ["c", "d"]  # b is too old to be tried
    assert order(NextBestAction(least=1).fit(data).exploring(0.0, 30.0), data, 2) == "ab"
    tried = {order(model, data, 2, user=user) for user in range(10)}
    assert tried == {"ac", "ad"}


def test_what_is_not_allowed_is_neither_served_nor_tried() -> None:
    data = offers(THREE, actions="bc")
    model = NextBestAction(least=1).fit(data).exploring(1.0, 30.0)
    allowed = np.array([True, False, True])
    found = model.propensities(ActionQuery()).top(5, allowed)
    assert data.actions[found].tolist() == ["a", "c"]
    assert allowed.tolist() == [True, False, True]


def test_a_thousand_actions_are_looked_at_new_and_lately_touched_ones_first() -> None:
    names = [f"{n:04d}" for n in range(MOST_ACTIONS + 2)]
    past = Snapshot.build(users=["u"], user=[], items=[], item=[], timestamp=[])
    data = ActionSnapshot.build(
        past=past,
        actions=names,
        user=[0, 0],
        action=[0, 1],
        timestamp=[5, 50],
        outcome=[2, 2],
        created=[9] * len(names),
    )
    assert len(data.actions) == MOST_ACTIONS
    assert "0000" not in data.actions  # touched longest ago
    assert "0001" in data.actions
    assert data.action.tolist() == [0]


def test_action_ids_are_unique() -> None:
    past = Snapshot.build(users=["u"], user=[], items=[], item=[], timestamp=[])
    with pytest.raises(ValueError, match=r"^The action ids are not unique\.$"):
        ActionSnapshot.build(past=past, actions=["a", "a"], user=[], action=[], timestamp=[], outcome=[])


# --- metrics -------------------------------------------------------------------------------------------------


def test_metrics_by_hand() -> None:
    def outcome(recommended: list[int], offered: list[int], taken: list[int], scores: list[int]) -> Outcome:
        return Outcome(*(np.array(part, np.int64) for part in (recommended, offered, taken, scores)))

    found = action_metrics([outcome([0, 1], [0, 1], [0], [9, 4]), outcome([1, 0], [0, 2], [2], [4, 6])], 4)
    assert found["coverage"] == 2 / 4
    assert found["precision"] == (1 / 2 + 0 / 2) / 2  # 0 was named to both and taken by one, 1 to both in vain
    assert found["recall"] == (1 / 1 + 0 / 1) / 2  # the taker of 0 was foreseen, the one of 2 was not
    assert found["normalized_discounted_cumulative_gain_at_5"] == (1 + 0) / 2
    assert found["area_under_the_curve"] == 1.0  # both takings score more than both that were passed over
    assert action_metrics([outcome([0], [0, 1], [0], [5, 5])], 1)["area_under_the_curve"] == 0.5
    assert set(action_metrics([], 0).values()) == {0.0}


def test_the_model_foresees_what_users_of_a_made_up_world_take() -> None:
    data = Offers(World(users=500, items=60, events=4000)).snapshot()
    metrics = evaluate_actions(NextBestAction(), data)
    assert metrics["area_under_the_curve"] > 0.65
    assert metrics["recall"] > 0.4


# --- what every recipe keeps ---------------------------------------------------------------------------------


def shuffled(data: ActionSnapshot) -> ActionSnapshot:
    rows = np.random.default_rng(3).permutation(len(data.user))
    turned = np.arange(len(data.actions))[::-1]
    return ActionSnapshot.build(
        past=data.past,
        actions=data.actions[turned],
        user=data.user[rows],
        action=turned[data.action[rows]],
        timestamp=data.timestamp[rows],
        outcome=data.outcome[rows],
        value=data.value[turned],
        created=data.created[turned],
    )


def test_the_order_of_rows_and_actions_does_not_matter_and_models_cannot_be_changed() -> None:
    data = Offers(World(users=60, items=30, events=500)).snapshot()
    recipe = NextBestAction(least=5)
    models = [recipe.fit(data), recipe.fit(data), recipe.fit(shuffled(data))]
    for user in range(-1, 60):
        answers = [model.propensities(ActionQuery(user=user)) for model in models]
        assert len({answer.parts.tobytes() for answer in answers}) == 1
        assert len({answer.top(30).tobytes() for answer in answers}) == 1
    for field in dataclasses.fields(models[0]):
        part = getattr(models[0], field.name)
        assert not isinstance(part, np.ndarray) or not part.flags.writeable, field.name


offer = st.tuples(st.sampled_from("uvw"), st.sampled_from("abc"), st.sampled_from(sorted(OUTCOMES)), st.integers(0, 60))


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(offer, max_size=12), days=st.sampled_from([7, 28]), weight=st.sampled_from([0.0, 0.4, 1.0]))
def test_every_action_is_served_once_with_a_score_of_0_to_1(rows: list[Offer], days: int, weight: float) -> None:
    data = offers(rows, users="uvw", actions="abc", touched=[("u", "i"), ("v", "j")])
    model = NextBestAction(days, least=1).fit(data).exploring(weight, 30.0)
    live = {"actions": np.array([0, 0, 2], np.int32), "outcomes": np.array([2, 1, 0], np.int32)}
    for query in (ActionQuery(), ActionQuery(user=1), ActionQuery(user=0, **live)):
        answer = model.propensities(query)
        best = answer.top(10)
        shown = answer.shown(best)
        assert sorted(best.tolist()) == [0, 1, 2]
        assert ((shown >= 0) & (shown <= 1)).all()
        assert (np.diff(shown) <= 0).all()
    assert all(0 <= value <= 1 for value in evaluate_actions(NextBestAction(days, least=1), data).values())


def test_the_catalogue_makes_it_from_texts() -> None:
    entry = find("aws-next-best-action")
    made = make_for_actions(entry, {}, {"action_optimization_period": "21"}, least=3)
    assert made == NextBestAction(21, 3)
    with pytest.raises(TypeError, match=r"^aws-next-best-action is for actions; make_for_actions\(\) makes it\.$"):
        make(entry, {})
    with pytest.raises(TypeError, match=r"^aws-sims is not for actions\.$"):
        make_for_actions(find("aws-sims"), {})


# --- actions that come after the training ----------------------------------------------------------------------


def test_new_actions_have_no_score_and_are_tried() -> None:
    before = offers(THREE, actions="c", value=[1, 1])
    now = offers([*THREE, ("u", "b", "taken", 1)], actions="bcd", value=[1, 2, 1, 3])
    recipe = NextBestAction(least=1)
    trained = recipe.fit(before)
    model = recipe.update(trained, before, now)
    old, new = trained.propensities(ActionQuery(user=0)), model.propensities(ActionQuery(user=0))
    assert new.parts.tolist() == [old.parts[0], 0, 0, 0]
    assert "".join(now.actions[new.top(4)]) == "acdb"  # known ones first, then by value
    tried = model.exploring(1.0, 30).propensities(ActionQuery(user=0)).tried
    assert set(tried.tolist()) == {1, 2, 3}
    live = ActionQuery(user=0, actions=np.array([1, 0]), outcomes=np.array([TAKEN, NOT_TAKEN]))
    known = ActionQuery(user=0, actions=np.array([0]), outcomes=np.array([NOT_TAKEN]))
    assert model.propensities(live).parts[0] == trained.propensities(known).parts[0]


def test_an_update_of_an_update_knows_what_was_learned_first() -> None:
    recipe, first = NextBestAction(least=1), offers(THREE)
    second, third = offers(THREE, actions="0"), offers(THREE, actions="0z")
    trained = recipe.fit(first)
    model = recipe.update(recipe.update(trained, first, second), first.with_actions_of(second), third)
    parts = trained.propensities(ActionQuery()).parts
    assert model.propensities(ActionQuery()).parts.tolist() == [0, parts[0], 0]


def test_interactions_with_actions_that_are_gone_leave_a_snapshot() -> None:
    kept = offers([*THREE, ("u", "b", "taken", 1)]).with_actions_of(offers([("v", "b", "taken", 0)], actions="c"))
    assert kept.actions.tolist() == ["b", "c"]
    assert (kept.user.tolist(), kept.action.tolist(), kept.timestamp.tolist()) == ([0], [0], [DAY])
