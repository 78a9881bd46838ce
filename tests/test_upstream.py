"""Moto's own tests of its four schema operations, on our backend. MOTO_SOURCE names a checkout of moto."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.programs import tool


def test_moto_s_own_personalize_tests_pass_unchanged() -> None:
    source = tool("MOTO_SOURCE")
    tests = Path(source) / "tests" / "test_personalize"
    assert list(tests.glob("test_*.py"))
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "moto_personalize", "-p", "no:cacheprovider", str(tests)],
        cwd=source,
        env={**os.environ, "MOTO_PERSONALIZE_VALIDATE_SCHEMAS": "false"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert " passed" in run.stdout
