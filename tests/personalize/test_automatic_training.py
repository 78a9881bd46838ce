"""Versions that a solution trains by itself, by the clock that a test holds or by `advance`."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from typing import Any

import pytest
from moto.moto_api import state_manager

from moto_personalize.personalize.models import personalize_backends
from moto_personalize.personalize.service.campaigns import Campaign
from moto_personalize.testing import advance, advance_to
from tests.clocks import DAY, HOUR, START, Clock, Shift, either_clock, frozen
from tests.conftest import Aws
from tests.personalize.test_data_deletion_jobs import forget
from tests.workflow import (
    EVENT_FIELDS,
    csv_text,
    deploy,
    described,
    films_group,
    import_csv,
    recipe_arn,
    status,
    views,
)


@pytest.fixture
def group(aws: Aws) -> str:
    return films_group(aws, [(*view, "watch", "") for view in views()], EVENT_FIELDS)


@pytest.fixture
def shift() -> Iterator[Shift]:
    with frozen() as shift:
        yield shift


def create(aws: Aws, group: str, rate: str | None = None, name: str = "films", **kwargs: Any) -> str:
    config = {"solutionConfig": {"autoTrainingConfig": {"schedulingExpression": rate}}} if rate else {}
    return aws.personalize.create_solution(
        name=name, datasetGroupArn=group, recipeArn=recipe_arn("aws-popularity-count"), **config, **kwargs
    )["solutionArn"]


def trainings(aws: Aws, solution: str) -> list[tuple[str, float]]:
    """Type and start of each version, oldest first; starts in days since the test began."""
    versions = aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"]
    return [
        (version["trainingType"], (version["creationDateTime"] - START).total_seconds() / DAY)
        for version in reversed(versions)
    ]


def click(aws: Aws, group: str, item: str = "item-02", kind: str = "click") -> None:
    """An event; the tracker is made by the first."""
    trackers = aws.personalize.list_event_trackers(datasetGroupArn=group)["eventTrackers"]
    if trackers:
        tracking = described(aws, trackers[0]["eventTrackerArn"])["trackingId"]
    else:
        tracking = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    event = {"eventType": kind, "itemId": item, "sentAt": 1_800_000_000}
    aws.events.put_events(trackingId=tracking, sessionId="visit", userId="user-01", eventList=[event])


@either_clock
def test_the_first_version_comes_an_hour_after_the_solution(aws: Aws, group: str, clock: Clock) -> None:
    with clock() as shift:
        solution = create(aws, group)
        shift(HOUR - 1)
        assert trainings(aws, solution) == []
        shift(1)
        (version,) = aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"]
        assert (version["trainingType"], version["trainingMode"], version["status"]) == ("AUTOMATIC", "FULL", "ACTIVE")
        latest = described(aws, solution)["latestSolutionVersion"]
        assert latest["solutionVersionArn"] == version["solutionVersionArn"]


def test_versions_follow_every_seven_days_while_there_are_new_events(aws: Aws, group: str, shift: Shift) -> None:
    solution = create(aws, group)
    shift(HOUR)
    click(aws, group)
    shift(7 * DAY - 1)
    assert len(trainings(aws, solution)) == 1
    shift(1)
    assert trainings(aws, solution) == [("AUTOMATIC", 1 / 24), ("AUTOMATIC", 7 + 1 / 24)]


def test_without_new_interactions_a_training_is_left_out_and_the_rhythm_kept(
    aws: Aws, group: str, shift: Shift
) -> None:
    solution = create(aws, group, "rate(2 days)")
    shift(HOUR + 5 * DAY)
    assert trainings(aws, solution) == [("AUTOMATIC", 1 / 24)]
    click(aws, group)
    shift(DAY)
    assert trainings(aws, solution) == [("AUTOMATIC", 1 / 24), ("AUTOMATIC", 6 + 1 / 24)]


def test_imported_interactions_are_new_too(aws: Aws, group: str, shift: Shift) -> None:
    solution = create(aws, group, "rate(1 day)")
    shift(HOUR)
    assert len(trainings(aws, solution)) == 1
    dataset = group.replace("dataset-group", "dataset") + "/INTERACTIONS"
    rows = [(*view, "watch", "") for view in views(start=1_700_000_000)]
    assert (
        import_csv(aws, dataset, csv_text(EVENT_FIELDS, rows), "more", importMode="INCREMENTAL")["status"] == "ACTIVE"
    )
    shift(DAY)
    assert len(trainings(aws, solution)) == 2


def test_removed_users_are_no_reason_to_train_and_hide_none(aws: Aws, group: str, shift: Shift) -> None:
    solution = create(aws, group, "rate(1 day)")
    shift(HOUR)
    for user in ("nobody", "user-02", "user-01"):
        click(aws, group)
        shift(DAY)
        before = len(trainings(aws, solution))
        assert forget(aws, group, user, job=user) >= (user != "nobody")
        shift(DAY)
        assert len(trainings(aws, solution)) == before
    assert len(trainings(aws, solution)) == 4


def test_new_items_or_users_are_no_reason_to_train(aws: Aws, group: str, shift: Shift) -> None:
    from tests.workflow import ITEM_FIELDS, create_dataset

    solution = create(aws, group, "rate(1 day)")
    shift(HOUR)
    items = create_dataset(aws, group, "Items", ITEM_FIELDS)
    assert import_csv(aws, items, csv_text(ITEM_FIELDS, [("new", "drama", 1)]), "items")["status"] == "ACTIVE"
    shift(DAY)
    assert len(trainings(aws, solution)) == 1


def test_a_version_of_ones_own_within_the_hour_takes_the_place_of_the_first(aws: Aws, group: str, shift: Shift) -> None:
    solution = create(aws, group, "rate(1 day)")
    shift(HOUR / 2)
    aws.personalize.create_solution_version(solutionArn=solution)
    click(aws, group)
    shift(DAY - 1)
    assert trainings(aws, solution) == [("MANUAL", 0.5 / 24)]
    shift(1)
    assert trainings(aws, solution) == [("MANUAL", 0.5 / 24), ("AUTOMATIC", 1 + 0.5 / 24)]


def test_the_schedule_counts_from_the_last_training_whoever_began_it(aws: Aws, group: str, shift: Shift) -> None:
    solution = create(aws, group, "rate(4 days)")
    shift(3 * DAY)
    aws.personalize.create_solution_version(solutionArn=solution)
    click(aws, group)
    shift(4 * DAY)
    assert trainings(aws, solution) == [("AUTOMATIC", 1 / 24), ("MANUAL", 3), ("AUTOMATIC", 7)]


def test_what_was_missed_happens_in_order_and_at_its_time(aws: Aws, group: str, shift: Shift) -> None:
    every_day, every_two = create(aws, group, "rate(1 day)"), create(aws, group, "rate(2 days)", "slow")
    shift(HOUR)
    click(aws, group)
    shift(3 * DAY)
    assert trainings(aws, every_day) == [("AUTOMATIC", 1 / 24), ("AUTOMATIC", 1 + 1 / 24)]
    assert trainings(aws, every_two) == [("AUTOMATIC", 1 / 24), ("AUTOMATIC", 2 + 1 / 24)]
    versions = aws.personalize.list_solution_versions()["solutionVersions"]
    assert [v["solutionVersionArn"].split("/")[1] for v in versions] == ["slow", "films", "slow", "films"]


def test_a_training_takes_in_what_an_import_has_brought_by_then(aws: Aws, group: str, shift: Shift) -> None:
    solution = create(aws, group, "rate(1 day)")
    shift(HOUR)
    assert len(trainings(aws, solution)) == 1
    state_manager.set_transition("personalize::dataset_import_job", {"progression": "time", "seconds": DAY})
    dataset = group.replace("dataset-group", "dataset") + "/INTERACTIONS"
    rows = [(*view, "watch", "") for view in views(start=1_700_000_000)]
    import_csv(aws, dataset, csv_text(EVENT_FIELDS, rows), "slow")
    shift(10 * DAY)
    assert trainings(aws, solution) == [("AUTOMATIC", 1 / 24), ("AUTOMATIC", 2 + 1 / 24)]


def test_a_training_of_many_hours_is_on_its_way_by_the_same_clock(aws: Aws, group: str, shift: Shift) -> None:
    state_manager.set_transition("personalize::solution_version", {"progression": "time", "seconds": HOUR})
    solution = create(aws, group)
    shift(2.5 * HOUR)
    (version,) = aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"]
    assert version["status"] == "CREATE IN_PROGRESS"
    assert trainings(aws, solution) == [("AUTOMATIC", 1 / 24)]
    shift(HOUR)
    assert status(aws, version["solutionVersionArn"]) == "ACTIVE"


def test_a_stopped_training_has_learned_nothing_so_that_the_next_one_comes(aws: Aws, group: str, shift: Shift) -> None:
    state_manager.set_transition("personalize::solution_version", {"progression": "manual", "times": 9})
    solution = create(aws, group, "rate(1 day)")
    shift(HOUR)
    (version,) = aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"]
    aws.personalize.stop_solution_version_creation(solutionVersionArn=version["solutionVersionArn"])
    shift(DAY)
    assert len(trainings(aws, solution)) == 2


def test_without_automatic_training_nothing_happens_by_itself(aws: Aws, group: str, shift: Shift) -> None:
    solution = create(aws, group, performAutoTraining=False)
    shift(30 * DAY)
    assert trainings(aws, solution) == []


def test_what_is_deleted_is_not_kept_for_what_it_had_planned(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-user-personalization")
    kept = weakref.ref(personalize_backends["123456789012"]["us-east-1"].store.get(Campaign, campaign))
    assert kept() is not None
    aws.personalize.delete_campaign(campaignArn=campaign)
    gc.collect()
    assert kept() is None


def test_a_solution_that_is_gone_or_going_trains_no_more(aws: Aws, group: str, shift: Shift) -> None:
    gone, going = create(aws, group), create(aws, group, name="going")
    aws.personalize.delete_solution(solutionArn=gone)
    state_manager.set_transition("personalize::solution", {"progression": "manual", "times": 9})
    aws.personalize.delete_solution(solutionArn=going)
    shift(DAY)
    assert aws.personalize.list_solution_versions()["solutionVersions"] == []


def test_a_training_that_fails_is_told_by_its_version_alone(aws: Aws, shift: Shift) -> None:
    group = films_group(aws, views(users=24, each=42))
    solution = create(aws, group)
    shift(HOUR)
    assert described(aws, solution)["status"] == "ACTIVE"
    (version,) = aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"]
    assert version["status"] == "CREATE FAILED"
    assert version["failureReason"] == "Dataset has fewer than 25 users with at least 2 interactions each."


def test_twenty_trainings_under_way_leave_no_room_for_an_automatic_one(
    aws: Aws, group: str, shift: Shift, caplog: pytest.LogCaptureFixture
) -> None:
    state_manager.set_transition("personalize::solution_version", {"progression": "manual", "times": 99})
    busy, solution = create(aws, group, name="busy"), create(aws, group)
    for _ in range(20):
        aws.personalize.create_solution_version(solutionArn=busy)
    shift(HOUR)
    assert trainings(aws, solution) == []
    assert "automatic training of " + solution + " failed" in caplog.text


# --- the test's own hand -------------------------------------------------------------------------------------


def test_advance_of_a_solution_at_rest_brings_its_next_training_about(aws: Aws, group: str) -> None:
    solution = create(aws, group)
    shown = advance(solution, endpoint_url=aws.endpoint_url)
    (version,) = aws.personalize.list_solution_versions(solutionArn=solution)["solutionVersions"]
    assert shown == {solution: "ACTIVE", version["solutionVersionArn"]: "ACTIVE"}
    assert version["trainingType"] == "AUTOMATIC"
    assert advance(solution, endpoint_url=aws.endpoint_url) == {solution: "ACTIVE"}  # nothing new
    click(aws, group)
    assert len(advance(solution, endpoint_url=aws.endpoint_url)) == 2


def test_advance_of_everything_begins_nothing_new(aws: Aws, group: str) -> None:
    solution = create(aws, group)
    assert advance(endpoint_url=aws.endpoint_url) == {}
    assert trainings(aws, solution) == []


def test_advance_of_a_solution_without_automatic_training_does_nothing(aws: Aws, group: str) -> None:
    solution = create(aws, group, performAutoTraining=False)
    assert advance(solution, 3, endpoint_url=aws.endpoint_url) == {solution: "ACTIVE"}


def test_advance_walks_an_automatic_version_that_waits(aws: Aws, group: str) -> None:
    state_manager.set_transition("personalize::solution_version", {"progression": "manual", "times": 99})
    solution = create(aws, group)
    shown = advance(solution, endpoint_url=aws.endpoint_url)
    (version,) = set(shown) - {solution}
    assert shown[version] == "CREATE PENDING"
    assert advance_to(version, "ACTIVE", endpoint_url=aws.endpoint_url) == "ACTIVE"


def test_a_request_reads_one_number_to_see_that_nothing_is_due(aws: Aws, group: str, shift: Shift) -> None:
    create(aws, group)
    backend = personalize_backends["123456789012"]["us-east-1"]
    assert backend.schedule.first == START.timestamp() + HOUR
    shift(HOUR)
    backend.settle()
    assert backend.schedule.first == START.timestamp() + HOUR + 7 * DAY
