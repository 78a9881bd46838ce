"""Moto's own server mode: TEST_SERVER_MODE turns every mock of a suite into calls of a server."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import requests

from moto_personalize import testing
from moto_personalize.bench import clock
from moto_personalize.control import remote
from tests.programs import PATIENCE, printed

PROGRAM = """
    import json, os
    import boto3, requests
    from moto_personalize import mock_personalize

    settings = os.environ["TEST_SERVER_MODE_ENDPOINT"] + "/moto-api/personalize/settings"
    seen = [requests.get(settings).json()["min_users"]]

    @mock_personalize(config={"personalize": {"min_users": 3}})
    def test():
        boto3.client("personalize", region_name="eu-west-1").create_dataset_group(name="films")
        seen.append(requests.get(settings).json()["min_users"])
        with mock_personalize(config={"personalize": {"min_users": 2}}):
            seen.append(requests.get(settings).json()["min_users"])
        seen.append(requests.get(settings).json()["min_users"])

    test()
    seen.append(requests.get(settings).json()["min_users"])
    print(json.dumps(seen))
"""


def test_the_settings_of_a_mock_reach_the_server_and_go_with_it(server_url: str) -> None:
    seen = printed(PROGRAM, TEST_SERVER_MODE="true", TEST_SERVER_MODE_ENDPOINT=server_url)
    assert seen == [25, 3, 2, 3, 25]


@pytest.fixture(scope="module")
def plain_moto() -> Iterator[str]:
    """A server of moto alone, which our own process could not give any more."""
    program = "from moto.server import main; main(['-p', '0'])"
    server = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    addresses = (re.search(r"Running on (http://\S+)", line) for line in iter(server.stderr.readline, ""))
    yield next(address[1] for address in addresses if address)
    server.terminate()
    server.communicate(timeout=PATIENCE)


def test_a_server_that_does_not_serve_personalize_is_named(plain_moto: str) -> None:
    with pytest.raises(ValueError, match="does not serve") as error:
        testing.advance(endpoint_url=plain_moto)
    assert str(error.value) == (
        f"{plain_moto} answers 404 and does not serve /moto-api/personalize/; start it with moto-personalize serve."
    )


def test_an_answer_is_waited_for_however_long_it_takes(server_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "PATIENCE", 0.1)
    monkeypatch.setattr(clock, "backends", lambda arn: time.sleep(0.3) or [])
    assert testing.advance(endpoint_url=server_url) == {}


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match=r"^Nothing answers at http://127\.0\.0\.1:1/moto-api/personalize/advance: "):
        testing.advance(endpoint_url="http://127.0.0.1:1")


def test_a_mock_that_cannot_tell_its_settings_has_not_begun(plain_moto: str) -> None:
    program = """
        import json
        from moto.core.models import MockAWS
        from moto_personalize import mock_personalize
        mock = mock_personalize(config={"personalize": {"min_users": 3}})
        try:
            mock.start()
        except ValueError as error:
            problem = str(error)
        try:
            mock.stop()
        except RuntimeError as error:
            print(json.dumps([problem, str(error), MockAWS._nested_count]))
    """
    seen = printed(program, TEST_SERVER_MODE="true", TEST_SERVER_MODE_ENDPOINT=plain_moto)
    assert seen[0].startswith(f"{plain_moto} answers 404 and does not serve")
    assert seen[1:] == ["Called stop() before start().", 0]


def test_a_server_that_fails_is_told_from_one_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    failed = requests.Response()
    failed.status_code, failed._content = 500, b"<html>"
    monkeypatch.setattr(requests, "request", lambda *args, **kwargs: failed)
    with pytest.raises(ValueError, match=r"^http://here failed with 500; its log says why\.$"):
        testing.advance(endpoint_url="http://here")
