"""How long training, evaluation and serving take: `python benchmarks/recipe_speed.py [ROWS] [ITEMS]`.

Times of one run are comparable, times of different machines are not: every figure is also given as a ratio, to
training or serving of aws-popularity-count of the same run. Median of interleaved repetitions.
"""

from __future__ import annotations

import random
import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping

import numpy as np

from moto_personalize.recipes import Model, Query, Snapshot, entries, evaluate, find, make
from moto_personalize.recipes.search import TRIALS, default_ranges, search
from moto_personalize.recipes.synthetic import World

BASELINE = "aws-popularity-count"
SERVED = (BASELINE, "aws-sims", "aws-user-personalization", "aws-deepfm", "aws-ffnn")


def world(rows: int, items: int) -> Snapshot:
    """About so many interactions, with metadata and context."""
    start = time.perf_counter()
    data = World(users=rows // 20, items=items, events=rows).snapshot()
    print(f"{len(data.item):,} interactions, {items:,} items; made in {time.perf_counter() - start:.1f} s")
    return data


def medians(calls: Mapping[str, Callable[[], object]], repetitions: int) -> dict[str, float]:
    """Seconds of each call, the calls interleaved in random order."""
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(repetitions):
        for name in random.sample(list(calls), len(calls)):
            start = time.perf_counter()
            calls[name]()
            times[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in times.items()}


def table(title: str, seconds: Mapping[str, float], baseline: str, unit: str = "s") -> None:
    """Print times with their ratios."""
    factor = {"s": 1.0, "us": 1e6}[unit]
    print(f"\n{title}")
    for name, value in seconds.items():
        print(f"  {name:42s}{value * factor:10.{0 if unit == 'us' else 3}f} {unit}   x{value / seconds[baseline]:.1f}")


def training(data: Snapshot) -> None:
    """Fit of every recipe, and evaluation of two."""
    recipes = {entry.name: make(entry, {}) for entry in entries() if entry.recipe}
    table("fit", medians({name: lambda r=recipe: r.fit(data) for name, recipe in recipes.items()}, 3), BASELINE)
    chosen = {name: recipes[name] for name in (BASELINE, "aws-user-personalization", "aws-sims")}
    calls = {name: lambda n=name, r=r: evaluate(r, find(n).recipe_type, data) for name, r in chosen.items()}
    table("evaluate", medians(calls, 1), BASELINE)
    print(f"\npeak memory of the process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def tuning(data: Snapshot) -> None:
    """A search with the default ranges and trials, as a ratio to one training of the same recipe."""
    for name in ("aws-user-personalization", "aws-hrnn", "aws-sims"):
        entry = find(name)
        calls = {
            "one training": lambda e=entry: make(e, {}).fit(data),
            f"a search of {TRIALS} trials": lambda e=entry: search(e, default_ranges(e), data),
        }
        table(name, medians(calls, 1), "one training")


def serving(data: Snapshot) -> None:
    """One request to models over many items, for a user with a full history."""
    models = {name: make(find(name), {}).fit(data) for name in SERVED}
    models["aws-user-personalization exploring"] = models["aws-user-personalization"].exploring(0.3, 30.0)  # type: ignore[attr-defined]
    user = int(np.argmax(np.diff(data.indptr) >= 32))
    mask = np.arange(len(data.items)) % 3 == 0
    query = Query(user=user, item=int(data.item[data.indptr[user]]), context={"DEVICE": "device-0000"})
    calls: dict[str, Callable[[], object]] = {}
    for name, model in models.items():
        calls[f"{name} top 25"] = lambda m=model: m.scores(query).top(25)
        calls[f"{name} top 500"] = lambda m=model: m.scores(query).top(500)
        calls[f"{name} top 25 of a third"] = lambda m=model: m.scores(query).top(25, mask)
        calls[f"{name} top 25, shares"] = lambda m=model: shown(m, query)
    table(f"serving, {len(data.items):,} items", medians(calls, 200), f"{BASELINE} top 25", "us")


def shown(model: Model, query: Query) -> np.ndarray:
    """As a campaign answers: the best 25 with their shares."""
    scores = model.scores(query)
    return scores.shares(scores.top(25))


if __name__ == "__main__":
    rows, items = (int(float(argument)) for argument in (sys.argv[1:] or ["1e6", "1e4"]))
    training(world(rows, items))
    tuning(world(rows, items))
    serving(world(rows, 100_000))
