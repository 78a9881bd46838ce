"""What callers in Python give: it reaches the mock as it is meant, or is refused by the name of the argument."""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest

from moto_personalize import mock_personalize, testing
from tests.conftest import Aws
from tests.workflow import recommended

CAMPAIGN = "arn:aws:personalize:us-east-1:123456789012:campaign/films"
IDS = ["go", "chess"]
DEPLOYED = testing.Deployment(CAMPAIGN, CAMPAIGN.replace("campaign", "dataset-group"))
NOW = datetime(2026, 1, 1)


class Frame:
    """As one of pandas, which gives the names of its columns."""

    columns = ("ITEM_ID",)

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)


def stub(aws: Aws, items: Any) -> None:
    testing.stub_recommendations(CAMPAIGN, items, model=False, endpoint_url=aws.endpoint_url)


@pytest.mark.parametrize(
    "made",
    [
        tuple,
        iter,
        lambda ids: dict.fromkeys(ids).keys(),
        lambda ids: map(str, ids),
        lambda ids: (each for each in ids),
        np.array,
        lambda ids: np.array(ids, dtype=object),
    ],
)
def test_ids_may_come_in_whatever_has_an_order(aws: Aws, made: Callable[[list[str]], Any]) -> None:
    stub(aws, made(IDS))
    assert recommended(aws, CAMPAIGN, userId="ann") == IDS


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_ids_may_be_a_column_and_no_frame(library: str) -> None:
    """Both come with the extra `test`; .ci/run, which sets REQUIRE_TOOLS, wants them there."""
    required = os.environ.get("REQUIRE_TOOLS")
    frames = importlib.import_module(library) if required else pytest.importorskip(library)
    with mock_personalize():
        stub(Aws(), frames.Series(IDS))
        assert recommended(Aws(), CAMPAIGN, userId="ann") == IDS
        with pytest.raises(ValueError, match=r"^item_ids must be an array of strings or objects, not DataFrame\.$"):
            stub(Aws(), frames.DataFrame({"ITEM_ID": IDS}))


@pytest.mark.parametrize("score", [np.float32(0.5), np.float64(0.5), np.array(0.5)])
def test_a_number_may_be_of_numpy(aws: Aws, score: Any) -> None:
    stub(aws, [{"item_id": np.str_("go"), "score": score}])
    answer = aws.runtime.get_recommendations(campaignArn=CAMPAIGN, userId="ann")
    assert answer["itemList"] == [{"itemId": "go", "score": 0.5}]
    testing.inject_fault("*", "ThrottlingException", times=np.int64(2), endpoint_url=aws.endpoint_url)
    assert [fault.times for fault in testing.pending_faults(endpoint_url=aws.endpoint_url)] == [2]


def test_members_of_a_request_may_be_of_numpy(aws: Aws) -> None:
    when = MappingProxyType({"input_list": np.array(IDS), "user_id": np.str_("ann")})
    url = aws.endpoint_url
    fault = testing.inject_fault("GetPersonalizedRanking", "ThrottlingException", when=when, endpoint_url=url)
    assert fault.when == {"input_list": IDS, "user_id": "ann"}
    sent = [{"sent_at": np.datetime64("2026-01-01", "ns")}]
    fault = testing.inject_fault("PutEvents", "ThrottlingException", when={"event_list": sent}, endpoint_url=url)
    assert fault.when == {"event_list": [{"sent_at": 1767225600}]}


@pytest.mark.parametrize(
    ("day", "seconds"),
    [(date(2026, 1, 1), 1767225600), (np.datetime64("2026-01-01"), 1767225600), (np.datetime64("NaT"), None)],
)
def test_a_day_is_a_time_as_in_rows(aws: Aws, day: Any, seconds: int | None) -> None:
    when = {"event_list": [{"sent_at": day}]}
    fault = testing.inject_fault("PutEvents", "ThrottlingException", when=when, endpoint_url=aws.endpoint_url)
    assert fault.when == {"event_list": [{"sent_at": seconds}]}


@pytest.mark.parametrize(
    ("function", "asked", "text"),
    [
        (
            "stub_recommendations",
            {"arn": DEPLOYED, "item_ids": []},
            "arn must be a string, not Deployment: give its arn.",
        ),
        ("advance", {"arn": DEPLOYED}, "arn must be a string, not Deployment: give its arn."),
        (
            "deploy_campaign",
            {"recipe": "aws-sims", "dataset_group_arn": DEPLOYED},
            "dataset_group_arn must be a string, not Deployment: give its dataset_group_arn.",
        ),
        ("explain_filter", {"filter_arn": DEPLOYED}, "filter_arn must be a string, not Deployment."),
        ("deploy_campaign", {"recipe": b"aws-sims"}, "recipe must be a string, not bytes."),
        ("advance", {"arn": len}, "arn must be a string, not builtin_function_or_method."),
        ("advance", {"steps": NOW}, "steps must be a whole number, not datetime."),
        ("inject_fault", {"operation": "*", "latency": float("nan")}, "latency must be a number, not nan."),
        ("inject_fault", {"operation": "*", "times": NOW}, "times must be a whole number, not datetime."),
        ("inject_fault", {"operation": "*", "seed": NOW}, "seed must be a whole number, not datetime."),
        (
            "set_transitions",
            {"transitions": {"campaign": {"progression": "time", "seconds": NOW}}},
            "transitions.campaign.seconds cannot be datetime: JSON has nothing like it.",
        ),
        (
            "inject_fault",
            {"operation": "*", "error": "ThrottlingException", "when": {"user_id": {1}}},
            "when.user_id cannot be set: a set has no order.",
        ),
        (
            "recorded_events",
            {"user_id": b"ann"},
            "members.user_id cannot be bytes: JSON has nothing like it.",
        ),
        (
            "recorded_calls",
            {"input_list": ["a", 1j]},
            "members.input_list[1] cannot be complex: JSON has nothing like it.",
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_name(aws: Aws, function: str, asked: Any, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        getattr(testing, function)(**asked, endpoint_url=aws.endpoint_url)


@pytest.mark.parametrize(
    ("items", "text"),
    [
        ({"a"}, "item_ids must be an array of strings or objects, not set: a set has no order."),
        (frozenset("a"), "item_ids must be an array of strings or objects, not frozenset: a set has no order."),
        (b"a", "item_ids must be an array of strings or objects, not bytes."),
        (Frame(), "item_ids must be an array of strings or objects, not Frame."),
        ({"go": 1}, 'item_ids must be an array of strings or objects, not {"go": 1}.'),
        ("go", 'item_ids must be an array of strings or objects, not "go".'),
        ([NOW], "item_ids[0] must be a string or an object, not datetime."),
        ([{"item_id": {"a"}}], "item_ids[0].item_id cannot be set: a set has no order."),
        (
            [{"item_id": "a", "score": float("nan")}],
            "item_ids[0].score cannot be nan: JSON has nothing like it.",
        ),
        ([{"item_id": "a", "score": NOW}], "item_ids[0].score cannot be datetime: JSON has nothing like it."),
        ([{"item_id": "a", "metadata": {1: "9"}}], "item_ids[0].metadata has the name 1, which is no text."),
    ],
)
def test_what_is_no_list_of_ids_is_refused(aws: Aws, items: Any, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        stub(aws, items)


def test_what_holds_itself_is_refused(aws: Aws) -> None:
    when: dict[str, Any] = {}
    when["filter_values"] = when
    with pytest.raises(ValueError, match=r"^The request is nested too deeply\.$"):
        testing.inject_fault("*", "ThrottlingException", when=when, endpoint_url=aws.endpoint_url)
