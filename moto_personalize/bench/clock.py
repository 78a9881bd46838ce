"""Time: what moves resources."""

from __future__ import annotations

from .backends import backend_of, backends


def advance(arn: str | None = None, steps: int = 1) -> dict[str, str]:
    """Move one resource, or everything on its way, by `steps`; the statuses by ARN. ValueError: no such ARN.

    One at rest does what it has planned next.
    """
    if steps < 1:
        raise ValueError(f"steps must be at least 1, not {steps}.")
    moved: dict[str, str] = {}
    for backend in backends(arn):
        with backend.lock:
            moved.update(backend.advance(arn, steps))
    return moved


def advance_to(arn: str, status: str) -> str:
    """Move a resource until it has a status. ValueError names the statuses that it can still reach."""
    backend = backend_of(arn)
    with backend.lock:
        return backend.advance_to(arn, status)
