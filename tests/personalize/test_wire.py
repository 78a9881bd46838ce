"""What stands on the wire: raw requests, raw answers."""

from __future__ import annotations

import gzip
import json
from datetime import datetime, timezone

import pytest
from freezegun import freeze_time

from moto_personalize import mock_personalize
from moto_personalize.operations_table import implemented
from moto_personalize.personalize.service.recipes import RecipeOperations
from moto_personalize.personalize.wire import SERVICES
from tests.conftest import Aws
from tests.personalize.raw import call, error_of, send
from tests.personalize.shapes import ARN, all_operations
from tests.workflow import create_dataset, create_group, schema_text

DONE = [(service, name) for service, of in implemented().items() for name, done in of.items() if done]
SHAPES = {(service, model.name): model.input_shape for service, model in all_operations()}
NOT_JSON = {
    "no JSON": b"nonsense",
    "cut off": b'{"name": "films"',
    "not UTF-8": b'{"name": "\xff\xfe"}',
    "NaN": b'{"maxResults": NaN}',
    "infinite": b'{"maxResults": -Infinity}',
    "endless number": b'{"maxResults": ' + b"1" * 5000 + b"}",
    "deep": b"[" * 100_000,
    "deep and closed": b'{"name": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
}

BROKEN_GZIP = {
    "cut off": gzip.compress(b"{}" * 50, mtime=0)[:-9],
    "garbage": gzip.compress(b"{}", mtime=0)[:12] + b"junk" * 9,
}


# --- requests that are none -----------------------------------------------------------------------------------


@pytest.mark.parametrize("body", NOT_JSON.values(), ids=NOT_JSON)
@pytest.mark.parametrize(
    ("service", "operation"),
    [
        ("personalize", "ListSchemas"),
        ("personalize-events", "PutEvents"),
        ("personalize-runtime", "GetRecommendations"),
    ],
)
def test_what_is_no_json_is_refused(aws: Aws, service: str, operation: str, body: bytes) -> None:
    status, code, message = error_of(call(aws, service, operation, body), service)
    assert (status, code) == (400, "SerializationException")
    assert message.startswith("The request is not a JSON document: ")


@pytest.mark.parametrize(
    ("body", "kind"), [(b"[]", "a list"), (b"null", "null"), (b'"a"', "a string"), (b"5", "a whole number")]
)
def test_a_request_is_an_object(aws: Aws, body: bytes, kind: str) -> None:
    answer = error_of(send(aws, body, operation="ListSchemas"))
    assert answer == (400, "SerializationException", f"The request is {kind}, not an object.")


def test_a_request_without_a_body_is_an_empty_object(aws: Aws) -> None:
    assert send(aws, b"", operation="ListSchemas").json() == {"schemas": []}


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data"])
def test_the_body_is_read_whatever_its_content_type_says(aws: Aws, content_type: str) -> None:
    headers = {"Content-Type": content_type}
    answer = send(aws, {"name": "films"}, operation="CreateDatasetGroup", headers=headers)
    assert answer.json() == {"datasetGroupArn": "arn:aws:personalize:us-east-1:123456789012:dataset-group/films"}


def test_a_compressed_body_is_read(aws: Aws) -> None:
    body = gzip.compress(b'{"name": "films"}')
    answer = send(aws, body, operation="CreateDatasetGroup", headers={"Content-Encoding": "gzip"})
    assert answer.json()["datasetGroupArn"].endswith("films")


@pytest.mark.parametrize("body", BROKEN_GZIP.values(), ids=BROKEN_GZIP)
def test_a_body_that_cannot_be_decompressed_is_refused(body: bytes) -> None:
    """In process: the server of moto 5.2.0 fails before it reaches us."""
    with mock_personalize():
        answer = send(Aws(), body, operation="ListSchemas", headers={"Content-Encoding": "gzip"})
        status, code, message = error_of(answer)
    assert (status, code) == (400, "SerializationException")
    assert message.startswith("The request cannot be decompressed: ")


