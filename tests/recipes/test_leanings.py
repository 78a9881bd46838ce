from __future__ import annotations

import numpy as np
import pytest

from moto_personalize.recipes import Prior, Query, Scores, Snapshot, evaluate, find, make
from moto_personalize.recipes.conformance import check_recipe
from moto_personalize.recipes.evaluation import Case, average_rewards, weighted_ndcg
from moto_personalize.recipes.leanings import SENSITIVITIES, Rewarding, importance, places_of_rewards
from moto_personalize.recipes.synthetic import World

from .made import ask, best, codes, histories, score, snapshot

WEIGHTED = "normalized_discounted_cumulative_gain_with_event_weights_at_k"


def with_weights(data: Snapshot, of_item: dict[str, int], rewards: list[float] | None = None) -> Snapshot:
    """The same data, each interaction as heavy as its item says."""
    return Snapshot.build(
        users=data.users,
        user=data.user,
        items=data.items,
        item=data.item,
        timestamp=data.timestamp,
        weight=[of_item.get(item, 1) for item in data.items[data.item]] if of_item else None,
        reward=rewards,
    )


def test_importance_is_the_mean_weight_of_an_items_interactions():
    rows = [("ann", "a", 1), ("bob", "a", 2), ("ann", "b", 3), ("bob", "b", 4)]
    data = snapshot(rows, items=["never"], weight=[2, 4, 1, 1])
    # a: (2 + 4) / 2, b: 1, one without interactions: the mean of all, 2; of at most 4
    assert importance(data).tolist() == [3 / 4, 1 / 4, 2 / 4]


def test_importance_without_interactions_is_one():
    data = snapshot([("ann", "a", 1)], weight=[3]).select(np.zeros(1, bool))
    assert importance(data).tolist() == [1.0]


def test_rewards_count_by_their_place():
    data = snapshot([("ann", "abcd"[n], n) for n in range(4)], reward=[10.0, 1000.0, np.nan, 10.0])
    assert places_of_rewards(data).tolist() == [0.0, 1.0, 0.0, 0.0]
    assert places_of_rewards(snapshot([("ann", "a", 1)])).tolist() == [1.0]


@pytest.mark.parametrize("name", ["aws-user-personalization-v2", "aws-personalized-ranking-v2"])
def test_what_matters_more_is_recommended_first(name):
    # x and y are alike in everything but their weight
    data = histories({f"u{n}": "a" + "xy"[n % 2] for n in range(20)})
    light, heavy = ({"x": 1, "y": 9, "a": 9}, {"x": 9, "y": 1, "a": 9})
    firsts = []
    for weights in (light, heavy):
        weighted = with_weights(data, weights)
        firsts.append(best(make(find(name), {}).fit(weighted), weighted, ask(weighted, recent="a"), 1))
    assert firsts == ["y", "x"]


def test_what_does_not_matter_at_all_scores_nothing():
    data = with_weights(histories({"ann": "ab", "bob": "ab", "cat": "b"}), {"a": 0})
    model = make(find("aws-user-personalization-v2"), {}).fit(data)
    assert score(model, data, Query(), "a") == 0
    assert score(model, data, Query(), "b") > 0


def test_equal_weights_change_nothing():
    data = World(users=40, items=30, events=500).snapshot()
    recipe = make(find("aws-user-personalization-v2"), {})
    columns = {"users": data.users, "user": data.user, "items": data.items, "item": data.item}
    plain, same = (
        recipe.fit(Snapshot.build(**columns, timestamp=data.timestamp, weight=weight))
        for weight in (None, np.full(len(data.item), 5))
    )
    for user in range(40):
        answers = [model.scores(Query(user=user)).top(30).tolist() for model in (plain, same)]
        assert answers[0] == answers[1]


def test_a_sensitivity_bounds_what_an_item_loses():
    data = with_weights(histories({f"u{n}": "a" + "xy"[n % 2] for n in range(20)}), {}, [1.0, 5.0, 9.0])
    relevance = make(find("aws-user-personalization"), {})
    asked = ask(data, recent="a")
    before = score(relevance.fit(data), data, asked, "a"), score(relevance.fit(data), data, asked, "x")
    for sensitivity in SENSITIVITIES.values():
        model = Rewarding(relevance, sensitivity).fit(data)
        assert score(model, data, asked, "a") == pytest.approx(before[0] * (1 - sensitivity))
        assert score(model, data, asked, "x") == pytest.approx(before[1] * (1 - sensitivity / 2))


