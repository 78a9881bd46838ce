"""A server as a user starts it, and the AWS CLI against it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.programs import serving, tool


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


@pytest.fixture(scope="module")
def served_url() -> Iterator[str]:
    """The endpoint of `moto-personalize serve`, run as a process of its own."""
    with serving() as (url, _):
        yield url


@pytest.fixture
def cli(served_url: str, tmp_path: Path) -> Cli:
    return Cli(tool("AWS_CLI", shutil.which("aws")), served_url, tmp_path)
