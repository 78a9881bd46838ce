"""Resources that fail on demand."""

from __future__ import annotations


def fail_next(resource_type: str, reason: str, times: int = 1) -> None:
    """Let the next resources of a type that the application creates fail. ValueError names the types."""
    from ..personalize import script
    from ..personalize.faults import Failure

    known = resource_types()
    if resource_type not in known:
        raise ValueError(f"{resource_type} is not a type of resource that can fail. Types: {', '.join(known)}.")
    if not reason:
        raise ValueError("reason must say something: it is the failureReason.")
    if times < 1:
        raise ValueError(f"times must be at least 1, not {times}.")
    current = script.current()
    with current.lock:
        current.failures.append(Failure(resource_type, reason, times))


def resource_types() -> list[str]:
    """The types of what has a status."""
    from ..personalize import models  # noqa: F401  # it defines every noun
    from ..personalize.service.schemas import Schema
    from ..personalize.service.store import Resource

    return sorted(noun.resource_type for noun in Resource.__subclasses__() if noun is not Schema)
