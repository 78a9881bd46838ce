"""A user's program: it must type-check with `mypy --strict`, and a test sees to that."""

from __future__ import annotations

import unittest
from typing import TYPE_CHECKING

import pytest

from moto_personalize import mock_personalize
from moto_personalize.config import Config, Settings
from moto_personalize.recipes import Recipe
from moto_personalize.testing import (
    Deployment,
    Explanation,
    InjectedFault,
    Personalize,
    RecordedCall,
    RecordedEvent,
    advance,
    advance_to,
    set_transition,
    set_transitions,
)

if TYPE_CHECKING:
    from typing_extensions import assert_type

LITTLE_DATA: Config = {"personalize": {"min_interactions": 1, "min_users": 0}, "iam": {}}


@mock_personalize
def bare(name: str, *, count: int = 1) -> list[str]:
    return [name] * count


@mock_personalize()
def called(name: str) -> str:
    return name


@mock_personalize(config=LITTLE_DATA)
def configured() -> int:
    return Settings(seed=7).seed


@mock_personalize
async def coroutine(name: str) -> bytes:
    return name.encode()


@mock_personalize
class OnAClass(unittest.TestCase):
    attribute: int = 5

    def test_one(self) -> None:
        assert bare("films", count=2)


@mock_personalize(config=LITTLE_DATA)
class OnAPlainClass:
    def test_one(self) -> int:
        return OnAClass.attribute


def nested() -> None:
    mock = mock_personalize(config=LITTLE_DATA)
    mock.start()
    with mock_personalize(), mock:
        statuses = advance("arn", steps=2, endpoint_url="http://127.0.0.1:5000")
        status = advance_to("arn", "ACTIVE")
        set_transition(["campaign", "recommender"], "manual", times=2)
        set_transitions({"*": "realistic", "campaign": {"progression": "time", "seconds": 2.5}})
    mock.stop()
    if TYPE_CHECKING:
        assert_type(statuses, dict[str, str])
        assert_type(status, str)


@pytest.fixture
def other_server() -> Personalize:
    return Personalize("http://127.0.0.1:5000")


def with_the_fixture(personalize: Personalize, other_server: Personalize) -> None:
    deployment = personalize.deploy_campaign("aws-sims", region_name="us-east-1")
    status = other_server.advance_to(deployment.arn, "ACTIVE")
    rows = personalize.synthetic_interactions(users=3)
    url = other_server.endpoint_url
    personalize.client.list_campaigns()
    if TYPE_CHECKING:
        assert_type(personalize.advance(steps=2), dict[str, str])
        assert_type(status, str)
        assert_type(rows, list[tuple[str, str, int]])
        assert_type(url, str | None)


def with_the_types_of_answers(personalize: Personalize, deployment: Deployment) -> list[RecordedEvent]:
    fault: InjectedFault = personalize.inject_fault("GetRecommendations", "ThrottlingException")
    personalize.inject_fault("GetRecommendations", latency=0.1)
    calls: list[RecordedCall] = personalize.recorded_calls(error=fault.error)
    why: Explanation = personalize.explain_filter(deployment.filters["seen"], user_id="ann")
    return personalize.recorded_events(deployment.tracking_id) if calls and why else []


async def types_are_kept() -> None:
    if TYPE_CHECKING:
        assert_type(bare("films", count=2), list[str])
        assert_type(called("films"), str)
        assert_type(configured(), int)
        assert_type(await coroutine("films"), bytes)
        assert_type(OnAClass.attribute, int)
        assert_type(OnAPlainClass().test_one(), int)


def takes_a_recipe(recipe: Recipe) -> Recipe:
    return recipe
