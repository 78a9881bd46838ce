"""What goes for all functions of `moto_personalize.testing`: where they ask, and what they take."""

from __future__ import annotations

import datetime
import inspect
import re
import time
from collections.abc import Iterator
from types import MappingProxyType
from typing import Any

import pytest

from moto_personalize import mock_personalize, testing
from moto_personalize.plugin.fixtures import Bound
from tests.conftest import Aws
from tests.programs import printed
from tests.workflow import EVENT_FIELDS, assert_refused, create_dataset, create_group

CAMPAIGN = "arn:aws:personalize:us-east-1:123456789012:campaign/films"
FUNCTIONS = sorted(name for name, each in vars(testing.Personalize).items() if isinstance(each, Bound))
GIVEN = {
    "arn": CAMPAIGN,
    "action_ids": [],
    "data": b"",
    "error": None,
    "filter_arn": CAMPAIGN.replace("campaign", "filter"),
    "item_ids": [],
    "operation": "ListCampaigns",
    "progression": "manual",
    "reason": "bad luck",
    "recipe": "aws-sims",
    "resource_type": "campaign",
    "status": "ACTIVE",
    "transitions": "manual",
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_without_a_mock_nothing_is_done_in_vain(name: str) -> None:
    function = getattr(testing, name)
    asked = [
        each
        for each, parameter in inspect.signature(function).parameters.items()
        if parameter.default is inspect.Parameter.empty
    ]
    with pytest.raises(ValueError, match=r"^No mock is running: start mock_personalize, or give the endpoint_url of a"):
        function(**{each: GIVEN[each] for each in asked if each != "members"})


@pytest.mark.parametrize("url", ["", "localhost:5000", "ftp://localhost", b"http://localhost:5000", 5, [], object])
def test_an_endpoint_that_is_no_url_is_refused(url: Any) -> None:
    text = rf"^endpoint_url must be the URL of a server, such as http://localhost:5000, not {re.escape(repr(url))}\.$"
    with mock_personalize():
        with pytest.raises(ValueError, match=text):
            testing.advance(endpoint_url=url)
        with pytest.raises(ValueError, match=text):
            testing.Personalize(url)


def test_a_star_brings_what_is_public_and_loads_nothing() -> None:
    seen = printed(
        """
        import json, sys
        from moto_personalize.testing import *
        print(json.dumps([sorted(name for name in globals() if name[0] != "_"), "numpy" in sys.modules]))
        """
    )
    types = ["Deployment", "InjectedFault", "RecordedCall", "RecordedEvent"]
    assert seen == [sorted([*FUNCTIONS, *types, "synthetic_interactions", "json", "sys"]), False]


def test_what_is_declared_is_a_copy_in_both_modes(aws: Aws) -> None:
    users = ["ann"]
    when = {"input_list": users}
    testing.inject_fault("GetPersonalizedRanking", "ThrottlingException", when=when, endpoint_url=aws.endpoint_url)
    users.append("bob")
    with assert_refused("ThrottlingException"):
        aws.runtime.get_personalized_ranking(campaignArn=CAMPAIGN, userId="ann", inputList=["ann"])


def test_any_mapping_is_taken(aws: Aws) -> None:
    when = MappingProxyType({"filter_values": MappingProxyType({"Year": "1999"})})
    testing.inject_fault("GetRecommendations", "ThrottlingException", when=when, endpoint_url=aws.endpoint_url)
    with assert_refused("ThrottlingException"):
        aws.runtime.get_recommendations(campaignArn=CAMPAIGN, filterValues={"Year": "1999"})


@pytest.fixture(params=["Asia/Tokyo", "America/New_York"])
def zone(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The machine of a test stands there."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


def test_a_time_without_a_zone_is_the_one_that_an_sdk_sends(zone: None, aws: Aws) -> None:
    at, url = datetime.datetime(2026, 1, 1, 12, 30), aws.endpoint_url
    group = create_group(aws)
    create_dataset(aws, group, "Interactions", EVENT_FIELDS)
    tracker = aws.personalize.create_event_tracker(name="films", datasetGroupArn=group)["trackingId"]
    sent = {"eventType": "watch", "itemId": "film-1", "sentAt": at}
    request = {"trackingId": tracker, "userId": "ann", "sessionId": "visit", "eventList": [sent]}
    testing.inject_fault(
        "PutEvents",
        "ThrottlingException",
        when={"event_list": [{"event_type": "watch", "item_id": "film-1", "sent_at": at}]},
        endpoint_url=url,
    )
    with assert_refused("ThrottlingException"):
        aws.events.put_events(**request)
    aws.events.put_events(**request)
    assert testing.recorded_events(sent_at=at, endpoint_url=url) == [{"sent_at": at}]
    assert testing.recorded_events(endpoint_url=url) == [{"sent_at": at.replace(tzinfo=datetime.timezone.utc)}]
