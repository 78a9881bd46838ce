"""Everything that a training uses, fixed when CreateSolutionVersion is called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .dataset_types import ACTION_INTERACTIONS, ACTIONS, INTERACTIONS, ITEMS, KEYS, NEEDED, USERS
from .live import EventLog, Forgotten, LiveEvent
from .rows import Rows
from .training_columns import TrainingColumns

if TYPE_CHECKING:
    from ...recipes import CatalogueEntry


WHOLE_WEIGHT = 1_000_000


class OtherRecipe(ValueError):
    """A recipe of the user's own is not what it was when something was configured for it."""


def no_rows() -> Rows:
    """Of a dataset that is not there."""
    from ...datasets import Field, Schema

    fields = (Field("USER_ID", "string"), Field("ITEM_ID", "string"), Field("TIMESTAMP", "long"))
    return Rows(Schema("Interactions", fields), None)


def no_offers() -> Rows:
    """Of an Action_Interactions dataset that is not there."""
    from ...datasets import Field, Schema

    columns = {"USER_ID": "string", "ACTION_ID": "string", "EVENT_TYPE": "string", "TIMESTAMP": "long"}
    fields = tuple(Field(name, of_type) for name, of_type in columns.items())
    return Rows(Schema("ActionInteractions", fields), None)


@dataclass(frozen=True)
class Came:
    """How much had come into a dataset, whatever was removed since. Its log tells it from one made anew."""

    log: EventLog
    imports: int
    streamed: int

    def is_more_than(self, before: Came | None) -> bool:
        if before is None or before.log is not self.log:
            return self.imports + self.streamed > 0
        return (self.imports, self.streamed) != (before.imports, before.streamed)


@dataclass(frozen=True)
class GatheredActions:
    """Actions, and what came of them: imported, and of the log what stands before its length."""

    actions: Rows
    interactions: Rows
    log: EventLog
    log_length: int

    def check_parts(self) -> None:
        """ValueError unless the data have what is learned from."""
        self.actions.check_has(*NEEDED[ACTIONS])
        self.interactions.check_has(*NEEDED[ACTION_INTERACTIONS])

    @property
    def events(self) -> list[LiveEvent]:
        return self.log.until(self.log_length)


@dataclass(frozen=True)
class EventRule:
    """What an eventsConfig says of an event type: from which value on it counts, and how much, in millionths."""

    threshold: float | None
    weight: int


@dataclass(frozen=True)
class Objective:
    """An optimizationObjective: the column of items whose numbers are to grow, and how much that counts."""

    attribute: str
    sensitivity: str


@dataclass(frozen=True)
class Gathered:
    """Recipe, configuration and data of a training. Of the log, what stands before its length counts.

    perform_hpo: hyperparameters are searched for; candidates: so is the recipe, and `recipe` is the first of them.
    """

    recipe: CatalogueEntry
    event_type: str | None
    config: Mapping[str, Any]
    interactions: Rows
    items: Rows | None
    users: Rows | None
    log: EventLog
    log_length: int
    perform_hpo: bool = False
    candidates: tuple[CatalogueEntry, ...] = ()
    actions: GatheredActions | None = None
    came: Mapping[str, Came] = field(default_factory=dict)  # by dataset type
    deletions: int | None = None  # how many deletion jobs the data had been through

    def __post_init__(self) -> None:
        if self.deletions is None:
            object.__setattr__(self, "deletions", len(self.log.forgotten))

    def check_parts(self) -> None:
        """ValueError unless the recipe can be made as configured, and the data have what it learns from."""
        _ = self.threshold, self.event_rules, self.objective
        try:
            self._check_recipe()
        except ValueError as error:
            if self.recipe.own:
                raise OtherRecipe(f"the recipe {self.recipe.name} as it was: {error}") from None
            raise
        self.interactions.check_has(*NEEDED[INTERACTIONS])
        for rows, key in ((self.items, KEYS[ITEMS]), (self.users, KEYS[USERS])):
            if rows is not None and rows.key != key:
                raise ValueError(f"rows are not of {key}")

    def _check_recipe(self) -> None:
        from ...recipes import make, make_for_actions

        if self.recipe.action_recipe is not None:
            make_for_actions(self.recipe, self.hyperparameters, self.feature_parameters)
        elif self.recipe.recipe is not None:
            make(self.recipe, self.hyperparameters, self.feature_parameters, tuned=True)

    @property
    def forgotten(self) -> Forgotten:
        """Who is in the data, but was removed since: what is learned from it must not show them."""
        return self.log.forgotten_since(self.deletions or 0)

    @property
    def segments(self) -> bool:
        """Whether it is for user segments, which AWS makes from imports alone."""
        return self.recipe.recipe_type == "USER_SEGMENTATION"

    @property
    def events(self) -> list[LiveEvent]:
        return [] if self.segments else self.log.until(self.log_length)

    def has_more_interactions_than(self, other: Gathered) -> bool:
        """Whether some have come since, with items or with actions, imported or streamed."""
        return self._has_more(other, [INTERACTIONS, ACTION_INTERACTIONS])

    def differs_from(self, other: Gathered) -> bool:
        """Whether anything has come since into any of the datasets."""
        return self._has_more(other, self.came)

    def _has_more(self, other: Gathered, kinds: Iterable[str]) -> bool:
        return any(self.came[kind].is_more_than(other.came.get(kind)) for kind in kinds if kind in self.came)

    @property
    def threshold(self) -> float | None:
        """eventValueThreshold, which the API carries as text."""
        text = self.config.get("eventValueThreshold")
        return None if text is None else float(text)

    @property
    def event_rules(self) -> dict[str, EventRule]:
        """By event type in lower case; other types do not count. Empty: all count alike."""
        listed = (self.config.get("eventsConfig") or {}).get("eventParametersList") or ()
        return {
            each["eventType"].lower(): EventRule(
                each.get("eventValueThreshold"), round(each.get("weight", 1.0) * WHOLE_WEIGHT)
            )
            for each in listed
        }

    @property
    def objective(self) -> Objective | None:
        """Without a sensitivity it is OFF: the reward is measured, but not looked for."""
        given = self.config.get("optimizationObjective") or {}
        attribute = given.get("itemAttribute")
        return Objective(attribute, given.get("objectiveSensitivity", "OFF")) if attribute else None

    @property
    def training_columns(self) -> TrainingColumns:
        return TrainingColumns.of(self.config)

    @property
    def hyperparameters(self) -> Mapping[str, str]:
        return self.config.get("algorithmHyperParameters") or {}

    @property
    def feature_parameters(self) -> Mapping[str, str]:
        return self.config.get("featureTransformationParameters") or {}

    @property
    def metric(self) -> str | None:
        """What autoMLConfig wants to be best; without performAutoML it says nothing."""
        if not self.candidates:
            return None
        return (self.config.get("autoMLConfig") or {}).get("metricName")
