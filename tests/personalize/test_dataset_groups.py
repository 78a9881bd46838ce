from __future__ import annotations

from tests.conftest import Aws
from tests.workflow import create_dataset, create_group, refused


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
    with refused("ResourceAlreadyExistsException", f"Another resource with Arn {arn} already exists."):
        create_group(aws)


def test_a_group_in_use_is_not_deleted(aws: Aws) -> None:
    group = create_group(aws)
    dataset = create_dataset(aws, group)
    with refused("ResourceInUseException") as error:
        aws.personalize.delete_dataset_group(datasetGroupArn=group)
    assert dataset in error.message
    aws.personalize.delete_dataset(datasetArn=dataset)
    aws.personalize.delete_dataset_group(datasetGroupArn=group)
    with refused("ResourceNotFoundException", f"The given dataset group does not exist: {group}"):
        aws.personalize.describe_dataset_group(datasetGroupArn=group)
