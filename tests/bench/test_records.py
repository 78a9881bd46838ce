"""What the application sent, as the bench tells it, in process and from a server."""

from __future__ import annotations

import datetime
import gzip
import json
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from freezegun import freeze_time
from moto import settings
from moto.core.base_backend import backend_lock

from moto_personalize import mock_personalize, testing
from moto_personalize.personalize import script
from moto_personalize.personalize.script import BENCH_HEADER
from moto_personalize.testing import RecordedCall, RecordedEvent
from tests.conftest import Aws
from tests.control.asking import control
from tests.personalize.raw import call, send
from tests.workflow import EVENT_FIELDS, assert_refused, create_dataset, create_group, films_group, recipe_arn, views

CAMPAIGN = "arn:aws:personalize:us-east-1:123456789012:campaign/films"
AT = datetime.datetime(2024, 5, 1, 12, 30, tzinfo=datetime.timezone.utc)
SENT = int(AT.timestamp())


def calls(aws: Aws, *args: Any, **kwargs: Any) -> list[RecordedCall]:
    return testing.recorded_calls(*args, **kwargs, endpoint_url=aws.endpoint_url)


def events(aws: Aws, *args: Any, **kwargs: Any) -> list[RecordedEvent]:
    return testing.recorded_events(*args, **kwargs, endpoint_url=aws.endpoint_url)


def ask(aws: Aws, user: str, **request: Any) -> None:
    with assert_refused("InvalidInputException"):  # there is no such campaign
        aws.runtime.get_recommendations(campaignArn=CAMPAIGN, userId=user, **request)


def tracker(aws: Aws, name: str = "films") -> str:
    """The tracking id of a dataset group that takes events."""
    group = create_group(aws, name)
    create_dataset(aws, group, "Interactions", EVENT_FIELDS)
    return str(aws.personalize.create_event_tracker(name=name, datasetGroupArn=group)["trackingId"])


def watch(aws: Aws, tracking_id: str, user: str = "ann", item: str = "film-1", **event: Any) -> None:
    sent = {"eventType": "watch", "itemId": item, "sentAt": AT, **event}
    aws.events.put_events(trackingId=tracking_id, userId=user, sessionId="visit", eventList=[sent])


# --- calls ------------------------------------------------------------------------------------------------------


def waiting(aws: Aws, operation: str, send: Callable[..., None], *args: Any) -> threading.Thread:
    """A request that has come to the mock and waits for its answer."""
    testing.inject_fault(operation, latency=0.4, endpoint_url=aws.endpoint_url)
    thread = threading.Thread(target=send, args=(aws, *args))
    thread.start()
    end = time.monotonic() + 5
    while testing.pending_faults(endpoint_url=aws.endpoint_url) and time.monotonic() < end:
        time.sleep(0.01)
    return thread


def test_a_call_is_recorded_when_it_comes_and_its_error_with_its_answer(aws: Aws) -> None:
    first = waiting(aws, "GetRecommendations", ask, "first")
    assert [(call.params["user_id"], call.error) for call in calls(aws)] == [("first", None)]
    ask(aws, "second")
    assert [call.params["user_id"] for call in calls(aws)] == ["first", "second"]
    first.join()
    assert [call.error for call in calls(aws)] == ["InvalidInputException"] * 2


def test_a_call_that_still_waits_is_forgotten_for_good(aws: Aws) -> None:
    first = waiting(aws, "GetRecommendations", ask, "first")
    testing.clear_recorded(endpoint_url=aws.endpoint_url)
    first.join()
    assert calls(aws) == []


def test_events_that_still_wait_are_not_taken(aws: Aws) -> None:
    visit = waiting(aws, "PutEvents", watch, tracker(aws))
    assert events(aws) == []
    visit.join()
    assert events(aws) == [{"item_id": "film-1"}]


def test_calls_are_recorded_oldest_first(aws: Aws) -> None:
    ask(aws, "ann", numResults=5)
    aws.personalize.list_campaigns()
    assert calls(aws) == [
        RecordedCall(
            "GetRecommendations",
            {"campaign_arn": CAMPAIGN, "user_id": "ann", "num_results": 5},
            "InvalidInputException",
        ),
        RecordedCall("ListCampaigns"),
    ]


