"""What a solutionConfig may say, beyond what the service model can check. https://docs.aws.amazon.com/personalize/latest/dg/API_SolutionConfig.html"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ..exceptions import InvalidInputException
from ..learning.dataset_types import INTERACTIONS, NEEDED
from ..learning.training_columns import EXCLUDED, TrainingColumns, given_columns
from .datasets import dataset_of
from .hpo_config import check_auto_ml, check_hpo
from .optimization_config import check_events_config, check_objective
from .recipes import Recipe
from .store import Store


def check_solution_config(
    store: Store, group_arn: str, recipe: Recipe | None, event_type: str | None, config: Mapping[str, Any]
) -> None:
    """Raise InvalidInputException for what does not fit the recipe or the data of the group.

    recipe: None where performAutoML finds one; then autoMLConfig alone is read.
    """
    check_schedule(config.get("autoTrainingConfig") or {})
    check_events(store, group_arn, event_type, None if recipe is None else config.get("eventValueThreshold"))
    if recipe is None:
        check_auto_ml(group_arn.split(":")[1], config.get("autoMLConfig") or {})
        return
    check_hyperparameters(recipe, config)
    check_hpo(recipe, config.get("hpoConfig") or {})
    check_events_config(store, group_arn, recipe, config.get("eventsConfig") or {})
    check_objective(store, group_arn, recipe, config.get("optimizationObjective"))
    check_columns(store, group_arn, config)


def check_hyperparameters(recipe: Recipe, config: Mapping[str, Any]) -> None:
    """Known names, and values of their types and ranges."""
    from ...recipes import settings_of

    try:
        settings_of(
            recipe.entry,
            config.get("algorithmHyperParameters") or {},
            config.get("featureTransformationParameters") or {},
        )
    except ValueError as error:
        raise InvalidInputException(str(error)) from None


def check_events(store: Store, group_arn: str, event_type: str | None, threshold: str | None) -> None:
    """eventType and eventValueThreshold need their columns."""
    dataset = dataset_of(store, group_arn, INTERACTIONS)
    fields = dataset.fields if dataset else None
    if event_type and fields and fields.field("EVENT_TYPE") is None:
        raise InvalidInputException(f"eventType {event_type} needs an EVENT_TYPE column in the Interactions schema.")
    if threshold is None:
        return
    if not _is_number(threshold):
        raise InvalidInputException(f"eventValueThreshold is not a number: {threshold}")
    if fields and fields.field("EVENT_VALUE") is None:
        raise InvalidInputException(
            f"eventValueThreshold {threshold} needs an EVENT_VALUE column in the Interactions schema."
        )


def check_columns(store: Store, group_arn: str, config: Mapping[str, Any]) -> None:
    """trainingDataConfig names columns that are there, each once; what every training needs stays in."""
    for member, by_type in given_columns(config).items():
        for kind, columns in by_type.items():
            if [other.upper() for other in by_type].count(kind.upper()) > 1:
                raise InvalidInputException(f"{member} names the dataset type {kind.upper()} more than once.")
            dataset = dataset_of(store, group_arn, kind.upper())
            if dataset is None:
                raise InvalidInputException(f"{member} names {kind}, but {group_arn} has no such dataset.")
            for column in columns:
                if dataset.fields.field(column) is None:
                    raise InvalidInputException(f"{member} names {column}, which is not a column of {dataset.arn}.")
            needed = {*NEEDED[kind.upper()], "EVENT_TYPE"}.intersection(columns)
            if member == EXCLUDED and needed:
                raise InvalidInputException(f"{min(needed)} cannot be excluded from training.")
    for kind, column in TrainingColumns.of(config).torn:
        raise InvalidInputException(f"{column} of {kind} is both included in training and excluded from it.")


def check_schedule(config: Mapping[str, str]) -> None:
    """autoTrainingConfig: every 1 to 30 days."""
    days = days_between(config)
    if not 1 <= days <= 30:
        raise InvalidInputException(f"The schedule {config['schedulingExpression']} is not between 1 and 30 days.")


def days_between(config: Mapping[str, str]) -> int:
    """What an autoTrainingConfig says, or the default."""
    return int(config.get("schedulingExpression", "rate(7 days)").removeprefix("rate(").split()[0])


def _is_number(text: str) -> bool:
    from ...recipes.entry import PLAIN_NUMBER

    return PLAIN_NUMBER.fullmatch(text) is not None and math.isfinite(float(text))
