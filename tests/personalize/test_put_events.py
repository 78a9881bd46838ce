"""PutEvents: what is taken, what is refused, and who sees it when."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from moto_personalize.personalize.learning.live import LiveEvent
from moto_personalize.personalize.models import personalize_backends
from moto_personalize.personalize.service.datasets import Dataset
from tests.conftest import Aws
from tests.workflow import (
    EVENT_FIELDS,
    INTERACTION_FIELDS,
    answer_of,
    assert_refused,
    create_dataset,
    create_group,
    deploy,
    described,
    described_items,
    films_group,
    recommended,
    train,
    views,
)

POPULARITY = "aws-popularity-count"
REAL_TIME = [
    "aws-user-personalization",
    "aws-user-personalization-v2",
    "aws-hrnn",
    "aws-hrnn-metadata",
    "aws-hrnn-coldstart",
]
RANKING = ["aws-personalized-ranking", "aws-personalized-ranking-v2"]
RATED_FIELDS = (
    *EVENT_FIELDS,
    {"name": "NUMBER_OF_RATINGS", "type": ["int", "null"]},
    {"name": "CATEGORY_L1", "type": ["string", "null"], "categorical": True},
)
UNPARSEABLE = "Error parsing properties json"


def tracking_id(aws: Aws, group: str) -> str:
    return aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]


def put(
    aws: Aws, tracking: str, *events: dict[str, Any], user: str | None = "user-01", session: str = "session"
) -> dict[str, Any]:
    given = [{"eventType": "click", "sentAt": 1_700_000_000, **event} for event in events]
    who = {"userId": user} if user else {}
    return aws.events.put_events(trackingId=tracking, sessionId=session, eventList=given, **who)


def kept(group: str) -> list[LiveEvent]:
    """The live events of a group; no operation shows them."""
    store = personalize_backends["123456789012"]["us-east-1"].store
    (dataset,) = store.where(Dataset, dataset_group_arn=group)
    return dataset.live.until(len(dataset.live))


@pytest.fixture
def empty_group(aws: Aws) -> str:
    group = create_group(aws)
    create_dataset(aws, group, "Interactions", RATED_FIELDS)
    return group


@pytest.fixture
def group(aws: Aws) -> str:
    return films_group(aws, views())


# --- what is taken -------------------------------------------------------------------------------------------


def test_events_are_answered_with_nothing(aws: Aws, empty_group: str) -> None:
    assert answer_of(put(aws, tracking_id(aws, empty_group), {"itemId": "a"})) == {}


def test_an_event_is_kept_with_all_its_members(aws: Aws, empty_group: str) -> None:
    put(
        aws,
        tracking_id(aws, empty_group),
        {
            "eventId": "e1",
            "itemId": "a",
            "eventValue": 0.5,
            "impression": ["a", "b"],
            "recommendationId": "RID-87-4684-8e6f-1dafc3beb890-CID-c07c3b",
        },
    )
    (event,) = kept(empty_group)
    assert (event.event_id, event.user_id, event.session_id, event.event_type) == ("e1", "user-01", "session", "click")
    assert (event.impression, event.recommendation_id) == (("a", "b"), "RID-87-4684-8e6f-1dafc3beb890-CID-c07c3b")
    assert event.columns["ITEM_ID"] == "a"
    assert event.columns["TIMESTAMP"] == 1_700_000_000
    assert event.columns["EVENT_VALUE"] == 0.5


def test_an_event_without_an_id_is_given_one(aws: Aws, empty_group: str) -> None:
    put(aws, tracking_id(aws, empty_group), {"itemId": "a"}, {"itemId": "a"})
    ids = [event.event_id for event in kept(empty_group)]
    assert len(set(ids)) == 2
    assert all(re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", name) for name in ids)


@pytest.mark.parametrize(
    "properties",
    [
        {"numberOfRatings": 12, "categoryL1": "tools"},
        {"numberOfRatings": "12", "categoryL1": "tools"},
        {"NUMBER_OF_RATINGS": 12, "CATEGORY_L1": "tools", "unknownToTheSchema": True},
    ],
)
def test_properties_become_columns_of_the_schema(aws: Aws, empty_group: str, properties: dict[str, Any]) -> None:
    put(aws, tracking_id(aws, empty_group), {"itemId": "a", "properties": json.dumps(properties)})
    (event,) = kept(empty_group)
    assert (event.columns["NUMBER_OF_RATINGS"], event.columns["CATEGORY_L1"]) == (12, "tools")


def test_item_and_value_may_stand_in_the_properties(aws: Aws, empty_group: str) -> None:
    properties = json.dumps({"itemId": "inside", "eventValue": "4.5"})
    put(aws, tracking_id(aws, empty_group), {"properties": properties})
    (event,) = kept(empty_group)
    assert (event.item_id, event.columns["EVENT_VALUE"]) == ("inside", 4.5)


def test_members_outside_the_properties_win(aws: Aws, empty_group: str) -> None:
    properties = json.dumps({"itemId": "inside", "eventValue": 1})
    put(aws, tracking_id(aws, empty_group), {"itemId": "outside", "eventValue": 2, "properties": properties})
    (event,) = kept(empty_group)
    assert (event.item_id, event.columns["EVENT_VALUE"]) == ("outside", 2)


def test_a_session_named_null_is_answered_and_dropped(aws: Aws, empty_group: str) -> None:
    assert answer_of(put(aws, tracking_id(aws, empty_group), {"itemId": "a"}, session="null")) == {}
    assert kept(empty_group) == []


# --- what is refused -----------------------------------------------------------------------------------------


def test_an_unknown_tracking_id_is_refused(aws: Aws) -> None:
    with assert_refused("InvalidInputException", "The given event tracker does not exist: none", 400):
        put(aws, "none", {"itemId": "a"})


def test_the_id_of_a_deleted_tracker_is_refused(aws: Aws, empty_group: str) -> None:
    tracking = tracking_id(aws, empty_group)
    (tracker,) = aws.personalize.list_event_trackers()["eventTrackers"]
    aws.personalize.delete_event_tracker(eventTrackerArn=tracker["eventTrackerArn"])
    with assert_refused("InvalidInputException", f"The given event tracker does not exist: {tracking}"):
        put(aws, tracking, {"itemId": "a"})


def test_a_tracker_must_be_active(aws: Aws, empty_group: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("manual")
    tracking = tracking_id(aws, empty_group)
    with assert_refused("InvalidInputException", f"The given event tracker is not active yet: {tracking}"):
        put(aws, tracking, {"itemId": "a"})


def test_a_group_without_interactions_takes_no_events(aws: Aws) -> None:
    group = create_group(aws)
    tracking = tracking_id(aws, group)
    with assert_refused("InvalidInputException", f"The dataset group {group} has no active Interactions dataset."):
        put(aws, tracking, {"itemId": "a"})


@pytest.mark.parametrize("properties", ["{", json.dumps(json.dumps({"itemId": "a"})), "[1]", '{"a": {"b": 1}}', "NaN"])
def test_properties_that_are_no_flat_object_are_refused(aws: Aws, empty_group: str, properties: str) -> None:
    with assert_refused("InvalidInputException", UNPARSEABLE, 400):
        put(aws, tracking_id(aws, empty_group), {"itemId": "a", "properties": properties})


@pytest.mark.parametrize(
    "key", ["userId", "sessionId", "eventType", "timestamp", "TIMESTAMP", "recommendationId", "impression"]
)
def test_reserved_keys_are_refused_in_properties(aws: Aws, empty_group: str, key: str) -> None:
    with assert_refused("InvalidInputException", f"The key {key} is reserved and cannot stand in properties."):
        put(aws, tracking_id(aws, empty_group), {"itemId": "a", "properties": json.dumps({key: "1"})})


def test_a_property_of_the_wrong_type_is_refused_by_its_column(aws: Aws, empty_group: str) -> None:
    with assert_refused("InvalidInputException") as error:
        put(aws, tracking_id(aws, empty_group), {"itemId": "a", "properties": '{"numberOfRatings": "many"}'})
    assert "NUMBER_OF_RATINGS" in error.message
    assert "many" in error.message


@pytest.mark.parametrize(
    ("event", "member"),
    [
        ({"properties": json.dumps({"note": "x" * 1024})}, "eventList.1.member.properties"),
        ({"impression": [str(n) for n in range(26)]}, "eventList.1.member.impression"),
        ({"recommendationId": "x" * 41}, "eventList.1.member.recommendationId"),
        ({"itemId": "x" * 257}, "eventList.1.member.itemId"),
        ({"eventId": "x" * 257}, "eventList.1.member.eventId"),
        ({"eventType": "x" * 257}, "eventList.1.member.eventType"),
    ],
)
def test_what_the_model_limits_is_refused_by_its_place(
    aws: Aws, empty_group: str, event: dict[str, Any], member: str
) -> None:
    with assert_refused("ValidationException") as error:
        put(aws, tracking_id(aws, empty_group), {"itemId": "a", **event})
    assert f"at '{member}' failed to satisfy constraint" in error.message


def test_ten_events_are_taken_and_eleven_refused(aws: Aws, empty_group: str) -> None:
    tracking = tracking_id(aws, empty_group)
    put(aws, tracking, *[{"itemId": "a"}] * 10)
    with assert_refused("ValidationException") as error:
        put(aws, tracking, *[{"itemId": "a"}] * 11)
    assert error.message.endswith(
        "at 'eventList' failed to satisfy constraint: Member must have length less than or equal to 10"
    )
    assert len(kept(empty_group)) == 10


def test_an_event_has_ten_kilobytes_of_utf_8_at_most(aws: Aws, empty_group: str) -> None:
    tracking = tracking_id(aws, empty_group)
    put(aws, tracking, {"itemId": "a", "impression": [f"{n}" + "日" * 255 for n in range(10)]})
    with assert_refused("InvalidInputException", "An event is larger than 10240 bytes."):
        put(aws, tracking, {"itemId": "a", "impression": [f"{n}" + "日" * 254 for n in range(25)]})
    assert len(kept(empty_group)) == 1


def test_an_item_in_properties_has_256_characters_at_most(aws: Aws, empty_group: str) -> None:
    with assert_refused("InvalidInputException", "An itemId has 1 to 256 characters, not 257."):
        put(aws, tracking_id(aws, empty_group), {"properties": json.dumps({"itemId": "x" * 257})})


@pytest.mark.parametrize("who", [{"user": "a\x00b"}, {"user": None, "session": "a\x00b"}])
def test_ids_that_no_csv_could_bring_are_refused(aws: Aws, empty_group: str, who: dict[str, Any]) -> None:
    with assert_refused("InvalidInputException") as error:
        put(aws, tracking_id(aws, empty_group), {"itemId": "a"}, **who)
    assert "USER_ID" in error.message
    assert kept(empty_group) == []


def test_all_events_of_a_call_are_taken_or_none(aws: Aws, empty_group: str) -> None:
    tracking = tracking_id(aws, empty_group)
    with assert_refused("InvalidInputException", UNPARSEABLE):
        put(aws, tracking, {"itemId": "a"}, {"itemId": "b", "properties": "{"})
    assert kept(empty_group) == []


def test_a_number_for_an_item_is_the_item_that_training_sees(aws: Aws, empty_group: str) -> None:
    tracking = tracking_id(aws, empty_group)
    for number in ("25", "25.0", '"25"'):
        put(aws, tracking, {"properties": f'{{"itemId": {number}}}'})
    assert [event.item_id for event in kept(empty_group)] == ["25", "25", "25"]


# --- who sees it at once -------------------------------------------------------------------------------------


def evens(*numbers: int) -> list[dict[str, Any]]:
    return [{"itemId": f"item-{number:02}"} for number in numbers]


@pytest.mark.parametrize("recipe", REAL_TIME)
def test_the_next_list_of_that_user_differs_and_nobody_elses(aws: Aws, group: str, recipe: str) -> None:
    described_items(aws, group)
    campaign, tracking = deploy(aws, group, recipe), tracking_id(aws, group)
    before = {user: recommended(aws, campaign, userId=user) for user in ("user-01", "user-03")}
    put(aws, tracking, *evens(2, 4, 6, 8))
    assert recommended(aws, campaign, userId="user-01") != before["user-01"]
    assert recommended(aws, campaign, userId="user-03") == before["user-03"]


@pytest.mark.parametrize("recipe", RANKING)
def test_the_next_ranking_of_that_user_differs(aws: Aws, group: str, recipe: str) -> None:
    campaign, tracking = deploy(aws, group, recipe), tracking_id(aws, group)
    request = {"campaignArn": campaign, "userId": "user-01", "inputList": ["item-10", "item-11", "item-12", "item-13"]}
    before = aws.runtime.get_personalized_ranking(**request)["personalizedRanking"]
    put(aws, tracking, *evens(2, 4, 6, 8))
    assert aws.runtime.get_personalized_ranking(**request)["personalizedRanking"] != before


@pytest.mark.parametrize("recipe", [POPULARITY, "aws-trending-now", "aws-sims", "aws-similar-items"])
def test_other_recipes_wait_for_their_next_training(aws: Aws, group: str, recipe: str) -> None:
    campaign, tracking = deploy(aws, group, recipe), tracking_id(aws, group)
    request = {"userId": "user-01", "itemId": "item-01"}
    before = recommended(aws, campaign, **request)
    put(aws, tracking, *evens(2, 4, 6, 8))
    assert recommended(aws, campaign, **request) == before


def test_live_events_count_in_the_order_in_which_they_were_sent(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-user-personalization-v2")
    tracking = tracking_id(aws, group)
    older = [{**event, "sentAt": 1_700_000_000 + n} for n, event in enumerate(evens(0, 4, 8))]
    newer = [{**event, "sentAt": 1_700_001_000 + n} for n, event in enumerate(evens(1, 5, 9))]
    put(aws, tracking, *older, *newer, user="in-order")
    put(aws, tracking, *newer[::-1], *older[::-1], user="late")
    assert recommended(aws, campaign, userId="late") == recommended(aws, campaign, userId="in-order")


def test_an_anonymous_session_is_answered_under_its_id(aws: Aws, group: str) -> None:
    campaign, tracking = deploy(aws, group, "aws-user-personalization"), tracking_id(aws, group)
    before = recommended(aws, campaign, userId="visitor", numResults=10)
    put(aws, tracking, *evens(2, 4, 6), user=None, session="visitor")
    after = recommended(aws, campaign, userId="visitor", numResults=10)
    assert after != before
    assert {int(item[-2:]) % 2 for item in after} == {0}


def test_a_new_user_is_served_by_events_alone(aws: Aws, group: str) -> None:
    campaign, tracking = deploy(aws, group, "aws-user-personalization"), tracking_id(aws, group)
    put(aws, tracking, *evens(2, 4, 6), user="newcomer")
    items = recommended(aws, campaign, userId="newcomer", numResults=10)
    assert {int(item[-2:]) % 2 for item in items} == {0}


def test_events_of_items_that_the_model_does_not_know_change_nothing_yet(aws: Aws, group: str) -> None:
    campaign, tracking = deploy(aws, group, "aws-user-personalization"), tracking_id(aws, group)
    before = recommended(aws, campaign, userId="user-01")
    put(aws, tracking, {"itemId": "brand-new"}, {"properties": '{"screen": "home"}'})
    assert recommended(aws, campaign, userId="user-01") == before


def test_only_events_of_the_solutions_type_and_value_react(aws: Aws) -> None:
    group = films_group(aws, [(*row, "buy", 1.0) for row in views()], EVENT_FIELDS)
    config = {"eventValueThreshold": "0.5"}
    version = train(aws, group, "aws-user-personalization", eventType="buy", solutionConfig=config)
    campaign = aws.personalize.create_campaign(name="films", solutionVersionArn=version)["campaignArn"]
    tracking, before = tracking_id(aws, group), recommended(aws, campaign, userId="user-01")
    put(aws, tracking, *({**event, "eventValue": 1.0} for event in evens(2, 4)))
    put(aws, tracking, *({**event, "eventType": "buy", "eventValue": 0.1} for event in evens(6, 8)))
    assert recommended(aws, campaign, userId="user-01") == before
    put(aws, tracking, *({**event, "eventType": "BUY", "eventValue": 0.9} for event in evens(2, 4)))
    assert recommended(aws, campaign, userId="user-01") != before


def test_an_event_sent_again_under_its_id_counts_once(aws: Aws, group: str) -> None:
    campaign, tracking = deploy(aws, group, "aws-user-personalization"), tracking_id(aws, group)
    put(aws, tracking, {"itemId": "item-02", "eventId": "e1"}, {"itemId": "item-11", "eventId": "e2"})
    request = {"campaignArn": campaign, "userId": "user-01"}
    before = aws.runtime.get_recommendations(**request)["itemList"]
    put(aws, tracking, {"itemId": "item-02", "eventId": "e1"})
    assert aws.runtime.get_recommendations(**request)["itemList"] == before


# --- who sees it at the next training ------------------------------------------------------------------------


def retrained(aws: Aws, group: str, name: str) -> list[str]:
    return recommended(aws, deploy(aws, group, POPULARITY, name))


@pytest.mark.usefixtures("little_data")
def test_events_count_for_the_next_training(aws: Aws) -> None:
    group = films_group(aws, [("u", "a", 1), ("v", "a", 1), ("u", "b", 1)])
    tracking = tracking_id(aws, group)
    assert retrained(aws, group, "before") == ["a", "b"]
    for user in ("w", "x"):
        put(aws, tracking, {"itemId": "b"}, {"itemId": "new"}, {"properties": "{}"}, user=user)
    assert retrained(aws, group, "after") == ["b", "a", "new"]


@pytest.mark.usefixtures("little_data")
def test_a_training_on_events_alone_is_possible(aws: Aws, empty_group: str) -> None:
    put(aws, tracking_id(aws, empty_group), {"itemId": "a"})
    assert retrained(aws, empty_group, "after") == ["a"]


@pytest.mark.usefixtures("little_data")
def test_a_sessions_events_become_the_users_once_both_were_seen_together(aws: Aws) -> None:
    group = films_group(aws, [("u", "a", 1), ("v", "b", 1), ("w", "b", 1)])
    tracking = tracking_id(aws, group)
    for session in ("s", "t"):
        put(aws, tracking, {"itemId": "a"}, user=None, session=session)
    assert retrained(aws, group, "three-users-like-a") == ["a", "b"]
    for session in ("s", "t"):
        put(aws, tracking, {"eventType": "login"}, user="u", session=session)
    assert retrained(aws, group, "one-user-likes-a") == ["b", "a"]


def test_events_that_a_training_has_seen_are_not_counted_again(aws: Aws) -> None:
    group = films_group(aws, views())
    put(aws, tracking_id(aws, group), *evens(2, 4))
    campaign = deploy(aws, group, "aws-user-personalization")
    other = films_group(
        aws,
        [*views(), ("user-01", "item-02", 1_700_000_000), ("user-01", "item-04", 1_700_000_000)],
        INTERACTION_FIELDS,
        "books",
    )
    bulk = deploy(aws, other, "aws-user-personalization", "books")
    lists = [aws.runtime.get_recommendations(campaignArn=arn, userId="user-01")["itemList"] for arn in (campaign, bulk)]
    assert lists[0] == lists[1]


def test_a_dataset_made_anew_brings_all_of_its_events_to_an_older_version(aws: Aws, little_data: None) -> None:
    """The version has seen three events, but of a dataset that is gone: of the new one it has seen none."""
    group = films_group(aws, views())
    tracker = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)
    put(aws, tracker["trackingId"], *evens(2, 4, 6))
    version = train(aws, group, "aws-user-personalization-v2")
    aws.personalize.delete_event_tracker(eventTrackerArn=tracker["eventTrackerArn"])
    (dataset,) = aws.personalize.list_datasets(datasetGroupArn=group)["datasets"]
    schema = described(aws, dataset["datasetArn"])["schemaArn"]
    aws.personalize.delete_dataset(datasetArn=dataset["datasetArn"])
    aws.personalize.create_dataset(name="again", schemaArn=schema, datasetGroupArn=group, datasetType="Interactions")
    campaign = aws.personalize.create_campaign(name="films", solutionVersionArn=version)["campaignArn"]
    before = recommended(aws, campaign, userId="newcomer")
    put(aws, tracking_id(aws, group), *evens(8, 10), user="newcomer")
    assert recommended(aws, campaign, userId="newcomer") != before


@pytest.mark.usefixtures("little_data")
def test_an_event_id_is_trained_on_once(aws: Aws, empty_group: str) -> None:
    tracking = tracking_id(aws, empty_group)
    put(aws, tracking, {"itemId": "a", "eventId": "e1"}, {"itemId": "b", "eventId": "e1"})
    assert retrained(aws, empty_group, "after") == ["a"]


@pytest.mark.usefixtures("little_data")
def test_deleting_the_tracker_keeps_its_events(aws: Aws, empty_group: str) -> None:
    put(aws, tracking_id(aws, empty_group), {"itemId": "a"})
    (tracker,) = aws.personalize.list_event_trackers()["eventTrackers"]
    aws.personalize.delete_event_tracker(eventTrackerArn=tracker["eventTrackerArn"])
    version = train(aws, empty_group, POPULARITY)
    assert described(aws, version)["status"] == "ACTIVE"
