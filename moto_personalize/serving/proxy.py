"""Moto's proxy with every moto service and the three of Personalize, for applications whose endpoint cannot be set."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from importlib import metadata
from unittest.mock import patch

from .. import registration
from .listening import CannotServe, check_settings, default_port, free_port, lacking

EXTRA = "proxy"
PORT = 5005


def proxy(host: str = "127.0.0.1", port: int | None = None, *, verbose: bool = False) -> None:
    """Stand between an application and AWS until interrupted. Raises CannotServe.

    port: MOTO_PROXY_PORT, else 5005, unless given; 0 takes one that is free. What an application needs to come here
    is printed as lines for a shell.
    """
    registration.register()
    _check_extra()
    check_settings()
    _check_certificates()
    chosen = free_port(host, default_port("MOTO_PROXY_PORT", PORT) if port is None else port)
    from moto import proxy as motos

    from .proxy_handler import Handler

    print(exports(chosen), flush=True)
    with patch.object(motos, "ProxyRequestHandler", Handler), patch.object(motos, "print", _told, create=True):
        motos.main(["-H", host, "-p", str(chosen), *(["-v"] if verbose else [])])


def _told(line: str) -> None:
    """What moto's proxy says of itself, but for how it would be called under its own name."""
    if "moto_proxy -h" not in line:
        print(line, flush=True)


def exports(port: int) -> str:
    """What sends the AWS SDKs, the AWS CLI, and suites in moto's proxy mode, to the proxy of a port."""
    from moto.moto_proxy.certificate_creator import CertificateCreator

    return "\n".join(
        [
            f"export HTTPS_PROXY=http://localhost:{port}",
            f"export AWS_CA_BUNDLE={CertificateCreator.cacert}",
            f"export TEST_PROXY_MODE=true MOTO_PROXY_PORT={port}",
        ]
    )


def _check_extra() -> None:
    """Without what moto lists under its own extra, services would fail one by one, at their first request."""
    missing = sorted(name for name in _needed() if not _installed(name))
    if missing:
        raise lacking("proxy", EXTRA, f"missing: {', '.join(missing)}")


def _needed() -> Iterator[str]:
    for requirement in metadata.requires("moto") or ():
        name, _, marker = requirement.partition(";")
        if re.search(rf"""extra == ['"]{EXTRA}['"]""", marker):
            yield re.split(r"[^\w.-]", name.strip(), maxsplit=1)[0]


def _installed(name: str) -> bool:
    try:
        metadata.version(name)
    except metadata.PackageNotFoundError:
        return False
    return True


def _check_certificates() -> None:
    """Moto makes one for each host that is asked for, and keeps it beside its code."""
    from moto.moto_proxy.certificate_creator import CertificateCreator

    if not shutil.which("openssl"):
        raise CannotServe("proxy makes certificates with the program openssl, which is not installed")
    if not os.access(CertificateCreator.certdir, os.W_OK):
        raise CannotServe(f"proxy keeps certificates in {CertificateCreator.certdir}, where it cannot write")
