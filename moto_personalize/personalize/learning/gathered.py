"""Everything that a training uses, fixed when CreateSolutionVersion is called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .live import EventLog, LiveEvent
from .rows import Rows

if TYPE_CHECKING:
    from ...recipes import CatalogueEntry


def no_rows() -> Rows:
    """Of a dataset that is not there."""
    from ...datasets import Schema

    return Rows(Schema("Interactions", ()), None)


@dataclass(frozen=True)
class Gathered:
    """Recipe, configuration and data of a training. Of the log, what stands before its length counts."""

    recipe: CatalogueEntry
    event_type: str | None
    config: Mapping[str, Any]
    interactions: Rows
    items: Rows | None
    users: Rows | None
    log: EventLog
    log_length: int

    @property
    def events(self) -> list[LiveEvent]:
        return self.log.until(self.log_length)

    @property
    def threshold(self) -> float | None:
        """eventValueThreshold, which the API carries as text."""
        text = self.config.get("eventValueThreshold")
        return None if text is None else float(text)
