"""The recipes that can be chosen by name: the predefined ones and those of the user."""

from __future__ import annotations

import dataclasses
import difflib
import inspect
import re
from collections.abc import Mapping
from typing import Any, Literal, get_args, get_origin, get_type_hints

from .actions import ActionRecipe
from .catalogue import CATALOGUE
from .entry import CatalogueEntry, Group, Hyperparameter, Kind, ScoreKind, Value
from .protocol import Recipe, is_frozen_dataclass

RECIPE_TYPES = (
    "USER_PERSONALIZATION",
    "PERSONALIZED_RANKING",
    "RELATED_ITEMS",
    "POPULAR_ITEMS",
)
"""The types that GetRecommendations and GetPersonalizedRanking serve: a recipe of these can be one of your own."""

_CREATED = "2019-06-10"
"""Of registered recipes: the day of the service's own first recipes. Today's would make tests differ by day."""

_NAME = re.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}")
_KINDS: dict[object, Kind] = {bool: "boolean", int: "integer", float: "continuous", str: "categorical"}
_registered: dict[str, CatalogueEntry] = {}


def entries() -> tuple[CatalogueEntry, ...]:
    """All recipes, predefined and registered, ordered by name."""
    rows = {entry.name: entry for entry in CATALOGUE} | _registered
    return tuple(rows[name] for name in sorted(rows))


def find(name: str) -> CatalogueEntry:
    """The recipe of that name. LookupError: there is none; names that look like it are given."""
    rows = {entry.name: entry for entry in entries()}
    if name in rows:
        return rows[name]
    near = difflib.get_close_matches(name, rows, n=3) or sorted(rows)
    raise LookupError(f"There is no recipe '{name}'. Did you mean: {', '.join(near)}?")


def register(recipe: type[Recipe], *, name: str | None = None, recipe_type: str | None = None) -> CatalogueEntry:
    """Make a recipe of your own available by name.

    recipe: a frozen dataclass with a method fit(data) that returns a model; its fields are the
    hyperparameters, typed by their annotations (int, float, bool, str, Literal of texts);
    field(metadata={...}) may give `minimum`, `maximum`, `values`, `group` and `tunable`. name and recipe_type: here or
    as class attributes; further class attributes that are read: description, needs_user, score_kind,
    real_time, explores, influenced, uses_items, uses_users, uses_context, uses_texts. Registering a name
    again replaces its recipe; the predefined names are taken.

    An exception of the recipe fails the resource that hangs on it: CREATE FAILED with the failureReason
    "The recipe <name> failed: <Type>: <text>".

    TypeError: not such a class. ValueError: no name or one that is taken, an unknown recipe type, score kind
    or group, or a default out of its own range.
    """
    _check_class(recipe)
    entry = _entry(recipe, name or getattr(recipe, "name", None), recipe_type or getattr(recipe, "recipe_type", None))
    _registered[entry.name] = entry
    return entry


def unregister(name: str) -> None:
    """Take back what was registered under a name. LookupError: nothing was."""
    if name not in _registered:
        raise LookupError(f"No recipe '{name}' is registered.")
    del _registered[name]


def make(
    entry: CatalogueEntry,
    parameters: Mapping[str, str],
    feature_parameters: Mapping[str, str] | None = None,
    *,
    tuned: bool = False,
) -> Recipe:
    """The recipe with hyperparameters as a request carries them: names and texts.

    parameters: algorithmHyperParameters; feature_parameters: featureTransformationParameters. tuned: the values
    were searched for, so that those may be among them that cannot be set.
    ValueError: an unknown name, a value of the wrong type or out of range. TypeError: the recipe is for actions.
    """
    if entry.recipe is None:
        raise TypeError(f"{entry.name} is for actions; make_for_actions() makes it.")
    return entry.recipe(**settings_of(entry, parameters, feature_parameters, tuned=tuned))


def make_for_actions(
    entry: CatalogueEntry,
    parameters: Mapping[str, str],
    feature_parameters: Mapping[str, str] | None = None,
    least: int = 50,
) -> ActionRecipe:
    """As `make`, of a recipe for actions. TypeError: it is for items.

    least: so many offers taken, and so many not, must there be of an action before it has a score.
    """
    if entry.action_recipe is None:
        raise TypeError(f"{entry.name} is not for actions.")
    return entry.action_recipe(least=least, **settings_of(entry, parameters, feature_parameters))


def settings_of(
    entry: CatalogueEntry,
    parameters: Mapping[str, str],
    feature_parameters: Mapping[str, str] | None = None,
    *,
    tuned: bool = False,
) -> dict[str, Value]:
    """The hyperparameters that have an effect: as given, else their defaults. ValueError: as `make`."""
    given: dict[str, Value] = {}
    for group, texts in (("algorithm", parameters), ("featureTransformation", feature_parameters or {})):
        for name, text in texts.items():
            given[name] = _parameter(entry, name, group, tuned).parse(text)
    values = {parameter.name: given.get(parameter.name, parameter.default) for parameter in entry.hyperparameters}
    return {name: value for name, value in values.items() if name not in entry.without_effect}


