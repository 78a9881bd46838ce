"""The test author's bench. Every function works in process and, with `endpoint_url=`, against a server."""

from __future__ import annotations

import json
from typing import Any

from .control import PREFIX


def advance(arn: str | None = None, steps: int = 1, *, endpoint_url: str | None = None) -> dict[str, str]:
    """Move one resource, or with no ARN everything that is on its way, by `steps` statuses.

    Works whatever the resource's progression (`immediate`, `manual`, `time`). Gives the statuses by ARN;
    DELETED means gone. Raises ValueError when no resource has the ARN.
    """
    if endpoint_url:
        return _post(endpoint_url, "advance", {"arn": arn, "steps": steps})
    from . import bench

    return bench.advance(arn, steps)


def advance_to(arn: str, status: str, *, endpoint_url: str | None = None) -> str:
    """Move a resource until it has a status, and give that.

    Raises ValueError, naming the statuses ahead of the resource, when it cannot get there.
    """
    if endpoint_url:
        return str(_post(endpoint_url, "advance-to", {"arn": arn, "status": status})["status"])
    from . import bench

    return bench.advance_to(arn, status)


def _post(endpoint_url: str, path: str, body: dict[str, Any]) -> dict[str, Any]:
    import requests

    answer = requests.post(f"{endpoint_url.rstrip('/')}{PREFIX}{path}", data=json.dumps(body), timeout=60)
    if not answer.ok:
        raise ValueError(answer.json().get("message", answer.text))
    result: dict[str, Any] = answer.json()
    return result
