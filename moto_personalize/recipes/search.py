"""Hyperparameter search: which values in given ranges make the best model, in a bounded number of trainings.

The candidates fill the ranges evenly (a Latin hypercube: McKay, Beckman and Conover, Technometrics 1979), drawn
by a seed. Each is trained on a sample of the users and measured on users that the final metrics leave alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import Array, stable_hash, uniform
from .data import Snapshot
from .entry import CatalogueEntry, Hyperparameter, text_of
from .evaluation import evaluate, test_users
from .protocol import Recipe
from .registry import make

METRIC = "normalized_discounted_cumulative_gain_at_25"
TRIALS = 8
"""So many models are tried where nobody says how many."""

SAMPLE = 100_000
"""At most about so many interactions are learned from in a trial."""

Values = Mapping[str, str]
"""Hyperparameters as the API carries them: names and texts."""


@dataclass(frozen=True)
class Range:
    """Values of one hyperparameter to choose from: numbers from `low` to `high`, or `choices`."""

    name: str
    low: float = 0
    high: float = 0
    whole: bool = False
    choices: tuple[str, ...] = ()

    def at(self, share: float) -> str:
        """The value at a share, 0 to below 1, of the range."""
        if self.choices:
            return self.choices[int(share * len(self.choices))]
        if self.whole:
            return str(int(self.low) + int(share * (int(self.high) - int(self.low) + 1)))
        return repr(round(self.low + share * (self.high - self.low), 6))

    def nearest(self, text: str) -> str:
        """The value of the range that is nearest to a given one; of choices the first, if it is none of them."""
        if self.choices:
            return text if text in self.choices else self.choices[0]
        value = min(max(float(text), self.low), self.high)
        return str(int(value)) if self.whole else repr(value)


@dataclass(frozen=True)
class Trial:
    """One training: its values of the searched hyperparameters and how good the model was."""

    values: Values
    score: float


@dataclass(frozen=True)
class Found:
    """The trials in the order of their trainings, and the best one; of equal ones the first."""

    trials: tuple[Trial, ...]

    @property
    def best(self) -> Trial:
        return max(self.trials, key=lambda trial: trial.score)


def search(
    entry: CatalogueEntry,
    ranges: Sequence[Range],
    data: Snapshot,
    *,
    given: Values | None = None,
    features: Values | None = None,
    most: int = TRIALS,
    seed: int = 0,
    metric: str = METRIC,
    made: Callable[[Recipe], Recipe] = lambda recipe: recipe,
) -> Found:
    """Try up to `most` combinations of values; the first are the given or default ones, moved into the ranges.

    given, features: fixed hyperparameters. made: what is trained for a recipe, if not the recipe itself.
    Values that make the same recipe are trained once. An error of the recipe's own is not caught.
    """
    rest = sample(data.select(~test_users(data, seed)[data.user]), SAMPLE, seed)
    known: dict[tuple[tuple[str, str], ...], float] = {}
    trials = []
    for values in candidates(entry, ranges, given or {}, most, seed):
        key = tuple((name, value) for name, value in values.items() if name not in entry.without_effect)
        if key not in known:
            recipe = made(make(entry, {**(given or {}), **values}, features, tuned=True))
            known[key] = evaluate(recipe, entry.recipe_type, rest, seed + 1)[metric]
        trials.append(Trial(values, known[key]))
    return Found(tuple(trials))


def candidates(entry: CatalogueEntry, ranges: Sequence[Range], given: Values, most: int, seed: int) -> list[Values]:
    """Distinct combinations: what is known to be sensible, then a Latin hypercube."""
    defaults = {parameter.name: text_of(parameter.default) for parameter in entry.hyperparameters}
    found: list[Values] = [{each.name: each.nearest(given.get(each.name, defaults[each.name])) for each in ranges}]
    cells = max(most - 1, 0)
    columns = [_column(cells, seed, number) for number in range(len(ranges))]
    for cell in range(cells):
        values = {each.name: each.at(float(column[cell])) for each, column in zip(ranges, columns, strict=True)}
        if values not in found:
            found.append(values)
    return found


def _column(cells: int, seed: int, number: int) -> Array:
    """One share of 0 to 1 from each of so many equal cells, in an order drawn by the seed."""
    order = np.argsort(stable_hash(np.arange(cells), seed * 1009 + 2 * number + 1), kind="stable")
    shares: Array = (order + uniform(cells, seed * 1009 + 2 * number + 2)) / max(cells, 1)
    return np.minimum(shares, 1 - 2.0**-30)


def sample(data: Snapshot, most: int, seed: int) -> Snapshot:
    """The interactions of users drawn by a seed, at most about `most`; all where they are not more."""
    if len(data.item) <= most:
        return data
    drawn = np.argsort(stable_hash(np.arange(len(data.users)), seed), kind="stable")
    kept = np.zeros(len(data.users), bool)
    kept[drawn[np.cumsum(np.diff(data.indptr)[drawn]) <= most]] = True
    return data.select(kept[data.user])


# --- ranges ---------------------------------------------------------------------------------------------------


def default_ranges(entry: CatalogueEntry) -> list[Range]:
    """The full ranges of what can be tuned."""
    return [found for parameter in entry.hyperparameters if parameter.tunable and (found := _whole_range(parameter))]


def number_range(entry: CatalogueEntry, kind: str, name: str, low: float | None, high: float | None) -> Range:
    """A range of an "integer" or "continuous" hyperparameter; a bound left out is that of the hyperparameter.

    ValueError: it is not of that kind, cannot be tuned, or its legal range is another.
    """
    parameter = tunable(entry, name)
    if parameter.type != kind:
        raise ValueError(f"'{name}' of {entry.name} has no {kind} range: it is {_article(parameter.type)} one.")
    least = parameter.minimum if low is None else low
    most = parameter.maximum if high is None else high
    if least is None or most is None:
        raise ValueError(f"The range of '{name}' needs a minValue and a maxValue.")
    if least > most:
        raise ValueError(f"The range of '{name}' is empty: from {least:g} to {most:g}.")
    if not (parameter.allows(float(least)) and parameter.allows(float(most))):
        raise ValueError(f"The range of '{name}' is from {least:g} to {most:g}, expected {parameter.expected()}.")
    return Range(name, float(least), float(most), whole=kind == "integer")


def choice_range(entry: CatalogueEntry, name: str, values: Sequence[str]) -> Range:
    """A choice of values of a boolean or categorical hyperparameter; of none given, all.

    ValueError: it is a number, cannot be tuned, or has no such value.
    """
    parameter = tunable(entry, name)
    if parameter.type not in ("boolean", "categorical"):
        raise ValueError(f"'{name}' of {entry.name} has no categorical range: it is {_article(parameter.type)} one.")
    for value in values:
        parameter.parse(value)
    return Range(name, choices=tuple(dict.fromkeys(values)) or _choices(parameter))


def tunable(entry: CatalogueEntry, name: str) -> Hyperparameter:
    """ValueError: there is no such hyperparameter, or it cannot be tuned."""
    try:
        parameter = entry.hyperparameter(name)
    except LookupError as error:
        raise ValueError(error.args[0]) from None
    if not parameter.tunable:
        raise ValueError(f"'{name}' of {entry.name} cannot be tuned.")
    return parameter


def _choices(parameter: Hyperparameter) -> tuple[str, ...]:
    return ("true", "false") if parameter.type == "boolean" else parameter.values


def _whole_range(parameter: Hyperparameter) -> Range | None:
    if choices := _choices(parameter):
        return Range(parameter.name, choices=choices)
    if parameter.minimum is None or parameter.maximum is None:
        return None
    return Range(parameter.name, parameter.minimum, parameter.maximum, whole=parameter.type == "integer")


def _article(kind: str) -> str:
    return f"an {kind}" if kind == "integer" else f"a {kind}"
