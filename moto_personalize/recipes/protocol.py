"""What an algorithm is to the rest of the house: two methods, and abilities that are types of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Protocol, runtime_checkable

import numpy as np

from .arrays import Array, frozen
from .data import Snapshot
from .scores import Scores


def _no_events() -> Array:
    return frozen(np.zeros(0, np.int32))


@dataclass(frozen=True)
class Query:
    """What recommendations are asked for.

    user, item: codes of the snapshot, -1 for an id that it does not know.
    recent: (r,) int32, items that the user touched after training, oldest first. A model that reacts to live
    events appends them to the history it was trained on; for an unknown user they are the whole history.
    context: interaction metadata of this request, by column name.
    attributes: (column, value) of item metadata; those of whom a segment is asked for have all of them.
    """

    user: int = -1
    item: int = -1
    recent: Array = field(default_factory=_no_events)
    context: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    attributes: tuple[tuple[str, str], ...] = ()


@runtime_checkable
class Model(Protocol):
    """What training gives: a frozen dataclass of arrays."""

    def scores(self, query: Query) -> Scores:
        """A score for every item of the catalogue; of a recipe that `Segments`, for every user."""
        ...


@runtime_checkable
class AnswersMany(Model, Protocol):
    """A model that answers many queries faster at once than one by one."""

    def scores_of(self, queries: Sequence[Query]) -> Sequence[Scores]:
        """What `scores` gives for each, to the bit."""
        ...


@runtime_checkable
class Explores(Model, Protocol):
    """A model that can mix new items into its answers."""

    def exploring(self, weight: float, age_cut_off: float) -> Model:
        """This model, exploring items of at most `age_cut_off` days with a weight of 0 (not at all) to 1."""
        ...


@runtime_checkable
class Influenced(Model, Protocol):
    """A model that can favour what is popular or new."""

    def influenced(self, popularity: float, freshness: float) -> Model:
        """This model with other weights, each of 0 (none) to 1."""
        ...


@runtime_checkable
class Recipe(Protocol):
    """An algorithm with its hyperparameters: a frozen dataclass."""

    def fit(self, data: Snapshot) -> Model:
        """Train. The same data gives the same model, to the bit; `data` is not changed."""
        ...


def is_frozen_dataclass(kind: type) -> bool:
    """Whether a class was made with @dataclass(frozen=True)."""
    made = getattr(kind, "__dataclass_params__", None)
    return made is not None and made.frozen


@runtime_checkable
class FollowsTrends(Recipe, Protocol):
    """A recipe whose answer is a forecast: what will grow in the next interval."""

    @property
    def interval(self) -> int:
        """Seconds."""
        ...


@runtime_checkable
class Segments(Recipe, Protocol):
    """A recipe whose models answer with users: those who are drawn to what is asked for."""

    def questions(self, data: Snapshot) -> Sequence[tuple[Query, Array]]:
        """What can be asked for, each with the codes of the items that it is about."""
        ...


@runtime_checkable
class Increments(Recipe, Protocol):
    """A recipe that can take up new items without being trained anew."""

    def update(self, model: Any, before: Snapshot, data: Snapshot) -> Model:
        """A model of its own, trained on `before`, that knows the items of `data`."""
        ...


@runtime_checkable
class Measures(Recipe, Protocol):
    """A recipe with metrics of its own: nobody's next interaction is what it tries to find."""

    def metrics(self, model: Any) -> dict[str, float]:
        """Of a model that was trained on all of the data."""
        ...
