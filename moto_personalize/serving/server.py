"""Moto's server with every moto service and the three of Personalize."""

from __future__ import annotations

import ssl
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from .. import registration
from . import snapshot_file
from .listening import CannotServe, check_server_extra, check_settings, default_port, free_port

PORT = 5000


def serve(
    host: str = "127.0.0.1",
    port: int | None = None,
    *,
    reload: bool = False,
    ssl_adhoc: bool = False,
    ssl_cert: str | None = None,
    ssl_key: str | None = None,
    snapshot: Path | None = None,
    save_on_exit: bool = False,
) -> None:
    """Serve until interrupted. Raises CannotServe.

    port: MOTO_PORT, else 5000, as moto_server, unless given. snapshot: what to begin with; with save_on_exit also where
    to leave what is there at the end (SIGINT, SIGTERM), and then it need not be there at the start.
    """
    registration.register()
    check_server_extra("serve")
    check_settings()
    _check_certificate(ssl_adhoc, ssl_cert, ssl_key)
    chosen = default_port("MOTO_PORT", PORT) if port is None else port
    free_port(host, chosen)
    _begin(snapshot, save_on_exit, reload)
    from moto import server

    try:
        with patch.object(server, "signal_handler", _ending(server.main)):
            server.main(_arguments(host, chosen, reload, ssl_adhoc, ssl_cert, ssl_key))
    finally:  # moto ends by SystemExit
        if snapshot and save_on_exit:
            snapshot_file.save(snapshot)


def _ending(main: Callable[..., Any]) -> Callable[[int, FrameType | None], None]:
    """Moto's answer to a signal, but only while it serves: a second one would break off what is done after that."""

    def end(signal: int, frame: FrameType | None) -> None:
        if any(outer.f_code is main.__code__ for outer, _ in traceback.walk_stack(frame)):
            sys.exit(0)

    return end


def _begin(snapshot: Path | None, save_on_exit: bool, reload: bool) -> None:
    if snapshot == Path():
        raise CannotServe("--snapshot needs the path of a file")
    if save_on_exit and snapshot is None:
        raise CannotServe("--save-on-exit needs --snapshot FILE, which says where")
    if save_on_exit and reload:
        raise CannotServe("--save-on-exit does not go with --reload, which ends servers without notice")
    if snapshot is None:
        return
    if save_on_exit:
        snapshot_file.check_writable(snapshot)
    if snapshot.exists() or not save_on_exit:
        snapshot_file.load(snapshot)


def _arguments(
    host: str, port: int, reload: bool, ssl_adhoc: bool, ssl_cert: str | None, ssl_key: str | None
) -> list[str]:
    flags = ["-H", host, "-p", str(port)]
    flags += ["-r"] if reload else []
    flags += ["-s"] if ssl_adhoc else []
    return [*flags, "-c", ssl_cert, "-k", ssl_key] if ssl_cert and ssl_key else flags


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
