"""Constraints of the service models: SDKs check few of them, so the server checks all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.model import OperationModel
from hypothesis import given
from hypothesis import strategies as st

from moto_personalize.personalize.exceptions import SerializationException, ValidationException
from moto_personalize.personalize.wire import operations
from moto_personalize.personalize.wire.constraints import java_pattern
from tests.conftest import Aws
from tests.personalize.raw import call, error_of
from tests.personalize.shapes import ARN, all_operations, breaks, valid
from tests.workflow import assert_refused

OPERATIONS = [pytest.param(service, model, id=model.name) for service, model in all_operations()]
NAME = "^[a-zA-Z0-9][a-zA-Z0-9\\-_]*"


def read(service: str, name: str, body: Any) -> dict[str, Any]:
    return operations()[(service, name)].read(json.dumps(body).encode())


def test_there_are_79_operations() -> None:
    assert len(OPERATIONS) == 79


@pytest.mark.parametrize(("service", "model"), OPERATIONS)
def test_what_satisfies_the_model_is_read(service: str, model: OperationModel) -> None:
    body = valid(model.input_shape)
    assert len(read(service, model.name, body)) == len(body)


@pytest.mark.parametrize(("service", "model"), OPERATIONS)
def test_every_constraint_of_the_model_is_checked(service: str, model: OperationModel) -> None:
    for broken in breaks(model.input_shape):
        with pytest.raises(ValidationException) as error:
            read(service, model.name, broken.value)
        assert f"'{broken.path}' failed to satisfy constraint: {broken.constraint}" in error.value.message


@pytest.mark.parametrize(("service", "model"), OPERATIONS)
def test_a_message_shows_the_value_unless_it_is_sensitive(service: str, model: OperationModel) -> None:
    for broken in breaks(model.input_shape):
        with pytest.raises(ValidationException) as error:
            read(service, model.name, broken.value)
        if broken.broken is None:
            assert f"Value null at '{broken.path}'" in error.value.message
        else:
            assert ("Value at" in error.value.message) is not broken.shown
            assert (
                isinstance(broken.broken, (list, dict))
                or (f"Value '{broken.broken}' at '{broken.path}'" in error.value.message) is broken.shown
            )


@pytest.mark.parametrize(("service", "model"), OPERATIONS)
def test_null_counts_as_not_given(service: str, model: OperationModel) -> None:
    body = valid(model.input_shape)
    nulls = dict.fromkeys(model.input_shape.members, None)
    assert read(service, model.name, {**nulls, **body}) == read(service, model.name, body)


@pytest.mark.parametrize(("service", "model"), OPERATIONS)
def test_members_that_the_model_does_not_know_are_ignored(service: str, model: OperationModel) -> None:
    body = valid(model.input_shape)
    assert read(service, model.name, {**body, "fromTheFuture": [1]}) == read(service, model.name, body)


@pytest.mark.parametrize("wrong", [[], {}, 5, 1.5, True, "canary"], ids=repr)
@pytest.mark.parametrize(("service", "model"), OPERATIONS)
def test_a_wrong_type_is_named_without_its_value(service: str, model: OperationModel, wrong: Any) -> None:
    for name, shape in model.input_shape.members.items():
        if _fits(wrong, shape.type_name):
            continue
        with pytest.raises(SerializationException) as error:
            read(service, model.name, {**valid(model.input_shape), name: wrong})
        assert error.value.message.startswith(f"{name} is ")
        assert "canary" not in error.value.message


def _fits(value: Any, type_name: str) -> bool:
    kinds: dict[str, Any] = {
        "structure": dict,
        "map": dict,
        "list": list,
        "string": str,
        "boolean": bool,
        "integer": int,
        "timestamp": (int, float),
        "double": (int, float),
        "float": (int, float),
    }
    return isinstance(value, kinds[type_name]) and (type_name == "boolean" or not isinstance(value, bool))


@pytest.mark.parametrize(("value", "reason"), [(2**31, "out of the range"), (-(2**31) - 1, "out of the range")])
def test_an_integer_has_32_bits(value: int, reason: str) -> None:
    with pytest.raises(SerializationException, match=f"maxResults is a whole number {reason} of its type"):
        read("personalize", "ListSchemas", {"maxResults": value})


@pytest.mark.parametrize("text", ["1e999", "-1e999", "1" + "0" * 400])
def test_a_number_must_be_finite(text: str) -> None:
    event = f'{{"eventType": "a", "sentAt": 1, "eventValue": {text}}}'
    body = f'{{"trackingId": "a", "sessionId": "a", "eventList": [{event}]}}'
    with pytest.raises(SerializationException, match="eventValue is a number out of the range of its type"):
        operations()[("personalize-events", "PutEvents")].read(body.encode())


@pytest.mark.parametrize("sent_at", [-1, 10**12, "yesterday", "inf", "1e300", True, {}], ids=repr)
def test_what_is_no_time_is_refused(sent_at: Any) -> None:
    event = {"eventType": "a", "sentAt": sent_at}
    with pytest.raises(SerializationException, match=r"eventList\.1\.member\.sentAt is "):
        read("personalize-events", "PutEvents", {"trackingId": "a", "sessionId": "a", "eventList": [event]})


@pytest.mark.parametrize("sent_at", [1_600_000_000, 1_600_000_000.0, "2020-09-13T12:26:40Z"], ids=repr)
def test_a_time_is_a_number_or_iso_text(sent_at: Any) -> None:
    event = {"eventType": "a", "sentAt": sent_at}
    members = read("personalize-events", "PutEvents", {"trackingId": "a", "sessionId": "a", "eventList": [event]})
    assert members["event_list"][0]["sentAt"] == 1_600_000_000


def test_all_violations_stand_in_one_message(aws: Aws) -> None:
    body = {"name": "-", "schema": "", "domain": "BOOKS"}
    status, code, message = error_of(call(aws, "personalize", "CreateSchema", body))
    assert (status, code) == (400, "ValidationException")
    assert message == (
        "2 validation errors detected: "
        f"Value '-' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern: {NAME}; "
        "Value 'BOOKS' at 'domain' failed to satisfy constraint: "
        "Member must satisfy enum value set: [ECOMMERCE, VIDEO_ON_DEMAND]"
    )


def test_one_violation_is_one_error(aws: Aws) -> None:
    name = "a" * 64
    message = (
        f"1 validation error detected: Value '{name}' at 'name' failed to satisfy constraint: "
        "Member must have length less than or equal to 63"
    )
    with assert_refused("ValidationException", message, status=400):
        aws.personalize.create_dataset_group(name=name)


def test_a_missing_member_is_named(aws: Aws) -> None:
    _, code, message = error_of(call(aws, "personalize", "CreateDatasetGroup"))
    assert code == "ValidationException"
    assert message == (
        "1 validation error detected: Value null at 'name' failed to satisfy constraint: Member must not be null"
    )


def test_a_violation_inside_of_a_list_has_its_place(aws: Aws) -> None:
    body = {"name": "films", "tags": [{"tagKey": "team", "tagValue": "a"}, {"tagKey": "secret!", "tagValue": "a"}]}
    _, code, message = error_of(call(aws, "personalize", "CreateDatasetGroup", body))
    assert code == "ValidationException"
    assert message.startswith("1 validation error detected: Value at 'tags.2.member.tagKey' failed")


def test_a_violation_changes_nothing(aws: Aws) -> None:
    with assert_refused("ValidationException"):
        aws.personalize.create_dataset_group(name="films", domain="BOOKS")
    assert aws.personalize.list_dataset_groups()["datasetGroups"] == []


def test_the_rest_services_check_their_models_too(aws: Aws) -> None:
    with assert_refused("ValidationException", status=400) as error:
        aws.runtime.get_recommendations(campaignArn="films")
    assert error.message == (
        "1 validation error detected: Value 'films' at 'campaignArn' failed to satisfy constraint: "
        r"Member must satisfy regular expression pattern: arn:([a-z\d-]+):personalize:.*:.*:.+"
    )


@pytest.mark.parametrize(
    ("pattern", "text", "fits"),
    [
        (NAME, "films", True),
        (NAME, "films\n", False),
        (NAME, "filmé", False),
        (r"arn:([a-z\d-]+):personalize:.*:.*:.+", ARN, True),
        (r"arn:([a-z\d-]+):personalize:.*:.*:.+", ARN.replace("aws", "aws-٣"), False),
        (r"arn:([a-z\d-]+):personalize:.*:.*:.+", f"{ARN}\n", False),
        (r"arn:([a-z\d-]+):personalize:.*:.*:.+", f"{ARN}\r", False),
        (r"arn:([a-z\d-]+):personalize:.*:.*:.+", f"{ARN}\u2028", False),
        (r"rate\(\d+ days?\)", "rate(7 days)", True),
        (r"rate\(\d+ days?\)", "rate(٧ days)", False),
        (r"\p{ASCII}{0,1500}", "a\n~", True),
        (r"\p{ASCII}{0,1500}", "é", False),
        (r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$", "équipe n° 1".replace("°", ""), True),
        (r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$", "a\u2003b½", True),
        (r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$", "a\tb", False),
        (r"^([\p{L}\p{Z}\p{N}_.:/=+\-@]*)$", "a\n", False),
    ],
)
def test_patterns_mean_what_they_mean_in_java(pattern: str, text: str, fits: bool) -> None:
    assert (java_pattern(pattern).fullmatch(text) is not None) is fits


@given(st.text())
def test_a_dot_of_a_pattern_matches_no_line_end(text: str) -> None:
    line_ends = "\n\r\u0085\u2028\u2029"
    assert (java_pattern(".*").fullmatch(text) is not None) is not any(end in text for end in line_ends)
