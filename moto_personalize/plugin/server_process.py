"""A server for one test session, in a process of its own.

Of its own, since moto keeps its state once for a process: in a thread of the test session every mock that begins or
ends there, of a test, a class or a whole suite, would empty the server, and a reset of the server would empty them.
It serves as long as its standard input is open, so that it ends with the session, however that ends.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping

from ..serving.listening import CannotServe, check_server_extra, check_settings
from . import environment

PATIENCE = 10  # seconds until a server that does not end is killed
# a server that took these for itself would look for the mock elsewhere
NOT_FOR_A_SERVER = ("TEST_SERVER_MODE", "TEST_PROXY_MODE")


class ServerProcess:
    """A server on a free port, started when it is first asked for, and again when it has died.

    Its environment is that of the moment in which this object is made: what a test patches in its own, for itself, is
    nothing to the tests that come later.
    """

    def __init__(self) -> None:
        self._environment = _of_a_server(os.environ)
        self._process: subprocess.Popen[str] | None = None
        self._url = ""

    def url(self) -> str:
        """Where it serves. Raises CannotServe."""
        if self._process is None or self._process.poll() is not None:
            self._start()
        return self._url

    def stop(self) -> None:
        """End it; one that was not started, too."""
        process, self._process = self._process, None
        if process is None:
            return
        with process:  # closes its pipes and waits for it
            process.terminate()
            try:
                process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()

    def _start(self) -> None:
        self.stop()
        command = [sys.executable, "-m", __name__]
        self._process = process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self._environment, text=True
        )
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        if not said.startswith("http:"):
            self.stop()
            raise CannotServe(said or "The server did not start; its log says why.")
        self._url = said


def _of_a_server(given: Mapping[str, str]) -> dict[str, str]:
    ours = {**given, **environment.for_a_test(given), **dict.fromkeys(NOT_FOR_A_SERVER)}
    return {name: value for name, value in ours.items() if value is not None}


def serve() -> None:
    """Serve until standard input ends. The first line of the output is the address, or why there is none."""
    import logging

    from ..registration import register

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a session's Ctrl-C: its tests are still being torn down
    register()
    try:
        check_server_extra("personalize_server")
        check_settings()
    except CannotServe as error:
        print(error)
        return
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    print(f"http://{host}:{port}", flush=True)
    sys.stdin.read()
    os._exit(0)  # whatever request is still being answered


if __name__ == "__main__":
    serve()
