"""The personal recipes: one scorer, differing in what it looks at.

Hyperparameters act in the direction that AWS documents: hidden_dimension is the number of neighbours kept of
each item, bptt the number of events of a history that are looked at, recency_mask (apply_recency_bias) the
preference for the latest events.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from .data import Snapshot
from .learner import Learner
from .personal import ExploringModel, PersonalModel
from .protocol import Model


class TakesNewItems:
    """What the recipes have whose models take up new items without a training."""

    def update(self, model: Model, before: Snapshot, now: Snapshot) -> PersonalModel:
        """The model with the items and impressions of now."""
        assert isinstance(model, PersonalModel)
        return self._explored(model.knowing(before, now))

    def _explored(self, model: PersonalModel) -> PersonalModel:
        """Exploring what is new now, where that is not set with the deployment."""
        return model


@dataclass(frozen=True)
class Hrnn:
    """aws-hrnn: what a user does next, from interactions alone."""

    hidden_dimension: int = 43
    bptt: int = 32
    recency_mask: bool = True
    min_user_history_length_percentile: float = 0.0
    max_user_history_length_percentile: float = 0.99

    metadata: ClassVar[bool] = False

    def fit(self, data: Snapshot) -> PersonalModel:
        """Train."""
        return self._learner().learn(data, PersonalModel)

    def _learner(self) -> Learner:
        return Learner(
            neighbours=self.hidden_dimension,
            events=self.bptt,
            recency=self.recency_mask,
            shortest=self.min_user_history_length_percentile,
            longest=self.max_user_history_length_percentile,
            items=self.metadata,
            users=self.metadata,
            context=self.metadata,
        )


@dataclass(frozen=True)
class HrnnMetadata(Hrnn):
    """aws-hrnn-metadata: with the metadata of items, users and interactions."""

    metadata: ClassVar[bool] = True


@dataclass(frozen=True)
class HrnnColdstart(TakesNewItems, HrnnMetadata):
    """aws-hrnn-coldstart: explores new items that few have touched.

    cold_start_max_duration: days; cold_start_relative_from: from when an item's age is counted, "latestItem"
    (the creation of the newest item) or "currentTime" (the latest interaction: the engine has no clock).
    """

    hidden_dimension: int = 149
    cold_start_max_interactions: int = 15
    cold_start_max_duration: float = 5.0
    cold_start_relative_from: str = "latestItem"

    exploration_weight: ClassVar[float] = 0.3

    def fit(self, data: Snapshot) -> PersonalModel:
        """Train."""
        return self._explored(super().fit(data))

    def _explored(self, model: PersonalModel) -> PersonalModel:
        novelty = model.novelty
        newest = int(novelty.created.max()) if len(novelty.created) else 0
        now = newest if self.cold_start_relative_from == "latestItem" else novelty.now
        young = novelty.younger(self.cold_start_max_duration, now)
        cold = young & (novelty.interactions <= self.cold_start_max_interactions)
        return model.explore(cold, self.exploration_weight)


@dataclass(frozen=True)
class UserPersonalization(TakesNewItems, HrnnMetadata):
    """aws-user-personalization: with all metadata, and exploration that is set when it is deployed."""

    hidden_dimension: int = 149

    def fit(self, data: Snapshot) -> ExploringModel:
        """Train."""
        return self._learner().learn(data, ExploringModel)


@dataclass(frozen=True)
class PersonalizedRanking(HrnnMetadata):
    """aws-personalized-ranking: the same scores, to order a list that the caller brings."""

    hidden_dimension: int = 149


@dataclass(frozen=True)
class PersonalizedRankingV2:
    """aws-personalized-ranking-v2: as before, with a single hyperparameter."""

    apply_recency_bias: bool = True

    def fit(self, data: Snapshot) -> PersonalModel:
        """Train."""
        learner = Learner(recency=self.apply_recency_bias, items=True, users=True, context=True)
        return learner.learn(data, PersonalModel)


@dataclass(frozen=True)
class UserPersonalizationV2(TakesNewItems, PersonalizedRankingV2):
    """aws-user-personalization-v2: explores by itself, so rarely that one answer in forty has one new item.

    AWS samples speak of 0.1 % of the recommended items, from the last 30 days.
    """

    def fit(self, data: Snapshot) -> PersonalModel:
        """Train."""
        return self._explored(super().fit(data))

    def _explored(self, model: PersonalModel) -> PersonalModel:
        return model.explore(model.novelty.younger(days=30), 1.0, per_user=1, one_in=40)
