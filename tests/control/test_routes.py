"""Paths, methods and bodies of the control route, in process and over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from moto_personalize import testing
from moto_personalize.control.handler import PATHS
from tests.conftest import Aws
from tests.control.asking import DEFAULTS, ROUTE, control, message
from tests.workflow import create_group

MISSING = "arn:aws:personalize:us-east-1:123456789012:dataset-group/none"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"nonsense", "The body is not a JSON document: Expecting value: line 1 column 1 (char 0)"),
        (b'{"seed": 7', "The body is not a JSON document: Expecting ',' delimiter: line 1 column 11 (char 10)"),
        (b"[]", "The body must be a JSON object."),
        (b"null", "The body must be a JSON object."),
        (b"7", "The body must be a JSON object."),
    ],
)
@pytest.mark.parametrize(("method", "path"), [("PUT", "settings"), ("POST", "advance"), ("POST", "advance-to")])
def test_a_body_that_is_no_object_is_refused(aws: Aws, method: str, path: str, body: bytes, text: str) -> None:
    assert control(aws, method, path, body) == (400, message(text))


@pytest.mark.parametrize("body", [b"\xff\xfe\x00", b"[" * 100_000])
def test_a_body_that_cannot_be_read_is_refused(aws: Aws, body: bytes) -> None:
    status, answer = control(aws, "PUT", "settings", body)
    assert status == 400
    assert answer["message"].startswith("The body is not a JSON document: ")


@pytest.mark.parametrize("content_type", ["application/json", "application/x-www-form-urlencoded", "text/plain"])
def test_a_body_is_read_whatever_its_content_type_says(aws: Aws, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    assert control(aws, "PUT", "settings", {"seed": 7}, headers=headers) == (200, {**DEFAULTS, "seed": 7})


@pytest.mark.parametrize("path", ["setting", "settings/seed", "advance/now"])
def test_an_unknown_path_names_the_known_ones(aws: Aws, path: str) -> None:
    text = f"There is no {ROUTE}{path}. Known: {', '.join(sorted(PATHS))}."
    assert control(aws, "GET", path) == (404, message(text))


@pytest.mark.parametrize(
    ("method", "path", "known"),
    [
        ("POST", "settings", "GET, PUT, DELETE"),
        ("GET", "advance", "POST"),
        ("POST", "openapi.json", "GET"),
        ("PUT", "advance-to", "POST"),
    ],
)
def test_a_wrong_method_names_the_right_ones(aws: Aws, method: str, path: str, known: str) -> None:
    assert control(aws, method, path) == (405, message(f"{ROUTE}{path} takes {known}, not {method}."))
    answer = requests.request(method, f"{aws.endpoint_url or 'http://motoapi.amazonaws.com'}{ROUTE}{path}", timeout=10)
    assert answer.headers["Allow"] == known


def test_motos_own_control_routes_still_answer(aws: Aws) -> None:
    host = aws.endpoint_url or "http://motoapi.amazonaws.com"
    answer = requests.get(f"{host}/moto-api/config", timeout=10)
    assert answer.ok
    assert "batch" in answer.json()


@pytest.mark.parametrize(
    ("path", "body", "text"),
    [
        ("advance", {"steps": "2"}, 'steps must be a whole number, not "2".'),
        ("advance", {"steps": 1.5}, "steps must be a whole number, not 1.5."),
        ("advance", {"steps": True}, "steps must be a whole number, not true."),
        ("advance", {"arn": 5}, "arn must be a string, not 5."),
        ("advance", {"arn": ""}, " is not an ARN of Amazon Personalize."),
        ("advance-to", {}, "arn must be given: a string."),
        ("advance-to", {"arn": MISSING}, "status must be given: a string."),
        ("advance-to", {"arn": ["a"], "status": "ACTIVE"}, 'arn must be a string, not ["a"].'),
    ],
)
def test_a_wrong_body_of_a_move_is_refused(aws: Aws, path: str, body: Any, text: str) -> None:
    assert control(aws, "POST", path, body) == (400, message(text))


def test_the_route_answers_what_the_functions_give(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    assert control(aws, "POST", "advance", {"arn": group}) == (200, {group: "CREATE IN_PROGRESS"})
    assert control(aws, "POST", "advance", {"arn": None, "steps": 1}) == (200, {group: "ACTIVE"})
    assert control(aws, "POST", "advance-to", {"arn": group, "status": "ACTIVE"}) == (200, {"status": "ACTIVE"})


def test_a_slash_at_the_end_of_an_endpoint_changes_nothing(server_url: str) -> None:
    requests.post(f"{server_url}/moto-api/reset", timeout=10)
    assert testing.advance(endpoint_url=f"{server_url}/") == {}


def test_a_member_that_a_route_does_not_take_is_named(aws: Aws) -> None:
    answer = control(aws, "POST", "advance-to", {"arm": "x"})
    assert answer == (400, message("arm is not a member of this request. Members: arn, status."))


@pytest.mark.parametrize(
    ("method", "path", "more"),
    [
        ("POST", "clear-faults", ": its members go into the body, as JSON."),
        ("PUT", "settings", ": its members go into the body, as JSON."),
        ("GET", "settings", "."),
        ("POST", "restore", "."),
    ],
)
def test_a_query_is_refused_and_nothing_done(aws: Aws, method: str, path: str, more: str) -> None:
    fault = testing.inject_fault("*", "ThrottlingException", endpoint_url=aws.endpoint_url)
    text = f"{ROUTE}{path} takes no query{more}"
    assert control(aws, method, path, params={"operation": "PutEvents"}) == (400, message(text))
    assert testing.pending_faults(endpoint_url=aws.endpoint_url) == [fault]


def test_a_browser_may_ask_what_a_path_takes(aws: Aws) -> None:
    host = aws.endpoint_url or "http://motoapi.amazonaws.com"
    for path, known in [
        ("settings", "GET, PUT, DELETE, HEAD, OPTIONS"),
        ("advance", "POST, OPTIONS"),
        ("", "GET, HEAD, OPTIONS"),
    ]:
        answer = requests.options(f"{host}{ROUTE}{path}", timeout=10)
        assert (answer.status_code, answer.headers["Allow"], answer.content) == (204, known, b"")
    assert control(aws, "OPTIONS", "advanced")[0] == 404


def test_a_head_is_a_get_without_its_body(aws: Aws) -> None:
    host = aws.endpoint_url or "http://motoapi.amazonaws.com"
    for path, kind in [("settings", "application/json"), ("", "text/html; charset=utf-8")]:
        answer = requests.head(f"{host}{ROUTE}{path}", timeout=10)
        assert (answer.status_code, answer.headers["Content-Type"], answer.content) == (200, kind, b"")
    assert requests.head(f"{host}{ROUTE}advance", timeout=10).status_code == 405


@pytest.mark.parametrize("function", ["reset", "snapshot"])
def test_an_endpoint_is_given_without_the_prefix(function: str) -> None:
    url = "http://localhost:5000/moto-api/personalize"
    text = f"endpoint_url must be the address of the server, without /moto-api/personalize, not '{url}'."
    for given in (url, f"{url}/"):
        with pytest.raises(ValueError, match=r"^") as told:
            getattr(testing, function)(endpoint_url=given)
        assert str(told.value) == text.replace(url, given)
