"""A resource by its ARN, with a word on those that are there when it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .backends import backend_of, backends
from .naming import some

if TYPE_CHECKING:
    from ..personalize.models import PersonalizeBackend


def backend_with(arn: str, only: str | None = None) -> PersonalizeBackend:
    """The backend that has a resource. ValueError names those of its type, or `only` of one ("filter")."""
    there = _there(only or arn.split(":")[-1].partition("/")[0])
    try:
        backend = backend_of(arn)
    except ValueError as error:
        raise ValueError(f"{error}{there}") from None
    if backend.store.by_arn(arn) is None:
        raise ValueError(f"No resource has the ARN {arn}.{there}")
    return backend


def _there(kind: str) -> str:
    """What is there of a type, as an ARN says it, or of all; nothing where there is nothing."""
    arns = [resource.arn for backend in backends(None) for resource in backend.store.every()]
    alike = [arn for arn in arns if arn.split(":")[-1].startswith(f"{kind}/")]
    return f" There are: {some(alike or arns)}." if arns else ""
