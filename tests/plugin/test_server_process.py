"""The server behind the fixture `personalize_server`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from moto_personalize.plugin.server_process import ServerProcess, serve
from moto_personalize.serving.listening import CannotServe
from tests.programs import PATIENCE


@pytest.fixture
def server() -> Iterator[ServerProcess]:
    server = ServerProcess()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def shared() -> Iterator[ServerProcess]:
    """One for the tests that leave it as it is, of a session whose mock is elsewhere."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("TEST_SERVER_MODE", "true")
        server = ServerProcess()
    yield server
    server.stop()


def answered(url: str) -> dict[str, Any]:
    """The settings of a server."""
    return dict(requests.get(f"{url}/moto-api/personalize/settings", timeout=10).json())


def ends(url: str) -> bool:
    """Whether nothing answers there any more, soon."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            requests.get(f"{url}/moto-api/personalize/settings", timeout=1)
        except requests.ConnectionError:
            return True
        time.sleep(0.02)
    return False


def test_it_serves_until_it_is_stopped_and_logs_no_request(
    server: ServerProcess, capfd: pytest.CaptureFixture[str]
) -> None:
    url = server.url()
    assert answered(url)["min_users"] == 25
    assert server.url() == url
    server.stop()
    assert ends(url)
    server.stop()
    assert capfd.readouterr() == ("", "")


def test_one_that_died_is_started_again_in_the_environment_in_which_it_was_made(
    server: ServerProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in ("3", "many"):
        monkeypatch.setenv("MOTO_PERSONALIZE_MIN_USERS", number)
        url = server.url()
        assert answered(url)["min_users"] == 25
        assert server._process is not None
        server._process.kill()
        server._process.wait(PATIENCE)
        assert ends(url)


def test_it_is_no_client_of_another_server(shared: ServerProcess) -> None:
    assert requests.post(f"{shared.url()}/moto-api/personalize/reset", timeout=10).json() == {}


def test_it_ends_with_its_session_however_that_ends() -> None:
    program = """if True:
        import time
        from moto_personalize.plugin.server_process import ServerProcess, serve
        print(ServerProcess().url(), flush=True)
        time.sleep(600)
    """
    session = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert session.stdout is not None
    url = session.stdout.readline().strip()
    assert answered(url)["min_users"] == 25
    session.kill()
    session.communicate(timeout=PATIENCE)
    assert ends(url)


def test_a_control_c_of_the_session_leaves_it_to_its_teardown(shared: ServerProcess) -> None:
    url = shared.url()
    assert shared._process is not None
    os.kill(shared._process.pid, signal.SIGINT)
    assert answered(url)["min_users"] == 25


def test_without_the_extra_it_is_named(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setitem(sys.modules, "flask_cors", None)
    serve()
    assert capsys.readouterr().out == (
        "personalize_server needs what the extra 'server' brings: install moto-personalize[server] "
        "(import of flask_cors halted; None in sys.modules)\n"
    )


def test_a_wrong_setting_of_the_environment_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_MIN_USERS", "abc")
    with pytest.raises(CannotServe, match=r"^MOTO_PERSONALIZE_MIN_USERS takes a whole number, not 'abc'\.$"):
        ServerProcess().url()


def test_one_that_does_not_start_points_to_its_log(server: ServerProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "false")
    with pytest.raises(CannotServe, match=r"^The server did not start; its log says why\.$"):
        server.url()
