"""eventsConfig and optimizationObjective: what they ask of a solution, and what they change."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Aws
from tests.workflow import (
    EVENT_FIELDS,
    assert_refused,
    create_dataset,
    csv_text,
    described,
    films_group,
    import_csv,
    recipe_arn,
    recommended,
    train,
    views,
)

V2 = "aws-user-personalization-v2"
WEIGHTED = "normalized_discounted_cumulative_gain_with_event_weights_at_k"
PRICED = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "PRICE", "type": "float"},
    {"name": "LENGTH", "type": ["int", "null"]},
    {"name": "NOTE", "type": "string"},
)


def shopping() -> list[tuple[Any, ...]]:
    """Everybody clicks and buys; items with a number divisible by 4 or 5 are only bought, the others only clicked."""
    return [
        (*row, *(("Buy", 1.0) if int(row[1][-2:]) % 4 == 0 or int(row[1][-2:]) % 5 == 0 else ("Click", 0.25)))
        for row in views()
    ]


def bought(items: list[str]) -> float:
    """The share of items that are only bought."""
    return sum(int(item[-2:]) % 4 == 0 or int(item[-2:]) % 5 == 0 for item in items) / len(items)


@pytest.fixture
def shop(aws: Aws) -> str:
    return films_group(aws, shopping(), EVENT_FIELDS)


@pytest.fixture
def priced(aws: Aws) -> str:
    group = films_group(aws, views())
    items = create_dataset(aws, group, "Items", PRICED)
    rows = [(f"item-{n:02}", n * 7 % 40, n, "x") for n in range(40)]
    assert import_csv(aws, items, csv_text(PRICED, rows), "items")["status"] == "ACTIVE"
    return group


def weights(**by_type: float) -> dict[str, Any]:
    listed = [{"eventType": kind, "weight": weight} for kind, weight in by_type.items()]
    return {"eventsConfig": {"eventParametersList": listed}}


def deployed(aws: Aws, version: str) -> str:
    name = version.rsplit("/", 2)[-2]
    return aws.personalize.create_campaign(name=name, solutionVersionArn=version)["campaignArn"]


def metrics(aws: Aws, version: str) -> dict[str, float]:
    return aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]


def test_an_event_type_of_more_weight_brings_its_items_to_the_front(aws: Aws, shop: str) -> None:
    shares = []
    for name, config in (("clicks", weights(Buy=0.1, Click=1.0)), ("buys", weights(Buy=1.0, Click=0.1))):
        campaign = deployed(aws, train(aws, shop, V2, name, solutionConfig=config))
        shares.append(bought(recommended(aws, campaign, userId="user-00", numResults=8)))
    assert shares[0] < shares[1]
    assert shares[1] == 1


def test_updated_weights_count_from_the_next_version_on(aws: Aws, shop: str) -> None:
    solution = train(aws, shop, V2, solutionConfig=weights(Buy=0.1, Click=1.0)).rsplit("/", 1)[0]
    aws.personalize.update_solution(solutionArn=solution, solutionUpdateConfig=weights(Buy=1.0, Click=0.1))
    assert described(aws, solution)["solutionConfig"] == weights(Buy=1.0, Click=0.1)
    version = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    assert bought(recommended(aws, deployed(aws, version), userId="user-00", numResults=8)) == 1
    with assert_refused(
        "InvalidInputException", "eventParametersList gives no event type a weight of at least 0.000001."
    ):
        aws.personalize.update_solution(solutionArn=solution, solutionUpdateConfig=weights(Buy=0))


def test_only_listed_event_types_of_enough_value_are_trained_on(aws: Aws, shop: str) -> None:
    listed = [{"eventType": "buy"}]
    config = {"eventsConfig": {"eventParametersList": listed}}
    version = train(aws, shop, V2, "few", solutionConfig=config)
    assert described(aws, version)["failureReason"] == "Dataset has fewer than 1000 interactions"
    listed = [{"eventType": "Buy"}, {"eventType": "Click", "eventValueThreshold": 0.5}]
    version = train(aws, shop, V2, "dear", solutionConfig={"eventsConfig": {"eventParametersList": listed}})
    assert described(aws, version)["failureReason"] == "Dataset has fewer than 1000 interactions"
    listed[1]["eventValueThreshold"] = 0.25
    version = train(aws, shop, V2, "all", solutionConfig={"eventsConfig": {"eventParametersList": listed}})
    assert described(aws, version)["status"] == "ACTIVE"


def test_an_events_config_is_shown_and_measured(aws: Aws, shop: str) -> None:
    config = weights(Buy=0.3, Click=0.1)
    version = train(aws, shop, V2, solutionConfig=config)
    assert described(aws, version)["solutionConfig"] == config
    assert described(aws, version.rsplit("/", 1)[0])["solutionConfig"] == config
    assert 0 < metrics(aws, version)[WEIGHTED] <= 1
    assert WEIGHTED not in metrics(aws, train(aws, shop, V2, "plain"))


@pytest.mark.usefixtures("little_data")
def test_live_events_that_training_would_leave_out_are_left_out_of_requests(aws: Aws) -> None:
    rows = [(f"u{n}", item, n, "Buy", 1.0) for n in range(9) for item in ("a", "bc"[n % 2])]
    group = films_group(aws, rows, EVENT_FIELDS)
    tracking = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    listed = [{"eventType": "buy", "eventValueThreshold": 0.5, "weight": 1}]
    version = train(aws, group, V2, solutionConfig={"eventsConfig": {"eventParametersList": listed}})
    campaign = deployed(aws, version)

    def answer(user: str, **event: Any) -> list[str]:
        sent = {"itemId": "a", "sentAt": 100, **event}
        aws.events.put_events(trackingId=tracking, sessionId=user, userId=user, eventList=[sent])
        return recommended(aws, campaign, userId=user)

    stranger = recommended(aws, campaign, userId="nobody")
    assert answer("browses", eventType="Click", eventValue=1.0) == stranger
    assert answer("tries", eventType="Buy", eventValue=0.25) == stranger
    assert answer("says-nothing", eventType="Buy") == stranger
    assert answer("buys", eventType="BUY", eventValue=0.5) != stranger


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        ([{"weight": 1}], "eventParametersList has an entry without an eventType."),
        (
            [{"eventType": "Buy"}, {"eventType": "buy"}],
            "eventParametersList has the eventType Buy more than once.",
        ),
        (
            [{"eventType": "Buy", "weight": 1e-7}, {"eventType": "View", "weight": 0}],
            "eventParametersList gives no event type a weight of at least 0.000001.",
        ),
        ([{"eventType": "Buy", "weight": 0}], "eventParametersList gives no event type a weight of at least 0.000001."),
    ],
)
def test_a_wrong_events_config_is_refused(aws: Aws, shop: str, listed: list[dict[str, Any]], expected: str) -> None:
    with assert_refused("InvalidInputException", expected):
        train(aws, shop, V2, solutionConfig={"eventsConfig": {"eventParametersList": listed}})


def test_events_are_weighed_by_the_newest_recipes_alone(aws: Aws, shop: str) -> None:
    for recipe in ("aws-user-personalization", "aws-sims"):
        with assert_refused("InvalidInputException", f"eventsConfig is not for {recipe_arn(recipe)}."):
            train(aws, shop, recipe, solutionConfig=weights(Buy=1))


def test_weighing_events_needs_their_columns(aws: Aws) -> None:
    group = films_group(aws, views())
    with assert_refused("InvalidInputException", "eventsConfig needs an EVENT_TYPE column in the Interactions schema."):
        train(aws, group, V2, solutionConfig=weights(Buy=1))
    typed = films_group(aws, [(*row, "Buy") for row in views()], EVENT_FIELDS[:4], "typed")
    listed = [{"eventType": "Buy", "eventValueThreshold": 0.0}]
    with assert_refused(
        "InvalidInputException",
        "eventValueThreshold of eventsConfig needs an EVENT_VALUE column in the Interactions schema.",
    ):
        train(aws, typed, V2, solutionConfig={"eventsConfig": {"eventParametersList": listed}})


def test_an_empty_events_config_weighs_nothing(aws: Aws, shop: str) -> None:
    version = train(aws, shop, "aws-sims", solutionConfig={"eventsConfig": {"eventParametersList": []}})
    assert WEIGHTED not in metrics(aws, version)


# --- optimizationObjective ------------------------------------------------------------------------------------


def objective(sensitivity: str | None, attribute: str = "PRICE") -> dict[str, Any]:
    given = {"itemAttribute": attribute, "objectiveSensitivity": sensitivity}
    return {"optimizationObjective": {name: value for name, value in given.items() if value}}


@pytest.mark.parametrize("recipe", ["aws-user-personalization", "aws-personalized-ranking"])
def test_a_higher_sensitivity_ranks_what_brings_more_higher(aws: Aws, priced: str, recipe: str) -> None:
    prices, rewards = [], []
    for sensitivity in ("OFF", "LOW", "HIGH"):
        version = train(aws, priced, recipe, sensitivity, solutionConfig=objective(sensitivity))
        campaign = deployed(aws, version)
        if recipe == "aws-user-personalization":
            first = recommended(aws, campaign, userId="user-00", numResults=8)
        else:
            listed = [f"item-{n:02}" for n in range(0, 40, 2)]
            answer = aws.runtime.get_personalized_ranking(campaignArn=campaign, userId="user-00", inputList=listed)
            first = [item["itemId"] for item in answer["personalizedRanking"]][:8]
        prices.append(sum(int(item[-2:]) * 7 % 40 for item in first))
        rewards.append(metrics(aws, version)["average_rewards_at_k"])
    assert prices == sorted(prices)
    assert prices[0] < prices[2]
    assert all(0 < reward <= 1 for reward in rewards)


def test_an_objective_without_a_sensitivity_is_measured_but_not_looked_for(aws: Aws, priced: str) -> None:
    recipe = "aws-user-personalization"
    plain = train(aws, priced, recipe, "plain")
    measured = train(aws, priced, recipe, "measured", solutionConfig=objective(None))
    answers = [
        aws.runtime.get_recommendations(campaignArn=deployed(aws, version), userId="user-00", numResults=5)
        for version in (plain, measured)
    ]
    assert answers[0]["itemList"] == answers[1]["itemList"]
    assert set(metrics(aws, measured)) - set(metrics(aws, plain)) == {"average_rewards_at_k"}


def test_items_without_metadata_bring_nothing(aws: Aws) -> None:
    group = films_group(aws, views())
    items = create_dataset(aws, group, "Items", PRICED)
    import_csv(aws, items, csv_text(PRICED, [("item-00", 5, 1, "x")]), "items")
    version = train(aws, group, "aws-user-personalization", solutionConfig=objective("HIGH"))
    first = recommended(aws, deployed(aws, version), userId="user-00", numResults=1)
    assert first == ["item-00"]


def test_what_is_tuned_is_tuned_for_the_objective_too(aws: Aws, priced: str) -> None:
    version = train(aws, priced, "aws-personalized-ranking", performHPO=True, solutionConfig=objective("MEDIUM"))
    shown = described(aws, version)
    assert "bptt" in shown["tunedHPOParams"]["algorithmHyperParameters"]
    assert shown["solutionConfig"] == objective("MEDIUM")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"objectiveSensitivity": "LOW"}, "optimizationObjective needs an itemAttribute."),
        ({"itemAttribute": "WORTH"}, "itemAttribute WORTH is not a column of an Items dataset of {group}."),
        ({"itemAttribute": "NOTE"}, "itemAttribute NOTE must be a column of numbers without null, not of string."),
        (
            {"itemAttribute": "LENGTH"},
            "itemAttribute LENGTH must be a column of numbers without null, not of int or null.",
        ),
    ],
)
def test_a_wrong_objective_is_refused(aws: Aws, priced: str, given: dict[str, str], expected: str) -> None:
    with assert_refused("InvalidInputException", expected.format(group=priced)):
        train(aws, priced, "aws-user-personalization", solutionConfig={"optimizationObjective": given})


def test_rewards_are_looked_for_by_two_recipes_alone(aws: Aws, priced: str) -> None:
    for recipe in (V2, "aws-sims"):
        with assert_refused("InvalidInputException", f"optimizationObjective is not for {recipe_arn(recipe)}."):
            train(aws, priced, recipe, solutionConfig=objective("LOW"))


def test_a_group_without_items_has_no_objective(aws: Aws) -> None:
    group = films_group(aws, views())
    expected = f"itemAttribute PRICE is not a column of an Items dataset of {group}."
    with assert_refused("InvalidInputException", expected):
        train(aws, group, "aws-user-personalization", solutionConfig=objective("LOW"))
