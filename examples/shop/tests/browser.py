"""Somebody in front of the shop."""

from __future__ import annotations

import functools
import re

from flask import Flask

from second_flush import Clients, Settings, create_app

from .town import CATALOGUE


class Browser:
    """Sees pages and clicks."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._client = app.test_client()

    def sign_in(self, customer: str) -> Browser:
        self._client.post("/sign-in", data={"customer": customer})
        return self

    def text(self, page: str = "/") -> str:
        answer = self._client.get(page)
        assert answer.status_code == 200, answer.text
        return answer.text

    def sees(self, page: str = "/") -> list[str]:
        """The ids of the teas on a page."""
        return re.findall(r'data-tea="([^"]+)"', self.text(page))

    def offered(self) -> str | None:
        """The id of the offer on the home page."""
        found = re.search(r'data-offer="([^"]+)"', self.text())
        return found[1] if found else None

    def buys(self, tea: str, tins: int = 1) -> int:
        """The status of what was answered; 302 leads back to the home page."""
        return self._client.post(f"/tea/{tea}/buy", data={"tins": tins}).status_code

    def says(self, word: str, offer: str) -> int:
        """`yes` or `no` to an offer."""
        return self._client.post(f"/offer/{offer}", data={word: ""}).status_code

    def tells(self, word: str) -> int:
        """`yes` or `no`: whether caffeine agrees with them."""
        return self._client.post("/caffeine", data={word: ""}).status_code

    def command(self, *arguments: str) -> tuple[int, str]:
        """The exit code of a command of the shop's, and what it prints."""
        result = self.app.test_cli_runner().invoke(args=arguments)
        return result.exit_code, result.output.strip()


def opened(settings: Settings) -> Browser:
    """Somebody in front of the shop with these settings."""
    return Browser(application(settings))


@functools.cache
def application(settings: Settings) -> Flask:
    """One for all tests: it remembers nothing itself."""
    return create_app(settings, aws())


@functools.cache
def aws() -> Clients:
    """One for all tests: clients take longer to make than most tests take."""
    return Clients()


def teas_of(kind: str) -> set[str]:
    return {tea.id for tea in CATALOGUE if tea.kind == kind}


def bestsellers(count: int, without: str | None = None) -> list[str]:
    return [tea.id for tea in CATALOGUE.bestsellers(without)[:count]]