def test_a_call_says_where_it_went_and_when(aws: Aws) -> None:
    before = time.time()
    aws.client("personalize", "eu-west-1").list_campaigns()
    (call,) = calls(aws)
    assert (call.service, call.account_id, call.region_name) == ("personalize", "123456789012", "eu-west-1")
    assert before <= call.received <= time.time()


def test_calls_come_at_the_time_of_the_test(aws: Aws) -> None:
    with freeze_time(AT):
        aws.personalize.list_campaigns()
    assert calls(aws)[0].received == SENT


def test_members_are_in_snake_case_at_every_depth_but_keys_of_maps(aws: Aws) -> None:
    aws.personalize.list_recipes(recipeProvider="SERVICE", maxResults=7)
    ask(aws, "ann", filterArn=CAMPAIGN.replace("campaign", "filter"), filterValues={"minYear": '"1999"'})
    with assert_refused("ResourceNotFoundException"):
        aws.personalize.create_dataset_import_job(
            jobName="films",
            datasetArn=CAMPAIGN.replace("campaign", "dataset") + "/ITEMS",
            dataSource={"dataLocation": "s3://data/films.csv"},
            tags=[{"tagKey": "aB", "tagValue": "cD"}],
        )
    first, second, third = (call.params for call in calls(aws))
    assert first == {"recipe_provider": "SERVICE", "max_results": 7}
    assert second["filter_values"] == {"minYear": '"1999"'}
    assert third["data_source"] == {"data_location": "s3://data/films.csv"}
    assert third["tags"] == [{"tag_key": "aB", "tag_value": "cD"}]


def test_calls_are_found_by_operation_service_error_and_place(aws: Aws) -> None:
    ask(aws, "ann")
    aws.personalize.list_campaigns()
    aws.client("personalize", "eu-west-1").list_schemas()
    assert [call.operation for call in calls(aws, "ListCampaigns")] == ["ListCampaigns"]
    assert [call.operation for call in calls(aws, "list_campaigns")] == ["ListCampaigns"]
    assert [call.operation for call in calls(aws, service="personalize-runtime")] == ["GetRecommendations"]
    assert [call.operation for call in calls(aws, error="InvalidInputException")] == ["GetRecommendations"]
    assert [call.operation for call in calls(aws, error=True)] == ["GetRecommendations"]
    assert [call.operation for call in calls(aws, error=False)] == ["ListCampaigns", "ListSchemas"]
    assert [call.operation for call in calls(aws, region_name="eu-west-1")] == ["ListSchemas"]
    assert calls(aws, account_id="000000000000") == []
    assert calls(aws, account_id="123456789012") == calls(aws, error=None) == calls(aws)


