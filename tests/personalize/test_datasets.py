from __future__ import annotations

import re

import pytest

from tests.conftest import Aws
from tests.workflow import (
    INTERACTION_FIELDS,
    ITEM_FIELDS,
    answer_of,
    assert_refused,
    create_dataset,
    create_group,
    csv_text,
    deploy,
    described,
    films_group,
    import_csv,
    schema_text,
    train,
    views,
)

ARN = "arn:aws:personalize:us-east-1:123456789012:dataset/films/INTERACTIONS"
USER_FIELDS = ({"name": "USER_ID", "type": "string"}, {"name": "AGE", "type": "int"})
ACTION_FIELDS = ({"name": "ACTION_ID", "type": "string"}, {"name": "COST", "type": "int"})
TAKEN_FIELDS = (
    {"name": "USER_ID", "type": "string"},
    {"name": "ACTION_ID", "type": "string"},
    {"name": "EVENT_TYPE", "type": "string"},
    {"name": "TIMESTAMP", "type": "long"},
)
SHOP_FIELDS = (*INTERACTION_FIELDS, {"name": "EVENT_TYPE", "type": "string"})


def create(aws: Aws, group: str, schema: str, kind: str = "Interactions", name: str = "ratings") -> str:
    return aws.personalize.create_dataset(name=name, schemaArn=schema, datasetGroupArn=group, datasetType=kind)[
        "datasetArn"
    ]


def schema_for(aws: Aws, kind: str = "Interactions", **kwargs: str) -> str:
    fields = ITEM_FIELDS if kind == "Items" else SHOP_FIELDS
    return aws.personalize.create_schema(name=kind, schema=schema_text(kind, fields), **kwargs)["schemaArn"]


def test_creating_a_dataset_answers_with_an_arn_of_group_and_type(aws: Aws) -> None:
    answer = aws.personalize.create_dataset(
        name="ratings",
        schemaArn=schema_for(aws),
        datasetGroupArn=create_group(aws),
        datasetType="Interactions",
    )
    assert answer_of(answer) == {"datasetArn": ARN}


def test_a_dataset_shows_its_members_and_its_type_in_upper_case(aws: Aws) -> None:
    schema, group = schema_for(aws), create_group(aws)
    dataset = aws.personalize.describe_dataset(datasetArn=create(aws, group, schema, "interactions"))["dataset"]
    created = dataset.pop("creationDateTime")
    assert dataset == {
        "name": "ratings",
        "datasetArn": ARN,
        "datasetGroupArn": group,
        "datasetType": "INTERACTIONS",
        "schemaArn": schema,
        "status": "ACTIVE",
        "lastUpdatedDateTime": created,
    }


@pytest.mark.parametrize(
    ("kind", "record", "fields"),
    [
        ("Items", "Items", ITEM_FIELDS),
        ("Users", "Users", USER_FIELDS),
        ("Actions", "Actions", ACTION_FIELDS),
        ("Action_Interactions", "ActionInteractions", TAKEN_FIELDS),
    ],
)
def test_a_custom_group_holds_a_dataset_of_each_type(aws: Aws, kind: str, record: str, fields: tuple) -> None:
    schema = aws.personalize.create_schema(name=record, schema=schema_text(record, fields))["schemaArn"]
    assert create(aws, create_group(aws), schema, kind).endswith(f":dataset/films/{kind.upper()}")


def test_an_action_interactions_dataset_brings_its_own_tracking_id(aws: Aws) -> None:
    group = create_group(aws)
    schema = aws.personalize.create_schema(name="taken", schema=schema_text("ActionInteractions", TAKEN_FIELDS))
    dataset = described(aws, create(aws, group, schema["schemaArn"], "Action_Interactions"))
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", dataset["trackingId"])
    assert aws.personalize.list_event_trackers(datasetGroupArn=group)["eventTrackers"] == []


def test_a_second_dataset_of_a_type_is_refused_whatever_its_name(aws: Aws) -> None:
    group, schema = create_group(aws), schema_for(aws)
    create(aws, group, schema)
    with assert_refused("ResourceAlreadyExistsException", f"Another resource with Arn {ARN} already exists."):
        create(aws, group, schema, name="other")


