"""The README tells the truth: its tables, its first test, its test command."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

from moto_personalize.config import Settings
from moto_personalize.operations_table import markdown_table

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def test_the_table_of_operations_is_the_generated_one() -> None:
    table = README.split("<!-- operations -->\n")[1].split("\n<!-- /operations -->")[0]
    assert table == markdown_table()


def test_the_table_of_settings_has_every_one_with_its_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| \w", README, re.MULTILINE)
    assert rows == [(field.name, str(field.default).lower()) for field in dataclasses.fields(Settings)]


def test_the_first_test_passes_and_is_short() -> None:
    code = re.findall(r"```python\n(.*?)```", README, re.DOTALL)[0]
    assert len([line for line in code.splitlines() if line.strip()]) <= 10
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    test = names["test_a_dataset_group_is_ready_at_once"]
    assert callable(test)
    test()


def test_ci_runs_the_test_command_of_the_readme() -> None:
    commands = [line for line in README.splitlines() if "bin/pytest" in line]
    assert len(commands) == 1
    assert commands[0] == 'python3 -m venv .venv && .venv/bin/pip install ".[test]" && .venv/bin/pytest'
    ci = (ROOT / ".ci" / "run").read_text()
    assert "grep -m 1 'bin/pytest' README.md" in ci
    assert 'export MOTO_SOURCE AWS_CLI="$tools/awscli/bin/aws" REQUIRE_TOOLS=1\n' in ci


def test_every_linked_file_is_there() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (ROOT / link).exists()] == []
