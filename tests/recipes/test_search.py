from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moto_personalize.recipes import CatalogueEntry, Model, Snapshot, find, make, register, unregister
from moto_personalize.recipes.evaluation import test_users as tested_users
from moto_personalize.recipes.popularity import SameForAll
from moto_personalize.recipes.scores import Prior
from moto_personalize.recipes.search import (
    Found,
    Range,
    Trial,
    candidates,
    choice_range,
    default_ranges,
    number_range,
    sample,
    search,
)
from moto_personalize.recipes.synthetic import World

from .made import histories

tested_users.__test__ = False  # type: ignore[attr-defined]  # it chooses test users, it is not a test

SEEN: list[tuple[int, Snapshot]] = []


@dataclass(frozen=True)
class Peaked:
    """Finds what everybody touches last when `place` is 7, and is the worse the farther away."""

    name: ClassVar[str] = "peaked"
    recipe_type: ClassVar[str] = "USER_PERSONALIZATION"

    place: int = field(default=0, metadata={"minimum": 0, "maximum": 9, "tunable": True})
    idle: float = field(default=0.5, metadata={"minimum": 0, "maximum": 1})
    open_ended: int = field(default=1, metadata={"minimum": 0, "tunable": True})

    def fit(self, data: Snapshot) -> Model:
        SEEN.append((self.place, data))
        return SameForAll(Prior.of(-abs(np.arange(len(data.items)) - abs(self.place - 7)) * 1.0))


@pytest.fixture
def peaked() -> Any:
    SEEN.clear()
    yield register(Peaked)
    unregister("peaked")


DATA = histories({f"user-{n:02}": "zyxwa" for n in range(60)})  # a comes last, and is the first of the items


def test_the_best_of_all_values_is_found_where_all_can_be_tried(peaked: CatalogueEntry) -> None:
    found = search(peaked, [Range("place", 0, 9, whole=True)], DATA, most=40)
    assert found.best == Trial({"place": "7"}, 1.0)
    assert found.trials[0].values == {"place": "0"}
    assert {trial.values["place"] for trial in found.trials} == {str(n) for n in range(10)}


def test_no_more_models_are_tried_than_asked_for(peaked: CatalogueEntry) -> None:
    assert len(search(peaked, [Range("place", 0, 9, whole=True)], DATA, most=3).trials) <= 3
    assert len(SEEN) <= 3


def test_the_first_trial_is_what_was_given_moved_into_the_range(peaked: CatalogueEntry) -> None:
    only = search(peaked, [Range("place", 2, 5, whole=True)], DATA, given={"place": "9"}, most=1)
    assert only.trials == (Trial({"place": "5"}, only.best.score),)


def test_of_equally_good_values_the_first_tried_wins() -> None:
    trials = tuple(Trial({"x": str(n)}, score) for n, score in enumerate([0.1, 0.5, 0.5]))
    assert Found(trials).best is trials[1]


def test_values_without_effect_are_trained_once(peaked: CatalogueEntry) -> None:
    entry = dataclasses.replace(find("aws-similar-items"), recipe=peaked.recipe, hyperparameters=SIMILAR)
    found = search(entry, [Range("item_id_hidden_dim", 30, 200, whole=True)], DATA)
    assert (len(SEEN), len(found.trials)) == (1, 8)
    assert len({trial.score for trial in found.trials}) == 1


SIMILAR = find("aws-similar-items").hyperparameters[1:]


def test_the_users_of_the_final_metrics_are_not_searched_with(peaked: CatalogueEntry) -> None:
    search(peaked, [Range("place", 0, 9, whole=True)], DATA, most=1, seed=4)
    held_out = set(np.flatnonzero(tested_users(DATA, 4)).tolist())
    assert held_out
    assert not held_out & set(SEEN[0][1].user.tolist())


