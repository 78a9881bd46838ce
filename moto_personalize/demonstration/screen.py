"""What the demonstration prints: readable on a dark and a light terminal, and in a pipe."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..recipes import find
from .comparison import COLUMNS, Lists, Metrics, best, ratio_to_first
from .material import Material

METRICS_TITLE = "Metrics on held-out interactions; ratio: NDCG@25 to that of the first recipe"


class Screen:
    """A console that takes texts as they are: an item's id may look like markup."""

    def __init__(self) -> None:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")  # an id may have characters that the terminal lacks
        self._console = Console(markup=False, emoji=False, highlight=False)
        self.say("Amazon Personalize, offline: everything happens in this process.", style="bold")

    def say(self, text: str, style: str = "") -> None:
        self._console.print(text, style=style, soft_wrap=True)

    @contextmanager
    def step(self, what: str) -> Iterator[list[str]]:
        """Announce a step on a terminal; print its line when it is done, with the results that it appends."""
        results: list[str] = []
        start = time.perf_counter()
        with self._console.status(what):
            yield results
        line = Text(f"{time.perf_counter() - start:6.2f} s  ", style="cyan")
        line.append(": ".join([what, *results]), style="default")
        self._console.print(line, soft_wrap=True)

    def metrics(self, metrics: Metrics) -> None:
        table = _table()
        table.add_column("recipe", no_wrap=True)
        for heading in (*COLUMNS.values(), "ratio"):
            table.add_column(heading, justify="right")
        tops = {key: best(metrics, key) for key in COLUMNS}
        for recipe, values in metrics.items():
            cells = [_figure(values.get(key), recipe in tops[key]) for key in COLUMNS]
            table.add_row(recipe, *cells, ratio_to_first(metrics, recipe))
        self._show(METRICS_TITLE, table)

    def lists(self, lists: Lists, material: Material) -> None:
        table = _table()
        table.add_column("", justify="right", width=2)
        table.add_column("before")
        table.add_column("after the events")
        table.add_column("change", justify="right", width=6)
        for place, (old, change) in enumerate(lists.side_by_side(), start=1):
            style = "bold" if change.is_new else ""
            new = self._cell(change.item, material, style)
            table.add_row(str(place), self._cell(old, material), new, Text(change.words, style))
        self._show(f"{lists.recipe} for {material.visit.user}", table)
        if lists.same:
            self.say(_unmoved(lists.recipe))

    def end(self, chart: Path) -> None:
        self.say(f"Chart: {chart}")

    def named(self, item: str, material: Material) -> str:
        """An item with its genre, where it is known."""
        genre = material.genres.get(item)
        return f"{item} ({genre})" if genre else item

    def _cell(self, item: str, material: Material, style: str = "") -> Text:
        return Text(self.named(item, material), style, no_wrap=True, overflow="ellipsis")

    def _show(self, title: str, table: Table) -> None:
        self.say(f"\n{title}", style="bold")
        self._console.print(table)
        self._console.print()


def _table() -> Table:
    return Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)


def _figure(value: float | None, is_best: bool) -> Text:
    return Text("-" if value is None else f"{value:.4f}", style="bold green" if is_best else "")


def _unmoved(recipe: str) -> str:
    if find(recipe).real_time:
        return "The events have not moved the list."
    return f"{recipe} learns from events at its next training: the list stays as it is."
