from __future__ import annotations

import pytest

from tests.conftest import Aws
from tests.workflow import assert_refused, create_dataset, create_group, described

ROLE = "arn:aws:iam::123456789012:role/PersonalizeRole"
KEY = "arn:aws:kms:us-east-1:123456789012:key/films"


def test_a_custom_group_shows_no_member_without_a_value(aws: Aws) -> None:
    answer = aws.personalize.create_dataset_group(name="films")
    arn = "arn:aws:personalize:us-east-1:123456789012:dataset-group/films"
    assert {k: v for k, v in answer.items() if k != "ResponseMetadata"} == {"datasetGroupArn": arn}
    group = aws.personalize.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]
    assert list(group) == ["name", "datasetGroupArn", "status", "creationDateTime", "lastUpdatedDateTime"]
    assert group["status"] == "ACTIVE"


def test_a_domain_group_answers_with_its_domain(aws: Aws) -> None:
    answer = aws.personalize.create_dataset_group(name="shop", domain="ECOMMERCE")
    assert answer["domain"] == "ECOMMERCE"


def test_a_second_group_of_a_name_is_refused(aws: Aws) -> None:
    arn = create_group(aws)
    with assert_refused("ResourceAlreadyExistsException", f"Another resource with Arn {arn} already exists."):
        create_group(aws)


def test_a_group_in_use_is_not_deleted(aws: Aws) -> None:
    group = create_group(aws)
    dataset = create_dataset(aws, group)
    with assert_refused("ResourceInUseException") as error:
        aws.personalize.delete_dataset_group(datasetGroupArn=group)
    assert dataset in error.message
    aws.personalize.delete_dataset(datasetArn=dataset)
    aws.personalize.delete_dataset_group(datasetGroupArn=group)
    with assert_refused("ResourceNotFoundException", f"The given dataset group does not exist: {group}"):
        aws.personalize.describe_dataset_group(datasetGroupArn=group)


def test_a_role_and_a_key_come_together_or_not_at_all(aws: Aws) -> None:
    for given in ({"roleArn": ROLE}, {"kmsKeyArn": KEY}):
        with assert_refused("InvalidInputException", "roleArn and kmsKeyArn must be given together."):
            create_group(aws, **given)
    group = described(aws, create_group(aws, roleArn=ROLE, kmsKeyArn=KEY))
    assert (group["roleArn"], group["kmsKeyArn"]) == (ROLE, KEY)


def test_a_role_of_another_account_is_refused(aws: Aws) -> None:
    foreign = ROLE.replace("123456789012", "210987654321")
    with assert_refused("AccessDeniedException", "Cross-account pass role is not allowed."):
        create_group(aws, roleArn=foreign, kmsKeyArn=KEY)


def test_a_sixth_group_is_refused(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        create_group(aws, f"films-{number}")
    expected = "More than 5 resources in ACTIVE state. Please delete some and try again."
    with assert_refused("LimitExceededException", expected):
        create_group(aws)
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "false")
    assert described(aws, create_group(aws))["status"] == "ACTIVE"
