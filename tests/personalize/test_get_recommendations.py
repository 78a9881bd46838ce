from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest

from tests.conftest import Aws
from tests.workflow import (
    INTERACTION_FIELDS,
    answer_of,
    assert_refused,
    create_group,
    deploy,
    described_items,
    films_group,
    items_of,
    recommended,
    views,
)

POPULARITY = "aws-popularity-count"
PERSONAL = [
    "aws-user-personalization",
    "aws-user-personalization-v2",
    "aws-hrnn",
    "aws-hrnn-metadata",
    "aws-hrnn-coldstart",
]
RELATED = ["aws-sims", "aws-similar-items"]
RANKING = ["aws-personalized-ranking", "aws-personalized-ranking-v2"]
ANYBODY = [POPULARITY, "aws-trending-now"]
DEVICE_FIELDS = (*INTERACTION_FIELDS, {"name": "DEVICE", "type": "string", "categorical": True})


@pytest.fixture
def group(aws: Aws) -> str:
    group = films_group(aws, views())
    described_items(aws, group)
    return group


def answer(aws: Aws, campaign: str, **request: Any) -> dict[str, Any]:
    return answer_of(aws.runtime.get_recommendations(campaignArn=campaign, **request))


def scores(aws: Aws, campaign: str, **request: Any) -> list[float]:
    return [item["score"] for item in answer(aws, campaign, **request)["itemList"]]


def test_an_answer_has_items_and_an_id_of_forty_characters(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, POPULARITY)
    found = answer(aws, campaign)
    assert sorted(found) == ["itemList", "recommendationId"]
    mark = hashlib.md5(campaign.encode()).hexdigest()[:6]
    assert re.fullmatch(rf"RID-[0-9a-f]{{2}}(-[0-9a-f]{{4}}){{2}}-[0-9a-f]{{12}}-CID-{mark}", found["recommendationId"])
    assert len(found["recommendationId"]) == 40


def test_every_answer_has_an_id_of_its_own(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, POPULARITY)
    assert len({answer(aws, campaign)["recommendationId"] for _ in range(3)}) == 3


@pytest.mark.parametrize(("wanted", "given"), [(None, 25), (0, 25), (1, 1), (40, 40), (500, 40)])
def test_as_many_items_come_as_are_wanted_and_there_are(aws: Aws, group: str, wanted: int | None, given: int) -> None:
    request = {} if wanted is None else {"numResults": wanted}
    items = recommended(aws, deploy(aws, group, POPULARITY), **request)
    assert len(items) == len(set(items)) == given


def test_500_items_come_at_most(aws: Aws) -> None:
    rows = [(f"u{n % 50}", f"item-{n:04}", n) for n in range(1001)]
    campaign = deploy(aws, films_group(aws, rows), POPULARITY)
    assert len(recommended(aws, campaign, numResults=500)) == 500
    with assert_refused("InvalidInputException", "numResults is 501; at most 500 are allowed.", 400):
        recommended(aws, campaign, numResults=501)


def test_popular_items_are_those_of_the_most_users(aws: Aws, little_data: None) -> None:
    rows = [("u1", "b", 1), ("u2", "b", 1), ("u3", "b", 1), ("u1", "c", 1), ("u2", "c", 2), ("u2", "a", 3)]
    rows += [("u2", "a", time) for time in range(4, 9)] + [("u3", "d", 1)]
    campaign = deploy(aws, films_group(aws, rows), POPULARITY)
    assert recommended(aws, campaign) == ["b", "c", "a", "d"]


@pytest.mark.parametrize("recipe", PERSONAL)
def test_personal_lists_follow_the_users_taste(aws: Aws, group: str, recipe: str) -> None:
    campaign = deploy(aws, group, recipe)
    for user, parity in (("user-00", 0), ("user-01", 1)):
        items = recommended(aws, campaign, userId=user, numResults=10)
        assert sum(int(item[-2:]) % 2 == parity for item in items) >= 8


