"""A whole workflow at the pace of the real service, with a clock that the test holds in its hands."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby
from pathlib import Path

import pytest

from moto_personalize.personalize.service.durations import DELETION, MINUTES, seconds_of_a_status
from moto_personalize.testing import advance_to, set_transition
from tests.clocks import DAY, HOUR, START, Clock, Shift, either_clock, frozen
from tests.conftest import RESOURCE_TYPES, Aws
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    ROLE,
    assert_refused,
    attribute,
    batch_job,
    create_dataset,
    create_group,
    csv_text,
    described,
    domain_group,
    films_group,
    put_csv,
    recipe_arn,
    recommended,
    recommender,
    status,
    train,
    views,
)

TICK = 60  # seconds from one look to the next
SOON = 15  # where a minute would miss statuses
CREATED = ["CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE"]
GONE = ["DELETE PENDING", "DELETE IN_PROGRESS", "gone"]
Look = Callable[[], str]


@pytest.fixture(autouse=True)
def realistic(aws: Aws, little_data: None) -> None:
    set_transition("*", "realistic", endpoint_url=aws.endpoint_url)


def polled(look: Look, shift: Shift, *ends: str, tick: int = TICK) -> tuple[float, list[str]]:
    """A loop as applications have it: the minutes until an end, and the statuses seen on the way."""
    seen = [look()]
    while seen[-1] not in ends:
        shift(tick)
        seen.append(look())
    return (len(seen) - 1) * tick / 60, [each for each, _ in groupby(seen)]


def created(aws: Aws, arn: str, shift: Shift, tick: int = TICK) -> tuple[float, list[str]]:
    return polled(lambda: status(aws, arn), shift, "ACTIVE", "CREATE FAILED", tick=tick)


def gone(aws: Aws, arn: str, shift: Shift, tick: int = TICK) -> tuple[float, list[str]]:
    def look() -> str:
        try:
            return status(aws, arn)
        except aws.personalize.exceptions.ResourceNotFoundException:
            return "gone"

    return polled(look, shift, "gone", tick=tick)


@either_clock
def test_a_workflow_takes_the_time_that_it_takes_on_aws(aws: Aws, clock: Clock) -> None:
    with clock() as shift:
        client = aws.personalize
        group = create_group(aws)
        assert created(aws, group, shift, SOON) == (0.5, CREATED)
        dataset = create_dataset(aws, group, "Interactions", EVENT_FIELDS)
        assert created(aws, dataset, shift, SOON) == (0.5, CREATED)
        rows = [(*row, "watch", 1.0) for row in views()]
        job = client.create_dataset_import_job(
            jobName="views",
            datasetArn=dataset,
            dataSource={"dataLocation": put_csv(aws, "views.csv", csv_text(EVENT_FIELDS, rows))},
            roleArn=ROLE,
        )["datasetImportJobArn"]
        assert created(aws, job, shift) == (10, CREATED)
        solution = client.create_solution(
            name="films",
            datasetGroupArn=group,
            recipeArn=recipe_arn("aws-popularity-count"),
            performAutoTraining=False,
        )["solutionArn"]
        assert created(aws, solution, shift) == (0, ["ACTIVE"])
        version = client.create_solution_version(solutionArn=solution)["solutionVersionArn"]
        assert created(aws, version, shift) == (40, CREATED)
        campaign = client.create_campaign(name="films", solutionVersionArn=version)["campaignArn"]
        with assert_refused("InvalidInputException", f"{campaign} does not exist or is not active yet."):
            recommended(aws, campaign, userId="user-01")
        assert created(aws, campaign, shift) == (10, CREATED)
        assert len(recommended(aws, campaign, userId="user-01")) == 25

        client.update_campaign(campaignArn=campaign, minProvisionedTPS=2)
        update = polled(lambda: described(aws, campaign)["latestCampaignUpdate"]["status"], shift, "ACTIVE")
        assert update == (10, CREATED)
        client.delete_campaign(campaignArn=campaign)
        assert gone(aws, campaign, shift) == (17, GONE)
        client.delete_solution(solutionArn=solution)
        assert gone(aws, solution, shift, SOON) == (1, GONE)
        client.delete_dataset(datasetArn=dataset)
        assert gone(aws, dataset, shift, SOON) == (1, GONE)
        client.delete_dataset_group(datasetGroupArn=group)
        assert gone(aws, group, shift, SOON) == (1, ["DELETE PENDING", "gone"])


@either_clock
def test_a_recommender_comes_stops_starts_and_goes(aws: Aws, clock: Clock) -> None:
    set_transition("*", "immediate", endpoint_url=aws.endpoint_url)
    with clock() as shift:
        group = domain_group(aws, [(*row, "View") for row in views()])
        set_transition("*", "realistic", endpoint_url=aws.endpoint_url)
        arn = recommender(aws, group, "aws-ecomm-popular-items-by-views")
        assert created(aws, arn, shift) == (40, CREATED)
        aws.personalize.stop_recommender(recommenderArn=arn)
        stopped = polled(lambda: status(aws, arn), shift, "INACTIVE")
        assert stopped == (17, ["STOP PENDING", "STOP IN_PROGRESS", "INACTIVE"])
        aws.personalize.start_recommender(recommenderArn=arn)
        started = polled(lambda: status(aws, arn), shift, "ACTIVE")
        assert started == (10, ["START PENDING", "START IN_PROGRESS", "ACTIVE"])
        aws.personalize.delete_recommender(recommenderArn=arn)
        assert gone(aws, arn, shift) == (17, GONE)


JOBS_AND_OTHERS = {
    "dataset_export_job": 10,
    "batch_inference_job": 12,
    "batch_segment_job": 12,
    "event_tracker": 0.5,
    "filter": 2,
    "metric_attribution": 0.5,
    "data_deletion_job": 24 * 60,
}


def made(aws: Aws, kind: str, group: str) -> str:
    """A resource of a type, its dataset group being there; its ARN."""
    client = aws.personalize
    dataset = group.replace("dataset-group", "dataset") + "/INTERACTIONS"
    if kind == "dataset_export_job":
        output = {"s3DataDestination": {"path": f"s3://{BUCKET}/out/"}}
        answer = client.create_dataset_export_job(jobName="out", datasetArn=dataset, roleArn=ROLE, jobOutput=output)
    elif kind == "event_tracker":
        answer = client.create_event_tracker(name="clicks", datasetGroupArn=group)
    elif kind == "filter":
        seen = 'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")'
        answer = client.create_filter(name="seen", datasetGroupArn=group, filterExpression=seen)
    elif kind == "metric_attribution":
        return attribute(aws, group, {"clicks": ("click", "SAMPLECOUNT()")})
    elif kind == "data_deletion_job":
        source = {"dataLocation": put_csv(aws, "gone.csv", "USER_ID\nuser-01\n")}
        answer = client.create_data_deletion_job(jobName="gone", datasetGroupArn=group, dataSource=source, roleArn=ROLE)
    else:
        segment = kind == "batch_segment_job"
        set_transition("solution_version", "immediate", endpoint_url=aws.endpoint_url)
        version = train(aws, group, "aws-item-affinity" if segment else "aws-popularity-count")
        line = '{"itemId": "item-01"}' if segment else '{"userId": "user-01"}'
        return batch_job(aws, version, line, kind="segment" if segment else "inference")
    return str(next(value for name, value in answer.items() if name.endswith("Arn")))


@pytest.mark.parametrize("kind", JOBS_AND_OTHERS)
def test_everything_else_takes_its_time(aws: Aws, kind: str) -> None:
    set_transition("*", "immediate", endpoint_url=aws.endpoint_url)
    group = films_group(aws, [(*row, "watch", 1.0) for row in views(users=5, each=5)], EVENT_FIELDS)
    set_transition("*", "realistic", endpoint_url=aws.endpoint_url)
    with frozen() as shift:
        arn = made(aws, kind, group)
        half, end = JOBS_AND_OTHERS[kind] * 30, ("COMPLETED" if kind == "data_deletion_job" else "ACTIVE")
        first = status(aws, arn)
        shift(half - 0.001)
        assert status(aws, arn) == first
        shift(0.001)
        assert status(aws, arn) == first.replace("PENDING", "IN_PROGRESS")
        shift(half - 0.001)
        assert status(aws, arn) == first.replace("PENDING", "IN_PROGRESS")
        shift(0.001)
        assert status(aws, arn) == end


def test_a_training_that_is_stopped_takes_a_minute_to_stop(aws: Aws) -> None:
    set_transition("*", "immediate", endpoint_url=aws.endpoint_url)
    group = films_group(aws, [(*row, "watch", 1.0) for row in views(users=5, each=5)], EVENT_FIELDS)
    set_transition("*", "realistic", endpoint_url=aws.endpoint_url)
    with frozen() as shift:
        version = train(aws, group, "aws-popularity-count", performAutoTraining=False)
        advance_to(version, "CREATE IN_PROGRESS", endpoint_url=aws.endpoint_url)
        aws.personalize.stop_solution_version_creation(solutionVersionArn=version)
        stopped = polled(lambda: status(aws, version), shift, "CREATE STOPPED", tick=SOON)
        assert stopped == (1, ["CREATE STOPPING", "CREATE STOPPED"])


def test_what_happens_by_itself_takes_its_time_too_however_late_one_looks(aws: Aws) -> None:
    """A campaign goes along with a new version: 40 minutes for that, ten for the campaign."""
    set_transition("*", "immediate", endpoint_url=aws.endpoint_url)
    with frozen() as shift:
        group = films_group(aws, [(*row, "watch", 1.0) for row in views(users=5, each=5)], EVENT_FIELDS)
        version = train(aws, group, "aws-popularity-count", performAutoTraining=False)
        set_transition("*", "realistic", endpoint_url=aws.endpoint_url)
        solution = version.rsplit("/", 1)[0]
        campaign = aws.personalize.create_campaign(
            name="films",
            solutionVersionArn=f"{solution}/$LATEST",
            campaignConfig={"syncWithLatestSolutionVersion": True},
        )["campaignArn"]
        shift(HOUR)
        second = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
        shift(DAY)
        shown, update = described(aws, second), described(aws, campaign)["latestCampaignUpdate"]
    minutes = [
        (moment - START).total_seconds() / 60
        for each in (shown, update)
        for moment in (each["creationDateTime"], each["lastUpdatedDateTime"])
    ]
    assert (shown["status"], update["status"], update["solutionVersionArn"]) == ("ACTIVE", "ACTIVE", second)
    assert minutes == [60, 100, 100, 110]


def test_every_type_that_has_statuses_has_durations() -> None:
    assert set(RESOURCE_TYPES) - set(MINUTES) == {"recipe", "metric_attribution_metric"}
    assert set(MINUTES) <= set(RESOURCE_TYPES)


def test_the_page_shows_the_durations_that_are_kept() -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "time.md").read_text()
    rows = [row.strip("|").split("|")[:4] for row in page.splitlines() if re.match(r"\| `\w+` \|.*\|.*\|.*\|", row)]
    shown = {row[0].strip(" `"): [re.findall(r"[\d.]+", cell) for cell in row[1:]] for row in rows}
    changes = ("UPDATE", "CREATE STOPPING", "STOP", "START")
    begins = ("CREATE", "PENDING")
    for kind, minutes in MINUTES.items():
        creation, other, deletion = ([float(number) for number in cell] for cell in shown[kind])
        assert creation == [minutes[begin] for begin in begins if begin in minutes]
        assert {minutes[change] for change in changes if change in minutes} <= set(other)
        assert deletion in ([], [minutes.get("DELETE", DELETION)])


def test_the_statuses_of_a_chain_share_its_time_evenly() -> None:
    assert seconds_of_a_status("campaign", ("CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE")) == 300
    assert seconds_of_a_status("dataset_group", ("DELETE PENDING", "DELETED")) == 60
