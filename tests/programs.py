"""Programs of their own: what only a fresh interpreter shows."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import textwrap
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

PATIENCE = 60  # seconds until a program that hangs fails its test


def tool(variable: str, found: str | None = None) -> str:
    """What a variable of the environment names, or what was found without it.

    With neither the test is skipped; under REQUIRE_TOOLS, as .ci/run sets it, it fails.
    """
    named = os.environ.get(variable) or found
    if not named and os.environ.get("REQUIRE_TOOLS"):
        pytest.fail(f"{variable} names nothing: see .ci/run")
    if not named:
        pytest.skip(f"{variable} names nothing: see .ci/run")
    return named


def run(arguments: Sequence[str], patience: float = PATIENCE, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=patience,
    )


def run_python(source: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a fresh interpreter."""
    return run(["-c", textwrap.dedent(source)], **environment)


def printed(source: str, **environment: str) -> Any:
    """What a program prints as JSON on its last line. AssertionError with its traceback when it fails."""
    program = run_python(source, **environment)
    assert program.returncode == 0, program.stderr
    return json.loads(program.stdout.splitlines()[-1])


COMMAND = Path(sysconfig.get_path("scripts")) / "moto-personalize"


def command(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `moto-personalize` to its end."""
    return subprocess.run(
        [COMMAND, *arguments], env={**os.environ, **environment}, capture_output=True, text=True, timeout=PATIENCE
    )


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """`moto-personalize serve` on a free port: its address, and the process, which is ended at last."""
    program = subprocess.Popen([COMMAND, "serve", "-p", "0", *arguments], stderr=subprocess.PIPE, text=True)
    assert program.stderr is not None
    try:
        lines = iter(program.stderr.readline, "")
        addresses = (re.search(r"Running on (https?://\S+)", line) for line in lines)
        yield next(address[1] for address in addresses if address), program
    finally:
        program.terminate()
        program.communicate(timeout=PATIENCE)


@contextmanager
def proxying(log: Path) -> Iterator[dict[str, str]]:
    """`moto-personalize proxy` on a free port: the variables that it prints; the process is ended at last."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with log.open("w") as output:
        program = subprocess.Popen([COMMAND, "proxy", "-p", "0"], stdout=output, stderr=output, env=environment)
    try:
        until = time.monotonic() + PATIENCE
        while "Serving HTTP Proxy" not in log.read_text():
            assert program.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)
        yield dict(re.findall(r"([A-Z_]+)=(\S+)", log.read_text()))
    finally:
        program.terminate()
        program.communicate(timeout=PATIENCE)