def _parameter(entry: CatalogueEntry, name: str, group: str, tuned: bool) -> Hyperparameter:
    try:
        parameter = entry.hyperparameter(name)
    except LookupError as error:
        raise ValueError(error.args[0]) from None
    if parameter.only_by_tuning and not tuned:
        raise ValueError(f"'{name}' of {entry.name} can be tuned, but not be set.")
    if parameter.group != group:
        places = {
            "algorithm": "algorithmHyperParameters",
            "featureTransformation": "featureTransformationParameters",
        }
        raise ValueError(f"'{name}' of {entry.name} belongs to {places[parameter.group]}.")
    return parameter


def _check_class(recipe: Any) -> None:
    if not inspect.isclass(recipe) or not is_frozen_dataclass(recipe):
        raise TypeError(f"A recipe is a class made with @dataclass(frozen=True), not {recipe!r}.")
    fit = getattr(recipe, "fit", None)
    if not callable(fit) or len(inspect.signature(fit).parameters) != 2:
        raise TypeError(f"{recipe.__name__} needs a method fit(self, data) that returns a model.")


def _entry(recipe: type[Recipe], name: str | None, recipe_type: str | None) -> CatalogueEntry:
    if not name:
        raise ValueError(f"{recipe.__name__} needs a name: a class attribute, or register(..., name=...).")
    if not _NAME.fullmatch(name):
        raise ValueError(f"'{name}' is no name: 1 to 63 letters, digits, - and _, a letter or digit first.")
    if name in {entry.name for entry in CATALOGUE}:
        raise ValueError(f"'{name}' is a predefined recipe.")
    if recipe_type not in RECIPE_TYPES:
        raise ValueError(f"recipe_type is '{recipe_type}', expected one of {', '.join(RECIPE_TYPES)}.")
    return CatalogueEntry(
        name,
        recipe_type=recipe_type,
        recipe=recipe,
        algorithm=name,
        description=getattr(recipe, "description", inspect.getdoc(recipe) or ""),
        created=_CREATED,
        hyperparameters=_hyperparameters(recipe),
        score_kind=_score_kind(recipe, recipe_type),
        needs_user=bool(getattr(recipe, "needs_user", recipe_type == "USER_PERSONALIZATION")),
        real_time=bool(getattr(recipe, "real_time", False)),
        explores=bool(getattr(recipe, "explores", False)),
        uses_items=bool(getattr(recipe, "uses_items", False)),
        uses_users=bool(getattr(recipe, "uses_users", False)),
        uses_context=bool(getattr(recipe, "uses_context", False)),
        uses_texts=bool(getattr(recipe, "uses_texts", False)),
        influenced=bool(getattr(recipe, "influenced", False)),
    )


def _score_kind(recipe: type[Recipe], recipe_type: str) -> ScoreKind:
    """A ranking can show scores over its list alone, and does unless told otherwise; no other type has a list."""
    kinds: tuple[ScoreKind, ...] = ("none", "catalogue", "candidates")
    if recipe_type == "PERSONALIZED_RANKING":
        kinds = ("list", "none")
    kind: ScoreKind = getattr(recipe, "score_kind", kinds[0])
    if kind not in kinds:
        raise ValueError(f"score_kind is '{kind}', expected one of {', '.join(kinds)} for {recipe_type}.")
    return kind


def _hyperparameters(recipe: type[Any]) -> tuple[Hyperparameter, ...]:
    hints = get_type_hints(recipe)
    return tuple(
        _hyperparameter(recipe, field, hints[field.name]) for field in dataclasses.fields(recipe) if field.init
    )


def _hyperparameter(recipe: type[Any], field: dataclasses.Field[Any], hint: object) -> Hyperparameter:
    where = f"{recipe.__name__}.{field.name}"
    choices = get_args(hint) if get_origin(hint) is Literal else tuple(field.metadata.get("values", ()))
    kind = "categorical" if get_origin(hint) is Literal else _KINDS.get(hint)
    if kind is None:
        raise TypeError(f"{where} is a {hint}; a hyperparameter is an int, float, bool, str or Literal.")
    if field.default is dataclasses.MISSING:
        raise TypeError(f"{where} needs a default.")
    group = field.metadata.get("group", "algorithm")
    if group not in get_args(Group):
        raise ValueError(f"group of {where} is '{group}', expected one of {', '.join(get_args(Group))}.")
    parameter = Hyperparameter(
        name=field.name,
        group=group,
        type=kind,
        default=field.default,
        minimum=field.metadata.get("minimum"),
        maximum=field.metadata.get("maximum"),
        values=choices,
        tunable=bool(field.metadata.get("tunable", False)),
    )
    if not parameter.allows(field.default):
        raise ValueError(f"The default of {where} is {field.default!r}, expected {parameter.expected()}.")
    return parameter
