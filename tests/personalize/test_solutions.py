from __future__ import annotations

import json
from typing import Any

import pytest

from tests.conftest import Aws
from tests.workflow import (
    EVENT_FIELDS,
    ITEM_FIELDS,
    answer_of,
    assert_refused,
    create_dataset,
    create_group,
    deploy,
    described,
    films_group,
    recipe_arn,
    status,
    train,
    views,
)

ARN = "arn:aws:personalize:us-east-1:123456789012:solution/films"
NO_INTERACTIONS = (
    "Dataset group must contain an INTERACTIONS dataset with successfully completed dataset import job "
    "or EVENT_INTERACTIONS"
)


@pytest.fixture
def group(aws: Aws) -> str:
    return films_group(aws, views())


def create(aws: Aws, group: str, recipe: str = "aws-popularity-count", name: str = "films", **kwargs: Any) -> str:
    return aws.personalize.create_solution(name=name, datasetGroupArn=group, recipeArn=recipe_arn(recipe), **kwargs)[
        "solutionArn"
    ]


def test_creating_a_solution_answers_with_its_arn_alone(aws: Aws, group: str) -> None:
    answer = aws.personalize.create_solution(
        name="films", datasetGroupArn=group, recipeArn=recipe_arn("aws-user-personalization")
    )
    assert answer_of(answer) == {"solutionArn": ARN}


def test_a_solution_shows_its_members_and_defaults(aws: Aws, group: str) -> None:
    solution = described(aws, create(aws, group, "aws-user-personalization"))
    created = solution.pop("creationDateTime")
    assert solution == {
        "name": "films",
        "solutionArn": ARN,
        "performHPO": False,
        "performAutoML": False,
        "performAutoTraining": True,
        "recipeArn": recipe_arn("aws-user-personalization"),
        "datasetGroupArn": group,
        "solutionConfig": {},
        "status": "ACTIVE",
        "lastUpdatedDateTime": created,
    }


@pytest.mark.parametrize("recipe", ["aws-sims", "aws-personalized-ranking"])
def test_other_recipes_show_no_configuration_where_none_was_given(aws: Aws, group: str, recipe: str) -> None:
    assert "solutionConfig" not in described(aws, create(aws, group, recipe))


def test_a_configuration_is_shown_as_it_was_given(aws: Aws, group: str) -> None:
    config = {
        "algorithmHyperParameters": {"hidden_dimension": "64"},
        "featureTransformationParameters": {"max_user_history_length_percentile": "0.9"},
        "autoTrainingConfig": {"schedulingExpression": "rate(1 day)"},
    }
    solution = described(aws, create(aws, group, "aws-user-personalization", solutionConfig=config))
    assert solution["solutionConfig"] == config


def test_a_solution_shows_its_latest_version(aws: Aws, group: str) -> None:
    create(aws, group)
    versions = [aws.personalize.create_solution_version(solutionArn=ARN)["solutionVersionArn"] for _ in range(2)]
    latest = described(aws, ARN)["latestSolutionVersion"]
    assert latest.pop("creationDateTime") <= latest.pop("lastUpdatedDateTime")
    assert latest == {
        "solutionVersionArn": versions[1],
        "status": "ACTIVE",
        "trainingMode": "FULL",
        "trainingType": "MANUAL",
    }


def test_solutions_are_listed_by_group(aws: Aws, group: str) -> None:
    create(aws, group)
    books = films_group(aws, views(), name="books")
    create(aws, books, name="books")
    (solution,) = aws.personalize.list_solutions(datasetGroupArn=group)["solutions"]
    assert list(solution) == [
        "name",
        "solutionArn",
        "status",
        "creationDateTime",
        "lastUpdatedDateTime",
        "recipeArn",
    ]
    assert len(aws.personalize.list_solutions()["solutions"]) == 2


def test_a_name_is_taken_in_every_group_of_the_account(aws: Aws, group: str) -> None:
    create(aws, group)
    books = films_group(aws, views(), name="books")
    with assert_refused("ResourceAlreadyExistsException", f"Another resource with Arn {ARN} already exists."):
        create(aws, books)


def test_an_unknown_group_recipe_or_solution_is_not_found(aws: Aws, group: str) -> None:
    with assert_refused("ResourceNotFoundException", f"The given dataset group does not exist: {group}x"):
        create(aws, group + "x")
    with assert_refused("ResourceNotFoundException", f"The given recipe does not exist: {recipe_arn('aws-none')}"):
        create(aws, group, "aws-none")
    for verb in (aws.personalize.describe_solution, aws.personalize.delete_solution):
        with assert_refused("ResourceNotFoundException", f"The given solution does not exist: {ARN}"):
            verb(solutionArn=ARN)


@pytest.mark.usefixtures("manual")
def test_a_solution_needs_an_active_group(aws: Aws) -> None:
    group = create_group(aws)
    with assert_refused("ResourceInUseException", f"The given dataset group is not ACTIVE but CREATE PENDING: {group}"):
        create(aws, group)


