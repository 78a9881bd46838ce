from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from moto_personalize.recipes import Prior, Query, Scores, Snapshot, evaluate, find, make
from moto_personalize.recipes.evaluation import (
    cases,
    ndcg,
    precision,
    ranking_metrics,
    reciprocal_rank,
    test_users,
    trend_prediction_accuracy,
)
from moto_personalize.recipes.synthetic import World
from moto_personalize.recipes.trending import TrendingNow

from .made import histories, snapshot

test_users.__test__ = False  # type: ignore[attr-defined]  # it chooses test users, it is not a test

EIGHT = [
    "coverage",
    "mean_reciprocal_rank_at_25",
    "normalized_discounted_cumulative_gain_at_10",
    "normalized_discounted_cumulative_gain_at_25",
    "normalized_discounted_cumulative_gain_at_5",
    "precision_at_10",
    "precision_at_25",
    "precision_at_5",
]


def hits(*ranks: int, of: int = 25) -> np.ndarray:
    return np.isin(np.arange(1, of + 1), ranks)


def test_mean_reciprocal_rank_of_the_guide():
    assert [reciprocal_rank(hits(rank)) for rank in (4, 2, 6)] == [1 / 4, 1 / 2, 1 / 6]
    found = [(np.arange(1, 26), np.array([rank])) for rank in (4, 2, 6)]
    assert round(ranking_metrics(found, 30)["mean_reciprocal_rank_at_25"], 4) == 0.3056


def test_only_the_first_hit_counts_for_the_reciprocal_rank():
    assert reciprocal_rank(hits(3, 5)) == 1 / 3
    assert reciprocal_rank(hits()) == 0
    assert reciprocal_rank(hits(26, of=30)) == 0


def test_ndcg_of_the_guide():
    assert round(ndcg(hits(2, 5), truths=2, depth=5), 4) == 0.6241


def test_ndcg_compares_with_all_true_items_on_top():
    assert ndcg(hits(1), truths=1, depth=5) == 1
    assert ndcg(hits(1), truths=2, depth=5) == pytest.approx(1 / (1 + 1 / np.log2(3)))
    assert ndcg(hits(6), truths=1, depth=5) == 0
    assert ndcg(hits(1, 2, 3, 4, 5), truths=9, depth=5) == 1
    assert ndcg(hits(), truths=0, depth=5) == 0


def test_precision_of_the_guide():
    assert precision(hits(1, 4), 5) == 0.4
    assert precision(hits(1, of=1), 25) == 1 / 25


def test_coverage_is_the_share_of_the_catalogue_that_is_recommended():
    found = [(np.array([1, 2]), np.array([9])), (np.array([2, 3]), np.array([9]))]
    assert ranking_metrics(found, 12)["coverage"] == 0.25


def test_a_tenth_of_the_users_is_tested_with_the_newest_tenth_of_their_events():
    data = histories({f"u{n:02d}": "abcdefghijklmnopqrst" for n in range(40)} | {"short": "a"})
    tested = test_users(data, seed=0)
    assert tested.sum() == 4
    case = cases("USER_PERSONALIZATION", data, tested)[0]
    assert "".join(data.items[case.query.recent]) == "abcdefghijklmnopqr"
    assert "".join(data.items[case.truth]) == "st"
    assert case.query.user == np.flatnonzero(tested)[0]
    related = cases("RELATED_ITEMS", data, tested)[0]
    assert (data.items[related.query.item], related.query.user) == ("r", -1)


def test_the_seed_chooses_the_test_users():
    data = histories({f"u{n:02d}": "ab" for n in range(60)})
    assert test_users(data, 1).tolist() == test_users(data, 1).tolist()
    assert test_users(data, 1).tolist() != test_users(data, 2).tolist()


def test_one_user_with_two_events_is_enough_to_test_with():
    data = histories({"ann": "ab", "bob": "b"})
    assert test_users(data, 0).tolist() == [True, False]
    metrics = evaluate(make(find("aws-popularity-count"), {}), "USER_PERSONALIZATION", data)
    # trained on bob alone, b comes first, and it is what ann touched last
    assert metrics["mean_reciprocal_rank_at_25"] == 1
    assert metrics["precision_at_5"] == 0.2
    assert metrics["coverage"] == 1


@dataclass(frozen=True)
class Spy:
    """Answers with the order of codes, and remembers what it was trained on."""

    trained: list[Snapshot]

    def fit(self, data: Snapshot) -> Spy:
        self.trained.append(data)
        return self

    def scores(self, query: Query) -> Scores:
        return Scores.of(Prior.of(-np.arange(len(self.trained[0].items))))


def test_test_users_are_not_trained_on():
    data = histories({f"u{n}": "abc" for n in range(20)})
    spy = Spy([])
    evaluate(spy, "USER_PERSONALIZATION", data, seed=5)
    tested = test_users(data, 5)
    assert set(np.unique(spy.trained[0].user).tolist()) == set(np.flatnonzero(~tested).tolist())


@pytest.mark.parametrize("name", ["aws-user-personalization", "aws-personalized-ranking", "aws-sims"])
def test_the_keys_are_those_of_the_service_in_order_with_four_decimals(name):
    entry = find(name)
    metrics = evaluate(make(entry, {}), entry.recipe_type, World(users=40, items=30, events=500).snapshot())
    assert list(metrics) == EIGHT
    assert all(value == round(value, 4) and 0 <= value <= 1 for value in metrics.values())


@pytest.mark.parametrize("rows", [[], [("u", "a", 1)], [("u", "a", 1), ("v", "b", 1)]])
def test_nobody_to_test_with_gives_zeros(rows):
    data = snapshot([("u", "a", 1), *rows]).select(np.arange(len(rows) + 1) > 0)
    for name in ("aws-trending-now", "aws-hrnn"):
        metrics = evaluate(make(find(name), {}), "USER_PERSONALIZATION", data)
        assert {key: metrics[key] for key in EIGHT} == dict.fromkeys(EIGHT, 0.0)


def test_trends_forecast():
    # an hour ago a grew and was forecast; in the last hour a gained 1 user, b 3: a list of all items finds both
    hour, now = 3600, 1_000_000
    rows = [("u1", "a", now - hour - 1), ("u2", "a", now - 5), ("u3", "a", now - 4)]
    rows += [(f"v{n}", "b", now - n) for n in range(3)]
    data = snapshot(rows)
    assert trend_prediction_accuracy(TrendingNow("1 hour"), data) == 1.0


def test_trends_that_were_not_forecast():
    # 25 old items and one that appears in the last hour only: it has no users before, so it is not in the forecast
    hour, now = 3600, 1_000_000
    rows = [("u1", f"old{n:02d}", now - 2 * hour) for n in range(25)]
    rows += [("u2", "old00", now - 1), ("u2", "young", now), ("u3", "young", now), ("u4", "young", now)]
    data = snapshot(rows)
    assert trend_prediction_accuracy(TrendingNow("1 hour"), data) == pytest.approx(1 / 4)
    metrics = evaluate(TrendingNow("1 hour"), "POPULAR_ITEMS", data)
    assert list(metrics) == [*EIGHT, "trend_prediction_accuracy"]
    assert metrics["trend_prediction_accuracy"] == 0.25


def test_no_growth_no_accuracy():
    data = histories({"ann": "aaaa"})
    assert trend_prediction_accuracy(TrendingNow("30 minutes"), data.select(np.zeros(4, bool))) == 0.0