@pytest.mark.parametrize("recipe", PERSONAL)
def test_personal_lists_show_falling_scores_of_at_most_seven_decimals(aws: Aws, group: str, recipe: str) -> None:
    found = scores(aws, deploy(aws, group, recipe), userId="user-01")
    assert found == sorted(found, reverse=True)
    assert all(0 <= score <= 1 and score == round(score, 7) for score in found)


def test_scores_of_user_personalization_sum_to_one_over_the_catalogue(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-user-personalization")
    assert sum(scores(aws, campaign, userId="user-01", numResults=500)) == pytest.approx(1, abs=1e-5)
    assert sum(scores(aws, campaign, userId="user-01", numResults=5)) < 0.99


def test_scores_of_the_second_version_sum_to_one_over_the_candidates(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-user-personalization-v2")
    assert sum(scores(aws, campaign, userId="user-01", numResults=500)) == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("recipe", [*ANYBODY, *RELATED])
def test_popular_trending_and_related_items_have_no_score(aws: Aws, group: str, recipe: str) -> None:
    found = answer(aws, deploy(aws, group, recipe), userId="user-01", itemId="item-01")["itemList"]
    assert {tuple(item) for item in found} == {("itemId",)}


@pytest.mark.parametrize("recipe", PERSONAL)
def test_a_personal_list_needs_a_user(aws: Aws, group: str, recipe: str) -> None:
    campaign = deploy(aws, group, recipe)
    with assert_refused("InvalidInputException", f"userId is required for the recipe {recipe}.", 400):
        recommended(aws, campaign, itemId="item-01")


@pytest.mark.parametrize("recipe", RELATED)
def test_related_items_need_an_item(aws: Aws, group: str, recipe: str) -> None:
    campaign = deploy(aws, group, recipe)
    with assert_refused("InvalidInputException", f"itemId is required for the recipe {recipe}.", 400):
        recommended(aws, campaign, userId="user-01")


@pytest.mark.parametrize("recipe", ANYBODY)
def test_the_same_list_for_everybody_needs_no_id(aws: Aws, group: str, recipe: str) -> None:
    campaign = deploy(aws, group, recipe)
    assert recommended(aws, campaign) == recommended(aws, campaign, userId="user-01", itemId="item-01")


@pytest.mark.parametrize("recipe", PERSONAL)
def test_the_item_of_a_personal_request_is_ignored(aws: Aws, group: str, recipe: str) -> None:
    campaign = deploy(aws, group, recipe)
    items = [recommended(aws, campaign, userId="user-01", **given) for given in ({}, {"itemId": "item-02"})]
    assert items[0] == items[1]


@pytest.mark.parametrize("recipe", PERSONAL)
def test_an_unknown_user_is_answered(aws: Aws, group: str, recipe: str) -> None:
    campaign = deploy(aws, group, recipe)
    assert len(recommended(aws, campaign, userId="nobody")) == 25
    assert recommended(aws, campaign, userId="nobody") == recommended(aws, campaign, userId="somebody")


@pytest.mark.parametrize("recipe", RELATED)
def test_related_items_share_their_users_and_leave_out_the_item_itself(aws: Aws, group: str, recipe: str) -> None:
    items = recommended(aws, deploy(aws, group, recipe), itemId="item-01", numResults=10)
    assert "item-01" not in items
    assert {int(item[-2:]) % 2 for item in items} == {1}


@pytest.mark.parametrize("recipe", RELATED)
def test_an_unknown_item_is_answered_with_popular_ones(aws: Aws, group: str, recipe: str) -> None:
    campaign = deploy(aws, group, recipe)
    popular = recommended(aws, deploy(aws, group, POPULARITY), numResults=10)
    assert recommended(aws, campaign, itemId="nothing", numResults=10) == popular


@pytest.mark.parametrize("recipe", RANKING)
def test_rankings_have_an_operation_of_their_own(aws: Aws, group: str, recipe: str) -> None:
    campaign = deploy(aws, group, recipe)
    expected = f"GetRecommendations is not for the recipe {recipe}; use GetPersonalizedRanking."
    with assert_refused("InvalidInputException", expected, 400):
        recommended(aws, campaign, userId="user-01")


def test_a_campaign_that_is_not_there_is_invalid_input(aws: Aws) -> None:
    arn = create_group(aws).replace("dataset-group", "campaign")
    with assert_refused("InvalidInputException", f"{arn} does not exist or is not active yet.", 400):
        recommended(aws, arn)


def test_a_deleted_campaign_serves_no_more(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, POPULARITY)
    aws.personalize.delete_campaign(campaignArn=campaign)
    with assert_refused("InvalidInputException", f"{campaign} does not exist or is not active yet."):
        recommended(aws, campaign)


def test_a_request_names_a_campaign_or_a_recommender(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, POPULARITY)
    expected = "Exactly one of campaignArn and recommenderArn is required."
    with assert_refused("InvalidInputException", expected):
        aws.runtime.get_recommendations(userId="user-01")
    recommender = campaign.replace("campaign", "recommender")
    with assert_refused("InvalidInputException", expected):
        recommended(aws, campaign, recommenderArn=recommender)
    with assert_refused("InvalidInputException", f"{recommender} does not exist or is not active yet."):
        aws.runtime.get_recommendations(recommenderArn=recommender)


def seen_on(item: str) -> str:
    return "phone" if int(item[-2:]) % 4 < 2 else "television"


@pytest.fixture
def by_device(aws: Aws) -> str:
    return films_group(aws, [(*row, seen_on(row[1])) for row in views()], DEVICE_FIELDS)


@pytest.mark.parametrize("recipe", ["aws-user-personalization", "aws-user-personalization-v2"])
def test_the_context_of_a_request_moves_a_list_to_what_is_seen_in_it(aws: Aws, by_device: str, recipe: str) -> None:
    campaign = deploy(aws, by_device, recipe)

    def on_phone(**context: str) -> int:
        return sum(
            seen_on(item) == "phone"
            for item in recommended(aws, campaign, userId="user-00", context=context, numResults=10)
        )

    assert on_phone(DEVICE="phone") > on_phone() > on_phone(DEVICE="television")
    assert on_phone(UNKNOWN="phone") == on_phone(DEVICE="radio") == on_phone()


@pytest.mark.parametrize("recipe", RANKING)
def test_the_context_of_a_request_moves_a_ranking(aws: Aws, by_device: str, recipe: str) -> None:
    campaign = deploy(aws, by_device, recipe)
    listed = [f"item-{n:02}" for n in range(0, 40, 2)]

    def on_phone(**context: str) -> int:
        """Of the first ten."""
        answer = aws.runtime.get_personalized_ranking(
            campaignArn=campaign, userId="user-00", inputList=listed, context=context
        )
        return sum(seen_on(item["itemId"]) == "phone" for item in answer["personalizedRanking"][:10])

    assert on_phone(DEVICE="phone") > on_phone(DEVICE="television")


@pytest.mark.parametrize("recipe", ["aws-hrnn", "aws-popularity-count"])
def test_recipes_without_context_ignore_it(aws: Aws, by_device: str, recipe: str) -> None:
    campaign = deploy(aws, by_device, recipe)
    lists = [recommended(aws, campaign, userId="user-00", context=c) for c in ({}, {"DEVICE": "phone"})]
    assert lists[0] == lists[1]


def test_exploration_changes_what_is_served(aws: Aws) -> None:
    start = 1_600_000_000
    fresh = [(f"user-{n:02}", f"new-{n}", start + 100_000) for n in range(5)]
    group = films_group(aws, views() + fresh)
    lists = []
    for name, weight in (("never", "0"), ("often", "1")):
        config = {"itemExplorationConfig": {"explorationWeight": weight, "explorationItemAgeCutOff": "30"}}
        campaign = deploy(aws, group, "aws-user-personalization", name, campaignConfig=config)
        lists.append(recommended(aws, campaign, userId="user-01"))
    new = [sum(item.startswith("new") for item in items) for items in lists]
    assert new[0] < new[1]


def test_the_same_request_has_the_same_items_and_scores(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-user-personalization")
    answers = [aws.runtime.get_recommendations(campaignArn=campaign, userId="user-03") for _ in range(2)]
    assert answers[0]["itemList"] == answers[1]["itemList"]
    assert len(items_of(answers[0])) == 25
