"""Moto's server with every moto service and the three of Personalize."""

from __future__ import annotations

import errno
import os
import socket
import ssl

from . import config, registration

NEEDS_EXTRA = "serve needs what the extra 'server' brings: install moto-personalize[server]"


class CannotServe(Exception):
    """Why the server cannot start, in one line."""


def serve(
    host: str = "127.0.0.1",
    port: int = 5000,
    *,
    reload: bool = False,
    ssl_adhoc: bool = False,
    ssl_cert: str | None = None,
    ssl_key: str | None = None,
) -> None:
    """Serve until interrupted. Raises CannotServe."""
    registration.register()
    try:
        import flask  # noqa: F401  # moto's server warns at length before it fails
        import flask_cors  # noqa: F401
        from moto.server import main
    except ImportError as error:
        raise CannotServe(f"{NEEDS_EXTRA} ({error})") from None
    _check_settings()
    _check_certificate(ssl_adhoc, ssl_cert, ssl_key)
    _check_free(host, port)
    main(_arguments(host, port, reload, ssl_adhoc, ssl_cert, ssl_key))


def default_port() -> int:
    """MOTO_PORT, else 5000, as moto_server. Raises CannotServe."""
    text = os.environ.get("MOTO_PORT", "5000")
    if not text.isdigit():
        raise CannotServe(f"MOTO_PORT is not a port: {text}")
    return int(text)


def _arguments(
    host: str, port: int, reload: bool, ssl_adhoc: bool, ssl_cert: str | None, ssl_key: str | None
) -> list[str]:
    flags = ["-H", host, "-p", str(port)]
    flags += ["-r"] if reload else []
    flags += ["-s"] if ssl_adhoc else []
    return [*flags, "-c", ssl_cert, "-k", ssl_key] if ssl_cert and ssl_key else flags


def _check_settings() -> None:
    try:
        config.current()
    except ValueError as error:
        raise CannotServe(str(error)) from None


def _check_certificate(adhoc: bool, cert: str | None, key: str | None) -> None:
    if (cert is None) != (key is None):
        raise CannotServe("--ssl-cert and --ssl-key must be given together")
    if cert and key:
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(cert, key)
        except (OSError, ssl.SSLError) as error:
            raise CannotServe(f"cannot read the certificate {cert} with the key {key}: {error}") from None
    if adhoc and not cert:
        try:
            import cryptography  # noqa: F401  # werkzeug makes the certificate with it
        except ImportError:
            raise CannotServe("--ssl without a certificate needs: pip install cryptography") from None


def _check_free(host: str, port: int) -> None:
    if not 0 <= port <= 65535:
        raise CannotServe(f"{port} is not a port: 0 to 65535")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except socket.gaierror:
        raise CannotServe(f"{host} is not an address of this machine") from None
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise CannotServe(f"port {port} of {host} is in use; choose another with --port") from None
        raise CannotServe(f"cannot listen on {host}:{port}: {error.strerror}") from None
