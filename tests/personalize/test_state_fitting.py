"""Values are held against the annotations of their fields before they are restored."""

from __future__ import annotations

import dataclasses
import math
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import Any, Literal, Protocol

import numpy as np
import pytest

from moto_personalize.personalize.models import PersonalizeBackend
from moto_personalize.personalize.service.dataset_groups import DatasetGroup
from moto_personalize.personalize.service.lifecycle import WORK, HasStatus, no_work
from moto_personalize.personalize.service.store import Resource
from moto_personalize.personalize.state.fitting import fit, hints
from moto_personalize.personalize.state.kinds import RECIPE, Kinds
from moto_personalize.recipes import Model

GROUP = DatasetGroup(arn="arn", name="films")


class Unchecked(Protocol):
    def nothing(self) -> None: ...


@pytest.mark.parametrize(
    ("hint", "good", "bad"),
    [
        (Any, [1, None, "a"], []),
        (str, ["", "a"], [1, None, ["a"], b"a"]),
        (int, [0, 10**30], ["1", 1.0, None, True]),
        (float, [0.5, 1, np.float64(1)], ["1", None, False, math.nan]),
        (bool, [True], [1, None]),
        (str | None, ["a", None], [0, []]),
        (list[str] | None, [None, [], ["a"]], [[1], ["a", None], "a"]),
        (int | float | str, [1, 1.5, "1"], [None, [1]]),
        (list[int] | list[str], [[1], ["a"], []], [[1, "a"], (1,)]),
        (list[str], [["a"]], [("a",), [1], {"a": 1}, "a"]),
        (Sequence[str], [["a"], ("a",), []], ["a", [1], {"a"}, np.array(["a"])]),
        (Collection[str], [["a"], {"a"}, frozenset(["a"])], ["a", {"a": "b"}, {1}]),
        (set[str], [{"a"}, set()], [{1}, ["a"], frozenset(["a"])]),
        (frozenset[str], [frozenset(["a"])], [{"a"}, frozenset([1])]),
        (deque[int], [deque([1])], [[1], deque(["a"])]),
        (tuple[str, ...], [(), ("a", "b")], [["a"], (1,), ("a", None)]),
        (tuple[str, int], [("a", 1)], [(), ("a",), ("a", "b"), ("a", 1, 1), ["a", 1]]),
        (tuple[tuple[str, str], ...], [(("a", "b"),)], [("a", "b"), (("a",),)]),
        (dict[str, int], [{"a": 1}, {}, Counter("a")], [{"a": "b"}, {1: 1}, [("a", 1)], MappingProxyType({"a": 1})]),
        (Mapping[str, list[str]], [{"a": ["b"]}, MappingProxyType({"a": ["b"]})], [{"a": "b"}, {"a": [1]}]),
        (OrderedDict[str, int], [OrderedDict(a=1)], [{"a": 1}, OrderedDict(a="b")]),
        (Counter[str], [Counter("a")], [{"a": 1}, Counter([1])]),
        (Literal["a", "b"], ["a"], ["c", None, 1]),
        (
            np.ndarray[Any, Any],
            [np.array(["a"], object)],
            [np.array(["a", None], object), np.array([["a"], [1]], object)],
        ),
        (np.ndarray, [np.zeros(1)], [[1.0], np.float64(1)]),
        (np.ndarray[Any, np.dtype[Any]], [np.zeros(1)], [[1.0]]),
        (np.ndarray[Any, Any], [np.zeros(1)], [[1.0]]),
        (np.ndarray[Any, np.dtype[np.int32]], [np.zeros(1, "i4")], [np.zeros(1, "i8"), np.zeros(1), 1]),
        (type[Resource], [DatasetGroup], [Resource(arn="x"), str, "DatasetGroup"]),
        (Resource, [GROUP], [DatasetGroup, "arn", None]),
        (Callable[[], None], [no_work, partial(print)], [print, "work", GROUP]),
        (HasStatus, [GROUP], [None, "ACTIVE"]),
        (Model, [], [None, GROUP]),
    ],
)
def test_a_value_fits_its_annotation_or_not(hint: Any, good: list[Any], bad: list[Any]) -> None:
    assert fit(hint)(good)
    assert fit(hint)([])
    assert [value for value in bad if fit(hint)([*good, value])] == []


@pytest.mark.parametrize("hint", [Unchecked, "str", 3])
def test_an_annotation_that_says_nothing_is_told(hint: Any) -> None:
    with pytest.raises(TypeError):
        fit(hint)


def test_what_is_named_many_times_is_looked_at_once() -> None:
    long = list(range(10_000))
    assert fit(list[list[int]])([[long] * 10_000] * 100)


ANNOTATED: list[Any] = [kind.cls for kind in Kinds().of_class.values() if not kind.name.startswith(RECIPE)]


@pytest.mark.parametrize("cls", ANNOTATED, ids=lambda cls: cls.__qualname__)
def test_every_field_says_what_it_can_hold(cls: Any) -> None:
    annotated = hints(cls)
    assert all(callable(fit(annotated[field.name])) for field in dataclasses.fields(cls))


def works() -> list[Any]:
    members = {name: getattr(PersonalizeBackend, name) for name in dir(PersonalizeBackend)}
    return [member for member in members.values() if hasattr(member, WORK)]


@pytest.mark.parametrize("method", works(), ids=lambda method: method.__name__)
def test_all_work_says_what_it_is_done_with(method: Any) -> None:
    assert all(callable(fit(hint)) for name, hint in hints(method).items() if name != "return")
    assert {*hints(method)} >= {*method.__annotations__}
