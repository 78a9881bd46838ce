"""How good a recipe is: Personalize's offline metrics.

Formulas: "Evaluating a solution version with metrics" in the Personalize guide. A recipe is trained on nine
users in ten; of each user of the last tenth it is given the oldest nine tenths of the events, and should
name the newest.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import Array, among, frozen, stable_hash
from .data import Snapshot
from .protocol import FollowsTrends, Measures, Model, Query, Recipe, Segments
from .segment_metrics import segment_metrics
from .trending import gained

LONGEST = 25
MOST_RESULTS = 500
DECIMALS = 4
_DEPTHS = (5, 10, 25)
RANKING_METRICS = (
    "coverage",
    "mean_reciprocal_rank_at_25",
    *(f"normalized_discounted_cumulative_gain_at_{depth}" for depth in _DEPTHS),
    *(f"precision_at_{depth}" for depth in _DEPTHS),
)
"""Of every recipe that recommends items."""


@dataclass(frozen=True)
class Case:
    """A test user: the query, the items that the user really touched next, each once, and how much they matter."""

    query: Query
    truth: Array
    weight: Array


def evaluate(
    recipe: Recipe, recipe_type: str, data: Snapshot, seed: int = 0, model: Model | None = None
) -> dict[str, float]:
    """The metrics of GetSolutionMetrics: coverage, MRR at 25, NDCG and precision at 5, 10 and 25, in order
    of names.

    Recipes that follow trends have trend_prediction_accuracy too, data with rewards average_rewards_at_k, data with
    weights normalized_discounted_cumulative_gain_with_event_weights_at_k; those that segment users have metrics of
    their own (`segment_metrics`), and so may have any recipe (`Measures`). Means over the test users, rounded to 4
    decimals; 0 where there is nobody to test with. seed: which users are the test users; model: one that the recipe
    has already trained on all of the data.
    """
    if isinstance(recipe, Segments):
        return _rounded(segment_metrics(recipe, data))
    if isinstance(recipe, Measures):
        return _rounded(recipe.metrics(recipe.fit(data) if model is None else model))
    tested = test_users(data, seed)
    model = recipe.fit(data.select(~tested[data.user]))
    asked = cases(recipe_type, data, tested)
    depth = LONGEST if data.reward is None else MOST_RESULTS
    ranked = [model.scores(case.query).top(depth) for case in asked]
    found = [(codes[:LONGEST], case.truth) for codes, case in zip(ranked, asked, strict=True)]
    metrics = ranking_metrics(found, len(data.items))
    if data.reward is not None:
        metrics["average_rewards_at_k"] = average_rewards(ranked, asked, data.reward)
    if data.weight is not None:
        gains = [weighted_ndcg(codes, case) for codes, case in zip(ranked, asked, strict=True)]
        metrics["normalized_discounted_cumulative_gain_with_event_weights_at_k"] = mean(gains)
    if isinstance(recipe, FollowsTrends):
        metrics["trend_prediction_accuracy"] = trend_prediction_accuracy(recipe, data)
    return _rounded(metrics)


def _rounded(metrics: Mapping[str, float]) -> dict[str, float]:
    return {name: round(metrics[name], DECIMALS) for name in sorted(metrics)}


def test_users(data: Snapshot, seed: int) -> Array:
    """(U,) bool: a tenth of the users who have two events or more, at least one if there is one."""
    return tenth(np.diff(data.indptr), seed)


def tenth(lengths: Array, seed: int) -> Array:
    """(U,) bool: a tenth of the users with two events or more, from their numbers of events."""
    able = np.flatnonzero(lengths >= 2)
    drawn = able[np.lexsort((able, stable_hash(able, seed)))]
    tested = np.zeros(len(lengths), bool)
    tested[drawn[: max(len(able) // 10, min(len(able), 1))]] = True
    return tested


def cases(recipe_type: str, data: Snapshot, tested: Array) -> list[Case]:
    """What is asked of a model that was trained without the test users."""
    result = []
    for user in np.flatnonzero(tested).tolist():
        start, stop = int(data.indptr[user]), int(data.indptr[user + 1])
        cut = stop - max((stop - start) // 10, 1)
        history, newest = data.item[start:cut], data.item[cut:stop]
        truth, place = np.unique(newest, return_inverse=True)
        weight = np.zeros(len(truth), np.int64)
        np.maximum.at(weight, place.ravel(), 1 if data.weight is None else data.weight[cut:stop])
        result.append(Case(_query(recipe_type, user, history), truth, weight))
    return result


def _query(recipe_type: str, user: int, history: Array) -> Query:
    if recipe_type == "RELATED_ITEMS":
        return Query(item=int(history[-1]))
    return Query(user=user, recent=frozen(history, np.int32))


def ranking_metrics(found: Sequence[tuple[Array, Array]], items: int) -> dict[str, float]:
    """From (recommended, true) items of each test user, not rounded. items: the size of the catalogue."""
    hits = [np.isin(recommended, truth) for recommended, truth in found]
    recommended = np.concatenate([codes for codes, _ in found]) if found else np.zeros(0, np.int64)
    metrics = {
        "coverage": len(np.unique(recommended)) / max(items, 1),
        "mean_reciprocal_rank_at_25": mean([reciprocal_rank(hit) for hit in hits]),
    }
    for depth in _DEPTHS:
        gains = [ndcg(hit, len(truth), depth) for hit, (_, truth) in zip(hits, found, strict=True)]
        metrics[f"normalized_discounted_cumulative_gain_at_{depth}"] = mean(gains)
        metrics[f"precision_at_{depth}"] = mean([precision(hit, depth) for hit in hits])
    return metrics


def mean(values: Sequence[float]) -> float:
    """The mean, 0 of nothing."""
    return math.fsum(values) / len(values) if values else 0.0


def reciprocal_rank(hits: Array) -> float:
    """1 / rank of the first hit, 0 without one. hits: (k,) bool, best rank first."""
    places = np.flatnonzero(hits[:LONGEST])
    return 1 / (int(places[0]) + 1) if len(places) else 0.0


def precision(hits: Array, depth: int) -> float:
    """Hits among the first `depth` / depth, however many true items there are."""
    return int(hits[:depth].sum()) / depth


def ndcg(hits: Array, truths: int, depth: int) -> float:
    """Gains 1 / log(1 + rank) of the hits / the gains of a list with all `truths` on top."""
    best = _gain(range(min(truths, depth)))
    return _gain(np.flatnonzero(hits[:depth]).tolist()) / best if best else 0.0


def _gain(places: Sequence[int], weights: Sequence[int] | None = None) -> float:
    weights = [1] * len(places) if weights is None else weights
    return math.fsum(weight / math.log2(2 + place) for place, weight in zip(places, weights, strict=True))


def weighted_ndcg(recommended: Array, case: Case, depth: int = LONGEST) -> float:
    """As ndcg, but a hit gains as much as its interaction matters; the unit of the weights cancels."""
    hit, place = among(case.truth, recommended[:depth])
    best = _gain(range(min(len(case.truth), depth)), sorted(case.weight.tolist(), reverse=True)[:depth])
    return _gain(np.flatnonzero(hit).tolist(), case.weight[place[hit]].tolist()) / best if best else 0.0


def average_rewards(ranked: Sequence[Array], asked: Sequence[Case], reward: Array) -> float:
    """Mean over test users: the reward of true items among the first 25 / of those in the whole list.

    reward: (I,) float64; unknown and negative ones bring nothing. Users whom no list could bring any are left out.
    """
    shares = []
    brings = np.where(reward > 0, np.minimum(reward, sys.float_info.max / MOST_RESULTS), 0.0)
    for codes, case in zip(ranked, asked, strict=True):
        gained = np.where(among(case.truth, codes)[0], brings[codes], 0.0).tolist()
        everything = math.fsum(gained)
        if everything:
            shares.append(math.fsum(gained[:LONGEST]) / everything)
    return mean(shares)


def trend_prediction_accuracy(recipe: FollowsTrends, data: Snapshot) -> float:
    """Users gained by 25 items that were forecast / users gained by the 25 items that gained most.

    The forecast knows everything but the last interval, the gain is that of the last interval.
    """
    split = data.now - recipe.interval
    past = data.select(data.timestamp <= split)
    truth = gained(data, recipe.interval)
    forecast = _forecast(recipe.fit(past))
    possible = int(np.sort(truth)[::-1][:LONGEST].sum())
    return int(truth[forecast].sum()) / possible if possible else 0.0


def _forecast(model: Model) -> Array:
    return model.scores(Query()).top(LONGEST)
