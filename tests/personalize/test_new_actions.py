"""Actions that come after the training: they are tried within two hours. And those who must be forgotten."""

from __future__ import annotations

import json
from typing import Any

import pytest

from moto_personalize.testing import advance
from tests.clocks import HOUR, frozen
from tests.conftest import Aws
from tests.personalize.offers import ACTIONS, DAY, START, campaign, dataset_arn, offered, put, put_actions, small_shop
from tests.personalize.offers import tracking_id as tracking_id_of
from tests.personalize.test_data_deletion_jobs import forget
from tests.workflow import described

FRESH = ("fresh", "club", 2, "", "", START + 31 * DAY)


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    return small_shop(aws)


def scores(aws: Aws, arn: str, user: str = "user-00") -> dict[str, float]:
    answer = aws.runtime.get_action_recommendations(campaignArn=arn, userId=user)
    return {action["actionId"]: action["score"] for action in answer["actionList"]}


def put_action(aws: Aws, group: str, action: str, **properties: Any) -> None:
    given = {"actionId": action, "properties": json.dumps(properties)}
    aws.events.put_actions(datasetArn=dataset_arn(group, "ACTIONS"), actions=[given])


def test_an_imported_action_is_tried_two_hours_after_the_deployment(aws: Aws, group: str) -> None:
    with frozen() as shift:
        arn = campaign(aws, group, weight="0.5")
        version = described(aws, arn)["solutionVersionArn"]
        before = scores(aws, arn)
        put_actions(aws, dataset_arn(group, "ACTIONS"), [*ACTIONS, FRESH], "fresh")
        shift(2 * HOUR - 1)
        assert scores(aws, arn) == before
        shift(1)
        assert scores(aws, arn) == {**before, "fresh": 0.0}
        assert set(offered(aws, arn, numResults=4)[2:]) == {"fresh", "brand-new"}
        assert described(aws, arn)["solutionVersionArn"] == version


def test_actions_that_are_put_are_tried_too_one_after_the_other(aws: Aws, group: str) -> None:
    arn = campaign(aws, group)
    before = scores(aws, arn)
    for action in ("a-first", "z-last"):
        put_action(aws, group, action, value=3)
        assert advance(arn, endpoint_url=aws.endpoint_url) == {arn: "ACTIVE"}
    found = scores(aws, arn, "user-00")
    assert list(found)[:3] == [action for action, score in before.items() if score]
    answer = offered(aws, arn, numResults=10)
    assert answer[3:] == ["brand-new", "a-first", "z-last"]
    assert {action: score for action, score in found.items() if score} == {
        action: score for action, score in before.items() if score
    }


def test_what_is_put_of_a_known_action_counts_at_once(aws: Aws, group: str) -> None:
    arn = campaign(aws, group)
    put_action(aws, group, "join", expirationTimestamp=START)
    assert "join" not in offered(aws, arn)


def test_live_interactions_with_a_new_action_give_it_no_score(aws: Aws, group: str) -> None:
    arn = campaign(aws, group)
    put_action(aws, group, "fresh", value=3)
    advance(arn, endpoint_url=aws.endpoint_url)
    before = scores(aws, arn)
    put(aws, tracking_id_of(aws, group), "fresh")
    assert scores(aws, arn) == before


def test_an_action_that_is_gone_from_the_dataset_is_offered_until_the_next_training(aws: Aws, group: str) -> None:
    arn = campaign(aws, group)
    before = scores(aws, arn)
    put_actions(aws, dataset_arn(group, "ACTIONS"), [*ACTIONS[1:], FRESH], "without-join")
    advance(arn, endpoint_url=aws.endpoint_url)
    assert scores(aws, arn) == {**before, "fresh": 0.0}


def test_a_model_forgets_a_removed_user(aws: Aws, group: str) -> None:
    arn = campaign(aws, group)
    unknown = scores(aws, arn, "nobody")
    assert scores(aws, arn, "user-00") != unknown
    assert forget(aws, group, "user-00") > 0
    assert scores(aws, arn, "user-00") == unknown
    assert scores(aws, arn, "user-02") != unknown
