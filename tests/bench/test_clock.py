"""What moves resources: transitions set through the bench, and advance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import requests
from moto import mock_aws
from moto.moto_api import state_manager

from moto_personalize import mock_personalize
from moto_personalize.personalize.service.durations import MINUTES
from moto_personalize.testing import advance, advance_to, set_transition, set_transitions
from tests.clocks import Clock, either_clock
from tests.conftest import RESOURCE_TYPES, Aws
from tests.workflow import create_group, status

CAMPAIGN = "personalize::campaign"
TYPES = ", ".join(["*", *MINUTES])
IMMEDIATE = {"progression": "immediate"}


def shown(resource_type: str = "campaign") -> dict[str, Any]:
    """What moto's own API says."""
    return state_manager.get_transition(f"personalize::{resource_type}")


# --- what is set ------------------------------------------------------------------------------------------------


def test_a_transition_is_motos_own(aws: Aws) -> None:
    set_transition("campaign", "manual", times=3, endpoint_url=aws.endpoint_url)
    assert shown() == {"progression": "manual", "times": 3}
    assert shown("solution") == IMMEDIATE
    base = aws.endpoint_url or "http://motoapi.amazonaws.com"
    answer = requests.get(f"{base}/moto-api/state-manager/get-transition?model_name={CAMPAIGN}", timeout=10)
    assert answer.json() == {"progression": "manual", "times": 3}


def test_a_transition_is_of_one_type_of_several_or_of_all(aws: Aws) -> None:
    set_transition("*", "time", seconds=2.5, endpoint_url=aws.endpoint_url)
    set_transition(["campaign", "solution"], "manual", endpoint_url=aws.endpoint_url)
    manual = {name for name in RESOURCE_TYPES if shown(name) == {"progression": "manual", "times": 1}}
    timed = {name for name in RESOURCE_TYPES if shown(name) == {"progression": "time", "seconds": 2.5}}
    assert manual == {"campaign", "solution"}
    assert timed == set(MINUTES) - manual


def test_several_are_set_at_once_and_the_named_go_before_all(aws: Aws) -> None:
    given = {"campaign": {"progression": "manual", "times": 2}, "*": "realistic", "filter": "frozen"}
    set_transitions(given, endpoint_url=aws.endpoint_url)
    assert shown() == {"progression": "manual", "times": 2}
    assert shown("filter") == {"progression": "frozen"}
    assert shown("solution_version") == {"progression": "realistic"}


def test_one_word_is_for_all_types(aws: Aws) -> None:
    set_transitions("realistic", endpoint_url=aws.endpoint_url)
    assert {name for name in RESOURCE_TYPES if shown(name) == {"progression": "realistic"}} == set(MINUTES)


def test_over_http_the_answer_is_what_is_in_force(aws: Aws) -> None:
    base = aws.endpoint_url or "http://motoapi.amazonaws.com"
    asked = {"resource_type": ["filter", "dataset"], "progression": "time", "seconds": 1}
    answer = requests.post(f"{base}/moto-api/personalize/set-transition", json=asked, timeout=10)
    rule = {"progression": "time", "seconds": 1}
    assert (answer.status_code, answer.json()) == (200, {"filter": rule, "dataset": rule})


# --- what is refused --------------------------------------------------------------------------------------------

