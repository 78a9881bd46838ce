"""The guide's Getting started: https://docs.aws.amazon.com/personalize/latest/dg/getting-started.html"""

from __future__ import annotations

import json
from functools import partial

import boto3
import pytest

from moto_personalize import mock_personalize
from tests.scenarios.conftest import Cli
from tests.workflow import (
    INTERACTION_FIELDS,
    ROLE,
    csv_text,
    evenness,
    items_of,
    ranking_of,
    recipe_arn,
    schema_text,
    views,
)

RATINGS = csv_text(INTERACTION_FIELDS, views())
SHELF = [f"item-{n:02}" for n in range(1, 21)]
# user-01 has seen odd films only
CLICKS = [{"eventType": "click", "sentAt": 1_700_000_000, "itemId": f"item-{n:02}"} for n in range(22, 40, 2)]


@pytest.mark.cli
def test_getting_started_with_the_aws_cli(cli: Cli) -> None:
    """Takes as many seconds as it has commands: each is a new process of Python."""
    (cli.directory / "MovieRatingSchema.json").write_text(schema_text())
    (cli.directory / "ratings.csv").write_text(RATINGS)
    cli("s3", "mb", "s3://movie-ratings")
    cli("s3", "cp", "ratings.csv", "s3://movie-ratings/ratings.csv")
    dataset = data_by_cli(cli)
    job = cli(
        *("personalize", "create-dataset-import-job", "--job-name", "MovieRatingImportJob"),
        *("--dataset-arn", dataset, "--role-arn", ROLE),
        *("--data-source", "dataLocation=s3://movie-ratings/ratings.csv"),
    )["datasetImportJobArn"]
    described = cli("personalize", "describe-dataset-import-job", "--dataset-import-job-arn", job)
    assert described["datasetImportJob"]["status"] == "ACTIVE"
    group = dataset.replace(":dataset/", ":dataset-group/").removesuffix("/INTERACTIONS")
    campaign = campaign_by_cli(cli, group, "aws-user-personalization")
    ranker = campaign_by_cli(cli, group, "aws-personalized-ranking")
    before, ranked = recommended_by_cli(cli, campaign), ranked_by_cli(cli, ranker)
    assert len(before) == 25
    assert (evenness(before[:10]), evenness(ranked[:10])) == (0.0, 0.0)
    send_by_cli(cli, group)
    assert evenness(recommended_by_cli(cli, campaign)[:10]) == 1.0
    after = ranked_by_cli(cli, ranker)
    assert evenness(after[:10]) == 1.0
    assert sorted(after) == sorted(ranked) == SHELF


def data_by_cli(cli: Cli) -> str:
    schema = cli(
        *("personalize", "create-schema", "--name", "MovieRatingSchema"),
        *("--schema", "file://MovieRatingSchema.json"),
    )["schemaArn"]
    group = cli("personalize", "create-dataset-group", "--name", "MovieRatingDatasetGroup")["datasetGroupArn"]
    shown = cli("personalize", "describe-dataset-group", "--dataset-group-arn", group)
    assert shown["datasetGroup"]["status"] == "ACTIVE"
    return cli(
        *("personalize", "create-dataset", "--name", "MovieRatingDataset", "--dataset-group-arn", group),
        *("--dataset-type", "Interactions", "--schema-arn", schema),
    )["datasetArn"]


def campaign_by_cli(cli: Cli, group: str, recipe: str) -> str:
    solution = cli(
        *("personalize", "create-solution", "--name", recipe, "--dataset-group-arn", group),
        *("--recipe-arn", recipe_arn(recipe)),
    )["solutionArn"]
    version = cli("personalize", "create-solution-version", "--solution-arn", solution)["solutionVersionArn"]
    metrics = cli("personalize", "get-solution-metrics", "--solution-version-arn", version)["metrics"]
    assert metrics["coverage"] > 0
    return cli(
        *("personalize", "create-campaign", "--name", recipe),
        *("--solution-version-arn", version, "--min-provisioned-tps", "1"),
    )["campaignArn"]


