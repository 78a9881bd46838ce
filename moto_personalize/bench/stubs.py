"""Answers declared by hand, in place of a model's or where there is none."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .backends import backend_of, backends

if TYPE_CHECKING:
    from ..personalize.declared import Declared
    from ..personalize.learning.deployment import Deployment
    from ..personalize.models import PersonalizeBackend

SERVER = re.compile(
    r"arn:[a-z\d-]+:personalize:([a-z\d-]+):(\d{12}):(campaign|recommender)/[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}"
)
NAMED = 5  # of what could have been meant


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


def stub_recommendations(
    arn: str,
    item_ids: Sequence[str | Mapping[str, Any]],
    user_id: str | None = None,
    item_id: str | None = None,
    model: bool = True,
) -> None:
    """Answer GetRecommendations of a campaign or recommender for a user, an item, both, or any. ValueError."""
    _stub(RECOMMENDATIONS, arn, item_ids, user_id, item_id, model)


def stub_ranking(
    arn: str, item_ids: Sequence[str | Mapping[str, Any]], user_id: str | None = None, model: bool = True
) -> None:
    """Answer GetPersonalizedRanking of a campaign for a user, or any. ValueError."""
    _stub(RANKING, arn, item_ids, user_id, None, model)


def stub_actions(
    arn: str, action_ids: Sequence[str | Mapping[str, Any]], user_id: str | None = None, model: bool = True
) -> None:
    """Answer GetActionRecommendations of a campaign for a user, or any. ValueError."""
    _stub(ACTIONS, arn, action_ids, user_id, None, model)


def clear_stubs(arn: str | None = None) -> None:
    """Take back what is declared for an ARN, or everything. ValueError: nothing is declared for it."""
    from ..personalize import script

    answers = script.current().answers
    known = answers.arns
    if arn is not None and arn not in known:
        raise ValueError(f"Nothing is declared for {arn}. Declared: {', '.join(known) or 'nothing'}.")
    for each in known if arn is None else [arn]:
        answers.take_back(each)


def _stub(
    kind: Kind,
    arn: str,
    given: Sequence[str | Mapping[str, Any]],
    user_id: str | None,
    item_id: str | None,
    model: bool,
) -> None:
    from ..personalize import script

    answer = _answer(kind, given, model)
    answers = script.current().answers
    _check_one_operation(kind, arn, answers.of(arn).values())
    if not model:
        _check_arn(kind, arn)
        answers.declare(arn, (user_id, item_id), answer)
        return
    backend = backend_of(arn)
    with backend.lock:  # so that nothing is declared for what is being deleted meanwhile
        backend.settle()
        _check_known(kind, backend, arn, answer, item_id)
        answers.declare(arn, (user_id, item_id), answer)


def _answer(kind: Kind, given: Sequence[str | Mapping[str, Any]], model: bool) -> Declared:
    """A declared answer, of the shape that the service model says. ValueError names place and value."""
    from ..personalize.declared import Declared

    if len(given) > kind.most:
        raise ValueError(f"{kind.argument} has {len(given)} {kind.noun}s; at most {kind.most} are allowed.")
    listed = [_members(kind, f"{kind.argument}[{place}]", each) for place, each in enumerate(given)]
    places: dict[str, int] = {}
    for place, members in enumerate(listed):
        before = places.setdefault(members[kind.key], place)
        if before != place:
            raise ValueError(
                f"{kind.argument}[{place}] is {_shown(members[kind.key])}, as is {kind.argument}[{before}] already."
            )
    metadata = {members[kind.key]: _lower(members.pop("metadata")) for members in listed if "metadata" in members}
    return Declared(kind.operation, kind.key, tuple(listed), metadata, model)


def _members(kind: Kind, place: str, given: str | Mapping[str, Any]) -> dict[str, Any]:
    """What is declared of one item or action, under the API's names."""
    from ..personalize.exceptions import SerializationException

    names, read = _shape(kind.shape)
    own = {name: api for name, api in names.items() if api == kind.key}
    members = {next(iter(own)): given} if isinstance(given, str) else given
    for name in members:
        if name not in names:
            raise ValueError(f"{place} has a member {name}. Members: {', '.join(names)}.")
    problems: list[str] = []
    try:
        found = dict(read({names[name]: value for name, value in members.items()}, "", problems))
    except SerializationException as error:
        problems.append(error.message)
    if problems:
        raise ValueError(f"{place} cannot be {_shown(given)}: {problems[0]}")
    if not found.get(kind.key):
        raise ValueError(f"{place} has no {next(iter(own))}: {_shown(given)}.")
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


