"""How good the recipes are: `python benchmarks/recipe_quality.py [ROWS] [ITEMS]`.

Prints NDCG at 25 on made-up data with tastes and habits (see World), next to aws-popularity-count, for data in which
users repeat items and in which they never do; then what an exploration weight does to a list. The data is ours: the
figures tell that a recipe learns what is there to be learned, not how it would do on yours.
"""

from __future__ import annotations

import dataclasses
import sys

import numpy as np

from moto_personalize.recipes import Query, Snapshot, entries, evaluate, find, make
from moto_personalize.recipes.synthetic import World

BASELINE = "aws-popularity-count"
NDCG = "normalized_discounted_cumulative_gain_at_25"


def compare(title: str, data: Snapshot) -> None:
    """The metrics of every recipe on one data set."""
    print(f"\n{title}: {len(data.item):,} interactions, {len(data.users):,} users, {len(data.items):,} items")
    print(f"  {'':30s}{'NDCG@25':>9s}{'/ popular':>11s}{'MRR@25':>9s}{'P@5':>9s}{'coverage':>10s}")
    rows = sorted((entry for entry in entries() if entry.recipe), key=lambda entry: entry.name != BASELINE)
    baseline = 0.0
    for entry in rows:
        metrics = evaluate(make(entry, {}), entry.recipe_type, data)
        baseline = baseline or metrics[NDCG]
        print(
            f"  {entry.name:30s}{metrics[NDCG]:9.4f}{metrics[NDCG] / baseline:11.2f}"
            f"{metrics['mean_reciprocal_rank_at_25']:9.4f}{metrics['precision_at_5']:9.4f}{metrics['coverage']:10.4f}"
        )


def explore(data: Snapshot) -> None:
    """How much of a list of 25 is there because it is new."""
    model = make(find("aws-user-personalization"), {}).fit(data)
    print("\nexploration weight: share of 25 items that are explored, mean over users")
    for weight in (0.0, 0.1, 0.3, 0.5, 1.0):
        exploring = model.exploring(weight, 30.0)  # type: ignore[attr-defined]  # this recipe's model explores
        shares = []
        for user in range(0, len(data.users), max(len(data.users) // 200, 1)):
            scores = exploring.scores(Query(user=user))
            shares.append(np.isin(scores.top(25), scores.explored).mean())
        print(f"  {weight:4.1f} {np.mean(shares):6.3f}")


if __name__ == "__main__":
    rows, items = (int(float(argument)) for argument in (sys.argv[1:] or ["1e5", "2e3"]))
    world = World(users=rows // 20, items=items, events=rows)
    compare("with repeats", world.snapshot())
    once = dataclasses.replace(world, repeats=False)
    compare("without repeats", once.snapshot())
    explore(dataclasses.replace(world, fresh=items // 10).snapshot())
