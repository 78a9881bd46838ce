"""The package is typed: a right program of a user type-checks, a wrong one does not."""

from __future__ import annotations

from pathlib import Path

import pytest

import moto_personalize
from moto_personalize import filters
from tests.programs import run
from tests.typing import program

HERE = Path(__file__).parent
PATIENCE = 300  # seconds; where all tests run at once, mypy without its cache has taken more than a minute
FLAGS = ("--strict", "--no-error-summary", "--config-file=", "--follow-imports=silent", "--ignore-missing-imports")


def checked(program: str) -> list[str]:
    """The lines in which mypy sees an error. Slow without its cache: it reads the types of moto and numpy."""
    output = run(["-m", "mypy", *FLAGS, str(HERE / program)], patience=PATIENCE).stdout
    return [line for line in output.splitlines() if ": error: " in line]


@pytest.fixture(autouse=True)
def mypy_is_there() -> None:
    pytest.importorskip("mypy")


def test_a_right_program_type_checks() -> None:
    assert checked("program.py") == []


def test_a_wrong_program_is_refused_line_by_line() -> None:
    lines = [int(line.split(":")[1]) for line in checked("wrong_program.py")]
    source = (HERE / "wrong_program.py").read_text().splitlines()
    wrong = [number for number, text in enumerate(source, 1) if "  # " in text]
    assert sorted(set(lines)) == wrong


def test_the_package_says_that_it_is_typed() -> None:
    assert Path(moto_personalize.__file__).with_name("py.typed").exists()


def test_what_a_right_program_imports_is_there() -> None:
    assert program.Explanation is filters.Explanation
