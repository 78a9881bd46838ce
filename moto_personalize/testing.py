"""The test author's bench. Every function works in process and, with `endpoint_url=`, against a server."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from . import remote

if TYPE_CHECKING:
    from .filters import Explanation


def advance(arn: str | None = None, steps: int = 1, *, endpoint_url: str | None = None) -> dict[str, str]:
    """Move one resource, or with no ARN everything that is on its way, by `steps` statuses.

    Works whatever the resource's progression (`immediate`, `manual`, `time`). One resource at rest does what it has
    planned next instead (an automatic training, an update with new items), if there is anything new. Gives the
    statuses by ARN; DELETED means gone. Raises ValueError when no resource has the ARN.
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


def explain_filter(
    filter_arn: str,
    user_id: str | None = None,
    item_id: str | None = None,
    filter_values: Mapping[str, str] | None = None,
    *,
    current_item_id: str | None = None,
    endpoint_url: str | None = None,
) -> Explanation:
    """What a filter does to all items (or users, actions) that its dataset group knows, and why. Print it.

    user_id: the current user, and of a filter of users the one to be judged; item_id: the item, or action, to be
    judged; filter_values, current_item_id: as filterValues and itemId of a request. Raises ValueError when no
    filter has the ARN.
    """
    if endpoint_url:
        from .filters import Explanation

        body = {
            "filter_arn": filter_arn,
            "user_id": user_id,
            "item_id": item_id,
            "filter_values": filter_values,
            "current_item_id": current_item_id,
        }
        return Explanation.from_dict(remote.call(endpoint_url, "POST", "explain-filter", body))
    from . import bench

    return bench.explain_filter(filter_arn, user_id, item_id, filter_values, current_item_id)
