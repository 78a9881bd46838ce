from __future__ import annotations

import doctest
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moto_personalize import recipes
from moto_personalize.recipes import (
    CATALOGUE,
    CatalogueEntry,
    Categories,
    ConformanceError,
    Explores,
    Prior,
    Quantities,
    Query,
    Recipe,
    Scores,
    Snapshot,
    check_recipe,
    evaluate,
    find,
    make,
)
from moto_personalize.recipes.conformance import queries
from moto_personalize.recipes.synthetic import World

TRAINABLE = [entry.name for entry in CATALOGUE if entry.recipe]


@pytest.mark.parametrize("name", TRAINABLE)
def test_predefined_recipes_conform(name):
    entry = find(name)
    check_recipe(make(entry, {}), real_time=entry.real_time)


@pytest.mark.parametrize("name", TRAINABLE)
def test_predefined_recipes_conform_on_other_data(name):
    entry = find(name)
    data = World(users=60, items=40, events=900, fresh=9, repeats=False, seed=3).snapshot()
    check_recipe(make(entry, {}), data, real_time=entry.real_time)


ids = st.integers(0, 3)
rows = st.lists(
    st.tuples(ids, ids, st.integers(-1, 3), st.integers(-1, 1), st.none() | st.sampled_from([0.5, 1.0])), max_size=7
)
tags = st.lists(st.none() | st.lists(st.sampled_from("AB"), max_size=3), min_size=4, max_size=4)
numbers = st.lists(st.none() | st.sampled_from([-1.0, 0.0, 2.5, 1e308, np.inf, -np.inf]), min_size=4, max_size=4)


@st.composite
def tiny_data(draw: Callable[..., Any]) -> Snapshot:
    """Up to 7 rows of up to 4 users and items: equal timestamps, users without history, items never touched."""
    chosen = draw(rows)
    user, item, timestamp, event, value = zip(*chosen, strict=True) if chosen else ((),) * 5
    return Snapshot.build(
        users=list("wxyz"),
        user=user,
        items=list("abcd"),
        item=item,
        timestamp=timestamp,
        event_names=["watch", "click"],
        event=event,
        value=[np.nan if each is None else each for each in value],
        context={"HOUR": Quantities.build([float(each) for each in timestamp])},
        item_features={"TAG": Categories.build(draw(tags)), "PRICE": Quantities.build(draw(numbers))},
        user_features={"AGE": Quantities.build(draw(numbers)), "GROUP": Categories.build(draw(tags))},
    )


def at_the_ends(entry: CatalogueEntry) -> list[Recipe]:
    """With the defaults, and with all hyperparameters at the lower and at the upper end."""
    recipes_made = [make(entry, {})]
    for end in (0, -1):
        given: dict[str, dict[str, str]] = {"algorithm": {}, "featureTransformation": {}}
        for each in entry.hyperparameters:
            if not each.only_by_tuning:
                bounds = (each.minimum, 10**9 if each.maximum is None else each.maximum)
                choices = {"boolean": ("false", "true"), "categorical": each.values}
                given[each.group][each.name] = str(choices.get(each.type, bounds)[end])
        recipes_made.append(make(entry, *given.values()))
    return recipes_made


def queries_of_tiny_data(data: Snapshot) -> list[Query]:
    """Among them long live histories that repeat, and odd numbers in the context."""
    repeated = [Query(user=user, recent=np.array([3, 0] * 300, np.int32)) for user in (-1, 0)]
    odd = [Query(user=0, context={"HOUR": text}) for text in ("nan", "inf", "", "1e400")]
    return [*itertools.islice(queries(data), 12), *repeated, *odd]


@pytest.mark.parametrize("name", TRAINABLE)
@settings(max_examples=12, deadline=None)
@given(data=tiny_data(), end=st.integers(0, 2))
def test_tiny_data_is_answered(name, data, end):
    entry = find(name)
    recipe = at_the_ends(entry)[end]
    model = recipe.fit(data)
    models = [model]
    if isinstance(model, Explores):
        models += [model.exploring(weight, days) for weight in (0.0, 1.0) for days in (0.0, 1e9)]
    for each, query in itertools.product(models, queries_of_tiny_data(data)):
        scores = each.scores(query)
        assert (scores.at(np.arange(4)) < np.inf).all()
        best = scores.top(500)
        itself = {query.item} if entry.recipe_type == "RELATED_ITEMS" else set()
        assert sorted(best.tolist()) == sorted({0, 1, 2, 3} - itself)
        assert scores.shares(best).sum() == pytest.approx(1, abs=1e-6)
    metrics = evaluate(recipe, entry.recipe_type, data)
    assert all(0 <= value <= 1 for value in metrics.values())


def prior_of(data: Snapshot) -> Prior:
    return Prior.of(np.bincount(data.item, minlength=len(data.items)))


@dataclass(frozen=True)
class Answer:
    prior: Prior

    def scores(self, query: Query) -> Scores:
        return Scores.of(self.prior)


