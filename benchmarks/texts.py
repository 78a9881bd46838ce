"""How long related items by texts take: `python benchmarks/texts.py [ITEMS] [WORDS]`.

Times of one run are comparable, times of different machines are not: each is also given as a ratio to counting the
words of the same texts with a Counter each, which is what any reading of them costs in Python.
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from collections.abc import Callable
from typing import TypeVar

import numpy as np

from moto_personalize.recipes import Query, Snapshot, Themes, find, make
from moto_personalize.recipes.arrays import uniform
from moto_personalize.recipes.semantic import SemanticModel

Result = TypeVar("Result")
_KINDS = 200
_COMMON = 50_000


def catalogue(items: int, words: int) -> tuple[Snapshot, np.ndarray]:
    """Paragraphs: a quarter of the words of one of 200 topics, the others of 50,000, common ones more often."""
    draws = uniform(items * words, 1).reshape(items, words)
    kind = (uniform(items, 2) * _KINDS).astype(np.int64)
    drawn = (draws * draws * draws * _COMMON).astype(np.int64)
    own = words // 4
    drawn[:, :own] = kind[:, None] * 97 + (draws[:, :own] * 60).astype(np.int64)
    vocabulary = np.array([f"w{number:05x}" for number in range(_COMMON)], object)
    texts = [" ".join(vocabulary[row]) for row in drawn]
    ids = [f"item-{n:07d}" for n in range(items)]
    names = [f"Item {n}" for n in range(items)]
    empty = {"users": [], "user": [], "item": [], "timestamp": []}
    return Snapshot.build(**empty, items=ids, item_names=names, item_texts=texts), kind  # type: ignore[arg-type]


def timed(what: str, call: Callable[[], Result], peer: float = 0.0, times: int = 1) -> tuple[float, Result]:
    """Seconds of one of several calls, printed, and what the last gave."""
    start = time.perf_counter()
    for _ in range(times):
        result = call()
    seconds = (time.perf_counter() - start) / times
    ratio = f"   x{seconds * times / peer:.2f}" if peer and times == 1 else ""
    print(f"  {what:44s}{seconds * 1e6:14,.0f} us{ratio}")
    return seconds, result


def peak() -> int:
    """Megabytes that the process has needed at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main(items: int, words: int) -> None:
    """Train, ask and name, with memory and how many of the ten nearest are of the same topic."""
    data, kind = catalogue(items, words)
    before = peak()
    print(f"{items:,} items of {words} words")
    peer, _ = timed("peer: words counted by Counter", lambda: [len(Counter(t.split())) for t in data.item_texts])
    _, model = timed("train aws-semantic-similarity", lambda: make(find("aws-semantic-similarity"), {}).fit(data), peer)
    assert isinstance(model, SemanticModel)
    print(f"  peak memory {peak()} MB, {before} MB of them before the training")
    found = model.neighbours
    asked = np.arange(0, items, max(items // 1000, 1))
    right = [(kind[found.codes[found.indptr[item] :][:10]] == kind[item]).mean() for item in asked]
    print(f"  of the ten nearest, of the same topic: {np.mean(right):.3f} (by chance {1 / _KINDS})")
    timed("one request, 25 items", lambda: model.scores(Query(item=items // 2)).top(25), times=1000)
    influenced = model.influenced(0.5, 0.5)
    timed("one request, rankingInfluence", lambda: influenced.scores(Query(item=items // 2)).top(25), times=1000)
    _, themes = timed("themes of the catalogue", lambda: Themes.of(data.item_names, data.item_texts, {}), peer)
    near = model.scores(Query(item=items // 2)).top(25)
    timed("one theme of 25 items", lambda: themes.theme(near), times=100)


if __name__ == "__main__":
    main(*(int(float(argument)) for argument in (sys.argv[1:] or ["1e5", "80"])))
