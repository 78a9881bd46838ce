"""What the application sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RecordedCall:
    """One request of the application. `params`: its members in snake_case; `error`: the code of a refusal."""

    operation: str
    params: Mapping[str, Any]
    error: str | None = None


def recorded_calls(operation: str | None = None) -> list[RecordedCall]:
    """What was sent, oldest first."""
    from ..personalize import script

    return [
        RecordedCall(call.operation, call.params, call.error)
        for call in script.current().calls
        if operation in (None, call.operation)
    ]
