"""The shop of every test, as it opens in the morning."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto_personalize import mock_personalize
from moto_personalize.testing import Personalize

from second_flush import Settings

from .browser import Browser, opened
from .town import deployed


@pytest.fixture(scope="session", autouse=True)
def region_of_the_shop() -> Iterator[None]:
    """Whatever that of the machine is."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield


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
    return opened(settings)


@pytest.fixture
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """botocore waits for up to a second before it tries again; a test need not."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)
