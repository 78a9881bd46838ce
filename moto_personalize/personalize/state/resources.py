"""Whether resources are such as requests leave them: each as Describe may show it, what it refers to there, and on its
way only by what can bring it on."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any

from botocore.validate import ParamValidator
from moto.core.utils import get_service_model

from ..learning.updating import SOONEST
from ..service.lifecycle import DELETED, Move, statuses_of
from ..service.operations import State
from ..service.schedule import Appointment
from ..service.store import Resource
from ..wire.writing import writer
from .file import DAMAGED
from .kinds import CannotRestore


def check_resources(state: State, arguments: Mapping[int, Sequence[Any]]) -> None:
    """CannotRestore names the resource, and what is not as it must be.

    arguments: what work is done with, by the id of its partial, which is not bound yet.
    """
    store, last = state.store, dict[type, int]()
    arns = {resource.arn for resource in store.every()}
    moving = {id(move.resource) for move in state.moves}
    for resource in store.every():
        _check(resource, _status(resource, id(resource) in moving))
        _check(resource, _shown(resource))
        _check(resource, _without(resource, arns))
        before = last.get(type(resource), 0)
        _check(resource, not before < resource.sequence <= store._last and "it is not where it was created")
        last[type(resource)] = resource.sequence
    for move in state.moves:
        _check(move.resource, store.find(type(move.resource), move.resource.arn) is not move.resource and "it is gone")
        _check(move.resource, _on_its_way(move, arguments.get(id(move.work), ())))
    for (resource, what), appointment in state.schedule._appointments.items():
        _check(resource, store.find(type(resource), resource.arn) is not resource and "it is gone")
        _check(resource, _planned(resource, what, appointment, arguments.get(id(appointment.work), ())))


def _check(resource: Resource, wrong: Any) -> None:
    if wrong:
        raise CannotRestore(f"{DAMAGED}: {resource.arn} is not as it must be ({wrong}).")


def _status(resource: Resource, moving: bool) -> str | None:
    status = resource.status
    if status is None:
        return None
    if status not in statuses_of(resource.resource_type):
        return f"a {resource.noun} is never {status}"
    return f"nothing brings it on from {status}" if status.endswith(("ING", "PROGRESS")) and not moving else None


def _without(resource: Resource, arns: Set[str]) -> str | None:
    """What it cannot be without: it names that. A dataset that it only keeps from being deleted need not be there."""
    named = [value for value in vars(resource).values() if type(value) is str]
    missing = [arn for arn in resource.holds() if arn in named and arn not in arns]
    return f"there is no {missing[0]}" if missing else None


def _shown(resource: Resource) -> str | None:
    """Why no client could read what Describe shows of it."""
    report = _describing(resource.resource_type)(resource)
    return report.splitlines()[0] if report else None


@functools.cache
def _describing(resource_type: str) -> Callable[[Resource], str]:
    """Writes a resource as its Describe does; what botocore's validator has to say of that."""
    noun = "".join(map(str.capitalize, resource_type.split("_")))
    model = get_service_model("personalize")
    if f"Describe{noun}" not in model.operation_names:
        return lambda resource: ""
    (shape,) = model.operation_model(f"Describe{noun}").output_shape.members.values()
    write, validator = writer(shape), ParamValidator()
    return lambda resource: str(validator.validate(write(resource), shape).generate_report())


def _on_its_way(move: Move, arguments: Sequence[Any]) -> str | None:
    resource = move.resource
    known = {*statuses_of(resource.resource_type), DELETED}
    if move.target is not resource and all(move.target is not part for part in vars(resource).values()):
        return "something else changes with it"
    if not move.ahead or not known.issuperset([*move.ahead, move.failed]):
        return f"it is on its way to {', '.join(move.ahead) or 'nowhere'}"
    return "what is done to it is of another" if not _of(resource, arguments) else None


def _planned(resource: Resource, what: str, appointment: Appointment, arguments: Sequence[Any]) -> str | None:
    if appointment.resource is not resource or appointment.what != what or not _of(resource, arguments):
        return "what it has planned is of another"
    if appointment.every < SOONEST:  # it would never come to an end
        return f"what it has planned comes every {appointment.every} s"
    return None


def _of(resource: Resource, arguments: Sequence[Any]) -> bool:
    """Whether work is done to a resource, if it is done to any."""
    return next((argument for argument in arguments if isinstance(argument, Resource)), resource) is resource
