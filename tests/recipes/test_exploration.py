from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from moto_personalize.recipes import Explores, Query, Snapshot, find, make
from moto_personalize.recipes.exploration import DAY, Exploration, Novelty
from moto_personalize.recipes.sequences import (
    HrnnColdstart,
    PersonalizedRanking,
    UserPersonalization,
    UserPersonalizationV2,
)
from moto_personalize.recipes.synthetic import World

WORLD = World(users=200, items=200, events=4000, fresh=40, repeats=False).snapshot()
FRESH = np.arange(200, 240)
OLD = dataclasses.replace(WORLD, item_created=np.where(np.arange(240) < 200, 0, WORLD.now - 10 * DAY))


def explored_share(model, data: Snapshot, k: int = 25) -> float:
    shares = []
    for user in range(len(data.users)):
        scores = model.scores(Query(user=user))
        shares.append(np.isin(scores.top(k), scores.explored).mean())
    return float(np.mean(shares))


def novelty(known: list[int]) -> Novelty:
    counts = np.array(known)
    return Novelty(np.zeros(len(known), np.int64), counts, counts, now=0)


def test_weight_0_is_pure_relevance():
    model = UserPersonalization().fit(OLD)
    everything = np.arange(240)
    for user in range(5):
        plain, none = model.scores(Query(user=user)), model.exploring(0, 30).scores(Query(user=user))
        assert np.array_equal(plain.at(everything), none.at(everything))
        assert len(none.explored) == 0


def test_the_greater_the_weight_the_more_new_items():
    model = UserPersonalization().fit(OLD)
    shares = [explored_share(model.exploring(weight, 30), OLD) for weight in (0, 0.3, 0.6, 1)]
    assert shares == sorted(shares)
    assert shares[0] == 0
    assert 0.03 < shares[1] < 0.5
    assert shares[3] > 0.5


def test_only_items_up_to_the_cut_off_are_explored():
    model = UserPersonalization().fit(OLD)
    assert explored_share(model.exploring(1, 9.9), OLD) == 0
    assert explored_share(model.exploring(1, 10), OLD) > 0
    scores = model.exploring(1, 10).scores(Query(user=1))
    assert np.isin(scores.explored, FRESH).all()


def test_users_explore_different_items_and_together_all():
    model = UserPersonalization().fit(OLD).exploring(1, 10)
    tried = [frozenset(model.scores(Query(user=user)).explored.tolist()) for user in range(30)]
    assert len(set(tried)) > 1
    assert set().union(*tried) == set(FRESH.tolist())


def test_the_bonus_shrinks_with_interactions_and_impressions():
    exploration = Exploration.of(novelty([0, 3, 99]), np.ones(3, bool), most=1.0)
    assert exploration is not None
    users, items, bonus = exploration.for_users(np.array([0]))
    assert users.tolist() == [0, 0, 0]
    assert items.tolist() == [0, 1, 2]
    # the full bonus, less half of it at most by chance, over the root of 1 + 0, 1 + 3 and 1 + 99
    assert 0.5 <= bonus[0] <= 1
    assert 0.25 <= bonus[1] <= 0.5
    assert 0.05 <= bonus[2] <= 0.1


def test_items_that_were_shown_in_vain_are_explored_less():
    shown = dataclasses.replace(OLD, impressions=np.where(np.arange(240) % 2, 400, 0))
    model = UserPersonalization().fit(shown).exploring(1, 10)
    answers = [model.scores(Query(user=user)) for user in range(60)]
    explored = np.concatenate([np.intersect1d(scores.top(25), scores.explored) for scores in answers])
    assert (explored % 2 == 0).mean() > 0.8


def test_what_the_user_has_seen_is_not_explored():
    model = UserPersonalization().fit(OLD).exploring(1, 10)
    first = model.scores(Query(user=2)).explored[:1].astype(np.int32)
    assert first[0] not in model.scores(Query(user=2, recent=first)).explored


def test_nothing_to_explore():
    assert Exploration.of(novelty([1, 2]), np.zeros(2, bool), most=1.0) is None


def test_only_user_personalization_takes_an_exploration_weight():
    assert isinstance(UserPersonalization().fit(WORLD), Explores)
    for recipe in (PersonalizedRanking(), UserPersonalizationV2(), HrnnColdstart()):
        assert not isinstance(recipe.fit(WORLD), Explores)
    assert find("aws-user-personalization").explores
    assert not find("aws-user-personalization-v2").explores


def test_the_second_version_explores_by_itself_and_rarely():
    model = make(find("aws-user-personalization-v2"), {}).fit(OLD)
    share = explored_share(model, OLD)
    assert 0 < share <= 0.004  # AWS samples say about 0.1 %


@pytest.mark.parametrize(
    ("change", "explores"),
    [
        ({}, False),  # ten days old, five is the default
        ({"cold_start_max_duration": 10.0, "cold_start_relative_from": "currentTime"}, True),
        ({"cold_start_max_duration": 9.0, "cold_start_relative_from": "currentTime"}, False),
        ({"cold_start_max_duration": 0.5, "cold_start_relative_from": "latestItem"}, True),
    ],
)
def test_cold_start_explores_young_items(change, explores):
    created = np.where(np.arange(240) < 200, 0, WORLD.now - 10 * DAY)
    data = dataclasses.replace(WORLD, item_created=created)
    if "cold_start_relative_from" not in change:
        data = dataclasses.replace(WORLD, item_created=np.where(np.arange(240) == 0, WORLD.now, created))
    model = HrnnColdstart(**change).fit(data)
    assert (explored_share(model, data) > 0) is explores


def test_cold_start_explores_items_with_few_interactions():
    young = dataclasses.replace(WORLD, item_created=np.full(240, WORLD.now))
    counts = np.bincount(young.item, minlength=240)
    for most in (1, 15):
        model = HrnnColdstart(cold_start_max_interactions=most).fit(young)
        assert model.exploration is not None
        items = model.exploration.items
        assert sorted(items[items >= 0].tolist()) == np.flatnonzero(counts <= most).tolist()


def test_no_users_no_exploration():
    nobody = Snapshot.build(users=[], user=[], items=["a"], item=[], timestamp=[])
    model = UserPersonalization().fit(nobody).exploring(1, 30)
    assert len(model.scores(Query()).explored) == 0
    nothing = Snapshot.build(users=["u"], user=[], items=[], item=[], timestamp=[])
    assert UserPersonalization().fit(nothing).exploring(1, 30).scores(Query(user=0)).top(5).tolist() == []
