"""How good segments are: Personalize's metrics of the USER_SEGMENTATION recipes.

A recipe is trained on the oldest four fifths of every user's events; who touches what in the newest fifth is the
truth. Of all users, the best hundredth for each question is the segment.
https://docs.aws.amazon.com/personalize/latest/dg/working-with-training-metrics.html
"""

from __future__ import annotations

import math

import numpy as np

from .arrays import Array, places
from .data import Snapshot
from .protocol import Segments


def segment_metrics(recipe: Segments, data: Snapshot) -> dict[str, float]:
    """coverage, hits_at_1_percent (a mean count) and recall_at_1_percent, not rounded; 0 without a question.

    Questions that nobody of the newest fifth answers are left out of the means.
    """
    known, truth = data.select(~newest_fifth(data)), data.select(newest_fifth(data))
    model, size = recipe.fit(known), max(len(data.users) // 100, 1)
    reached, hits, recalls = np.zeros(len(data.users), bool), list[int](), list[float]()
    for query, items in recipe.questions(known):
        segment = model.scores(query).top(size)
        reached[segment] = True
        wanted = np.unique(truth.user[np.isin(truth.item, items)])
        if len(wanted):
            hits.append(int(np.isin(segment, wanted).sum()))
            recalls.append(hits[-1] / len(wanted))
    asked = max(len(hits), 1)
    return {
        "coverage": int(reached.sum()) / max(len(data.users), 1),
        "hits_at_1_percent": sum(hits) / asked,
        "recall_at_1_percent": math.fsum(recalls) / asked,
    }


def newest_fifth(data: Snapshot) -> Array:
    """(n,) bool: of each user's events the newest fifth, at least one where there are two."""
    lengths = np.diff(data.indptr)
    held = np.where(lengths > 1, np.maximum(lengths // 5, 1), 0)
    late: Array = places(data.user, len(data.users)) >= (lengths - held)[data.user]
    return late
