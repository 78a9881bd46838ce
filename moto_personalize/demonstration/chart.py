"""The picture of the demonstration. Drawn without a display, in colours that colour-blind people can tell apart."""

from __future__ import annotations

import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib.style
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

from . import CannotRun
from .comparison import COLUMNS, Lists, Metrics
from .material import Material

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import SubFigure

COLOURS = ("#999999", "#E69F00", "#56B4E9", "#0072B2")  # after Okabe and Ito
NEW, STAYED, GONE = "#D55E00", "#0072B2", "#707070"
LONGEST_NAME = 34


def draw(path: Path, metrics: Metrics, lists: Lists, material: Material) -> None:
    """Write a PNG file. CannotRun: it cannot be written."""
    with matplotlib.style.context("default"), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # an id may have characters that the font lacks
        figure = Figure(figsize=(11, 10), layout=ConstrainedLayoutEngine(w_pad=0.15, h_pad=0.12))
        parts: Any = figure.subfigures(2, 1, height_ratios=(1, 1.45), hspace=0.04)
        figure.suptitle(f"moto-personalize demo: {material.summary}", fontsize=15, fontweight="bold")
        _bars(parts[0], metrics)
        _lists(parts[1].add_subplot(), lists, material)
        try:
            figure.savefig(path, format="png", dpi=110)
        except OSError as error:
            raise CannotRun(f"{path} cannot be written: {error.strerror}") from None


def _bars(figure: SubFigure, metrics: Metrics) -> None:
    """A panel for each metric, with a scale of its own, and a bar for each recipe."""
    figure.suptitle("How well four recipes foretell what was held out", fontsize=13)
    panels = figure.subplots(1, len(COLUMNS), sharey=True)
    names = [recipe.removeprefix("aws-") for recipe in metrics]
    for axes, (key, heading) in zip(panels, COLUMNS.items(), strict=True):
        values = [recipe.get(key, 0.0) for recipe in metrics.values()]
        bars = axes.barh(range(len(names)), values, color=COLOURS, height=0.7)
        axes.bar_label(bars, labels=[f"{value:.3f}" for value in values], padding=3, fontsize=10)
        axes.set_title(heading, fontsize=11)
        axes.set_xlim(0, max(*values, 1e-9) * 1.35)
        axes.set_xticks([])
        axes.tick_params(left=False)
        _without_frame(axes)
    panels[0].set_yticks(range(len(names)), names, fontsize=10.5, parse_math=False)
    panels[0].invert_yaxis()


def _lists(axes: Axes, lists: Lists, material: Material) -> None:
    """Both lists as columns; a line follows an item from one to the other."""
    name, events = material.visit.user, len(material.visit.items)
    axes.set_title(
        f"What {lists.recipe} recommends to {_short(name)}, before and after {events} live events",
        fontsize=13,
        pad=12,
        parse_math=False,
    )
    for place, (old, change) in enumerate(lists.side_by_side(), start=1):
        gone = old not in lists.after
        _label(axes, 0, place, _named(old, material), GONE if gone else STAYED, "gone" if gone else "")
        _label(axes, 1, place, _named(change.item, material), NEW if change.is_new else STAYED, change.words)
        if change.places is not None:
            axes.plot([0, 1], [place + change.places, place], color=STAYED, linewidth=2, alpha=0.75, zorder=1)
    axes.set_xlim(-1.15, 2.15)
    axes.set_ylim(len(lists.after) + 0.6, -0.4)
    for x, heading in ((0, "before"), (1, "after")):
        axes.text(x, 0, heading, ha="center", va="center", fontsize=11, fontweight="bold")
    axes.set_xticks([])
    axes.set_yticks([])
    _without_frame(axes)


def _label(axes: Axes, x: int, place: int, name: str, colour: str, note: str) -> None:
    """An item beside its place; what became of it is said in words, too: not everybody sees the colour."""
    side = -1 if x == 0 else 1
    text = f"{name}   {place}" if x == 0 else f"{place}   {name}"
    if note:
        text = f"{note}   {text}" if x == 0 else f"{text}   {note}"
    axes.plot([x], [place], marker="o", markersize=7, color=colour, zorder=2)
    axes.text(
        x + 0.05 * side,
        place,
        text,
        ha="right" if x == 0 else "left",
        va="center",
        color=colour,
        fontsize=10.5,
        fontweight="bold" if note == "new" else "normal",
        parse_math=False,
    )


def _named(item: str, material: Material) -> str:
    genre = material.genres.get(item)
    return f"{_short(item)} ({genre})" if genre else _short(item)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _without_frame(axes: Axes) -> None:
    for edge in axes.spines.values():
        edge.set_visible(False)
