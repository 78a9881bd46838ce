"""Failures on demand, in process and on a server."""

from __future__ import annotations

import datetime
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ConnectionClosedError
from botocore.model import OperationModel

from moto_personalize import mock_personalize, testing
from moto_personalize.personalize.script import BENCH_HEADER
from tests.conftest import Aws
from tests.control.asking import control
from tests.personalize.raw import call, error_of
from tests.personalize.shapes import all_operations, valid
from tests.workflow import assert_refused, recommended

AT = datetime.datetime(2024, 5, 1, 12, 30, tzinfo=datetime.timezone.utc)
CAMPAIGN = "arn:aws:personalize:us-east-1:123456789012:campaign/films"
COMMON = (
    "ThrottlingException, InternalFailure, InternalServerException, ServiceUnavailable, AccessDeniedException, "
    "ExpiredTokenException, UnrecognizedClientException, ValidationException, ConnectionLost"
)

AT_LEAST_ONE = (
    'times must be at least 1, not 0. For as long as the mock runs it is None in Python, and "always": true by HTTP.'
)


def inject(aws: Aws, *args: Any, **kwargs: Any) -> Any:
    return testing.inject_fault(*args, **kwargs, endpoint_url=aws.endpoint_url)


def patient(aws: Aws, mode: str) -> Any:
    """A client that tries three times."""
    # legacy counts the tries after the first
    config = Config(retries={"max_attempts": 3 if mode == "standard" else 2, "mode": mode})  # type: ignore[typeddict-item]
    return boto3.client("personalize", region_name="us-east-1", endpoint_url=aws.endpoint_url, config=config)


def errors(aws: Aws) -> list[str | None]:
    return [call.error for call in testing.recorded_calls(endpoint_url=aws.endpoint_url)]


# --- errors -----------------------------------------------------------------------------------------------------


def test_a_fault_fails_the_next_request_and_no_other(aws: Aws) -> None:
    inject(aws, "GetRecommendations", "ThrottlingException")
    with assert_refused("ThrottlingException", "Rate exceeded", 400):
        aws.runtime.get_recommendations(campaignArn=CAMPAIGN, userId="ann")
    with assert_refused("InvalidInputException"):
        aws.runtime.get_recommendations(campaignArn=CAMPAIGN, userId="ann")


def test_a_fault_of_one_operation_leaves_the_others(aws: Aws) -> None:
    inject(aws, "ListCampaigns", "ThrottlingException")
    assert aws.personalize.list_solutions()["solutions"] == []


def test_nothing_is_changed_by_a_request_that_meets_a_fault(aws: Aws) -> None:
    inject(aws, "CreateDatasetGroup", "LimitExceededException")
    with assert_refused("LimitExceededException"):
        aws.personalize.create_dataset_group(name="films")
    assert aws.personalize.list_dataset_groups()["datasetGroups"] == []


@pytest.mark.parametrize(
    ("operation", "error", "message", "status"),
    [
        ("ListCampaigns", "InvalidNextTokenException", "The token is not valid.", 400),
        ("ListCampaigns", "InvalidInputException", "Provide a valid value for the field or parameter.", 400),
        ("GetRecommendations", "ResourceNotFoundException", "The specified resource does not exist.", 404),
        ("PutItems", "ResourceInUseException", "The specified resource is in use.", 409),
        ("ListCampaigns", "ThrottlingException", "Rate exceeded", 400),
        ("ListCampaigns", "AccessDeniedException", "You are not authorized to perform this operation.", 400),
        ("ListCampaigns", "ExpiredTokenException", "The security token included in the request is expired", 400),
        ("ListCampaigns", "UnrecognizedClientException", "The security token included in the request is invalid.", 400),
        (
            "ListCampaigns",
            "InternalServerException",
            "The request processing has failed because of an internal error.",
            500,
        ),
        (
            "GetRecommendations",
            "InternalFailure",
            "The request processing has failed because of an unknown error, exception or failure.",
            500,
        ),
        ("PutItems", "ServiceUnavailable", "The request has failed due to a temporary failure of the server.", 503),
    ],
)
def test_an_error_has_the_status_of_the_model_and_a_sentence_of_aws(
    aws: Aws, operation: str, error: str, message: str, status: int
) -> None:
    inject(aws, operation, error)
    service, model = next((service, model) for service, model in all_operations() if model.name == operation)
    answer = call(aws, service, operation, valid(model.input_shape))
    assert error_of(answer, service) == (status, error, message)


