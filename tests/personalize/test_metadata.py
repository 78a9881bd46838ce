"""Metadata columns in recommendations and rankings."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Aws
from tests.personalize.films import FIELDS, ITEMS, WATCHED, create_filter, described_films
from tests.personalize.raw import call
from tests.workflow import (
    EVENT_FIELDS,
    assert_refused,
    deploy,
    films_group,
)

ENABLED = {"campaignConfig": {"enableMetadataWithRecommendations": True}}
MORE_FIELDS = (
    *FIELDS,
    {"name": "LENGTH", "type": ["null", "int"]},
    {"name": "IN_COLOUR", "type": ["null", "boolean"]},
    {"name": "PLOT", "type": ["null", "string"], "textual": True},
)
MORE = [(*item, 90 + n, ["true", "false"][n % 2], f"plot {n}") for n, item in enumerate(ITEMS)]


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    return described_films(aws, MORE_FIELDS, MORE)


@pytest.fixture
def popular(aws: Aws, group: str) -> str:
    return deploy(aws, group, "aws-popularity-count", **ENABLED)


def metadata(aws: Aws, campaign: str, *columns: str, **request: Any) -> list[dict[str, str]]:
    request = {"campaignArn": campaign, "metadataColumns": {"ITEMS": list(columns)}, **request}
    return [item["metadata"] for item in aws.runtime.get_recommendations(**request)["itemList"]]


def test_columns_come_as_text_under_lower_case_names_in_order(aws: Aws, popular: str) -> None:
    found = metadata(aws, popular, "PRICE", "maker", "Genres", "LENGTH", "IN_COLOUR", "PLOT")
    assert list(found[1]) == ["genres", "in_colour", "length", "maker", "plot", "price"]
    assert found[1] == {
        "genres": "comedy|crime",
        "in_colour": "false",
        "length": "91",
        "maker": "south",
        "plot": "plot 1",
        "price": "2.0",
    }


def test_what_an_item_lacks_is_left_out(aws: Aws, popular: str) -> None:
    found = metadata(aws, popular, "GENRES", "PRICE", "MAKER")
    assert found[4] == {"genres": "drama|comedy", "maker": "north"}
    assert found[5] == {"maker": "south", "price": "5.0"}
    assert found[9] == {}  # no row in the Items dataset


def test_members_come_in_the_order_of_aws(aws: Aws, group: str) -> None:
    """Of the body itself: boto3 orders members by the model."""
    campaign = deploy(aws, group, "aws-user-personalization-v2")
    horror = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("horror")')
    body = {
        "campaignArn": campaign,
        "userId": "user-0",
        "numResults": 1,
        "metadataColumns": {"ITEMS": ["PRICE", "MAKER", "in_colour"]},
        "promotions": [{"name": "halloween", "percentPromotedItems": 100, "filterArn": horror}],
    }
    (item,) = call(aws, "personalize-runtime", "GetRecommendations", body).json()["itemList"]
    assert list(item) == ["itemId", "score", "promotionName", "metadata", "reason"]
    assert list(item["metadata"]) == [name for name in ("in_colour", "maker", "price") if name in item["metadata"]]


@pytest.mark.parametrize("recipe", ["aws-user-personalization-v2", "aws-personalized-ranking-v2"])
def test_second_versions_give_metadata_without_being_told(aws: Aws, group: str, recipe: str) -> None:
    campaign = deploy(aws, group, recipe)
    columns = {"ITEMS": ["MAKER"]}
    if "ranking" in recipe:
        ranked = aws.runtime.get_personalized_ranking(
            campaignArn=campaign, userId="user-0", inputList=["film-1", "nowhere"], metadataColumns=columns
        )["personalizedRanking"]
        assert [item["metadata"] for item in ranked] == [{"maker": "south"}, {}]
    else:
        assert {"maker": "north"} in metadata(aws, campaign, "MAKER", userId="user-0", numResults=50)


def test_other_recipes_must_be_told(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-popularity-count")
    expected = "metadataColumns needs a campaign or recommender with enableMetadataWithRecommendations."
    with assert_refused("InvalidInputException", expected):
        metadata(aws, campaign, "MAKER")
    aws.personalize.update_campaign(campaignArn=campaign, **ENABLED)
    assert metadata(aws, campaign, "MAKER", numResults=1) == [{"maker": "north"}]


@pytest.mark.parametrize(
    ("columns", "request_", "message"),
    [
        ({"ITEMS": ["TITLE"]}, {}, "metadataColumns names TITLE, which is not a column of the Items dataset."),
        ({"ITEMS": [f"C{n}" for n in range(11)]}, {}, "metadataColumns names 11 columns; at most 10 are allowed."),
        ({"USERS": ["AGE"]}, {}, "metadataColumns takes the key ITEMS alone, not USERS."),
        ({"ITEMS": ["MAKER"]}, {"numResults": 51}, "numResults is 51; with metadataColumns at most 50."),
    ],
)
def test_columns_that_cannot_be_are_refused(
    aws: Aws, popular: str, columns: dict[str, list[str]], request_: dict[str, Any], message: str
) -> None:
    with assert_refused("InvalidInputException", message, 400):
        aws.runtime.get_recommendations(campaignArn=popular, metadataColumns=columns, **request_)


def test_a_ranking_with_metadata_has_50_items_at_most(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-personalized-ranking", **ENABLED)
    request: dict[str, Any] = {"campaignArn": campaign, "userId": "u", "metadataColumns": {"ITEMS": ["MAKER"]}}
    many = [f"i{n}" for n in range(51)]
    assert len(aws.runtime.get_personalized_ranking(**request, inputList=many[:50])["personalizedRanking"]) == 50
    expected = "the length of inputList is 51; with metadataColumns at most 50."
    with assert_refused("InvalidInputException", expected):
        aws.runtime.get_personalized_ranking(**request, inputList=many)


def test_metadata_needs_an_items_dataset(aws: Aws, little_data: None) -> None:
    group = films_group(aws, WATCHED, EVENT_FIELDS)
    campaign = deploy(aws, group, "aws-popularity-count", **ENABLED)
    with assert_refused("InvalidInputException", f"metadataColumns needs an Items dataset in {group}."):
        metadata(aws, campaign, "MAKER")
