"""UpdateSolution: what it changes, when, and what it does to the schedule."""

from __future__ import annotations

from typing import Any

import pytest
from moto.moto_api import state_manager

from moto_personalize.testing import advance, advance_to
from tests.clocks import DAY, HOUR, frozen
from tests.conftest import Aws
from tests.personalize.test_automatic_training import click, create, trainings
from tests.workflow import EVENT_FIELDS, answer_of, assert_refused, described, films_group, recipe_arn, views

SLOWLY = {"autoTrainingConfig": {"schedulingExpression": "rate(30 days)"}}


@pytest.fixture
def group(aws: Aws) -> str:
    return films_group(aws, [(*view, "watch", "") for view in views()], EVENT_FIELDS)


@pytest.fixture
def solution(aws: Aws, group: str) -> str:
    return create(aws, group, "rate(2 days)")


def update(aws: Aws, solution: str, **kwargs: Any) -> dict[str, Any]:
    return answer_of(aws.personalize.update_solution(solutionArn=solution, **kwargs))


def test_an_update_answers_with_the_arn_alone_and_changes_what_it_names(aws: Aws, solution: str) -> None:
    assert update(aws, solution, solutionUpdateConfig=SLOWLY) == {"solutionArn": solution}
    shown = described(aws, solution)
    assert (shown["solutionConfig"], shown["performAutoTraining"]) == (SLOWLY, True)
    latest = shown["latestSolutionUpdate"]
    assert latest.pop("creationDateTime") <= latest.pop("lastUpdatedDateTime")
    assert latest == {"solutionUpdateConfig": SLOWLY, "status": "ACTIVE"}


def test_a_solution_that_was_never_updated_shows_no_update(aws: Aws, solution: str) -> None:
    assert "latestSolutionUpdate" not in described(aws, solution)


def test_an_update_of_nothing_changes_nothing(aws: Aws, solution: str) -> None:
    before = described(aws, solution)
    update(aws, solution)
    shown = described(aws, solution)
    assert shown.pop("latestSolutionUpdate")["status"] == "ACTIVE"
    assert shown.pop("lastUpdatedDateTime") >= before.pop("lastUpdatedDateTime")
    assert shown == before


def test_what_an_update_does_not_name_stays(aws: Aws, group: str) -> None:
    config = {
        "algorithmHyperParameters": {"bptt": "8"},
        "autoTrainingConfig": {"schedulingExpression": "rate(1 day)"},
    }
    solution = aws.personalize.create_solution(
        name="kept",
        datasetGroupArn=group,
        recipeArn=recipe_arn("aws-user-personalization"),
        solutionConfig=config,
    )["solutionArn"]
    update(aws, solution, performAutoTraining=False)
    assert described(aws, solution)["performAutoTraining"] is False
    update(aws, solution, solutionUpdateConfig=SLOWLY)
    assert described(aws, solution)["solutionConfig"] == {**config, **SLOWLY}


def test_a_new_events_configuration_takes_the_place_of_the_old(aws: Aws, group: str) -> None:
    def events(*types: str) -> dict[str, Any]:
        return {"eventsConfig": {"eventParametersList": [{"eventType": kind, "weight": 0.5} for kind in types]}}

    solution = aws.personalize.create_solution(
        name="weighted",
        datasetGroupArn=group,
        recipeArn=recipe_arn("aws-user-personalization-v2"),
        solutionConfig=events("watch", "like"),
    )["solutionArn"]
    update(aws, solution, solutionUpdateConfig=events("watch"))
    assert described(aws, solution)["solutionConfig"] == events("watch")


def test_an_update_is_on_its_way_while_the_solution_keeps_what_it_had(aws: Aws, solution: str) -> None:
    state_manager.set_transition("personalize::solution", {"progression": "manual", "times": 1})
    update(aws, solution, performAutoTraining=False)
    seen = []
    for _ in range(3):
        shown = described(aws, solution)
        seen.append((shown["status"], shown["latestSolutionUpdate"]["status"], shown["performAutoTraining"]))
    assert seen == [("ACTIVE", "CREATE IN_PROGRESS", True), ("ACTIVE", "ACTIVE", False), ("ACTIVE", "ACTIVE", False)]


