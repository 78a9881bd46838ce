"""A declared answer: its members are those that the service model has, and are checked by it."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..personalize.declared import Declared


@dataclass(frozen=True)
class Kind:
    """What one of the three operations answers with: `noun`s of a `shape` under `key`, at most so many."""

    stub: str
    operation: str
    noun: str
    shape: str
    key: str
    most: int
    dataset_type: str
    servers: tuple[str, ...] = ("campaign",)

    @property
    def argument(self) -> str:
        return f"{self.noun}_ids"


RECOMMENDATIONS = Kind(
    "stub_recommendations",
    "GetRecommendations",
    "item",
    "PredictedItem",
    "itemId",
    500,
    "ITEMS",
    ("campaign", "recommender"),
)
RANKING = Kind("stub_ranking", "GetPersonalizedRanking", "item", "PredictedItem", "itemId", 500, "ITEMS")
ACTIONS = Kind("stub_actions", "GetActionRecommendations", "action", "PredictedAction", "actionId", 100, "ACTIONS")


def answer_of(kind: Kind, given: Sequence[str | Mapping[str, Any]], model: bool) -> Declared:
    """A declared answer, of the shape that the service model says. ValueError names place and value."""
    from ..personalize.declared import Declared

    if len(given) > kind.most:
        raise ValueError(f"{kind.argument} has {len(given)} {kind.noun}s; at most {kind.most} are allowed.")
    listed = [_members(kind, f"{kind.argument}[{place}]", each) for place, each in enumerate(given)]
    _check_different(kind, [members[kind.key] for members in listed])
    metadata = {members[kind.key]: _lower(members.pop("metadata")) for members in listed if "metadata" in members}
    return Declared(kind.operation, kind.key, tuple(listed), metadata, model)


def check_id(kind: Kind, name: str, value: str | None) -> None:
    """Raise ValueError when no request can have an id."""
    from ..personalize.wire.reading import reader

    if value is None:
        return
    problems: list[str] = []
    reader(_request(kind.operation)[name])(value, "", problems)
    if problems or not value:
        why = problems[0] if problems else "it is empty; without one the answer is for any"
        raise ValueError(f"{name} cannot be {shown(value)}: {why}")


def _request(operation: str) -> Mapping[str, Any]:
    """The shapes of a request's members, by their names in snake_case."""
    from botocore import xform_name
    from moto.core.utils import get_service_model

    shape = get_service_model("personalize-runtime").operation_model(operation).input_shape
    return {xform_name(name): member for name, member in shape.members.items()}


def _check_different(kind: Kind, ids: Sequence[str]) -> None:
    places: dict[str, int] = {}
    for place, each in enumerate(ids):
        before = places.setdefault(each, place)
        if before != place:
            raise ValueError(f"{kind.argument}[{place}] is {shown(each)}, as {kind.argument}[{before}] is already.")


def _members(kind: Kind, place: str, given: str | Mapping[str, Any]) -> dict[str, Any]:
    """What is declared of one item or action, under the API's names."""
    from ..personalize.exceptions import SerializationException

    names, read = _shape(kind.shape)
    members = {f"{kind.noun}_id": given} if isinstance(given, str) else given
    for name in members:
        if name not in names:
            raise ValueError(f"{place} has a member {name}. Members: {', '.join(names)}.")
    problems: list[str] = []
    try:
        found = dict(read({names[name]: value for name, value in members.items()}, "", problems))
    except SerializationException as error:
        problems.append(error.message)
    if problems:
        raise ValueError(f"{place} cannot be {shown(given)}: {problems[0]}")
    if not found.get(kind.key):
        raise ValueError(f"{place} has no {kind.noun}_id: {shown(given)}.")
    return found


@functools.cache
def _shape(name: str) -> tuple[Mapping[str, str], Callable[..., Any]]:
    """A shape's members by their names in snake_case, and how a value of it is read."""
    from botocore import xform_name
    from botocore.model import StructureShape
    from moto.core.utils import get_service_model

    from ..personalize.wire.reading import reader

    shape = get_service_model("personalize-runtime").shape_for(name)
    assert isinstance(shape, StructureShape)
    return {xform_name(member): member for member in shape.members}, reader(shape)


def _lower(metadata: Mapping[str, str]) -> Mapping[str, str]:
    """Metadata as AWS shows it."""
    return {name.lower(): value for name, value in metadata.items()}


def shown(value: Any) -> str:
    return json.dumps(value)
