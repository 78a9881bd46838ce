"""What a solution leans towards beside relevance: event types that weigh more, items that bring more.

https://docs.aws.amazon.com/personalize/latest/dg/optimizing-solution-events-config.html and
https://docs.aws.amazon.com/personalize/latest/dg/optimizing-solution-for-objective.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..exceptions import InvalidInputException
from ..learning.dataset_types import INTERACTIONS, ITEMS
from ..learning.gathered import WHOLE_WEIGHT
from .datasets import Dataset, dataset_of
from .recipes import Recipe
from .store import Store


def check_events_config(store: Store, group_arn: str, recipe: Recipe, config: Mapping[str, Any]) -> None:
    """Event types with weights and thresholds, for recipes that weigh events, on data that has the columns."""
    listed = config.get("eventParametersList") or ()
    if not listed:
        return
    if not recipe.entry.weighs_events:
        raise InvalidInputException(f"eventsConfig is not for {recipe.arn}.")
    kinds = [each.get("eventType") or "" for each in listed]
    if "" in kinds:
        raise InvalidInputException("eventParametersList has an entry without an eventType.")
    _check_types(kinds)
    if not any(round(each.get("weight", 1.0) * WHOLE_WEIGHT) for each in listed):
        raise InvalidInputException("eventParametersList gives no event type a weight of at least 0.000001.")
    dataset = dataset_of(store, group_arn, INTERACTIONS)
    _require_column(dataset, "EVENT_TYPE", "eventsConfig")
    if any(each.get("eventValueThreshold") is not None for each in listed):
        _require_column(dataset, "EVENT_VALUE", "eventValueThreshold of eventsConfig")


def _check_types(kinds: list[str]) -> None:
    lower = [kind.lower() for kind in kinds]
    for kind in kinds:
        if lower.count(kind.lower()) > 1:
            raise InvalidInputException(f"eventParametersList has the eventType {kind} more than once.")


def _require_column(dataset: Dataset | None, column: str, what: str) -> None:
    if dataset and dataset.fields.field(column) is None:
        raise InvalidInputException(f"{what} needs an {column} column in the Interactions schema.")


def check_objective(store: Store, group_arn: str, recipe: Recipe, objective: Mapping[str, str] | None) -> None:
    """A column of numbers in the Items schema that is never null, for recipes that look for rewards."""
    if not objective:
        return
    if not recipe.entry.looks_for_rewards:
        raise InvalidInputException(f"optimizationObjective is not for {recipe.arn}.")
    attribute = objective.get("itemAttribute")
    if not attribute:
        raise InvalidInputException("optimizationObjective needs an itemAttribute.")
    dataset = dataset_of(store, group_arn, ITEMS)
    field = dataset.fields.field(attribute) if dataset else None
    if dataset is None or field is None:
        raise InvalidInputException(f"itemAttribute {attribute} is not a column of an Items dataset of {group_arn}.")
    if field.type in ("string", "boolean") or field.nullable:
        shown = f"{field.type} or null" if field.nullable else field.type
        raise InvalidInputException(
            f"itemAttribute {attribute} must be a column of numbers without null, not of {shown}."
        )
