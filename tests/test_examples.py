"""The suites of the examples pass, where nothing is set up for AWS."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

EXAMPLES = Path(__file__).parent.parent / "examples"
SHOP = EXAMPLES / "shop"
PATIENCE = 300  # seconds


def test_the_suite_of_the_shop_passes() -> None:
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_", "PYTEST_"))}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:asyncio"],
        cwd=SHOP,
        env=bare,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ran.returncode == 0, ran.stdout
    assert re.search(r"^\d+ passed\b(?!.*skipped)", ran.stdout, re.MULTILINE), ran.stdout


def test_every_file_that_the_shops_page_names_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (SHOP / "README.md").read_text())
    assert links
    assert [link for link in links if not (SHOP / link).exists()] == []
