from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from moto_personalize.recipes import Increments, Influenced, Measures, Snapshot, evaluate, find, make
from moto_personalize.recipes.arrays import uniform
from moto_personalize.recipes.semantic import SemanticModel, SemanticSimilarity
from tests.recipes.made import ask, best, score

TEXTS = {"a": "moon rocket", "b": "moon rocket", "c": "moon sea", "d": "garden sea", "e": ""}


def films(rows: Sequence[tuple[str, str]] = (), created: Sequence[int] = (50, 10, 20, 30, 40), **more: str) -> Snapshot:
    """Items a to e, and those of `more` with their texts; who touched what."""
    texts = {**TEXTS, **more}
    users, items = sorted({user for user, _ in rows}), list(texts)
    return Snapshot.build(
        users=users,
        user=[users.index(user) for user, _ in rows],
        items=items,
        item=[items.index(item) for _, item in rows],
        timestamp=[100] * len(rows),
        item_created=created,
        item_texts=list(texts.values()),
    )


def test_similar_texts_come_first_and_popular_items_follow():
    data = films([("ann", "e"), ("bob", "e"), ("ann", "d")])
    model = SemanticSimilarity().fit(data)
    assert best(model, data, ask(data, item="a")) == "bced"
    assert score(model, data, ask(data, item="a"), "b") == pytest.approx(2, abs=1e-3)
    assert score(model, data, ask(data, item="a"), "e") == 1


@pytest.mark.parametrize("item", ["e", "unknown"])
def test_items_without_words_and_unknown_ones_are_answered_with_popular_items(item):
    data = films([("ann", "d"), ("bob", "d"), ("ann", "b")])
    assert best(SemanticSimilarity().fit(data), data, ask(data, item=item)).replace("e", "") == "dbac"


def test_without_interactions_everything_is_equally_popular():
    data = films()
    assert best(SemanticSimilarity().fit(data), data, ask(data)) == "abcde"


def test_influence_is_a_mean_with_popularity_and_freshness():
    # of a: b is all the same (1), c shares one of two words of equal rarity; c is touched by everybody
    rows = [("ann", "c"), ("bob", "c"), ("ann", "b")]
    data = films(rows, created=(50, 10, 20, 30, 40, 50, 50), n="rocket garden", m="sea")
    model = SemanticSimilarity().fit(data)
    query = ask(data, item="a")
    alike = score(model, data, query, "c") - 1
    assert alike == pytest.approx(0.5, abs=1e-3)
    assert best(model, data, query).startswith("bc")
    popular = model.influenced(1.0, 0.0)
    assert score(popular, data, query, "b") == pytest.approx(1 + (1 + 0.5) / 2, abs=1e-3)
    assert score(popular, data, query, "c") == pytest.approx(1 + (alike + 1) / 2, abs=1e-3)
    fresh = model.influenced(0.0, 1.0)  # b was created at 10, c at 20, the newest at 50
    assert score(fresh, data, query, "b") == pytest.approx(1 + 1 / 2, abs=1e-3)
    assert score(fresh, data, query, "c") == pytest.approx(1 + (alike + 0.25) / 2, abs=1e-3)


def test_what_is_far_less_similar_than_the_nearest_gains_nothing():
    # of a, c has 0.237 of b's similarity: moon is of three items, rocket and sea of two
    data = films([("ann", "c")])
    model = SemanticSimilarity().fit(data)
    assert best(model.influenced(1.0, 0.0), data, ask(data, item="a")).startswith("bc")
    assert score(model.influenced(1.0, 0.0), data, ask(data, item="a"), "c") == pytest.approx(1 + 0.237 / 2, abs=1e-3)


def test_influence_orders_neighbours_and_brings_no_others():
    data = films([("ann", "n"), ("ann", "d"), ("bob", "d")], created=(50, 0, 50, 50, 50, 50), n="moon rocket garden")
    model = SemanticSimilarity().fit(data)
    query = ask(data, item="a")
    assert best(model, data, query).startswith("bncd")
    assert best(model.influenced(0.0, 1.0), data, query).startswith("nbcd")
    assert score(model.influenced(1.0, 1.0), data, query, "d") == 1


