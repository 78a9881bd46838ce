"""Clients that an application made before a test began, when it was imported perhaps.

Botocore settles a client's credentials and its endpoint when it is made, so they are those of the machine.
"""

from __future__ import annotations

import contextlib
import gc
from typing import Any
from weakref import WeakSet

from .environment import MADE_UP

AWS = "amazonaws.com"


class EarlyClients:
    """Brings clients of a session into the mocks of its tests, each once."""

    def __init__(self) -> None:
        self._known: WeakSet[type] = WeakSet()

    def prepare(self) -> None:
        """Make those ready that came since the last time, in the environment that they were made in."""
        new = self._new()
        self._known.update(new)
        if new:
            for thing in [thing for thing in gc.get_objects() if type(thing) in new]:
                _give_credentials(thing)
                _lead_to_the_mock(thing)

    def leave(self) -> None:
        """Those made since are ready: they were made in the environment of a test."""
        self._known.update(self._new())

    def _new(self) -> set[type]:
        """Botocore makes a class for every client."""
        from botocore.client import BaseClient

        return {kind for kind in BaseClient.__subclasses__() if kind not in self._known}


def _give_credentials(client: Any) -> None:
    """Made-up ones where the machine had none: botocore signs what moto answers."""
    from botocore.credentials import Credentials

    signer: Any = getattr(client, "_request_signer", None)
    if signer is not None and getattr(signer, "_credentials", signer) is None:
        signer._credentials = Credentials(MADE_UP["AWS_ACCESS_KEY_ID"], MADE_UP["AWS_SECRET_ACCESS_KEY"])


def _lead_to_the_mock(client: Any) -> None:
    """Let mocks answer what would go to the endpoint that the environment or a profile names, not the application."""
    from ..registration import answer_of_a_mock

    theirs = client.meta.endpoint_url
    endpoint = None if AWS in theirs else _instead_of(client, theirs)

    def answer(request: Any, **_: Any) -> Any:
        return answer_of_a_mock(request, request.url.replace(theirs.rstrip("/"), endpoint, 1))

    if endpoint:
        client.meta.events.register("before-send", answer)


def _instead_of(client: Any, theirs: str) -> str | None:
    """The endpoint of AWS, if a client's own is one that every client has here."""
    from botocore.config import Config
    from botocore.exceptions import BotoCoreError
    from botocore.session import Session

    def endpoint(**config: Any) -> str:
        made = Session().create_client(
            client.meta.service_model.service_name,
            client.meta.region_name,
            aws_access_key_id=MADE_UP["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=MADE_UP["AWS_SECRET_ACCESS_KEY"],
            config=Config(**config),
        )
        return str(made.meta.endpoint_url)

    with contextlib.suppress(BotoCoreError):
        if endpoint() == theirs:
            return endpoint(ignore_configured_endpoint_urls=True)
    return None
