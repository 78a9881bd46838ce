"""The pytest plugin of moto-personalize. It imports nothing of ours, nor moto, before a fixture or mark is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from moto_personalize.testing import Personalize


@pytest.fixture
def personalize() -> Iterator[Personalize]:
    """A running mock: boto3 clients `.client`, `.events`, `.runtime`, `.s3`, and the bench's functions as methods."""
    from moto_personalize import mock_personalize
    from moto_personalize.testing import Personalize

    with mock_personalize():
        yield Personalize()


@pytest.fixture(scope="session")
def _personalize_server() -> Iterator[str]:
    from moto_personalize.server import CannotServe
    from moto_personalize.server_process import ServerProcess

    try:
        server = ServerProcess()
    except CannotServe as error:
        pytest.fail(str(error), pytrace=False)
    yield server.url
    server.stop()


@pytest.fixture
def personalize_server(_personalize_server: str) -> str:
    """The endpoint URL of a live server, empty when the test begins."""
    from moto_personalize import testing

    testing.reset(endpoint_url=_personalize_server)
    return _personalize_server
