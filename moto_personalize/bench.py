"""What a test may do to the mock, in this process. `testing` gives it to tests, `control` to HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .filters import Explanation
    from .personalize.models import PersonalizeBackend


def advance(arn: str | None = None, steps: int = 1) -> dict[str, str]:
    """Move one resource, or everything on its way, by `steps`; the statuses by ARN. ValueError: no such ARN.

    One at rest does what it has planned next.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, not {steps}.")
    moved: dict[str, str] = {}
    for backend in _backends(arn):
        with backend.lock:
            moved.update(backend.advance(arn, steps))
    return moved


def advance_to(arn: str, status: str) -> str:
    """Move a resource until it has a status. ValueError names the statuses that it can still reach."""
    backend = next(_backends(arn))
    with backend.lock:
        return backend.advance_to(arn, status)


def explain_filter(
    filter_arn: str,
    user_id: str | None = None,
    item_id: str | None = None,
    filter_values: Mapping[str, str] | None = None,
    current_item_id: str | None = None,
) -> Explanation:
    """What a filter does to a request, and to one item. ValueError: no filter has the ARN."""
    from .personalize.runtime import explaining
    from .personalize.service.filters import Filter

    values = {} if filter_values is None else filter_values
    if not isinstance(values, Mapping) or not all(isinstance(value, str) for value in values.values()):
        raise ValueError("filter_values must be an object of strings.")
    backend = next(_backends(filter_arn))
    with backend.lock:
        backend.settle()
        chosen = backend.lifecycle.named(filter_arn)
        if not isinstance(chosen, Filter):
            raise ValueError(f"{filter_arn} is not a filter.")
        return explaining.explain_filter(
            backend,
            chosen,
            user_id=user_id,
            item_id=item_id,
            current_item_id=current_item_id,
            filter_values=values,
        )


def _backends(arn: str | None) -> Iterator[PersonalizeBackend]:
    """The backend of an ARN, or all that are in use."""
    from .personalize.models import personalize_backends

    if arn is None:
        for regions in list(personalize_backends.values()):
            yield from list(regions.values())
        return
    parts = arn.split(":")
    if len(parts) < 6 or parts[2] != "personalize":
        raise ValueError(f"{arn} is not an ARN of Amazon Personalize.")
    account, region = parts[4], parts[3]
    if region not in personalize_backends[account]:
        raise ValueError(f"No resource has the ARN {arn}.")
    yield personalize_backends[account][region]