def test_a_message_of_ones_own_is_answered(aws: Aws) -> None:
    inject(aws, "ListCampaigns", "ThrottlingException", "Slow down, please.")
    with assert_refused("ThrottlingException", "Slow down, please."):
        aws.personalize.list_campaigns()


ON_A_SERVER = ("CreateCampaign", "DescribeRecipe", "PutActions", "GetRecommendations")
EACH = [
    pytest.param(mode, service, model, id=f"{mode}-{model.name}")
    for service, model in all_operations()
    for mode in ("in_process", "server")
    if mode == "in_process" or model.name in ON_A_SERVER
]


@pytest.mark.parametrize(("aws", "service", "model"), EACH, indirect=["aws"])
def test_every_operation_can_fail_with_every_error_of_its_model(aws: Aws, service: str, model: OperationModel) -> None:
    body = valid(model.input_shape) if model.input_shape else {}
    for shape in model.error_shapes:
        inject(aws, model.name, shape.name, "by hand")
        assert error_of(call(aws, service, model.name, body), service)[1:] == (shape.name, "by hand")
    inject(aws, "*", "ServiceUnavailable")
    assert call(aws, service, model.name, body).status_code == 503


def test_an_operation_is_named_as_boto3_names_it_too(aws: Aws) -> None:
    assert inject(aws, "get_personalized_ranking", "ThrottlingException").operation == "GetPersonalizedRanking"


# --- mistakes of the test author --------------------------------------------------------------------------------


def test_an_unknown_operation_is_refused_with_those_near_it(aws: Aws) -> None:
    text = "GetRecomendations is not an operation of Amazon Personalize. Near it: GetRecommendations, "
    with pytest.raises(ValueError, match=text):
        inject(aws, "GetRecomendations", "ThrottlingException")


def test_what_is_near_no_operation_is_answered_with_all(aws: Aws) -> None:
    with pytest.raises(
        ValueError, match=r"^x is not .* Operations: CreateBatchInferenceJob, .*, UpdateSolution\.$"
    ) as told:
        inject(aws, "x", "ThrottlingException")
    assert str(told.value).count(",") == len(list(all_operations())) - 1


def test_an_error_that_the_operation_does_not_model_is_refused_with_those_that_it_does(aws: Aws) -> None:
    with pytest.raises(ValueError, match=r"^") as told:
        inject(aws, "GetRecommendations", "LimitExceededException")
    assert str(told.value) == (
        "LimitExceededException is not an error of GetRecommendations. "
        f"Errors: InvalidInputException, ResourceNotFoundException, {COMMON}."
    )


