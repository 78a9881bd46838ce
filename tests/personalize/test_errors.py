"""Codes, statuses and texts of errors: what AWS says where it is known."""

from __future__ import annotations

import json
from typing import Any

import pytest
from moto import settings
from moto.core.utils import get_service_model

from moto_personalize.operations_table import implemented
from moto_personalize.personalize.exceptions import PersonalizeException
from moto_personalize.personalize.wire import SERVICES, operations
from tests.conftest import Aws
from tests.personalize.raw import call, error_of
from tests.workflow import assert_refused, create_dataset, create_group, recipe_arn, schema_text

NOUNS = {
    "DatasetGroup": "dataset-group/none",
    "Dataset": "dataset/none/INTERACTIONS",
    "DatasetImportJob": "dataset-import-job/none",
    "EventTracker": "event-tracker/01234567",
    "Solution": "solution/none",
    "SolutionVersion": "solution/none/01234567",
    "Campaign": "campaign/none",
    "Recipe": "recipe/none",
    "Algorithm": "algorithm/none",
    "FeatureTransformation": "feature-transformation/none",
}
DELETED = ("DatasetGroup", "Dataset", "EventTracker", "Solution", "Campaign")


def arn_of(path: str) -> str:
    return f"arn:aws:personalize:us-east-1:123456789012:{path}"


def words(noun: str) -> str:
    return "".join(f" {c.lower()}" if c.isupper() else c for c in noun).strip()


@pytest.mark.parametrize("noun", NOUNS)
def test_what_is_not_there_is_not_described(aws: Aws, noun: str) -> None:
    arn = arn_of(NOUNS[noun])
    answer = call(aws, "personalize", f"Describe{noun}", {f"{noun[0].lower()}{noun[1:]}Arn": arn})
    message = f"The given {words(noun)} does not exist: {arn}"
    assert error_of(answer) == (400, "ResourceNotFoundException", message)


@pytest.mark.parametrize("noun", DELETED)
def test_what_is_not_there_is_not_deleted(aws: Aws, noun: str) -> None:
    arn = arn_of(NOUNS[noun])
    answer = call(aws, "personalize", f"Delete{noun}", {f"{noun[0].lower()}{noun[1:]}Arn": arn})
    message = f"The given {words(noun)} does not exist: {arn}"
    assert error_of(answer) == (400, "ResourceNotFoundException", message)


@pytest.mark.parametrize("verb", ["Describe", "Delete"])
def test_a_missing_schema_has_the_text_that_moto_always_had(aws: Aws, verb: str) -> None:
    arn = arn_of("schema/none")
    answer = call(aws, "personalize", f"{verb}Schema", {"schemaArn": arn})
    assert error_of(answer) == (400, "ResourceNotFoundException", f"Resource Arn {arn} does not exist.")


@pytest.mark.parametrize(
    ("operation", "noun"),
    [
        ("UpdateCampaign", "Campaign"),
        ("GetSolutionMetrics", "SolutionVersion"),
        ("StopSolutionVersionCreation", "SolutionVersion"),
        ("CreateSolutionVersion", "Solution"),
    ],
)
def test_an_operation_on_nothing_says_what_is_missing(aws: Aws, operation: str, noun: str) -> None:
    arn = arn_of(NOUNS[noun])
    answer = call(aws, "personalize", operation, {f"{noun[0].lower()}{noun[1:]}Arn": arn})
    message = f"The given {words(noun)} does not exist: {arn}"
    assert error_of(answer) == (400, "ResourceNotFoundException", message)


def test_a_parent_that_is_not_there_is_named(aws: Aws) -> None:
    group = arn_of("dataset-group/none")
    with assert_refused("ResourceNotFoundException", f"The given dataset group does not exist: {group}", status=400):
        aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)
    with assert_refused("ResourceNotFoundException", f"The given dataset group does not exist: {group}"):
        aws.personalize.create_solution(name="films", datasetGroupArn=group, recipeArn=recipe_arn("aws-sims"))


def test_an_arn_of_another_type_is_not_found(aws: Aws) -> None:
    group = create_group(aws)
    with assert_refused("ResourceNotFoundException", f"The given campaign does not exist: {group}"):
        aws.personalize.describe_campaign(campaignArn=group)


