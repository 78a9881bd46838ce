"""`Personalize`: what a test holds of one mock or server. The fixture `personalize` of the pytest plugin is one."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, ParamSpec, TypeVar, cast, overload

from .. import testing
from ..bench import clients
from ..control import remote
from .environment import MADE_UP

P = ParamSpec("P")
T = TypeVar("T")


class Bound(Generic[P, T]):
    """A function of the bench as a method: it asks the server of its owner."""

    def __init__(self, function: Callable[P, T]) -> None:
        self.function = function

    @overload
    def __get__(self, owner: None, kind: type[Any]) -> Callable[P, T]: ...

    @overload
    def __get__(self, owner: Personalize, kind: type[Any]) -> Callable[P, T]: ...

    def __get__(self, owner: Personalize | None, kind: type[Any]) -> Callable[P, T]:
        if owner is None:
            return self.function
        method = Method(cast("Callable[..., T]", self.function), endpoint_url=owner.endpoint_url)
        return cast("Callable[P, T]", functools.update_wrapper(method, self.function))


class Method(functools.partial[T]):
    """A function of the bench for one server, with the name that an assertion of pytest's shows."""

    def __repr__(self) -> str:
        return f"{Personalize(self.keywords['endpoint_url'])!r}.{self.func.__name__}"


class Personalize:
    """Clients and bench of one mock.

    endpoint_url: of a server; without one, the mock that runs in this process (in moto's server mode, its server).
    The clients are an application's: what they send is recorded. Their region is AWS_DEFAULT_REGION, else us-east-1;
    their credentials are made up where the environment has none. The methods are the functions of
    `moto_personalize.testing`.
    """

    def __init__(self, endpoint_url: str | None = None) -> None:
        self.endpoint_url = remote.server_mode_endpoint() if endpoint_url is None else remote.checked(endpoint_url)

    def __repr__(self) -> str:
        return f"Personalize({self.endpoint_url!r})" if self.endpoint_url else "Personalize()"

    @cached_property
    def client(self) -> Any:
        """boto3's client of `personalize`."""
        return self._client("personalize")

    @cached_property
    def events(self) -> Any:
        """boto3's client of `personalize-events`."""
        return self._client("personalize-events")

    @cached_property
    def runtime(self) -> Any:
        """boto3's client of `personalize-runtime`."""
        return self._client("personalize-runtime")

    @cached_property
    def s3(self) -> Any:
        """boto3's client of S3 in the same mock."""
        return self._client("s3")

    def _client(self, service: str) -> Any:
        """A new client: a test may change it without changing that of another."""
        key, secret, region = (os.environ.get(name) or made_up for name, made_up in MADE_UP.items())
        return _session().client(
            service,
            region_name=region,
            endpoint_url=self.endpoint_url,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            **_way(self.endpoint_url),
        )

    advance = Bound(testing.advance)
    advance_to = Bound(testing.advance_to)
    clear_faults = Bound(testing.clear_faults)
    clear_recorded = Bound(testing.clear_recorded)
    clear_stubs = Bound(testing.clear_stubs)
    deploy_campaign = Bound(testing.deploy_campaign)
    deploy_recommender = Bound(testing.deploy_recommender)
    explain_filter = Bound(testing.explain_filter)
    fail_next = Bound(testing.fail_next)
    inject_fault = Bound(testing.inject_fault)
    pending_faults = Bound(testing.pending_faults)
    recorded_calls = Bound(testing.recorded_calls)
    recorded_events = Bound(testing.recorded_events)
    reset = Bound(testing.reset)
    restore = Bound(testing.restore)
    set_transition = Bound(testing.set_transition)
    set_transitions = Bound(testing.set_transitions)
    snapshot = Bound(testing.snapshot)
    stub_actions = Bound(testing.stub_actions)
    stub_ranking = Bound(testing.stub_ranking)
    stub_recommendations = Bound(testing.stub_recommendations)
    synthetic_interactions = staticmethod(testing.synthetic_interactions)


def _way(endpoint_url: str | None) -> dict[str, Any]:
    """How a client finds the mock: by no endpoint of the machine, and in moto's proxy mode through the proxy."""
    from botocore.config import Config

    ours: dict[str, Any] = {"ignore_configured_endpoint_urls": True}  # the stubs lack it
    proxy = None if endpoint_url else remote.mode_endpoint()
    if proxy is None:
        return {"config": Config(**ours)}
    proxies = {"http": proxy, "https": proxy}
    certificate = os.environ.get("AWS_CA_BUNDLE") or False  # moto's own clients trust any
    return {"config": Config(proxies=proxies, **ours), "verify": certificate}


@functools.cache
def _session() -> Any:
    """One for the process: it remembers the service models that it has read."""
    import boto3

    return boto3.Session(botocore_session=clients.session())
