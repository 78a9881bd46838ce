"""What an account and region remembers is its own, in every region of every partition."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from moto.utilities.utils import get_partition

from moto_personalize import mock_personalize
from moto_personalize.personalize.models import personalize_backends
from tests.conftest import Aws
from tests.workflow import assert_refused, deploy, films_group, items_of, views

PARTITIONS = {"us-east-1": "aws", "eu-north-1": "aws", "cn-north-1": "aws-cn", "us-gov-west-1": "aws-us-gov"}
EVERY_REGION = sorted(
    region
    for partition in boto3.Session().get_available_partitions()
    for region in boto3.Session().get_available_regions("ec2", partition_name=partition)
)
OTHER_ACCOUNT = "210987654321"


def client_of(aws: Aws, account: str, service: str = "personalize") -> Any:
    """A client whose requests say which account they belong to."""

    def name_account(request: Any, **_: Any) -> None:
        request.headers["x-moto-account-id"] = account

    client = aws.client_of_its_own(service)
    client.meta.events.register("before-sign", name_account)
    return client


def groups(client: Any) -> list[str]:
    return [group["datasetGroupArn"] for group in client.list_dataset_groups()["datasetGroups"]]


@pytest.mark.parametrize(("region", "partition"), PARTITIONS.items())
def test_an_arn_has_the_partition_of_its_region(aws: Aws, region: str, partition: str) -> None:
    client = aws.client("personalize", region)
    arn = client.create_dataset_group(name="films")["datasetGroupArn"]
    assert arn == f"arn:{partition}:personalize:{region}:123456789012:dataset-group/films"
    assert client.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]["status"] == "ACTIVE"


@pytest.mark.parametrize(("region", "partition"), PARTITIONS.items())
def test_recipes_are_of_the_partition(aws: Aws, region: str, partition: str) -> None:
    client = aws.client("personalize", region)
    recipe = f"arn:{partition}:personalize:::recipe/aws-sims"
    assert recipe in [found["recipeArn"] for found in client.list_recipes()["recipes"]]
    assert client.describe_recipe(recipeArn=recipe)["recipe"]["recipeArn"] == recipe


def test_a_recipe_of_another_partition_does_not_exist(aws: Aws) -> None:
    recipe = "arn:aws:personalize:::recipe/aws-sims"
    with assert_refused("ResourceNotFoundException", f"The given recipe does not exist: {recipe}"):
        aws.client("personalize", "cn-north-1").describe_recipe(recipeArn=recipe)


def test_every_region_answers() -> None:
    with mock_personalize():
        for region in EVERY_REGION:
            arn = boto3.client("personalize", region).create_dataset_group(name="films")["datasetGroupArn"]
            assert arn == f"arn:{get_partition(region)}:personalize:{region}:123456789012:dataset-group/films"


def test_regions_do_not_see_each_other(aws: Aws) -> None:
    here, there = aws.client("personalize", "us-east-1"), aws.client("personalize", "eu-west-1")
    arn = here.create_dataset_group(name="films")["datasetGroupArn"]
    assert (groups(here), groups(there)) == ([arn], [])
    with assert_refused("ResourceNotFoundException", f"The given dataset group does not exist: {arn}"):
        there.describe_dataset_group(datasetGroupArn=arn)


def test_a_name_is_free_in_another_region(aws: Aws) -> None:
    arns = [aws.client("personalize", r).create_dataset_group(name="films")["datasetGroupArn"] for r in PARTITIONS]
    assert len(set(arns)) == len(PARTITIONS)


def test_a_header_names_the_account(aws: Aws) -> None:
    ours, theirs = aws.personalize, client_of(aws, OTHER_ACCOUNT)
    arn = theirs.create_dataset_group(name="films")["datasetGroupArn"]
    assert arn == f"arn:aws:personalize:us-east-1:{OTHER_ACCOUNT}:dataset-group/films"
    assert (groups(ours), groups(theirs)) == ([], [arn])


def test_the_environment_names_the_account(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", OTHER_ACCOUNT)
    arn = aws.personalize.create_dataset_group(name="films")["datasetGroupArn"]
    monkeypatch.delenv("MOTO_ACCOUNT_ID")
    assert arn == f"arn:aws:personalize:us-east-1:{OTHER_ACCOUNT}:dataset-group/films"
    assert groups(aws.personalize) == []


def test_an_assumed_role_is_of_its_account(aws: Aws) -> None:
    role = f"arn:aws:iam::{OTHER_ACCOUNT}:role/reader"
    keys = aws.client("sts").assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    client = aws.client(
        "personalize",
        aws_access_key_id=keys["AccessKeyId"],
        aws_secret_access_key=keys["SecretAccessKey"],
        aws_session_token=keys["SessionToken"],
    )
    arn = client.create_dataset_group(name="films")["datasetGroupArn"]
    assert arn.split(":")[4] == OTHER_ACCOUNT


def test_all_three_services_share_the_state_of_a_region(aws: Aws, little_data: None) -> None:
    campaign = deploy(aws, films_group(aws, views(4, 6, 4)), "aws-sims")
    assert items_of(aws.runtime.get_recommendations(campaignArn=campaign, itemId="item-00"))
    with assert_refused("InvalidInputException", f"{campaign} does not exist or is not active yet."):
        aws.client("personalize-runtime", "eu-west-1").get_recommendations(campaignArn=campaign, itemId="item-00")
    with assert_refused("InvalidInputException", f"{campaign} does not exist or is not active yet."):
        client_of(aws, OTHER_ACCOUNT, "personalize-runtime").get_recommendations(campaignArn=campaign, itemId="item-00")


def test_state_is_gone_after_the_block() -> None:
    with mock_personalize():
        Aws().personalize.create_dataset_group(name="films")
    assert len(personalize_backends) == 0
    with mock_personalize():
        assert groups(Aws().personalize) == []


def test_a_reset_of_moto_empties_every_account_and_region(aws: Aws) -> None:
    import requests

    theirs = client_of(aws, OTHER_ACCOUNT)
    theirs.create_dataset_group(name="films")
    aws.client("personalize", "eu-west-1").create_dataset_group(name="films")
    requests.post(f"{aws.endpoint_url or 'http://motoapi.amazonaws.com'}/moto-api/reset", timeout=10)
    assert groups(theirs) == groups(aws.client("personalize", "eu-west-1")) == []


@pytest.mark.parametrize("host", ["personalize-fips.us-east-1.amazonaws.com", "personalize.us-east-1.api.aws"])
def test_other_names_of_the_endpoint_lead_to_the_same_state(host: str) -> None:
    with mock_personalize():
        arn = Aws().personalize.create_dataset_group(name="films")["datasetGroupArn"]
        assert groups(Aws(f"https://{host}").personalize) == [arn]