@dataclass(frozen=True)
class Fits:
    """A recipe made of a function."""

    how: Callable[[Snapshot], Any]

    def fit(self, data: Snapshot) -> Any:
        return self.how(data)


@dataclass(frozen=True)
class Quick:
    """Claims to see live events."""

    real_time: ClassVar[bool] = True

    def fit(self, data: Snapshot) -> Answer:
        return Answer(prior_of(data))


@dataclass(frozen=True)
class Daring:
    """Claims to explore."""

    explores: ClassVar[bool] = True

    def fit(self, data: Snapshot) -> Answer:
        return Answer(prior_of(data))


@dataclass(frozen=True)
class Chooses:
    """A model made of a function."""

    how: Callable[[Query], Scores]
    notes: Any = None

    def scores(self, query: Query) -> Scores:
        return self.how(query)


@dataclass(frozen=True)
class Counter:
    calls: list[int] = field(default_factory=list)

    def fit(self, data: Snapshot) -> Answer:
        self.calls.append(1)
        return Answer(Prior.of(np.full(len(data.items), len(self.calls))))


class Untidy:
    def __init__(self, prior: Prior) -> None:
        self.prior = prior

    def scores(self, query: Query) -> Scores:
        return Scores.of(self.prior)


@dataclass(frozen=True)
class Updates:
    """Takes up new items by a function."""

    how: Callable[[Snapshot], Any]

    def fit(self, data: Snapshot) -> Answer:
        return Answer(prior_of(data))

    def update(self, model: Answer, before: Snapshot, data: Snapshot) -> Any:
        return self.how(data)


class NotFrozen:
    def fit(self, data: Snapshot) -> Answer:
        return Answer(prior_of(data))


NUMBERS = itertools.count(1.0)


def meddle(data: Snapshot) -> Answer:
    data.timestamp.flags.writeable = True
    data.timestamp[0] += 1
    return Answer(prior_of(data))


def too_strict(data: Snapshot) -> Chooses:
    def answer(query: Query) -> Scores:
        return Scores.of(prior_of(data) if query.user < 1 else Prior.of(np.zeros(1)))

    return Chooses(answer)


def order_of_codes(data: Snapshot) -> Chooses:
    class Backwards(Scores):
        def top(self, k: int, allowed: Any = None) -> Any:
            return np.arange(len(data.items))[:k]

    prior = prior_of(data)
    return Chooses(lambda query: Backwards(np.zeros(0, np.int64), np.zeros(0), prior))


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        (object(), r"has a method fit\(data\)"),
        (NotFrozen(), "A recipe is a frozen dataclass"),
        (Fits(lambda data: None), "returns a model"),
        (Fits(meddle), "must not change its data"),
        (Fits(lambda data: Untidy(prior_of(data))), "A model is a frozen dataclass"),
        (Fits(lambda data: Chooses(lambda query: Scores.of(prior_of(data)), [np.zeros(1)])), "must be read-only"),
        (Fits(lambda data: Answer(Prior.of(prior_of(data).values / 0.0))), "must be finite"),
        (Fits(order_of_codes), r"top\(\) must follow at\(\)"),
        (Counter(), "Training twice must give the same model"),
        (
            Fits(lambda data: Answer(Prior.of(np.arange(len(data.items)) == data.item[0]))),
            "On no interactions: IndexError: index 0 is out of bounds",
        ),
        (Quick(), "Events after training must change the answer"),
        (Updates(lambda data: None), r"On an update: .* returns a model"),
        (Updates(lambda data: Answer(Prior.of(np.zeros(len(data.items) - 1)))), "On an update: IndexError"),
        (Updates(lambda data: Chooses(Quick().fit(data).scores, [np.zeros(1)])), "On an update: .* must be read-only"),
        (Updates(lambda data: Answer(Prior.of(np.full(len(data.items), next(NUMBERS))))), "Updating twice"),
        (Daring(), r"has exploring\(weight, age_cut_off\)"),
    ],
)
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning", "ignore:divide by zero:RuntimeWarning")
def test_what_does_not_conform_is_told_why(recipe, message):
    small = World(users=10, items=8, events=60).snapshot()
    with pytest.raises(ConformanceError, match=message):
        check_recipe(recipe, small)


def test_an_update_that_knows_the_new_item_conforms():
    check_recipe(Updates(Quick().fit), World(users=10, items=8, events=60).snapshot())


def test_an_answer_that_ignores_live_events_is_not_real_time():
    with pytest.raises(ConformanceError, match="Events after training must change the answer"):
        check_recipe(make(find("aws-popularity-count"), {}), real_time=True)


def test_too_few_scores_do_not_conform():
    with pytest.raises((ConformanceError, IndexError)):
        check_recipe(Fits(too_strict))


def test_the_example_of_the_package_runs():
    assert doctest.testmod(recipes).failed == 0
    assert doctest.testmod(recipes).attempted == 3
