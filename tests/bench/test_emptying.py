"""A mock that is emptied."""

from __future__ import annotations

from moto.moto_api import state_manager

from moto_personalize import testing
from tests.conftest import Aws
from tests.test_control import control


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
