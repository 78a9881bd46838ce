"""`moto-personalize demo`: the whole workflow in process, shown as it happens, with a picture at the end."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .demonstration import CannotRun

__all__ = ["CannotRun", "run"]

BASELINE = "aws-popularity-count"
COMPARED = (BASELINE, "aws-sims", "aws-similar-items", "aws-user-personalization-v2")
FEWEST_ROWS, MOST_ROWS = 1_000, 10_000_000
CHART = "moto-personalize-demo.png"


def run(*, rows: int = 100_000, seed: int = 0, recipe: str | None = None, csv: str | None = None) -> None:
    """Show the workflow. CannotRun: an extra is missing, or an argument is wrong."""
    _require_extra()
    shown = recipe or COMPARED[-1]
    _check(rows, seed, shown)
    from .demonstration.show import show

    show(rows, seed, csv, shown, _compared_with(shown), Path(CHART).resolve())


def _require_extra() -> None:
    try:
        import matplotlib  # noqa: F401 - to see whether it is there
        import rich  # noqa: F401
    except ImportError:
        raise CannotRun("demo needs what the extra 'demo' brings: install moto-personalize[demo]") from None


def _check(rows: int, seed: int, recipe: str) -> None:
    if not FEWEST_ROWS <= rows <= MOST_ROWS:
        raise CannotRun(f"--rows is {rows}; it can be {FEWEST_ROWS:,} to {MOST_ROWS:,}")
    if seed < 0:
        raise CannotRun(f"--seed is {seed}; it cannot be negative")
    from .recipes import find

    try:
        entry = find(recipe)
    except LookupError as error:
        raise CannotRun(error.args[0]) from None
    if entry.recipe is None:
        raise CannotRun(f"{recipe} recommends actions, and the demo has none")
    if entry.recipe_type == "USER_SEGMENTATION":
        raise CannotRun(f"{recipe} answers with user segments, which batch segment jobs alone give")


def _compared_with(shown: str) -> Sequence[str]:
    """Four recipes, among them the one that is shown."""
    return COMPARED if shown in COMPARED else [*COMPARED[:3], shown]
