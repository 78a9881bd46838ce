"""The same shop against a server: what only a real connection shows."""

from __future__ import annotations

import time

import pytest
from moto_personalize.testing import Personalize

from second_flush import Clients, Settings, create_app

from .browser import Browser, bestsellers

pytestmark = pytest.mark.usefixtures("without_pauses")


@pytest.fixture
def server(personalize_server: str, morning: tuple[Settings, bytes]) -> Personalize:
    """The snapshot that was made in process, restored on a server."""
    server = Personalize(endpoint_url=personalize_server)
    server.restore(morning[1])
    return server


@pytest.fixture
def settings(server: Personalize, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """With the server as the endpoint of all that boto3 makes."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", str(server.endpoint_url))
    return settings


@pytest.fixture
def shop(settings: Settings) -> Browser:
    return Browser(create_app(settings, Clients(patience=30)))  # the machine of the tests may be busy


def test_a_visit_over_http(shop: Browser, server: Personalize) -> None:
    shelf = shop.sign_in("green-3").sees()
    assert shelf != bestsellers(6)
    shop.text(f"/tea/{shelf[0]}")
    assert server.recorded_events(user_id="green-3") == [{"item_id": shelf[0], "impression": shelf}]


def test_an_answer_that_takes_too_long_is_not_waited_for(server: Personalize, settings: Settings) -> None:
    server.inject_fault("GetRecommendations", latency=20, times=2)
    began = time.monotonic()
    assert Browser(create_app(settings, Clients(patience=0.2))).sees() == bestsellers(6)
    assert time.monotonic() - began < 20
    assert server.pending_faults() == []


def test_a_connection_that_breaks_is_made_anew(shop: Browser, server: Personalize) -> None:
    server.inject_fault("GetRecommendations", "ConnectionLost")
    assert shop.sign_in("green-3").sees() != bestsellers(6)
    assert len(server.recorded_calls("GetRecommendations")) == 2
