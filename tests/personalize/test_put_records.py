"""PutItems, PutUsers and PutActions: what is taken, what is refused, and who sees it when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from freezegun import freeze_time

from moto_personalize.personalize.learning.merged import PATCHES
from moto_personalize.personalize.models import personalize_backends
from moto_personalize.personalize.service.datasets import Dataset
from tests.conftest import Aws
from tests.personalize.films import FIELDS, FILMS, create_filter, described_films, numbers
from tests.workflow import (
    ITEM_FIELDS,
    answer_of,
    assert_refused,
    create_dataset,
    create_group,
    csv_text,
    deploy,
    described,
    import_csv,
    recommended,
    train,
)

ACTION_FIELDS = (
    {"name": "ACTION_ID", "type": "string"},
    {"name": "VALUE", "type": ["null", "long"]},
    {"name": "PLACE", "type": ["null", "string"], "categorical": True},
)
SALE_FIELDS = (
    *FIELDS,
    {"name": "NUMBER_OF_RATINGS", "type": ["int", "null"]},
    {"name": "CATEGORY_L1", "type": ["string", "null"], "categorical": True},
    {"name": "ON_SALE", "type": ["boolean", "null"]},
)
UNPARSEABLE = "Error parsing properties json"


def record(given: str, kind: str = "item", **properties: Any) -> dict[str, Any]:
    return {f"{kind}Id": given, **({"properties": json.dumps(properties)} if properties else {})}


def put_items(aws: Aws, dataset: str, *items: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = aws.events.put_items(datasetArn=dataset, items=list(items))
    return answer


def dataset_of(group: str, kind: str) -> str:
    return f"{group.replace(':dataset-group/', ':dataset/')}/{kind}"


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    return described_films(aws)


@pytest.fixture
def items(group: str) -> str:
    return dataset_of(group, "ITEMS")


@pytest.fixture
def campaign(aws: Aws, group: str) -> str:
    return deploy(aws, group, "aws-user-personalization", campaignConfig={"enableMetadataWithRecommendations": True})


def metadata(aws: Aws, campaign: str, columns: Sequence[str]) -> dict[str, dict[str, str]]:
    answer = aws.runtime.get_recommendations(
        campaignArn=campaign, userId="nobody", metadataColumns={"ITEMS": list(columns)}
    )
    return {item["itemId"]: item["metadata"] for item in answer["itemList"]}


# --- what is taken -------------------------------------------------------------------------------------------


def test_a_record_that_is_put_is_answered_with_nothing(aws: Aws, items: str) -> None:
    answer = aws.events.put_items(datasetArn=items, items=[record("film-9", genres="drama")])
    assert answer_of(answer) == {}
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200


def test_properties_find_their_columns_in_any_spelling(aws: Aws, little_data: None) -> None:
    group = described_films(aws, SALE_FIELDS, [])
    items = dataset_of(group, "ITEMS")
    put_items(
        aws,
        items,
        record("film-0", numberOfRatings="12", categoryL1="a|b", onSale=True, price="1.25", GENRES="crime", other=1),
        record("film-1", NUMBER_OF_RATINGS=3, Category_L1="c", ON_SALE="False", price=None, maker="north"),
        record("film-2"),
    )
    campaign = deploy(
        aws, group, "aws-user-personalization", campaignConfig={"enableMetadataWithRecommendations": True}
    )
    shown = metadata(aws, campaign, [field["name"] for field in SALE_FIELDS])
    assert {film: shown[film] for film in FILMS[:4]} == {
        "film-0": {
            "category_l1": "a|b",
            "genres": "crime",
            "item_id": "film-0",
            "number_of_ratings": "12",
            "on_sale": "true",
            "price": "1.25",
        },
        "film-1": {
            "category_l1": "c",
            "item_id": "film-1",
            "maker": "north",
            "number_of_ratings": "3",
            "on_sale": "false",
        },
        "film-2": {"item_id": "film-2"},
        "film-3": {"item_id": "film-3"},
    }


def test_a_record_is_replaced_as_a_whole(aws: Aws, items: str, campaign: str) -> None:
    put_items(aws, items, record("film-3", maker="east"))
    put_items(aws, items, record("film-3", price=2), record("film-9", price=1), record("film-9", genres="new"))
    shown = metadata(aws, campaign, ["GENRES", "PRICE", "MAKER"])
    assert (shown["film-3"], shown["film-9"]) == ({"price": "2.0"}, {"genres": "new"})
    assert shown["film-2"] == {"genres": "crime", "maker": "north", "price": "3.0"}


# --- who sees it when ----------------------------------------------------------------------------------------


def test_filters_see_a_new_and_a_replaced_item_at_once(aws: Aws, group: str, items: str, campaign: str) -> None:
    drama = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("drama")', "drama")
    cheap = create_filter(aws, group, "INCLUDE ItemID WHERE Items.PRICE < 3", "cheap")
    genre = create_filter(aws, group, "INCLUDE ItemID WHERE Items.GENRES IN ($GENRE)", "genre")
    for _ in range(2):  # what was worked out for the first request does not outlive the records
        assert sorted(numbers(recommended(aws, campaign, userId="u", filterArn=drama))) == [3, 4]
    put_items(aws, items, record("film-9", genres="drama|war", price=1), record("film-3", genres="comedy", price=1))
    put_items(aws, items, record("film-4", maker="south"))
    assert sorted(numbers(recommended(aws, campaign, userId="u", filterArn=drama))) == [9]
    assert sorted(numbers(recommended(aws, campaign, userId="u", filterArn=cheap))) == [0, 1, 3, 9]
    war = recommended(aws, campaign, userId="u", filterArn=genre, filterValues={"GENRE": '"war"'})
    comedy = recommended(aws, campaign, userId="u", filterArn=genre, filterValues={"GENRE": '"comedy"'})
    assert (numbers(war), sorted(numbers(comedy))) == ([9], [0, 1, 3, 8])


def test_filters_see_a_new_user_at_once(aws: Aws, group: str, campaign: str) -> None:
    grown = create_filter(aws, group, "INCLUDE ItemID WHERE Items.PRICE > 5 IF CurrentUser.AGE >= 18")
    assert len(recommended(aws, campaign, userId="zoe", filterArn=grown)) == 10  # IF is false: no filter
    aws.events.put_users(
        datasetArn=dataset_of(group, "USERS"), users=[record("zoe", "user", age=20, membership="basic")]
    )
    assert sorted(numbers(recommended(aws, campaign, userId="zoe", filterArn=grown))) == [6, 7, 8]


def test_models_know_a_new_item_after_the_next_training(aws: Aws, group: str, items: str, campaign: str) -> None:
    put_items(aws, items, record("film-new", genres="drama"))
    assert "film-new" not in recommended(aws, campaign, userId="u", numResults=50)
    retrained = deploy(aws, group, "aws-user-personalization", "again")
    assert "film-new" in recommended(aws, retrained, userId="u", numResults=50)


def test_an_items_dataset_may_be_streamed_alone(aws: Aws, little_data: None) -> None:
    group = described_films(aws, FIELDS, [("film-0", "comedy", 1.5, "north")])
    items = dataset_of(group, "ITEMS")
    aws.personalize.delete_dataset(datasetArn=items)
    again = aws.personalize.create_dataset(
        name="again",
        datasetGroupArn=group,
        datasetType="Items",
        schemaArn=aws.personalize.list_schemas()["schemas"][1]["schemaArn"],
    )["datasetArn"]
    put_items(aws, again, record("film-1", genres="war"))
    campaign = deploy(
        aws, group, "aws-user-personalization", campaignConfig={"enableMetadataWithRecommendations": True}
    )
    shown = metadata(aws, campaign, ["GENRES"])
    assert (shown["film-0"], shown["film-1"]) == ({}, {"genres": "war"})


# --- beside imports ------------------------------------------------------------------------------------------


def genres(aws: Aws, campaign: str) -> dict[str, str | None]:
    return {film: shown.get("genres") for film, shown in metadata(aws, campaign, ["GENRES"]).items()}


def test_a_full_import_keeps_streamed_rows_and_comes_before_older_ones(aws: Aws, items: str, campaign: str) -> None:
    put_items(aws, items, record("film-0", genres="put"), record("film-1", genres="put"))
    full = csv_text(FIELDS, [("film-0", "imported", "", ""), ("film-2", "imported", "", "")])
    import_csv(aws, items, full, "full")
    shown = genres(aws, campaign)
    assert [shown[film] for film in FILMS[:4]] == ["imported", "put", "imported", None]
    import_csv(aws, items, csv_text(FIELDS, [("film-3", "imported", "", "")]), "other")
    shown = genres(aws, campaign)
    assert [shown[film] for film in FILMS[:4]] == ["put", "put", None, "imported"]
    put_items(aws, items, record("film-3", genres="put"))
    assert genres(aws, campaign)["film-3"] == "put"


def test_an_incremental_import_replaces_rows_of_the_same_id(aws: Aws, items: str, campaign: str) -> None:
    put_items(aws, items, record("film-0", genres="put"), record("film-1", genres="put"))
    some = csv_text(FIELDS, [("film-0", "imported", "", ""), ("film-9", "imported", "", "")])
    import_csv(aws, items, some, "some", importMode="INCREMENTAL")
    shown = genres(aws, campaign)
    assert [shown[film] for film in (*FILMS[:3], "film-9")] == ["imported", "put", "crime", "imported"]


def test_many_records_are_what_their_last_ones_say(aws: Aws, items: str, campaign: str) -> None:
    for begin in range(0, 620, 10):
        made = [record(f"film-{n % 600}", genres=f"genre-{n}", price=n) for n in range(begin, begin + 10)]
        put_items(aws, items, *made)
        if begin == 300:
            assert genres(aws, campaign)["film-9"] == "genre-9"
    shown = genres(aws, campaign)
    assert [shown[film] for film in FILMS] == [f"genre-{600 + n}" for n in range(10)]
    put_items(aws, items, record("film-2", genres="last"))
    assert (genres(aws, campaign)["film-2"], genres(aws, campaign)["film-3"]) == ("last", "genre-603")


def test_rows_and_records_are_put_together_by_those_who_put_and_no_request_has_to(
    group: str, items: str, campaign: str, aws: Aws
) -> None:
    drama = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("drama")', "drama")
    assert sorted(numbers(recommended(aws, campaign, userId="u", filterArn=drama))) == [3, 4]
    dataset = personalize_backends["123456789012"]["us-east-1"].store.get(Dataset, items)
    bases = [dataset.rows.base]
    for begin in range(0, 2 * PATCHES + 20, 10):
        put_items(
            aws,
            items,
            *(record(f"film-{n % 20}", genres="drama" if n % 2 else "war") for n in range(begin, begin + 10)),
        )
        if dataset.rows.base is not bases[-1]:
            bases.append(dataset.rows.base)
            assert "row_of" in vars(bases[-1])  # filters and metadata find their rows without looking for them
            assert sorted(numbers(recommended(aws, campaign, userId="u", filterArn=drama))) == [1, 3, 5, 7, 9]
            assert dataset.rows.base is bases[-1]
    assert len(bases) == 3
    assert metadata(aws, campaign, ["GENRES"])["film-9"] == {"genres": "drama"}


# --- actions -------------------------------------------------------------------------------------------------


@pytest.fixture
def actions(aws: Aws) -> str:
    return create_dataset(aws, create_group(aws), "Actions", ACTION_FIELDS)


def test_actions_are_put_like_items(aws: Aws, actions: str) -> None:
    given = [record("join", "action", value=7), record("leave", "action")]
    assert answer_of(aws.events.put_actions(datasetArn=actions, actions=given)) == {}
    with assert_refused("InvalidInputException", "record 1, column VALUE: '11' is not between 1 and 10"):
        aws.events.put_actions(datasetArn=actions, actions=[record("join", "action", value=11)])


# --- what is refused -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("properties", ["no json", '"{}"', "[]", '{"genres": ["a"]}', '{"genres": {}}', "[" * 9999])
def test_properties_that_are_no_flat_object_are_refused(aws: Aws, items: str, properties: str) -> None:
    with assert_refused("InvalidInputException", UNPARSEABLE, 400):
        put_items(aws, items, {"itemId": "film-0", "properties": properties})


@pytest.mark.parametrize(
    ("properties", "what"),
    [
        ({"price": "cheap"}, "record 2, column PRICE: 'cheap' is not of type float"),
        ({"price": "1e999"}, "record 2, column PRICE: '1e999' is out of the range of float"),
        ({"maker": "x\0"}, "record 2, column MAKER: 'x\\x00' holds a NUL character"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_the_whole_call(
    aws: Aws, items: str, campaign: str, properties: dict[str, Any], what: str
) -> None:
    with assert_refused("InvalidInputException", what, 400):
        put_items(aws, items, record("film-0", genres="war"), record("film-1", **properties))
    assert genres(aws, campaign)["film-0"] == "comedy"


def test_a_field_that_does_not_allow_null_must_be_given(aws: Aws) -> None:
    items = create_dataset(aws, create_group(aws), "Items", ITEM_FIELDS)
    with assert_refused("InvalidInputException", "record 1, column CREATION_TIMESTAMP: must not be empty"):
        put_items(aws, items, record("film-0", genres="war"))


def test_a_dataset_of_another_type_is_refused(aws: Aws, group: str, items: str) -> None:
    users = dataset_of(group, "USERS")
    with assert_refused(
        "InvalidInputException", f"PutItems takes a dataset of type ITEMS; {users} is of type USERS.", 400
    ):
        put_items(aws, users, record("film-0"))
    with assert_refused(
        "InvalidInputException", f"PutUsers takes a dataset of type USERS; {items} is of type ITEMS.", 400
    ):
        aws.events.put_users(datasetArn=items, users=[record("u", "user")])
    with assert_refused(
        "InvalidInputException", f"PutActions takes a dataset of type ACTIONS; {items} is of type ITEMS.", 400
    ):
        aws.events.put_actions(datasetArn=items, actions=[record("a", "action")])


def test_an_unknown_dataset_is_not_found(aws: Aws) -> None:
    arn = "arn:aws:personalize:us-east-1:123456789012:dataset/films/ITEMS"
    with assert_refused("ResourceNotFoundException", f"The given dataset does not exist: {arn}", 404):
        put_items(aws, arn, record("film-0"))


def test_a_dataset_on_its_way_is_in_use(aws: Aws, request: pytest.FixtureRequest) -> None:
    group = create_group(aws)
    request.getfixturevalue("manual")
    items = create_dataset(aws, group, "Items", ITEM_FIELDS)
    with assert_refused("ResourceInUseException", f"The given dataset is not ACTIVE but CREATE PENDING: {items}", 409):
        put_items(aws, items, record("film-0"))


def test_more_than_ten_records_and_long_ids_are_refused(aws: Aws, items: str) -> None:
    with assert_refused("ValidationException") as refused:
        put_items(aws, items, *[record(f"film-{n}") for n in range(11)])
    assert refused.message.endswith("failed to satisfy constraint: Member must have length less than or equal to 10")
    with assert_refused("ValidationException") as refused:
        put_items(aws, items, record("x" * 257))
    assert refused.message.endswith("failed to satisfy constraint: Member must have length less than or equal to 256")


def test_the_eleventh_call_of_a_second_is_throttled(aws: Aws, items: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_REQUEST_RATES", "true")
    with freeze_time("2026-01-01") as clock:
        for n in range(10):
            put_items(aws, items, record(f"film-{n}"))
        with assert_refused("ThrottlingException", "Rate exceeded"):
            put_items(aws, items, record("film-0"))
        clock.tick(1)
        assert answer_of(put_items(aws, items, record("film-0"))) == {}


def test_training_takes_what_is_streamed(aws: Aws, group: str, items: str) -> None:
    put_items(aws, items, record("film-new", genres="drama"), record("film-0", genres=""))
    version = train(aws, group, "aws-user-personalization")
    assert described(aws, version)["status"] == "ACTIVE"
