"""The control route and the first functions of the bench, in process and over HTTP."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
import requests

from moto_personalize import config, testing
from moto_personalize.control.handler import PATHS
from tests.conftest import Aws
from tests.workflow import assert_refused, create_dataset, create_group, schema_text

DEFAULTS = vars(config.Settings())
ROUTE = "/moto-api/personalize/"
MISSING = "arn:aws:personalize:us-east-1:123456789012:dataset-group/none"


def control(aws: Aws, method: str, path: str, body: Any = None, **kwargs: Any) -> tuple[int, Any]:
    """Status and JSON of an answer of the control route."""
    host = aws.endpoint_url or "http://motoapi.amazonaws.com"
    data = body if isinstance(body, bytes) else json.dumps(body) if body is not None else None
    answer = requests.request(method, f"{host}{ROUTE}{path}", data=data, timeout=10, **kwargs)
    assert answer.headers["Content-Type"] == "application/json"
    return answer.status_code, answer.json()


def message(text: str) -> dict[str, str]:
    return {"message": text}


# --- settings ---------------------------------------------------------------------------------------------------


def test_settings_are_shown(aws: Aws) -> None:
    assert control(aws, "GET", "settings") == (200, DEFAULTS)


def test_some_settings_are_set_and_the_others_stay(aws: Aws) -> None:
    assert control(aws, "PUT", "settings", {"seed": 7}) == (200, {**DEFAULTS, "seed": 7})
    assert control(aws, "PUT", "settings", {"min_users": 3}) == (200, {**DEFAULTS, "seed": 7, "min_users": 3})
    assert control(aws, "GET", "settings") == (200, {**DEFAULTS, "seed": 7, "min_users": 3})


def test_settings_act_on_the_next_request(aws: Aws) -> None:
    with assert_refused("InvalidInputException"):
        aws.personalize.create_schema(name="films", schema="no schema")
    control(aws, "PUT", "settings", {"validate_schemas": False})
    assert aws.personalize.create_schema(name="films", schema="no schema")["schemaArn"].endswith("films")


def test_settings_are_reset(aws: Aws) -> None:
    control(aws, "PUT", "settings", {"seed": 7})
    assert control(aws, "DELETE", "settings") == (200, DEFAULTS)
    assert control(aws, "GET", "settings") == (200, DEFAULTS)


def test_a_reset_leaves_the_environment(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_SEED", "5")
    control(aws, "PUT", "settings", {"seed": 7})
    assert control(aws, "DELETE", "settings") == (200, {**DEFAULTS, "seed": 5})


def test_a_wrong_setting_is_refused_and_changes_nothing(aws: Aws) -> None:
    names = ", ".join(DEFAULTS)
    text = f"sead is not a setting of moto-personalize. Settings: {names}."
    assert control(aws, "PUT", "settings", {"seed": 7, "sead": 1}) == (400, message(text))
    assert control(aws, "PUT", "settings", {"seed": "7"}) == (
        400,
        message("The setting seed takes a whole number, not '7'."),
    )
    assert control(aws, "GET", "settings") == (200, DEFAULTS)


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


def test_motos_own_control_routes_still_answer(aws: Aws) -> None:
    host = aws.endpoint_url or "http://motoapi.amazonaws.com"
    answer = requests.get(f"{host}/moto-api/config", timeout=10)
    assert answer.ok
    assert "batch" in answer.json()


# --- advance ----------------------------------------------------------------------------------------------------


def status(aws: Aws, group: str) -> str:
    """The status by a list, which moves nothing."""
    found = aws.personalize.list_dataset_groups()["datasetGroups"]
    return str(next(g["status"] for g in found if g["datasetGroupArn"] == group))


def test_advance_moves_one_resource(aws: Aws, manual: None) -> None:
    films, books = create_group(aws, "films"), create_group(aws, "books")
    assert testing.advance(films, endpoint_url=aws.endpoint_url) == {films: "CREATE IN_PROGRESS"}
    assert (status(aws, films), status(aws, books)) == ("CREATE IN_PROGRESS", "CREATE PENDING")


def test_advance_moves_everything_that_is_on_its_way(aws: Aws, manual: None) -> None:
    films, books = create_group(aws, "films"), create_group(aws, "books")
    testing.advance(films, endpoint_url=aws.endpoint_url)
    moved = {films: "ACTIVE", books: "CREATE IN_PROGRESS"}
    assert testing.advance(endpoint_url=aws.endpoint_url) == moved
    assert testing.advance(endpoint_url=aws.endpoint_url) == {books: "ACTIVE"}
    assert testing.advance(endpoint_url=aws.endpoint_url) == {}


def test_advance_reaches_every_region(aws: Aws, manual: None) -> None:
    here = create_group(aws)
    there = aws.client("personalize", "eu-west-1").create_dataset_group(name="films")["datasetGroupArn"]
    moved = testing.advance(steps=2, endpoint_url=aws.endpoint_url)
    assert moved == {here: "ACTIVE", there: "ACTIVE"}


def test_advance_takes_several_steps_and_stops_at_the_end(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    assert testing.advance(group, steps=9, endpoint_url=aws.endpoint_url) == {group: "ACTIVE"}
    assert testing.advance(group, endpoint_url=aws.endpoint_url) == {group: "ACTIVE"}


def test_advance_says_what_is_gone(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    testing.advance_to(group, "ACTIVE", endpoint_url=aws.endpoint_url)
    aws.personalize.delete_dataset_group(datasetGroupArn=group)
    assert testing.advance(group, steps=2, endpoint_url=aws.endpoint_url) == {group: "DELETED"}
    assert aws.personalize.list_dataset_groups()["datasetGroups"] == []


def test_advance_to_walks_until_the_status(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    for wanted in ("CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE", "ACTIVE"):
        assert testing.advance_to(group, wanted, endpoint_url=aws.endpoint_url) == wanted
        assert status(aws, group) == wanted


def test_advance_to_another_status_names_those_ahead(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    with pytest.raises(ValueError) as error:  # noqa: PT011  # the whole message is compared
        testing.advance_to(group, "GONE", endpoint_url=aws.endpoint_url)
    assert str(error.value) == (
        f"{group} is CREATE PENDING and cannot become GONE. Statuses ahead of it: CREATE IN_PROGRESS, ACTIVE."
    )


def test_advance_to_of_what_rests_says_that_nothing_is_ahead(aws: Aws) -> None:
    group = create_group(aws)
    with pytest.raises(ValueError) as error:  # noqa: PT011  # the whole message is compared
        testing.advance_to(group, "CREATE PENDING", endpoint_url=aws.endpoint_url)
    assert str(error.value) == f"{group} is ACTIVE and cannot become CREATE PENDING. Statuses ahead of it: none."


def test_a_child_waits_for_its_parent(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    with assert_refused("ResourceInUseException", f"The given dataset group is not ACTIVE but CREATE PENDING: {group}"):
        create_dataset(aws, group)
    testing.advance_to(group, "ACTIVE", endpoint_url=aws.endpoint_url)
    assert aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]


@pytest.mark.parametrize(
    ("arn", "text"),
    [
        (MISSING, f"No resource has the ARN {MISSING}."),
        (MISSING.replace("us-east-1", "mars-1"), f"No resource has the ARN {MISSING.replace('us-east-1', 'mars-1')}."),
        ("films", "films is not an ARN of Amazon Personalize."),
        ("arn:aws:s3:::films", "arn:aws:s3:::films is not an ARN of Amazon Personalize."),
    ],
)
def test_an_arn_of_nothing_is_refused(aws: Aws, arn: str, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        testing.advance(arn, endpoint_url=aws.endpoint_url)
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        testing.advance_to(arn, "ACTIVE", endpoint_url=aws.endpoint_url)


@pytest.mark.parametrize("arn", [MISSING, "campaign/nowhere", "nowhere", MISSING.replace("us-east-1", "eu-west-1")])
def test_what_could_have_been_meant_is_named(aws: Aws, arn: str) -> None:
    meant = create_group(aws)
    refused = rf"(No resource has the ARN {arn}|{arn} is not an ARN of Amazon Personalize)\."
    for ask in (testing.advance, testing.explain_filter):
        with pytest.raises(ValueError, match=f"^{refused} There are: {meant}\\.$"):
            ask(arn, endpoint_url=aws.endpoint_url)


def test_those_of_the_same_type_are_named_first_and_not_too_many(aws: Aws) -> None:
    group = create_group(aws)
    schemas = [aws.personalize.create_schema(name=f"schema-{n}", schema=schema_text())["schemaArn"] for n in range(7)]
    for missing, meant in ((schemas[0] + "x", ", ".join([*schemas[:5], "2 more"])), (group + "x", group)):
        with pytest.raises(ValueError, match=f"^No resource has the ARN {missing}\\. There are: {meant}\\.$"):
            testing.advance(missing, endpoint_url=aws.endpoint_url)


def test_advance_ends_when_nothing_is_on_its_way(aws: Aws, manual: None) -> None:
    group = create_group(aws)
    assert testing.advance(steps=10**18, endpoint_url=aws.endpoint_url) == {group: "ACTIVE"}
    assert testing.advance(steps=10**18, endpoint_url=aws.endpoint_url) == {}


@pytest.mark.parametrize("steps", [0, -1])
def test_advance_takes_at_least_one_step(aws: Aws, steps: int) -> None:
    with pytest.raises(ValueError, match=f"^steps must be at least 1, not {steps}.$"):
        testing.advance(steps=steps, endpoint_url=aws.endpoint_url)


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


# --- what the application sent ----------------------------------------------------------------------------------


def test_calls_are_recorded_with_what_they_were_refused_with(aws: Aws) -> None:
    create_group(aws, "films")
    with assert_refused("ResourceAlreadyExistsException"):
        aws.personalize.create_dataset_group(name="films")
    calls = testing.recorded_calls("CreateDatasetGroup", endpoint_url=aws.endpoint_url)
    assert [(call.params, call.error) for call in calls] == [
        ({"name": "films"}, None),
        ({"name": "films"}, "ResourceAlreadyExistsException"),
    ]


def test_a_member_that_a_route_does_not_take_is_named(aws: Aws) -> None:
    answer = control(aws, "POST", "advance-to", {"arm": "x"})
    assert answer == (400, message("arm is not a member of this request. Members: arn, status."))