def test_a_list_with_null_is_refused(aws: Aws) -> None:
    answer = send(aws, {"name": "films", "tags": [None]}, operation="CreateDatasetGroup")
    assert error_of(answer) == (400, "SerializationException", "tags.1.member is null.")


# --- operations that are none ---------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["AmazonPersonalize.Nothing", "DynamoDB_20120810.ListTables", "AmazonPersonalize."])
def test_an_unknown_target_is_refused(aws: Aws, target: str) -> None:
    message = f"The operation {target} is not one of Amazon Personalize."
    answer = send(aws, headers={"X-Amz-Target": target})
    assert error_of(answer) == (400, "UnknownOperationException", message)


@pytest.mark.parametrize("path", ["/", "/nothing", "/nothing/deeper", "/events/5"])
def test_an_unknown_path_is_refused(aws: Aws, path: str) -> None:
    message = f"The operation {path} is not one of Amazon Personalize."
    assert error_of(send(aws, path=path)) == (404, "UnknownOperationException", message)


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/events", "/recommendations"])
def test_a_wrong_method_is_refused(aws: Aws, method: str, path: str) -> None:
    status, code, _ = error_of(send(aws, path=path, method=method))
    assert (status, code) == (404, "UnknownOperationException")


def test_a_get_with_a_target_is_refused(aws: Aws) -> None:
    status, code, _ = error_of(send(aws, operation="ListSchemas", method="GET"))
    assert (status, code) == (400, "UnknownOperationException")


def test_a_region_that_does_not_exist_is_refused(aws: Aws) -> None:
    answer = send(aws, operation="ListSchemas", region="mars-north-1")
    message = "Credential should be scoped to a valid region, not 'mars-north-1'."
    assert error_of(answer) == (400, "InvalidSignatureException", message)


def test_a_trailing_slash_changes_nothing(aws: Aws) -> None:
    _, code, message = error_of(send(aws, path="/events/"))
    assert code == "ValidationException"
    assert "Value null at 'trackingId'" in message


def test_an_operation_of_a_newer_botocore_says_that_it_is_to_come(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(RecipeOperations, "describe_algorithm")
    expected = "The describe_algorithm action has not been implemented"
    given = {"algorithmArn": "arn:aws:personalize:::algorithm/aws-sims"}
    if aws.endpoint_url is None:
        with pytest.raises(NotImplementedError, match=f"^{expected}$"):
            aws.personalize.describe_algorithm(**given)
        return
    answer = call(aws, "personalize", "DescribeAlgorithm", given)
    assert error_of(answer, "personalize") == (501, "NotImplemented", expected)


# --- answers --------------------------------------------------------------------------------------------------


def test_members_without_a_value_are_left_out(aws: Aws) -> None:
    group = create_group(aws)
    answer = send(aws, {"datasetGroupArn": group}, operation="DescribeDatasetGroup").json()["datasetGroup"]
    assert set(answer) == {"name", "datasetGroupArn", "status", "creationDateTime", "lastUpdatedDateTime"}


def test_the_last_page_has_no_token(aws: Aws) -> None:
    assert send(aws, operation="ListDatasetGroups").json() == {"datasetGroups": []}


def test_a_delete_answers_with_a_truly_empty_body(aws: Aws) -> None:
    answer = send(aws, {"datasetGroupArn": create_group(aws)}, operation="DeleteDatasetGroup")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer.headers.get("Content-Length", "0") == "0"


def test_put_events_answers_with_a_truly_empty_body(aws: Aws) -> None:
    group = create_group(aws)
    create_dataset(aws, group)
    tracking_id = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "view", "itemId": "heat", "sentAt": 1_600_000_000}
    body = {"trackingId": tracking_id, "sessionId": "s", "userId": "ann", "eventList": [event]}
    answer = send(aws, body, service="personalize-events", path="/events")
    assert (answer.status_code, answer.content) == (200, b"")


