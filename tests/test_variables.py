"""The variables of the environment that docs/settings.md lists are those that the package knows."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import moto_personalize
from moto_personalize.plugin import environment
from tests.pages import ROOT

VARIABLE = r"(?:AWS|MOTO|TEST)_[A-Z_]*[A-Z]"
# a test's environment is made of these, and none of them is asked for
OF_A_TEST = {*environment.MADE_UP, *environment.PROFILES}
MOTO = {"TEST_SERVER_MODE", "TEST_SERVER_MODE_ENDPOINT", "TEST_PROXY_MODE"}  # read by moto itself
SDK = {"AWS_CA_BUNDLE", "AWS_MAX_ATTEMPTS"}


def known() -> set[str]:
    """What a text of the code names."""
    trees = [ast.parse(file.read_text()) for file in Path(moto_personalize.__file__).parent.rglob("*.py")]
    nodes = (node for tree in trees for node in ast.walk(tree))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if re.fullmatch(VARIABLE, text)}


def listed() -> set[str]:
    rows = re.findall(r"^\| (`[^|]*`) \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE)
    return {name for row in rows for name in re.findall(f"`({VARIABLE})`", row)}


def test_every_variable_that_the_package_reads_is_on_the_page() -> None:
    assert known() - OF_A_TEST - listed() == set()


def test_every_variable_on_the_page_is_read() -> None:
    assert listed() - known() - MOTO - SDK == set()
