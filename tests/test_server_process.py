"""The server behind the fixture `personalize_server`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from moto_personalize.plugin.server_process import ServerProcess
from moto_personalize.serving.server import CannotServe
from tests.programs import PATIENCE


@pytest.fixture
def server() -> Iterator[ServerProcess]:
    server = ServerProcess()
    yield server
    server.stop()


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


def test_it_serves_until_it_is_stopped(server: ServerProcess) -> None:
    url = server.url()
    assert requests.get(f"{url}/moto-api/personalize/settings", timeout=10).json()["min_users"] == 25
    assert server.url() == url
    server.stop()
    assert ends(url)
    server.stop()


def test_one_that_died_is_started_again(server: ServerProcess) -> None:
    url = server.url()
    assert server._process is not None
    server._process.kill()
    server._process.wait(PATIENCE)
    assert ends(url)
    assert requests.get(f"{server.url()}/moto-api/personalize/settings", timeout=10).ok


def test_it_is_no_client_of_another_server(server: ServerProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_SERVER_MODE", "true")
    assert requests.post(f"{server.url()}/moto-api/personalize/reset", timeout=10).json() == {}


def test_it_ends_with_its_session_however_that_ends() -> None:
    program = """if True:
        import time
        from moto_personalize.plugin.server_process import ServerProcess
        print(ServerProcess().url(), flush=True)
        time.sleep(600)
    """
    session = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    assert session.stdout is not None
    url = session.stdout.readline().strip()
    assert requests.get(f"{url}/moto-api/personalize/settings", timeout=10).ok
    session.kill()
    session.communicate(timeout=PATIENCE)
    assert ends(url)


def test_a_control_c_of_the_session_leaves_it_to_its_teardown(server: ServerProcess) -> None:
    url = server.url()
    assert server._process is not None
    os.kill(server._process.pid, signal.SIGINT)
    assert requests.get(f"{url}/moto-api/personalize/settings", timeout=10).ok


def test_without_the_extra_it_is_named(server: ServerProcess, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "flask_cors.py").write_text("raise ImportError('no module flask_cors')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(CannotServe) as error:
        server.url()
    assert str(error.value) == (
        "personalize_server needs what the extra 'server' brings: install moto-personalize[server] "
        "(no module flask_cors)"
    )


def test_one_that_does_not_start_points_to_its_log(server: ServerProcess, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "false")
    with pytest.raises(CannotServe, match=r"^The server did not start; its log says why\.$"):
        server.url()
