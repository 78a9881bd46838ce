"""What is enforced only when a test asks for it: per-second request rates, and IAM roles that must exist."""

from __future__ import annotations

import json

import pytest
from botocore.config import Config
from freezegun import freeze_time

from tests.conftest import Aws
from tests.workflow import (
    INTERACTION_FIELDS,
    ROLE,
    assert_refused,
    create_dataset,
    create_group,
    csv_text,
    deploy,
    films_group,
    put_csv,
    views,
)

NO_RETRIES = Config(retries={"total_max_attempts": 1})


def test_the_501st_recommendation_of_a_second_is_throttled(
    aws: Aws, little_data: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = deploy(aws, films_group(aws, views(4, 8, 4)), "aws-popularity-count")
    monkeypatch.setenv("MOTO_PERSONALIZE_REQUEST_RATES", "true")
    runtime = aws.client("personalize-runtime", config=NO_RETRIES)
    with freeze_time("2026-01-01") as clock:
        for _ in range(500):
            runtime.get_recommendations(campaignArn=campaign, numResults=1)
        with assert_refused("ThrottlingException", "Rate exceeded"):
            runtime.get_recommendations(campaignArn=campaign, numResults=1)
        clock.tick(1)
        assert len(runtime.get_recommendations(campaignArn=campaign, numResults=1)["itemList"]) == 1


def test_rates_are_not_enforced_unless_asked_for(aws: Aws, little_data: None) -> None:
    campaign = deploy(aws, films_group(aws, views(4, 8, 4)), "aws-popularity-count")
    runtime = aws.client("personalize-runtime", config=NO_RETRIES)
    with freeze_time("2026-01-01"):
        answers = [runtime.get_recommendations(campaignArn=campaign, numResults=1) for _ in range(501)]
    assert len(answers[-1]["itemList"]) == 1


def test_a_strict_key_needs_a_role_that_exists(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    key = {"kmsKeyArn": "arn:aws:kms:us-east-1:123456789012:key/films", "roleArn": ROLE}
    create_group(aws, "loose", **key)
    monkeypatch.setenv("MOTO_PERSONALIZE_STRICT_ROLES", "true")
    with assert_refused("InvalidInputException", f"The given role does not exist: {ROLE}"):
        create_group(aws, "strict", **key)
    aws.client("iam").create_role(RoleName="PersonalizeRole", AssumeRolePolicyDocument="{}")
    assert create_group(aws, "strict", **key).endswith("/strict")


def test_a_strict_import_needs_a_role_that_exists(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    dataset = create_dataset(aws, create_group(aws))
    location = put_csv(aws, "views.csv", csv_text(INTERACTION_FIELDS, views()))
    monkeypatch.setenv("MOTO_PERSONALIZE_STRICT_ROLES", "true")
    job = {"datasetArn": dataset, "dataSource": {"dataLocation": location}}
    with assert_refused("InvalidInputException") as error:
        aws.personalize.create_dataset_import_job(jobName="strict", roleArn=ROLE, **job)
    assert error.message.startswith("Insufficient privileges for accessing data in S3. Please look at https://")
    assert error.message.endswith(f"(the role {ROLE} does not exist)")
    policy = json.dumps({"Version": "2012-10-17", "Statement": []})
    role = aws.client("iam").create_role(RoleName="PersonalizeRole", AssumeRolePolicyDocument=policy)["Role"]
    assert role["Arn"] == ROLE
    assert aws.personalize.create_dataset_import_job(jobName="strict", roleArn=ROLE, **job)["datasetImportJobArn"]
