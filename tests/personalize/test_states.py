"""Every state of every noun, through Describe and List; the clients hold what they get against the output shapes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest
from botocore import xform_name
from moto.moto_api import state_manager

from moto_personalize import recipes
from tests.conftest import RESOURCE_TYPES, Aws
from tests.personalize.films import USER_FIELDS
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    ITEM_FIELDS,
    ROLE,
    attribute,
    create_dataset,
    create_group,
    csv_text,
    domain_group,
    films_group,
    noun_of,
    put_csv,
    recipe_arn,
    recommender,
    schema_text,
    train,
    views,
)

Life = Iterator[str]  # the ARN, whenever something was done to the resource
CREATED = {"CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE"}
FAILED = CREATED | {"CREATE FAILED"}
DELETED = CREATED | {"DELETE PENDING", "DELETE IN_PROGRESS"}
UPDATED = DELETED | {"UPDATE PENDING", "UPDATE IN_PROGRESS"}
EVENTS = [(*view, "Watch", "") for view in views(6, 8, 6)]


@dataclasses.dataclass(frozen=True)
class Shy:
    """A recipe of a user's own whose models cannot be deployed."""

    name = "shy"
    recipe_type = "USER_PERSONALIZATION"
    explores = True

    def fit(self, data: recipes.Snapshot) -> Shy:
        return self

    def scores(self, query: recipes.Query) -> recipes.Scores:
        return recipes.Scores.of(recipes.Prior.of(np.zeros(8)))

    def exploring(self, weight: float, age_cut_off: float) -> Shy:
        raise RuntimeError("not here")


@pytest.fixture
def shy() -> Iterator[None]:
    recipes.register(Shy)
    yield
    recipes.unregister("shy")


@pytest.fixture
def by_hand() -> Callable[[str], None]:
    """From now on resources of a type, and of no other, move by every second Describe, so that each status is shown."""

    def choose(resource_type: str) -> None:
        state_manager.set_transition(f"personalize::{resource_type}", {"progression": "manual", "times": 2})

    return choose


def statuses(aws: Aws, arn: str) -> Iterator[str]:
    """What List and Describe show by turns, until nothing changes any more; of an update under way, its own too."""
    noun = noun_of(arn)
    key = f"{noun[0].lower()}{noun[1:]}"
    before: list[list[str]] = []
    while len(before) < 3 or before[-1] != before[-3]:
        listed = next(iter(getattr(aws.personalize, xform_name(f"List{noun}s"))().values()))
        seen = [summary["status"] for summary in listed if summary[f"{key}Arn"] == arn]
        try:
            shown = getattr(aws.personalize, xform_name(f"Describe{noun}"))(**{f"{key}Arn": arn})[key]
        except aws.personalize.exceptions.ResourceNotFoundException:
            yield from seen
            return
        updates = [part for name, part in shown.items() if name.startswith("latest") and name.endswith("Update")]
        seen += [shown["status"], *(f"update {update['status']}" for update in updates)]
        yield from seen
        before.append(seen)


# --- lives ----------------------------------------------------------------------------------------------------


