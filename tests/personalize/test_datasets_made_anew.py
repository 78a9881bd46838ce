"""What was made on a dataset outlives it: trainings on one that is gone, or that was made anew with other columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from moto_personalize.testing import advance
from tests.clocks import DAY, frozen
from tests.conftest import Aws
from tests.personalize.test_recommenders import MOST_VIEWED, add_items, served, viewed
from tests.workflow import (
    EVENT_FIELDS,
    INTERACTION_FIELDS,
    Field,
    create_dataset,
    create_group,
    csv_text,
    described,
    domain_group,
    films_group,
    import_csv,
    recipe_arn,
    recommender,
    schema_text,
    status,
    views,
)

V2 = "aws-user-personalization-v2"
LISTED = [{"eventType": "watch", "weight": 0.5}]
OF_TYPE: dict[str, Any] = {"eventType": "watch"}
WEIGHTED: dict[str, Any] = {"solutionConfig": {"eventsConfig": {"eventParametersList": LISTED}}}
OF_VALUE: dict[str, Any] = {"solutionConfig": {"eventValueThreshold": "0.5"}}
WEIGHTED_BY_VALUE: dict[str, Any] = {
    "solutionConfig": {"eventsConfig": {"eventParametersList": [{**LISTED[0], "eventValueThreshold": 0.5}]}}
}
TOO_FEW = "Dataset has fewer than 1 interactions"
PRICED = ({"name": "ITEM_ID", "type": "string"}, {"name": "PRICE", "type": "float"})

pytestmark = pytest.mark.usefixtures("little_data")


def needs(column: str, kind: str = "strings", dataset: str = "INTERACTIONS") -> str:
    return f"The training needs a column {column} of {kind}, which the {dataset} dataset does not have."


@pytest.fixture
def group(aws: Aws) -> str:
    return films_group(aws, [(*view, "watch", 1.0) for view in views(6, 12, 8)], EVENT_FIELDS)


def interactions(group: str) -> str:
    return group.replace("dataset-group", "dataset") + "/INTERACTIONS"


def made_anew(aws: Aws, group: str, kind: str, fields: Sequence[Field], rows: Sequence[Sequence[Any]]) -> None:
    """The dataset of a type, in place of the one before."""
    aws.personalize.delete_dataset(datasetArn=group.replace("dataset-group", "dataset") + f"/{kind.upper()}")
    schema = aws.personalize.create_schema(name="other", schema=schema_text(kind, fields))["schemaArn"]
    made = aws.personalize.create_dataset(name="other", schemaArn=schema, datasetGroupArn=group, datasetType=kind)
    assert import_csv(aws, made["datasetArn"], csv_text(fields, rows), "other")["status"] == "ACTIVE"


def solution(aws: Aws, group: str, config: dict[str, Any], recipe: str = V2) -> str:
    return aws.personalize.create_solution(
        name="films", datasetGroupArn=group, recipeArn=recipe_arn(recipe), performAutoTraining=False, **config
    )["solutionArn"]


def failure(aws: Aws, solution: str, **how: str) -> str:
    version = aws.personalize.create_solution_version(solutionArn=solution, **how)["solutionVersionArn"]
    shown = described(aws, version)
    assert shown["status"] == "CREATE FAILED"
    return str(shown["failureReason"])


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        (OF_TYPE, f"{TOO_FEW} after filtering by event type: watch"),
        (OF_VALUE, TOO_FEW),
        (WEIGHTED, TOO_FEW),
        (WEIGHTED_BY_VALUE, TOO_FEW),
    ],
    ids=["eventType", "eventValueThreshold", "eventsConfig", "eventsConfig with a threshold"],
)
def test_without_the_interactions_there_are_too_few(aws: Aws, group: str, config: dict[str, Any], reason: str) -> None:
    made = solution(aws, group, config)
    aws.personalize.delete_dataset(datasetArn=interactions(group))
    assert failure(aws, made) == reason


def test_where_none_are_needed_none_will_do(aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_INTERACTIONS", "0")
    made = solution(aws, group, WEIGHTED_BY_VALUE)
    aws.personalize.delete_dataset(datasetArn=interactions(group))
    version = aws.personalize.create_solution_version(solutionArn=made)["solutionVersionArn"]
    assert status(aws, version) == "ACTIVE"


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        (OF_TYPE, needs("EVENT_TYPE")),
        (OF_VALUE, needs("EVENT_VALUE", "numbers")),
        (WEIGHTED, needs("EVENT_TYPE")),
        (WEIGHTED_BY_VALUE, needs("EVENT_TYPE")),
    ],
    ids=["eventType", "eventValueThreshold", "eventsConfig", "eventsConfig with a threshold"],
)
def test_a_column_that_is_gone_fails_the_training(aws: Aws, group: str, config: dict[str, Any], reason: str) -> None:
    made = solution(aws, group, config)
    made_anew(aws, group, "Interactions", INTERACTION_FIELDS, views(6, 12, 8))
    assert failure(aws, made) == reason


def test_a_threshold_of_an_events_config_needs_values(aws: Aws, group: str) -> None:
    made = solution(aws, group, WEIGHTED_BY_VALUE)
    made_anew(aws, group, "Interactions", EVENT_FIELDS[:-1], [(*view, "watch") for view in views(6, 12, 8)])
    assert failure(aws, made) == needs("EVENT_VALUE", "numbers")


def test_an_update_fails_as_a_training_does(aws: Aws, group: str) -> None:
    made = solution(aws, group, OF_TYPE, "aws-user-personalization")
    version = aws.personalize.create_solution_version(solutionArn=made)["solutionVersionArn"]
    assert status(aws, version) == "ACTIVE"
    made_anew(aws, group, "Interactions", INTERACTION_FIELDS, views(6, 12, 8))
    assert failure(aws, made, trainingMode="UPDATE") == needs("EVENT_TYPE")


@pytest.mark.parametrize("config", [{}, OF_TYPE], ids=["all", "eventType"])
def test_an_update_without_the_interactions_keeps_what_was_learned(
    aws: Aws, group: str, config: dict[str, Any]
) -> None:
    made = solution(aws, group, config, "aws-user-personalization")
    full = aws.personalize.create_solution_version(solutionArn=made)["solutionVersionArn"]
    aws.personalize.delete_dataset(datasetArn=interactions(group))
    version = aws.personalize.create_solution_version(solutionArn=made, trainingMode="UPDATE")["solutionVersionArn"]
    metrics = [aws.personalize.get_solution_metrics(solutionVersionArn=each)["metrics"] for each in (full, version)]
    assert metrics[0] == metrics[1]


@pytest.mark.parametrize(
    "price",
    [{"name": "PRICE", "type": "string", "categorical": True}, {"name": "COST", "type": "float"}],
    ids=["of strings", "gone"],
)
def test_an_objective_needs_its_column_of_numbers(aws: Aws, group: str, price: Field) -> None:
    rows = [(f"item-{n:02}", n) for n in range(12)]
    assert import_csv(aws, create_dataset(aws, group, "Items", PRICED), csv_text(PRICED, rows), "items")
    objective = {"itemAttribute": "PRICE", "objectiveSensitivity": "HIGH"}
    made = solution(aws, group, {"solutionConfig": {"optimizationObjective": objective}}, "aws-user-personalization")
    made_anew(aws, group, "Items", (PRICED[0], price), rows)
    assert failure(aws, made) == needs("PRICE", "numbers", "ITEMS")


# --- recommenders ---------------------------------------------------------------------------------------------


def other_columns(aws: Aws, arn: str) -> dict[str, Any]:
    """What becomes of an update that trains anew."""
    config = {"trainingDataConfig": {"excludedDatasetColumns": {"ITEMS": ["PRICE"]}}}
    aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig=config)
    return dict(described(aws, arn)["latestRecommenderUpdate"])


def test_a_recommender_without_its_interactions_serves_what_it_has(aws: Aws) -> None:
    group = domain_group(aws, viewed())
    add_items(aws, group)
    with frozen() as shift:
        arn = recommender(aws, group, MOST_VIEWED)
        before = served(aws, arn, userId="user-01")
        aws.personalize.delete_dataset(datasetArn=interactions(group))
        update = other_columns(aws, arn)
        assert (update["status"], update["failureReason"]) == (
            "CREATE FAILED",
            f"{TOO_FEW} after filtering by event type: View",
        )
        shift(8 * DAY)
        assert advance(arn, endpoint_url=aws.endpoint_url) == {arn: "ACTIVE"}
        assert served(aws, arn, userId="user-01") == before


def test_a_use_case_says_which_column_it_misses(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_VALIDATE_SCHEMAS", "false")
    group = create_group(aws, "shop", domain="ECOMMERCE")
    dataset = create_dataset(aws, group, "Interactions", INTERACTION_FIELDS, domain="ECOMMERCE")
    assert import_csv(aws, dataset, csv_text(INTERACTION_FIELDS, views(6, 12, 8)))["status"] == "ACTIVE"
    shown = described(aws, recommender(aws, group, MOST_VIEWED))
    assert (shown["status"], shown["failureReason"]) == ("CREATE FAILED", needs("EVENT_TYPE"))
