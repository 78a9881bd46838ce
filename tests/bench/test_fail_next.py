"""Resources that fail on demand, in process and on a server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import boto3
import pytest
from moto.core.utils import get_service_model

from moto_personalize import mock_personalize, testing
from moto_personalize.personalize import script
from moto_personalize.personalize.service.durations import MINUTES
from tests.bench.test_faults import AT_LEAST_ONE
from tests.conftest import Aws
from tests.control.asking import control
from tests.workflow import (
    ROLE,
    create_group,
    deploy,
    described,
    films_group,
    put_csv,
    status,
    train,
    views,
)

REASON = "The training was out of luck."


def fail(aws: Aws, *args: Any, **kwargs: Any) -> None:
    testing.fail_next(*args, **kwargs, endpoint_url=aws.endpoint_url)


def failed(aws: Aws, arn: str) -> tuple[str, str]:
    shown = described(aws, arn)
    return shown["status"], shown["failureReason"]


def test_the_next_resource_of_a_type_fails_and_no_other(aws: Aws) -> None:
    fail(aws, "dataset_group", REASON)
    assert failed(aws, create_group(aws, "films")) == ("CREATE FAILED", REASON)
    assert status(aws, create_group(aws, "books")) == "ACTIVE"


def test_as_many_fail_as_are_asked_for(aws: Aws) -> None:
    fail(aws, "dataset_group", REASON, times=2)
    groups = [create_group(aws, name) for name in ("a", "b", "c")]
    assert [status(aws, group) for group in groups] == ["CREATE FAILED", "CREATE FAILED", "ACTIVE"]


def test_all_fail_as_long_as_the_mock_runs(aws: Aws) -> None:
    fail(aws, "dataset_group", REASON, times=None)
    assert {status(aws, create_group(aws, f"group-{n}")) for n in range(3)} == {"CREATE FAILED"}
    testing.clear_faults(endpoint_url=aws.endpoint_url)
    assert status(aws, create_group(aws)) == "ACTIVE"


def test_over_http_one_fails_unless_more_are_asked_for(aws: Aws) -> None:
    asked = {"resource_type": "dataset_group", "reason": REASON}
    assert control(aws, "POST", "fail-next", {**asked, "times": 2, "always": True}) == (
        400,
        {"message": "A failure comes always or 2 times, not both."},
    )
    assert control(aws, "POST", "fail-next", asked) == (200, {})
    assert [status(aws, create_group(aws, name)) for name in ("a", "b")] == ["CREATE FAILED", "ACTIVE"]
    assert control(aws, "POST", "fail-next", {**asked, "times": None, "always": True}) == (200, {})
    assert [status(aws, create_group(aws, name)) for name in ("c", "d")] == ["CREATE FAILED", "CREATE FAILED"]


def test_each_reason_is_told_in_its_turn(aws: Aws) -> None:
    fail(aws, "dataset_group", "first")
    fail(aws, "filter", "of a filter")
    fail(aws, "dataset_group", "second")
    assert [failed(aws, create_group(aws, name))[1] for name in ("a", "b")] == ["first", "second"]


def test_three_types_show_no_reason() -> None:
    model = get_service_model("personalize")
    silent = set()
    for resource_type in MINUTES:
        noun = resource_type.replace("_", " ").title().replace(" ", "")
        (shown,) = model.operation_model(f"Describe{noun}").output_shape.members.values()
        if "failureReason" not in shown.members:
            silent.add(resource_type)
    assert silent == {"dataset", "event_tracker", "solution"}


def test_another_type_is_left_alone(aws: Aws) -> None:
    fail(aws, "campaign", REASON)
    assert status(aws, create_group(aws)) == "ACTIVE"


def test_a_training_that_fails_leaves_no_model(aws: Aws, little_data: None) -> None:
    group = films_group(aws, views(users=4, items=6, each=4))
    fail(aws, "solution_version", REASON)
    version = train(aws, group, "aws-user-personalization")
    assert failed(aws, version) == ("CREATE FAILED", REASON)
    assert "trainingHours" not in described(aws, version)
    with pytest.raises(aws.personalize.exceptions.ResourceInUseException):
        aws.personalize.create_campaign(name="films", solutionVersionArn=version)


def test_a_campaign_that_fails_serves_nothing(aws: Aws, little_data: None) -> None:
    group = films_group(aws, views(users=4, items=6, each=4))
    fail(aws, "campaign", REASON)
    campaign = deploy(aws, group, "aws-user-personalization")
    assert failed(aws, campaign) == ("CREATE FAILED", REASON)
    with pytest.raises(aws.runtime.exceptions.InvalidInputException):
        aws.runtime.get_recommendations(campaignArn=campaign, userId="user-01")


def test_an_import_that_fails_brings_nothing_in(aws: Aws, little_data: None) -> None:
    fail(aws, "dataset_import_job", REASON)
    with pytest.raises(AssertionError):  # it expects the import to work
        films_group(aws, views(users=4, items=6, each=4))
    (job,) = aws.personalize.list_dataset_import_jobs()["datasetImportJobs"]
    assert failed(aws, job["datasetImportJobArn"]) == ("CREATE FAILED", REASON)


def test_a_deletion_job_that_fails_is_failed(aws: Aws, little_data: None) -> None:
    group = films_group(aws, views(users=4, items=6, each=4))
    fail(aws, "data_deletion_job", REASON)
    users = {"dataLocation": put_csv(aws, "users.csv", "USER_ID\nuser-01\n")}
    job = aws.personalize.create_data_deletion_job(
        jobName="gone", datasetGroupArn=group, dataSource=users, roleArn=ROLE
    )
    assert failed(aws, job["dataDeletionJobArn"]) == ("FAILED", REASON)


def test_a_resource_walks_its_statuses_and_fails_at_the_end(aws: Aws) -> None:
    url = aws.endpoint_url
    testing.set_transition("dataset_group", "manual", times=1, endpoint_url=url)
    fail(aws, "dataset_group", REASON)
    group = create_group(aws)
    testing.clear_faults(endpoint_url=url)  # what is on its way stays as it was begun
    assert [status(aws, group) for _ in range(3)] == ["CREATE IN_PROGRESS", "CREATE FAILED", "CREATE FAILED"]
    assert described(aws, group)["failureReason"] == REASON


def test_a_request_that_is_refused_uses_no_failure_up(aws: Aws) -> None:
    create_group(aws, "films")
    fail(aws, "dataset_group", REASON)
    with pytest.raises(aws.personalize.exceptions.ResourceAlreadyExistsException):
        create_group(aws, "films")
    assert failed(aws, create_group(aws, "books")) == ("CREATE FAILED", REASON)


def test_what_the_bench_makes_does_not_fail(aws: Aws) -> None:
    fail(aws, "dataset_group", REASON)
    deployed = testing.deploy_campaign("aws-popularity-count", endpoint_url=aws.endpoint_url)
    assert status(aws, deployed.arn) == "ACTIVE"
    assert failed(aws, create_group(aws)) == ("CREATE FAILED", REASON)


def test_an_update_does_not_fail(aws: Aws, little_data: None) -> None:
    campaign = deploy(aws, films_group(aws, views(users=4, items=6, each=4)), "aws-user-personalization")
    fail(aws, "campaign", REASON)
    aws.personalize.update_campaign(campaignArn=campaign, minProvisionedTPS=2)
    assert status(aws, campaign) == "ACTIVE"


def test_failures_end_with_the_mock() -> None:
    with mock_personalize():
        testing.fail_next("dataset_group", REASON, times=9)
    with mock_personalize():
        client = boto3.client("personalize", region_name="us-east-1")
        arn = client.create_dataset_group(name="films")["datasetGroupArn"]
        assert client.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]["status"] == "ACTIVE"


def test_failures_are_taken_back(aws: Aws) -> None:
    fail(aws, "dataset_group", REASON)
    testing.clear_faults(endpoint_url=aws.endpoint_url)
    assert status(aws, create_group(aws)) == "ACTIVE"


def test_failures_are_taken_back_one_after_another_with_those_that_are_met() -> None:
    with mock_personalize(), ThreadPoolExecutor(1) as thread:
        testing.fail_next("dataset_group", REASON)
        with script.current().lock:  # as a request holds it that meets one
            cleared = thread.submit(testing.clear_faults)
            wait([cleared], timeout=0.2)
            assert len(script.current().failures) == 1
        cleared.result(timeout=10)
        assert script.current().failures == []


@pytest.mark.parametrize("unknown", ["schema", "recipe", "SolutionVersion", ""])
def test_a_type_without_a_status_is_refused_with_those_that_have_one(aws: Aws, unknown: str) -> None:
    with pytest.raises(ValueError, match=r"^") as told:
        fail(aws, unknown, REASON)
    assert str(told.value) == (
        f"{unknown} is not a type of resource with a status. Types: dataset_group, dataset, dataset_import_job, "
        "dataset_export_job, data_deletion_job, event_tracker, solution, solution_version, campaign, filter, "
        "recommender, metric_attribution, batch_inference_job, batch_segment_job."
    )


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"times": 0}, AT_LEAST_ONE),
        ({"reason": ""}, "reason must say something: it is the failureReason."),
    ],
)
def test_a_failure_that_makes_no_sense_is_refused(aws: Aws, given: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=r"^") as told:
        fail(aws, **{"resource_type": "campaign", "reason": REASON, **given})
    assert str(told.value) == text
