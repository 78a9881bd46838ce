"""What a solution is told to search for: hyperparameters (performHPO) and the recipe itself (performAutoML).

https://docs.aws.amazon.com/personalize/latest/dg/customizing-solution-config-hpo.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..exceptions import InvalidInputException
from ..learning.dataset_types import ITEMS
from ..learning.hpo import jobs, ranges_of
from .datasets import dataset_of
from .recipes import Recipe, builtin_arn, recipe_of
from .store import Store


def check_recipe(recipe: Recipe) -> None:
    """A recipe that solutions can be made with."""
    if recipe.domain:
        raise InvalidInputException(
            f"{recipe.arn} is a use case of domain {recipe.domain}; create a recommender for it."
        )


def check_tunable(recipe: Recipe | None, perform_hpo: bool | None) -> None:
    """performHPO needs something to tune."""
    if perform_hpo and recipe and not any(each.tunable for each in recipe.entry.hyperparameters):
        raise InvalidInputException(f"performHPO is not for {recipe.arn}: it has no hyperparameter that can be tuned.")


def check_hpo(recipe: Recipe, config: Mapping[str, Any]) -> None:
    """Hyperparameters that can be tuned, each in its legal range, in a number of trainings that AWS allows."""
    if config.get("hpoObjective"):
        raise InvalidInputException("hpoObjective is not supported.")
    try:
        jobs(config)
        if config.get("algorithmHyperParameterRanges") is not None:
            ranges_of(recipe.entry, config)
    except ValueError as error:
        raise InvalidInputException(str(error)) from None


def check_auto_ml(partition: str, config: Mapping[str, Any]) -> None:
    """Candidates are custom recipes for users, and the metric is one that all of them have."""
    from ...recipes.evaluation import RANKING_METRICS

    metric = config.get("metricName")
    if metric is not None and metric not in RANKING_METRICS:
        raise InvalidInputException(f"metricName is {metric}, expected one of {', '.join(RANKING_METRICS)}.")
    for arn in config.get("recipeList") or ():
        recipe = recipe_of(partition, arn)
        check_recipe(recipe)
        if recipe.recipe_type != "USER_PERSONALIZATION":
            raise InvalidInputException(
                f"The recipeList of autoMLConfig has {arn}, which is of type {recipe.recipe_type}, "
                "expected USER_PERSONALIZATION."
            )


def default_candidates(store: Store, partition: str, group_arn: str) -> list[str]:
    """The HRNN family, of which HRNN-Coldstart needs items."""
    names = ["aws-hrnn", "aws-hrnn-metadata"]
    items = dataset_of(store, group_arn, ITEMS)
    if items and items.has_data:
        names.append("aws-hrnn-coldstart")
    return [builtin_arn(partition, f"recipe/{name}") for name in names]
