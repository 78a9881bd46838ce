"""`Personalize`: clients and bench of one mock, in process and of a server."""

from __future__ import annotations

import inspect

import pytest

from moto_personalize import mock_personalize, testing
from moto_personalize.control import table
from moto_personalize.plugin import fixtures
from moto_personalize.testing import Personalize
from tests.conftest import Aws

FUNCTIONS = {
    name: function
    for name, function in vars(testing).items()
    if inspect.isfunction(function) and function.__module__ == testing.__name__ and not name.startswith("_")
}


def test_every_function_of_the_bench_is_a_method() -> None:
    methods = {name: getattr(Personalize, name, None) for name in FUNCTIONS}
    assert methods == FUNCTIONS


def test_every_function_of_the_bench_has_a_route_of_its_name() -> None:
    settings = {"settings", "set_settings", "reset_settings"}
    assert set(table.NAMED) - settings == set(FUNCTIONS) - {"synthetic_interactions"}
    assert {name: table.NAMED[name].path for name in set(table.NAMED) - settings} == {
        name: name.replace("_", "-") for name in set(table.NAMED) - settings
    }


def test_the_class_is_where_a_user_looks_for_it() -> None:
    assert testing.Personalize is fixtures.Personalize
    with pytest.raises(AttributeError, match=r"^module 'moto_personalize.testing' has no attribute 'personalise'$"):
        testing.personalise  # noqa: B018


def test_its_clients_and_methods_are_of_its_mock(aws: Aws) -> None:
    personalize = Personalize(aws.endpoint_url)
    arn = personalize.client.create_dataset_group(name="films")["datasetGroupArn"]
    assert personalize.advance_to(arn, "ACTIVE") == "ACTIVE"
    assert [call.operation for call in personalize.recorded_calls()] == ["CreateDatasetGroup"]
    personalize.s3.create_bucket(Bucket="films")
    assert [bucket["Name"] for bucket in aws.s3.list_buckets()["Buckets"]] == ["films"]
    assert personalize.events.meta.service_model.service_name == "personalize-events"
    assert personalize.runtime.meta.service_model.service_name == "personalize-runtime"


def test_its_clients_are_none_of_the_machine(
    aws: Aws, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    fixtures._session.cache_clear()
    request.addfinalizer(fixtures._session.cache_clear)
    monkeypatch.setenv("AWS_PROFILE", "nope")
    for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_PERSONALIZE_RUNTIME"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    personalize = Personalize(aws.endpoint_url)
    personalize.s3.create_bucket(Bucket="films")
    assert personalize.client.list_campaigns()["campaigns"] == []
    arn = personalize.deploy_campaign("aws-popularity-count").arn
    assert personalize.runtime.get_recommendations(campaignArn=arn, userId="u0", numResults=1)["itemList"]


def test_a_method_says_what_its_function_says() -> None:
    method = Personalize().advance
    assert method.__doc__ == testing.advance.__doc__
    assert inspect.signature(method) == inspect.signature(testing.advance)


def test_a_failing_assertion_shows_it_as_it_is_written() -> None:
    assert repr(Personalize("http://films.test").recorded_events) == "Personalize('http://films.test').recorded_events"
    personalize = Personalize()
    with mock_personalize(), pytest.raises(AssertionError) as failed:
        assert {"event_type": "buy"} in personalize.recorded_events()
    assert str(failed.value).splitlines() == [
        "assert {'event_type': 'buy'} in []",
        " +  where [] = Personalize().recorded_events()",
        " +    where Personalize().recorded_events = Personalize().recorded_events",
    ]
