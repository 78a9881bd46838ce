from __future__ import annotations

import pytest

from moto_personalize.personalize.service import schemas
from tests.conftest import Aws
from tests.workflow import answer_of, assert_refused, create_dataset, create_group, described, schema_text

ARN = "arn:aws:personalize:us-east-1:123456789012:schema/ratings"


def create(aws: Aws, name: str = "ratings", text: str | None = None, **kwargs: str) -> str:
    return aws.personalize.create_schema(name=name, schema=text or schema_text(), **kwargs)["schemaArn"]


def test_creating_a_schema_answers_with_its_arn_alone(aws: Aws) -> None:
    answer = aws.personalize.create_schema(name="ratings", schema=schema_text())
    assert answer_of(answer) == {"schemaArn": ARN}


def test_a_schema_text_comes_back_byte_for_byte(aws: Aws) -> None:
    text = schema_text().replace('"fields":', '\n "fields"  :\t')
    schema = described(aws, create(aws, text=text))
    assert schema["schema"] == text
    assert list(schema) == ["name", "schemaArn", "schema", "creationDateTime", "lastUpdatedDateTime"]
    assert schema["creationDateTime"] == schema["lastUpdatedDateTime"]


def test_a_schema_shows_the_domain_that_it_was_made_for(aws: Aws) -> None:
    assert described(aws, create(aws, domain="ECOMMERCE"))["domain"] == "ECOMMERCE"


def test_the_list_of_schemas_leaves_out_their_texts(aws: Aws) -> None:
    create(aws)
    (schema,) = aws.personalize.list_schemas()["schemas"]
    assert list(schema) == ["name", "schemaArn", "creationDateTime", "lastUpdatedDateTime"]


def test_a_second_schema_of_a_name_is_refused(aws: Aws) -> None:
    create(aws)
    with assert_refused("ResourceAlreadyExistsException", f"Another resource with Arn {ARN} already exists."):
        create(aws)


@pytest.mark.parametrize("verb", ["describe_schema", "delete_schema"])
def test_an_unknown_schema_is_not_found_in_motos_words(aws: Aws, verb: str) -> None:
    with assert_refused("ResourceNotFoundException", f"Resource Arn {ARN} does not exist."):
        getattr(aws.personalize, verb)(schemaArn=ARN)


def test_a_text_that_is_no_json_is_refused(aws: Aws) -> None:
    with assert_refused("InvalidInputException") as error:
        create(aws, text="{")
    assert "JSON" in error.message


def test_a_field_of_an_unknown_type_is_refused_by_name(aws: Aws) -> None:
    with assert_refused("InvalidInputException") as error:
        create(aws, text=schema_text(fields=[{"name": "USER_ID", "type": "uuid"}]))
    assert "USER_ID" in error.message
    assert "uuid" in error.message


def test_any_text_is_a_schema_where_schemas_are_not_validated(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_VALIDATE_SCHEMAS", "false")
    assert described(aws, create(aws, text="none of this"))["schema"] == "none of this"


def test_a_schema_that_a_dataset_uses_is_not_deleted(aws: Aws) -> None:
    dataset = create_dataset(aws, create_group(aws))
    schema = described(aws, dataset)["schemaArn"]
    in_use = f"The given schema cannot be deleted while the dataset {dataset} is ACTIVE: {schema}"
    with assert_refused("ResourceInUseException", in_use):
        aws.personalize.delete_schema(schemaArn=schema)
    aws.personalize.delete_dataset(datasetArn=dataset)
    aws.personalize.delete_schema(schemaArn=schema)
    with assert_refused("ResourceNotFoundException", f"Resource Arn {schema} does not exist."):
        described(aws, schema)


@pytest.mark.usefixtures("manual")
def test_a_schema_has_no_states_and_is_gone_at_once(aws: Aws) -> None:
    schema = create(aws)
    assert "status" not in described(aws, schema)
    aws.personalize.delete_schema(schemaArn=schema)
    assert aws.personalize.list_schemas()["schemas"] == []


def test_a_schema_beyond_the_quota_is_refused(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    assert schemas.MAX_SCHEMAS == 500
    monkeypatch.setattr(schemas, "MAX_SCHEMAS", 1)  # creating 500 takes seconds
    create(aws)
    with assert_refused(
        "LimitExceededException", "More than 1 resources in ACTIVE state. Please delete some and try again."
    ):
        create(aws, "another")
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "false")
    assert create(aws, "another").endswith("schema/another")
