"""What a campaign or recommender serves: a model made ready when that becomes ACTIVE, immutable from then on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from operator import itemgetter
from typing import TYPE_CHECKING, Protocol

from .catalogue import Catalogue
from .failures import failures_of
from .gathered import EventRule, Gathered
from .rows import Rows
from .training import Trained

if TYPE_CHECKING:
    import numpy as np

    from ...recipes import CatalogueEntry, Model, Query, Scores
    from .live import EventLog, LiveEvent


REMEMBERED = 500  # events of a user; the engine remembers no more of those that it was trained on


class SeesItems(Protocol):
    """What knows items, and the live events with them behind a length of their log."""

    @property
    def item_codes(self) -> Mapping[str, int]: ...

    @property
    def log(self) -> EventLog | None: ...

    @property
    def log_length(self) -> int: ...

    @property
    def log_end(self) -> int | None: ...

    @property
    def event_type(self) -> str | None: ...

    @property
    def threshold(self) -> float | None: ...

    @property
    def event_rules(self) -> Mapping[str, EventRule]: ...


@dataclass(frozen=True)
class Deployment:
    """A model with the ids that it knows, and the live events behind its training."""

    recipe: CatalogueEntry
    model: Model
    item_ids: np.ndarray
    item_codes: Mapping[str, int]
    user_codes: Mapping[str, int]
    log: EventLog | None
    log_length: int
    event_type: str | None
    threshold: float | None
    campaign_mark: str
    dataset_group_arn: str
    gives_metadata: bool
    event_rules: Mapping[str, EventRule] = field(default_factory=dict)
    log_end: int | None = None  # events behind it do not count
    gathered: Gathered | None = None
    _catalogues: list[Catalogue] = field(default_factory=list, repr=False)  # of what is imported now, at most one
    _gone: list[tuple[frozenset[str], np.ndarray]] = field(default_factory=list, repr=False)  # at most one

    def scores(
        self, user_id: str | None = None, item_id: str | None = None, context: Mapping[str, str] | None = None
    ) -> Scores:
        """What the model makes of a request; ids that it does not know are answered, too."""
        from ...recipes import Query

        query: Query = Query(
            user=self._user(user_id) if user_id else -1,
            item=self._item(item_id) if item_id else -1,
            recent=self._recent(user_id) if user_id else _no_items(),
            context=context or {},
        )
        return self.model.scores(query)

    def knows(self, user_id: str) -> bool:
        """Whether a user was in the training, or has events since."""
        return self._user(user_id) >= 0 or len(self._recent(user_id)) > 0

    def _user(self, user_id: str) -> int:
        if self.gathered and user_id in self.gathered.forgotten.users:
            return -1
        return self.user_codes.get(user_id, -1)

    def _item(self, item_id: str) -> int:
        if self.gathered and item_id in self.gathered.forgotten.items:
            return -1
        return self.item_codes.get(item_id, -1)

    @property
    def gone(self) -> np.ndarray:
        """Codes of the items that went with users who were removed; the same ones until others are."""
        import numpy as np

        items = self.gathered.forgotten.items if self.gathered else frozenset()
        for known, codes in tuple(self._gone):
            if known is items:
                return codes
        codes = np.array([self.item_codes[item] for item in items if item in self.item_codes], np.int64)
        codes.sort()
        self._gone[:] = [(items, codes)]
        return codes

    def remaining(self, allowed: np.ndarray | None) -> np.ndarray | None:
        """(items,) bool: what is allowed, None for all, less the items that are gone."""
        import numpy as np

        gone = self.gone
        if not len(gone):
            return allowed
        left = np.ones(len(self.item_ids), np.bool_) if allowed is None else allowed.copy()
        left[gone] = False
        return left

    def catalogue(self, items: Rows | None) -> Catalogue:
        """The model's items beside the rows of the Items dataset; the same one until these are replaced."""
        before = next(iter(tuple(self._catalogues)), None)
        if before is not None and before.rows is items:
            return before
        made = Catalogue(before.ids if before else self.item_ids.tolist(), self.item_codes, items, before)
        self._catalogues[:] = [made]  # requests take no lock: another may put its own here, and keeps that
        return made

    def _recent(self, user_id: str) -> np.ndarray:
        return recent_items(self, user_id) if self.recipe.real_time else _no_items()


def recent_items(seen: SeesItems, user_id: str) -> np.ndarray:
    """Codes of the items of the user's events since the training, oldest first; of each type the newest 500."""
    import numpy as np

    if seen.log is None:
        return _no_items()
    codes = seen.item_codes
    recent = [
        (event.timestamp, codes[str(event.item_id)])
        for events in seen.log.newest(user_id, REMEMBERED, seen.log_length, seen.log_end).values()
        for event in events
        if event.item_id in codes and _counts(seen, event)
    ]
    recent.sort(key=itemgetter(0))
    return np.array([code for _, code in recent], np.int32) if recent else _no_items()


def _counts(seen: SeesItems, event: LiveEvent) -> bool:
    """Whether the solution's eventType, eventValueThreshold and eventsConfig let an event through."""
    if seen.event_type is not None and event.event_type.lower() != seen.event_type.lower():
        return False
    thresholds = [seen.threshold]
    if seen.event_rules:
        rule = seen.event_rules.get(event.event_type.lower())
        if rule is None:
            return False
        thresholds.append(rule.threshold)
    value = event.columns.get("EVENT_VALUE")
    return all(least is None or (value is not None and float(value) >= least) for least in thresholds)


def mark_of(arn: str) -> str:
    """What the recommendation ids of a campaign or recommender end with."""
    return hashlib.md5(arn.encode()).hexdigest()[:6]


def deploy(
    campaign_arn: str,
    dataset_group_arn: str,
    trained: Trained,
    log: EventLog | None,
    *,
    exploration: tuple[float, float],
    gives_metadata: bool,
    influence: tuple[float, float] = (0.0, 0.0),
    log_end: int | None = None,
) -> Deployment:
    """Make a trained model ready to serve: with an exploration weight and age cut-off, on a dataset's live
    events, all or those before `log_end`.

    influence: weights of popularity and freshness. Raises WorkFailed when the model cannot be made ready.
    """
    from ...recipes import Explores, Influenced

    gathered, snapshot, model = trained.gathered, trained.snapshot, trained.model
    if gathered.recipe.explores and isinstance(model, Explores):
        with failures_of(gathered.recipe):
            model = model.exploring(*exploration)
    if gathered.recipe.influenced and isinstance(model, Influenced):
        with failures_of(gathered.recipe):
            model = model.influenced(*influence)
    return Deployment(
        gathered=gathered,
        recipe=gathered.recipe,
        model=model,
        item_ids=snapshot.items,
        item_codes={item: code for code, item in enumerate(snapshot.items.tolist())},
        user_codes={user: code for code, user in enumerate(snapshot.users.tolist())},
        log=log,
        # a dataset made anew has a log of its own, of which the model has seen nothing
        log_length=gathered.log_length if log is gathered.log else 0,
        event_type=gathered.event_type,
        threshold=gathered.threshold,
        campaign_mark=mark_of(campaign_arn),
        dataset_group_arn=dataset_group_arn,
        log_end=log_end,
        gives_metadata=gives_metadata or gathered.recipe.gives_metadata,
        event_rules=gathered.event_rules,
    )


def _no_items() -> np.ndarray:
    import numpy as np

    return np.zeros(0, np.int32)
