"""Every Python block of a page of documentation runs, in the order of the page; every difference has its source."""

from __future__ import annotations

import re
import sys
import types
from collections.abc import Iterator
from pathlib import Path

import pytest

PAGES = sorted(Path(__file__).parent.parent.glob("docs/*.md"))
BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.fixture
def page_module() -> Iterator[types.ModuleType]:
    """Where a page runs: dataclasses look their annotations up in their module."""
    module = types.ModuleType("page")
    sys.modules["page"] = module
    yield module
    del sys.modules["page"]


@pytest.mark.parametrize("page", [page for page in PAGES if BLOCK.search(page.read_text())], ids=lambda page: page.name)
def test_the_examples_of_a_page_run(page: Path, page_module: types.ModuleType) -> None:
    blocks = BLOCK.findall(page.read_text())
    assert all("assert" in block or "register(" in block for block in blocks)
    for block in blocks:
        exec(compile(block, page.name, "exec"), vars(page_module))


def test_there_is_a_page_with_examples() -> None:
    assert "recipes.md" in [page.name for page in PAGES]


def test_every_difference_from_aws_names_its_source() -> None:
    page = next(page for page in PAGES if page.name == "differences.md")
    tables = re.findall(r"(?:^\|.*\n)+", page.read_text(), re.MULTILINE)
    assert len(tables) == len(re.findall(r"^## ", page.read_text(), re.MULTILINE))
    for table in tables:
        header, _, *rows = ([cell.strip() for cell in line.strip("|").split(" | ")] for line in table.splitlines())
        assert header[-1] == "source"
        assert [row for row in rows if len(row) != len(header) or not all(row)] == []
