"""The same data gives the same bits: whatever the hash seed, the threads and the processor."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

DIGEST = """
import hashlib
import numpy as np
from moto_personalize.recipes import CATALOGUE, Explores, evaluate, make
from moto_personalize.recipes.conformance import queries
from moto_personalize.recipes.synthetic import World

data = World(users=300, items=200, events=6000, fresh=20).snapshot()
everything = np.arange(len(data.items))
for entry in CATALOGUE:
    if entry.recipe is None:
        continue
    recipe = make(entry, {})
    model = recipe.fit(data)
    models = [model, model.exploring(0.3, 30.0)] if isinstance(model, Explores) else [model]
    digest = hashlib.sha256()
    for each in models:
        for query in queries(data):
            scores = each.scores(query)
            digest.update(scores.at(everything).tobytes() + scores.top(50).tobytes() + scores.explored.tobytes())
    print(entry.name, digest.hexdigest())
"""


def digests(**environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", DIGEST],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def switchable_features() -> str:
    """The processor features that numpy uses here and can leave out."""
    names = (
        "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR X86_V3 X86_V4 ASIMDHP SVE"
    )
    code = (
        "try:\n from numpy._core._multiarray_umath import __cpu_dispatch__ as d, __cpu_features__ as f\n"
        "except ImportError:\n from numpy.core._multiarray_umath import __cpu_dispatch__ as d, __cpu_features__ as f\n"
        f"print(' '.join(n for n in {names.split()} if n in d and f.get(n)))"
    )
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def expected() -> str:
    lines = digests(PYTHONHASHSEED="0", OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")
    assert lines.count("aws-") == 11
    return lines


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"},
        {"PYTHONHASHSEED": "random"},
    ],
)
def test_hash_seed_and_threads_change_no_bit(expected, environment):
    assert digests(**environment) == expected


def test_a_lesser_processor_changes_no_bit(expected):
    features = switchable_features()
    if not features:
        pytest.skip("numpy has nothing to leave out on this processor")
    assert digests(NPY_DISABLE_CPU_FEATURES=features, PYTHONHASHSEED="0") == expected
