"""PutActionInteractions: what is taken, what is refused, and who sees it when."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from moto_personalize.personalize.learning.live import LiveEvent
from moto_personalize.personalize.models import personalize_backends
from moto_personalize.personalize.service.datasets import Dataset
from tests.conftest import Aws
from tests.personalize.offers import DAY, START, create_offers, dataset_arn, tracking_id
from tests.workflow import answer_of, assert_refused, create_group, described


@pytest.fixture
def group(aws: Aws) -> str:
    group = create_group(aws, "shop")
    create_offers(aws, group)
    return group


def put(aws: Aws, tracking: str, *interactions: dict[str, Any]) -> dict[str, Any]:
    plain = {"actionId": "join", "sessionId": "visit", "timestamp": START, "eventType": "TAKEN"}
    return aws.events.put_action_interactions(
        trackingId=tracking, actionInteractions=[{**plain, **interaction} for interaction in interactions]
    )


def kept(group: str) -> list[LiveEvent]:
    """The live events of a group; no operation shows them."""
    store = personalize_backends["123456789012"]["us-east-1"].store
    live = store.get(Dataset, dataset_arn(group, "ACTION_INTERACTIONS")).live
    return live.until(len(live))


def test_action_interactions_are_answered_with_nothing(aws: Aws, group: str) -> None:
    interaction = {"actionId": "join", "sessionId": "visit", "timestamp": START, "eventType": "TAKEN"}
    answer = aws.events.put_action_interactions(trackingId=tracking_id(aws, group), actionInteractions=[interaction])
    assert answer_of(answer) == {}


def test_an_interaction_is_kept_with_all_its_members(aws: Aws, group: str) -> None:
    given = {
        "userId": "ann",
        "eventId": "e1",
        "recommendationId": "RID-87-4684-8e6f-1dafc3beb890-CID-c07c3b",
        "impression": ["join", "rate"],
        "properties": json.dumps({"channel": "mail", "unknownToTheSchema": 1}),
    }
    put(aws, tracking_id(aws, group), given)
    (event,) = kept(group)
    assert (event.event_id, event.user_id, event.session_id, event.event_type) == ("e1", "ann", "visit", "TAKEN")
    assert (event.item_id, event.timestamp, event.impression) == ("join", START, ("join", "rate"))
    assert event.columns == {
        "USER_ID": "ann",
        "ACTION_ID": "join",
        "EVENT_TYPE": "TAKEN",
        "TIMESTAMP": START,
        "CHANNEL": "mail",
    }


def test_an_interaction_without_a_user_is_the_sessions(aws: Aws, group: str) -> None:
    put(aws, tracking_id(aws, group), {})
    (event,) = kept(group)
    assert (event.user_id, event.columns["USER_ID"]) == (None, "visit")
    assert re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", event.event_id)


@pytest.mark.parametrize("name", ["TAKEN", "Not Taken", "not_taken", "VIEWED", "viewed"])
def test_the_three_event_types_may_be_spelled_freely(aws: Aws, group: str, name: str) -> None:
    put(aws, tracking_id(aws, group), {"eventType": name})
    assert [event.event_type for event in kept(group)] == [name]


def test_a_second_interaction_with_an_event_id_is_dropped(aws: Aws, group: str) -> None:
    tracking = tracking_id(aws, group)
    put(aws, tracking, {"eventId": "e1"}, {"eventId": "e1", "eventType": "VIEWED"})
    put(aws, tracking, {"eventId": "e1", "eventType": "NOT_TAKEN"})
    assert [event.event_type for event in kept(group)] == ["TAKEN"]


def test_a_session_named_null_is_answered_and_dropped(aws: Aws, group: str) -> None:
    put(aws, tracking_id(aws, group), {"sessionId": "null"}, {"sessionId": "visit"})
    assert [event.session_id for event in kept(group)] == ["visit"]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"eventType": "click"},
            "record 1, column EVENT_TYPE: 'click' is not an event type of actions: they are Taken, Not Taken and "
            "Viewed",
        ),
        ({"properties": "{"}, "Error parsing properties json"),
        ({"properties": "[1]"}, "Error parsing properties json"),
        ({"properties": '{"userId": "bob"}'}, "The key userId is reserved and cannot stand in properties."),
        ({"properties": '{"EVENT_TYPE": "x"}'}, "The key EVENT_TYPE is reserved and cannot stand in properties."),
    ],
    ids=str,
)
def test_one_that_does_not_fit_is_refused_and_no_other_taken(
    aws: Aws, group: str, wrong: dict[str, Any], message: str
) -> None:
    with assert_refused("InvalidInputException", message, status=400):
        put(aws, tracking_id(aws, group), {}, wrong)
    assert kept(group) == []


def test_ten_are_taken_and_eleven_refused(aws: Aws, group: str) -> None:
    tracking = tracking_id(aws, group)
    put(aws, tracking, *[{}] * 10)
    with assert_refused("ValidationException") as refusal:
        put(aws, tracking, *[{}] * 11)
    assert "Member must have length less than or equal to 10" in refusal.message
    assert len(kept(group)) == 10


def test_an_unknown_tracking_id_is_not_found(aws: Aws, group: str) -> None:
    expected = "The given action interaction tracker does not exist: nobody"
    with assert_refused("ResourceNotFoundException", expected, status=404):
        put(aws, "nobody", {})


def test_the_id_of_an_event_tracker_is_not_one_of_actions(aws: Aws, group: str) -> None:
    tracker = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    with assert_refused("ResourceNotFoundException", f"The given action interaction tracker does not exist: {tracker}"):
        put(aws, tracker, {})
    events = [{"eventType": "click", "sentAt": START}]
    with assert_refused("InvalidInputException"):
        aws.events.put_events(trackingId=tracking_id(aws, group), sessionId="visit", eventList=events)


def test_a_dataset_that_is_not_active_takes_nothing(aws: Aws, manual: None) -> None:
    group = create_group(aws, "shop")
    while described(aws, group)["status"] != "ACTIVE":
        pass
    arn = create_offers(aws, group)
    tracking = tracking_id(aws, group)
    expected = f"The given dataset is not ACTIVE but CREATE IN_PROGRESS: {arn}"
    with assert_refused("ResourceInUseException", expected, status=409):
        put(aws, tracking, {})


def test_more_than_a_thousand_calls_a_second_are_throttled_when_rates_are(
    aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_REQUEST_RATES", "true")
    monkeypatch.setattr("moto_personalize.personalize.events.action_interactions.REQUESTS_PER_SECOND", 0)
    with assert_refused("ThrottlingException", "Rate exceeded"):
        put(aws, tracking_id(aws, group), {})


def test_interactions_of_actions_that_are_not_in_the_dataset_are_taken(aws: Aws, group: str) -> None:
    put(aws, tracking_id(aws, group), {"actionId": "unheard-of", "timestamp": START + DAY})
    assert [event.item_id for event in kept(group)] == ["unheard-of"]
