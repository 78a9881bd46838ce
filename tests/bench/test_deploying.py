"""Deployments in one call, in process and against a server."""

from __future__ import annotations

from typing import Any

import pytest

from moto_personalize import testing
from tests.conftest import Aws
from tests.workflow import create_group, recommended, status

RECIPE = "aws-user-personalization-v2"


def deploy(aws: Aws, recipe: str = RECIPE, *args: Any, **kwargs: Any) -> testing.Deployment:
    return testing.deploy_campaign(recipe, *args, endpoint_url=aws.endpoint_url, **kwargs)


def deploy_use_case(aws: Aws, recipe: str, *args: Any, **kwargs: Any) -> testing.Deployment:
    return testing.deploy_recommender(recipe, *args, endpoint_url=aws.endpoint_url, **kwargs)


def test_a_campaign_of_made_up_data_recommends(aws: Aws) -> None:
    made = deploy(aws)
    assert len(recommended(aws, made.arn, userId="u0", numResults=5)) == 5
    assert [status(aws, arn) for arn in (made.dataset_group_arn, made.solution_arn, made.solution_version_arn)] == [
        "ACTIVE"
    ] * 3


def test_a_campaign_of_three_rows_recommends(aws: Aws) -> None:
    made = deploy(aws, "aws-popularity-count", [("ann", "film", 1), ("bob", "film", 2), ("bob", "book", 3)])
    assert recommended(aws, made.arn, userId="ann") == ["film", "book"]


def test_a_recommender_of_made_up_data_recommends(aws: Aws) -> None:
    made = deploy_use_case(aws, "aws-vod-most-popular")
    answer = aws.runtime.get_recommendations(recommenderArn=made.arn, userId="u0", numResults=5)
    assert len(answer["itemList"]) == 5


def test_deployments_count_against_no_quota(aws: Aws) -> None:
    names = [deploy(aws).arn.rsplit("/")[-1] for _ in range(6)]
    assert names == ["bench-1", "bench-2", "bench-3", "bench-4", "bench-5", "bench-6"]
    assert create_group(aws, "of-the-application").endswith("dataset-group/of-the-application")


def test_a_deployment_leaves_no_trace_in_s3_and_in_the_log(aws: Aws) -> None:
    deploy(aws)
    assert aws.s3.list_buckets()["Buckets"] == []
    assert testing.recorded_calls(endpoint_url=aws.endpoint_url) == []


def test_without_a_mock_nothing_is_deployed() -> None:
    with pytest.raises(ValueError, match=r"^No mock is running: start mock_personalize, or give the endpoint_url of a"):
        testing.deploy_campaign(RECIPE)
