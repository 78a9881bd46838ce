"""How good a recipe for actions is: Personalize's offline metrics of PERSONALIZED_ACTIONS.

https://docs.aws.amazon.com/personalize/latest/dg/working-with-training-metrics.html. A recipe is trained on nine users
in ten; of each user of the last tenth it is given the oldest nine tenths of the action interactions, and what the user
did with items until then, and should name the actions that were taken in the newest.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .actions import TAKEN, ActionQuery, ActionRecipe, ActionSnapshot
from .arrays import Array, frozen
from .evaluation import DECIMALS, LONGEST, mean, ndcg, tenth

LIST = 5
"""An action is predicted for a user when it is among so many: what GetActionRecommendations answers."""

_DEPTHS = (5, 10, 25)


@dataclass(frozen=True)
class Outcome:
    """Of a test user: what was recommended, best first; which actions were offered, and which taken, each once; and
    the scores of those that were offered."""

    recommended: Array
    offered: Array
    taken: Array
    scores: Array


def evaluate_actions(recipe: ActionRecipe, data: ActionSnapshot, seed: int = 0) -> dict[str, float]:
    """area_under_the_curve, coverage, NDCG at 5, 10 and 25, precision and recall, in order of names.

    Rounded to 4 decimals; 0 where there is nobody to test with. seed: which users are the test users.
    """
    tested = tenth(np.diff(data.indptr), seed)
    model = recipe.fit(data.of_users(~tested))
    outcomes = []
    for query, offered, taken in cases(data, tested):
        answer = model.propensities(query)
        outcomes.append(Outcome(answer.top(LONGEST), offered, taken, answer.parts[offered]))
    metrics = action_metrics(outcomes, len(data.actions))
    return {name: round(metrics[name], DECIMALS) for name in sorted(metrics)}


def cases(data: ActionSnapshot, tested: Array) -> Iterator[tuple[ActionQuery, Array, Array]]:
    """The query of each test user, the actions that were offered next, and which of them were taken."""
    for user in np.flatnonzero(tested).tolist():
        start, stop = int(data.indptr[user]), int(data.indptr[user + 1])
        cut = stop - max((stop - start) // 10, 1)
        newest = slice(cut, stop)
        took = data.outcome[newest] == TAKEN
        yield (
            ActionQuery(
                user=user,
                items=frozen(_items_until(data, user, int(data.timestamp[cut])), np.int32),
                actions=data.action[start:cut],
                outcomes=data.outcome[start:cut],
            ),
            np.unique(data.action[newest]),
            np.unique(data.action[newest][took]),
        )


def action_metrics(outcomes: Sequence[Outcome], actions: int) -> dict[str, float]:
    """Not rounded. actions: how many there are."""
    shown = np.concatenate([outcome.recommended for outcome in outcomes]) if outcomes else np.zeros(0, np.int64)
    takers = [outcome for outcome in outcomes if len(outcome.taken)]
    metrics = {
        "area_under_the_curve": _area(outcomes),
        "coverage": len(np.unique(shown)) / max(actions, 1),
        **_precision_and_recall(outcomes, actions),
    }
    for depth in _DEPTHS:
        metrics[f"normalized_discounted_cumulative_gain_at_{depth}"] = mean(
            [ndcg(np.isin(outcome.recommended, outcome.taken), len(outcome.taken), depth) for outcome in takers]
        )
    return metrics


def _precision_and_recall(outcomes: Sequence[Outcome], actions: int) -> dict[str, float]:
    """Per action: takers rightly predicted / times recommended, and / takers; means over actions."""
    named, taken, right = (np.zeros(actions, np.int64) for _ in range(3))
    for outcome in outcomes:
        predicted = outcome.recommended[:LIST]
        named[predicted] += 1
        taken[outcome.taken] += 1
        right[np.intersect1d(predicted, outcome.taken)] += 1
    return {
        "precision": mean((right[named > 0] / named[named > 0]).tolist()),
        "recall": mean((right[taken > 0] / taken[taken > 0]).tolist()),
    }


def _area(outcomes: Sequence[Outcome]) -> float:
    """How often an offer that was taken has a higher score than one that was not; equal scores count half."""
    took = [np.isin(outcome.offered, outcome.taken) for outcome in outcomes]
    scores = np.concatenate([outcome.scores for outcome in outcomes]) if outcomes else np.zeros(0, np.int64)
    taken = np.concatenate(took) if took else np.zeros(0, np.bool_)
    passed = np.sort(scores[~taken])
    pairs = int(taken.sum()) * len(passed)
    below = np.searchsorted(passed, scores[taken], side="left") + np.searchsorted(passed, scores[taken], side="right")
    return int(below.sum()) / 2 / pairs if pairs else 0.0


def _items_until(data: ActionSnapshot, user: int, moment: int) -> Array:
    rows = slice(data.past.indptr[user], data.past.indptr[user + 1])
    return data.past.item[rows][data.past.timestamp[rows] < moment]