def test_a_taken_arn_is_said_with_one_text_for_all_types(aws: Aws) -> None:
    text = "Another resource with Arn {} already exists."
    group = create_group(aws)
    with assert_refused("ResourceAlreadyExistsException", text.format(group), status=400):
        create_group(aws)
    dataset = create_dataset(aws, group)
    with assert_refused("ResourceAlreadyExistsException", text.format(arn_of("schema/films-Interactions"))):
        aws.personalize.create_schema(name="films-Interactions", schema=schema_text())
    with assert_refused("ResourceAlreadyExistsException", text.format(dataset)):
        aws.personalize.create_dataset(
            name="other",
            schemaArn=arn_of("schema/films-Interactions"),
            datasetGroupArn=group,
            datasetType="INTERACTIONS",
        )
    tracker = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["eventTrackerArn"]
    with assert_refused("ResourceAlreadyExistsException", text.format(tracker)):
        aws.personalize.create_event_tracker(name="other", datasetGroupArn=group)


def test_names_differ_by_case(aws: Aws) -> None:
    assert create_group(aws, "films") != create_group(aws, "Films")


def test_the_runtime_calls_a_missing_campaign_invalid_input(aws: Aws) -> None:
    arn = arn_of("campaign/none")
    with assert_refused("InvalidInputException", f"{arn} does not exist or is not active yet.", status=400):
        aws.runtime.get_recommendations(campaignArn=arn, userId="ann")
    with assert_refused("InvalidInputException", f"{arn} does not exist or is not active yet."):
        aws.runtime.get_personalized_ranking(campaignArn=arn, userId="ann", inputList=["heat"])


@pytest.mark.parametrize(
    ("service", "code", "status"),
    [
        ("personalize", "InvalidInputException", 400),
        ("personalize", "ResourceNotFoundException", 400),
        ("personalize", "ResourceInUseException", 400),
        ("personalize", "LimitExceededException", 400),
        ("personalize-events", "InvalidInputException", 400),
        ("personalize-events", "ResourceNotFoundException", 404),
        ("personalize-events", "ResourceInUseException", 409),
        ("personalize-runtime", "InvalidInputException", 400),
        ("personalize-runtime", "ResourceNotFoundException", 404),
    ],
)
def test_the_status_of_an_error_is_its_models(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, service: str, code: str, status: int
) -> None:
    operation = next(op for op in operations().values() if op.service == service and implemented()[service][op.name])

    def fail(*_: object, **__: object) -> None:
        raise PersonalizeException(code, "as it is")

    monkeypatch.setattr(f"moto_personalize.personalize.models.PersonalizeBackend.{operation.verb}", fail)
    monkeypatch.setattr("moto_personalize.personalize.wire.Operation.read", lambda *_: {})
    assert error_of(call(aws, service, operation.name), service) == (status, code, "as it is")


def test_every_error_that_the_models_know_has_a_class() -> None:
    modeled = {shape.name for service in SERVICES for shape in get_service_model(service).error_shapes}
    assert modeled <= {kind.code for kind in PersonalizeException.__subclasses__()}


def test_a_defect_of_ours_is_a_json_error_on_the_server_and_a_traceback_in_process(
    aws: Aws, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a defect")

    monkeypatch.setattr("moto_personalize.personalize.models.PersonalizeBackend.list_schemas", fail)
    if aws.endpoint_url is None:
        with pytest.raises(ZeroDivisionError, match="a defect"):
            aws.personalize.list_schemas()
    else:
        answer = error_of(call(aws, "personalize", "ListSchemas"))
        assert answer == (500, "InternalFailure", "a defect")


def test_what_a_policy_does_not_allow_is_denied(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    client = restricted(aws, "personalize:ListSchemas")
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
    assert client.list_schemas()["schemas"] == []
    message = "User: arn:aws:iam::123456789012:user/reader is not authorized to perform: personalize:CreateDatasetGroup"
    with assert_refused("AccessDeniedException", message, status=400):
        client.create_dataset_group(name="films")


def test_credentials_that_nobody_has_are_refused(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    client = aws.client("personalize", aws_access_key_id="AKIAIOSFODNN7EXAMPLE", aws_secret_access_key="x")
    monkeypatch.setattr(settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)
    with assert_refused(
        "UnrecognizedClientException", "The security token included in the request is invalid.", status=400
    ):
        client.list_schemas()


def restricted(aws: Aws, action: str) -> Any:
    """A client of a user who may do one thing."""
    iam = aws.client("iam")
    iam.create_user(UserName="reader")
    document = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": action, "Resource": "*"}}
    iam.put_user_policy(UserName="reader", PolicyName="p", PolicyDocument=json.dumps(document))
    key = iam.create_access_key(UserName="reader")["AccessKey"]
    return aws.client("personalize", aws_access_key_id=key["AccessKeyId"], aws_secret_access_key=key["SecretAccessKey"])
