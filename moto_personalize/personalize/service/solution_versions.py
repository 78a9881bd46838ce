"""Solution versions: trained models and their metrics. https://docs.aws.amazon.com/personalize/latest/dg/API_SolutionVersion.html"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from moto.moto_api._internal import mock_random

from ..exceptions import InvalidInputException, ResourceInUseException
from ..learning.action_training import TrainedActions, train_actions, with_new_actions
from ..learning.gathered import Gathered
from ..learning.training import Trained, TrainedItems, train
from ..learning.updating import updated
from .dataset_groups import datasets_of
from .gathering import gather
from .hpo_config import default_candidates
from .lifecycle import STOP_IN_PROGRESS, STOP_PENDING, work
from .made_up import made_up
from .operations import Operations
from .recipes import builtin_arn, recipe_of
from .store import ACTIVE, CREATE_PENDING, Resource

if TYPE_CHECKING:
    from ...recipes import CatalogueEntry
    from .solutions import Solution

MAX_RUNNING = 20
FULL, UPDATE = "FULL", "UPDATE"
TRAINING = "automatic training"
LATEST = "/$LATEST"
NOT_ACTIVE = "Cannot get metrics for solution since it is not in ACTIVE state."


@dataclass(kw_only=True, eq=False)
class SolutionVersion(Resource):
    resource_type: ClassVar[str] = "solution_version"
    newest_first: ClassVar[bool] = True

    name: str
    solution_arn: str
    dataset_group_arn: str
    recipe_arn: str | None
    perform_hpo: bool
    perform_auto_ml: bool
    perform_incremental_update: bool | None
    event_type: str | None
    solution_config: dict[str, Any] | None
    gathered: Gathered
    seen: Gathered | None = None  # what it was last brought up to date with
    updates_itself: bool = True
    training_mode: str = FULL
    training_type: str = "MANUAL"
    training_hours: float | None = None
    tuned_hpo_params: dict[str, Any] | None = None
    trained: Trained | None = None

    def check_parts(self) -> None:
        """ValueError where it is ACTIVE without a model."""
        if self.active and self.trained is None:
            raise ValueError("it is ACTIVE without a model")

    @property
    def recipe(self) -> CatalogueEntry:
        """Under AutoML the best one, once that is known."""
        return (self.trained or self).gathered.recipe

    @property
    def trained_items(self) -> TrainedItems | None:
        """The model, if it is one of items."""
        return self.trained if isinstance(self.trained, TrainedItems) else None

    def holds(self) -> Iterable[str]:
        """Its solution, and every dataset of the group, until the training is done or stopped."""
        training = self.being_created or self.status == "CREATE STOPPING"
        return [self.solution_arn, datasets_of(self.dataset_group_arn)] if training else []


class SolutionVersionOperations(Operations):
    def create_solution_version(
        self,
        *,
        solution_arn: str,
        name: str | None = None,
        training_mode: str = FULL,
        tags: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        """Trains on what was imported and streamed until now, whenever the version becomes ACTIVE."""
        from .solutions import Solution

        solution = self.store.get(Solution, solution_arn)
        solution.require_active()
        base = self._base_of(solution, training_mode)
        version = self.start_training(solution, name, training_mode, tags=tags, base=base)
        return {"solutionVersionArn": version.arn}

    def start_training(
        self,
        solution: Solution,
        name: str | None = None,
        training_mode: str = FULL,
        training_type: str = "MANUAL",
        tags: list[dict[str, str]] | None = None,
        base: SolutionVersion | None = None,
    ) -> SolutionVersion:
        """A new version, of mode UPDATE with a base; the next automatic training of the solution counts from now."""
        self.check_running(SolutionVersion, MAX_RUNNING)
        version_id = made_up(
            lambda new: self.store.find(SolutionVersion, f"{solution.arn}/{new}"), mock_random.get_random_hex
        )
        version = SolutionVersion(
            arn=f"{solution.arn}/{version_id}",
            name=name or f"{solution.name}/{version_id}",
            solution_arn=solution.arn,
            dataset_group_arn=solution.dataset_group_arn,
            recipe_arn=solution.recipe_arn,
            perform_hpo=solution.perform_hpo,
            perform_auto_ml=solution.perform_auto_ml,
            perform_incremental_update=solution.perform_incremental_update,
            event_type=solution.event_type,
            solution_config=solution.solution_config,
            training_mode=training_mode,
            training_type=training_type,
            gathered=self._gather(solution),
        )
        model = base.trained_items if base else None
        self.created(version, tags, partial(self._train, version, base, model))
        solution.latest_solution_version = version
        self.schedule.put_off(solution, TRAINING)
        return version

    def describe_solution_version(self, *, solution_version_arn: str) -> dict[str, Any]:
        return {"solutionVersion": self.described(SolutionVersion, solution_version_arn)}

    def list_solution_versions(self, **page: Any) -> dict[str, Any]:
        return self.listed(SolutionVersion, "solutionVersions", **page)

    def stop_solution_version_creation(self, *, solution_version_arn: str) -> None:
        version = self.store.get(SolutionVersion, solution_version_arn)
        if not version.being_created:
            raise ResourceInUseException(
                f"The given solution version is not being created but {version.status}: {solution_version_arn}"
            )
        pending = version.status == CREATE_PENDING
        self.lifecycle.begin(version, STOP_PENDING if pending else STOP_IN_PROGRESS)

    def get_solution_metrics(self, *, solution_version_arn: str) -> dict[str, Any]:
        version = self.store.get(SolutionVersion, solution_version_arn)
        if not version.active or version.trained is None:
            raise ResourceInUseException(NOT_ACTIVE)
        return {"solutionVersionArn": version.arn, "metrics": version.trained.metrics}

    def _base_of(self, solution: Solution, mode: str) -> SolutionVersion | None:
        """The version that a training starts from: of UPDATE the newest FULL one. Raises InvalidInputException."""
        if mode == FULL:
            return None
        if mode != UPDATE:
            raise InvalidInputException(
                f"trainingMode {mode} cannot be asked for: automatic training is set by performAutoTraining."
            )
        base = self.newest_full(solution.arn)
        if base is None:
            raise InvalidInputException(f"trainingMode UPDATE needs an ACTIVE version of mode FULL of {solution.arn}.")
        if not base.recipe.takes_updates:
            raise InvalidInputException(f"trainingMode UPDATE is not for the recipe {base.recipe_arn}.")
        return base

    def newest_full(self, solution_arn: str) -> SolutionVersion | None:
        """The newest ACTIVE version that was trained in full."""
        full = self.store.where(SolutionVersion, solution_arn=solution_arn, status=ACTIVE, training_mode=FULL)
        return full[-1] if full else None

    def bring_up_to_date(self, version: SolutionVersion) -> Trained | None:
        """The version's model, with the new items, actions or trends of now, if any. Raises WorkFailed."""
        gathered, trained = self._gather_again(version), version.trained
        if not gathered.differs_from(version.seen or version.gathered):
            return trained
        if isinstance(trained, TrainedItems):
            version.trained, version.seen = updated(trained, gathered), gathered
        elif isinstance(trained, TrainedActions) and gathered.actions is not None:
            version.trained, version.seen = with_new_actions(trained, gathered, gathered.actions), gathered
        return version.trained

    def _gather_again(self, version: SolutionVersion) -> Gathered:
        from .solutions import Solution

        was, columns = version.gathered, self.store.get(Solution, version.solution_arn).columns
        return gather(self.store, version.dataset_group_arn, was.recipe, was.event_type, was.config, columns=columns)

    def _gather(self, solution: Solution) -> Gathered:
        config = solution.solution_config or {}
        candidates = self._candidates(solution) if solution.perform_auto_ml else ()
        if candidates:
            config = {"autoMLConfig": config.get("autoMLConfig")}  # all else is ignored
        return gather(
            self.store,
            solution.dataset_group_arn,
            candidates[0] if candidates else recipe_of(self.partition, str(solution.recipe_arn)).entry,
            solution.event_type,
            config,
            perform_hpo=solution.perform_hpo,
            candidates=candidates,
            columns=solution.columns,
        )

    def _candidates(self, solution: Solution) -> tuple[CatalogueEntry, ...]:
        config = (solution.solution_config or {}).get("autoMLConfig") or {}
        arns = config.get("recipeList") or default_candidates(self.store, self.partition, solution.dataset_group_arn)
        return tuple(recipe_of(self.partition, arn).entry for arn in arns)

    @work
    def _train(self, version: SolutionVersion, base: SolutionVersion | None, model: TrainedItems | None) -> None:
        """base, model: of an UPDATE, the version that it comes from, and what that had learned."""
        self.schedule.wake(latest_of(version.solution_arn))  # seen to when this has ended
        trained = updated(model, version.gathered) if model else self._trained(version)
        version.trained, version.training_hours = trained, trained.hours
        if base:
            base.updates_itself = False  # API: CreateSolutionVersion, trainingMode
        if trained.tuned is not None:
            version.tuned_hpo_params = {"algorithmHyperParameters": trained.tuned}
        if version.perform_auto_ml:
            self._show_best_recipe(version, trained.recipe)

    def _trained(self, version: SolutionVersion) -> Trained:
        gathered, settings = version.gathered, self.settings_of(version.dataset_group_arn)
        if gathered.actions is not None:
            return train_actions(gathered, gathered.actions, settings)
        return train(gathered, settings)

    def _show_best_recipe(self, version: SolutionVersion, best: CatalogueEntry) -> None:
        from .solutions import Solution

        version.recipe_arn = builtin_arn(self.partition, f"recipe/{best.name}")
        self.store.get(Solution, version.solution_arn).auto_ml_result = {"bestRecipeArn": version.recipe_arn}


def latest_of(solution_arn: str) -> str:
    """The ARN under which campaigns ask for the newest version of a solution."""
    return solution_arn + LATEST
