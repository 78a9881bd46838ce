"""A mock that is emptied."""

from __future__ import annotations

import pytest
import requests
from moto.core.base_backend import BackendDict
from moto.moto_api import state_manager

from moto_personalize import testing
from tests.conftest import Aws
from tests.control.asking import control
from tests.workflow import assert_refused


def test_a_reset_empties_every_service(aws: Aws) -> None:
    aws.personalize.create_dataset_group(name="films")
    aws.s3.create_bucket(Bucket="films")
    testing.reset(endpoint_url=aws.endpoint_url)
    assert aws.personalize.list_dataset_groups()["datasetGroups"] == []
    assert aws.s3.list_buckets()["Buckets"] == []
    assert [call.operation for call in testing.recorded_calls(endpoint_url=aws.endpoint_url)] == ["ListDatasetGroups"]


def test_a_reset_takes_transitions_and_settings_back(aws: Aws, manual: None) -> None:
    control(aws, "PUT", "settings", {"seed": 7})
    testing.reset(endpoint_url=aws.endpoint_url)
    assert control(aws, "GET", "settings")[1]["seed"] == 0
    arn = aws.personalize.create_dataset_group(name="films")["datasetGroupArn"]
    assert aws.personalize.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]["status"] == "ACTIVE"
    assert state_manager.get_transition("personalize::campaign") == {"progression": "immediate"}


NOWHERE = "arn:aws:personalize:us-east-1:123456789012:campaign/nowhere"


@pytest.mark.parametrize("of_moto", [True, False])
def test_a_reset_ends_faults_failures_answers_and_records(aws: Aws, of_moto: bool) -> None:
    url = aws.endpoint_url
    testing.inject_fault("*", "ThrottlingException", times=None, endpoint_url=url)
    testing.fail_next("dataset_group", "out of luck", endpoint_url=url)
    testing.stub_recommendations(NOWHERE, ["go"], model=False, endpoint_url=url)
    with assert_refused("ThrottlingException"):
        aws.personalize.list_campaigns()
    if not of_moto:
        testing.reset(endpoint_url=url)
    elif url:
        requests.post(f"{url}/moto-api/reset", timeout=10)
    else:
        BackendDict.reset()
    assert testing.recorded_calls(endpoint_url=url) == []
    assert testing.pending_faults(endpoint_url=url) == []
    arn = aws.personalize.create_dataset_group(name="films")["datasetGroupArn"]
    assert aws.personalize.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]["status"] == "ACTIVE"
    with assert_refused("InvalidInputException"):
        aws.runtime.get_recommendations(campaignArn=NOWHERE, userId="ann")