def _check_one_operation(kind: Kind, arn: str, declared: Iterable[Declared]) -> None:
    """A campaign answers one operation."""
    for answer in declared:
        if answer.operation != kind.operation:
            raise ValueError(
                f"{arn} has answers to {answer.operation} declared, so it does not answer {kind.operation}; "
                "clear_stubs takes them back."
            )


def _check_arn(kind: Kind, arn: str) -> None:
    from ..personalize.models import personalize_backends

    found = SERVER.fullmatch(arn)
    if not found or found[3] not in kind.servers or found[1] not in personalize_backends[found[2]]:
        form = " or ".join(f"arn:aws:personalize:us-east-1:123456789012:{server}/name" for server in kind.servers)
        raise ValueError(f"{arn} is not the ARN of a {' or '.join(kind.servers)}. One looks so: {form}.")


def _check_known(kind: Kind, backend: PersonalizeBackend, arn: str, answer: Declared, item_id: str | None) -> None:
    """Whether a campaign or recommender can give an answer. ValueError names what could be meant."""
    from ..personalize.service.datasets import dataset_of

    deployment = _deployment(kind, backend, arn)
    dataset = dataset_of(backend.store, deployment.dataset_group_arn, kind.dataset_type)
    rows = dataset.rows if dataset else None
    named = {f"{kind.argument}[{place}]": members[kind.key] for place, members in enumerate(answer.listed)}
    if item_id is not None:
        named["item_id"] = item_id
    unknown = [place for place, one in named.items() if one not in deployment.codes]
    if rows is not None:
        row_of = rows.at([named[place] for place in unknown]).tolist()
        unknown = [place for place, row in zip(unknown, row_of, strict=True) if row < 0]
    if unknown:
        raise ValueError(
            f"{unknown[0]} is no {kind.noun} that {arn} knows: {_shown(named[unknown[0]])}. "
            f"{kind.noun.capitalize()}s: {_some(deployment.ids.tolist())}."
        )
    if rows is not None:
        _check_columns(kind, answer, [field.name.lower() for field in rows.schema.fields])


def _check_columns(kind: Kind, answer: Declared, columns: Sequence[str]) -> None:
    for place, members in enumerate(answer.listed):
        for name in answer.metadata.get(members[kind.key], ()):
            if name not in columns:
                raise ValueError(
                    f"{kind.argument}[{place}] has metadata of {name}, which is no column of the Items dataset. "
                    f"Columns: {', '.join(columns)}."
                )


def _deployment(kind: Kind, backend: PersonalizeBackend, arn: str) -> Deployment:
    """What an ARN serves, if it answers the operation."""
    from ..personalize.service.campaigns import Campaign
    from ..personalize.service.recommenders import Recommender

    campaign = backend.store.find(Campaign, arn)
    found: Campaign | Recommender | None = campaign or backend.store.find(Recommender, arn)
    if found is None:
        known = _some([arn for each in backends(None) for arn in _answering(kind, each)])
        raise ValueError(
            f"No {' or '.join(kind.servers)} has the ARN {arn}. Those that answer {kind.operation}: {known}. "
            "With model=False none need be there."
        )
    if not found.active or found.deployment is None:
        raise ValueError(f"{arn} is {found.status}. Advance it to ACTIVE, or declare answers with model=False.")
    right = _kind_of(found.deployment)
    if right is not kind:
        recipe = found.deployment.recipe.name
        raise ValueError(f"{arn} serves {recipe}, which answers {right.operation}: use {right.stub}.")
    return found.deployment


def _answering(kind: Kind, backend: PersonalizeBackend) -> Iterator[str]:
    from ..personalize.service.campaigns import Campaign
    from ..personalize.service.recommenders import Recommender

    servers: list[Campaign | Recommender] = [*backend.store.where(Campaign), *backend.store.where(Recommender)]
    for server in servers:
        if server.active and server.deployment and _kind_of(server.deployment) is kind:
            yield server.arn


def _kind_of(deployment: Deployment) -> Kind:
    if deployment.subject == "ActionID":
        return ACTIONS
    return RANKING if deployment.recipe.recipe_type == "PERSONALIZED_RANKING" else RECOMMENDATIONS


def _some(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return ", ".join([*names[:NAMED], *more]) or "none"


def _shown(value: Any) -> str:
    return json.dumps(value)