def test_a_group_without_interactions_cannot_be_trained(aws: Aws) -> None:
    group = create_group(aws)
    with assert_refused("InvalidInputException", NO_INTERACTIONS):
        create(aws, group)
    create_dataset(aws, group)
    with assert_refused("InvalidInputException", NO_INTERACTIONS):
        create(aws, group)


def test_streamed_events_are_interactions_enough_for_a_solution(aws: Aws) -> None:
    group = create_group(aws)
    create_dataset(aws, group)
    tracking = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "click", "itemId": "a", "sentAt": 1}
    aws.events.put_events(trackingId=tracking, sessionId="s", userId="u", eventList=[event])
    assert status(aws, create(aws, group)) == "ACTIVE"


def test_a_recipe_or_auto_ml_must_be_chosen(aws: Aws, group: str) -> None:
    with assert_refused("InvalidInputException", "recipeArn is required when performAutoML is not true."):
        aws.personalize.create_solution(name="films", datasetGroupArn=group)
    with assert_refused("InvalidInputException", "recipeArn must not be given when performAutoML is true."):
        create(aws, group, performAutoML=True)


def test_a_use_case_of_a_domain_is_for_recommenders(aws: Aws, group: str) -> None:
    arn = recipe_arn("aws-vod-top-picks")
    expected = f"{arn} is a use case of domain VIDEO_ON_DEMAND; create a recommender for it."
    with assert_refused("InvalidInputException", expected):
        create(aws, group, "aws-vod-top-picks")


def test_incremental_updates_are_for_semantic_similarity_alone(aws: Aws, group: str) -> None:
    expected = "performIncrementalUpdate is for the recipe aws-semantic-similarity alone."
    with assert_refused("InvalidInputException", expected):
        create(aws, group, performIncrementalUpdate=True)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (
            {"algorithmHyperParameters": {"depth": "3"}},
            "aws-user-personalization has no hyperparameter 'depth'; it has: hidden_dimension, bptt, recency_mask, "
            "min_user_history_length_percentile, max_user_history_length_percentile.",
        ),
        (
            {"algorithmHyperParameters": {"bptt": "33"}},
            "'bptt' is 33, expected an integer from 2 to 32.",
        ),
        (
            {"algorithmHyperParameters": {"recency_mask": "maybe"}},
            "'recency_mask' is 'maybe', expected true or false.",
        ),
        (
            {"featureTransformationParameters": {"bptt": "3"}},
            "'bptt' of aws-user-personalization belongs to algorithmHyperParameters.",
        ),
    ],
)
def test_a_wrong_hyperparameter_is_refused(aws: Aws, group: str, config: dict[str, Any], expected: str) -> None:
    with assert_refused("InvalidInputException", expected):
        create(aws, group, "aws-user-personalization", solutionConfig=config)


def test_event_type_and_threshold_need_their_columns(aws: Aws, group: str) -> None:
    expected = "eventType click needs an EVENT_TYPE column in the Interactions schema."
    with assert_refused("InvalidInputException", expected):
        create(aws, group, eventType="click")
    expected = "eventValueThreshold 0.5 needs an EVENT_VALUE column in the Interactions schema."
    with assert_refused("InvalidInputException", expected):
        create(aws, group, solutionConfig={"eventValueThreshold": "0.5"})


@pytest.mark.parametrize("threshold", ["much", "nan", "inf", "1_0", " 5"])
def test_a_threshold_is_a_number(aws: Aws, group: str, threshold: str) -> None:
    with assert_refused("InvalidInputException", f"eventValueThreshold is not a number: {threshold}"):
        create(aws, group, solutionConfig={"eventValueThreshold": threshold})


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"ITEMS": ["GENRES"]}, "excludedDatasetColumns names ITEMS, but {group} has no such dataset."),
        (
            {"INTERACTIONS": ["GENRES"]},
            "excludedDatasetColumns names GENRES, which is not a column of {dataset}.",
        ),
        ({"INTERACTIONS": ["EVENT_TYPE"]}, "EVENT_TYPE cannot be excluded from training."),
        (
            {"INTERACTIONS": ["EVENT_VALUE"], "Interactions": ["EVENT_VALUE"]},
            "excludedDatasetColumns names the dataset type INTERACTIONS more than once.",
        ),
        ({"Interactions": ["EVENT_VALUE", "USER_ID", "ITEM_ID"]}, "ITEM_ID cannot be excluded from training."),
    ],
)
def test_columns_to_exclude_must_be_there(aws: Aws, columns: dict[str, list[str]], expected: str) -> None:
    rows = [(*row, "click", 1) for row in views()]
    group = films_group(aws, rows, EVENT_FIELDS)
    expected = expected.format(group=group, dataset=group.replace("dataset-group", "dataset") + "/INTERACTIONS")
    with assert_refused("InvalidInputException", expected):
        create(aws, group, solutionConfig={"trainingDataConfig": {"excludedDatasetColumns": columns}})