MISTAKES: list[tuple[dict[str, Any], str]] = [
    (
        {"resource_type": "schema", "progression": "manual"},
        f"schema is not a type of resource with a status. Types: {TYPES}.",
    ),
    (
        {"resource_type": ["campaign", "campaigns"], "progression": "manual"},
        f"campaigns is not a type of resource with a status. Types: {TYPES}.",
    ),
    ({"resource_type": [], "progression": "manual"}, f"No type of resource is given. Types: {TYPES}."),
    (
        {"resource_type": "campaign", "progression": "slow"},
        f"The progression of the transition {CAMPAIGN} is slow, not immediate, manual, time, realistic or frozen.",
    ),
    (
        {"resource_type": "*", "progression": "manual", "times": 0},
        "times of the transition personalize::* is 0, not a whole number of at least 1.",
    ),
    (
        {"resource_type": "campaign", "progression": "time"},
        f"seconds of the transition {CAMPAIGN} is None, not a number of at least 0.",
    ),
    (
        {"resource_type": "campaign", "progression": "time", "seconds": -0.5},
        f"seconds of the transition {CAMPAIGN} is -0.5, not a number of at least 0.",
    ),
    (
        {"resource_type": "campaign", "progression": "time", "seconds": 10**400},
        f"seconds of the transition {CAMPAIGN} is {10**400}, not a number of at least 0.",
    ),
    (
        {"resource_type": "campaign", "progression": "time", "seconds": True},
        "seconds must be a number, not true.",
    ),
    (
        {"resource_type": "campaign", "progression": "manual", "times": "2"},
        'times must be a whole number, not "2".',
    ),
    (
        {"resource_type": "campaign", "progression": "manual", "seconds": 2},
        f"The transition {CAMPAIGN} is manual and takes no seconds.",
    ),
    (
        {"resource_type": "campaign", "progression": "time", "seconds": 2, "times": 2},
        f"The transition {CAMPAIGN} is time and takes no times.",
    ),
    (
        {"resource_type": "campaign", "progression": "time", "seconds": 2, "times": 1},
        f"The transition {CAMPAIGN} is time and takes no times.",
    ),
    (
        {"resource_type": 7, "progression": "manual"},
        "resource_type must be a string or an array of strings, not 7.",
    ),
]


