from __future__ import annotations

import hashlib
import re

import pytest

from tests.conftest import Aws
from tests.workflow import answer_of, assert_refused, create_group

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
GROUP = "arn:aws:personalize:us-east-1:123456789012:dataset-group/personalize-RI-demo"
ARN = "arn:aws:personalize:us-east-1:123456789012:event-tracker/277043ac"  # observed for this very group


def create(aws: Aws, group: str, name: str = "clicks") -> dict[str, str]:
    return answer_of(aws.personalize.create_event_tracker(name=name, datasetGroupArn=group))


def test_creating_a_tracker_answers_with_both_of_its_ids(aws: Aws) -> None:
    answer = create(aws, create_group(aws, "personalize-RI-demo"))
    assert answer["eventTrackerArn"] == ARN
    assert UUID.fullmatch(answer.pop("trackingId"))
    assert list(answer) == ["eventTrackerArn"]


def test_the_arn_of_a_tracker_is_the_md5_of_its_group(aws: Aws) -> None:
    group = create_group(aws)
    assert create(aws, group)["eventTrackerArn"].endswith(f"/{hashlib.md5(group.encode()).hexdigest()[:8]}")


def test_a_tracker_shows_its_members(aws: Aws) -> None:
    group = create_group(aws)
    created = create(aws, group)
    tracker = aws.personalize.describe_event_tracker(eventTrackerArn=created["eventTrackerArn"])["eventTracker"]
    assert tracker.pop("creationDateTime") <= tracker.pop("lastUpdatedDateTime")
    assert tracker == {
        "name": "clicks",
        "eventTrackerArn": created["eventTrackerArn"],
        "accountId": "123456789012",
        "trackingId": created["trackingId"],
        "datasetGroupArn": group,
        "status": "ACTIVE",
    }


def test_the_list_of_trackers_shows_neither_tracking_id_nor_group(aws: Aws) -> None:
    films, books = create_group(aws), create_group(aws, "books")
    create(aws, films)
    create(aws, books)
    (tracker,) = aws.personalize.list_event_trackers(datasetGroupArn=films)["eventTrackers"]
    assert list(tracker) == ["name", "eventTrackerArn", "status", "creationDateTime", "lastUpdatedDateTime"]
    assert len(aws.personalize.list_event_trackers()["eventTrackers"]) == 2


def test_a_group_has_one_tracker_whatever_its_name(aws: Aws) -> None:
    group = create_group(aws)
    arn = create(aws, group)["eventTrackerArn"]
    with assert_refused("ResourceAlreadyExistsException", f"Another resource with Arn {arn} already exists."):
        create(aws, group, "others")


def test_a_tracker_made_anew_has_the_same_arn_and_another_tracking_id(aws: Aws) -> None:
    group = create_group(aws)
    first = create(aws, group)
    aws.personalize.delete_event_tracker(eventTrackerArn=first["eventTrackerArn"])
    second = create(aws, group)
    assert second["eventTrackerArn"] == first["eventTrackerArn"]
    assert second["trackingId"] != first["trackingId"]


def test_an_unknown_group_and_an_unknown_tracker_are_not_found(aws: Aws) -> None:
    with assert_refused("ResourceNotFoundException", f"The given dataset group does not exist: {GROUP}"):
        create(aws, GROUP)
    for verb in (aws.personalize.describe_event_tracker, aws.personalize.delete_event_tracker):
        with assert_refused("ResourceNotFoundException", f"The given event tracker does not exist: {ARN}"):
            verb(eventTrackerArn=ARN)


@pytest.mark.usefixtures("manual")
def test_a_tracker_needs_an_active_group(aws: Aws) -> None:
    group = create_group(aws)
    with assert_refused("ResourceInUseException", f"The given dataset group is not ACTIVE but CREATE PENDING: {group}"):
        create(aws, group)


def test_a_group_is_not_deleted_before_its_tracker(aws: Aws) -> None:
    group = create_group(aws)
    tracker = create(aws, group)["eventTrackerArn"]
    with assert_refused(
        "ResourceInUseException",
        f"The given dataset group cannot be deleted while the event tracker {tracker} is ACTIVE: {group}",
    ):
        aws.personalize.delete_dataset_group(datasetGroupArn=group)
    aws.personalize.delete_event_tracker(eventTrackerArn=tracker)
    aws.personalize.delete_dataset_group(datasetGroupArn=group)
    assert aws.personalize.list_dataset_groups()["datasetGroups"] == []
