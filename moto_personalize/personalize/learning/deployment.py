"""What a campaign or recommender serves: a model made ready when that becomes ACTIVE, immutable from then on.

`item_deployment` and `action_deployment` say how the two kinds of models answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar

from .caching import CACHE
from .catalogue import Catalogue
from .gathered import EventRule, Gathered
from .rows import Rows
from .training import Trained

if TYPE_CHECKING:
    import numpy as np

    from ...recipes import CatalogueEntry
    from .live import EventLog, LiveEvent


REMEMBERED = 500  # events of a user; the engine remembers no more of those that it was trained on


@dataclass(frozen=True)
class ItemEvents:
    """The live events with items behind a training: of a log, what came after `begin` and before `end`."""

    gathered: Gathered
    codes: Mapping[str, int]
    log: EventLog | None
    begin: int
    end: int | None
    event_type: str | None
    threshold: float | None
    rules: Mapping[str, EventRule]

    @classmethod
    def of(
        cls, gathered: Gathered, codes: Mapping[str, int], log: EventLog | None, end: int | None = None
    ) -> ItemEvents:
        # a dataset made anew has a log of its own, of which the model has seen nothing
        begin = gathered.log_length if log is gathered.log else 0
        return cls(gathered, codes, log, begin, end, gathered.event_type, gathered.threshold, gathered.event_rules)

    def recent(self, user_id: str) -> np.ndarray:
        """Codes of the items of the user's events since the training, oldest first; of each type the newest 500."""
        import numpy as np

        if self.log is None:
            return np.zeros(0, np.int32)
        gone = self.gathered.forgotten.items
        found = [
            (event.timestamp, self.codes[str(event.item_id)])
            for events in self.log.newest(user_id, REMEMBERED, self.begin, self.end).values()
            for event in events
            if event.item_id in self.codes and event.item_id not in gone and self._counts(event)
        ]
        found.sort(key=itemgetter(0))
        return np.array([code for _, code in found], np.int32)

    def _counts(self, event: LiveEvent) -> bool:
        """Whether the solution's eventType, eventValueThreshold and eventsConfig let an event through."""
        if self.event_type is not None and event.event_type.lower() != self.event_type.lower():
            return False
        thresholds = [self.threshold]
        if self.rules:
            rule = self.rules.get(event.event_type.lower())
            if rule is None:
                return False
            thresholds.append(rule.threshold)
        value = event.columns.get("EVENT_VALUE")
        return all(least is None or (value is not None and float(value) >= least) for least in thresholds)


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """A trained model with the ids that it knows, and the live events behind its training.

    subject: what its answers are made of, as filters call it; ids: (n,) str, all that may be among them; codes: their
    places. mark: what its recommendation ids end with.
    """

    subject: ClassVar[str]

    trained: Trained
    ids: np.ndarray
    codes: Mapping[str, int]
    user_codes: Mapping[str, int]
    with_items: ItemEvents
    mark: str
    dataset_group_arn: str
    gives_metadata: bool = False
    # of what is imported now, at most one
    _catalogues: list[Catalogue] = field(default_factory=list, repr=False, metadata=CACHE)

    def check_codes(self, ids: np.ndarray, users: np.ndarray, items: np.ndarray) -> None:
        """ValueError unless it knows exactly these."""
        import numpy as np

        if self.ids is not ids and not np.array_equal(self.ids, ids):
            raise ValueError("ids are not those of the model")
        given = ((self.codes, ids), (self.user_codes, users), (self.with_items.codes, items))
        if any(codes != codes_of(known) for codes, known in given):
            raise ValueError("codes are not those of the ids")

    @property
    def recipe(self) -> CatalogueEntry:
        return self.trained.recipe

    def catalogue(self, rows: Rows | None) -> Catalogue:
        """What may be answered beside the rows of its dataset; the same one until these are replaced."""
        before = next(iter(tuple(self._catalogues)), None)
        if before is not None and before.rows is rows:
            return before
        made = Catalogue(before.ids if before else self.ids.tolist(), self.codes, rows, before)
        self._catalogues[:] = [made]  # requests take no lock: another may put its own here, and keeps that
        return made

    @property
    def gone(self) -> np.ndarray:
        """Codes of what is answered with no more."""
        import numpy as np

        return np.zeros(0, np.int64)

    def user(self, user_id: str) -> int:
        """The model's code of a user, -1 of one whom it does not know, or has to forget."""
        if user_id in self.trained.gathered.forgotten.users:
            return -1
        return self.user_codes.get(user_id, -1)


def codes_of(ids: np.ndarray) -> dict[str, int]:
    return {value: code for code, value in enumerate(ids.tolist())}


def mark_of(arn: str) -> str:
    """What the recommendation ids of a campaign or recommender end with."""
    return hashlib.md5(arn.encode()).hexdigest()[:6]
