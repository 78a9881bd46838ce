"""Solutions: what is trained, with which recipe and configuration. https://docs.aws.amazon.com/personalize/latest/dg/API_Solution.html"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from ..exceptions import InvalidInputException
from ..learning.hpo import shown_config
from .automatic_training import AutomaticTraining
from .dataset_groups import DatasetGroup
from .gathering import FOR_ACTIONS, Columns, check_actions, check_interactions, check_items, columns_of
from .hpo_config import check_recipe, check_tunable
from .lifecycle import Update, work
from .recipes import Recipe, recipe_of
from .solution_config import check_solution_config, days_between
from .solution_versions import SolutionVersion
from .store import ACTIVE, CREATE_FAILED, Resource

MAX_SOLUTIONS = 10
# observed: these recipes show an empty solutionConfig where none was given, the others none
SHOW_EMPTY_CONFIG = ("aws-user-personalization", "aws-user-personalization-v2")


@dataclass(kw_only=True, eq=False)
class SolutionUpdate(Update):
    perform_auto_training: bool | None
    perform_incremental_update: bool | None
    solution_update_config: dict[str, Any] | None


@dataclass(kw_only=True, eq=False)
class Solution(Resource):
    resource_type: ClassVar[str] = "solution"
    touched_when_active: ClassVar[bool] = False

    name: str
    dataset_group_arn: str
    recipe_arn: str | None
    perform_hpo: bool = False
    perform_auto_ml: bool = False
    perform_auto_training: bool = True
    perform_incremental_update: bool | None = None
    event_type: str | None = None
    solution_config: dict[str, Any] | None = None
    auto_ml_result: dict[str, str] | None = None
    latest_solution_version: SolutionVersion | None = None
    columns: Columns | None = None
    latest_solution_update: SolutionUpdate | None = None

    def holds(self) -> Iterable[str]:
        return [self.dataset_group_arn]

    @property
    def training_interval(self) -> int | None:
        """Days between automatic trainings; None where there are none."""
        config = (self.solution_config or {}).get("autoTrainingConfig") or {}
        return days_between(config) if self.perform_auto_training else None


class SolutionOperations(AutomaticTraining):
    def create_solution(
        self,
        *,
        name: str,
        dataset_group_arn: str,
        recipe_arn: str | None = None,
        perform_hpo: bool | None = None,
        perform_auto_ml: bool = False,
        perform_auto_training: bool = True,
        perform_incremental_update: bool | None = None,
        event_type: str | None = None,
        solution_config: dict[str, Any] | None = None,
        tags: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        self._check_recipe_choice(recipe_arn, perform_auto_ml, perform_hpo)
        group = self.store.get(DatasetGroup, dataset_group_arn)
        group.require_active()
        recipe = recipe_of(self.partition, recipe_arn) if recipe_arn else None
        self._check_recipe(recipe, perform_incremental_update)
        check_tunable(recipe, perform_hpo)
        arn = self.arn(f"solution/{name}")
        self.store.check_free(Solution, arn)
        self.check_quota(Solution, MAX_SOLUTIONS, dataset_group_arn=dataset_group_arn)
        self._check_data(recipe, group)
        check_solution_config(self.store, dataset_group_arn, recipe, event_type, solution_config or {})
        if perform_incremental_update is None and recipe and recipe.entry.increments:
            perform_incremental_update = True  # its default: API_SolutionUpdateSummary
        if solution_config is None and recipe and recipe.name in SHOW_EMPTY_CONFIG:
            solution_config = {}
        solution = Solution(
            arn=arn,
            name=name,
            dataset_group_arn=dataset_group_arn,
            recipe_arn=recipe_arn,
            perform_hpo=perform_auto_ml or bool(perform_hpo),
            perform_auto_ml=perform_auto_ml,
            perform_auto_training=perform_auto_training,
            perform_incremental_update=perform_incremental_update,
            event_type=event_type,
            solution_config=shown_config(solution_config) if recipe and solution_config else solution_config,
            columns=columns_of(self.store, dataset_group_arn),
        )
        self.created(solution, tags, partial(self.plan_training, solution))
        return {"solutionArn": arn}

    def describe_solution(self, *, solution_arn: str) -> dict[str, Any]:
        return {"solution": self.described(Solution, solution_arn)}

    def list_solutions(self, **page: Any) -> dict[str, Any]:
        return self.listed(Solution, "solutions", **page)

    def update_solution(
        self,
        *,
        solution_arn: str,
        perform_auto_training: bool | None = None,
        perform_incremental_update: bool | None = None,
        solution_update_config: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """What is not given stays as it is; a new eventsConfig takes the place of the old."""
        solution = self.store.get(Solution, solution_arn)
        self.require_settled(solution, solution.latest_solution_update, "updated", ACTIVE)
        self._check_solution_update(solution, perform_incremental_update, solution_update_config or {})
        update = SolutionUpdate(
            perform_auto_training=perform_auto_training,
            perform_incremental_update=perform_incremental_update,
            solution_update_config=solution_update_config,
        )
        self.updated(solution, update, partial(self._update_solution, solution, update))
        solution.latest_solution_update = update
        return {"solutionArn": solution_arn}

    def delete_solution(self, *, solution_arn: str) -> None:
        """Takes the versions with it."""
        solution = self.store.get(Solution, solution_arn)
        self.require_settled(solution, solution.latest_solution_update, "deleted", ACTIVE, CREATE_FAILED)
        self.deleted(solution, doing=partial(self._remove_versions, solution))

    def _check_solution_update(self, solution: Solution, incremental: bool | None, config: Mapping[str, Any]) -> None:
        recipe = recipe_of(self.partition, solution.recipe_arn) if solution.recipe_arn else None
        self._check_recipe(recipe, incremental)
        together = {**(solution.solution_config or {}), **config}
        check_solution_config(self.store, solution.dataset_group_arn, recipe, solution.event_type, together)

    @work
    def _update_solution(self, solution: Solution, update: SolutionUpdate) -> None:
        """Automatic training that is turned on, or comes at another rate, starts anew."""
        before = solution.training_interval
        if update.perform_auto_training is not None:
            solution.perform_auto_training = update.perform_auto_training
        if update.perform_incremental_update is not None:
            solution.perform_incremental_update = update.perform_incremental_update
        if update.solution_update_config:
            solution.solution_config = {**(solution.solution_config or {}), **update.solution_update_config}
        if solution.training_interval != before:
            self.plan_training(solution)

    @work
    def _remove_versions(self, solution: Solution) -> None:
        for version in self.store.where(SolutionVersion, solution_arn=solution.arn):
            self.store.remove(version)

    def _check_data(self, recipe: Recipe | None, group: DatasetGroup) -> None:
        """The group has what the recipe learns from."""
        check_data = check_items if recipe and not recipe.entry.needs_interactions else check_interactions
        check_data(self.store, group.arn)
        if recipe and recipe.entry.needs_items:
            check_items(self.store, group.arn)
        if recipe and recipe.entry.recipe_type == FOR_ACTIONS:
            check_actions(self.store, group.arn, group.domain)

    def _check_recipe_choice(self, recipe_arn: str | None, auto_ml: bool, hpo: bool | None) -> None:
        if auto_ml and recipe_arn:
            raise InvalidInputException("recipeArn must not be given when performAutoML is true.")
        if not auto_ml and not recipe_arn:
            raise InvalidInputException("recipeArn is required when performAutoML is not true.")
        if auto_ml and hpo is False:
            raise InvalidInputException("performHPO must not be false when performAutoML is true.")

    def _check_recipe(self, recipe: Recipe | None, incremental: bool | None) -> None:
        if recipe:
            check_recipe(recipe)
        if incremental and not (recipe and recipe.entry.increments):
            raise InvalidInputException("performIncrementalUpdate is for the recipe aws-semantic-similarity alone.")
