"""Answers that the test author declares, for all three operations, with and without a model behind."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from moto_personalize import testing
from tests.conftest import Aws
from tests.personalize.films import FILMS, create_filter, described_films
from tests.personalize.offers import campaign as actions_campaign
from tests.personalize.offers import small_shop
from tests.workflow import (
    assert_refused,
    deploy,
    domain_group,
    items_of,
    ranking_of,
    recommended,
    recommender,
)

pytestmark = pytest.mark.usefixtures("little_data")

NOWHERE = "arn:aws:personalize:us-east-1:123456789012:campaign/nowhere"
USE_CASE = "aws-ecomm-popular-items-by-views"


@pytest.fixture
def group(aws: Aws) -> str:
    return described_films(aws)


@pytest.fixture
def popular(aws: Aws, group: str) -> str:
    config = {"campaignConfig": {"enableMetadataWithRecommendations": True}}
    return deploy(aws, group, "aws-popularity-count", **config)


@pytest.fixture
def ranking(aws: Aws, group: str) -> str:
    return deploy(aws, group, "aws-personalized-ranking-v2")


@pytest.fixture
def shop(aws: Aws) -> str:
    views = [(f"user-{user}", f"item-{user % 3}", 100 + user, "View") for user in range(6)]
    return recommender(aws, domain_group(aws, views), USE_CASE)


@pytest.fixture
def actions(aws: Aws) -> str:
    return actions_campaign(aws, small_shop(aws))


def stub(aws: Aws, arn: str, items: Sequence[str | Mapping[str, Any]], user: str | None = None, **kwargs: Any) -> None:
    testing.stub_recommendations(arn, items, user, **kwargs, endpoint_url=aws.endpoint_url)


def stub_ranking(aws: Aws, arn: str, items: Sequence[Any], user: str | None = None, **kwargs: Any) -> None:
    testing.stub_ranking(arn, items, user, **kwargs, endpoint_url=aws.endpoint_url)


def stub_actions(aws: Aws, arn: str, given: Sequence[Any], user: str | None = None, **kwargs: Any) -> None:
    testing.stub_actions(arn, given, user, **kwargs, endpoint_url=aws.endpoint_url)


def says(text: str) -> Any:
    """Expect a ValueError with this message, in full."""
    return pytest.raises(ValueError, match=f"^{re.escape(text)}$")


def ranked(aws: Aws, arn: str, *items: str, user: str = "ann", **request: Any) -> list[str]:
    answer = aws.runtime.get_personalized_ranking(campaignArn=arn, inputList=list(items), userId=user, **request)
    return ranking_of(answer)


def offered(aws: Aws, arn: str, user: str = "ann", **request: Any) -> list[dict[str, Any]]:
    answer = aws.runtime.get_action_recommendations(campaignArn=arn, userId=user, **request)
    return list(answer["actionList"])


# --- in place of a model ----------------------------------------------------------------------------------------


def test_a_declared_list_takes_the_place_of_the_models(aws: Aws, popular: str) -> None:
    stub(aws, popular, ["film-7", "film-3"])
    assert aws.runtime.get_recommendations(campaignArn=popular)["itemList"] == [
        {"itemId": "film-7"},
        {"itemId": "film-3"},
    ]


def test_the_most_specific_answer_is_given(aws: Aws, popular: str) -> None:
    def asked(**request: str) -> list[str]:
        return recommended(aws, popular, numResults=1, **request)

    assert asked(userId="ann", itemId="film-9") == ["film-0"]
    stub(aws, popular, ["film-1"])
    assert asked(userId="ann", itemId="film-9") == ["film-1"]
    stub(aws, popular, ["film-2"], item_id="film-9")
    assert asked(userId="ann", itemId="film-9") == ["film-2"]
    stub(aws, popular, ["film-3"], "ann")
    assert asked(userId="ann", itemId="film-9") == ["film-3"]
    stub(aws, popular, ["film-4"], "ann", item_id="film-9")
    assert asked(userId="ann", itemId="film-9") == ["film-4"]
    assert [asked(), asked(userId="bob"), asked(userId="bob", itemId="film-9")] == [["film-1"], ["film-1"], ["film-2"]]


def test_who_has_no_declared_answer_gets_the_models(aws: Aws, popular: str) -> None:
    stub(aws, popular, ["film-7"], "ann")
    assert recommended(aws, popular, userId="bob") == FILMS
    assert recommended(aws, popular) == FILMS


def test_a_later_answer_takes_the_place_of_an_earlier(aws: Aws, popular: str) -> None:
    stub(aws, popular, ["film-7"], "ann")
    stub(aws, popular, ["film-8"], "ann")
    assert recommended(aws, popular, userId="ann") == ["film-8"]


def test_an_empty_list_is_an_answer(aws: Aws, popular: str) -> None:
    stub(aws, popular, [])
    assert recommended(aws, popular) == []


def test_num_results_cuts_a_declared_list(aws: Aws, popular: str) -> None:
    stub(aws, popular, FILMS[::-1])
    assert recommended(aws, popular, numResults=3) == ["film-9", "film-8", "film-7"]


def test_members_are_shown_as_declared(aws: Aws, popular: str) -> None:
    stub(
        aws,
        popular,
        [
            {"item_id": "film-2", "score": 0.75, "promotion_name": "sale", "reason": ["Promoted item"]},
            {"item_id": "film-1", "score": 1},
        ],
    )
    assert aws.runtime.get_recommendations(campaignArn=popular)["itemList"] == [
        {"itemId": "film-2", "score": 0.75, "promotionName": "sale", "reason": ["Promoted item"]},
        {"itemId": "film-1", "score": 1.0},
    ]


def test_metadata_is_shown_when_it_is_asked_for(aws: Aws, popular: str) -> None:
    stub(aws, popular, [{"item_id": "film-1", "metadata": {"MAKER": "west", "genres": "noir"}}, "film-3"])
    assert aws.runtime.get_recommendations(campaignArn=popular)["itemList"] == [
        {"itemId": "film-1"},
        {"itemId": "film-3"},
    ]
    columns = {"ITEMS": ["PRICE", "MAKER"]}
    assert aws.runtime.get_recommendations(campaignArn=popular, metadataColumns=columns)["itemList"] == [
        {"itemId": "film-1", "metadata": {"maker": "west"}},
        {"itemId": "film-3", "metadata": {"maker": "south", "price": "4.0"}},
    ]


def test_a_recommender_gives_declared_answers(aws: Aws, shop: str) -> None:
    stub(aws, shop, ["item-2", "item-0"], "ann")
    answer = aws.runtime.get_recommendations(recommenderArn=shop, userId="ann")
    assert items_of(answer) == ["item-2", "item-0"]


def test_a_ranking_orders_the_list_of_the_request(aws: Aws, ranking: str) -> None:
    """What the answer lacks comes last, in the order of the request; what the request lacks is left out."""
    stub_ranking(aws, ranking, [{"item_id": "film-5", "score": 0.6}, "film-1", "film-4"], "ann")
    answer = aws.runtime.get_personalized_ranking(
        campaignArn=ranking, userId="ann", inputList=["other", "film-4", "film-0", "film-5", "film-0"]
    )
    assert answer["personalizedRanking"] == [
        {"itemId": "film-5", "score": 0.6},
        {"itemId": "film-4"},
        {"itemId": "other"},
        {"itemId": "film-0"},
    ]


def test_declared_actions_take_the_place_of_the_models(aws: Aws, actions: str) -> None:
    stub_actions(aws, actions, [{"action_id": "rate", "score": 0.5}, "join"])
    stub_actions(aws, actions, [], "bob")
    assert offered(aws, actions) == [{"actionId": "rate", "score": 0.5}, {"actionId": "join"}]
    assert offered(aws, actions, numResults=1) == [{"actionId": "rate", "score": 0.5}]
    assert offered(aws, actions, "bob") == []


def test_a_filter_changes_nothing_but_a_wrong_one_is_refused(aws: Aws, group: str, popular: str, ranking: str) -> None:
    comedies = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("comedy")')
    stub(aws, popular, ["film-2", "film-6"])
    stub_ranking(aws, ranking, ["film-6", "film-2"])
    assert recommended(aws, popular, filterArn=comedies) == ["film-2", "film-6"]
    assert ranked(aws, ranking, "film-2", "film-6", filterArn=comedies) == ["film-6", "film-2"]
    wrong = comedies.replace("filter/filter", "filter/none")
    for request in (
        lambda: recommended(aws, popular, filterArn=wrong),
        lambda: ranked(aws, ranking, "film-2", filterArn=wrong),
    ):
        with assert_refused("ResourceNotFoundException", f"The given filter does not exist: {wrong}"):
            request()


def test_requests_are_checked_as_ever(aws: Aws, popular: str, actions: str) -> None:
    stub(aws, popular, ["film-7"])
    stub_actions(aws, actions, ["join"])
    with assert_refused("InvalidInputException", "numResults is 501; at most 500 are allowed."):
        recommended(aws, popular, numResults=501)
    with assert_refused("InvalidInputException", "numResults is 101; at most 100 are allowed."):
        offered(aws, actions, numResults=101)
    with assert_refused("InvalidInputException", "filterValues are given without a filterArn."):
        recommended(aws, popular, filterValues={"A": '"b"'})


def test_an_event_may_name_a_declared_list(aws: Aws, group: str, popular: str) -> None:
    """It is remembered like a list of the model."""
    stub(aws, popular, ["film-7"])
    answer = aws.runtime.get_recommendations(campaignArn=popular)
    tracker = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "Watch", "itemId": "film-7", "sentAt": 1_700_000_000}
    aws.events.put_events(
        trackingId=tracker,
        userId="ann",
        sessionId="one",
        eventList=[{**event, "recommendationId": answer["recommendationId"]}],
    )
    assert re.fullmatch(r"RID-.{25}-CID-[0-9a-f]{6}", answer["recommendationId"])
    assert len(answer["recommendationId"]) == 40


# --- without a model --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("account", ["123456789012", "999999999999"])
def test_an_arn_of_nothing_answers_what_is_declared(aws: Aws, account: str) -> None:
    arn = NOWHERE.replace("123456789012", account)
    stub(aws, arn, [{"item_id": "a", "score": 0.5, "metadata": {"Genre": "noir"}}, "b"], model=False)
    answer = aws.runtime.get_recommendations(campaignArn=arn, userId="ann", filterArn=f"{arn}-filter")
    assert answer["itemList"] == [{"itemId": "a", "score": 0.5}, {"itemId": "b"}]
    assert re.fullmatch(r"RID-.{25}-CID-[0-9a-f]{6}", answer["recommendationId"])
    asked = aws.runtime.get_recommendations(campaignArn=arn, metadataColumns={"ITEMS": ["GENRE", "PRICE"]})
    assert [item["metadata"] for item in asked["itemList"]] == [{"genre": "noir"}, {}]


def test_a_recommender_of_nothing_answers_what_is_declared(aws: Aws) -> None:
    arn = NOWHERE.replace("campaign", "recommender")
    stub(aws, arn, ["a"], model=False)
    assert items_of(aws.runtime.get_recommendations(recommenderArn=arn)) == ["a"]
    with assert_refused("InvalidInputException", f"{arn} does not exist or is not active yet."):
        recommended(aws, arn)


def test_a_ranking_of_nothing_answers_what_is_declared(aws: Aws) -> None:
    stub_ranking(aws, NOWHERE, ["b", "a"], "ann", model=False)
    assert ranked(aws, NOWHERE, "a", "c", "b", metadataColumns={"ITEMS": ["GENRE"]}) == ["b", "a", "c"]
    with assert_refused("InvalidInputException", "inputList has 501 items; at most 500 are allowed."):
        ranked(aws, NOWHERE, *map(str, range(501)))


def test_actions_of_nothing_answer_what_is_declared(aws: Aws) -> None:
    stub_actions(aws, NOWHERE, [{"action_id": "join", "score": 0.25}], model=False)
    assert offered(aws, NOWHERE) == [{"actionId": "join", "score": 0.25}]
    with assert_refused("InvalidInputException", "userId is required."):
        aws.runtime.get_action_recommendations(campaignArn=NOWHERE)


def test_an_arn_of_nothing_does_not_exist_where_nothing_is_declared(aws: Aws) -> None:
    """Not for another user, not for another operation, not in another region."""
    stub(aws, NOWHERE, ["a"], "ann", model=False)
    refused = "InvalidInputException", f"{NOWHERE} does not exist or is not active yet."
    with assert_refused(*refused):
        recommended(aws, NOWHERE, userId="bob")
    with assert_refused(*refused):
        ranked(aws, NOWHERE, "a")
    with assert_refused(*refused):
        aws.client("personalize-runtime", "eu-west-1").get_recommendations(campaignArn=NOWHERE, userId="ann")
    assert recommended(aws, NOWHERE, userId="ann") == ["a"]


def test_without_a_model_a_campaign_answers_with_what_it_does_not_know(aws: Aws, popular: str) -> None:
    stub(aws, popular, ["series-1"], model=False)
    assert recommended(aws, popular) == ["series-1"]
