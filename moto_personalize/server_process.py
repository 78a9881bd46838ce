"""A server for one test session, in a process of its own.

Of its own, since moto keeps its state once for a process: in a thread of the test session every mock that begins or
ends there, of a test, a class or a whole suite, would empty the server, and a reset of the server would empty them.
It serves as long as its standard input is open, so that it ends with the session, however that ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

from .server import NEEDS_EXTRA, CannotServe

PATIENCE = 10  # seconds until a server that does not end by itself is killed
# a server that took these for itself would look for the mock elsewhere
NOT_FOR_A_SERVER = ("TEST_SERVER_MODE", "TEST_PROXY_MODE")


class ServerProcess:
    """A running server on a free port. Raises CannotServe when it does not start."""

    def __init__(self) -> None:
        environment = {name: value for name, value in os.environ.items() if name not in NOT_FOR_A_SERVER}
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            text=True,
        )
        said = self._pipe("stdout").readline().strip()
        if not said.startswith("http"):
            self.stop()
            raise CannotServe(said or "the server did not start")
        self.url = said

    def stop(self) -> None:
        self._pipe("stdin").close()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._pipe("stdout").close()

    def _pipe(self, name: str) -> Any:
        return getattr(self._process, name)


def serve() -> None:
    """Serve until standard input ends; the first line of the output is the address, or why there is none."""
    import logging

    from .registration import register

    register()
    try:
        import flask  # noqa: F401  # moto's server warns at length before it fails
        import flask_cors  # noqa: F401
        from moto.server import ThreadedMotoServer
    except ImportError as error:
        print(f"{NEEDS_EXTRA.replace('serve needs', 'personalize_server needs')} ({error})")
        return
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    print(f"http://{host}:{port}", flush=True)
    sys.stdin.read()
    os._exit(0)  # no request in flight holds it up


if __name__ == "__main__":
    serve()
