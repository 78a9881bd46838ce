from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, ClassVar, Literal

import numpy as np
import pytest

from moto_personalize.recipes import (
    Prior,
    Query,
    Scores,
    Snapshot,
    check_recipe,
    entries,
    find,
    make,
    register,
    unregister,
)


@dataclass(frozen=True)
class Same:
    prior: Prior

    def scores(self, query: Query) -> Scores:
        return Scores.of(self.prior)


@dataclass(frozen=True)
class Newest:
    """The newest items."""

    name: ClassVar[str] = "newest"
    recipe_type: ClassVar[str] = "USER_PERSONALIZATION"
    score_kind: ClassVar[str] = "catalogue"

    days: int = field(default=30, metadata={"minimum": 1, "maximum": 90})
    damping: float = 0.5
    loud: bool = False
    order: Literal["newest", "oldest"] = "newest"
    label: str = field(default="x", metadata={"values": ("x", "y"), "group": "featureTransformation"})
    derived: tuple[int, ...] = field(default=(), init=False)

    def fit(self, data: Snapshot) -> Same:
        age = (data.now - data.item_created) // 86400
        return Same(Prior.of(np.where(age <= self.days, -age, -self.days)))


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    yield
    for entry in entries():
        if not entry.name.startswith("aws-"):
            unregister(entry.name)


def test_a_registered_recipe_is_found_made_and_conforms():
    entry = register(Newest)
    assert find("newest") is entry
    assert (entry.description, entry.score_kind, entry.needs_user) == ("The newest items.", "catalogue", True)
    recipe = make(entry, {"days": "7", "order": "oldest", "loud": "TRUE"}, {"label": "y"})
    assert recipe == Newest(days=7, order="oldest", loud=True, label="y")
    check_recipe(recipe)


def test_fields_become_hyperparameters():
    entry = register(Newest)
    assert [(each.name, each.type, each.default) for each in entry.hyperparameters] == [
        ("days", "integer", 30),
        ("damping", "continuous", 0.5),
        ("loud", "boolean", False),
        ("order", "categorical", "newest"),
        ("label", "categorical", "x"),
    ]
    with pytest.raises(ValueError, match="'days' is 91, expected an integer from 1 to 90"):
        make(entry, {"days": "91"})
    with pytest.raises(ValueError, match="'order' is any, expected one of 'newest', 'oldest'"):
        make(entry, {"order": "any"})


def test_name_and_type_can_be_given():
    assert register(Newest, name="mine", recipe_type="POPULAR_ITEMS").needs_user is False
    assert find("mine").recipe is Newest


def test_what_is_not_said_of_a_recipe():
    silent = make_class(name="made")
    entry = register(silent, recipe_type="PERSONALIZED_RANKING")
    assert (entry.score_kind, entry.created, entry.real_time, entry.explores) == ("list", "2019-06-10", False, False)
    assert register(silent, recipe_type="RELATED_ITEMS").score_kind == "none"


def test_registering_again_replaces():
    register(Newest)

    @dataclass(frozen=True)
    class Other(Newest):
        pass

    register(Other)
    assert find("newest").recipe is Other
    assert [entry.name for entry in entries()].count("newest") == 1


def test_unregistering():
    register(Newest)
    unregister("newest")
    with pytest.raises(LookupError, match="no recipe 'newest'"):
        find("newest")
    with pytest.raises(LookupError, match="No recipe 'newest' is registered"):
        unregister("newest")


def test_predefined_names_are_taken():
    with pytest.raises(ValueError, match="'aws-sims' is a predefined recipe"):
        register(Newest, name="aws-sims")


def make_class(**namespace: Any) -> Any:
    return dataclass(frozen=True)(type("Made", (), {"fit": lambda self, data: None, **namespace}))


@dataclass
class Melting:
    def fit(self, data: Snapshot) -> Same:
        raise NotImplementedError


@dataclass(frozen=True)
class Required:
    size: int

    def fit(self, data: Snapshot) -> Same:
        raise NotImplementedError


@dataclass(frozen=True)
class Odd:
    sizes: tuple[int, ...] = ()

    def fit(self, data: Snapshot) -> Same:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("recipe", "error", "message"),
    [
        (Newest(), TypeError, r"a class made with @dataclass\(frozen=True\), not Newest"),
        (int, TypeError, "a class made with @dataclass"),
        (Melting, TypeError, "a class made with @dataclass"),
        (make_class(fit=None), TypeError, "Made needs a method fit"),
        (make_class(fit=lambda self: None), TypeError, "Made needs a method fit"),
        (make_class(), ValueError, "Made needs a name"),
        (make_class(name="my recipe"), ValueError, "'my recipe' is no name: 1 to 63 letters, digits, - and _"),
        (make_class(name="made"), ValueError, "recipe_type is 'None', expected one of USER_PERSONALIZATION"),
        (
            make_class(name="made", recipe_type="USER_SEGMENTATION"),
            ValueError,
            "recipe_type is 'USER_SEGMENTATION', expected one of USER_PERSONALIZATION, PERSONALIZED_RANKING, "
            r"RELATED_ITEMS, POPULAR_ITEMS\.",
        ),
        (
            make_class(name="made", recipe_type="RELATED_ITEMS", score_kind="list"),
            ValueError,
            "score_kind is 'list', expected one of none, catalogue, candidates for RELATED_ITEMS",
        ),
        (
            make_class(name="made", recipe_type="PERSONALIZED_RANKING", score_kind="catalogue"),
            ValueError,
            "score_kind is 'catalogue', expected one of list, none for PERSONALIZED_RANKING",
        ),
    ],
)
def test_what_is_no_recipe_is_refused(recipe, error, message):
    with pytest.raises(error, match=message):
        register(recipe)


@dataclass(frozen=True)
class OutOfRange:
    size: int = field(default=9, metadata={"maximum": 8})

    def fit(self, data: Snapshot) -> Same:
        raise NotImplementedError


@dataclass(frozen=True)
class OddGroup:
    size: int = field(default=9, metadata={"group": "feature"})

    def fit(self, data: Snapshot) -> Same:
        raise NotImplementedError


@pytest.mark.parametrize(
    ("recipe", "message"),
    [
        (OutOfRange, "The default of OutOfRange.size is 9, expected an integer of at most 8"),
        (OddGroup, "group of OddGroup.size is 'feature', expected one of algorithm, featureTransformation"),
    ],
)
def test_fields_must_make_sense(recipe, message):
    with pytest.raises(ValueError, match=message):
        register(recipe, name="odd", recipe_type="POPULAR_ITEMS")


@pytest.mark.parametrize(
    ("recipe", "message"), [(Required, "Required.size needs a default"), (Odd, "Odd.sizes is a tuple")]
)
def test_fields_must_be_hyperparameters(recipe, message):
    with pytest.raises(TypeError, match=message):
        register(recipe, name="odd", recipe_type="POPULAR_ITEMS")
