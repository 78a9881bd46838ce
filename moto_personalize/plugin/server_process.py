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

from ..serving.listening import CannotServe

NEEDS_EXTRA = "personalize_server needs what the extra 'server' brings: install moto-personalize[server]"
PATIENCE = 10  # seconds until a server that does not end is killed
# a server that took these for itself would look for the mock elsewhere
NOT_FOR_A_SERVER = ("TEST_SERVER_MODE", "TEST_PROXY_MODE")


class ServerProcess:
    """A server on a free port, started when it is first asked for, and again when it has died."""

    def __init__(self) -> None:
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
        environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_A_SERVER}
        command = [sys.executable, "-m", __name__]
        self._process = process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment, text=True
        )
        assert process.stdout is not None
        said = process.stdout.readline().strip()
        if not said.startswith("http:"):
            self.stop()
            raise CannotServe(said or "The server did not start; its log says why.")
        self._url = said


def serve() -> None:
    """Serve until standard input ends. The first line of the output is the address, or why there is none."""
    import logging

    from ..registration import register

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # of a session's Ctrl-C: its tests are still being torn down
    register()
    try:
        import flask  # noqa: F401  # moto's server warns at length before it fails
        import flask_cors  # noqa: F401
        from moto.server import ThreadedMotoServer
    except ImportError as error:
        print(f"{NEEDS_EXTRA} ({error})")
        return
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    print(f"http://{host}:{port}", flush=True)
    sys.stdin.read()
    os._exit(0)  # whatever request is still being answered


if __name__ == "__main__":
    serve()
