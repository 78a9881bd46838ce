"""What is there to compare: recipes by metric, and two lists of items."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

NDCG = "normalized_discounted_cumulative_gain_at_25"
COLUMNS = {
    NDCG: "NDCG@25",
    "mean_reciprocal_rank_at_25": "MRR@25",
    "precision_at_5": "precision@5",
    "coverage": "coverage",
}
Metrics = Mapping[str, Mapping[str, float]]


def best(metrics: Metrics, key: str) -> set[str]:
    """The recipes with the highest value of a metric, if it is above zero."""
    top = max((values.get(key, 0.0) for values in metrics.values()), default=0.0)
    return {recipe for recipe, values in metrics.items() if top > 0 and values.get(key) == top}


def ratio_to_first(metrics: Metrics, recipe: str) -> str:
    """How many times the NDCG of the first recipe."""
    first = next(iter(metrics.values())).get(NDCG, 0.0)
    return f"{metrics[recipe].get(NDCG, 0.0) / first:.2f}" if first else "-"


@dataclass(frozen=True)
class Change:
    """An item of the later list. places: how many it went up; None: it was not in the earlier one."""

    item: str
    places: int | None

    @property
    def is_new(self) -> bool:
        return self.places is None

    @property
    def words(self) -> str:
        if self.places is None:
            return "new"
        return f"{self.places:+d}" if self.places else "="


@dataclass(frozen=True)
class Lists:
    """What a recipe has for the visited user, before and after the events."""

    recipe: str
    before: Sequence[str]
    after: Sequence[str]

    @property
    def same(self) -> bool:
        return list(self.before) == list(self.after)

    def side_by_side(self) -> Iterator[tuple[str, Change]]:
        """Place by place: one campaign gives lists of one length."""
        places = {item: place for place, item in enumerate(self.before)}
        moved = (
            Change(item, places[item] - place if item in places else None) for place, item in enumerate(self.after)
        )
        return zip(self.before, moved, strict=True)