def test_the_more_sensitive_the_more_rewarding_is_the_list():
    data = World(users=100, items=60, events=3000).snapshot()
    reward = np.arange(60) * 37 % 60 / 1.0
    data = Snapshot.build(
        users=data.users, user=data.user, items=data.items, item=data.item, timestamp=data.timestamp, reward=reward
    )
    recipe = make(find("aws-personalized-ranking"), {})
    gained = []
    for name in ("OFF", "LOW", "MEDIUM", "HIGH"):
        model = Rewarding(recipe, SENSITIVITIES[name]).fit(data)
        gained.append(sum(reward[model.scores(Query(user=user)).top(10)].sum() for user in range(100)))
    assert gained == sorted(gained)
    assert gained[0] < gained[1] < gained[2] < gained[3]


def test_only_personal_recipes_look_for_rewards():
    with pytest.raises(TypeError, match="PopularityCount cannot look for rewards"):
        Rewarding(make(find("aws-popularity-count"), {}), 0.5).fit(histories({"ann": "ab"}))


@pytest.mark.parametrize("name", ["aws-user-personalization", "aws-personalized-ranking"])
def test_recipes_that_look_for_rewards_conform(name):
    data = World(users=40, items=30, events=400).snapshot()
    entry = find(name)
    columns = {"users": data.users, "user": data.user, "items": data.items, "item": data.item}
    rewarded = Snapshot.build(**columns, timestamp=data.timestamp, reward=np.arange(30.0))
    check_recipe(Rewarding(make(entry, {}), 0.5), rewarded, real_time=True)
    weighted = Snapshot.build(**columns, timestamp=data.timestamp, weight=np.arange(len(data.item)) % 7)
    check_recipe(make(find(f"{name}-v2"), {}), weighted, real_time=True)


# --- what is measured -----------------------------------------------------------------------------------------


def case(truth: list[int], weight: list[int]) -> Case:
    return Case(Query(), np.array(truth), np.array(weight))


def test_a_hit_gains_its_weight():
    # hits at 1 and 3 with weights 1 and 3: (1/log 2 + 3/log 4) / (3/log 2 + 1/log 3)
    ranked = np.array([7, 5, 9])
    expected = (1 + 3 / 2) / (3 + 1 / np.log2(3))
    assert weighted_ndcg(ranked, case([7, 9], [1, 3])) == pytest.approx(expected)
    assert weighted_ndcg(ranked, case([7, 9], [10, 30])) == pytest.approx(expected)


def test_hits_that_do_not_matter_gain_nothing():
    assert weighted_ndcg(np.array([1]), case([1], [0])) == 0


def test_average_rewards_compare_the_first_25_with_the_whole_list():
    # true items stand at 1 and 26, with rewards 3 and 1; the second user is offered nothing of worth
    ranked = [np.arange(30), np.arange(30)]
    reward = np.zeros(30)
    reward[[0, 25]] = 3, 1
    reward[[1, 2]] = -5, np.nan
    assert average_rewards(ranked, [case([0, 25], [1, 1]), case([1, 2], [1, 1])], reward) == 0.75
    assert average_rewards([], [], reward) == 0


def test_infinite_rewards_are_a_share_like_others():
    reward = np.array([np.inf] * 30)
    assert average_rewards([np.arange(30)], [case([0, 26], [1, 1])], reward) == 0.5


class InOrder:
    """Recommends the items in the order of their codes."""

    def fit(self, data: Snapshot) -> InOrder:
        self.size = len(data.items)
        return self

    def scores(self, query: Query) -> Scores:
        return Scores.of(Prior.of(-np.arange(self.size)))


def test_weights_and_rewards_are_measured_where_there_are_some():
    data = histories({"ann": "ab", "bob": "b"})
    assert WEIGHTED not in evaluate(InOrder(), "USER_PERSONALIZATION", data)
    weighted = evaluate(InOrder(), "USER_PERSONALIZATION", with_weights(data, {"b": 2}))
    assert weighted[WEIGHTED] == round(1 / np.log2(3), 4)
    rewarded = evaluate(InOrder(), "USER_PERSONALIZATION", with_weights(data, {}, [1.0, 2.0]))
    assert rewarded["average_rewards_at_k"] == 1.0
    assert next(iter(rewarded)) == "average_rewards_at_k"


def test_rows_are_sorted_by_weight_last():
    rows = [("ann", "a", 1), ("ann", "a", 1)]
    for weight in ([2, 1], [1, 2]):
        assert snapshot(rows, weight=weight).weight.tolist() == [1, 2]
    assert codes(snapshot(rows), "a").tolist() == [0]
