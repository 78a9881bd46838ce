from __future__ import annotations

import pytest

from moto_personalize.recipes import Snapshot, evaluate, find, make
from moto_personalize.recipes.synthetic import World

NDCG = "normalized_discounted_cumulative_gain_at_25"
PERSONAL = [
    "aws-hrnn",
    "aws-hrnn-coldstart",
    "aws-hrnn-metadata",
    "aws-personalized-ranking",
    "aws-personalized-ranking-v2",
    "aws-user-personalization",
    "aws-user-personalization-v2",
]


def gain(name: str, data: Snapshot) -> float:
    """NDCG at 25, a mean over three choices of test users: one choice is 150 users, and chance."""
    entry = find(name)
    return sum(evaluate(make(entry, {}), entry.recipe_type, data, seed)[NDCG] for seed in range(3)) / 3


@pytest.fixture(scope="module", params=[True, False], ids=["with repeats", "without repeats"])
def data(request) -> Snapshot:
    return World(users=1500, items=1000, events=30_000, repeats=request.param).snapshot()


@pytest.mark.parametrize("name", PERSONAL)
def test_personal_recipes_learn_what_is_there_to_be_learned(name, data):
    assert gain(name, data) >= 1.5 * gain("aws-popularity-count", data)


@pytest.mark.parametrize("name", ["aws-deepfm", "aws-ffnn"])
def test_recipes_of_the_preview_are_better_than_popular_items(name, data):
    assert gain(name, data) > 1.3 * gain("aws-popularity-count", data)


def test_related_items_are_better_than_popular_ones(data):
    assert gain("aws-similar-items", data) > 1.1 * gain("aws-popularity-count", data)


@pytest.mark.parametrize("name", ["aws-ecomm-customers-who-viewed-x-also-viewed", "aws-vod-more-like-x"])
def test_related_use_cases_are_better_than_popular_ones(name, data):
    assert gain(name, data) > 1.1 * gain("aws-ecomm-popular-items-by-views", data)
