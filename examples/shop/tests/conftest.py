"""The shop of every test, as it opens in the morning."""

from __future__ import annotations

import functools

import pytest
from flask import Flask
from moto_personalize import mock_personalize
from moto_personalize.testing import Personalize

from second_flush import Settings, create_app

from .browser import Browser
from .town import deployed


@pytest.fixture(scope="session")
def morning() -> tuple[Settings, bytes]:
    """Deployed once: three campaigns, a recommender and all that belongs to them, as a snapshot."""
    with mock_personalize():
        bench = Personalize()
        return deployed(bench), bench.snapshot()


@pytest.fixture
def settings(morning: tuple[Settings, bytes]) -> Settings:
    return morning[0]


@pytest.fixture
def shop(morning: tuple[Settings, bytes], personalize: Personalize) -> Browser:
    """Each test finds Personalize as it was in the morning, whatever the test before has done."""
    settings, snapshot = morning
    personalize.restore(snapshot)
    personalize.s3.create_bucket(Bucket=settings.bucket)
    return Browser(application(settings))


@functools.cache
def application(settings: Settings) -> Flask:
    """One for all tests: its clients take longer to make than most tests take, and it remembers nothing itself."""
    return create_app(settings)
