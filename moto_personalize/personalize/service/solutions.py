"""Solutions: what is trained, with which recipe and configuration. https://docs.aws.amazon.com/personalize/latest/dg/API_Solution.html"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from ..exceptions import InvalidInputException
from .dataset_groups import DatasetGroup
from .datasets import INTERACTIONS, dataset_of
from .operations import Operations
from .recipes import Recipe, recipe_of
from .solution_versions import SolutionVersion
from .store import Resource
from .validation import refuse_unsupported

MAX_SOLUTIONS = 10
NO_INTERACTIONS = (
    "Dataset group must contain an INTERACTIONS dataset with successfully completed dataset import job "
    "or EVENT_INTERACTIONS"
)
# observed: these recipes show an empty solutionConfig where none was given, the others none
SHOW_EMPTY_CONFIG = ("aws-user-personalization", "aws-user-personalization-v2")


@dataclass(kw_only=True, eq=False)
class Solution(Resource):
    resource_type: ClassVar[str] = "solution"
    touched_when_active: ClassVar[bool] = False

    name: str
    dataset_group_arn: str
    recipe_arn: str
    perform_hpo: bool = False
    perform_auto_ml: bool = False
    perform_auto_training: bool = True
    perform_incremental_update: bool | None = None
    event_type: str | None = None
    solution_config: dict[str, Any] | None = None
    latest_solution_version: SolutionVersion | None = None

    def holds(self) -> Iterable[str]:
        return [self.dataset_group_arn]


class SolutionOperations(Operations):
    def create_solution(
        self,
        *,
        name: str,
        dataset_group_arn: str,
        recipe_arn: str | None = None,
        perform_hpo: bool = False,
        perform_auto_ml: bool = False,
        perform_auto_training: bool = True,
        perform_incremental_update: bool | None = None,
        event_type: str | None = None,
        solution_config: dict[str, Any] | None = None,
        tags: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        """Automatic training is stored and shown; no version is made on a schedule yet."""
        self._check_recipe_choice(recipe_arn, perform_auto_ml, perform_hpo)
        group = self.store.get(DatasetGroup, dataset_group_arn)
        group.require_active()
        assert recipe_arn is not None
        recipe = recipe_of(self.partition, recipe_arn)
        self._check_recipe(recipe, perform_incremental_update)
        arn = self.arn(f"solution/{name}")
        self.store.check_free(Solution, arn)
        self.check_quota(Solution, MAX_SOLUTIONS, dataset_group_arn=dataset_group_arn)
        self._check_data(dataset_group_arn)
        self._check_solution_config(recipe, solution_config or {}, event_type, dataset_group_arn)
        if solution_config is None and recipe.name in SHOW_EMPTY_CONFIG:
            solution_config = {}
        solution = Solution(
            arn=arn,
            name=name,
            dataset_group_arn=dataset_group_arn,
            recipe_arn=recipe_arn,
            perform_auto_training=perform_auto_training,
            perform_incremental_update=perform_incremental_update,
            event_type=event_type,
            solution_config=solution_config,
        )
        self.created(solution, tags)
        return {"solutionArn": arn}

    def describe_solution(self, *, solution_arn: str) -> dict[str, Any]:
        return {"solution": self.described(Solution, solution_arn)}

    def list_solutions(self, **page: Any) -> dict[str, Any]:
        return self.listed(Solution, "solutions", **page)

    def delete_solution(self, *, solution_arn: str) -> None:
        """Takes the versions with it."""
        solution = self.store.get(Solution, solution_arn)
        self.deleted(solution, work=lambda: self._remove_versions(solution))

    def _remove_versions(self, solution: Solution) -> None:
        for version in self.store.where(SolutionVersion, solution_arn=solution.arn):
            self.store.remove(version)

    def _check_recipe_choice(self, recipe_arn: str | None, auto_ml: bool, hpo: bool) -> None:
        if auto_ml and recipe_arn:
            raise InvalidInputException("recipeArn must not be given when performAutoML is true.")
        if not auto_ml and not recipe_arn:
            raise InvalidInputException("recipeArn is required when performAutoML is not true.")
        refuse_unsupported(performAutoML=auto_ml, performHPO=hpo)

    def _check_recipe(self, recipe: Recipe, incremental: bool | None) -> None:
        if recipe.domain:
            raise InvalidInputException(
                f"{recipe.arn} is a use case of domain {recipe.domain}; create a recommender for it."
            )
        if recipe.entry.recipe is None:
            raise InvalidInputException(f"{recipe.arn} cannot be trained by this version of moto-personalize.")
        if incremental:
            raise InvalidInputException("performIncrementalUpdate is for the recipe aws-semantic-similarity alone.")

    def _check_data(self, dataset_group_arn: str) -> None:
        dataset = dataset_of(self.store, dataset_group_arn, INTERACTIONS)
        if dataset is None or not dataset.has_data:
            raise InvalidInputException(NO_INTERACTIONS)

    def _check_solution_config(
        self, recipe: Recipe, config: Mapping[str, Any], event_type: str | None, group_arn: str
    ) -> None:
        refuse_unsupported(
            **{
                f"solutionConfig.{name}": config.get(name)
                for name in ("hpoConfig", "autoMLConfig", "eventsConfig", "optimizationObjective")
            }
        )
        _check_hyperparameters(recipe, config)
        self._check_events(config.get("eventValueThreshold"), event_type, group_arn)
        self._check_columns(config.get("trainingDataConfig") or {}, group_arn)
        _check_schedule(config.get("autoTrainingConfig") or {})

    def _check_events(self, threshold: str | None, event_type: str | None, group_arn: str) -> None:
        dataset = dataset_of(self.store, group_arn, INTERACTIONS)
        fields = dataset.fields if dataset else None
        if event_type and fields and fields.field("EVENT_TYPE") is None:
            raise InvalidInputException(
                f"eventType {event_type} needs an EVENT_TYPE column in the Interactions schema."
            )
        if threshold is None:
            return
        if not _is_number(threshold):
            raise InvalidInputException(f"eventValueThreshold is not a number: {threshold}")
        if fields and fields.field("EVENT_VALUE") is None:
            raise InvalidInputException(
                f"eventValueThreshold {threshold} needs an EVENT_VALUE column in the Interactions schema."
            )

    def _check_columns(self, config: Mapping[str, Mapping[str, list[str]]], group_arn: str) -> None:
        for member, by_type in config.items():
            for kind, columns in by_type.items():
                dataset = dataset_of(self.store, group_arn, kind.upper())
                if dataset is None:
                    raise InvalidInputException(f"{member} names {kind}, but {group_arn} has no such dataset.")
                for column in columns:
                    if dataset.fields.field(column) is None:
                        raise InvalidInputException(f"{member} names {column}, which is not a column of {dataset.arn}.")
                if member == "excludedDatasetColumns" and "EVENT_TYPE" in columns:
                    raise InvalidInputException("EVENT_TYPE cannot be excluded from training.")


def _is_number(text: str) -> bool:
    from ...recipes.entry import PLAIN_NUMBER

    return PLAIN_NUMBER.fullmatch(text) is not None and math.isfinite(float(text))


def _check_hyperparameters(recipe: Recipe, config: Mapping[str, Any]) -> None:
    from ...recipes import make

    try:
        make(
            recipe.entry,
            config.get("algorithmHyperParameters") or {},
            config.get("featureTransformationParameters") or {},
        )
    except ValueError as error:
        raise InvalidInputException(str(error)) from None


def _check_schedule(config: Mapping[str, str]) -> None:
    schedule = config.get("schedulingExpression", "rate(7 days)")
    days = int(schedule.removeprefix("rate(").split()[0])
    if not 1 <= days <= 30:
        raise InvalidInputException(f"The schedule {schedule} is not between 1 and 30 days.")