def test_metrics_are_means_over_the_catalogue():
    data = films([("ann", "c"), ("bob", "c"), ("ann", "b")])
    metrics = evaluate(SemanticSimilarity(), "RELATED_ITEMS", data)
    assert list(metrics) == ["item_freshness", "item_popularity", "item_similarity"]
    assert metrics["item_popularity"] == pytest.approx((1 + 0.5) / 5)
    assert metrics["item_freshness"] == pytest.approx((1 + 0 + 0.25 + 0.5 + 0.75) / 5)
    assert 0.4 < metrics["item_similarity"] < 0.8


def test_a_model_that_is_there_is_measured_without_training_another():
    data = films()
    model = SemanticSimilarity().fit(data)
    assert evaluate(SemanticSimilarity(), "RELATED_ITEMS", data, model=model.influenced(1, 1)) == evaluate(
        SemanticSimilarity(), "RELATED_ITEMS", data
    )


def test_an_update_takes_new_items_up_and_keeps_what_was_popular_and_fresh():
    before = films([("ann", "c"), ("bob", "c")])
    recipe = SemanticSimilarity()
    model = recipe.fit(before)
    after = films([("ann", "b"), ("bob", "b"), ("cid", "b")], created=(50, 99, 20, 30, 40, 80), n="moon rocket")
    updated = recipe.update(model, before, after)
    assert best(updated, after, ask(after, item="n")).startswith("abc")
    assert best(updated, after, ask(after, item="a")).startswith("bn")
    assert updated.popularity.tolist() == [0, 0, 1, 0, 0, 0]
    assert updated.freshness.tolist() == [1, 0, 0.25, 0.5, 0.75, 1]


def test_an_update_keeps_the_influence():
    data = films()
    model = SemanticSimilarity().fit(data).influenced(0.5, 0.25)
    assert SemanticSimilarity().update(model, data, data).influence == (0.5, 0.25)


def test_no_items_at_all():
    data = Snapshot.build(users=[], user=[], items=[], item=[], timestamp=[])
    recipe = SemanticSimilarity()
    model = recipe.fit(data)
    assert len(model.scores(ask(data)).top(5)) == 0
    assert recipe.metrics(model) == {"item_freshness": 0, "item_popularity": 0, "item_similarity": 0}


def test_its_abilities_are_those_of_its_row():
    entry = find("aws-semantic-similarity")
    recipe = make(entry, {})
    assert isinstance(recipe, Increments)
    assert isinstance(recipe, Measures)
    assert isinstance(recipe.fit(films()), Influenced)
    assert (entry.influenced, entry.increments, entry.uses_texts, entry.needs_interactions) == (True, True, True, False)


def topics(items: int, kinds: int) -> tuple[Snapshot, np.ndarray]:
    """Forty words for each item: ten of its topic's thirty, the others of 3,000, common ones more often."""
    draws = uniform(items * 40, 5).reshape(-1, 40)
    kind = (uniform(items, 6) * kinds).astype(np.int64)
    words = (draws * draws * draws * 3000).astype(np.int64)
    words[:, :10] = 3000 + kind[:, None] * 30 + (draws[:, :10] * 30).astype(np.int64)
    texts = [" ".join(f"w{number:x}" for number in row) for row in words.tolist()]
    ids = [f"item-{n:05}" for n in range(items)]
    return Snapshot.build(users=[], user=[], items=ids, item=[], timestamp=[], item_texts=texts), kind


def test_items_of_a_topic_come_out_together():
    data, kind = topics(1500, 30)
    model = SemanticSimilarity().fit(data)
    assert isinstance(model, SemanticModel)
    found = model.neighbours
    first = np.stack([found.codes[start : start + 10] for start in found.indptr[:-1]])
    assert (kind[first] == kind[:, None]).mean() > 0.95  # 1 in 30 by chance
