"""Why a filter lets through what it does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from .finding import backend_with

if TYPE_CHECKING:
    from ..filters import Explanation


def explain_filter(
    filter_arn: str,
    user_id: str | None = None,
    item_id: str | None = None,
    filter_values: Mapping[str, str] | None = None,
    current_item_id: str | None = None,
) -> Explanation:
    """What a filter does to a request, and to one item. ValueError: no filter has the ARN."""
    from ..personalize.runtime import explaining
    from ..personalize.service.filters import Filter

    backend = backend_with(filter_arn, only="filter")
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
            filter_values=filter_values or {},
        )
