"""Time: what moves resources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..personalize.calls import EVERY
from .backends import backends
from .finding import backend_with
from .naming import check_type, types_of_resource

if TYPE_CHECKING:
    from ..personalize.models import PersonalizeBackend


def advance(arn: str | None = None, steps: int = 1) -> dict[str, str]:
    """Move one resource, or everything on its way, by `steps`; the statuses by ARN. ValueError: no such ARN.

    One at rest does what it has planned next.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, not {steps}.")
    moved: dict[str, str] = {}
    for backend in backends(None) if arn is None else [_backend_moving(arn)]:
        with backend.lock:
            moved.update(backend.advance(arn, steps))
    return moved


def advance_to(arn: str, status: str) -> str:
    """Move a resource until it has a status, in whatever case. ValueError names those that it can still reach."""
    backend = _backend_moving(arn)
    with backend.lock:
        return backend.advance_to(arn, status.upper())


def _backend_moving(arn: str) -> PersonalizeBackend:
    """The backend that has a resource with a status. ValueError names the types of such."""
    backend = backend_with(arn)
    resource = backend.store.by_arn(arn)
    if resource and resource.status is None:
        raise ValueError(f"{arn} has no status. {types_of_resource()}")
    return backend


def set_transition(
    resource_type: str | Sequence[str], progression: str, times: int | None = None, seconds: float | None = None
) -> dict[str, dict[str, Any]]:
    """Set how resources of a type move, of several types or, with "*", of all; what moto's state manager says now.

    ValueError names the types, the progressions, or the number that is wrong.
    """
    types = [resource_type] if isinstance(resource_type, str) else list(resource_type)
    if not types:
        raise ValueError(f"No type of resource is given. {types_of_resource(EVERY)}")
    counted = 1 if progression == "manual" and times is None else times
    given = {"progression": progression, "times": counted, "seconds": seconds}
    return _set([(each, given) for each in types])


def set_transitions(transitions: str | Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Set several: a progression, or an object of progression, times, seconds, by type; "*" goes before the others.

    A progression alone is for all types. Nothing is set when one of them is wrong. ValueError.
    """
    ordered = sorted(by_type(transitions).items(), key=lambda item: item[0] != EVERY)
    return _set([(name, given if isinstance(given, Mapping) else {"progression": given}) for name, given in ordered])


def by_type(transitions: str | Mapping[str, Any]) -> Mapping[str, Any]:
    """Transitions by type: a progression alone is for all."""
    return {EVERY: transitions} if isinstance(transitions, str) else transitions


def _set(given: Sequence[tuple[str, Mapping[str, Any]]]) -> dict[str, dict[str, Any]]:
    from ..personalize import script
    from ..personalize.service.progression import transition_name

    rules = {name: rule for each, members in given for name, rule in _rules(each, members).items()}
    for name, rule in rules.items():
        script.current().transitions.set(transition_name(name), rule)
    return rules


def _rules(resource_type: str, given: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Moto's transition for each type that is meant. ValueError."""
    from ..personalize.service.durations import MINUTES
    from ..personalize.service.progression import read, transition_name

    check_type(resource_type, EVERY)
    name = transition_name(resource_type)
    if wrong := [member for member in given if member not in MEMBERS]:
        raise ValueError(f"{wrong[0]} is no member of the transition {name}. Members: {', '.join(MEMBERS)}.")
    rule = {member: value for member, value in given.items() if value is not None}
    read(name, rule)
    for member in rule:
        if member not in ("progression", COUNTED.get(rule["progression"])):
            raise ValueError(f"The transition {name} is {rule['progression']} and takes no {member}.")
    return dict.fromkeys(MINUTES if resource_type == EVERY else [resource_type], rule)


MEMBERS = ("progression", "times", "seconds")
COUNTED = {"manual": "times", "time": "seconds"}
