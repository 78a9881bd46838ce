"""What pages show of other files is what stands there, and every example is shown."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.pages import PAGES, ROOT, filled, settings_in_short, sources


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_a_page_is_current(page: Path) -> None:
    assert page.read_text() == filled(page.read_text()), "run: python -m tests.pages"


def test_the_readmes_table_of_settings_is_current() -> None:
    assert settings_in_short() in (ROOT / "README.md").read_text()


def test_every_example_is_shown_on_a_page() -> None:
    there = {str(file.relative_to(ROOT)) for file in (ROOT / "tests" / "examples").glob("test_*.py")}
    shown = {source for page in PAGES for source in sources(page.read_text()) if source.startswith("tests/examples/")}
    assert there == shown


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\((?!http)([^)#]*)(?:#([^)]*))?\)", page.read_text())
    targets = [(page.parent / name if name else page, part) for name, part in links]
    assert [target for target, _ in targets if not target.exists()] == []
    assert [part for target, part in targets if part and part not in headings(target)] == []


def headings(page: Path) -> list[str]:
    """What links to parts of a page are called."""
    titles = re.findall(r"^#+ (.*)$", page.read_text(), re.MULTILINE)
    return [re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles]
