"""The state of all accounts and regions at one moment, and the putting back of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import numpy as np

from ... import config
from ..exceptions import PersonalizeException
from ..models import PersonalizeBackend, is_region, personalize_backends
from ..service.campaigns import Campaign
from ..service.filters import compile_filters
from ..service.operations import State, scope_of
from ..service.recommenders import Recommender
from ..service.store import Resource, Store
from .file import DAMAGED, packed, unpacked
from .kinds import CannotRestore, Kinds
from .reading import Damaged, Place, Reader
from .resources import check_resources
from .writing import Writer


def snapshot() -> bytes:
    """Everything, of one moment. ValueError names what cannot be written: of a recipe of the user's own."""
    writer = Writer(Kinds())
    backends = _in_use()
    with _held(backends):
        for backend in backends.values():
            backend.settle()
        states = [[*place, backend.state] for place, backend in backends.items() if backend.store.used]
        root = writer.write({"settings": config.configured(), "states": states})
    written = {"root": root, "classes": writer.classes, "nodes": writer.nodes}
    document = json.dumps(written, separators=(",", ":")).encode()
    writer.check_width(len(document))
    return packed(document, b"".join(writer.arrays), {"numpy": np.__version__})


def restore(data: bytes) -> None:
    """Put a snapshot in the place of everything that is there. ValueError, and nothing is changed."""
    settings, states, reader = _read(*unpacked(data))
    reader.bind({(account, region): personalize_backends[account][region] for account, region in states})
    backends = _in_use()
    with _held(backends):
        for place, backend in backends.items():
            backend.state = states.get(place) or _empty(backend)
        if settings:
            config.user_config()[config.CONFIG_KEY] = config.configured() | settings


def _in_use() -> dict[Place, PersonalizeBackend]:
    """By account and region, in an order in which everybody takes their locks."""
    found = {
        (account, region): backend
        for account, regions in list(personalize_backends.items())
        for region, backend in list(regions.items())
    }
    return dict(sorted(found.items()))


@contextmanager
def _held(backends: Mapping[Place, PersonalizeBackend]) -> Iterator[None]:
    """No request that changes anything is answered meanwhile."""
    with ExitStack() as locks:
        for backend in backends.values():
            locks.enter_context(backend.lock)
        yield


def _empty(backend: PersonalizeBackend) -> State:
    return State(Store(backend.store.scope))


def _read(document: bytes, arrays: bytes) -> tuple[dict[str, Any], dict[Place, State], Reader]:
    """Settings, states, and who binds the states' work to backends. No backend is made. ValueError."""
    try:
        written = json.loads(document)
        kinds = Kinds()
        reader = Reader(kinds, written["classes"], written["nodes"], arrays, PersonalizeBackend, len(document))
        root = reader.read(written["root"])
        states = {(account, region): _checked(state, account, region) for account, region, state in root["states"]}
        if not reader.places <= states.keys():
            raise Damaged
        for state in states.values():
            check_resources(state, reader.arguments)
            _compile(state)
        return config.checked(root["settings"]), states, reader
    except CannotRestore:
        raise
    except Exception as error:  # whatever somebody wrote there
        raise ValueError(f"{DAMAGED}: its content makes no sense ({type(error).__name__}).") from error


def _checked(state: Any, account: str, region: str) -> State:
    """The state, if it is one of an account and region, and what no annotation says: as the store relies on it."""
    if type(state) is not State or type(account) is not str or not account or not is_region(region):
        raise Damaged
    if state.store.scope != scope_of(account, region):
        raise Damaged
    for kind, resources in state.store._resources.items():
        for arn, resource in resources.items():
            if not issubclass(kind, Resource) or type(resource) is not kind or resource.arn != arn:
                raise Damaged
    return state


def _compile(state: State) -> None:
    """What requests would have to wait for otherwise."""
    serving: list[Campaign | Recommender] = [*state.store.where(Campaign), *state.store.where(Recommender)]
    for resource in serving:
        if resource.deployment is not None:
            with suppress(PersonalizeException):  # it is refused again to whoever asks
                compile_filters(state.store, resource.deployment)
