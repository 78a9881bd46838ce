"""The same data gives the same bits: whatever the hash seed, the threads, the processor and the numpy version."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

DIGEST = """
import hashlib
import numpy as np
from moto_personalize.recipes import CATALOGUE, ActionQuery, Explores, Influenced, Query, Segments, Themes
from moto_personalize.recipes import evaluate, evaluate_actions, make, make_for_actions
from moto_personalize.recipes.conformance import queries
from moto_personalize.recipes.synthetic import Offers, World

data = World(users=300, items=200, events=6000, fresh=20).snapshot()
everything = np.arange(len(data.items))
asked = [*queries(data), *(Query(user=user) for user in range(len(data.users)))]
for entry in CATALOGUE:
    if entry.recipe is None:
        continue
    recipe = make(entry, {})
    model = recipe.fit(data)
    models = [model, model.exploring(0.3, 30.0)] if isinstance(model, Explores) else [model]
    models += [model.influenced(0.7, 0.3)] if isinstance(model, Influenced) else []
    digest = hashlib.sha256()
    questions = [query for query, _ in recipe.questions(data)] if isinstance(recipe, Segments) else []
    for each in models:
        for query in [*asked, *questions]:
            scores = each.scores(query)
            best = scores.top(50)
            ranked = (scores.at(everything), best.astype(np.int64), scores.explored.astype(np.int64))
            shown = (scores.shares(best), scores.shares_within(best))
            digest.update(b"".join(array.tobytes() for array in (*ranked, *shown)))
    digest.update(repr(evaluate(recipe, entry.recipe_type, data)).encode())
    print(entry.name, digest.hexdigest()[:16])

themes, digest = Themes.of(data.item_names, data.item_texts, data.item_features), hashlib.sha256()
for start in range(0, len(data.items), 5):
    title, relevance = themes.theme(everything[start : start + 10])
    digest.update(title.encode() + relevance.tobytes())
print("themes", digest.hexdigest()[:16])

data = Offers(World(users=300, items=200, events=6000)).snapshot()
live = {"items": np.array([3, 5]), "actions": np.array([1, 2]), "outcomes": np.array([2, 0])}
nobody = [ActionQuery(), ActionQuery(**live)]
for entry in CATALOGUE:
    if entry.action_recipe is None:
        continue
    recipe = make_for_actions(entry, {}, least=20)
    model = recipe.fit(data)
    digest = hashlib.sha256()
    for each in (model, model.exploring(0.3, 30.0)):
        for query in [*nobody, *(ActionQuery(user=user) for user in range(len(data.past.users)))]:
            answer = each.propensities(query)
            digest.update(answer.parts.astype(np.int64).tobytes() + answer.top(10).astype(np.int64).tobytes())
    digest.update(repr(evaluate_actions(recipe, data)).encode())
    print(entry.name, digest.hexdigest()[:16])
"""

# Of what each recipe ranks, shows and measures. A change of an algorithm changes its line; a line that changes
# without one means that the numbers depend on the machine.
GOLDEN = {
    "aws-next-best-action": "2d5f9b204efa0d84",
    "aws-user-personalization-v2": "6a20a329fafa32ca",
    "aws-user-personalization": "1a53fb1cc7e4d526",
    "aws-trending-now": "daabce7fb2868078",
    "aws-popularity-count": "171b43bdfaff85ec",
    "aws-personalized-ranking-v2": "cc53431892a0cb6b",
    "aws-personalized-ranking": "7a8faacf047dd41a",
    "aws-similar-items": "fb4dc8cbb47d3591",
    "aws-semantic-similarity": "c6dd7fbccfe0a1a3",
    "aws-sims": "0e34d147fb0f422f",
    "aws-ecomm-popular-items-by-views": "2845526d7c2085cb",
    "aws-ecomm-popular-items-by-purchases": "2845526d7c2085cb",
    "aws-ecomm-frequently-bought-together": "f6bb26f48bde4335",
    "aws-ecomm-customers-who-viewed-x-also-viewed": "56a0438a5633eeff",
    "aws-ecomm-recommended-for-you": "1a53fb1cc7e4d526",
    "aws-vod-because-you-watched-x": "56a0438a5633eeff",
    "aws-vod-more-like-x": "fb4dc8cbb47d3591",
    "aws-vod-most-popular": "171b43bdfaff85ec",
    "aws-vod-trending-now": "daabce7fb2868078",
    "aws-vod-top-picks": "1a53fb1cc7e4d526",
    "aws-item-affinity": "d6f5b32c4b66fc54",
    "aws-item-attribute-affinity": "27f6c1d8cbfcbf9d",
    "aws-hrnn": "721bc2146c5b679a",
    "aws-hrnn-metadata": "06d22c3c3e83422d",
    "aws-hrnn-coldstart": "b957c32f5f272968",
    "aws-deepfm": "04e7961d5ae5b115",
    "aws-ffnn": "b8096959e4d81aee",
    "themes": "df886c1f48943fba",
}


def digests(**environment: str) -> dict[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", DIGEST],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(line.split() for line in done.stdout.splitlines())


def switchable_features() -> str:
    """The processor features that numpy uses here and can leave out."""
    code = (
        "try:\n from numpy._core._multiarray_umath import __cpu_dispatch__ as d, __cpu_features__ as f\n"
        "except ImportError:\n from numpy.core._multiarray_umath import __cpu_dispatch__ as d, __cpu_features__ as f\n"
        "print(' '.join(n for n in d if f.get(n)))"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"},
        {"PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2", "MKL_NUM_THREADS": "2"},
    ],
    ids=["one thread", "two threads"],
)
def test_hash_seed_and_threads_change_no_bit(environment: dict[str, str]) -> None:
    assert digests(**environment) == GOLDEN


def test_a_lesser_processor_changes_no_bit() -> None:
    features = switchable_features()
    if not features:
        pytest.skip("numpy has nothing to leave out on this processor")
    assert digests(NPY_DISABLE_CPU_FEATURES=features) == GOLDEN
