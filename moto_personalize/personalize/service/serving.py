"""What answers requests: campaigns and recommenders. Each serves a deployment, and requests do not care whose.

What they serve stays up to date by itself, without a training: with new items and trends every two hours, or as often
as a recipe takes them. https://docs.aws.amazon.com/personalize/latest/dg/use-case-recipe-features.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from ..exceptions import InvalidInputException
from ..learning.action_deployment import deploy_actions
from ..learning.action_training import TrainedActions
from ..learning.dataset_types import ACTION_INTERACTIONS, INTERACTIONS
from ..learning.item_deployment import deploy_items
from ..learning.training import Trained, TrainedItems
from ..learning.updating import update_interval
from .datasets import dataset_of
from .operations import Operations
from .schedule import Work
from .store import Resource, now

if TYPE_CHECKING:
    from ..learning.deployment import Deployment
    from ..learning.live import EventLog


UPKEEP = "update with new data"


class Serves(Protocol):
    """A resource with something to serve; None until there is."""

    arn: str
    deployment: Deployment | None


class ServingOperations(Operations):
    """What verbs of campaigns and recommenders share."""

    def serve(self, resource: Serves, dataset_group_arn: str, trained: Trained, config: Mapping[str, Any]) -> None:
        """Make a model what a resource serves, under a campaignConfig or recommenderConfig. Raises WorkFailed."""
        from .filters import compile_filters

        deployment = self._deployment(resource.arn, dataset_group_arn, trained, config)
        compile_filters(self.store, deployment)
        resource.deployment = deployment  # at last: requests read it without a lock

    def keep_up(self, resource: Resource, trained: Trained, update: Work) -> None:
        """Plan to bring up to date what a resource serves from now on, as often as the model takes it."""
        every = update_interval(trained)
        if every is not None:
            self.schedule.plan(resource, UPKEEP, update, now() + every, every)

    def _deployment(self, arn: str, group: str, trained: Trained, config: Mapping[str, Any]) -> Deployment:
        exploration, log = exploration_of(config), self._log(group, INTERACTIONS)
        if isinstance(trained, TrainedActions):
            offers = self._log(group, ACTION_INTERACTIONS)
            return deploy_actions(arn, group, trained, log, offers, exploration=exploration)
        assert isinstance(trained, TrainedItems), "there are two kinds"
        return deploy_items(
            arn,
            group,
            trained,
            log,
            exploration=exploration,
            gives_metadata=bool(config.get("enableMetadataWithRecommendations")),
            influence=influence_of(config),
        )

    def _log(self, dataset_group_arn: str, dataset_type: str) -> EventLog | None:
        dataset = dataset_of(self.store, dataset_group_arn, dataset_type)
        return dataset.live if dataset else None


def check_exploration(explores: bool, recipe_arn: str | None, config: Mapping[str, Any]) -> None:
    """Raise InvalidInputException for an itemExplorationConfig that is wrong, or not for the recipe."""
    if config.get("itemExplorationConfig") and not explores:
        raise InvalidInputException(f"itemExplorationConfig is not for the recipe {recipe_arn}.")
    exploration_of(config)


def check_influence(influenced: bool, recipe_arn: str | None, config: Mapping[str, Any]) -> None:
    """Raise InvalidInputException for a rankingInfluence that is not for the recipe; the model checks its values."""
    if config.get("rankingInfluence") and not influenced:
        raise InvalidInputException(f"rankingInfluence is not for the recipe {recipe_arn}.")


def influence_of(config: Mapping[str, Any]) -> tuple[float, float]:
    """Weights of popularity and freshness, 0 where they are not given.

    https://docs.aws.amazon.com/personalize/latest/dg/native-recipe-semantic-similarity.html
    """
    given = config.get("rankingInfluence") or {}
    return float(given.get("POPULARITY", 0.0)), float(given.get("FRESHNESS", 0.0))


def exploration_of(config: Mapping[str, Any]) -> tuple[float, float]:
    """Weight and age cut-off in days. InvalidInputException for other keys and values out of range.

    https://docs.aws.amazon.com/personalize/latest/dg/native-recipe-new-item-USER_PERSONALIZATION.html
    """
    given = dict(config.get("itemExplorationConfig") or {})
    weight = _number(given, "explorationWeight", 0.3, 0.0, 1.0)
    age = _number(given, "explorationItemAgeCutOff", 30.0, 1.0, float("inf"))
    if given:
        raise InvalidInputException(
            f"itemExplorationConfig has no key {next(iter(given))}; "
            "its keys are explorationWeight and explorationItemAgeCutOff."
        )
    return weight, age


def _number(given: dict[str, str], key: str, default: float, least: float, most: float) -> float:
    from ...recipes.entry import PLAIN_NUMBER

    text = given.pop(key, str(default))
    value = float(text) if PLAIN_NUMBER.fullmatch(text) else float("nan")
    if not least <= value <= most or value == float("inf"):
        span = f"from {least:g} to {most:g}" if most != float("inf") else f"of at least {least:g}"
        raise InvalidInputException(f"{key} takes a number {span}, not {text}.")
    return value
