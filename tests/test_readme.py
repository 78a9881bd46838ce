"""The README tells the truth: its tables, its tests, its test command."""

from __future__ import annotations

import re
from pathlib import Path

import requests

from moto_personalize import mock_personalize
from tests import programs

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
EXAMPLES = re.findall(r"```(?:python|text)\n(.*?)```", README, re.DOTALL)
TESTS = [example for example in EXAMPLES if "def test_" in example]


def test_the_first_test_is_short() -> None:
    assert len([line for line in TESTS[0].splitlines() if line.strip()]) <= 10


def test_the_tests_pass_as_one_file(tmp_path: Path) -> None:
    file = tmp_path / "test_films.py"
    file.write_text("\n\n".join(TESTS))
    ran = programs.run(["-m", "pytest", "-q", "-p", "no:cacheprovider", str(file)])
    assert f"{len(TESTS)} passed" in ran.stdout, ran.stdout


def test_the_other_examples_are_those_of_the_page_on_filters() -> None:
    others = [example for example in EXAMPLES if example not in TESTS]
    page = (ROOT / "docs" / "filters.md").read_text()
    assert len(others) == 2
    assert [example for example in others if example not in page] == []


@mock_personalize
def test_settings_of_the_control_route_survive_motos_reset() -> None:
    moto = "http://motoapi.amazonaws.com/moto-api/"
    defaults = requests.get(f"{moto}personalize/settings", timeout=10).json()
    requests.put(f"{moto}personalize/settings", json={"seed": 7}, timeout=10)
    requests.post(f"{moto}reset", timeout=10)
    assert requests.get(f"{moto}personalize/settings", timeout=10).json() == {**defaults, "seed": 7}
    assert requests.delete(f"{moto}personalize/settings", timeout=10).json() == defaults


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
