"""Which recipe and which hyperparameters a training ends up with: performHPO and performAutoML."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .failures import failures_of
from .gathered import Gathered
from .hpo import jobs, ranges_of
from .snapshots import snapshot_of

if TYPE_CHECKING:
    from ...datasets import Table
    from ...recipes import CatalogueEntry, Recipe, Snapshot
    from ...recipes.search import Found

AUTO_ML_TRIALS = 4  # of each candidate


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
