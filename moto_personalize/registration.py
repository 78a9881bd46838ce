"""The one door into moto's internals: make moto serve Personalize from our backend.

What is known of moto (5.2.0 to 5.2.5): `moto.backends` looks a backend up as an attribute of the service's package,
in process and server mode find the service by the first matching pattern of `backend_index.backend_url_patterns`
(both hold the list itself, so it is edited in place), and moto's control app takes its routes from
`moto_api._internal.urls.url_paths`. The backend itself is loaded when moto first asks for it, so that importing
the plugin costs a suite that never touches Personalize next to nothing.
"""

from __future__ import annotations

import importlib
import os
import re
from collections.abc import Callable
from typing import Any, TypeVar, cast

from .control.remote import PREFIX
from .personalize.hosts import HOSTS

SERVICE = "personalize"
BACKENDS = "personalize_backends"
OLDEST_MOTO = (5, 2, 0)
NEXT_MAJOR = 6
CONTROL_ROUTE = "{0}" + PREFIX.rstrip("/") + "(?P<path>|/.*)$"

T = TypeVar("T")

_undo: list[Any] = []


def register() -> None:
    """Put Personalize in front of moto's own; a second call changes nothing.

    Raises ImportError, naming the versions that work, when this moto is not one of them.
    """
    if _undo:
        return
    check_moto()
    import moto.backend_index as index
    from moto.moto_api._internal import urls as control

    from .control.handler import control_route

    package: Any = importlib.import_module("moto.personalize")
    if BACKENDS not in vars(package):
        raise ImportError(f"moto {_version()} has no moto.personalize.{BACKENDS}, which moto-personalize replaces.")
    theirs = list(index.backend_url_patterns)
    ours = [(SERVICE, re.compile(host)) for host in HOSTS]
    index.backend_url_patterns[:] = ours + [entry for entry in theirs if entry[0] != SERVICE]
    control.url_paths[CONTROL_ROUTE] = control_route
    _undo.append((theirs, vars(package).pop(BACKENDS)))
    package.__getattr__ = _backends


def unregister() -> None:
    """Give moto back what it was."""
    import moto.backend_index as index
    from moto.moto_api._internal import urls as control

    package: Any = importlib.import_module("moto.personalize")
    while _undo:
        index.backend_url_patterns[:], package.personalize_backends = _undo.pop()
        control.url_paths.pop(CONTROL_ROUTE, None)
        del package.__getattr__


def _backends(name: str) -> Any:
    """What `moto.personalize` lacks now (PEP 562)."""
    if name != BACKENDS:
        raise AttributeError(f"module 'moto.personalize' has no attribute {name!r}")
    from .personalize.models import personalize_backends

    return personalize_backends


def mock_running() -> bool:
    """Whether a mock of moto's runs in this process, whoever started it."""
    from moto.core.models import MockAWS

    return MockAWS._nested_count > 0


def account_of(account_id: str | None) -> str:
    """The account of a request with this `x-moto-account-id`."""
    from moto.core.models import DEFAULT_ACCOUNT_ID

    return os.environ.get("MOTO_ACCOUNT_ID") or account_id or DEFAULT_ACCOUNT_ID


def dispatched(client: Any, prepare: Callable[[Any], None]) -> None:
    """Let moto answer every request of a client, with or without a mock around; none is sent.

    prepare: is shown each request first. ValueError, to who asks: moto is configured to pass a request through to AWS.
    """
    from moto.core.botocore_stubber import BotocoreStubber
    from moto.core.models import botocore_stubber

    register()
    stubber = BotocoreStubber()
    stubber.enabled = True

    def answer(request: Any, **_: Any) -> Any:
        prepare(request)
        answered = stubber("before-send", request)
        if answered is None:
            raise ValueError(f"The configuration of moto passes {request.url} through to AWS; the bench sends nothing.")
        return answered

    client.meta.events.unregister("before-send", botocore_stubber)  # that of mocks, or both would answer
    client.meta.events.register("before-send", answer)


def decorated_class(mock: Callable[[Any], Any], decorated: type[T]) -> type[T]:
    """The class with each of its tests mocked: moto chooses them, and calls the mock on each."""
    from moto.core.models import MockAWS

    return MockAWS._decorate_class(cast("MockAWS", mock), decorated)


def mock_what_is_there() -> None:
    """Mock the clients and sessions that were made before moto was imported, which know nothing of it.

    Moto's `patch_client` does it for a client that is at hand.
    """
    import gc

    from botocore.client import BaseClient
    from botocore.session import Session
    from moto.core.models import botocore_stubber

    for thing in gc.get_objects():
        kind = type(thing)  # not isinstance: it asks proxies what they stand for
        if issubclass(kind, BaseClient):
            thing.meta.events.register("before-send", botocore_stubber)
        elif issubclass(kind, Session):
            thing.register("before-send", botocore_stubber)


def answer_of_a_mock(request: Any, url: str) -> Any:
    """What a running mock answers to a request of botocore's, as if it were sent to a URL. None without a mock."""
    from moto.core.models import botocore_stubber

    sent_to, request.url = request.url, url
    try:
        return botocore_stubber("before-send", request)
    finally:
        request.url = sent_to


def check_moto() -> None:
    """Raise ImportError unless this moto has what we build on."""
    version = tuple(int(part) for part in re.findall(r"\d+", _version())[:3])
    if not OLDEST_MOTO <= version < (NEXT_MAJOR,):
        raise ImportError(
            f"moto-personalize works with moto {'.'.join(map(str, OLDEST_MOTO))} and newer, below {NEXT_MAJOR}; "
            f"this is moto {_version()}."
        )


def _version() -> str:
    import moto

    return moto.__version__
