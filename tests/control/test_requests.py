"""What may come to the control route: paths in many spellings, and bodies that are JSON and no sensible request."""

from __future__ import annotations

import http.client
import json
import re
from typing import Any

import pytest
import requests

from moto_personalize import testing
from tests.conftest import Aws
from tests.control.asking import DEFAULTS, ROUTE, control
from tests.workflow import create_group, recommended

ARN = "arn:aws:personalize:us-east-1:123456789012:campaign/films"


def deep(levels: int) -> str:
    return "[" * levels + "]" * levels


# --- paths ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/moto-api/personalize", "/moto-api/personalize/"])
def test_the_page_is_there_with_and_without_the_slash(aws: Aws, path: str) -> None:
    page = requests.get(f"{aws.endpoint_url or 'http://motoapi.amazonaws.com'}{path}", timeout=10)
    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f"href={ROUTE}openapi.json" in page.text


def test_a_path_that_only_begins_like_the_route_is_not_its_own(aws: Aws) -> None:
    answer = requests.get(f"{aws.endpoint_url or 'http://motoapi.amazonaws.com'}/moto-api/personalized", timeout=10)
    assert answer.status_code == 404
    assert "There is no" not in answer.text


@pytest.mark.parametrize("path", ["%73ettings", "set%74ings/", "settings%2F"])
def test_a_path_may_be_escaped(aws: Aws, path: str) -> None:
    assert control(aws, "GET", path) == (200, DEFAULTS)


def test_a_path_is_read_as_it_comes_over_the_wire(server_url: str) -> None:
    connection = http.client.HTTPConnection(server_url.removeprefix("http://"), timeout=10)
    connection.request("GET", f"{ROUTE}%73et%74ings")
    assert json.loads(connection.getresponse().read()) == DEFAULTS
    connection.close()


# --- bodies -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("recorded-calls", f'{{"members": {deep(900)}}}'),
        ("advance", f'{{"arn": {deep(900)}}}'),
    ],
)
def test_a_body_that_is_nested_too_deeply_is_refused(aws: Aws, path: str, body: str) -> None:
    """From Python 3.12 on there is more room, and it is refused for what it is."""
    status, answer = control(aws, "POST", path, body.encode())
    assert status == 400
    assert re.match(
        r"The request is nested too deeply\.$|(arn|members) must be an? (string|object), not \[", answer["message"]
    )


HUGE = 10**400


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("inject-fault", {"operation": "GetRecommendations", "latency": HUGE}),
        ("inject-fault", {"operation": "GetRecommendations", "latency": 1, "probability": HUGE}),
        ("set-transition", {"resource_type": "campaign", "progression": "time", "seconds": HUGE}),
        ("set-transitions", {"transitions": {"campaign": {"progression": "time", "seconds": HUGE}}}),
    ],
)
def test_a_number_that_is_too_large_is_refused(aws: Aws, path: str, body: dict[str, Any]) -> None:
    status, answer = control(aws, "POST", path, body)
    assert status == 400
    assert re.search(r"too large|is 10+, not a number|must be .*, not 10+\.$", answer["message"])


def test_a_status_may_last_as_long_as_a_number_can_say(aws: Aws) -> None:
    asked = {"resource_type": "*", "progression": "time", "seconds": 1e308}
    assert control(aws, "POST", "set-transition", asked)[0] == 200
    group = create_group(aws)
    described = aws.personalize.describe_dataset_group(datasetGroupArn=group)
    assert described["datasetGroup"]["status"] == "CREATE PENDING"


@pytest.mark.parametrize(
    ("path", "name"), [("advance", "arn"), ("recorded-calls", "operation"), ("advance", "steps"), ("advance", "arm")]
)
def test_a_refusal_does_not_repeat_a_long_request(aws: Aws, path: str, name: str) -> None:
    status, answer = control(aws, "POST", path, {name: "x" * 1_000_000})
    assert status == 400
    assert len(json.dumps(answer)) < 5_000


# --- half characters --------------------------------------------------------------------------------------------

HALF = "a\ud800"


@pytest.mark.parametrize(
    ("function", "asked", "place"),
    [
        ("deploy_campaign", {"recipe": "aws-sims", "interactions": [("u", "i", 1), (HALF, "i", 2)]}, "USER_ID[1]"),
        ("deploy_campaign", {"recipe": "aws-sims", "items": {"ITEM_ID": ["i"], "GENRE": [HALF]}}, "GENRE[0]"),
        ("stub_recommendations", {"arn": ARN, "item_ids": ["film-1", HALF], "model": False}, "item_ids[1]"),
        ("stub_ranking", {"arn": ARN, "item_ids": [{"item_id": "a", HALF: 1}], "model": False}, "name in item_ids[0]"),
        ("inject_fault", {"operation": "*", "error": "ThrottlingException", "message": HALF}, "message"),
        ("recorded_events", {"user_id": HALF}, "members.user_id"),
        ("advance", {"arn": HALF}, "arn"),
    ],
)
def test_half_a_character_is_refused_with_its_place(aws: Aws, function: str, asked: dict[str, Any], place: str) -> None:
    text = rf"{re.escape(place)} holds half a character, a lone surrogate, which is no text\.$"
    with pytest.raises(ValueError, match=text):
        getattr(testing, function)(**asked, endpoint_url=aws.endpoint_url)


@pytest.mark.parametrize("said", [rb"\uD800", b"\xed\xa0\x80"])
def test_half_a_character_is_refused_however_it_is_written(aws: Aws, said: bytes) -> None:
    status, answer = control(aws, "POST", "advance", b'{"arn": "' + said + b'"}')
    assert (status, answer["message"]) == (400, "arn holds half a character, a lone surrogate, which is no text.")


@pytest.mark.parametrize("whole", ["\U0001f600", "\\ud800", "\ud7ff"])
def test_a_whole_character_is_taken(aws: Aws, whole: str) -> None:
    testing.stub_recommendations(ARN, [whole], model=False, endpoint_url=aws.endpoint_url)
    assert recommended(aws, ARN, userId="ann") == [whole]
