"""Resources that fail on demand."""

from __future__ import annotations

from .faults import how_often
from .naming import check_type


def fail_next(resource_type: str, reason: str, times: int | None = None, always: bool = False) -> None:
    """Let the next resources of a type that the application creates fail. ValueError names the types.

    times: how many, else one. always: all as long as the mock runs; without `times`.
    """
    from ..personalize import script
    from ..personalize.faults import Failure

    check_type(resource_type)
    if not reason:
        raise ValueError("reason must say something: it is the failureReason.")
    script.current().fail(Failure(resource_type, reason, how_often("A failure comes", times, always)))