@pytest.mark.parametrize("account_id", ["abc", "123456789012"])
def test_the_account_of_the_mock_may_be_any_text(account_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_ACCOUNT_ID", account_id)
    with mock_personalize():
        Aws().personalize.list_campaigns()
        assert len(calls(Aws(), account_id=account_id)) == 1
        assert events(Aws(), account_id=account_id) == []


def test_calls_are_found_by_members_of_their_requests(aws: Aws) -> None:
    ask(aws, "ann", itemId="film-1")
    ask(aws, "bob")
    aws.personalize.list_campaigns()
    assert [call.params["user_id"] for call in calls(aws, item_id="film-1")] == ["ann"]
    assert [call.params["user_id"] for call in calls(aws, "GetRecommendations", item_id=None)] == ["bob"]
    assert calls(aws, user_id="eve") == []
    assert calls(aws, params={"user_id": "bob"}) == calls(aws, user_id="bob")
    assert calls(aws, params={"user_id": "bob"}, item_id="film-1") == []


def test_members_are_found_by_a_part_of_what_they_hold(aws: Aws) -> None:
    ask(aws, "ann", context={"DEVICE": "tv", "DAY": "monday"})
    ask(aws, "bob", context={"DEVICE": "phone"})
    assert [call.params["user_id"] for call in calls(aws, context={"DEVICE": "tv"})] == ["ann"]
    assert calls(aws, context={}) == []


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            {"operation": "ListCampaign"},
            "ListCampaign is not an operation of Amazon Personalize. Near it: ListCampaigns, UpdateCampaign, D",
        ),
        (
            {"service": "runtime"},
            "runtime is not a service. Services: personalize, personalize-events, personalize-runtime.",
        ),
        (
            {"operation": "ListSchemas", "user": 1},
            "user is no member of such a request. Members: max_results, next_token.",
        ),
        ({"user_ids": "ann"}, "user_ids is no member of such a request. Near it: user_id, users."),
        ({"params": {"numResults": 3}}, "numResults is no member of such a request. Near it: num_results, "),
        ({"params": 3}, "params must be an object, not 3."),
        ({"error": "Throttling"}, "Throttling is no error of Amazon Personalize. Near it: ThrottlingException"),
        ({"error": "Nope"}, "Nope is no error of Amazon Personalize. Errors: AccessDeniedException, ConnectionLost, "),
        ({"region_name": "eu"}, "eu is not a region. Regions: af-south-1, "),
        ({"region_name": "eu-west1"}, "eu-west1 is not a region. Near it: eu-west-1, "),
        ({"operation": ""}, " is not an operation of Amazon Personalize. Operations: "),
        ({"account_id": "abc"}, "account_id is 12 digits, not 'abc'."),
        ({"account_id": ""}, "account_id is 12 digits, not ''."),
        ({"error": 7}, "error must be a string or true or false, not 7."),
        ({"max_results": "3"}, "max_results must be a whole number, not '3'."),
        ({"max_results": True}, "max_results must be a whole number, not True."),
        ({"operation": "GetRecommendations", "user_id": 5}, "user_id must be a string, not 5."),
        ({"input_list": "film-1"}, "input_list must be an array, not 'film-1'."),
        ({"input_list": ["a", 1]}, "input_list[1] must be a string, not 1."),
        ({"filter_values": ["a"]}, "filter_values must be an object, not ['a']."),
        ({"filter_values": {"Year": 1999}}, "filter_values.Year must be a string, not 1999."),
        ({"data_source": {"location": "s3://a"}}, "data_source has no member location. Members: data_location."),
        ({"data_source": {"data_location": 1}}, "data_source.data_location must be a string, not 1."),
        ({"input_list": [None]}, "input_list[0] must be a string, not None."),
        ({"params": {"user_id": 5}}, "user_id must be a string, not 5."),
        ({"perform_hpo": 1}, "perform_hpo must be true or false, not 1."),
        ({"user_id": ["x" * 1000]}, f"user_id must be a string, not ['{'x' * 198}...."),
    ],
)
def test_what_no_call_can_have_is_refused(aws: Aws, given: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=r"^") as told:
        calls(aws, **given)
    assert str(told.value).startswith(text)


def test_a_call_that_cannot_be_read_is_recorded_without_members(aws: Aws) -> None:
    call(aws, "personalize", "ListCampaigns", b"nonsense")
    call(aws, "personalize", "ListCampaigns", gzip.compress(b"{}")[:-4])
    assert calls(aws) == [RecordedCall("ListCampaigns", {}, "SerializationException")] * 2


def test_a_call_that_breaks_constraints_is_recorded_as_sent(aws: Aws) -> None:
    call(aws, "personalize", "ListCampaigns", {"maxResults": 1000, "solutionArn": "films"})
    params = {"max_results": 1000, "solution_arn": "films"}
    assert calls(aws) == [RecordedCall("ListCampaigns", params, "ValidationException")]


def test_an_operation_that_does_not_exist_is_recorded(aws: Aws) -> None:
    send(aws, {"name": "films"}, operation="CreateFilm")
    send(aws, {}, service="personalize-runtime", path="/recommendations", method="PUT")
    assert calls(aws) == [
        RecordedCall("AmazonPersonalize.CreateFilm", {}, "UnknownOperationException"),
        RecordedCall("/recommendations", {}, "UnknownOperationException"),
    ]