def test_every_operation_at_once_has_the_common_errors_only(aws: Aws) -> None:
    with pytest.raises(ValueError, match=r"^") as told:
        inject(aws, "*", "InvalidInputException")
    assert str(told.value) == f"InvalidInputException is not an error of every operation. Errors: {COMMON}."


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"times": 0}, AT_LEAST_ONE),
        ({"times": "two"}, 'times must be a whole number, not "two".'),
        ({"probability": 0.0}, "probability must be above 0 and at most 1, not 0.0."),
        ({"probability": 1.5}, "probability must be above 0 and at most 1, not 1.5."),
        ({"latency": -1.0}, "latency must be from 0 to 3600 seconds, not -1.0."),
        ({"latency": 1e300}, "latency must be from 0 to 3600 seconds, not 1e+300."),
        ({"latency": 10**400}, f"latency must be from 0 to 3600 seconds, not {10**400}."),
        ({"error": None}, "A fault without an error must have a latency."),
        ({"error": None, "message": "?", "latency": 1}, "A message needs an error that is answered, not None."),
        ({"error": "ConnectionLost", "message": "?"}, "A message needs an error that is answered, not ConnectionLost."),
        (
            {"when": {"campaign": 1}},
            "campaign is no member of such a request. Members: max_results, next_token, solution_arn.",
        ),
        ({"when": "ann"}, 'when must be an object, not "ann".'),
    ],
)
def test_what_makes_no_sense_is_refused(aws: Aws, given: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=r"^") as told:
        inject(aws, **{"operation": "ListCampaigns", "error": "ThrottlingException", **given})
    assert str(told.value) == text
    assert aws.personalize.list_campaigns()["campaigns"] == []


# --- how often, and when ----------------------------------------------------------------------------------------


def test_a_fault_is_met_as_often_as_it_says(aws: Aws) -> None:
    inject(aws, "ListCampaigns", "ThrottlingException", times=2)
    for _ in range(2):
        with assert_refused("ThrottlingException"):
            aws.personalize.list_campaigns()
    aws.personalize.list_campaigns()
    assert errors(aws) == ["ThrottlingException"] * 2 + [None]


def test_a_fault_without_times_stays(aws: Aws) -> None:
    inject(aws, "ListCampaigns", "ThrottlingException", times=None)
    for _ in range(5):
        with assert_refused("ThrottlingException"):
            aws.personalize.list_campaigns()


def test_faults_are_met_in_the_order_of_their_declaration(aws: Aws) -> None:
    inject(aws, "ListCampaigns", "ThrottlingException")
    inject(aws, "*", "ServiceUnavailable")
    inject(aws, "ListCampaigns", "InvalidInputException")
    for code in ("ThrottlingException", "ServiceUnavailable", "InvalidInputException"):
        with assert_refused(code):
            aws.personalize.list_campaigns()
    assert aws.personalize.list_campaigns()["campaigns"] == []


def test_only_requests_with_the_wanted_members_meet_a_fault(aws: Aws) -> None:
    inject(aws, "GetRecommendations", "ThrottlingException", when={"user_id": "ann", "filter_values": {"Year": "1999"}})
    for met in ({"userId": "bob", "filterValues": {"Year": "1999"}}, {"userId": "ann"}):
        with assert_refused("InvalidInputException"):
            aws.runtime.get_recommendations(campaignArn=CAMPAIGN, **met)
    with assert_refused("ThrottlingException"):
        aws.runtime.get_recommendations(campaignArn=CAMPAIGN, userId="ann", filterValues={"Year": "1999"})


def test_times_and_tuples_are_taken_as_they_are_sent(aws: Aws) -> None:
    inject(aws, "GetPersonalizedRanking", "ThrottlingException", when={"input_list": ("a", "b")})
    with assert_refused("ThrottlingException"):
        aws.runtime.get_personalized_ranking(campaignArn=CAMPAIGN, userId="ann", inputList=["a", "b"])
    event = {"event_type": "buy", "sent_at": AT}
    inject(aws, "PutEvents", "ThrottlingException", when={"event_list": [event]})
    with assert_refused("ThrottlingException"):
        aws.events.put_events(trackingId="t", sessionId="s", eventList=[{"eventType": "buy", "sentAt": AT}])


def test_a_list_is_compared_whole_and_none_means_not_sent(aws: Aws) -> None:
    inject(aws, "GetPersonalizedRanking", "ThrottlingException", when={"input_list": ["a", "b"], "filter_arn": None})
    with assert_refused("InvalidInputException"):
        aws.runtime.get_personalized_ranking(campaignArn=CAMPAIGN, userId="ann", inputList=["b", "a"])
    with assert_refused("ThrottlingException"):
        aws.runtime.get_personalized_ranking(campaignArn=CAMPAIGN, userId="ann", inputList=["a", "b"])