def recommended_by_cli(cli: Cli, campaign: str) -> list[str]:
    return items_of(
        cli("personalize-runtime", "get-recommendations", "--campaign-arn", campaign, "--user-id", "user-01")
    )


def ranked_by_cli(cli: Cli, campaign: str) -> list[str]:
    return ranking_of(
        cli(
            *("personalize-runtime", "get-personalized-ranking", "--campaign-arn", campaign, "--user-id", "user-01"),
            *("--input-list", *SHELF),
        )
    )


def send_by_cli(cli: Cli, group: str) -> None:
    tracker = cli("personalize", "create-event-tracker", "--name", "MovieClickTracker", "--dataset-group-arn", group)
    printed = cli(
        *("personalize-events", "put-events", "--tracking-id", tracker["trackingId"], "--user-id", "user-01"),
        *("--session-id", "session", "--event-list", json.dumps(CLICKS)),
    )
    assert printed is None


@pytest.mark.cli
def test_the_aws_cli_shows_an_error_of_the_service(cli: Cli) -> None:
    arn = "arn:aws:personalize:us-east-1:123456789012:dataset-group/none"
    done = cli.run("personalize", "describe-dataset-group", "--dataset-group-arn", arn)
    assert done.returncode != 0
    assert "(ResourceNotFoundException)" in done.stderr
    assert f"The given dataset group does not exist: {arn}" in done.stderr


@mock_personalize
def test_getting_started_with_boto3_in_process() -> None:
    s3 = boto3.client("s3", region_name="us-east-1")
    s3.create_bucket(Bucket="movie-ratings")
    s3.put_object(Bucket="movie-ratings", Key="ratings.csv", Body=RATINGS)

    personalize = boto3.client("personalize", region_name="us-east-1")
    schema = personalize.create_schema(name="MovieRatingSchema", schema=schema_text())["schemaArn"]
    group = personalize.create_dataset_group(name="MovieRatingDatasetGroup")["datasetGroupArn"]
    dataset = personalize.create_dataset(
        name="MovieRatingDataset", datasetGroupArn=group, datasetType="Interactions", schemaArn=schema
    )["datasetArn"]
    job = personalize.create_dataset_import_job(
        jobName="MovieRatingImportJob",
        datasetArn=dataset,
        dataSource={"dataLocation": "s3://movie-ratings/ratings.csv"},
        roleArn=ROLE,
    )["datasetImportJobArn"]
    shown = personalize.describe_dataset_import_job(datasetImportJobArn=job)["datasetImportJob"]
    assert shown["status"] == "ACTIVE"

    campaigns = []
    for recipe in ("aws-user-personalization", "aws-personalized-ranking"):
        solution = personalize.create_solution(name=recipe, datasetGroupArn=group, recipeArn=recipe_arn(recipe))
        version = personalize.create_solution_version(solutionArn=solution["solutionArn"])["solutionVersionArn"]
        assert personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]["coverage"] > 0
        campaign = personalize.create_campaign(name=recipe, solutionVersionArn=version, minProvisionedTPS=1)
        campaigns.append(campaign["campaignArn"])

    runtime = boto3.client("personalize-runtime", region_name="us-east-1")
    recommend = partial(runtime.get_recommendations, campaignArn=campaigns[0], userId="user-01")
    rank = partial(runtime.get_personalized_ranking, campaignArn=campaigns[1], userId="user-01", inputList=SHELF)
    before, ranked = items_of(recommend()), ranking_of(rank())
    assert len(before) == 25
    assert (evenness(before[:10]), evenness(ranked[:10])) == (0.0, 0.0)

    tracker = personalize.create_event_tracker(name="MovieClickTracker", datasetGroupArn=group)
    events = boto3.client("personalize-events", region_name="us-east-1")
    events.put_events(trackingId=tracker["trackingId"], userId="user-01", sessionId="session", eventList=CLICKS)
    assert evenness(items_of(recommend())[:10]) == 1.0
    after = ranking_of(rank())
    assert evenness(after[:10]) == 1.0
    assert sorted(after) == sorted(ranked) == SHELF