def test_during_an_update_a_solution_trains_and_is_neither_updated_nor_deleted(aws: Aws, solution: str) -> None:
    state_manager.set_transition("personalize::solution", {"progression": "manual", "times": 9})
    update(aws, solution, performAutoTraining=False)
    version = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    assert described(aws, version)["status"] == "ACTIVE"
    expected = "The given solution cannot be {} while its update is CREATE PENDING: " + solution
    with assert_refused("ResourceInUseException", expected.format("updated")):
        update(aws, solution, performAutoTraining=True)
    with assert_refused("ResourceInUseException", expected.format("deleted")):
        aws.personalize.delete_solution(solutionArn=solution)
    assert advance_to(solution, "ACTIVE", endpoint_url=aws.endpoint_url) == "ACTIVE"
    assert described(aws, solution)["performAutoTraining"] is False


def test_what_cannot_be_is_refused_and_changes_nothing(aws: Aws, solution: str) -> None:
    with assert_refused("ResourceNotFoundException", f"The given solution does not exist: {solution}x"):
        update(aws, solution + "x")
    config = {"autoTrainingConfig": {"schedulingExpression": "rate(31 days)"}}
    with assert_refused("InvalidInputException", "The schedule rate(31 days) is not between 1 and 30 days."):
        update(aws, solution, solutionUpdateConfig=config)
    incremental = "performIncrementalUpdate is for the recipe aws-semantic-similarity alone."
    with assert_refused("InvalidInputException", incremental):
        update(aws, solution, performIncrementalUpdate=True)
    assert "latestSolutionUpdate" not in described(aws, solution)


def test_another_rate_starts_the_clock_anew(aws: Aws, group: str) -> None:
    with frozen() as shift:
        solution = create(aws, group, "rate(2 days)")
        shift(HOUR)
        assert len(trainings(aws, solution)) == 1
        click(aws, group)
        shift(DAY - HOUR)
        update(aws, solution, solutionUpdateConfig=SLOWLY)
        shift(HOUR)
        assert trainings(aws, solution)[1:] == [("AUTOMATIC", 1 + 1 / 24)]
        click(aws, group, "item-04")
        shift(30 * DAY)
        assert trainings(aws, solution)[2:] == [("AUTOMATIC", 31 + 1 / 24)]


def test_the_same_rate_again_leaves_the_schedule_alone(aws: Aws, group: str) -> None:
    with frozen() as shift:
        solution = create(aws, group, "rate(2 days)")
        shift(HOUR)
        click(aws, group)
        config = {"autoTrainingConfig": {"schedulingExpression": "rate(2 days)"}}
        update(aws, solution, solutionUpdateConfig=config, performAutoTraining=True)
        shift(DAY)
        assert len(trainings(aws, solution)) == 1
        shift(DAY)
        assert trainings(aws, solution)[1:] == [("AUTOMATIC", 2 + 1 / 24)]


def test_automatic_training_is_turned_off_and_on(aws: Aws, group: str) -> None:
    with frozen() as shift:
        solution = create(aws, group)
        update(aws, solution, performAutoTraining=False)
        shift(9 * DAY)
        assert trainings(aws, solution) == []
        update(aws, solution, performAutoTraining=True)
        shift(HOUR)
        assert trainings(aws, solution) == [("AUTOMATIC", 9 + 1 / 24)]


def test_turned_off_there_is_nothing_to_advance(aws: Aws, solution: str) -> None:
    update(aws, solution, performAutoTraining=False)
    assert advance(solution, endpoint_url=aws.endpoint_url) == {solution: "ACTIVE"}