def test_two_datasets_share_a_schema(aws: Aws) -> None:
    schema = schema_for(aws)
    arns = [create(aws, create_group(aws, name), schema) for name in ("films", "books")]
    assert arns == [ARN, ARN.replace("films", "books")]


def test_an_unknown_group_is_not_found(aws: Aws) -> None:
    missing = "arn:aws:personalize:us-east-1:123456789012:dataset-group/none"
    with assert_refused("ResourceNotFoundException", f"The given dataset group does not exist: {missing}"):
        create(aws, missing, schema_for(aws))


def test_an_unknown_schema_is_not_found(aws: Aws) -> None:
    missing = "arn:aws:personalize:us-east-1:123456789012:schema/none"
    with assert_refused("ResourceNotFoundException", f"Resource Arn {missing} does not exist."):
        create(aws, create_group(aws), missing)


def test_an_unknown_dataset_is_not_found(aws: Aws) -> None:
    for verb in (aws.personalize.describe_dataset, aws.personalize.delete_dataset):
        with assert_refused("ResourceNotFoundException", f"The given dataset does not exist: {ARN}"):
            verb(datasetArn=ARN)


@pytest.mark.usefixtures("manual")
def test_a_dataset_needs_an_active_group(aws: Aws) -> None:
    group, schema = create_group(aws), schema_for(aws)
    with assert_refused("ResourceInUseException", f"The given dataset group is not ACTIVE but CREATE PENDING: {group}"):
        create(aws, group, schema)


def test_an_unknown_type_is_refused(aws: Aws) -> None:
    expected = "The dataset type Events is not one of INTERACTIONS, ITEMS, USERS, ACTIONS, ACTION_INTERACTIONS."
    with assert_refused("InvalidInputException", expected):
        create(aws, create_group(aws), schema_for(aws), "Events")


def test_a_domain_group_takes_no_actions(aws: Aws) -> None:
    group = create_group(aws, "shop", domain="ECOMMERCE")
    expected = f"A dataset of type ACTIONS needs a Custom dataset group; {group} is of domain ECOMMERCE."
    with assert_refused("InvalidInputException", expected):
        create(aws, group, schema_for(aws), "Actions")


def test_a_schema_of_another_type_is_refused_with_its_arn(aws: Aws) -> None:
    schema = schema_for(aws, "Items")
    with assert_refused("InvalidInputException") as error:
        create(aws, create_group(aws), schema, "Users")
    assert error.message.endswith(f"(schema {schema})")
    assert "Items" in error.message


def test_a_schema_without_the_groups_domain_is_refused(aws: Aws) -> None:
    group, schema = create_group(aws, "shop", domain="ECOMMERCE"), schema_for(aws)
    expected = f"The schema {schema} is of no domain, the dataset group {group} of domain ECOMMERCE."
    with assert_refused("InvalidInputException", expected):
        create(aws, group, schema)


def test_a_schema_of_a_domain_does_not_fit_a_custom_group(aws: Aws) -> None:
    group, schema = create_group(aws), schema_for(aws, domain="VIDEO_ON_DEMAND")
    expected = f"The schema {schema} is of domain VIDEO_ON_DEMAND, the dataset group {group} of no domain."
    with assert_refused("InvalidInputException", expected):
        create(aws, group, schema)


def test_datasets_are_listed_by_group(aws: Aws) -> None:
    films, books = create_group(aws, "films"), create_group(aws, "books")
    create_dataset(aws, films)
    other = create_dataset(aws, books)
    (listed,) = aws.personalize.list_datasets(datasetGroupArn=books)["datasets"]
    assert list(listed) == ["name", "datasetArn", "datasetType", "status", "creationDateTime", "lastUpdatedDateTime"]
    assert listed["datasetArn"] == other
    assert len(aws.personalize.list_datasets()["datasets"]) == 2
    assert aws.personalize.list_datasets(datasetGroupArn=films + "x")["datasets"] == []


def test_deleting_a_dataset_answers_with_nothing(aws: Aws) -> None:
    dataset = create_dataset(aws, create_group(aws))
    assert answer_of(aws.personalize.delete_dataset(datasetArn=dataset)) == {}


