"""The same shop against a server: what only a real connection shows."""

from __future__ import annotations

import pytest
from moto_personalize.testing import Personalize

from second_flush import create_app

from .browser import Browser, bestsellers
from .town import deployed


@pytest.fixture
def server(personalize_server: str) -> Personalize:
    return Personalize(endpoint_url=personalize_server)


@pytest.fixture
def shop(server: Personalize, monkeypatch: pytest.MonkeyPatch) -> Browser:
    monkeypatch.setenv("AWS_ENDPOINT_URL", str(server.endpoint_url))
    return Browser(create_app(deployed(server)))


def test_a_visit_over_http(shop: Browser, server: Personalize) -> None:
    shelf = shop.sign_in("green-3").sees()
    assert shelf != bestsellers(6)
    shop.text(f"/tea/{shelf[0]}")
    assert server.recorded_events(user_id="green-3") == [{"item_id": shelf[0], "impression": shelf}]


def test_an_answer_that_takes_too_long_is_not_waited_for(shop: Browser, server: Personalize) -> None:
    server.inject_fault("GetRecommendations", None, latency=1, times=2)
    assert shop.sign_in("green-3").sees() == bestsellers(6)
    assert shop.sees() != bestsellers(6)


def test_a_connection_that_breaks_is_made_anew(shop: Browser, server: Personalize) -> None:
    server.inject_fault("GetRecommendations", "ConnectionLost")
    assert shop.sign_in("green-3").sees() != bestsellers(6)