def test_a_call_that_iam_refuses_is_recorded(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    client = aws.client("personalize", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="x")
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
    with assert_refused("UnrecognizedClientException"):
        client.list_campaigns(maxResults=3)
    assert calls(aws) == [RecordedCall("ListCampaigns", {"max_results": 3}, "UnrecognizedClientException")]


def test_what_a_verb_makes_of_a_request_is_not_what_was_sent(aws: Aws, little_data: None) -> None:
    group = films_group(aws, views(users=4, items=6, each=4))
    aws.personalize.create_solution(
        name="films", datasetGroupArn=group, recipeArn=recipe_arn("aws-sims"), solutionConfig={"hpoConfig": {}}
    )
    (call,) = calls(aws, "CreateSolution")
    assert call.params["solution_config"] == {"hpo_config": {}}


def test_calls_of_the_bench_are_not_recorded(aws: Aws) -> None:
    client = aws.client_of_its_own("personalize")
    client.meta.events.register("before-sign", lambda request, **_: request.headers.add_header(BENCH_HEADER, "1"))
    client.list_campaigns()
    assert calls(aws) == []


def test_the_log_is_emptied(aws: Aws) -> None:
    watch(aws, tracker(aws))
    testing.clear_recorded(endpoint_url=aws.endpoint_url)
    assert (calls(aws), events(aws)) == ([], [])
    aws.personalize.list_campaigns()
    assert calls(aws) == [RecordedCall("ListCampaigns")]


def test_the_log_ends_with_the_mock() -> None:
    for _ in range(2):
        with mock_personalize():
            Aws().client("personalize").list_campaigns()
            assert len(testing.recorded_calls()) == 1


def test_of_too_many_calls_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(script, "MOST_CALLS", 3)
    aws = Aws()
    with mock_personalize():
        for number in range(1, 6):
            aws.personalize.list_campaigns(maxResults=number)
        assert [call.params["max_results"] for call in calls(aws)] == [3, 4, 5]


def test_no_call_of_many_threads_is_lost(aws: Aws) -> None:
    aws.personalize.list_campaigns()
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: aws.personalize.list_campaigns(maxResults=n), range(1, 101)))
    assert sorted(call.params["max_results"] for call in calls(aws, error=False)[1:]) == list(range(1, 101))


def test_a_request_waits_for_no_lock_of_the_script() -> None:
    with ThreadPoolExecutor(1) as thread, mock_personalize(), script.current().lock:
        thread.submit(ask, Aws(), "ann").result(timeout=5)
        assert [call.error for call in script.current().calls] == ["InvalidInputException"]


def test_the_script_is_found_without_a_lock_of_moto() -> None:
    with mock_personalize(), ThreadPoolExecutor(1) as thread:
        here = script.current()
        with backend_lock:
            assert thread.submit(script.current).result(timeout=5) is here
    assert script.current() is not here


def test_calls_stand_in_the_order_in_which_they_came(aws: Aws) -> None:
    testing.inject_fault("ListCampaigns", None, latency=0.3, endpoint_url=aws.endpoint_url)
    aws.personalize.list_schemas()
    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(aws.personalize.list_campaigns)
        time.sleep(0.1)
        aws.personalize.list_solutions()
        slow.result()
    assert [call.operation for call in calls(aws)] == ["ListSchemas", "ListCampaigns", "ListSolutions"]


# --- events -----------------------------------------------------------------------------------------------------


def test_an_event_has_the_members_of_the_api(aws: Aws) -> None:
    tracking_id = tracker(aws)
    watch(
        aws,
        tracking_id,
        eventId="e-1",
        eventValue=0.5,
        recommendationId="RID-1",
        impression=["film-1", "film-2"],
        properties='{"device": "tv"}',
        metricAttribution={"eventAttributionSource": "mail"},
    )
    (event,) = events(aws)
    assert event == RecordedEvent(
        tracking_id=tracking_id,
        user_id="ann",
        session_id="visit",
        event_id="e-1",
        event_type="watch",
        event_value=0.5,
        item_id="film-1",
        properties='{"device": "tv"}',
        sent_at=SENT,
        recommendation_id="RID-1",
        impression=["film-1", "film-2"],
        metric_attribution={"event_attribution_source": "mail"},
    )
    assert (event.account_id, event.region_name) == ("123456789012", "us-east-1")


