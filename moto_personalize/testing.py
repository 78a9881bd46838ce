"""The test author's bench. Every function works in process and, with `endpoint_url=`, against a server."""

from __future__ import annotations

from . import remote


def advance(arn: str | None = None, steps: int = 1, *, endpoint_url: str | None = None) -> dict[str, str]:
    """Move one resource, or with no ARN everything that is on its way, by `steps` statuses.

    Works whatever the resource's progression (`immediate`, `manual`, `time`). Gives the statuses by ARN;
    DELETED means gone. Raises ValueError when no resource has the ARN.
    """
    if endpoint_url:
        return remote.call(endpoint_url, "POST", "advance", {"arn": arn, "steps": steps})
    from . import bench

    return bench.advance(arn, steps)


def advance_to(arn: str, status: str, *, endpoint_url: str | None = None) -> str:
    """Move a resource until it has a status, and give that.

    Raises ValueError, naming the statuses ahead of the resource, when it cannot get there.
    """
    if endpoint_url:
        return str(remote.call(endpoint_url, "POST", "advance-to", {"arn": arn, "status": status})["status"])
    from . import bench

    return bench.advance_to(arn, status)
