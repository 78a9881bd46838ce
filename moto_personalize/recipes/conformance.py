"""What every recipe must keep, predefined or your own: docs/recipes.md shows one."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from .arrays import Array, frozen, stable_hash
from .data import Categories, Feature, Quantities, Snapshot
from .protocol import AnswersMany, Explores, Increments, Model, Query, Recipe, Segments, is_frozen_dataclass
from .synthetic import World


class ConformanceError(AssertionError):
    """A recipe breaks a property; the message says which."""


def check_recipe(recipe: Recipe, data: Snapshot | None = None, *, real_time: bool = False) -> None:
    """Raise ConformanceError unless the recipe keeps what every recipe must keep.

    Training is deterministic, whatever order the data comes in, and leaves the data alone; models are
    immutable; every item has a finite score, or -inf to be no answer, for users and items that are known or
    not; one row of data is enough. With `real_time`, here or as an attribute of the recipe's class, events after
    training change the answer at once; with the attribute `explores`, models can explore. data: trained on
    instead of made-up data.
    """
    _require(isinstance(recipe, Recipe), "A recipe has a method fit(data).")
    _require(is_frozen_dataclass(type(recipe)), "A recipe is a frozen dataclass.")
    data = World(users=40, items=30, events=400).snapshot() if data is None else data
    before = copy.deepcopy(_arrays(data))
    model = recipe.fit(data)
    _require(isinstance(model, Model), "fit(data) returns a model: an object with a method scores(query).")
    _require(_same(before, _arrays(data)), "Training must not change its data.")
    _check_immutable(model)
    answers = Answers.of(recipe, data)
    answers.check(model)
    _check_deterministic(recipe, model, data, answers)
    for name, tiny in _tiny(data).items():
        with _on(name):
            Answers.of(recipe, tiny).check(recipe.fit(tiny))
    if isinstance(model, Explores):
        _check_exploring(model, answers)
    else:
        _require(not getattr(recipe, "explores", False), "A model that explores has exploring(weight, age_cut_off).")
    if isinstance(recipe, Increments):
        with _on("an update"):
            _check_update(recipe, data, answers)
    if real_time or getattr(recipe, "real_time", False):
        _check_real_time(model, data)


def queries(data: Snapshot) -> Iterator[Query]:
    """Requests of all kinds: known and unknown users and items, with and without live events and context."""
    items = np.arange(len(data.items), dtype=np.int32)
    context = {name: _some_value(feature) for name, feature in data.context.items()}
    for user in [-1, *range(min(len(data.users), 5))]:
        for item in [-1, *range(min(len(data.items), 3))]:
            yield Query(user=user, item=item)
            yield Query(user=user, item=item, recent=frozen(items[-3:]), context=context)
    yield Query(context={"UNKNOWN": "x", **dict.fromkeys(data.context, "never seen")})


@dataclasses.dataclass(frozen=True)
class Answers:
    """What models are asked, and of how many items (or users, of a recipe that segments them) they answer."""

    asked: tuple[Query, ...]
    count: int

    @classmethod
    def of(cls, recipe: Recipe, data: Snapshot) -> Answers:
        if not isinstance(recipe, Segments):
            return cls(tuple(queries(data)), len(data.items))
        questions = (query for query, _ in recipe.questions(data))
        return cls((*queries(data), *questions), len(data.users))

    def check(self, model: Model) -> None:
        everything = np.arange(self.count)
        for query in self.asked:
            scores = model.scores(query)
            values = scores.at(everything)
            _require(values.shape == everything.shape, f"There must be a score for every item ({query}).")
            _require(bool((values < np.inf).all()), f"Scores must be finite, or -inf to be no answer ({query}).")
            best = np.lexsort((everything, -values))[: np.count_nonzero(values > -np.inf)]
            ranked = np.array_equal(scores.top(len(everything)), best)
            _require(ranked, f"top() must follow at(), ties to smaller ids ({query}).")
        if isinstance(model, AnswersMany):
            answers = zip(model.scores_of(self.asked), map(model.scores, self.asked), strict=True)
            _require(all(many.same(one) for many, one in answers), "scores_of() must give what scores() gives.")

    def alike(self, one: Model, other: Model) -> bool:
        everything = np.arange(self.count)
        return all(
            one.scores(query).at(everything).tobytes() == other.scores(query).at(everything).tobytes()
            for query in self.asked
        )


def _check_deterministic(recipe: Recipe, model: Model, data: Snapshot, answers: Answers) -> None:
    _require(answers.alike(model, recipe.fit(data)), "Training twice must give the same model.")
    _require(answers.alike(model, recipe.fit(shuffled(data))), "The order of rows, users and items must not matter.")


def _check_immutable(model: Model) -> None:
    _require(is_frozen_dataclass(type(model)), "A model is a frozen dataclass.")
    for name, array in _arrays(model).items():
        _require(not array.flags.writeable, f"Arrays of a model must be read-only, as by recipes.frozen(): {name[1:]}.")


def _check_exploring(model: Explores, answers: Answers) -> None:
    for weight, days in ((0.0, 30.0), (0.5, 30.0), (1.0, 0.0)):
        explorer = model.exploring(weight, days)
        _check_immutable(explorer)
        answers.check(explorer)


def _check_real_time(model: Model, data: Snapshot) -> None:
    """Unknown users and one with a short history see what a user with a long one touched."""
    everything, lengths = np.arange(len(data.items)), np.diff(data.indptr)
    busiest = int(np.argmax(lengths))
    recent = frozen(data.item[data.indptr[busiest] : data.indptr[busiest] + 3])
    for user in (-1, int(np.argmin(lengths))):
        rest = model.scores(Query(user=user)).at(everything)
        live = model.scores(Query(user=user, recent=recent)).at(everything)
        _require(not np.array_equal(rest, live), "Events after training must change the answer.")


def _check_update(recipe: Increments, data: Snapshot, answers: Answers) -> None:
    """A model that was trained without the first item knows it after an update, as one of the others."""
    before = _part(data, data.item > 0, np.arange(1, len(data.items)))
    model = recipe.fit(before)
    updated = recipe.update(model, before, data)
    _require(isinstance(updated, Model), "update(model, before, data) returns a model.")
    _check_immutable(updated)
    answers.check(updated)
    _require(answers.alike(updated, recipe.update(model, before, data)), "Updating twice must give the same model.")


def shuffled(data: Snapshot, seed: int = 1) -> Snapshot:
    """The same data, built from rows and ids in another order."""
    lengths = (len(data.item), len(data.items), len(data.users), len(data.event_names))
    return _part(data, *(np.argsort(stable_hash(np.arange(length), seed)) for length in lengths))


def _part(
    data: Snapshot, rows: Array, items: Array, users: Array | None = None, kinds: Array | None = None
) -> Snapshot:
    """The given rows, items, users and event types, built from them in the given order; without one, all."""
    users = np.arange(len(data.users)) if users is None else users
    kinds = np.arange(len(data.event_names)) if kinds is None else kinds
    rows = np.arange(len(data.item))[rows]
    return Snapshot.build(
        users=data.users[users],
        user=_places(users, data.users)[data.user[rows]],
        items=data.items[items],
        item=_places(items, data.items)[data.item[rows]],
        timestamp=data.timestamp[rows],
        event_names=data.event_names[kinds],
        event=np.append(_places(kinds, data.event_names), -1)[data.event[rows]],
        value=data.value[rows],
        context={name: feature.take(rows) for name, feature in data.context.items()},
        item_features={name: feature.take(items) for name, feature in data.item_features.items()},
        user_features={name: feature.take(users) for name, feature in data.user_features.items()},
        item_created=data.item_created[items],
        impressions=data.impressions[items],
        weight=None if data.weight is None else data.weight[rows],
        reward=None if data.reward is None else data.reward[items],
        item_names=data.item_names[items],
        item_texts=data.item_texts[items],
    )


def _places(chosen: Array, ids: Array) -> Array:
    """Where each of the ids stands among the chosen, -1 for nowhere."""
    places = np.full(len(ids), -1)
    places[chosen] = np.arange(len(chosen))
    return places


def _tiny(data: Snapshot) -> dict[str, Snapshot]:
    """The least there is to learn from."""
    return {
        "one interaction": data.select(np.arange(len(data.item)) == 0),
        "no interactions": data.select(np.zeros(len(data.item), bool)),
        "one user and one item": Snapshot.build(users=["u"], user=[0], items=["i"], item=[0], timestamp=[0]),
    }


@contextmanager
def _on(name: str) -> Iterator[None]:
    """What goes wrong on made-up data says on which."""
    try:
        yield
    except Exception as error:
        raise ConformanceError(f"On {name}: {type(error).__name__}: {error}") from error


def _arrays(thing: object, path: str = "") -> dict[str, Array]:
    """All arrays of a dataclass, those of its parts included, by their paths."""
    if isinstance(thing, np.ndarray):
        return {path: thing}
    if dataclasses.is_dataclass(thing):
        parts = {field.name: getattr(thing, field.name) for field in dataclasses.fields(thing)}
    elif isinstance(thing, (tuple, list)):
        parts = {str(number): part for number, part in enumerate(thing)}
    elif hasattr(thing, "items"):
        parts = {str(key): part for key, part in thing.items()}
    else:
        return {}
    return {name: array for key, part in parts.items() for name, array in _arrays(part, f"{path}.{key}").items()}


def _same(before: dict[str, Array], after: dict[str, Array]) -> bool:
    return before.keys() == after.keys() and all(
        array.dtype == after[name].dtype and array.tolist() == after[name].tolist()
        if array.dtype == object
        else array.tobytes() == after[name].tobytes()
        for name, array in before.items()
    )


def _some_value(feature: Feature) -> str:
    if isinstance(feature, Quantities):
        return "1"
    assert isinstance(feature, Categories)
    return str(feature.names[0]) if len(feature.names) else ""


def _require(kept: bool, rule: str) -> None:
    if not kept:
        raise ConformanceError(rule)
