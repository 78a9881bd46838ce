"""A model knows whether its arrays are of the users and items that it is said to know."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import pytest

from moto_personalize.recipes import ActionSnapshot, CatalogueEntry, Snapshot, entries, make, make_for_actions
from moto_personalize.recipes.sizes import check_codes, check_ids, check_lists, check_numbers, check_shape, check_whole
from moto_personalize.recipes.synthetic import Offers, World

WORLD = World(users=20, items=12, events=120)
OF_ANY_LENGTH = (("recency",), ("tried",), ("items", "indptr"))
"""Weights of however many events, actions to try, items of each of so many factors."""


@pytest.fixture(scope="module")
def data() -> Snapshot:
    return WORLD.snapshot()


@pytest.fixture(scope="module")
def offered() -> ActionSnapshot:
    return Offers(WORLD, actions=4).snapshot()


def changed(model: Any, path: tuple[Any, ...], value: Any) -> Any:
    """A copy with another value at a path of fields, keys and places."""
    if not path:
        return value
    step, *rest = path
    if isinstance(model, tuple):
        return tuple(changed(part, tuple(rest), value) if n == step else part for n, part in enumerate(model))
    if isinstance(model, Mapping):
        return {**model, step: changed(model[step], tuple(rest), value)}
    return dataclasses.replace(model, **{step: changed(getattr(model, step), tuple(rest), value)})


def arrays(given: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], np.ndarray[Any, Any]]]:
    if isinstance(given, np.ndarray):
        yield path, given
    elif dataclasses.is_dataclass(given):
        for field in dataclasses.fields(given):
            yield from arrays(getattr(given, field.name), (*path, field.name))
    elif isinstance(given, (tuple, Mapping)):
        for step, part in given.items() if isinstance(given, Mapping) else enumerate(given):
            yield from arrays(part, (*path, step))


def spoiled(array: np.ndarray[Any, Any]) -> Iterator[np.ndarray[Any, Any]]:
    """The same with a place too few, in another shape, and of another kind."""
    yield array[:-1]
    yield array[..., None]
    yield array.astype(np.complex128) if array.dtype.kind != "O" else np.arange(len(array))


def accepted(given: Any, check: Callable[[Any], None]) -> list[Any]:
    """What is spoiled in an object and not refused."""
    check(given)
    found: list[Any] = []
    for path, array in arrays(given):
        assert len(array), f"{path} is empty: nothing can be spoiled"
        for other in spoiled(array):
            try:
                check(changed(given, path, other))
            except ValueError:
                continue
            if path not in OF_ANY_LENGTH or other.ndim > array.ndim:
                found.append(path)
    return found


OF_ITEMS = [entry for entry in entries() if entry.recipe is not None]


@pytest.mark.parametrize("entry", OF_ITEMS, ids=lambda entry: entry.name)
def test_arrays_of_a_model_that_do_not_fit_each_other_are_refused(entry: CatalogueEntry, data: Snapshot) -> None:
    model: Any = make(entry, {}).fit(data)
    users, items = len(data.users), len(data.items)
    if hasattr(model, "exploring"):
        model = model.exploring(1.0, 1000.0)
    assert accepted(model, lambda given: given.check_sizes(users, items)) == []
    with pytest.raises(ValueError, match="an array has the shape"):
        model.check_sizes(users + 1, items + 1)


def test_arrays_of_a_model_of_actions_that_do_not_fit_each_other_are_refused(offered: ActionSnapshot) -> None:
    entry = next(entry for entry in entries() if entry.action_recipe is not None)
    model: Any = make_for_actions(entry, {}).fit(offered).exploring(0.5, 1000.0)
    sizes = len(offered.past.users), len(offered.past.items), len(offered.actions)
    assert accepted(model, lambda given: given.check_sizes(*sizes)) == []


def test_arrays_of_data_that_do_not_fit_each_other_are_refused(data: Snapshot, offered: ActionSnapshot) -> None:
    assert accepted(data, Snapshot.check_parts) == []
    assert [path for path in accepted(offered, ActionSnapshot.check_parts) if path[0] != "past"] == []


WEIGHED = {"event_names": ["click"], "event": [0, 0], "weight": [1, 1], "reward": [0.5, 1.0]}


def test_what_matters_and_what_brings_something_is_of_rows_and_items() -> None:
    data = Snapshot.build(users=["a"], user=[0, 0], items=["x", "y"], item=[0, 1], timestamp=[1, 2], **WEIGHED)  # type: ignore[arg-type]
    assert accepted(data, Snapshot.check_parts) == []


@pytest.mark.parametrize(
    ("check", "sentence"),
    [
        (lambda: check_shape(np.zeros(2), (3,), "f"), r"an array has the shape \(2,\), not \(3,\)"),
        (lambda: check_shape(np.zeros(2, "f2"), (2,), "f"), "an array is one of float16"),
        (lambda: check_numbers(np.array([1, np.nan]), 2), "a number is not finite"),
        (lambda: check_whole(np.array([1, 9]), 0, 8), "a number is not one of 0 to 8"),
        (lambda: check_codes(np.array([-1, 0]), 1), "a number is not one of 0 to 0"),
        (lambda: check_codes(np.array([1]), 1), "a number is not one of 0 to 0"),
        (lambda: check_lists(np.array([0, 2, 1]), 2, np.zeros(1)), "rows and their parts disagree"),
        (lambda: check_lists(np.array([0, 2]), 1, np.zeros(2), np.zeros(3)), "rows and their parts disagree"),
        (lambda: check_ids(np.array(["b", "a"], object)), "ids are not in order"),
    ],
)
def test_what_does_not_hold_is_a_sentence(check: Callable[[], None], sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        check()