def test_the_same_seed_finds_the_same_and_another_tries_other_values() -> None:
    entry, data = find("aws-sims"), World(users=80, items=40, events=1200).snapshot()
    first, second, third = (search(entry, default_ranges(entry), data, seed=seed) for seed in (0, 0, 1))
    assert first == second
    assert first.trials[1:] != third.trials[1:]


def test_the_winner_is_at_least_as_good_as_the_defaults() -> None:
    entry, data = find("aws-user-personalization"), World(users=200, items=100, events=4000).snapshot()
    found = search(entry, default_ranges(entry), data)
    defaults = {"hidden_dimension": "149", "bptt": "32", "recency_mask": "true"}
    assert found.trials[0].values == defaults
    assert found.best.score >= found.trials[0].score
    assert make(entry, found.best.values) is not None


@given(st.integers(1, 40), st.integers(0, 99))
def test_candidates_are_legal_distinct_and_spread(most: int, seed: int) -> None:
    entry = find("aws-hrnn")
    tried = candidates(entry, default_ranges(entry), {}, most, seed)
    assert 1 <= len(tried) <= most
    assert len({tuple(each.items()) for each in tried}) == len(tried)
    for values in tried:
        make(entry, values)
    dimensions = sorted(int(values["hidden_dimension"]) for values in tried[1:])
    if len(dimensions) == most - 1 and most > 1:  # one from each of so many equal parts
        part = 225 / (most - 1)
        assert all(part * n - 1 < value - 32 < part * (n + 1) for n, value in enumerate(dimensions))


def test_big_data_is_sampled_by_whole_users() -> None:
    data = World(users=300, items=50, events=6000).snapshot()
    part = sample(data, 1000, seed=0)
    assert 800 < len(part.item) <= 1000
    lengths = np.diff(part.indptr)
    assert ((lengths == 0) | (lengths == np.diff(data.indptr))).all()
    assert sample(data, 10_000, seed=0) is data


@pytest.mark.parametrize(
    ("of", "share", "value"),
    [
        (Range("n", 2, 5, whole=True), 0.0, "2"),
        (Range("n", 2, 5, whole=True), 0.999, "5"),
        (Range("x", 0.2, 0.4), 0.5, "0.3"),
        (Range("c", choices=("a", "b")), 0.5, "b"),
    ],
)
def test_a_range_gives_the_value_at_a_share(of: Range, share: float, value: str) -> None:
    assert of.at(share) == value


def test_a_range_moves_values_into_itself() -> None:
    assert [Range("n", 2, 5, whole=True).nearest(text) for text in ("1", "3", "9")] == ["2", "3", "5"]
    assert Range("x", 0.2, 0.4).nearest("1") == "0.4"
    assert [Range("c", choices=("a", "b")).nearest(text) for text in "bz"] == ["b", "a"]


def test_ranges_of_what_has_bounds_are_the_default(peaked: CatalogueEntry) -> None:
    assert default_ranges(peaked) == [Range("place", 0, 9, whole=True)]


def test_a_bound_left_out_is_that_of_the_hyperparameter(peaked: CatalogueEntry) -> None:
    assert number_range(peaked, "integer", "place", 3, None) == Range("place", 3, 9, whole=True)
    assert number_range(peaked, "integer", "open_ended", 1, 5).high == 5
    with pytest.raises(ValueError, match="The range of 'open_ended' needs a minValue and a maxValue"):
        number_range(peaked, "integer", "open_ended", 1, None)


def test_choices_left_out_are_all() -> None:
    assert choice_range(find("aws-hrnn"), "recency_mask", []).choices == ("true", "false")


@pytest.mark.parametrize("name", ["idle", "elsewhere"])
def test_only_what_can_be_tuned_has_a_range(peaked: CatalogueEntry, name: str) -> None:
    with pytest.raises(ValueError, match=r"cannot be tuned|no hyperparameter 'elsewhere'"):
        number_range(peaked, "continuous", name, 0, 1)
