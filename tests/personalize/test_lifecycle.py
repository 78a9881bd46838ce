"""How resources come, change and go, under each of moto's progressions."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto.moto_api import state_manager

from moto_personalize.personalize.models import personalize_backends
from moto_personalize.testing import advance, advance_to
from tests.clocks import Clock, either_clock, frozen
from tests.conftest import RESOURCE_TYPES, Aws
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    INTERACTION_FIELDS,
    ROLE,
    assert_refused,
    attribute,
    batch_job,
    create_dataset,
    create_group,
    csv_text,
    deploy,
    described,
    domain_group,
    films_group,
    put_csv,
    recommended,
    recommender,
    status,
    train,
    views,
)

WALK = ["CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE"]
Make = Callable[[Aws, str], str]


def solution(aws: Aws, group: str) -> str:
    arn = "arn:aws:personalize:::recipe/aws-popularity-count"
    return aws.personalize.create_solution(name="films", datasetGroupArn=group, recipeArn=arn)["solutionArn"]


def version(aws: Aws, group: str) -> str:
    return aws.personalize.create_solution_version(solutionArn=made_before(aws, solution, group))["solutionVersionArn"]


def campaign(aws: Aws, group: str) -> str:
    trained = made_before(aws, version, group)
    return aws.personalize.create_campaign(name="films", solutionVersionArn=trained)["campaignArn"]


def tracker(aws: Aws, group: str) -> str:
    return aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["eventTrackerArn"]


def import_job(aws: Aws, group: str) -> str:
    return aws.personalize.create_dataset_import_job(
        jobName="again",
        datasetArn=group.replace("dataset-group", "dataset") + "/INTERACTIONS",
        dataSource={"dataLocation": f"s3://{BUCKET}/films-import.csv"},
        roleArn=ROLE,
    )["datasetImportJobArn"]


def export_job(aws: Aws, group: str) -> str:
    return aws.personalize.create_dataset_export_job(
        jobName="out",
        datasetArn=group.replace("dataset-group", "dataset") + "/INTERACTIONS",
        roleArn=ROLE,
        jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/out/"}},
    )["datasetExportJobArn"]


def other_group(aws: Aws, group: str) -> str:
    return create_group(aws, "books")


def dataset(aws: Aws, group: str) -> str:
    return create_dataset(aws, made_before(aws, other_group, group))


def filter_of_items(aws: Aws, group: str) -> str:
    expression = 'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")'
    return aws.personalize.create_filter(name="seen", datasetGroupArn=group, filterExpression=expression)["filterArn"]


def most_popular(aws: Aws, group: str) -> str:
    return recommender(aws, group, "aws-vod-most-popular")


def attribution(aws: Aws, group: str) -> str:
    return attribute(aws, group, {"clicks": ("click", "SAMPLECOUNT()")})


def made_before(aws: Aws, make: Make, group: str) -> str:
    """What the resource of a test needs, brought to its end whatever the progression."""
    arn = make(aws, group)
    if status(aws, arn) != "ACTIVE":
        advance_to(arn, "ACTIVE", endpoint_url=aws.endpoint_url)
    return arn


def inference(aws: Aws, group: str) -> str:
    return batch_job(aws, made_before(aws, version, group), '{"userId": "user-01"}')


def affinity(aws: Aws, group: str) -> str:
    arn = "arn:aws:personalize:::recipe/aws-item-affinity"
    return aws.personalize.create_solution(name="affinity", datasetGroupArn=group, recipeArn=arn)["solutionArn"]


def affinity_version(aws: Aws, group: str) -> str:
    return aws.personalize.create_solution_version(solutionArn=made_before(aws, affinity, group))["solutionVersionArn"]


def segments(aws: Aws, group: str) -> str:
    return batch_job(aws, made_before(aws, affinity_version, group), '{"itemId": "item-01"}', kind="segment")


EVERY: dict[str, Make] = {
    "dataset_group": other_group,
    "dataset": dataset,
    "dataset_import_job": import_job,
    "dataset_export_job": export_job,
    "event_tracker": tracker,
    "solution": solution,
    "solution_version": version,
    "campaign": campaign,
    "filter": filter_of_items,
    "recommender": most_popular,
    "metric_attribution": attribution,
    "batch_inference_job": inference,
    "batch_segment_job": segments,
}
every_resource = pytest.mark.parametrize("resource_type", EVERY)
DELETABLE = [kind for kind in EVERY if not kind.endswith(("_job", "solution_version"))]


def progress(progression: str, **kwargs: int) -> None:
    for resource_type in RESOURCE_TYPES:
        state_manager.set_transition(f"personalize::{resource_type}", {"progression": progression, **kwargs})


def delete(aws: Aws, arn: str) -> None:
    kind = arn.split(":")[5].split("/")[0]
    verb = getattr(aws.personalize, "delete_" + kind.replace("-", "_"))
    member = "".join(word.capitalize() for word in kind.split("-"))
    verb(**{member[0].lower() + member[1:] + "Arn": arn})


def listed_statuses(aws: Aws) -> set[str]:
    """What all lists say; listing moves nothing."""
    return {
        resource["status"]
        for kind in ("dataset_groups", "datasets", "dataset_import_jobs", "event_trackers", "solutions", "campaigns")
        for page in [getattr(aws.personalize, f"list_{kind}")()]
        for resource in page["".join(w.capitalize() if n else w for n, w in enumerate(kind.split("_")))]
    }


def listed_status(aws: Aws, arn: str) -> str:
    """The status by a list, which moves nothing."""
    kind = arn.split(":")[5].split("/")
    if kind[0] == "solution" and len(kind) == 3:
        return aws.personalize.list_solution_versions()["solutionVersions"][0]["status"]
    name = "list_" + kind[0].replace("-", "_") + "s"
    answer = getattr(aws.personalize, name)()
    (found,) = [r for r in next(v for v in answer.values() if isinstance(v, list)) if arn in r.values()]
    return found["status"]


@pytest.fixture
def group(aws: Aws) -> str:
    rows = [(*view, "watch", "") for view in views()]
    return domain_group(aws, rows, "VIDEO_ON_DEMAND", "films", EVENT_FIELDS)


def test_everything_is_active_at_once_by_default(aws: Aws, group: str) -> None:
    deploy(aws, group, "aws-popularity-count")
    tracker(aws, group)
    assert listed_statuses(aws) == {"ACTIVE"}


@every_resource
def test_a_new_resource_is_pending_until_described(aws: Aws, group: str, resource_type: str) -> None:
    progress("manual", times=1)
    arn = EVERY[resource_type](aws, group)
    assert listed_status(aws, arn) == "CREATE PENDING"
    assert [status(aws, arn) for _ in range(3)] == [WALK[1], WALK[2], WALK[2]]


@every_resource
def test_the_third_describe_shows_the_next_status_where_times_is_three(
    aws: Aws, group: str, resource_type: str
) -> None:
    progress("manual", times=3)
    arn = EVERY[resource_type](aws, group)
    seen = [status(aws, arn) for _ in range(6)]
    assert seen == [WALK[0], WALK[0], WALK[1], WALK[1], WALK[1], WALK[2]]


@pytest.mark.parametrize("resource_type", DELETABLE)
def test_a_deleted_resource_walks_out_of_the_door(aws: Aws, group: str, resource_type: str) -> None:
    arn = EVERY[resource_type](aws, group)
    progress("manual", times=1)
    delete(aws, arn)
    assert listed_status(aws, arn) == "DELETE PENDING"
    if resource_type != "dataset_group":  # they have no such status
        assert status(aws, arn) == "DELETE IN_PROGRESS"
    with assert_refused("ResourceNotFoundException") as error:
        status(aws, arn)
    assert error.message == f"The given {resource_type.replace('_', ' ')} does not exist: {arn}"


@pytest.mark.parametrize("resource_type", DELETABLE)
def test_a_resource_on_its_way_is_not_deleted(aws: Aws, group: str, resource_type: str) -> None:
    progress("manual", times=1)
    arn = EVERY[resource_type](aws, group)
    with assert_refused("ResourceInUseException") as error:
        delete(aws, arn)
    noun = resource_type.replace("_", " ")
    assert error.message == f"The given {noun} cannot be deleted while it is CREATE PENDING: {arn}"
    advance_to(arn, "ACTIVE", endpoint_url=aws.endpoint_url)
    delete(aws, arn)
    with assert_refused("ResourceInUseException") as error:
        delete(aws, arn)
    assert error.message == f"The given {noun} cannot be deleted while it is DELETE PENDING: {arn}"


def test_a_name_is_taken_until_its_resource_is_gone(aws: Aws, group: str) -> None:
    arn = solution(aws, group)
    progress("manual", times=1)
    delete(aws, arn)
    with assert_refused("ResourceAlreadyExistsException", f"Another resource with Arn {arn} already exists."):
        solution(aws, group)
    advance(arn, 2, endpoint_url=aws.endpoint_url)
    assert solution(aws, group) == arn


# --- the clock -----------------------------------------------------------------------------------------------


@either_clock
def test_a_status_lasts_its_seconds_by_the_clock(aws: Aws, group: str, clock: Clock) -> None:
    progress("time", seconds=60)
    with clock() as shift:
        arn = tracker(aws, group)
        seen = [status(aws, arn)]
        for seconds in (59, 1, 59, 1):
            shift(seconds)
            seen.append(status(aws, arn))
    assert seen == [WALK[0], WALK[0], WALK[1], WALK[1], WALK[2]]


def test_a_long_time_moves_a_resource_to_its_end_at_once(aws: Aws, group: str) -> None:
    progress("time", seconds=60)
    with frozen() as shift:
        arn = tracker(aws, group)
        shift(120)
        assert listed_status(aws, arn) == "ACTIVE"
        delete(aws, arn)
        shift(119)
        assert status(aws, arn) == "DELETE IN_PROGRESS"
        shift(1)
        assert aws.personalize.list_event_trackers()["eventTrackers"] == []


def test_the_clock_activates_a_campaign_without_any_describe(aws: Aws, group: str) -> None:
    trained = version(aws, group)
    progress("time", seconds=60)
    with frozen() as shift:
        arn = aws.personalize.create_campaign(name="films", solutionVersionArn=trained)["campaignArn"]
        shift(119)
        with assert_refused("InvalidInputException", f"{arn} does not exist or is not active yet."):
            recommended(aws, arn)
        shift(1)
        assert len(recommended(aws, arn)) == 25


@pytest.mark.parametrize(("resource_type", "moves"), [("event_tracker", True), ("solution", False)])
def test_the_time_of_the_last_update_moves_with_active_where_aws_does_so(
    aws: Aws, group: str, resource_type: str, moves: bool
) -> None:
    progress("time", seconds=60)
    with frozen() as shift:
        arn = EVERY[resource_type](aws, group)
        shift(200)
        shown = described(aws, arn)
    assert (shown["lastUpdatedDateTime"] > shown["creationDateTime"]) is moves


# --- the test's own hand -------------------------------------------------------------------------------------


def test_advance_moves_one_resource_by_steps(aws: Aws, group: str) -> None:
    progress("manual", times=9)
    arn = tracker(aws, group)
    assert advance(arn, endpoint_url=aws.endpoint_url) == {arn: "CREATE IN_PROGRESS"}
    assert advance(arn, 5, endpoint_url=aws.endpoint_url) == {arn: "ACTIVE"}
    assert advance(arn, endpoint_url=aws.endpoint_url) == {arn: "ACTIVE"}
    delete(aws, arn)
    assert advance(arn, 2, endpoint_url=aws.endpoint_url) == {arn: "DELETED"}


def test_advance_moves_everything_that_is_on_its_way(aws: Aws, group: str) -> None:
    progress("manual", times=9)
    arns = [solution(aws, group), tracker(aws, group)]
    assert advance(endpoint_url=aws.endpoint_url) == dict.fromkeys(arns, "CREATE IN_PROGRESS")


def test_advance_to_names_the_ways_that_are_open(aws: Aws, group: str) -> None:
    progress("manual", times=9)
    arn = solution(aws, group)
    assert advance_to(arn, "CREATE IN_PROGRESS", endpoint_url=aws.endpoint_url) == "CREATE IN_PROGRESS"
    with pytest.raises(ValueError, match="cannot become") as error:
        advance_to(arn, "CREATE PENDING", endpoint_url=aws.endpoint_url)
    ways = "Statuses ahead of it: ACTIVE, CREATE FAILED."
    assert str(error.value) == f"{arn} is CREATE IN_PROGRESS and cannot become CREATE PENDING. {ways}"
    assert advance_to(arn, "ACTIVE", endpoint_url=aws.endpoint_url) == "ACTIVE"


def test_advance_to_walks_to_a_failure(aws: Aws, group: str) -> None:
    progress("manual", times=9)
    job = import_job(aws, group)
    aws.s3.delete_object(Bucket=BUCKET, Key="films-import.csv")
    assert advance_to(job, "CREATE FAILED", endpoint_url=aws.endpoint_url) == "CREATE FAILED"
    assert status(aws, job) == "CREATE FAILED"


def test_advance_to_says_why_a_resource_became_something_else(aws: Aws, group: str) -> None:
    progress("manual", times=9)
    failing, working = import_job(aws, group), solution(aws, group)
    aws.s3.delete_object(Bucket=BUCKET, Key="films-import.csv")
    with pytest.raises(ValueError, match=f"^{failing} became CREATE FAILED, not ACTIVE: .*does not exist") as error:
        advance_to(failing, "ACTIVE", endpoint_url=aws.endpoint_url)
    assert str(error.value).endswith(described(aws, failing)["failureReason"])
    with pytest.raises(ValueError, match=f"^{working} became ACTIVE, not CREATE FAILED: no failure"):
        advance_to(working, "CREATE FAILED", endpoint_url=aws.endpoint_url)


def test_advance_of_an_unknown_resource_is_refused(aws: Aws, group: str) -> None:
    missing = group + "x"
    with pytest.raises(ValueError, match=f"^No resource has the ARN {missing}\\."):
        advance(missing, endpoint_url=aws.endpoint_url)
    with pytest.raises(ValueError, match=f"^No resource has the ARN {missing}\\."):
        advance_to(missing, "ACTIVE", endpoint_url=aws.endpoint_url)


def test_each_resource_type_has_a_progression_of_its_own(aws: Aws, group: str) -> None:
    state_manager.set_transition("personalize::campaign", {"progression": "manual", "times": 1})
    arn = deploy(aws, group, "aws-popularity-count")
    assert listed_status(aws, arn) == "CREATE PENDING"
    assert listed_statuses(aws) == {"ACTIVE", "CREATE PENDING"}


NONSENSE: list[tuple[dict[str, Any], str]] = [
    ({"progression": "time"}, "seconds of the transition {} is None, not a number of at least 0."),
    (
        {"progression": "time", "seconds": "x"},
        "seconds of the transition {} is 'x', not a number of at least 0.",
    ),
    (
        {"progression": "manual", "times": "2"},
        "times of the transition {} is '2', not a whole number of at least 1.",
    ),
    (
        {"progression": "soon"},
        "The progression of the transition {} is soon, not immediate, manual, time, realistic or frozen.",
    ),
]


@pytest.mark.parametrize(("transition", "message"), NONSENSE)
def test_a_transition_that_makes_no_sense_is_named_and_stops_nothing_else(
    aws: Aws, group: str, transition: dict[str, Any], message: str
) -> None:
    name = "personalize::solution"
    state_manager.set_transition(name, {"progression": "manual", "times": 9})
    before = solution(aws, group)
    state_manager.set_transition(name, transition)
    expected: type[Exception] = ClientError if aws.endpoint_url else ValueError
    with pytest.raises(expected, match=re.escape(message.format(name))):
        aws.personalize.create_solution(
            name="later", datasetGroupArn=group, recipeArn="arn:aws:personalize:::recipe/aws-sims"
        )
    (listed,) = aws.personalize.list_solutions()["solutions"]
    assert (listed["solutionArn"], listed["status"]) == (before, "CREATE PENDING")
    assert tracker(aws, group) in str(aws.personalize.list_event_trackers())
    assert advance_to(before, "ACTIVE", endpoint_url=aws.endpoint_url) == "ACTIVE"


def test_serving_waits_for_no_lock_while_nothing_is_due(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-popularity-count")
    progress("time", seconds=3600)
    other_group(aws, group)
    backend = personalize_backends["123456789012"]["us-east-1"]
    with backend.lock, ThreadPoolExecutor(1) as another:
        served = another.submit(recommended, aws, campaign).result(timeout=20)
    assert len(served) == 25


# --- work ----------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("little_data")
def test_an_import_reads_s3_on_its_move_to_the_end(aws: Aws) -> None:
    films = create_dataset(aws, create_group(aws))
    location = put_csv(aws, "views.csv", csv_text(INTERACTION_FIELDS, [("u", "early", 1)]))
    progress("manual", times=1)
    job = aws.personalize.create_dataset_import_job(
        jobName="job", datasetArn=films, dataSource={"dataLocation": location}, roleArn=ROLE
    )["datasetImportJobArn"]
    assert status(aws, job) == "CREATE IN_PROGRESS"
    put_csv(aws, "views.csv", csv_text(INTERACTION_FIELDS, [("u", "late", 1)]))
    assert status(aws, job) == "ACTIVE"
    progress("immediate")
    assert recommended(aws, deploy(aws, described(aws, films)["datasetGroupArn"], "aws-popularity-count")) == ["late"]


def test_an_import_whose_file_is_gone_fails(aws: Aws, group: str) -> None:
    progress("manual", times=1)
    job = import_job(aws, group)
    aws.s3.delete_object(Bucket=BUCKET, Key="films-import.csv")
    assert [status(aws, job) for _ in range(3)] == ["CREATE IN_PROGRESS", "CREATE FAILED", "CREATE FAILED"]
    assert described(aws, job)["failureReason"].endswith(f"(s3://{BUCKET}/films-import.csv does not exist)")


def test_a_running_import_keeps_its_dataset(aws: Aws, group: str) -> None:
    progress("manual", times=1)
    job = import_job(aws, group)
    films = described(aws, job)["datasetArn"]
    expected = f"The given dataset cannot be deleted while the dataset import job {job} is CREATE IN_PROGRESS: {films}"
    with assert_refused("ResourceInUseException", expected):
        aws.personalize.delete_dataset(datasetArn=films)


def test_a_running_training_keeps_every_dataset(aws: Aws, group: str) -> None:
    made = solution(aws, group)
    progress("manual", times=1)
    training = aws.personalize.create_solution_version(solutionArn=made)["solutionVersionArn"]
    films = group.replace("dataset-group", "dataset") + "/INTERACTIONS"
    expected = f"The given dataset cannot be deleted while the solution version {training} is CREATE PENDING: {films}"
    with assert_refused("ResourceInUseException", expected):
        aws.personalize.delete_dataset(datasetArn=films)


def test_a_training_fails_on_its_move_to_the_end_and_changes_nothing_else(aws: Aws) -> None:
    group = films_group(aws, views(users=24, each=42))
    progress("manual", times=1)
    training = version(aws, group)
    seen = [status(aws, training) for _ in range(2)]
    assert seen == ["CREATE IN_PROGRESS", "CREATE FAILED"]
    expected = "Dataset has fewer than 25 users with at least 2 interactions each."
    assert described(aws, training)["failureReason"] == expected
    assert status(aws, training.rsplit("/", 1)[0]) == "ACTIVE"


def test_a_failed_resource_can_be_deleted_with_its_parent(aws: Aws) -> None:
    group = films_group(aws, views(users=24, each=42))
    failed = train(aws, group, "aws-popularity-count", "films")
    assert status(aws, failed) == "CREATE FAILED"
    delete(aws, failed.rsplit("/", 1)[0])
    assert aws.personalize.list_solution_versions()["solutionVersions"] == []


def test_a_campaign_serves_only_once_it_is_active(aws: Aws, group: str) -> None:
    trained = version(aws, group)
    progress("manual", times=1)
    arn = aws.personalize.create_campaign(name="films", solutionVersionArn=trained)["campaignArn"]
    for _ in range(2):
        with assert_refused("InvalidInputException", f"{arn} does not exist or is not active yet."):
            recommended(aws, arn)
        last = status(aws, arn)
    assert last == "ACTIVE"
    assert len(recommended(aws, arn)) == 25
    delete(aws, arn)
    with assert_refused("InvalidInputException", f"{arn} does not exist or is not active yet."):
        recommended(aws, arn)
