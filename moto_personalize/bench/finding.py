"""A resource by its ARN, with a word on those that are there when it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..personalize.arns import arn_of
from .backends import backend_of, backends
from .naming import some

if TYPE_CHECKING:
    from ..personalize.models import PersonalizeBackend


def backend_with(arn: str, only: str | None = None) -> PersonalizeBackend:
    """The backend that has a resource. ValueError names those of its type, or `only` of one ("filter")."""
    there = _there(only or _kind(arn))
    try:
        backend = backend_of(arn)
    except ValueError as error:
        raise ValueError(f"{error}{there}") from None
    if backend.store.by_arn(arn) is None:
        raise ValueError(f"No resource has the ARN {arn}.{there}")
    return backend


def _there(kind: str | None) -> str:
    """What is there of a type, or of all if that is nothing; nothing where there is nothing."""
    arns = [resource.arn for backend in backends(None) for resource in backend.store.every()]
    alike = [arn for arn in arns if _kind(arn) == kind]
    return f" There are: {some(alike or arns)}." if arns else ""


def _kind(arn: str) -> str | None:
    """The type of resource, as ARNs spell it."""
    parts = arn_of(arn)
    return parts.kind if parts else None
