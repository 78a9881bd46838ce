from __future__ import annotations

import re

import pytest

from tests.conftest import Aws
from tests.workflow import answer_of, assert_refused, described, films_group, recipe_arn, status, train, views

SOLUTION = "arn:aws:personalize:us-east-1:123456789012:solution/films"
UNKNOWN = f"{SOLUTION}/0123abcd"


@pytest.fixture
def group(aws: Aws) -> str:
    return films_group(aws, views())


@pytest.fixture
def solution(aws: Aws, group: str) -> str:
    arn = recipe_arn("aws-user-personalization")
    return aws.personalize.create_solution(name="films", datasetGroupArn=group, recipeArn=arn)["solutionArn"]


def create(aws: Aws, solution: str, **kwargs: object) -> str:
    return aws.personalize.create_solution_version(solutionArn=solution, **kwargs)["solutionVersionArn"]


def test_creating_a_version_answers_with_an_arn_of_eight_hexadecimal_digits(aws: Aws, solution: str) -> None:
    answer = answer_of(aws.personalize.create_solution_version(solutionArn=solution))
    assert list(answer) == ["solutionVersionArn"]
    assert re.fullmatch(re.escape(SOLUTION) + "/[0-9a-f]{8}", answer["solutionVersionArn"])


def test_each_call_makes_another_version(aws: Aws, solution: str) -> None:
    assert create(aws, solution) != create(aws, solution)


def test_a_version_shows_its_members_and_a_name_made_of_its_id(aws: Aws, solution: str, group: str) -> None:
    arn = create(aws, solution)
    version = described(aws, arn)
    assert version.pop("creationDateTime") <= version.pop("lastUpdatedDateTime")
    assert version == {
        "name": "films/" + arn.rsplit("/", 1)[-1],
        "solutionVersionArn": arn,
        "solutionArn": solution,
        "performHPO": False,
        "performAutoML": False,
        "recipeArn": recipe_arn("aws-user-personalization"),
        "datasetGroupArn": group,
        "solutionConfig": {},
        "trainingHours": 0.251,
        "trainingMode": "FULL",
        "trainingType": "MANUAL",
        "status": "ACTIVE",
    }


def test_a_version_keeps_the_name_that_it_is_given(aws: Aws, solution: str) -> None:
    assert described(aws, create(aws, solution, name="friday"))["name"] == "friday"


def test_versions_are_listed_by_solution_newest_first(aws: Aws, solution: str, group: str) -> None:
    first, second = create(aws, solution), create(aws, solution)
    train(aws, group, "aws-sims")
    versions = aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"]
    assert [version["solutionVersionArn"] for version in versions] == [second, first]
    assert list(versions[0]) == [
        "solutionVersionArn",
        "status",
        "trainingMode",
        "trainingType",
        "creationDateTime",
        "lastUpdatedDateTime",
    ]
    assert len(aws.personalize.list_solution_versions()["solutionVersions"]) == 3


def test_an_unknown_solution_or_version_is_not_found(aws: Aws) -> None:
    with assert_refused("ResourceNotFoundException", f"The given solution does not exist: {SOLUTION}"):
        create(aws, SOLUTION)
    for verb in ("describe_solution_version", "stop_solution_version_creation", "get_solution_metrics"):
        with assert_refused("ResourceNotFoundException", f"The given solution version does not exist: {UNKNOWN}"):
            getattr(aws.personalize, verb)(solutionVersionArn=UNKNOWN)


def test_a_version_needs_an_active_solution(aws: Aws, group: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("manual")
    solution = request.getfixturevalue("solution")
    expected = f"The given solution is not ACTIVE but CREATE PENDING: {solution}"
    with assert_refused("ResourceInUseException", expected):
        create(aws, solution)


def test_a_twenty_first_training_at_a_time_is_refused(
    aws: Aws, solution: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    request.getfixturevalue("manual")
    for _ in range(20):
        create(aws, solution)
    with assert_refused("LimitExceededException", "More than 20 resources with PENDING or IN_PROGRESS status."):
        create(aws, solution)
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "false")
    assert described(aws, create(aws, solution))["status"] == "CREATE IN_PROGRESS"


def test_stopping_a_pending_version_stops_it_at_once(aws: Aws, solution: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("manual")
    version = create(aws, solution)
    assert answer_of(aws.personalize.stop_solution_version_creation(solutionVersionArn=version)) == {}
    listed = aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"]
    assert [v["status"] for v in listed] == ["CREATE STOPPED"]
    assert [status(aws, version) for _ in range(2)] == ["CREATE STOPPED"] * 2


def test_stopping_a_training_version_takes_a_moment(aws: Aws, solution: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("manual")
    version = create(aws, solution)
    assert status(aws, version) == "CREATE IN_PROGRESS"
    aws.personalize.stop_solution_version_creation(solutionVersionArn=version)
    listed = aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"]
    assert [v["status"] for v in listed] == ["CREATE STOPPING"]
    with assert_refused(
        "ResourceInUseException",
        f"The given solution version is not being created but CREATE STOPPING: {version}",
    ):
        aws.personalize.stop_solution_version_creation(solutionVersionArn=version)
    assert status(aws, version) == "CREATE STOPPED"


def test_a_finished_version_cannot_be_stopped(aws: Aws, solution: str) -> None:
    version = create(aws, solution)
    expected = f"The given solution version is not being created but ACTIVE: {version}"
    with assert_refused("ResourceInUseException", expected):
        aws.personalize.stop_solution_version_creation(solutionVersionArn=version)


def test_a_stopped_version_can_be_neither_deployed_nor_measured(
    aws: Aws, solution: str, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("manual")
    version = create(aws, solution)
    aws.personalize.stop_solution_version_creation(solutionVersionArn=version)
    with assert_refused(
        "ResourceInUseException", f"The given solution version is not ACTIVE but CREATE STOPPED: {version}"
    ):
        aws.personalize.create_campaign(name="films", solutionVersionArn=version)
    with assert_refused("ResourceInUseException", "Cannot get metrics for solution since it is not in ACTIVE state."):
        aws.personalize.get_solution_metrics(solutionVersionArn=version)


def test_metrics_are_refused_during_training(aws: Aws, solution: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("manual")
    version = create(aws, solution)
    for _ in range(2):
        with assert_refused(
            "ResourceInUseException", "Cannot get metrics for solution since it is not in ACTIVE state."
        ):
            aws.personalize.get_solution_metrics(solutionVersionArn=version)
        last = status(aws, version)
    assert last == "ACTIVE"
    assert aws.personalize.get_solution_metrics(solutionVersionArn=version)["solutionVersionArn"] == version