def of_a_dataset_group(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    by_hand("dataset_group")
    arn = create_group(aws)
    yield arn
    aws.personalize.delete_dataset_group(datasetGroupArn=arn)
    yield arn


def of_a_dataset(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    group = create_group(aws)
    wider = schema_text("Items", (*ITEM_FIELDS, {"name": "YEAR", "type": ["null", "int"]}))
    schema = aws.personalize.create_schema(name="wider", schema=wider)["schemaArn"]
    by_hand("dataset")
    arn = create_dataset(aws, group, "Items", ITEM_FIELDS)
    yield arn
    aws.personalize.update_dataset(datasetArn=arn, schemaArn=schema)
    yield arn
    aws.personalize.delete_dataset(datasetArn=arn)
    yield arn


def of_an_import_job(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    dataset = create_dataset(aws, create_group(aws), "Interactions", EVENT_FIELDS)
    by_hand("dataset_import_job")
    for name, rows in (("good", EVENTS), ("bad", [("ann", "heat", "yesterday", "Watch", "")])):
        location = put_csv(aws, f"{name}.csv", csv_text(EVENT_FIELDS, rows))
        yield aws.personalize.create_dataset_import_job(
            jobName=name, datasetArn=dataset, dataSource={"dataLocation": location}, roleArn=ROLE
        )["datasetImportJobArn"]


def of_an_export_job(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    group = films_group(aws, EVENTS, EVENT_FIELDS)
    dataset = aws.personalize.list_datasets(datasetGroupArn=group)["datasets"][0]["datasetArn"]
    aws.s3.create_bucket(Bucket="exports")
    by_hand("dataset_export_job")
    for name in ("good", "bad"):
        arn = aws.personalize.create_dataset_export_job(
            jobName=name,
            datasetArn=dataset,
            ingestionMode="ALL",
            roleArn=ROLE,
            jobOutput={"s3DataDestination": {"path": f"s3://exports/{name}/"}},
        )["datasetExportJobArn"]
        if name == "bad":
            empty(aws, "exports")
        yield arn


def empty(aws: Aws, bucket: str) -> None:
    """Delete a bucket with all that is in it."""
    for found in aws.s3.list_objects_v2(Bucket=bucket).get("Contents", []):
        aws.s3.delete_object(Bucket=bucket, Key=found["Key"])
    aws.s3.delete_bucket(Bucket=bucket)


def of_a_deletion_job(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    group = films_group(aws, EVENTS, EVENT_FIELDS)
    by_hand("data_deletion_job")
    for name in ("good", "bad"):
        location = put_csv(aws, f"{name}/users.csv", "USER_ID\nuser-01\n")
        arn = aws.personalize.create_data_deletion_job(
            jobName=name, datasetGroupArn=group, dataSource={"dataLocation": location}, roleArn=ROLE
        )["dataDeletionJobArn"]
        if name == "bad":
            aws.s3.delete_object(Bucket=BUCKET, Key="bad/users.csv")
        yield arn


def of_an_event_tracker(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    group = create_group(aws)
    by_hand("event_tracker")
    arn = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["eventTrackerArn"]
    yield arn
    aws.personalize.delete_event_tracker(eventTrackerArn=arn)
    yield arn


def of_a_filter(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    group = films_group(aws, EVENTS, EVENT_FIELDS)
    by_hand("filter")
    expression = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("Watch")'
    arn = aws.personalize.create_filter(name="seen", datasetGroupArn=group, filterExpression=expression)["filterArn"]
    yield arn
    aws.personalize.delete_filter(filterArn=arn)
    yield arn


def of_a_metric_attribution(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    group = films_group(aws, EVENTS, EVENT_FIELDS)
    by_hand("metric_attribution")
    arn = attribute(aws, group, {"watched": ("Watch", "SAMPLECOUNT()")})
    yield arn
    aws.personalize.update_metric_attribution(metricAttributionArn=arn, removeMetrics=["watched"])
    yield arn
    aws.personalize.delete_metric_attribution(metricAttributionArn=arn)
    yield arn


def of_a_solution(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    group = films_group(aws, EVENTS, EVENT_FIELDS)
    by_hand("solution")
    arn = aws.personalize.create_solution(name="films", datasetGroupArn=group, recipeArn=recipe_arn("aws-sims"))[
        "solutionArn"
    ]
    yield arn
    aws.personalize.update_solution(solutionArn=arn, performAutoTraining=False)
    yield arn
    aws.personalize.delete_solution(solutionArn=arn)
    yield arn


def of_a_solution_version(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    group = films_group(aws, EVENTS, EVENT_FIELDS)
    by_hand("solution_version")
    for name, settings in (("good", {}), ("bad", {"eventType": "nothing"})):
        yield train(aws, group, "aws-user-personalization", name, **settings)
    for name, seen in (("pending", 0), ("running", 1)):
        arn = train(aws, group, "aws-sims", name)
        for _ in range(2 * seen):
            aws.personalize.describe_solution_version(solutionVersionArn=arn)
        aws.personalize.stop_solution_version_creation(solutionVersionArn=arn)
        yield arn


def of_a_campaign(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    version = train(aws, films_group(aws, EVENTS, EVENT_FIELDS), "aws-user-personalization")
    by_hand("campaign")
    arn = aws.personalize.create_campaign(name="home", solutionVersionArn=version)["campaignArn"]
    yield arn
    aws.personalize.update_campaign(campaignArn=arn, minProvisionedTPS=2)
    yield arn
    shy = train(aws, version.split("solution/")[0] + "dataset-group/films", "shy")
    aws.personalize.update_campaign(campaignArn=arn, solutionVersionArn=shy)
    yield arn
    aws.personalize.delete_campaign(campaignArn=arn)
    yield arn
    yield aws.personalize.create_campaign(name="bad", solutionVersionArn=shy)["campaignArn"]


def of_a_recommender(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    rows = [row[:4] for row in EVENTS]
    group = domain_group(aws, rows, "VIDEO_ON_DEMAND")
    by_hand("recommender")
    arn = recommender(aws, group, "aws-vod-top-picks")
    yield arn
    config = {"itemExplorationConfig": {"explorationWeight": "0"}}
    aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig=config)
    yield arn
    for verb in (aws.personalize.stop_recommender, aws.personalize.start_recommender):
        verb(recommenderArn=arn)
        yield arn
    aws.personalize.delete_dataset(datasetArn=group.replace("dataset-group", "dataset") + "/INTERACTIONS")
    create_dataset(aws, group, "Users", USER_FIELDS, domain="VIDEO_ON_DEMAND")
    config = {"trainingDataConfig": {"excludedDatasetColumns": {"USERS": ["AGE"]}}}
    aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig=config)
    yield arn
    aws.personalize.delete_recommender(recommenderArn=arn)
    yield arn
    group = domain_group(aws, [(*row[:3], "Click") for row in rows], "VIDEO_ON_DEMAND", "clicks")
    yield recommender(aws, group, "aws-vod-most-popular", "bad")


def of_a_batch_inference_job(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    version = train(aws, films_group(aws, EVENTS, EVENT_FIELDS), "aws-user-personalization")
    yield from of_a_batch_job(aws, by_hand, "batch_inference_job", version, '{"userId": "user-01"}\n')


def of_a_batch_segment_job(aws: Aws, by_hand: Callable[[str], None]) -> Life:
    version = train(aws, films_group(aws, EVENTS, EVENT_FIELDS), "aws-item-affinity")
    yield from of_a_batch_job(aws, by_hand, "batch_segment_job", version, '{"itemId": "item-02"}\n')


def of_a_batch_job(aws: Aws, by_hand: Callable[[str], None], kind: str, version: str, line: str) -> Life:
    aws.s3.create_bucket(Bucket="answers")
    by_hand(kind)
    member = "".join(part.capitalize() for part in kind.split("_"))
    for name in ("good", "bad"):
        answer = getattr(aws.personalize, f"create_{kind}")(
            jobName=name,
            solutionVersionArn=version,
            jobInput={"s3DataSource": {"path": put_csv(aws, f"{name}/lines.json", line)}},
            jobOutput={"s3DataDestination": {"path": f"s3://answers/{name}/"}},
            roleArn=ROLE,
        )
        if name == "bad":
            empty(aws, "answers")
        yield answer[f"{member[0].lower()}{member[1:]}Arn"]


LIVES: dict[str, tuple[Callable[[Aws, Callable[[str], None]], Life], set[str]]] = {
    "dataset_group": (of_a_dataset_group, CREATED | {"DELETE PENDING"}),
    "dataset": (of_a_dataset, UPDATED | {"update UPDATE PENDING", "update UPDATE IN_PROGRESS", "update ACTIVE"}),
    "dataset_import_job": (of_an_import_job, FAILED),
    "dataset_export_job": (of_an_export_job, FAILED),
    "data_deletion_job": (of_a_deletion_job, {"PENDING", "IN_PROGRESS", "COMPLETED", "FAILED"}),
    "event_tracker": (of_an_event_tracker, DELETED),
    "filter": (of_a_filter, DELETED),
    "metric_attribution": (of_a_metric_attribution, UPDATED),
    "solution": (of_a_solution, DELETED | {f"update {status}" for status in CREATED}),
    "solution_version": (of_a_solution_version, FAILED | {"CREATE STOPPING", "CREATE STOPPED"}),
    "campaign": (of_a_campaign, FAILED | DELETED | {f"update {status}" for status in FAILED}),
    "recommender": (
        of_a_recommender,
        FAILED
        | DELETED
        | {"STOP PENDING", "STOP IN_PROGRESS", "INACTIVE", "START PENDING", "START IN_PROGRESS"}
        | {f"update {status}" for status in FAILED},
    ),
    "batch_inference_job": (of_a_batch_inference_job, FAILED),
    "batch_segment_job": (of_a_batch_segment_job, FAILED),
}
WITHOUT_STATES: Sequence[str] = ("metric_attribution_metric", "recipe")  # the one shows none, the other ACTIVE alone


def test_every_noun_has_a_life_here() -> None:
    assert sorted([*LIVES, *WITHOUT_STATES]) == sorted(RESOURCE_TYPES)


@pytest.mark.parametrize("kind", LIVES)
def test_describe_and_list_show_every_state_in_their_shapes(
    kind: str, aws: Aws, little_data: None, shy: None, by_hand: Any
) -> None:
    life, expected = LIVES[kind]
    assert {status for arn in life(aws, by_hand) for status in statuses(aws, arn)} == expected
