"""The pytest plugin of moto-personalize. It imports nothing of ours, nor moto, before a fixture or mark is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from types import TracebackType
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from moto_personalize.plugin.early import EarlyClients
    from moto_personalize.plugin.marks import Marked
    from moto_personalize.plugin.server_process import ServerProcess
    from moto_personalize.testing import Personalize

MARK = "personalize"
BENCH = "moto_personalize.testing"
FIXTURES = ("personalize", "personalize_server")
NAMES = ("moto_personalize", "pytest_moto_personalize")  # of the entry point, and of the module in a conftest


def pytest_addoption(pluginmanager: pytest.PytestPluginManager) -> None:
    """Come once, under whichever name is first: pytest refuses a module that it knows under another."""
    here = pluginmanager.get_name(sys.modules[__name__])
    for name in NAMES:
        if name != here:
            pluginmanager.set_blocked(name)


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        f"{MARK}(min_interactions=..., transitions=...): settings of moto-personalize and transitions for the fixtures "
        f"{' and '.join(FIXTURES)}; a test that asks for neither gets {FIXTURES[0]}.",
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A mark alone brings the mock: of a unittest.TestCase, and where nothing but the mock is wanted."""
    known: dict[int, bool] = {}
    for item in items:
        if _is_marked(item, known):
            names: list[str] | None = getattr(item, "fixturenames", None)
            if names is not None and not set(FIXTURES) & set(names):
                _ask_for_the_mock(item, names)


def _is_marked(node: pytest.Item | pytest.Collector, known: dict[int, bool]) -> bool:
    """Each class and module is asked once: a suite without the mark pays next to nothing for its tests."""
    if node.own_markers and any(mark.name == MARK for mark in node.own_markers):
        return True
    above: Any = node.parent
    if above is None:
        return False
    if id(above) not in known:
        known[id(above)] = _is_marked(above, known)
    return known[id(above)]


def _ask_for_the_mock(item: Any, names: list[str]) -> None:
    """By a list of its own: pytest gives all parameters of a function the same."""
    first = _first_of_the_test(item, names)
    item.fixturenames = [*names[:first], FIXTURES[0], *names[first:]]


def _first_of_the_test(item: pytest.Item, names: list[str]) -> int:
    """Where the fixtures of the test itself begin, after those of its session, package, module and class."""
    known = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    scopes = (known[name][-1].scope if known.get(name) else "" for name in names)
    return next((n for n, scope in enumerate(scopes) if scope == "function"), len(names))


def pytest_assertrepr_compare(op: str, left: object, right: object) -> list[str] | None:
    """Say what of the recorded calls or events is not as expected."""
    comparing = sys.modules.get("moto_personalize.bench.comparing")
    return comparing.explained(left, right) if comparing and op == "==" else None


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Where the bench refuses what a test asks, show the line of the test; `--full-trace` shows ours, too."""
    if call.excinfo and isinstance(call.excinfo.value, ValueError) and not item.config.getoption("fulltrace"):
        _end_before_the_bench(call.excinfo.tb)


def _end_before_the_bench(traceback: TracebackType) -> None:
    frames = [traceback]
    while frames[-1].tb_next:
        frames.append(frames[-1].tb_next)
    modules = [str(frame.tb_frame.f_globals.get("__name__")) for frame in frames]
    if BENCH in modules and modules[-1].startswith("moto_personalize."):  # else it is no sentence of ours
        frames[modules.index(BENCH) - 1].tb_next = None


@pytest.fixture(scope="session")
def _personalize_early_clients() -> EarlyClients:
    from moto_personalize.plugin.early import EarlyClients

    return EarlyClients()


@pytest.fixture
def _personalize_environment(request: pytest.FixtureRequest) -> Iterator[None]:
    """Of its own, not the test's `monkeypatch`, which the test may undo."""
    clients_may_be_there = "botocore" in sys.modules and "moto" not in sys.modules
    from moto_personalize import registration
    from moto_personalize.plugin import environment

    if clients_may_be_there:
        registration.mock_what_is_there()
    early: EarlyClients = request.getfixturevalue("_personalize_early_clients")  # it brings moto, if nobody has
    early.prepare()
    with pytest.MonkeyPatch.context() as patched:
        for name, value in environment.for_a_test(os.environ).items():
            patched.delenv(name, raising=False) if value is None else patched.setenv(name, value)
        yield
        early.leave()


@pytest.fixture
def _personalize_marked(request: pytest.FixtureRequest) -> Marked:
    from moto_personalize.plugin import marks

    try:
        return marks.read((mark.args, mark.kwargs) for mark in request.node.iter_markers(MARK))
    except ValueError as error:
        raise _refused(error) from None


def _refused(error: ValueError) -> BaseException:
    return _failed(f"@pytest.mark.{MARK}: {error}")


def _failed(text: str) -> BaseException:
    """What `pytest.fail` raises, to be raised from None: after an error it would show the same text twice."""
    return pytest.fail.Exception(text, pytrace=False)


@pytest.fixture
def personalize(_personalize_environment: None, _personalize_marked: Marked) -> Iterator[Personalize]:
    """A running mock: boto3 clients `.client`, `.events`, `.runtime`, `.s3`, and the bench's functions as methods."""
    from moto_personalize import mock_personalize, registration
    from moto_personalize.personalize import script
    from moto_personalize.testing import Personalize

    around = registration.mock_running()
    with mock_personalize(config=_personalize_marked.config), script.of_a_test() if around else nullcontext():
        try:
            _personalize_marked.move()
        except ValueError as error:
            raise _refused(error) from None
        yield Personalize()


@pytest.fixture(scope="session")
def _personalize_server() -> Iterator[ServerProcess]:
    """One for the session, or for a worker of xdist."""
    from moto_personalize.plugin.server_process import ServerProcess

    server = ServerProcess()
    yield server
    server.stop()


@pytest.fixture
def personalize_server(
    _personalize_server: ServerProcess,
    _personalize_environment: None,
    _personalize_marked: Marked,
) -> Iterator[str]:
    """The endpoint URL of a live server on a free port, empty when the test begins."""
    import boto3

    from moto_personalize import testing
    from moto_personalize.serving.listening import CannotServe

    try:
        url = _personalize_server.url()
    except CannotServe as error:
        raise _failed(str(error)) from None
    testing.reset(endpoint_url=url)
    try:
        _personalize_marked.set_up(url)
    except ValueError as error:
        raise _refused(error) from None
    with pytest.MonkeyPatch.context() as patched:
        # it keeps the credentials that it was made with
        patched.setattr(boto3, "DEFAULT_SESSION", None)
        yield url
