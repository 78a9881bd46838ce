"""A row of the catalogue: what is known of a recipe beside its code."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from .actions import ActionRecipe
from .protocol import Recipe

PLAIN_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")

Group = Literal["algorithm", "featureTransformation"]
Kind = Literal["integer", "continuous", "boolean", "categorical"]
ScoreKind = Literal["catalogue", "candidates", "list", "none"]
Value = int | float | bool | str


def text_of(value: object) -> str:
    """A hyperparameter's value as the API carries it."""
    return str(value).lower() if isinstance(value, bool) else str(value)


@dataclass(frozen=True)
class Hyperparameter:
    """A setting of a recipe, its values in Python's types (the API carries them as strings).

    group: where a request puts it, algorithmHyperParameters or featureTransformationParameters. minimum and
    maximum: both included, None for no bound. values: the choices of a categorical one. only_by_tuning: may
    be searched for, but not be set.
    """

    name: str
    group: Group
    type: Kind
    default: Value
    minimum: float | None = None
    maximum: float | None = None
    values: tuple[str, ...] = ()
    tunable: bool = False
    only_by_tuning: bool = False

    def parse(self, text: str) -> Value:
        """The value that a string stands for. ValueError: not of this type, or out of range."""
        try:
            value = self._converted(text)
        except ValueError:
            raise ValueError(f"'{self.name}' is '{text}', expected {self.expected()}.") from None
        if not self.allows(value):
            raise ValueError(f"'{self.name}' is {text}, expected {self.expected()}.")
        return value

    def allows(self, value: Value) -> bool:
        """Whether a value of the right type is in range."""
        if isinstance(value, str):
            return not self.values or value in self.values
        if isinstance(value, float) and value - value != 0:  # nan or infinite
            return False
        return (self.minimum is None or value >= self.minimum) and (self.maximum is None or value <= self.maximum)

    def expected(self) -> str:
        """The legal values in words."""
        if self.type == "boolean":
            return "true or false"
        if self.type == "categorical":
            return "one of " + ", ".join(f"'{value}'" for value in self.values) if self.values else "a text"
        noun = "an integer" if self.type == "integer" else "a number"
        if self.minimum is not None and self.maximum is not None:
            return f"{noun} from {self.minimum:g} to {self.maximum:g}"
        if self.minimum is not None:
            return f"{noun} of at least {self.minimum:g}"
        return noun if self.maximum is None else f"{noun} of at most {self.maximum:g}"

    def _converted(self, text: str) -> Value:
        if self.type in ("integer", "continuous") and not PLAIN_NUMBER.fullmatch(text):
            raise ValueError  # Python takes 1_0 and other scripts' digits, too
        if self.type == "integer":
            return int(text)
        if self.type == "continuous":
            return float(text)
        if self.type == "boolean":
            return _boolean(text)
        return text


def _boolean(text: str) -> bool:
    if text.lower() not in ("true", "false"):
        raise ValueError
    return text.lower() == "true"


@dataclass(frozen=True)
class CatalogueEntry:
    """A recipe as users choose it: one name, one algorithm, its settings and abilities.

    recipe: the class that is trained; None of recipes for actions, whose class is action_recipe.
    algorithm, feature_transformation: the tails of their names. domain: of a domain use case, else None.
    created: an ISO date. needs_user: a request must name the user. listed: False for recipes that AWS has
    withdrawn: they can be described and trained, lists leave them out. score_kind: what the shown scores are
    a softmax over ("none": no scores are shown). real_time: live events change the answer without training.
    explores: takes an exploration weight and age cut-off when it is deployed. promotes: a request may promote
    items. gives_metadata: of items, without being told to. uses_*: which metadata it learns from, texts being
    names and descriptions of items. weighs_events: takes an eventsConfig. looks_for_rewards: takes an
    optimizationObjective. needs_interactions: False for what learns from items alone. influenced: takes a
    rankingInfluence. increments: takes up new items without a training, if performIncrementalUpdate says so.
    updates_itself: does so, or follows trends, every two hours or more often; takes_updates: when it is trained with
    the mode UPDATE.
    Of domain use cases: event_type, the only type of event that it learns from, None for all; drops: items that the
    user has an event of this type with are never recommended; needs_items: it cannot do without an Items dataset.
    """

    name: str
    recipe_type: str
    recipe: type[Recipe] | None
    algorithm: str | None
    description: str
    created: str
    feature_transformation: str | None = None
    domain: str | None = None
    needs_user: bool = False
    listed: bool = True
    hyperparameters: tuple[Hyperparameter, ...] = ()
    score_kind: ScoreKind = "none"
    real_time: bool = False
    explores: bool = False
    promotes: bool = True
    gives_metadata: bool = False
    uses_items: bool = False
    uses_users: bool = False
    uses_context: bool = False
    weighs_events: bool = False
    looks_for_rewards: bool = False
    event_type: str | None = None
    drops: str | None = None
    needs_items: bool = False
    uses_texts: bool = False
    needs_interactions: bool = True
    influenced: bool = False
    increments: bool = False
    updates_itself: bool = False
    takes_updates: bool = False
    action_recipe: Callable[..., ActionRecipe] | None = None

    @property
    def own(self) -> bool:
        """Whether it is a recipe of the user's own, not a predefined one."""
        return self.recipe is not None and not self.recipe.__module__.startswith(f"{__package__}.")

    @property
    def without_effect(self) -> tuple[str, ...]:
        """Hyperparameters that are checked and kept, but have no counterpart in our algorithm."""
        known = getattr(self.recipe or self.action_recipe, "__dataclass_fields__", {})
        return tuple(parameter.name for parameter in self.hyperparameters if parameter.name not in known)

    def hyperparameter(self, name: str) -> Hyperparameter:
        """LookupError: no hyperparameter of that name; the known ones are listed."""
        for parameter in self.hyperparameters:
            if parameter.name == name:
                return parameter
        known = ", ".join(parameter.name for parameter in self.hyperparameters) or "none"
        raise LookupError(f"{self.name} has no hyperparameter '{name}'; it has: {known}.")
