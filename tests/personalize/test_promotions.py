"""Promotions: a share of the list that a filter of its own chooses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Aws
from tests.personalize.films import create_filter, described_films, numbers
from tests.workflow import (
    EVENT_FIELDS,
    ITEM_FIELDS,
    assert_refused,
    create_dataset,
    csv_text,
    deploy,
    films_group,
    import_csv,
    views,
)

HORROR = 'INCLUDE ItemID WHERE Items.GENRES IN ("horror")'  # film-6 and film-7


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    return described_films(aws)


@pytest.fixture
def popular(aws: Aws, group: str) -> str:
    return deploy(aws, group, "aws-popularity-count")


def listed(aws: Aws, campaign: str, percent: int, filter_arn: str, **request: Any) -> list[dict[str, Any]]:
    values = request.pop("values", None)
    promotion = {"name": "halloween", "percentPromotedItems": percent, "filterArn": filter_arn}
    if values:
        promotion["filterValues"] = values
    return aws.runtime.get_recommendations(campaignArn=campaign, promotions=[promotion], **request)["itemList"]


def promoted(items: list[dict[str, Any]]) -> list[int]:
    return numbers([item["itemId"] for item in items if item.get("promotionName") == "halloween"])


def films(items: list[dict[str, Any]]) -> list[int]:
    return numbers([item["itemId"] for item in items])


@pytest.mark.parametrize(
    ("percent", "count", "in_list"),
    [(60, 5, [6, 7]), (20, 5, [6]), (10, 5, [6]), (9, 5, []), (100, 2, [6, 7]), (1, 500, [6, 7])],
)
def test_a_share_of_the_list_is_promoted_rounded_to_the_nearest(
    aws: Aws, group: str, popular: str, percent: int, count: int, in_list: list[int]
) -> None:
    items = listed(aws, popular, percent, create_filter(aws, group, HORROR), numResults=count)
    assert promoted(items) == in_list
    assert len(items) == min(count, 10)
    assert len(set(films(items))) == len(items)


def test_promoted_items_stand_in_the_order_of_the_recipe(aws: Aws, group: str, popular: str) -> None:
    items = listed(aws, popular, 40, create_filter(aws, group, HORROR), numResults=5)
    assert films(items) == [0, 1, 2, 6, 7]
    items = listed(
        aws, popular, 40, create_filter(aws, group, "INCLUDE ItemID WHERE Items.PRICE < 2.5", "cheap"), numResults=5
    )
    assert films(items) == [0, 1, 2, 3, 4]
    assert promoted(items) == [0, 1]
    assert [sorted(item) for item in items[1:3]] == [["itemId", "promotionName"], ["itemId"]]


def test_each_filter_is_for_its_own_part(aws: Aws, group: str, popular: str) -> None:
    no_horror = create_filter(aws, group, HORROR.replace("INCLUDE", "EXCLUDE"), "no-horror")
    genre = create_filter(aws, group, "INCLUDE ItemID WHERE Items.GENRES IN ($G)", "genre")
    items = listed(aws, popular, 50, genre, values={"G": '"horror"'}, filterArn=no_horror, numResults=4)
    assert films(items) == [0, 1, 6, 7]
    assert promoted(items) == [6, 7]
    comedy = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("comedy")', "comedy")
    items = listed(aws, popular, 25, comedy, filterArn=no_horror, numResults=4)
    assert (films(items), promoted(items)) == ([0, 1, 2, 3], [0])


@pytest.mark.parametrize("recipe", ["aws-user-personalization", "aws-user-personalization-v2"])
def test_scores_stay_in_order_and_normalised_with_promoted_items(aws: Aws, group: str, recipe: str) -> None:
    campaign = deploy(aws, group, recipe)
    no_horror = create_filter(aws, group, HORROR.replace("INCLUDE", "EXCLUDE"), "no-horror")
    horror = create_filter(aws, group, HORROR, "horror")
    items = listed(aws, campaign, 20, horror, filterArn=no_horror, userId="user-9", numResults=10)
    scores = [item["score"] for item in items]
    assert len(items) == 10
    assert promoted(items) in ([6, 7], [7, 6])
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1, abs=2e-6)


def test_the_second_version_tells_why(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-user-personalization-v2")
    horror = create_filter(aws, group, HORROR, "horror")
    items = listed(aws, campaign, 100, horror, userId="user-9", numResults=2)
    assert {tuple(item["reason"]) for item in items} == {("Promoted item",)}
    first = deploy(aws, group, "aws-user-personalization")
    assert {"reason" in item for item in listed(aws, first, 100, horror, userId="user-9", numResults=2)} == {False}


def test_an_explored_item_says_so_promoted_or_not(aws: Aws) -> None:
    """The second version explores by itself: of new items, a few users get one."""
    start = 1_600_000_000
    rows = [(*view, "watch", "") for view in views(200, 40, 10, start)]
    rows += [(f"user-{n:02}", f"new-{n}", start + 500_000, "watch", "") for n in range(5)]
    group = films_group(aws, rows, EVENT_FIELDS)
    items = [(f"new-{n}", "", start + 490_000) for n in range(5)]
    items += [(f"item-{n:02}", "", start - 9_000_000) for n in range(40)]
    import_csv(aws, create_dataset(aws, group, "Items", ITEM_FIELDS), csv_text(ITEM_FIELDS, items), "items")
    campaign = deploy(aws, group, "aws-user-personalization-v2")
    reasons = {}
    for user in {row[0] for row in rows}:
        for item in aws.runtime.get_recommendations(campaignArn=campaign, userId=user)["itemList"]:
            if "reason" in item:
                reasons[user] = (item["itemId"], item["reason"])
    assert 0 < len(reasons) < 100
    assert {tuple(reason) for _, reason in reasons.values()} == {("Exploration",)}
    assert {item[:4] for item, _ in reasons.values()} == {"new-"}
    user, (explored, _) = sorted(reasons.items())[0]
    arn = create_filter(aws, group, f'INCLUDE ItemID WHERE Items.ITEM_ID IN ("{explored}")')
    (item,) = [item for item in listed(aws, campaign, 4, arn, userId=user) if item["itemId"] == explored]
    assert item["reason"] == ["Promoted item", "Exploration"]


def test_related_items_can_be_promoted(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-sims")
    arn = create_filter(aws, group, "INCLUDE ItemID WHERE Items.GENRES IN CurrentItem.GENRES")
    items = listed(aws, campaign, 50, arn, itemId="film-7", numResults=4)
    assert len(promoted(items)) == 2
    assert set(promoted(items)) <= {1, 2, 6}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": None}, "promotions needs name."),
        ({"percentPromotedItems": None, "filterArn": None}, "promotions needs percentPromotedItems and filterArn."),
    ],
)
def test_a_promotion_needs_its_parts(aws: Aws, group: str, popular: str, change: dict[str, Any], message: str) -> None:
    arn = create_filter(aws, group, HORROR)
    given = {"name": "halloween", "percentPromotedItems": 50, "filterArn": arn, **change}
    request = {name: value for name, value in given.items() if value is not None}
    with assert_refused("InvalidInputException", message):
        aws.runtime.get_recommendations(campaignArn=popular, promotions=[request])


def test_what_the_model_limits_is_refused(aws: Aws, group: str, popular: str) -> None:
    arn = create_filter(aws, group, HORROR)
    with assert_refused("ValidationException") as error:
        listed(aws, popular, 101, arn)
    assert "at 'promotions.1.member.percentPromotedItems' failed to satisfy constraint" in error.message
    one = {"name": "a", "percentPromotedItems": 50, "filterArn": arn}
    with assert_refused("ValidationException") as error:
        aws.runtime.get_recommendations(campaignArn=popular, promotions=[one, one])
    assert error.message.endswith("Member must have length less than or equal to 1")


@pytest.mark.parametrize("recipe", ["aws-hrnn", "aws-hrnn-metadata", "aws-hrnn-coldstart"])
def test_recipes_without_promotions_refuse_them(aws: Aws, group: str, recipe: str) -> None:
    campaign = deploy(aws, group, recipe)
    with assert_refused("InvalidInputException", f"promotions are not for the recipe {recipe}."):
        listed(aws, campaign, 50, create_filter(aws, group, HORROR), userId="user-0")


def test_the_filter_of_a_promotion_must_be_there(aws: Aws, popular: str) -> None:
    missing = "arn:aws:personalize:us-east-1:123456789012:filter/none"
    with assert_refused("ResourceNotFoundException", f"The given filter does not exist: {missing}"):
        listed(aws, popular, 50, missing)
