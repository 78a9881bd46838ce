"""UpdateDataset: another schema for the rows that are there and for those to come."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest

from moto_personalize import testing
from tests.conftest import Aws
from tests.personalize.films import FIELDS, USER_FIELDS, create_filter, described_films, numbers
from tests.workflow import (
    EVENT_FIELDS,
    Field,
    answer_of,
    assert_refused,
    create_dataset,
    create_group,
    csv_text,
    deploy,
    described,
    import_csv,
    recommended,
    schema_text,
    status,
)

YEAR = {"name": "YEAR", "type": ["null", "int"]}
MOOD = {"name": "MOOD", "type": ["null", "string"], "categorical": True}
WIDER = (*FIELDS, YEAR, MOOD)
WITH_METADATA = {"campaignConfig": {"enableMetadataWithRecommendations": True}}


def new_schema(aws: Aws, fields: Sequence[Field] = WIDER, kind: str = "Items", name: str = "wider") -> str:
    return aws.personalize.create_schema(name=name, schema=schema_text(kind, fields))["schemaArn"]


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    return described_films(aws)


@pytest.fixture
def items(group: str) -> str:
    return f"{group.replace(':dataset-group/', ':dataset/')}/ITEMS"


def update(aws: Aws, dataset: str, schema: str) -> dict[str, Any]:
    return answer_of(aws.personalize.update_dataset(datasetArn=dataset, schemaArn=schema))


def metadata(aws: Aws, campaign: str, *columns: str) -> dict[str, dict[str, str]]:
    answer = aws.runtime.get_recommendations(
        campaignArn=campaign, userId="nobody", metadataColumns={"ITEMS": list(columns)}
    )
    return {item["itemId"]: item["metadata"] for item in answer["itemList"]}


def test_updating_a_dataset_answers_with_its_arn_and_shows_the_new_schema(aws: Aws, items: str) -> None:
    before, schema = described(aws, items), new_schema(aws)
    assert "latestDatasetUpdate" not in before
    assert answer_of(aws.personalize.update_dataset(datasetArn=items, schemaArn=schema)) == {"datasetArn": items}
    after = described(aws, items)
    latest = after["latestDatasetUpdate"]
    assert latest.pop("creationDateTime") <= latest.pop("lastUpdatedDateTime") == after.pop("lastUpdatedDateTime")
    assert latest == {"schemaArn": schema, "status": "ACTIVE"}
    same = ("name", "datasetArn", "datasetGroupArn", "datasetType", "status", "creationDateTime")
    assert {name: after[name] for name in same} == {name: before[name] for name in same}
    assert after["schemaArn"] == schema


def test_rows_of_before_are_null_in_the_new_fields_and_later_ones_are_not(aws: Aws, group: str, items: str) -> None:
    aws.events.put_items(datasetArn=items, items=[{"itemId": "film-9", "properties": json.dumps({"genres": "war"})}])
    campaign = deploy(aws, group, "aws-user-personalization", **WITH_METADATA)
    assert metadata(aws, campaign, "GENRES")["film-9"] == {"genres": "war"}
    update(aws, items, new_schema(aws))
    shown = metadata(aws, campaign, "YEAR", "MOOD", "GENRES")
    assert (shown["film-0"], shown["film-9"]) == ({"genres": "comedy"}, {"genres": "war"})
    properties = json.dumps({"year": 1995, "mood": "dark"})
    aws.events.put_items(datasetArn=items, items=[{"itemId": "film-0", "properties": properties}])
    import_csv(aws, items, csv_text(WIDER, [("film-1", "", "", "", 1984, "light")]), "wide", importMode="INCREMENTAL")
    shown = metadata(aws, campaign, "YEAR", "MOOD")
    assert [shown[f"film-{n}"] for n in range(3)] == [
        {"mood": "dark", "year": "1995"},
        {"mood": "light", "year": "1984"},
        {},
    ]


def test_filters_may_name_a_new_field_once_the_dataset_has_it(aws: Aws, group: str, items: str) -> None:
    with assert_refused("InvalidInputException"):
        create_filter(aws, group, "INCLUDE ItemID WHERE Items.YEAR > 1990")
    campaign = deploy(aws, group, "aws-popularity-count")
    old = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("drama")', "old")
    update(aws, items, new_schema(aws))
    new = create_filter(aws, group, "INCLUDE ItemID WHERE Items.YEAR > 1990", "new")
    assert recommended(aws, campaign, filterArn=new) == []
    import_csv(aws, items, csv_text(WIDER, [("film-5", "drama", "", "", 1995, "")]), "wide", importMode="INCREMENTAL")
    assert numbers(recommended(aws, campaign, filterArn=new)) == [5]
    assert sorted(numbers(recommended(aws, campaign, filterArn=old))) == [3, 4, 5]


def test_an_import_after_the_update_needs_the_new_columns(aws: Aws, items: str) -> None:
    update(aws, items, new_schema(aws))
    with assert_refused("InvalidInputException", "Input csv is missing the following columns: [YEAR, MOOD]"):
        import_csv(aws, items, csv_text(FIELDS, [("film-5", "drama", "", "")]), "narrow")


def test_a_solution_of_before_leaves_new_fields_out_of_its_trainings(aws: Aws, group: str, items: str) -> None:
    """film-9 is like film-0 in nothing but its mood."""
    recipe = "arn:aws:personalize:::recipe/aws-user-personalization"
    old = aws.personalize.create_solution(name="old", datasetGroupArn=group, recipeArn=recipe)["solutionArn"]
    update(aws, items, new_schema(aws))
    new = aws.personalize.create_solution(name="new", datasetGroupArn=group, recipeArn=recipe)["solutionArn"]
    assert _features(aws, old, items) == ["GENRES", "PRICE"]
    assert _features(aws, new, items) == ["GENRES", "MOOD", "PRICE", "YEAR"]


def _features(aws: Aws, solution: str, items: str) -> list[str]:
    """What a version of the solution is trained on; no operation shows it."""
    from moto_personalize.personalize.models import personalize_backends
    from moto_personalize.personalize.service.solution_versions import SolutionVersion

    rows = [(f"film-{n}", "drama", n, "", 1990 + n, "dark") for n in range(3)]
    import_csv(aws, items, csv_text(WIDER, rows), f"for-{solution.rsplit('/', 1)[1]}")
    version = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    trained = personalize_backends["123456789012"]["us-east-1"].store.get(SolutionVersion, version).trained
    assert trained is not None, described(aws, version)
    return sorted(trained.snapshot.item_features)


def test_the_dataset_shows_the_update_and_requests_are_served_meanwhile(
    aws: Aws, group: str, items: str, request: pytest.FixtureRequest
) -> None:
    campaign = deploy(aws, group, "aws-user-personalization", **WITH_METADATA)
    old, new = described(aws, items)["schemaArn"], new_schema(aws)
    request.getfixturevalue("manual")
    update(aws, items, new)
    (shown,) = [d for d in aws.personalize.list_datasets()["datasets"] if d["datasetArn"] == items]
    assert shown["status"] == "UPDATE PENDING"
    in_use = f"The given dataset is not ACTIVE but UPDATE PENDING: {items}"
    with assert_refused("ResourceInUseException", in_use):
        update(aws, items, old)
    with assert_refused("ResourceInUseException", in_use):
        aws.events.put_items(datasetArn=items, items=[{"itemId": "film-9"}])
    halfway = described(aws, items)
    assert (halfway["status"], halfway["schemaArn"]) == ("UPDATE IN_PROGRESS", old)
    assert halfway["latestDatasetUpdate"]["status"] == "UPDATE IN_PROGRESS"
    assert metadata(aws, campaign, "GENRES")["film-0"] == {"genres": "comedy"}
    for schema in (old, new):
        with assert_refused("ResourceInUseException"):
            aws.personalize.delete_schema(schemaArn=schema)
    assert testing.advance_to(items, "ACTIVE", endpoint_url=aws.endpoint_url) == "ACTIVE"
    assert (status(aws, items), described(aws, items)["schemaArn"]) == ("ACTIVE", new)
    assert metadata(aws, campaign, "GENRES", "YEAR")["film-0"] == {"genres": "comedy"}
    aws.personalize.delete_schema(schemaArn=old)


def test_an_import_that_runs_through_an_update_brings_rows_of_the_old_schema(
    aws: Aws, group: str, items: str, request: pytest.FixtureRequest
) -> None:
    campaign, schema = deploy(aws, group, "aws-user-personalization", **WITH_METADATA), new_schema(aws)
    request.getfixturevalue("manual")
    job = import_csv(aws, items, csv_text(FIELDS, [("film-0", "war", "", "")]), "narrow")["datasetImportJobArn"]
    update(aws, items, schema)
    testing.advance_to(items, "ACTIVE", endpoint_url=aws.endpoint_url)
    assert testing.advance_to(job, "ACTIVE", endpoint_url=aws.endpoint_url) == "ACTIVE"
    shown = metadata(aws, campaign, "GENRES", "YEAR")
    assert (shown["film-0"], shown["film-1"]) == ({"genres": "war"}, {})


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        (FIELDS[:3], "MAKER is missing: a new schema keeps every field of the old one"),
        (
            (*FIELDS[:2], {"name": "PRICE", "type": ["null", "double"]}, FIELDS[3], YEAR),
            "PRICE must keep its type and attributes",
        ),
        (
            (*FIELDS, {"name": "YEAR", "type": "int"}),
            "YEAR must allow null: rows imported before do not have it",
        ),
    ],
)
@pytest.mark.parametrize("checked", [True, False])
def test_a_schema_that_does_not_extend_the_old_one_is_refused(
    aws: Aws, items: str, fields: Sequence[Field], what: str, checked: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_VALIDATE_SCHEMAS", str(checked).lower())
    schema, before = new_schema(aws, fields), described(aws, items)
    with assert_refused("InvalidInputException", f"{what} (schema {schema})"):
        update(aws, items, schema)
    assert described(aws, items) == before


def test_a_schema_of_another_type_is_refused(aws: Aws, items: str) -> None:
    schema = new_schema(aws, USER_FIELDS, "Users")
    with assert_refused("InvalidInputException") as refused:
        update(aws, items, schema)
    assert refused.message == f"name must be Items for a dataset of type ITEMS, not Users (schema {schema})"


def test_a_schema_that_cannot_be_read_is_refused(aws: Aws, items: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_VALIDATE_SCHEMAS", "false")
    schema = aws.personalize.create_schema(name="broken", schema="no schema")["schemaArn"]
    with assert_refused("InvalidInputException", f"The schema {schema} cannot be used for {items}."):
        update(aws, items, schema)


def test_a_dataset_without_a_readable_schema_may_get_one(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_VALIDATE_SCHEMAS", "false")
    schema = aws.personalize.create_schema(name="broken", schema="no schema")["schemaArn"]
    items = aws.personalize.create_dataset(
        name="items", schemaArn=schema, datasetGroupArn=create_group(aws), datasetType="Items"
    )["datasetArn"]
    update(aws, items, new_schema(aws))
    assert import_csv(aws, items, csv_text(WIDER, [("a", "", "", "", "", "")]))["status"] == "ACTIVE"


def test_the_schema_of_interactions_is_not_replaced(aws: Aws) -> None:
    dataset = create_dataset(aws, create_group(aws), "Interactions", EVENT_FIELDS)
    expected = (
        f"The schema of a dataset of type INTERACTIONS cannot be replaced, only those of ITEMS and USERS: {dataset}"
    )
    with assert_refused("InvalidInputException", expected):
        update(aws, dataset, described(aws, dataset)["schemaArn"])


def test_an_unknown_dataset_or_schema_is_not_found(aws: Aws, items: str) -> None:
    missing = items.replace("films", "none")
    with assert_refused("ResourceNotFoundException", f"The given dataset does not exist: {missing}"):
        update(aws, missing, new_schema(aws))
    schema = "arn:aws:personalize:us-east-1:123456789012:schema/none"
    with assert_refused("ResourceNotFoundException", f"Resource Arn {schema} does not exist."):
        update(aws, items, schema)
