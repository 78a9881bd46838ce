"""Resources that fail on demand."""

from __future__ import annotations

from .naming import check_type


def fail_next(resource_type: str, reason: str, times: int = 1) -> None:
    """Let the next resources of a type that the application creates fail. ValueError names the types."""
    from ..personalize import script
    from ..personalize.faults import Failure

    check_type(resource_type)
    if not reason:
        raise ValueError("reason must say something: it is the failureReason.")
    if times < 1:
        raise ValueError(f"times must be at least 1, not {times}.")
    script.current().fail(Failure(resource_type, reason, times))
