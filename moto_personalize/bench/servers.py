"""Campaigns and recommenders: who can give a declared answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ..personalize.arns import arn_of
from .answers import ACTIONS, RANKING, RECOMMENDATIONS, Kind, shown
from .backends import backends
from .names import is_name
from .naming import some
from .places import may_ask

if TYPE_CHECKING:
    from ..personalize.declared import Declared
    from ..personalize.learning.deployment import Deployment
    from ..personalize.models import PersonalizeBackend


def check_arn(kind: Kind, arn: str, model: bool) -> None:
    """Raise ValueError when nothing that answers could have an ARN. It names what does, if a `model` is asked for."""
    if not _could_serve(kind, arn):
        form = " or ".join(f"arn:aws:personalize:us-east-1:123456789012:{server}/name" for server in kind.servers)
        there = f" {_those_that_answer(kind)}" if model else ""
        raise ValueError(f"{arn} is not the ARN of a {' or '.join(kind.servers)}. One looks so: {form}.{there}")


def _could_serve(kind: Kind, arn: str) -> bool:
    """Whether what answers an operation could have an ARN."""
    from ..personalize.models import is_region

    parts = arn_of(arn)
    if parts is None or parts.kind not in kind.servers or not is_name(parts.name):
        return False
    return is_region(parts.region) and may_ask(parts.account)


def check_known(kind: Kind, backend: PersonalizeBackend, arn: str, answer: Declared, item_id: str | None) -> None:
    """Whether a campaign or recommender can give an answer. ValueError names what could be meant."""
    from ..personalize.service.datasets import dataset_of

    deployment = _deployment(kind, backend, arn)
    dataset = dataset_of(backend.store, deployment.dataset_group_arn, kind.dataset_type)
    named = {f"{kind.argument}[{place}]": members[kind.key] for place, members in enumerate(answer.listed)}
    if item_id is not None:
        named["item_id"] = item_id
    for place, one in named.items():
        if one not in deployment.codes and not (dataset and dataset.rows.at([one])[0] >= 0):
            known = some(deployment.ids.tolist())
            raise ValueError(
                f"{place} is no {kind.noun} that {arn} knows: {shown(one)}. {kind.noun.capitalize()}s: {known}."
            )
    if dataset:
        _check_columns(kind, answer, [field.name.lower() for field in dataset.rows.schema.fields])


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
        raise ValueError(
            f"No {' or '.join(kind.servers)} has the ARN {arn}. {_those_that_answer(kind)} "
            "With model=False it need not be there."
        )
    if not found.active or found.deployment is None:
        raise ValueError(f"{arn} is not ACTIVE but {found.status}. With model=False it need not be.")
    right = _kind_of(found.deployment)
    if right is not kind:
        recipe = found.deployment.recipe.name
        raise ValueError(f"{arn} serves {recipe}, which answers {right.operation}: use {right.stub}.")
    return found.deployment


def _those_that_answer(kind: Kind) -> str:
    known = some([arn for each in backends(None) for arn in _answering(kind, each)])
    return f"Those that answer {kind.operation}: {known}."


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
