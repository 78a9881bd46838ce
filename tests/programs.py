"""Programs of their own: what only a fresh interpreter shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

PATIENCE = 60  # seconds until a program that hangs fails its test


def run(arguments: Sequence[str], **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def run_python(source: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program in a fresh interpreter."""
    return run(["-c", textwrap.dedent(source)], **environment)


def printed(source: str, **environment: str) -> Any:
    """What a program prints as JSON on its last line. AssertionError with its traceback when it fails."""
    program = run_python(source, **environment)
    assert program.returncode == 0, program.stderr
    return json.loads(program.stdout.splitlines()[-1])
