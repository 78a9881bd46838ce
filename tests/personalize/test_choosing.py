from __future__ import annotations

import numpy as np
import pytest

from moto_personalize.personalize.runtime.choosing import Chosen, choose, choose_all
from moto_personalize.recipes import AnswersMany, Query, Scores, find, make
from moto_personalize.recipes.synthetic import World

DATA = World(users=40, items=80, events=500, fresh=8).snapshot()
RECIPES = ("aws-user-personalization", "aws-user-personalization-v2", "aws-hrnn-metadata")


def answers_of(recipe: str) -> list[Scores]:
    model = make(find(recipe), {}).fit(DATA)
    assert isinstance(model, AnswersMany)
    return list(model.scores_of([Query(user=user) for user in range(-1, 40)]))


def shown(chosen: Chosen) -> tuple[object, ...]:
    shares = None if chosen.shares is None else chosen.shares.tobytes()
    return chosen.codes.tolist(), shares, dict(chosen.reasons)


@pytest.mark.parametrize("filtered", ["nobody", "everybody", "some"])
@pytest.mark.parametrize("recipe", RECIPES)
def test_items_chosen_for_many_are_those_chosen_for_each_to_the_bit(recipe, filtered):
    scores, kind = answers_of(recipe), find(recipe).score_kind
    third = np.arange(len(DATA.items)) % 3 == 0
    allowed = [third if filtered == "everybody" or (filtered == "some" and n % 2) else None for n in range(41)]
    each = [shown(choose(one, kind, 30, mask)) for one, mask in zip(scores, allowed, strict=True)]
    assert [shown(chosen) for chosen in choose_all(scores, kind, 30, allowed)] == each
    assert len({str(answer) for answer in each}) > 20


def test_without_scores_to_show_items_are_chosen_all_the_same():
    scores = answers_of("aws-user-personalization")
    each = [choose(one, "none", 5).codes.tolist() for one in scores]
    chosen = choose_all(scores, "none", 5, [None] * len(scores))
    assert [one.codes.tolist() for one in chosen] == each
    assert {one.shares for one in chosen} == {None}