def test_an_event_tracker_keeps_the_interactions_dataset_only(aws: Aws) -> None:
    group = create_group(aws)
    interactions, items = create_dataset(aws, group), create_dataset(aws, group, "Items", ITEM_FIELDS)
    tracker = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["eventTrackerArn"]
    aws.personalize.delete_dataset(datasetArn=items)
    expected = f"The given dataset cannot be deleted while the event tracker {tracker} is ACTIVE: {interactions}"
    with assert_refused("ResourceInUseException", expected):
        aws.personalize.delete_dataset(datasetArn=interactions)


def test_a_campaign_keeps_every_dataset_of_its_group(aws: Aws) -> None:
    group = films_group(aws, views())
    items = create_dataset(aws, group, "Items", ITEM_FIELDS)
    campaign = deploy(aws, group, "aws-popularity-count")
    expected = f"The given dataset cannot be deleted while the campaign {campaign} is ACTIVE: {items}"
    with assert_refused("ResourceInUseException", expected):
        aws.personalize.delete_dataset(datasetArn=items)


def test_a_trained_version_does_not_keep_a_dataset(aws: Aws) -> None:
    group = films_group(aws, views())
    train(aws, group, "aws-popularity-count")
    aws.personalize.delete_dataset(datasetArn=ARN)
    with assert_refused("ResourceNotFoundException", f"The given dataset does not exist: {ARN}"):
        described(aws, ARN)


def test_the_data_go_with_the_dataset(aws: Aws) -> None:
    group = films_group(aws, views())
    schema = described(aws, ARN)["schemaArn"]
    aws.personalize.delete_dataset(datasetArn=ARN)
    create(aws, group, schema)
    expected = (
        "Dataset group must contain an INTERACTIONS dataset with successfully completed dataset import job "
        "or EVENT_INTERACTIONS"
    )
    with assert_refused("InvalidInputException", expected):
        train(aws, group, "aws-popularity-count")


def test_a_group_is_deleted_after_its_dataset_although_its_import_jobs_stay(aws: Aws) -> None:
    group = films_group(aws, views())
    aws.personalize.delete_dataset(datasetArn=ARN)
    aws.personalize.delete_dataset_group(datasetGroupArn=group)
    with assert_refused("ResourceNotFoundException", f"The given dataset group does not exist: {group}"):
        described(aws, group)
    assert len(aws.personalize.list_dataset_import_jobs()["datasetImportJobs"]) == 1


@pytest.mark.parametrize(
    "fields",
    [
        [{"name": "USER_ID", "type": "string"}],
        [{**INTERACTION_FIELDS[0], "type": "int"}, *INTERACTION_FIELDS[1:]],
        [*INTERACTION_FIELDS[:2], {"name": "TIMESTAMP", "type": "string"}],
    ],
)
def test_a_schema_that_nobody_validated_is_refused_where_data_need_it(
    aws: Aws, fields: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_VALIDATE_SCHEMAS", "false")
    dataset = create_dataset(aws, create_group(aws), "Interactions", fields)
    schema = described(aws, dataset)["schemaArn"]
    expected = f"The schema {schema} cannot be used for {dataset}: create it with validate_schemas on to be told why."
    with assert_refused("InvalidInputException", expected):
        import_csv(aws, dataset, csv_text(fields, []))


def test_a_text_that_is_no_schema_makes_a_dataset_without_data(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_VALIDATE_SCHEMAS", "false")
    schema = aws.personalize.create_schema(name="any", schema="any text")["schemaArn"]
    dataset = create(aws, create_group(aws), schema)
    assert described(aws, dataset)["status"] == "ACTIVE"
    with assert_refused("InvalidInputException") as error:
        import_csv(aws, dataset, "USER_ID\n")
    assert error.message.startswith(f"The schema {schema} cannot be used for {dataset}")


def test_a_loosened_schema_with_the_needed_columns_is_trained_on(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_VALIDATE_SCHEMAS", "false")
    fields = [*INTERACTION_FIELDS, *({"name": f"NOTE_{n}", "type": "string"} for n in range(7))]
    rows = [(*row, *"abcdefg") for row in views()]
    assert described(aws, train(aws, films_group(aws, rows, fields), "aws-popularity-count"))["status"] == "ACTIVE"
