"""A workflow that polls, as applications do: every resource takes its time to come and to go."""

from __future__ import annotations

import pytest
from moto.moto_api import state_manager

from tests.conftest import RESOURCE_TYPES, Aws
from tests.workflow import (
    EVENT_FIELDS,
    ROLE,
    assert_refused,
    csv_text,
    described,
    put_csv,
    recipe_arn,
    recommended,
    schema_text,
    status,
    views,
)

WALK = ["CREATE PENDING", "CREATE PENDING", "CREATE IN_PROGRESS", "CREATE IN_PROGRESS", "ACTIVE"]
GONE = ["DELETE PENDING", "DELETE PENDING", "DELETE IN_PROGRESS", "DELETE IN_PROGRESS", "gone"]

pytestmark = pytest.mark.usefixtures("unhurried")


@pytest.fixture
def unhurried(aws: Aws) -> None:
    """Every status is shown by two Describes."""
    for resource_type in RESOURCE_TYPES:
        state_manager.set_transition(f"personalize::{resource_type}", {"progression": "manual", "times": 2})


def polled(aws: Aws, arn: str) -> list[str]:
    """Every status that a waiter sees; the first is that of the Create itself."""
    seen = ["CREATE PENDING"]
    while seen[-1] not in ("ACTIVE", "CREATE FAILED"):
        seen.append(status(aws, arn))
    return seen


def emptied(aws: Aws, arn: str) -> list[str]:
    """Every status after a Delete until nothing is found."""
    seen = ["DELETE PENDING"]
    for _ in range(9):
        try:
            seen.append(status(aws, arn))
        except aws.personalize.exceptions.ResourceNotFoundException:
            return [*seen, "gone"]
    return seen


def test_a_workflow_from_the_first_create_to_the_last_delete(aws: Aws) -> None:
    client = aws.personalize
    rows = [(*row, "watch", 1.0) for row in views()]
    location = put_csv(aws, "ratings.csv", csv_text(EVENT_FIELDS, rows))

    group = client.create_dataset_group(name="films")["datasetGroupArn"]
    assert polled(aws, group) == WALK
    schema = client.create_schema(name="ratings", schema=schema_text(fields=EVENT_FIELDS))["schemaArn"]
    dataset = client.create_dataset(
        name="ratings", datasetGroupArn=group, datasetType="Interactions", schemaArn=schema
    )["datasetArn"]
    assert polled(aws, dataset) == WALK
    job = client.create_dataset_import_job(
        jobName="ratings", datasetArn=dataset, dataSource={"dataLocation": location}, roleArn=ROLE
    )["datasetImportJobArn"]
    with assert_refused("InvalidInputException"):  # nothing is imported before the job is ACTIVE
        client.create_solution(name="films", datasetGroupArn=group, recipeArn=recipe_arn("aws-sims"))
    assert polled(aws, job) == WALK

    solution = client.create_solution(
        name="films", datasetGroupArn=group, recipeArn=recipe_arn("aws-user-personalization"), eventType="watch"
    )["solutionArn"]
    assert polled(aws, solution) == WALK
    version = client.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    assert described(aws, solution)["latestSolutionVersion"]["status"] == "CREATE PENDING"
    assert polled(aws, version) == WALK
    campaign = client.create_campaign(name="films", solutionVersionArn=version)["campaignArn"]
    assert polled(aws, campaign) == WALK
    assert len(recommended(aws, campaign, userId="user-01")) == 25

    take_down(aws, campaign, solution, dataset, group, schema)
    assert client.list_dataset_groups()["datasetGroups"] == []
    assert client.list_schemas()["schemas"] == []


def take_down(aws: Aws, campaign: str, solution: str, dataset: str, group: str, schema: str) -> None:
    """In the order of the guide's clean-up; each step is refused before the one above it is through."""
    client = aws.personalize
    client.delete_campaign(campaignArn=campaign)
    with assert_refused("ResourceInUseException"):
        client.delete_solution(solutionArn=solution)
    assert emptied(aws, campaign) == GONE
    client.delete_solution(solutionArn=solution)
    assert emptied(aws, solution) == GONE
    client.delete_dataset(datasetArn=dataset)
    with assert_refused("ResourceInUseException"):
        client.delete_schema(schemaArn=schema)
    assert emptied(aws, dataset) == GONE
    client.delete_schema(schemaArn=schema)
    client.delete_dataset_group(datasetGroupArn=group)
    assert emptied(aws, group) == ["DELETE PENDING", "DELETE PENDING", "gone"]