@pytest.mark.parametrize(("arguments", "message"), MISTAKES)
def test_a_mistake_names_what_would_do_and_sets_nothing(aws: Aws, arguments: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        set_transition(**arguments, endpoint_url=aws.endpoint_url)
    assert shown() == IMMEDIATE


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"campaign": "manual", "films": "manual"},
            f"films is not a type of resource with a status. Types: {TYPES}.",
        ),
        (
            {"*": "frozen", "campaign": {"progression": "time", "second": 3}},
            f"second is no member of the transition {CAMPAIGN}. Members: progression, times, seconds.",
        ),
        (
            {"campaign": {"progression": "manual", "seconds": 3}},
            f"The transition {CAMPAIGN} is manual and takes no seconds.",
        ),
        (
            {"campaign": {"times": 3}},
            f"The progression of the transition {CAMPAIGN} is None, not immediate, manual, time, realistic or frozen.",
        ),
        (
            {"campaign": ["manual"]},
            f"The progression of the transition {CAMPAIGN} is ['manual'], "
            "not immediate, manual, time, realistic or frozen.",
        ),
        (
            {"campaign": {"progress": "manual"}},
            f"progress is no member of the transition {CAMPAIGN}. Members: progression, times, seconds.",
        ),
    ],
)
def test_of_several_none_is_set_when_one_is_wrong(aws: Aws, given: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        set_transitions(given, endpoint_url=aws.endpoint_url)
    assert {str(shown(name)) for name in RESOURCE_TYPES} == {str(IMMEDIATE)}


def test_without_a_mock_nothing_is_set() -> None:
    expected = r"^No mock is running: start mock_personalize, or give the endpoint_url of a server\.$"
    with pytest.raises(ValueError, match=expected):
        set_transition("campaign", "manual")
    with pytest.raises(ValueError, match=expected):
        set_transitions("manual")
    assert shown() == IMMEDIATE


# --- the end of it ----------------------------------------------------------------------------------------------


@pytest.fixture
def own() -> Iterator[dict[str, Any]]:
    """A transition that the user has set by other means, which outlives every mock."""
    rule = {"progression": "manual", "times": 7}
    state_manager.set_transition(CAMPAIGN, rule)
    yield rule
    state_manager.unset_transition(CAMPAIGN)


@pytest.mark.parametrize("mock", [mock_personalize, mock_aws], ids=["mock_personalize", "mock_aws"])
def test_transitions_end_with_the_outermost_mock(mock: Any, own: dict[str, Any]) -> None:
    with mock():
        with mock():
            set_transition("*", "frozen")
        assert (shown(), shown("filter")) == ({"progression": "frozen"}, {"progression": "frozen"})
    assert (shown(), shown("filter")) == (own, IMMEDIATE)


def test_a_mock_that_kept_its_data_keeps_its_transitions_until_the_next_one() -> None:
    mock = mock_personalize()
    mock.start()
    set_transition("campaign", "frozen")
    mock.stop(remove_data=False)
    assert shown() == {"progression": "frozen"}
    with mock_personalize():
        assert shown() == IMMEDIATE


def test_a_reset_of_the_server_ends_them(aws: Aws, own: dict[str, Any]) -> None:
    set_transition("campaign", "manual", endpoint_url=aws.endpoint_url)
    set_transition(["campaign", "filter"], "frozen", endpoint_url=aws.endpoint_url)
    base = aws.endpoint_url or "http://motoapi.amazonaws.com"
    requests.post(f"{base}/moto-api/reset", timeout=10)
    assert (shown(), shown("filter")) == (own, IMMEDIATE)


def test_what_somebody_else_has_set_since_stays() -> None:
    with mock_personalize():
        set_transition(["campaign", "filter"], "frozen")
        state_manager.set_transition(CAMPAIGN, {"progression": "manual", "times": 2})
        state_manager.unset_transition("personalize::filter")
    assert (shown(), shown("filter")) == ({"progression": "manual", "times": 2}, IMMEDIATE)


def test_what_somebody_else_has_set_between_is_put_back() -> None:
    theirs = {"progression": "manual", "times": 2}
    with mock_personalize():
        set_transition("campaign", "frozen")
        state_manager.set_transition(CAMPAIGN, theirs)
        set_transition("campaign", "manual")
    assert shown() == theirs


def test_immediate_takes_one_back_at_once(aws: Aws) -> None:
    set_transition("dataset_group", "frozen", endpoint_url=aws.endpoint_url)
    group = create_group(aws)
    assert status(aws, group) == "CREATE PENDING"
    set_transition("dataset_group", "immediate", endpoint_url=aws.endpoint_url)
    assert status(aws, group) == "ACTIVE"


# --- frozen, and advance ----------------------------------------------------------------------------------------


@either_clock
def test_frozen_means_that_only_advance_moves(aws: Aws, clock: Clock) -> None:
    with clock() as shift:
        set_transition("*", "frozen", endpoint_url=aws.endpoint_url)
        group = create_group(aws)
        shift(365 * 24 * 3600)
        assert [status(aws, group) for _ in range(5)] == ["CREATE PENDING"] * 5
        assert advance(group, endpoint_url=aws.endpoint_url) == {group: "CREATE IN_PROGRESS"}
        assert status(aws, group) == "CREATE IN_PROGRESS"
        assert advance_to(group, "ACTIVE", endpoint_url=aws.endpoint_url) == "ACTIVE"


@either_clock
def test_a_resource_can_be_frozen_on_its_way_and_thawed(aws: Aws, clock: Clock) -> None:
    with clock() as shift:
        set_transition("*", "time", seconds=60, endpoint_url=aws.endpoint_url)
        group = create_group(aws)
        shift(60)
        assert status(aws, group) == "CREATE IN_PROGRESS"
        set_transition("*", "frozen", endpoint_url=aws.endpoint_url)
        shift(3600)
        assert status(aws, group) == "CREATE IN_PROGRESS"
        set_transition("*", "time", seconds=7200, endpoint_url=aws.endpoint_url)
        assert status(aws, group) == "CREATE IN_PROGRESS"
        shift(3600)
        assert status(aws, group) == "ACTIVE"


@either_clock
def test_advance_goes_before_the_clock_and_a_status_lasts_its_time_from_then(aws: Aws, clock: Clock) -> None:
    with clock() as shift:
        set_transition("*", "time", seconds=60, endpoint_url=aws.endpoint_url)
        group = create_group(aws)
        shift(50)
        assert advance(group, endpoint_url=aws.endpoint_url) == {group: "CREATE IN_PROGRESS"}
        shift(59)
        assert status(aws, group) == "CREATE IN_PROGRESS"
        shift(1)
        assert status(aws, group) == "ACTIVE"