def test_what_was_not_sent_is_none(aws: Aws) -> None:
    tracking_id = tracker(aws)
    sent = {"eventType": "watch", "sentAt": AT}
    aws.events.put_events(trackingId=tracking_id, sessionId="visit", eventList=[sent])
    (event,) = events(aws)
    assert event == RecordedEvent(tracking_id=tracking_id, session_id="visit", event_type="watch", sent_at=SENT)
    assert event.user_id is event.item_id is event.event_id is None


def test_events_of_one_request_stand_in_its_order(aws: Aws) -> None:
    sent = [{"eventType": kind, "itemId": "film-1", "sentAt": AT} for kind in ("click", "watch")]
    aws.events.put_events(trackingId=tracker(aws), userId="ann", sessionId="visit", eventList=sent)
    assert [event.event_type for event in events(aws)] == ["click", "watch"]


def test_events_are_found_by_their_members(aws: Aws) -> None:
    films, books = tracker(aws, "films"), tracker(aws, "books")
    watch(aws, films, "ann", "film-1")
    watch(aws, films, "bob", "film-2", eventType="click")
    watch(aws, books, "ann", "book-1", eventValue=3.0)
    assert [event.item_id for event in events(aws, films)] == ["film-1", "film-2"]
    assert [event.item_id for event in events(aws, tracking_id=books)] == ["book-1"]
    assert [event.item_id for event in events(aws, user_id="ann")] == ["film-1", "book-1"]
    assert [event.item_id for event in events(aws, films, user_id="ann", event_type="watch")] == ["film-1"]
    assert [event.item_id for event in events(aws, event_value=None, user_id="ann")] == ["film-1"]
    assert len(events(aws, sent_at=AT)) == 3
    assert events(aws, sent_at=AT + datetime.timedelta(seconds=1)) == []


def test_a_member_that_no_event_has_is_refused(aws: Aws) -> None:
    with pytest.raises(ValueError, match=r"^") as told:
        events(aws, user="ann")
    assert str(told.value) == (
        "user is no member of an event. Members: tracking_id, user_id, session_id, event_id, event_type, event_value, "
        "item_id, properties, sent_at, recommendation_id, impression, metric_attribution, account_id, region_name, "
        "received."
    )


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ({"user_id": 5}, "user_id must be a string, not 5."),
        ({"event_value": "3"}, "event_value must be a number, not '3'."),
        ({"sent_at": "2024"}, "sent_at must be a time: seconds since 1970, not '2024'."),
        ({"received": "now"}, "received must be a time: seconds since 1970, not 'now'."),
        ({"account_id": 1}, "account_id must be a string, not 1."),
        ({"account_id": "abc"}, "account_id is 12 digits, not 'abc'."),
        ({"region_name": "eu-west1"}, "eu-west1 is not a region. Near it: eu-west-1, "),
        ({"impression": "film-1"}, "impression must be an array, not 'film-1'."),
        ({"metric_attribution": {"source": "web"}}, "metric_attribution has no member source. Members: event_attr"),
    ],
)
def test_a_value_that_no_event_can_have_is_refused(aws: Aws, wanted: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=r"^") as told:
        events(aws, **wanted)
    assert str(told.value).startswith(text)


def test_a_tracker_that_does_not_exist_is_refused(aws: Aws) -> None:
    with pytest.raises(
        ValueError, match=r"^There is no event tracker with the tracking id nope\. Tracking ids: none\.$"
    ):
        events(aws, "nope")
    first, second = tracker(aws), tracker(aws, "books")
    both = ", ".join(sorted([first, second]))
    text = f"^There is no event tracker with the tracking id nope\\. Tracking ids: {both}\\.$"
    with pytest.raises(ValueError, match=text):
        events(aws, "nope", user_id="ann")
    asked = {"members": {"tracking_id": "nope"}}
    assert control(aws, "POST", "recorded-events", asked)[0] == 400
    assert events(aws, first) == events(aws, second) == []


