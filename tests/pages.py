"""What pages show of other files: examples, settings, routes. `python -m tests.pages` fills the places in.

A place is what stands between `<!-- of <source> -->` and `<!-- end -->`.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from moto_personalize import config
from moto_personalize.config import ENVIRONMENT_PREFIX, Settings
from moto_personalize.control import handler
from moto_personalize.control.remote import PREFIX

ROOT = Path(__file__).parent.parent
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
PLACE = re.compile(r"<!-- of (?P<source>\S+) -->\n(?P<shown>.*?)<!-- end -->", re.DOTALL)


def filled(page: str) -> str:
    """A page with every place as it should be."""
    return PLACE.sub(lambda place: f"<!-- of {place['source']} -->\n{shown(place['source'])}<!-- end -->", page)


def shown(source: str) -> str:
    """What is shown of a source: a file of the repository, or one of `MADE`."""
    language = {".py": "python", ".mjs": "js"}
    return (
        MADE[source]() if source in MADE else f"```{language[Path(source).suffix]}\n{(ROOT / source).read_text()}```\n"
    )


def sources(page: str) -> list[str]:
    return [place["source"] for place in PLACE.finditer(page)]


def without_examples(page: str) -> str:
    """A page without what is shown of files, which run as tests themselves."""
    return PLACE.sub("", page)


def settings() -> str:
    return "".join(_rows(("setting", "takes", "default", "environment variable", ""), map(_in_full, _settings())))


def settings_in_short() -> str:
    return "".join(_rows(("setting", "default", ""), map(_in_short, _settings())))


def routes() -> str:
    described = handler.openapi()["paths"]
    rows = (
        (f"`{method.upper()} {PREFIX.rstrip('/')}{path}`", operation["summary"])
        for path, by_method in described.items()
        for method, operation in by_method.items()
    )
    return "".join(_rows(("route", ""), rows))


MADE: Mapping[str, Callable[[], str]] = {
    "settings": settings,
    "settings-in-short": settings_in_short,
    "routes": routes,
}


def _settings() -> tuple[dataclasses.Field[int], ...]:
    return dataclasses.fields(Settings)


def _in_full(setting: dataclasses.Field[int]) -> tuple[str, ...]:
    kind = config.described(type(setting.default))
    variable = f"`{ENVIRONMENT_PREFIX}{setting.name.upper()}`"
    return f"`{setting.name}`", kind, _default(setting), variable, setting.metadata["help"]


def _in_short(setting: dataclasses.Field[int]) -> tuple[str, ...]:
    sentence = str(setting.metadata["help"]).partition(". ")[0].rstrip(".")
    return f"`{setting.name}`", _default(setting), sentence


def _default(setting: dataclasses.Field[int]) -> str:
    return str(setting.default).lower()


def _rows(header: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    for row in (header, ("---",) * len(header), *rows):
        yield f"| {' | '.join(row)} |\n".replace("|  |", "| |")


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(filled(page.read_text()))
