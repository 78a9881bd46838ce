"""A shop tunes its recommendations: hyperparameters, recipes, event weights and revenue, one after the other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Aws
from tests.workflow import (
    EVENT_FIELDS,
    create_dataset,
    csv_text,
    described,
    films_group,
    import_csv,
    items_of,
    recipe_arn,
    train,
    views,
)

NDCG = "normalized_discounted_cumulative_gain_at_25"
ITEMS = ({"name": "ITEM_ID", "type": "string"}, {"name": "PRICE", "type": "float"})


@pytest.fixture
def shop(aws: Aws) -> str:
    """Users of two tastes; one event in four is a purchase."""
    rows = [(*row, *(("Purchase", 1.0) if n % 4 == 0 else ("View", 0.5))) for n, row in enumerate(views(each=50))]
    group = films_group(aws, rows, EVENT_FIELDS, "shop")
    items = create_dataset(aws, group, "Items", ITEMS)
    prices = [(f"item-{n:02}", n * 13 % 40 + 1) for n in range(40)]
    assert import_csv(aws, items, csv_text(ITEMS, prices), "items")["status"] == "ACTIVE"
    return group


def measured(aws: Aws, version: str) -> dict[str, float]:
    return aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]


def first(aws: Aws, version: str, count: int = 8) -> list[str]:
    name = version.rsplit("/", 2)[-2]
    campaign = aws.personalize.create_campaign(name=name, solutionVersionArn=version)["campaignArn"]
    answer = aws.runtime.get_recommendations(campaignArn=campaign, userId="user-00", numResults=count)
    aws.personalize.delete_campaign(campaignArn=campaign)
    return items_of(answer)


def worth(items: list[str]) -> int:
    return sum(int(item[-2:]) * 13 % 40 + 1 for item in items)


def test_a_shop_tunes_its_recommendations(aws: Aws, shop: str) -> None:
    found = search_hyperparameters(aws, shop)
    choose_a_recipe(aws, shop)
    weigh_purchases(aws, shop)
    look_for_revenue(aws, shop, found)


def search_hyperparameters(aws: Aws, shop: str) -> dict[str, str]:
    """What a search finds can be set by hand, and then it is the same model."""
    ranges: dict[str, Any] = {
        "integerHyperParameterRanges": [{"name": "hidden_dimension", "minValue": 32, "maxValue": 128}],
        "continuousHyperParameterRanges": [],
        "categoricalHyperParameterRanges": [{"name": "recency_mask", "values": ["true", "false"]}],
    }
    jobs = {"maxNumberOfTrainingJobs": "6", "maxParallelTrainingJobs": "2"}
    config = {"hpoConfig": {"algorithmHyperParameterRanges": ranges, "hpoResourceConfig": jobs}}
    tuned = train(aws, shop, "aws-user-personalization", "tuned", performHPO=True, solutionConfig=config)
    shown = described(aws, tuned)
    assert (shown["status"], shown["performHPO"]) == ("ACTIVE", True)
    found: dict[str, str] = shown["tunedHPOParams"]["algorithmHyperParameters"]
    assert 32 <= int(found["hidden_dimension"]) <= 128
    config = {"algorithmHyperParameters": found}
    by_hand = train(aws, shop, "aws-user-personalization", "by-hand", solutionConfig=config)
    assert measured(aws, by_hand) == measured(aws, tuned)
    assert first(aws, by_hand) == first(aws, tuned)
    return found


def choose_a_recipe(aws: Aws, shop: str) -> None:
    """AutoML finds the personal recipe that everybody's list cannot match."""
    recipes = [recipe_arn(name) for name in ("aws-popularity-count", "aws-deepfm", "aws-ffnn", "aws-hrnn")]
    solution = aws.personalize.create_solution(
        name="auto",
        datasetGroupArn=shop,
        performAutoML=True,
        solutionConfig={"autoMLConfig": {"metricName": NDCG, "recipeList": recipes}},
    )["solutionArn"]
    version = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    best = described(aws, solution)["autoMLResult"]["bestRecipeArn"]
    assert best in recipes[1:]
    assert described(aws, version)["recipeArn"] == best
    popular = train(aws, shop, "aws-popularity-count", "popular")
    assert measured(aws, version)[NDCG] > measured(aws, popular)[NDCG]


def weigh_purchases(aws: Aws, shop: str) -> None:
    """The same interactions, weighed otherwise, are another list and another measure."""
    lists = []
    for name, purchase, view in (("purchases", 1.0, 0.1), ("views", 0.1, 1.0)):
        listed = [{"eventType": "Purchase", "weight": purchase}, {"eventType": "View", "weight": view}]
        config = {"eventsConfig": {"eventParametersList": listed}}
        version = train(aws, shop, "aws-user-personalization-v2", name, solutionConfig=config)
        assert "normalized_discounted_cumulative_gain_with_event_weights_at_k" in measured(aws, version)
        lists.append(first(aws, version))
    assert lists[0] != lists[1]


def look_for_revenue(aws: Aws, shop: str, found: dict[str, str]) -> None:
    """The tuned recipe, told to look at prices, offers what costs more."""
    config = {
        "algorithmHyperParameters": found,
        "optimizationObjective": {"itemAttribute": "PRICE", "objectiveSensitivity": "HIGH"},
    }
    dear = train(aws, shop, "aws-user-personalization", "dear", solutionConfig=config)
    plain = train(aws, shop, "aws-user-personalization", "plain", solutionConfig={"algorithmHyperParameters": found})
    assert worth(first(aws, dear)) > worth(first(aws, plain))
    assert 0 < measured(aws, dear)["average_rewards_at_k"] <= 1