def test_a_tracker_that_is_deleted_is_known_by_its_events(aws: Aws) -> None:
    watched = tracker(aws)
    unwatched = tracker(aws, "books")
    watch(aws, watched)
    for one in aws.personalize.list_event_trackers()["eventTrackers"]:
        aws.personalize.delete_event_tracker(eventTrackerArn=one["eventTrackerArn"])
    assert len(events(aws, watched)) == 1
    with pytest.raises(
        ValueError, match=f"^There is no event tracker with .* {unwatched}\\. Tracking ids: {watched}\\.$"
    ):
        events(aws, unwatched)


def test_trackers_of_all_accounts_and_regions_are_known(aws: Aws) -> None:
    deployed = testing.deploy_campaign(
        "aws-popularity-count", region_name="eu-west-1", account_id="210987654321", endpoint_url=aws.endpoint_url
    )
    assert events(aws, deployed.tracking_id) == []


def test_what_says_json_may_be_wanted_as_a_mapping(aws: Aws) -> None:
    watch(aws, tracker(aws), properties='{"device": "tv"}')
    assert len(events(aws, properties={"device": "tv"})) == 1
    (made,) = calls(aws, "CreateSchema")
    assert calls(aws, schema=json.loads(made.params["schema"])) == [made]
    assert len(calls(aws, event_list=[{"properties": {"device": "tv"}, "event_value": None}])) == 1


def test_events_that_were_refused_are_none(aws: Aws) -> None:
    with assert_refused("InvalidInputException"):
        watch(aws, "00000000-0000-0000-0000-000000000000")
    testing.inject_fault("PutEvents", "ThrottlingException", endpoint_url=aws.endpoint_url)
    with assert_refused("ThrottlingException"):
        watch(aws, tracker(aws))
    assert events(aws) == []
    assert [call.error for call in calls(aws, "PutEvents")] == ["InvalidInputException", "ThrottlingException"]


# --- comparisons ------------------------------------------------------------------------------------------------


def test_an_event_equals_a_mapping_of_what_a_test_cares_for(aws: Aws) -> None:
    watch(aws, tracker(aws), properties='{"device": "tv"}')
    assert events(aws, user_id="ann") == [{"event_type": "watch", "item_id": "film-1"}]
    assert events(aws) == [{"sent_at": AT, "event_id": None}]
    assert events(aws) != [{"event_type": "click"}]
    assert events(aws) != []


def test_a_call_equals_a_mapping_of_what_a_test_cares_for(aws: Aws) -> None:
    aws.personalize.list_campaigns(maxResults=3)
    assert calls(aws) == [{"operation": "ListCampaigns", "params": {"max_results": 3}}]
    assert calls(aws) == [{"error": None}]
    assert calls(aws) != [{"params": {}}]


def test_a_call_equals_a_mapping_of_some_of_its_params(aws: Aws) -> None:
    ask(aws, "ann", numResults=3, context={"DEVICE": "tv", "DAY": "monday"})
    assert calls(aws) == [{"operation": "GetRecommendations", "params": {"num_results": 3}}]
    assert calls(aws) == [{"params": {"context": {"DAY": "monday"}, "item_id": None}}]
    assert calls(aws) == [{"user_id": "ann", "item_id": None, "error": "InvalidInputException"}]
    assert calls(aws) != [{"user_id": "bob"}]
    assert calls(aws) != [{"params": {"num_results": 4}}]
    assert calls(aws) != [RecordedCall("GetRecommendations", {"num_results": 3}, "InvalidInputException")]


def test_members_of_a_list_may_be_told_in_part() -> None:
    put = RecordedCall("PutEvents", {"event_list": [{"event_type": "buy", "item_id": "tea"}, {"event_type": "view"}]})
    assert put == {"event_list": [{"item_id": "tea"}, {"event_type": "view"}]}
    assert put != {"event_list": [{"item_id": "tea"}, {"event_type": "buy"}]}
    assert put != {"event_list": [{"item_id": "tea"}]}


