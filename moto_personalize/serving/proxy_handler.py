"""How the proxy answers: as moto's does, but for when a connection ends."""

from __future__ import annotations

import socket
import sys

from moto.moto_proxy.proxy3 import ProxyRequestHandler

from ..personalize.responses import LostConnection


class Handler(ProxyRequestHandler):
    """Moto's, which ends a connection after each answer but tells no client: its next request may meet the end."""

    def do_CONNECT(self) -> None:
        del self.headers["Proxy-Connection"]  # by "close", as node's agents send it, moto's ends the tunnel at once
        super().do_CONNECT()

    def end_headers(self) -> None:
        if self.command != "CONNECT":
            self.send_header("Connection", "close")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """What moto's makes of an exception; a connection that a test wants to be lost is lost."""
        if isinstance(sys.exc_info()[1], LostConnection):
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            super().send_error(code, message, explain)
