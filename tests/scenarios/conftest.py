"""A server as a user starts it, and the AWS CLI against it."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

START_SECONDS = 60  # patience with a busy machine, not an expectation


@dataclass(frozen=True)
class Cli:
    """The AWS CLI with the endpoint of a server."""

    program: str
    endpoint_url: str
    directory: Path

    def __call__(self, *arguments: str) -> Any:
        """Run a command; its answer, None where it prints nothing."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip().startswith("{") else None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "AWS_DEFAULT_REGION": "us-east-1", "AWS_PAGER": "", "AWS_DEFAULT_OUTPUT": "json"}
        return subprocess.run(
            [self.program, "--endpoint-url", self.endpoint_url, *arguments],
            cwd=self.directory,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and server.poll() is None:
        try:
            if requests.get(f"{url}/moto-api/personalize/settings", timeout=START_SECONDS).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    pytest.fail(f"moto-personalize serve did not start at {url}")


@pytest.fixture(scope="module")
def served_url() -> Iterator[str]:
    """The endpoint of `moto-personalize serve`, run as a process of its own."""
    command = shutil.which("moto-personalize", path=str(Path(sys.executable).parent)) or "moto-personalize"
    port = free_port()
    server = subprocess.Popen([command, "serve", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(f"http://127.0.0.1:{port}", server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=START_SECONDS)


@pytest.fixture
def cli(served_url: str, tmp_path: Path) -> Cli:
    program = os.environ.get("AWS_CLI") or shutil.which("aws")
    if not program:
        pytest.skip("needs the AWS CLI: set AWS_CLI to its path, or have aws on PATH")
    return Cli(program, served_url, tmp_path)
