"""From an ARN to the backend of its account and region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ..personalize.arns import arn_of

if TYPE_CHECKING:
    from ..personalize.models import PersonalizeBackend


def backends(arn: str | None) -> Iterator[PersonalizeBackend]:
    """The backend of an ARN, or all that are in use."""
    from ..personalize.models import personalize_backends

    if arn is not None:
        yield backend_of(arn)
        return
    for regions in list(personalize_backends.values()):
        yield from list(regions.values())


def backend_of(arn: str) -> PersonalizeBackend:
    """The backend of an ARN; asking makes none. ValueError when it is no ARN of Amazon Personalize."""
    from ..personalize.models import personalize_backends

    parts = arn_of(arn)
    if parts is None:
        raise ValueError(f"{arn} is not an ARN of Amazon Personalize.")
    regions = personalize_backends.get(parts.account)
    backend = None if regions is None else regions.get(parts.region)
    if backend is None:
        raise ValueError(f"No resource has the ARN {arn}.")
    return backend
