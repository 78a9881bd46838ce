"""What recommendations lean towards beside relevance: interactions that matter more, items that bring more.

Both are a factor of 0 to 1 on an item's score, so that what a user has no taste for stays behind.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array
from .data import Snapshot
from .personal import PersonalModel
from .protocol import Model, Recipe

SENSITIVITIES = {"OFF": 0.0, "LOW": 0.25, "MEDIUM": 0.5, "HIGH": 0.75}
"""How much of its score an item of the least reward loses, by ObjectiveSensitivity."""


@dataclass(frozen=True)
class Rewarding:
    """A personal recipe that looks for reward, too ("Optimizing a solution for an additional objective").

    sensitivity: 0 (relevance alone) to 1; so much of its score an item of the least reward loses, one of the
    most rewarding none. The reward counts by its place among all items' rewards, not by its size.
    """

    recipe: Recipe
    sensitivity: float

    def fit(self, data: Snapshot) -> Model:
        """Train. TypeError: the recipe is no personal one."""
        model = self.recipe.fit(data)
        if not isinstance(model, PersonalModel):
            raise TypeError(f"{type(self.recipe).__name__} cannot look for rewards.")
        return model.leaning(1 - self.sensitivity * (1 - places_of_rewards(data)))


def importance(data: Snapshot) -> Array:
    """(I,) float64 of 0 to 1: the mean weight of each item's interactions, as a share of the largest weight.

    An item without interactions has the mean of all.
    """
    assert data.weight is not None, "asked for weighted data alone"
    if not len(data.weight):
        return np.ones(len(data.items))
    count = np.bincount(data.item, minlength=len(data.items))
    total = np.bincount(data.item, weights=data.weight, minlength=len(data.items))  # whole numbers: exact
    overall = int(data.weight.sum()) / len(data.weight)
    mean = np.where(count > 0, total / np.maximum(count, 1), overall)
    return mean / max(int(data.weight.max()), 1)


def places_of_rewards(data: Snapshot) -> Array:
    """(I,) float64: the share of the other known rewards that are smaller, of 0 to 1; unknown ones have 0."""
    reward = np.zeros(0) if data.reward is None else data.reward
    if not len(reward):
        return np.ones(len(data.items))
    known = np.sort(reward[~np.isnan(reward)])
    smaller = np.searchsorted(known, reward, side="left")
    return np.where(np.isnan(reward), 0.0, smaller / max(len(known) - 1, 1))
