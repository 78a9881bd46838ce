"""The suites of the examples pass, where nothing is set up for AWS."""

from __future__ import annotations

import ast
import inspect
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest_moto_personalize
from moto_personalize import testing

EXAMPLES = Path(__file__).parent.parent / "examples"
SHOP = EXAMPLES / "shop"
PATIENCE = 300  # seconds


def test_the_suite_of_the_shop_passes() -> None:
    ours = ("AWS_", "MOTO_", "PYTEST_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
    bare = {name: value for name, value in os.environ.items() if not name.upper().startswith(ours)}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:anyio"],
        cwd=SHOP,
        env=bare,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert ran.returncode == 0, ran.stdout
    skipped = "" if shutil.which("openssl") else ", 1 skipped"
    assert re.search(rf"^\d+ passed{skipped} in", ran.stdout, re.MULTILINE), ran.stdout


def test_the_suite_of_the_shop_uses_every_function_of_the_bench_and_every_fixture() -> None:
    """What is added to them wants a place there, where a reader sees what it is for."""
    bench = {name for name, value in vars(testing).items() if _is_of_the_bench(name, value)}
    assert "deploy_campaign" in bench
    nodes = [node for path in (SHOP / "tests").glob("*.py") for node in ast.walk(ast.parse(path.read_text()))]
    assert bench - {_called(node) for node in nodes} == set()
    asked_for = {node.arg for node in nodes if isinstance(node, ast.arg)}
    assert set(pytest_moto_personalize.FIXTURES) - asked_for == set()


def _is_of_the_bench(name: str, value: object) -> bool:
    return inspect.isfunction(value) and value.__module__ == testing.__name__ and not name.startswith("_")


def _called(node: ast.AST) -> str | None:
    match node:
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            return name
    return None


def test_every_file_that_the_shops_page_names_is_there() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", (SHOP / "README.md").read_text())
    assert links
    assert [link for link in links if not (SHOP / link).exists()] == []