@pytest.mark.parametrize(
    ("one", "expected", "text"),
    [
        (RecordedEvent(), {"eventType": "buy"}, "eventType is no member of a RecordedEvent. Near it: event_type, "),
        (RecordedEvent(), {7: "buy"}, "7 is no member of a RecordedEvent. Members: account_id, event_id, event_type, "),
        (RecordedCall("PutEvents"), {"userId": "ann"}, "userId is no member of a RecordedCall. Near it: user_id, "),
        (RecordedCall("A.B"), {"params": {"numResults": 3}}, "numResults is no member of a RecordedCall. Near it: num"),
    ],
)
def test_what_nothing_recorded_has_cannot_be_expected(
    one: RecordedEvent | RecordedCall, expected: dict[Any, Any], text: str
) -> None:
    for compared in (lambda: expected not in [one], lambda: one != expected, lambda: [expected] == [one]):
        with pytest.raises(ValueError, match=r"^") as told:
            compared()
        assert str(told.value).startswith(text)


def test_events_are_told_apart_by_what_was_sent_alone() -> None:
    event = RecordedEvent(user_id="ann", received=1.0, region_name="us-east-1")
    assert event == RecordedEvent(user_id="ann", received=2.0, region_name="eu-west-1")
    assert event != RecordedEvent(user_id="bob", received=1.0, region_name="us-east-1")
    assert event != RecordedCall("PutEvents")
    assert event != "ann"


def test_a_time_and_a_text_stand_for_what_they_say() -> None:
    event = RecordedEvent(sent_at=SENT, properties='{"device": "tv"}')
    assert event == {"sent_at": AT, "properties": {"device": "tv"}}
    assert RecordedEvent(impression=["a", "b"]) == {"impression": ("a", "b")}
    assert event != {"sent_at": AT + datetime.timedelta(seconds=1)}
    assert event != {"properties": {"device": "phone"}}
    assert RecordedEvent(properties="no JSON") != {"properties": {"device": "tv"}}


def test_an_event_shows_what_was_sent() -> None:
    event = RecordedEvent(user_id="ann", event_type="watch", properties='{"device": "tv"}', received=1.0)
    assert repr(event) == "RecordedEvent(user_id='ann', event_type='watch', properties='{\"device\": \"tv\"}')"
    assert repr(RecordedCall("ListCampaigns")) == "RecordedCall(operation='ListCampaigns', params={})"


def test_a_region_is_shown_where_it_is_not_the_usual_one(aws: Aws) -> None:
    aws.personalize.list_campaigns()
    aws.client("personalize", "eu-west-1").list_campaigns()
    assert [repr(call) for call in calls(aws)] == [
        "RecordedCall(operation='ListCampaigns', params={})",
        "RecordedCall(operation='ListCampaigns', params={}, region_name='eu-west-1')",
    ]


# --- what pytest says -------------------------------------------------------------------------------------------

