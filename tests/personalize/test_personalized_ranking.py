from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.conftest import Aws
from tests.workflow import answer_of, assert_refused, create_group, deploy, films_group, views

RECIPES = ["aws-personalized-ranking", "aws-personalized-ranking-v2"]
LIST = ["item-02", "item-01", "item-04", "item-03", "item-06", "item-05"]


@pytest.fixture
def group(aws: Aws) -> str:
    return films_group(aws, views())


@pytest.fixture(params=RECIPES)
def campaign(aws: Aws, group: str, request: pytest.FixtureRequest) -> str:
    return deploy(aws, group, request.param)


def ranking(aws: Aws, campaign: str, items: list[str], user: str = "user-01", **kwargs: Any) -> list[dict[str, Any]]:
    return aws.runtime.get_personalized_ranking(campaignArn=campaign, userId=user, inputList=items, **kwargs)[
        "personalizedRanking"
    ]


def ids(ranked: list[dict[str, Any]]) -> list[str]:
    return [item["itemId"] for item in ranked]


def test_an_answer_has_a_ranking_and_an_id(aws: Aws, campaign: str) -> None:
    answer = answer_of(aws.runtime.get_personalized_ranking(campaignArn=campaign, userId="user-01", inputList=LIST))
    assert sorted(answer) == ["personalizedRanking", "recommendationId"]
    assert answer["recommendationId"].endswith("-CID-" + hashlib.md5(campaign.encode()).hexdigest()[:6])
    assert len(answer["recommendationId"]) == 40


@pytest.mark.parametrize(("user", "parity"), [("user-00", 0), ("user-01", 1)])
def test_a_list_is_put_in_the_order_of_the_users_taste(aws: Aws, campaign: str, user: str, parity: int) -> None:
    ranked = ids(ranking(aws, campaign, LIST, user))
    assert sorted(ranked) == sorted(LIST)
    assert {int(item[-2:]) % 2 for item in ranked[:3]} == {parity}


def test_the_scores_of_a_list_fall_and_sum_to_one(aws: Aws, campaign: str) -> None:
    scores = [item["score"] for item in ranking(aws, campaign, LIST)]
    assert scores == sorted(scores, reverse=True)
    assert sum(scores) == pytest.approx(1, abs=1e-6)
    assert all(score == round(score, 7) for score in scores)


def test_unknown_items_come_last_in_their_order_without_a_score(aws: Aws, campaign: str) -> None:
    ranked = ranking(aws, campaign, ["z-unknown", "item-01", "a-unknown", "item-02"])
    assert ids(ranked)[2:] == ["z-unknown", "a-unknown"]
    assert ["score" in item for item in ranked] == [True, True, False, False]
    assert sum(item.get("score", 0) for item in ranked) == pytest.approx(1, abs=1e-6)


def test_a_list_of_unknown_items_stays_as_it_is(aws: Aws, campaign: str) -> None:
    assert ranking(aws, campaign, ["b", "a"]) == [{"itemId": "b"}, {"itemId": "a"}]


def test_one_item_scores_one(aws: Aws, campaign: str) -> None:
    assert ranking(aws, campaign, ["item-01"]) == [{"itemId": "item-01", "score": 1.0}]


def test_an_item_given_twice_is_ranked_once(aws: Aws, campaign: str) -> None:
    assert sorted(ids(ranking(aws, campaign, ["item-02", "item-01", "item-02"]))) == ["item-01", "item-02"]


def test_the_order_of_the_request_does_not_matter(aws: Aws, campaign: str) -> None:
    assert ranking(aws, campaign, LIST) == ranking(aws, campaign, LIST[::-1])


def test_an_unknown_user_is_answered(aws: Aws, campaign: str) -> None:
    ranked = ranking(aws, campaign, LIST, "nobody")
    assert sum(item["score"] for item in ranked) == pytest.approx(1, abs=1e-6)


def test_a_campaign_of_another_type_does_not_rank(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-user-personalization")
    expected = (
        "GetPersonalizedRanking needs a campaign with a recipe of type PERSONALIZED_RANKING; "
        f"{campaign} serves aws-user-personalization."
    )
    with assert_refused("InvalidInputException", expected, 400):
        ranking(aws, campaign, LIST)


def test_a_campaign_that_is_not_there_is_invalid_input(aws: Aws) -> None:
    arn = create_group(aws).replace("dataset-group", "campaign")
    with assert_refused("InvalidInputException", f"{arn} does not exist or is not active yet.", 400):
        ranking(aws, arn, LIST)


def test_500_items_are_ranked_at_most(aws: Aws, campaign: str) -> None:
    many = [f"item-{n:03}" for n in range(501)]
    assert len(ranking(aws, campaign, many[:500])) == 500
    with assert_refused("InvalidInputException", "inputList has 501 items; at most 500 are allowed.", 400):
        ranking(aws, campaign, many)