def test_members_inside_of_others_are_in_snake_case_too(aws: Aws) -> None:
    wanted = {"data_source": {"data_location": "s3://data/films.csv"}}
    inject(aws, "CreateDatasetImportJob", "LimitExceededException", when=wanted)
    with assert_refused("LimitExceededException"):
        aws.personalize.create_dataset_import_job(
            jobName="films",
            datasetArn=CAMPAIGN.replace("campaign", "dataset") + "/INTERACTIONS",
            dataSource={"dataLocation": "s3://data/films.csv"},
        )


def test_in_process_a_function_chooses(aws: Aws) -> None:
    def even(params: dict[str, Any]) -> bool:
        return int(params["user_id"]) % 2 == 0

    if aws.endpoint_url:
        with pytest.raises(ValueError, match=r"^A function cannot go to a server: give when as a mapping"):
            inject(aws, "GetRecommendations", "ThrottlingException", when=even)
        return
    inject(aws, "GetRecommendations", "ThrottlingException", times=None, when=even)
    for user in range(4):
        with assert_refused("InvalidInputException" if user % 2 else "ThrottlingException"):
            aws.runtime.get_recommendations(campaignArn=CAMPAIGN, userId=str(user))


def failures(aws: Aws, seed: int) -> list[bool]:
    """Which of 40 requests fail, at a probability of a quarter."""
    testing.clear_faults(endpoint_url=aws.endpoint_url)
    testing.clear_recorded(endpoint_url=aws.endpoint_url)
    inject(aws, "*", "InternalFailure", times=None, probability=0.25, seed=seed)
    for _ in range(40):
        call(aws, "personalize", "ListCampaigns")
    return [error is not None for error in errors(aws)]


def test_a_seed_draws_the_same_each_time(aws: Aws) -> None:
    first = failures(aws, 3)
    assert failures(aws, 3) == first
    assert failures(aws, 4) != first
    assert 4 <= sum(first) <= 16


