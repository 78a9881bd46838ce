"""Every test that a client could run takes the fixture `aws`: it runs in process and against a server."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.model import OperationModel
from botocore.validate import ParamValidator
from moto.moto_api import state_manager

from moto_personalize import mock_personalize
from moto_personalize.personalize.models import PersonalizeBackend  # noqa: F401 - it defines every noun
from moto_personalize.personalize.service.schemas import Schema
from moto_personalize.personalize.service.store import Resource
from tests.personalize.shapes import mismatches
from tests.suites import Suite, load_what_comes_late, remembered_models, shared_server

pytest_plugins = ["pytester"]
ONE_TRY = Config(retries={"total_max_attempts": 1})
"""Said here, for a client that a fixture of a module makes first is made before `clean_environment`."""
RESOURCE_TYPES = [noun.resource_type for noun in Resource.__subclasses__() if noun is not Schema]


def check_answer(operation_model: OperationModel, response_dict: dict[str, Any], **_: Any) -> None:
    """Every answer of every test is of its output shape, on the wire: with nothing else, and nothing null."""
    if response_dict["status_code"] != 200:
        return
    if operation_model.output_shape is None:
        assert response_dict["body"] == b""
    else:
        assert mismatches(json.loads(response_dict["body"]), operation_model.output_shape, operation_model.name) == []


def check_parsed(http_response: Any, model: OperationModel, parsed: dict[str, Any], **_: Any) -> None:
    """And botocore's validator finds nothing to say of what it was parsed to."""
    if http_response.status_code == 200 and model.output_shape is not None:
        shown = {name: value for name, value in parsed.items() if name != "ResponseMetadata"}
        assert ParamValidator().validate(shown, model.output_shape).generate_report() == ""


@functools.cache  # a client takes longer to make than most tests take, and knows nothing of what it was used for
def _client(service: str, region: str, endpoint_url: str | None, config: Config = ONE_TRY, **kwargs: Any) -> Any:
    client = boto3.client(service, region_name=region, endpoint_url=endpoint_url, config=config, **kwargs)
    if service.startswith("personalize"):
        client.meta.events.register("before-parse", check_answer)
        client.meta.events.register("after-call", check_parsed)
    return client


@dataclass(frozen=True)
class Aws:
    """Clients of one mode; `endpoint_url` is None in process."""

    endpoint_url: str | None = None

    def client(self, service: str, region: str = "us-east-1", **kwargs: Any) -> Any:
        return _client(service, region, self.endpoint_url, **kwargs)

    def client_of_its_own(self, service: str) -> Any:
        """A client that a test may change."""
        return _client.__wrapped__(service, "us-east-1", self.endpoint_url)

    @cached_property
    def personalize(self) -> Any:
        return self.client("personalize")

    @cached_property
    def events(self) -> Any:
        return self.client("personalize-events")

    @cached_property
    def runtime(self) -> Any:
        return self.client("personalize-runtime")

    @cached_property
    def s3(self) -> Any:
        return self.client("s3")


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No credentials, region or setting of the machine reaches a test, no transition outlives one."""
    for name in ("AWS_PROFILE", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL", "MOTO_ACCOUNT_ID"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "testing")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "testing")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")  # botocore takes a full quota for throttling, and waits
    yield
    for resource_type in RESOURCE_TYPES:
        state_manager.unset_transition(f"personalize::{resource_type}")


@pytest.fixture(params=["in_process", "server"])
def aws(request: pytest.FixtureRequest) -> Iterator[Aws]:
    if request.param == "in_process":
        with mock_personalize():
            yield Aws()
    else:
        url = request.getfixturevalue("server_url")
        requests.post(f"{url}/moto-api/reset", timeout=10)
        yield Aws(url)
        requests.post(f"{url}/moto-api/reset", timeout=10)
        requests.delete(f"{url}/moto-api/personalize/settings", timeout=10)


@pytest.fixture(scope="session")
def suites_are_quick() -> Iterator[None]:
    with remembered_models():
        load_what_comes_late()
        yield
    shared_server().stop()


@pytest.fixture
def suite(suites_are_quick: None, pytester: pytest.Pytester) -> Suite:
    """A suite of a user."""
    return Suite(pytester)


@pytest.fixture
def little_data(monkeypatch: pytest.MonkeyPatch) -> None:
    """A training with as little data as a test wants to write down."""
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_INTERACTIONS", "1")
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_USERS", "0")


@pytest.fixture
def manual(aws: Aws) -> None:
    """Every resource walks its statuses: one Describe, one step."""
    for resource_type in RESOURCE_TYPES:
        state_manager.set_transition(f"personalize::{resource_type}", {"progression": "manual", "times": 1})
