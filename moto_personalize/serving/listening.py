"""What the server and the proxy check before they listen, so that a refusal is one line."""

from __future__ import annotations

import errno
import os
import socket

from .. import config


class CannotServe(Exception):
    """Why the server or the proxy cannot start, in one line."""


def default_port(variable: str, otherwise: int) -> int:
    """The port that moto's variable of the environment names, or another. Raises CannotServe."""
    text = os.environ.get(variable) or str(otherwise)
    if not text.isdigit():
        raise CannotServe(f"{variable} is not a port: {text}")
    return int(text)


def lacking(asker: str, extra: str, why: object) -> CannotServe:
    """The refusal of one who asks for what an extra brings."""
    return CannotServe(f"{asker} needs what the extra '{extra}' brings: install moto-personalize[{extra}] ({why})")


def check_server_extra(asker: str) -> None:
    """Raise CannotServe when moto's server cannot be imported; it would warn at length before it fails."""
    try:
        import flask  # noqa: F401
        import flask_cors  # noqa: F401
        import moto.server  # noqa: F401
    except ImportError as error:
        raise lacking(asker, "server", error) from None


def check_settings() -> None:
    """Raise CannotServe when the environment holds a wrong setting."""
    try:
        config.current()
    except ValueError as error:
        raise CannotServe(str(error)) from None


def free_port(host: str, port: int) -> int:
    """The port, or for 0 one that is free. Raises CannotServe when it cannot be had."""
    if not 0 <= port <= 65535:
        raise CannotServe(f"{port} is not a port: 0 to 65535")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
            return int(probe.getsockname()[1])
    except socket.gaierror:
        raise CannotServe(f"{host} is not an address of this machine") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotServe(f"port {port} of {host} is in use; choose another with --port") from None
        raise CannotServe(f"cannot listen on {host}:{port}: {error.strerror}") from None
