"""Two accounts and two regions at once: equal names, separate worlds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from tests.conftest import Aws
from tests.workflow import assert_refused, deploy, films_group, recommended

ACCOUNTS = ("123456789012", "210987654321")
REGIONS = ("us-east-1", "eu-west-1")


@dataclass(frozen=True)
class Tenant(Aws):
    """An account and region; the account is entered by a role, as applications do."""

    account: str = ACCOUNTS[0]
    region: str = REGIONS[0]

    def client(self, service: str, region: str = "", **kwargs: Any) -> Any:
        default = REGIONS[0] if service == "s3" else self.region  # S3 is read across regions
        return super().client(service, region or default, **self.keys(), **kwargs)

    def keys(self) -> dict[str, str]:
        role = f"arn:aws:iam::{self.account}:role/Tester"
        sts = super().client("sts")
        given = sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
        return {
            "aws_access_key_id": given["AccessKeyId"],
            "aws_secret_access_key": given["SecretAccessKey"],
            "aws_session_token": given["SessionToken"],
        }


@pytest.fixture
def tenants(aws: Aws) -> list[Tenant]:
    return [Tenant(aws.endpoint_url, account, region) for account in ACCOUNTS for region in REGIONS]


def rows(number: int) -> list[tuple[str, str, int]]:
    return [("u", f"film-of-{number}", 1), ("v", f"film-of-{number}", 1), ("u", "common", 1)]


@pytest.mark.usefixtures("little_data")
def test_equal_names_live_side_by_side_in_two_accounts_and_two_regions(
    aws: Aws, tenants: list[Tenant], monkeypatch: pytest.MonkeyPatch
) -> None:
    campaigns = []
    for number, tenant in enumerate(tenants):
        monkeypatch.setattr("tests.workflow.BUCKET", f"data-of-{number}")  # names of buckets are unique in the world
        campaigns.append(deploy(tenant, films_group(tenant, rows(number)), "aws-popularity-count", "films"))
    assert campaigns == [
        f"arn:aws:personalize:{region}:{account}:campaign/films" for account in ACCOUNTS for region in REGIONS
    ]
    for number, (tenant, campaign) in enumerate(zip(tenants, campaigns, strict=True)):
        assert recommended(tenant, campaign) == [f"film-of-{number}", "common"]
        assert len(tenant.personalize.list_campaigns()["campaigns"]) == 1
    foreign = campaigns[3]
    with assert_refused("InvalidInputException", f"{foreign} does not exist or is not active yet."):
        recommended(tenants[0], foreign)

    tenants[0].personalize.delete_campaign(campaignArn=campaigns[0])
    assert tenants[0].personalize.list_campaigns()["campaigns"] == []
    assert recommended(tenants[1], campaigns[1]) == ["film-of-1", "common"]
    assert recommended(tenants[2], campaigns[2]) == ["film-of-2", "common"]