@pytest.mark.parametrize(
    ("operation", "when", "text"),
    [
        ("GetRecommendations", {"user_id": 5}, "user_id must be a string, not 5."),
        ("*", {"max_results": "3"}, "max_results must be a whole number, not '3'."),
        ("PutEvents", {"event_list": [{"item_id": 1}]}, "event_list[0].item_id must be a string, not 1."),
    ],
)
def test_a_value_that_no_request_can_have_is_refused(aws: Aws, operation: str, when: Any, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        inject(aws, operation, "ThrottlingException", when=when)
    assert testing.pending_faults(endpoint_url=aws.endpoint_url) == []


# --- latency ----------------------------------------------------------------------------------------------------


def test_a_request_waits_and_is_answered(aws: Aws) -> None:
    inject(aws, "ListCampaigns", latency=0.2)
    start = time.perf_counter()
    assert aws.personalize.list_campaigns()["campaigns"] == []
    assert time.perf_counter() - start >= 0.2


def test_latencies_add_up_before_an_error(aws: Aws) -> None:
    inject(aws, "*", None, latency=0.1, times=None)
    inject(aws, "ListCampaigns", "ThrottlingException", latency=0.1)
    start = time.perf_counter()
    with assert_refused("ThrottlingException"):
        aws.personalize.list_campaigns()
    assert time.perf_counter() - start >= 0.2


def test_a_request_that_waits_holds_up_no_other(aws: Aws) -> None:
    inject(aws, "CreateDatasetGroup", latency=1.0)
    slow = threading.Thread(target=lambda: aws.personalize.create_dataset_group(name="slow"))
    aws.personalize.list_campaigns()
    slow.start()
    time.sleep(0.2)
    start = time.perf_counter()
    aws.personalize.create_dataset_group(name="quick")
    took = time.perf_counter() - start
    slow.join()
    assert took < 0.6


# --- a lost connection ------------------------------------------------------------------------------------------


def test_a_lost_connection_is_an_error_of_the_sdk(aws: Aws) -> None:
    inject(aws, "CreateDatasetGroup", "ConnectionLost")
    with pytest.raises(ConnectionClosedError, match="Connection was closed before we received a valid response"):
        aws.personalize.create_dataset_group(name="films")
    assert aws.personalize.list_dataset_groups()["datasetGroups"] == []
    assert errors(aws) == ["ConnectionLost", None]


def test_a_lost_connection_is_an_error_of_requests(aws: Aws) -> None:
    inject(aws, "ListCampaigns", "ConnectionLost")
    with pytest.raises(requests.ConnectionError):
        call(aws, "personalize", "ListCampaigns")
    assert call(aws, "personalize", "ListCampaigns").status_code == 200


def test_the_server_says_nothing_of_a_lost_connection(
    aws: Aws, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    inject(aws, "GetRecommendations", "ConnectionLost", latency=0.01)
    with pytest.raises(ConnectionClosedError):
        aws.runtime.get_recommendations(campaignArn=CAMPAIGN, userId="ann")
    call(aws, "personalize", "ListCampaigns")
    assert "Traceback" not in caplog.text + "".join(capfd.readouterr())


@pytest.mark.parametrize("mode", ["standard", "legacy"])
@pytest.mark.parametrize(
    "error",
    ["ThrottlingException", "InternalFailure", "InternalServerException", "ServiceUnavailable", "ConnectionLost"],
)
def test_an_sdk_tries_again_and_its_tries_are_seen(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, error: str, mode: str
) -> None:
    monkeypatch.setattr("botocore.endpoint.time.sleep", lambda seconds: None)
    monkeypatch.delenv("AWS_MAX_ATTEMPTS")
    inject(aws, "ListCampaigns", error, times=2)
    assert patient(aws, mode).list_campaigns()["campaigns"] == []
    assert errors(aws) == [error, error, None]


def test_clients_of_the_tests_try_once_whenever_they_were_made(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_MAX_ATTEMPTS")  # as for one that a fixture of a module makes
    inject(aws, "ListCampaigns", "ThrottlingException", times=2)
    with assert_refused("ThrottlingException"):
        aws.client_of_its_own("personalize").list_campaigns()
    assert errors(aws) == ["ThrottlingException"]


# --- the order of fault, stub and model ---------------------------------------------------------------------------


def test_a_fault_comes_before_a_declared_answer_and_that_before_the_model(aws: Aws) -> None:
    url = aws.endpoint_url
    arn = testing.deploy_campaign("aws-popularity-count", endpoint_url=url).arn
    testing.stub_recommendations(arn, ["i7"], user_id="ann", endpoint_url=url)
    inject(aws, "GetRecommendations", "ThrottlingException")
    with assert_refused("ThrottlingException"):
        aws.runtime.get_recommendations(campaignArn=arn, userId="ann")
    assert recommended(aws, arn, userId="ann") == ["i7"]
    assert len(recommended(aws, arn, userId="ben")) > 1


# --- whose requests, and for how long ---------------------------------------------------------------------------


def test_a_request_of_the_bench_meets_no_fault(aws: Aws) -> None:
    inject(aws, "*", "ServiceUnavailable", times=None)
    client = aws.client_of_its_own("personalize")
    client.meta.events.register("before-sign", lambda request, **_: request.headers.add_header(BENCH_HEADER, "1"))
    assert client.list_campaigns()["campaigns"] == []
    assert errors(aws) == []


def test_what_the_bench_deploys_meets_no_fault_and_is_not_recorded(aws: Aws) -> None:
    inject(aws, "*", "ServiceUnavailable", times=None)
    deployed = testing.deploy_campaign("aws-popularity-count", endpoint_url=aws.endpoint_url)
    assert errors(aws) == []
    with assert_refused("ServiceUnavailable"):
        aws.runtime.get_recommendations(campaignArn=deployed.arn, userId="u0")


def test_of_many_requests_at_once_as_many_fail_as_were_declared(aws: Aws) -> None:
    aws.personalize.list_campaigns()
    inject(aws, "ListCampaigns", "ThrottlingException", times=20)

    def fails(_: int) -> bool:
        return call(aws, "personalize", "ListCampaigns").status_code == 400

    with ThreadPoolExecutor(8) as threads:
        assert sum(threads.map(fails, range(60))) == 20


def test_a_function_that_takes_its_time_holds_up_no_other_request() -> None:
    asked, over = threading.Event(), threading.Event()
    in_time: list[bool] = []

    def waits(params: dict[str, Any]) -> bool:
        asked.set()
        in_time.append(over.wait(2))
        return False

    with mock_personalize():
        aws = Aws()
        testing.inject_fault("ListCampaigns", "ThrottlingException", when=waits)
        waiting = threading.Thread(target=aws.personalize.list_campaigns)
        waiting.start()
        asked.wait()
        schemas = aws.personalize.list_schemas()["schemas"]
        over.set()
        waiting.join()
    assert (in_time, schemas) == ([True], [])


def test_a_function_is_asked_of_no_request_that_has_failed_and_of_no_fault_that_is_used_up() -> None:
    seen: list[str] = []

    def notes(name: str) -> Any:
        return lambda params: bool(seen.append(name) or True)

    with mock_personalize():
        aws = Aws()
        for name in ("first", "second"):
            testing.inject_fault("ListCampaigns", "ThrottlingException", when=notes(name))
        for _ in range(2):
            with assert_refused("ThrottlingException"):
                aws.personalize.list_campaigns()
        assert aws.personalize.list_campaigns()["campaigns"] == []
    assert seen == ["first", "second"]


def test_latency_alone_needs_no_error(aws: Aws) -> None:
    assert inject(aws, "ListCampaigns", latency=0.01).error is None
    assert aws.personalize.list_campaigns()["campaigns"] == []
    with pytest.raises(ValueError, match=r"^A fault without an error must have a latency\.$"):
        inject(aws, "ListCampaigns")


def test_pending_faults_say_which_requests_they_wait_for(aws: Aws) -> None:
    wanted = {"user_id": "ann", "filter_values": {"Year": '"1999"'}, "item_id": None}
    fault = inject(aws, "GetRecommendations", "ThrottlingException", when=wanted, probability=0.5)
    other = inject(aws, "GetRecommendations", "ThrottlingException", when={"user_id": "bob"})
    assert (fault.when, fault.probability) == (wanted, 0.5)
    assert (other.when, other.probability) == ({"user_id": "bob"}, None)
    assert testing.pending_faults(endpoint_url=aws.endpoint_url) == [fault, other]
    assert len({fault, other}) == 2


def test_a_function_shows_by_its_name() -> None:
    class Never:
        def __call__(self, params: dict[str, Any]) -> bool:
            return False

    def ever(params: dict[str, Any]) -> bool:
        return True

    with mock_personalize():
        for when, name in ((ever, "ever"), (Never(), "Never"), (lambda params: True, "<lambda>")):
            assert testing.inject_fault("ListCampaigns", "ThrottlingException", when=when).when == name


def test_a_fault_is_met_always_or_some_times(aws: Aws) -> None:
    asked = {"operation": "ListCampaigns", "error": "ThrottlingException", "times": 2, "always": True}
    refused = (400, {"message": "A fault is met always or 2 times, not both."})
    assert control(aws, "POST", "inject-fault", asked) == refused
    assert control(aws, "POST", "inject-fault", {**asked, "times": None})[1]["times"] is None
    assert control(aws, "POST", "inject-fault", {**asked, "always": False})[1]["times"] == 2
    del asked["times"], asked["always"]
    assert control(aws, "POST", "inject-fault", asked)[1]["times"] == 1


def test_a_seed_is_as_of_made_up_data(aws: Aws) -> None:
    with pytest.raises(ValueError, match=r"^seed must be at least 0, not -1\.$"):
        inject(aws, "*", "InternalFailure", probability=0.5, seed=-1)


def test_a_function_that_fails_shows_its_traceback() -> None:
    def broken(params: dict[str, Any]) -> bool:
        return bool(params["nothing"])

    with mock_personalize():
        testing.inject_fault("ListCampaigns", "ThrottlingException", when=broken)
        with pytest.raises(KeyError, match="nothing"):
            Aws().personalize.list_campaigns()


def test_an_unreadable_request_meets_no_fault(aws: Aws) -> None:
    inject(aws, "ListCampaigns", "ThrottlingException")
    assert error_of(call(aws, "personalize", "ListCampaigns", b"nonsense"))[1] == "SerializationException"
    assert len(testing.pending_faults(endpoint_url=aws.endpoint_url)) == 1


def test_faults_are_pending_until_they_are_used_up(aws: Aws) -> None:
    url = aws.endpoint_url
    fault = inject(aws, "ListCampaigns", "ThrottlingException", times=2)
    always = inject(aws, "*", None, latency=0.01, times=None)
    assert (fault.number, fault.times, always.times) == (1, 2, None)
    with assert_refused("ThrottlingException"):
        aws.personalize.list_campaigns()
    assert [each.used for each in testing.pending_faults(endpoint_url=url)] == [1, 0]
    with assert_refused("ThrottlingException"):
        aws.personalize.list_campaigns()
    assert testing.pending_faults("ListCampaigns", endpoint_url=url) == []
    assert testing.pending_faults("*", endpoint_url=url) == [always]


def test_faults_are_taken_back(aws: Aws) -> None:
    url = aws.endpoint_url
    first = inject(aws, "ListCampaigns", "ThrottlingException")
    second = inject(aws, "ListCampaigns", "ServiceUnavailable")
    third = inject(aws, "ListSchemas", "ThrottlingException")
    testing.clear_faults(number=first.number, endpoint_url=url)
    assert testing.pending_faults(endpoint_url=url) == [second, third]
    testing.clear_faults("list_campaigns", endpoint_url=url)
    assert testing.pending_faults(endpoint_url=url) == [third]
    testing.clear_faults(endpoint_url=url)
    assert aws.personalize.list_schemas()["schemas"] == []


def test_a_fault_that_there_is_not_cannot_be_taken_back(aws: Aws) -> None:
    def refused(text: str, **kwargs: Any) -> None:
        with pytest.raises(ValueError, match=r"^") as told:
            testing.clear_faults(**kwargs, endpoint_url=aws.endpoint_url)
        assert str(told.value) == text

    refused("No fault has the number 1. Pending: none.", number=1)
    inject(aws, "ListCampaigns", "ThrottlingException")
    inject(aws, "*", "ThrottlingException", times=None)
    pending = "Pending: 1 (ListCampaigns), 2 (*)."
    refused(f"No fault has the number 99. {pending}", number=99)
    refused(f"No fault of ListSchemas has the number 1. {pending}", operation="list_schemas", number=1)
    with assert_refused("ThrottlingException"):
        aws.personalize.list_campaigns()
    testing.clear_faults(number=1, endpoint_url=aws.endpoint_url)  # though it is used up
    refused("No fault has the number 1. Pending: 2 (*).", number=1)


def test_faults_end_with_the_mock(aws: Aws) -> None:
    inject(aws, "*", "ServiceUnavailable", times=None)
    requests.post(f"{aws.endpoint_url or 'http://motoapi.amazonaws.com'}/moto-api/reset", timeout=10)
    assert aws.personalize.list_campaigns()["campaigns"] == []
