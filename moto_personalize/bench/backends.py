"""From an ARN to the backend of its account and region."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

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

    parts = arn.split(":")
    if len(parts) < 6 or parts[2] != "personalize":
        raise ValueError(f"{arn} is not an ARN of Amazon Personalize.")
    account, region = parts[4], parts[3]
    backend = personalize_backends[account].get(region) if account in personalize_backends else None
    if backend is None:
        raise ValueError(f"No resource has the ARN {arn}.")
    return backend