def test_a_column_is_not_both_included_and_excluded(aws: Aws) -> None:
    group = films_group(aws, [(*row, "click", 1) for row in views()], EVENT_FIELDS)
    config = {
        "includedDatasetColumns": {"INTERACTIONS": ["EVENT_TYPE", "EVENT_VALUE"]},
        "excludedDatasetColumns": {"interactions": ["EVENT_VALUE"]},
    }
    expected = "EVENT_VALUE of INTERACTIONS is both included in training and excluded from it."
    with assert_refused("InvalidInputException", expected):
        create(aws, group, solutionConfig={"trainingDataConfig": config})


@pytest.mark.parametrize("days", [0, 31])
def test_automatic_training_runs_every_1_to_30_days(aws: Aws, group: str, days: int) -> None:
    schedule = f"rate({days} days)"
    with assert_refused("InvalidInputException", f"The schedule {schedule} is not between 1 and 30 days."):
        create(aws, group, solutionConfig={"autoTrainingConfig": {"schedulingExpression": schedule}})


def test_coldstart_needs_items(aws: Aws, group: str) -> None:
    recipe = "aws-hrnn-coldstart"
    expected = "Dataset group must contain an ITEMS dataset with successfully completed dataset import job"
    with assert_refused("InvalidInputException", expected):
        create(aws, group, recipe)
    items = create_dataset(aws, group, "Items", ITEM_FIELDS)
    with assert_refused("InvalidInputException", expected):
        create(aws, group, recipe)
    properties = json.dumps({"creationTimestamp": 1_600_000_000})
    aws.events.put_items(datasetArn=items, items=[{"itemId": "item-00", "properties": properties}])
    assert status(aws, create(aws, group, recipe)) == "ACTIVE"


def test_an_eleventh_solution_of_a_group_is_refused(aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(10):
        create(aws, group, name=f"films-{number}")
    expected = "More than 10 resources in ACTIVE state. Please delete some and try again."
    with assert_refused("LimitExceededException", expected):
        create(aws, group)
    assert status(aws, create(aws, films_group(aws, views(), name="books"), name="books")) == "ACTIVE"
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "false")
    assert status(aws, create(aws, group)) == "ACTIVE"


def test_a_solution_with_a_campaign_is_not_deleted(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-popularity-count", "films")
    expected = f"The given solution cannot be deleted while the campaign {campaign} is ACTIVE: {ARN}"
    with assert_refused("ResourceInUseException", expected):
        aws.personalize.delete_solution(solutionArn=ARN)
    aws.personalize.delete_campaign(campaignArn=campaign)
    aws.personalize.delete_solution(solutionArn=ARN)
    with assert_refused("ResourceNotFoundException", f"The given solution does not exist: {ARN}"):
        described(aws, ARN)


def test_versions_go_with_their_solution(aws: Aws, group: str) -> None:
    version = train(aws, group, "aws-popularity-count", "films")
    aws.personalize.delete_solution(solutionArn=ARN)
    with assert_refused("ResourceNotFoundException", f"The given solution version does not exist: {version}"):
        described(aws, version)
    assert aws.personalize.list_solution_versions()["solutionVersions"] == []


def test_versions_stay_until_their_solution_is_gone(aws: Aws, group: str, request: pytest.FixtureRequest) -> None:
    version = train(aws, group, "aws-popularity-count", "films")
    request.getfixturevalue("manual")
    aws.personalize.delete_solution(solutionArn=ARN)
    assert status(aws, version) == "ACTIVE"
    with assert_refused("ResourceInUseException", f"The given solution is not ACTIVE but DELETE PENDING: {ARN}"):
        aws.personalize.create_campaign(name="late", solutionVersionArn=version)
    assert status(aws, ARN) == "DELETE IN_PROGRESS"
    for arn, noun in ((ARN, "solution"), (version, "solution version")):
        with assert_refused("ResourceNotFoundException", f"The given {noun} does not exist: {arn}"):
            described(aws, arn)


def test_a_solution_in_training_is_not_deleted(aws: Aws, group: str, request: pytest.FixtureRequest) -> None:
    create(aws, group)
    request.getfixturevalue("manual")
    version = aws.personalize.create_solution_version(solutionArn=ARN)["solutionVersionArn"]
    expected = f"The given solution cannot be deleted while the solution version {version} is CREATE PENDING: {ARN}"
    with assert_refused("ResourceInUseException", expected):
        aws.personalize.delete_solution(solutionArn=ARN)
    status(aws, version)
    aws.personalize.stop_solution_version_creation(solutionVersionArn=version)
    with assert_refused("ResourceInUseException", expected.replace("CREATE PENDING", "CREATE STOPPING")):
        aws.personalize.delete_solution(solutionArn=ARN)
    assert status(aws, version) == "CREATE STOPPED"
    aws.personalize.delete_solution(solutionArn=ARN)
    assert status(aws, ARN) == "DELETE IN_PROGRESS"