SUITE = """
    from moto_personalize.testing import RecordedCall, RecordedEvent

    WATCH = RecordedEvent(user_id="ann", event_type="watch", item_id="film-1", sent_at=1714566600)
    CLICK = RecordedEvent(user_id="ann", event_type="click", item_id="film-2", sent_at=1714566601)
    PAGE = RecordedCall("ListCampaigns", {"max_results": 3})

    def test_members():
        assert [WATCH, CLICK] == [{"item_id": "film-1"}, {"event_type": "buy", "item_id": "film-2"}]

    def test_names():
        assert [WATCH, CLICK] == [{"item_id": "film-9"}, {"eventType": "buy"}]

    def test_one_too_many():
        assert [WATCH, CLICK] == [CLICK]

    def test_one_too_few():
        assert [{"event_type": "watch"}, {"event_type": "buy"}, {"event_type": "click"}] == [WATCH, CLICK]

    def test_a_call():
        assert PAGE == RecordedCall("ListCampaigns", {"next_token": "x"}, "ThrottlingException")

    def test_a_part_of_a_call():
        assert [PAGE] == [{"operation": "ListCampaigns", "params": {"max_results": 4}}]

    def test_brackets_forgotten():
        assert [PAGE] == {"operation": "ListCampaigns"}

    def test_brackets_forgotten_on_the_other_side():
        assert {"operation": "ListCampaigns"} == [PAGE, PAGE]

    def test_brackets_too_many():
        assert PAGE == [{"operation": "ListCampaigns"}]

    def test_brackets_round_recorded_ones():
        assert [WATCH] == WATCH
"""
NOT_OURS = """
    from moto_personalize.testing import RecordedCall

    def test_nothing_was_sent():
        assert [] == [{"event_type": "watch"}]

    def test_something_else():
        assert [RecordedCall("ListCampaigns", {"max_results": 3})] == ["page"]
"""
EXPLAINED = """\
E       AssertionError: assert 2 recorded, 2 expected; differing:
E         [1] RecordedEvent(user_id='ann', event_type='click', item_id='film-2', sent_at=1714566601)
E             event_type: 'click' was sent, not 'buy'
E       AssertionError: assert 2 recorded, 2 expected; differing:
E         [0] RecordedEvent(user_id='ann', event_type='watch', item_id='film-1', sent_at=1714566600)
E             item_id: 'film-1' was sent, not 'film-9'
E         [1] RecordedEvent(user_id='ann', event_type='click', item_id='film-2', sent_at=1714566601)
E             eventType is no member of a RecordedEvent. Near it: event_type, event_value.
E       AssertionError: assert 2 recorded, 1 expected; differing:
E         [0] not expected: RecordedEvent(user_id='ann', event_type='watch', item_id='film-1', sent_at=1714566600)
E       AssertionError: assert 2 recorded, 3 expected; differing:
E         [1] not sent: {'event_type': 'buy'}
E       AssertionError: assert 1 recorded, 1 expected; differing:
E         [0] RecordedCall(operation='ListCampaigns', params={'max_results': 3})
E             params.max_results: 3 was sent, not None
E             params.next_token: None was sent, not 'x'
E             error: None was sent, not 'ThrottlingException'
E       AssertionError: assert 1 recorded, 1 expected; differing:
E         [0] RecordedCall(operation='ListCampaigns', params={'max_results': 3})
E             params.max_results: 3 was sent, not 4
E       assert a list of 1 is compared with a single mapping, and never equal to it: write [...] around that
E       assert a list of 2 is compared with a single mapping, and never equal to it: write [...] around that
E       assert a list of 1 is compared with a single RecordedCall, and never equal to it: write [...] around that
E       assert a list of 1 is compared with a single RecordedEvent, and never equal to it: write [...] around that
"""


def explained(pytester: pytest.Pytester, suite: str) -> list[str]:
    """The lines of pytest's assertions, without its advice and its empty ones."""
    pytester.makepyfile(suite)
    unwanted = (f"-pno:{plugin}" for plugin in ("cacheprovider", "hypothesispytest", "xdist", "asyncio"))
    done = pytester.runpytest_inprocess("-q", *unwanted)
    return [line for line in done.outlines if line.startswith("E  ") and line.strip("E ") and "Use -v" not in line]


@pytest.fixture(params=["on a laptop", "on a CI server"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """pytest writes its own explanations in full where CI or BUILD_NUMBER is set; ours are the same everywhere."""
    monkeypatch.delenv("BUILD_NUMBER", raising=False)
    monkeypatch.delenv("CI", raising=False)
    if request.param == "on a CI server":
        monkeypatch.setenv("CI", "true")


@pytest.mark.usefixtures("place")
def test_pytest_says_what_is_not_as_expected(pytester: pytest.Pytester) -> None:
    assert explained(pytester, SUITE) == EXPLAINED.splitlines()


@pytest.mark.usefixtures("place")
def test_other_comparisons_are_left_to_pytest(pytester: pytest.Pytester) -> None:
    lines = explained(pytester, NOT_OURS)
    first, second = (n for n, line in enumerate(lines) if "AssertionError" in line)
    assert lines[first + 1].strip("E ") == "Right contains one more item: {'event_type': 'watch'}"
    assert lines[second + 1].strip("E ").startswith("At index 0 diff: RecordedCall(operation='ListCampaigns'")
    assert not any("recorded," in line for line in lines)