@pytest.mark.parametrize(
    ("sent_at", "what"),
    [
        (1_600_000_000_000, "is in seconds since 1970; this looks like milliseconds."),
        (-5, "is before 1970."),
        ("yesterday evening", "is not a timestamp."),
    ],
)
def test_a_time_that_cannot_be_says_why_and_shows_nothing_sensitive(aws: Aws, sent_at: object, what: str) -> None:
    body = {"trackingId": "t", "sessionId": "s", "eventList": [{"eventType": "view", "sentAt": sent_at}]}
    answer = send(aws, body, service="personalize-events", path="/events")
    assert answer.status_code == 400
    assert answer.json()["message"] == f"eventList.1.member.sentAt {what}"


def test_tagging_answers_with_an_empty_object(aws: Aws) -> None:
    tags = [{"tagKey": "team", "tagValue": "a"}]
    answer = send(aws, {"resourceArn": create_group(aws), "tags": tags}, operation="TagResource")
    assert answer.content == b"{}"


def test_times_are_epoch_seconds_with_milliseconds() -> None:
    with mock_personalize(), freeze_time("2024-05-06 07:08:09.123456"):
        group = create_group(Aws())
        answer = send(Aws(), {"datasetGroupArn": group}, operation="DescribeDatasetGroup")
    assert '"creationDateTime": 1714979289.123,' in answer.text


def test_boto3_reads_a_time_as_a_datetime(aws: Aws) -> None:
    group = aws.personalize.describe_dataset_group(datasetGroupArn=create_group(aws))["datasetGroup"]
    age = datetime.now(timezone.utc) - group["creationDateTime"]
    assert abs(age.total_seconds()) < 60


@pytest.mark.parametrize(
    ("service", "operation", "expected"),
    [
        ("personalize", "ListSchemas", "application/x-amz-json-1.1"),
        ("personalize", "DeleteSchema", "application/x-amz-json-1.1"),
        ("personalize-events", "PutEvents", "application/json"),
        ("personalize-runtime", "GetRecommendations", "application/json"),
    ],
)
def test_the_content_type_is_the_protocols(aws: Aws, service: str, operation: str, expected: str) -> None:
    assert call(aws, service, operation).headers["Content-Type"] == expected


def test_every_answer_has_a_request_id(aws: Aws) -> None:
    first = aws.personalize.list_schemas()["ResponseMetadata"]["RequestId"]
    second = aws.personalize.list_schemas()["ResponseMetadata"]["RequestId"]
    assert len(first) > 20
    assert first != second


def test_a_request_id_comes_with_an_error_too(aws: Aws) -> None:
    assert send(aws, operation="DescribeSchema").headers["x-amzn-RequestId"]


def test_an_error_has_its_type_in_a_header_and_its_message_in_both_spellings(aws: Aws) -> None:
    answer = send(aws, {"schemaArn": ARN}, operation="DescribeSchema")
    message = f"Resource Arn {ARN} does not exist."
    assert answer.headers["X-Amzn-ErrorType"] == "ResourceNotFoundException"
    assert answer.json() == {"__type": "ResourceNotFoundException", "message": message, "Message": message}


def test_a_schema_comes_back_byte_for_byte(aws: Aws) -> None:
    text = json.dumps(json.loads(schema_text()), indent=3) + " \n\t"
    arn = aws.personalize.create_schema(name="odd", schema=text)["schemaArn"]
    assert aws.personalize.describe_schema(schemaArn=arn)["schema"]["schema"] == text


def test_ids_beyond_ascii_survive_the_wire(aws: Aws) -> None:
    group = create_group(aws, tags=[{"tagKey": "équipe", "tagValue": "映画"}])
    assert aws.personalize.list_tags_for_resource(resourceArn=group)["tags"] == [
        {"tagKey": "équipe", "tagValue": "映画"}
    ]


def test_a_wrong_setting_of_the_environment_is_named(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "perhaps")
    message = "MOTO_PERSONALIZE_ENFORCE_QUOTAS takes true or false, not 'perhaps'."
    if aws.endpoint_url is None:
        with pytest.raises(ValueError, match=message):
            create_group(aws)
    else:
        answer = send(aws, {"name": "films"}, operation="CreateDatasetGroup")
        assert error_of(answer) == (500, "InternalFailure", message)


def test_all_three_services_are_known() -> None:
    assert {service for service, _ in DONE} == set(SERVICES)
