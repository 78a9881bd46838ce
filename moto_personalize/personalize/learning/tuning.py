"""Which recipe and which hyperparameters a training ends up with: performHPO and performAutoML."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .failures import failures_of
from .gathered import Gathered
from .snapshots import snapshot_of

if TYPE_CHECKING:
    from ...datasets import Table
    from ...recipes import CatalogueEntry, Recipe, Snapshot
    from ...recipes.search import Found, Range

MOST_JOBS = {"maxNumberOfTrainingJobs": 40, "maxParallelTrainingJobs": 10}
AUTO_ML_TRIALS = 4  # of each candidate
RANGES = {
    "integer": "integerHyperParameterRanges",
    "continuous": "continuousHyperParameterRanges",
    "categorical": "categoricalHyperParameterRanges",
}
# as DescribeSolution shows tuned hyperparameters: "Hyperparameters and HPO" in the Personalize guide
PREFIXES = {"bptt": "training.", "recency_mask": "data."}


@dataclass(frozen=True)
class Choice:
    """What is trained. tuned: the hyperparameters of the best model, where they were searched for."""

    gathered: Gathered
    snapshot: Snapshot
    recipe: Recipe
    tuned: dict[str, str] | None = None
    score: float = 0.0


def choose(table: Table, gathered: Gathered, seed: int) -> Choice:
    """The recipe to train on the interactions in `table`: as configured, tuned, or the best of the candidates."""
    if not gathered.perform_hpo:
        snapshot = snapshot_of(table, gathered)
        return Choice(gathered, snapshot, _made(gathered, {}))
    entries = gathered.candidates or (gathered.recipe,)
    choices = [_tuned(table, dataclasses.replace(gathered, recipe=entry), seed) for entry in entries]
    return max(choices, key=lambda choice: choice.score)


def _tuned(table: Table, gathered: Gathered, seed: int) -> Choice:
    snapshot = snapshot_of(table, gathered)
    with failures_of(gathered.recipe):
        best = _search(gathered, snapshot, seed).best
    given = {**gathered.hyperparameters, **best.values}
    return Choice(gathered, snapshot, _made(gathered, given), _all(gathered.recipe, given), best.score)


def _search(gathered: Gathered, snapshot: Snapshot, seed: int) -> Found:
    from ...recipes import search

    config = gathered.config.get("hpoConfig") or {}
    return search.search(
        gathered.recipe,
        ranges_of(gathered.recipe, config),
        snapshot,
        given=gathered.hyperparameters,
        features=gathered.feature_parameters,
        most=AUTO_ML_TRIALS if gathered.candidates else jobs(config).get("maxNumberOfTrainingJobs", search.TRIALS),
        seed=seed,
        metric=gathered.metric or search.METRIC,
        made=lambda recipe: _rewarding(gathered, recipe),
    )


def _made(gathered: Gathered, tuned: Mapping[str, str]) -> Recipe:
    from ...recipes import make

    given = {**gathered.hyperparameters, **tuned}
    return _rewarding(gathered, make(gathered.recipe, given, gathered.feature_parameters, tuned=bool(tuned)))


def _rewarding(gathered: Gathered, recipe: Recipe) -> Recipe:
    from ...recipes.leanings import SENSITIVITIES, Rewarding

    objective = gathered.objective
    return Rewarding(recipe, SENSITIVITIES[objective.sensitivity]) if objective else recipe


def _all(entry: CatalogueEntry, given: Mapping[str, str]) -> dict[str, str]:
    """All hyperparameters of the algorithm, of those not given the defaults."""
    from ...recipes.entry import text_of

    parameters = [parameter for parameter in entry.hyperparameters if parameter.group == "algorithm"]
    return {parameter.name: given.get(parameter.name, text_of(parameter.default)) for parameter in parameters}


# --- hpoConfig ------------------------------------------------------------------------------------------------


def ranges_of(entry: CatalogueEntry, config: Mapping[str, Any]) -> Sequence[Range]:
    """The ranges of an hpoConfig; without any, those of all that can be tuned. ValueError for a wrong one."""
    from ...recipes.search import choice_range, default_ranges, number_range

    given = config.get("algorithmHyperParameterRanges")
    for key in RANGES.values():
        if given is not None and given.get(key) is None:
            raise ValueError(f"algorithmHyperParameterRanges must give {key}, empty where it has none.")
    ranges: list[Range] = []
    for kind, key in RANGES.items():
        for each in (given or {}).get(key, ()):
            name = plain_name(each.get("name"), key)
            if kind == "categorical":
                ranges.append(choice_range(entry, name, each.get("values") or ()))
            else:
                ranges.append(number_range(entry, kind, name, each.get("minValue"), each.get("maxValue")))
    names = [each.name for each in ranges]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(f"'{twice}' has more than one range.")
    return ranges or default_ranges(entry)


def jobs(config: Mapping[str, Any]) -> dict[str, int]:
    """The numbers of an hpoResourceConfig, which the API carries as text. ValueError for a wrong one."""
    given = config.get("hpoResourceConfig") or {}
    return {name: _job_count(name, given[name], most) for name, most in MOST_JOBS.items() if name in given}


def _job_count(name: str, text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= most):
        raise ValueError(f"{name} is '{text}', expected an integer from 1 to {most}.")
    return int(text)


def plain_name(name: str | None, key: str) -> str:
    """A hyperparameter's name as its recipe has it, without the prefix that DescribeSolution shows it with."""
    if not name:
        raise ValueError(f"A range of {key} has no name.")
    tail = name.rpartition(".")[2]
    return tail if name == PREFIXES.get(tail, "") + tail else name


def shown_config(config: dict[str, Any]) -> dict[str, Any]:
    """A solutionConfig as DescribeSolution shows it: names of tuned hyperparameters prefixed."""
    hpo = config.get("hpoConfig") or {}
    ranges = hpo.get("algorithmHyperParameterRanges")
    if not ranges:
        return config
    prefixed = {key: [{**each, "name": _prefixed(each["name"], key)} for each in ranges[key] or ()] for key in ranges}
    return {**config, "hpoConfig": {**hpo, "algorithmHyperParameterRanges": prefixed}}


def _prefixed(name: str, key: str) -> str:
    plain = plain_name(name, key)
    return PREFIXES.get(plain, "") + plain
