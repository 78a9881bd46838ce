"""What a campaign serves of actions: a model made ready when the campaign becomes ACTIVE, immutable from then on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from .action_training import TrainedActions, outcome_of
from .catalogue import Catalogue
from .deployment import REMEMBERED, mark_of, recent_items
from .failures import failures_of
from .gathered import EventRule, Gathered
from .rows import Rows

if TYPE_CHECKING:
    import numpy as np

    from ...recipes import ActionModel, CatalogueEntry, Propensities
    from .live import EventLog

DAY = 24 * 3600
NEVER = 1 << 62


class ActionCatalogue(Catalogue):
    """Actions beside what the Actions dataset says of them now: until when they are offered, and how often."""

    @cached_property
    def expires(self) -> np.ndarray[Any, Any]:
        """(len(self),) int64: seconds since 1970."""
        return self._whole("EXPIRATION_TIMESTAMP", NEVER)

    @cached_property
    def waits(self) -> np.ndarray[Any, Any]:
        """(len(self),) int64: seconds between what a user did with an action and the next offer of it."""
        return self._whole("REPEAT_FREQUENCY", 0) * DAY

    @cached_property
    def any_waits(self) -> bool:
        return bool(self.waits.any())

    def _whole(self, name: str, null: int) -> np.ndarray[Any, Any]:
        import numpy as np

        from ... import filters

        declared = self.rows.schema.field(name) if self.rows else None
        column = self.column(name) if declared is not None else None
        if not isinstance(column, filters.Numbers):
            return np.full(len(self), null, np.int64)
        values = column.values.astype(np.int64)
        return values if column.null is None else np.where(column.null, null, values)


@dataclass(frozen=True)
class ItemsSeen:
    """The live events with items that a model of actions looks at."""

    item_codes: Mapping[str, int]
    log: EventLog | None
    log_length: int
    event_type: str | None
    threshold: float | None
    event_rules: Mapping[str, EventRule]
    log_end: int | None = None


@dataclass(frozen=True)
class ActionDeployment:
    """A model with the ids that it knows, and the live events behind its training: with items and with actions."""

    recipe: CatalogueEntry
    model: ActionModel
    action_ids: np.ndarray
    action_codes: Mapping[str, int]
    user_codes: Mapping[str, int]
    items: ItemsSeen
    log: EventLog | None
    log_length: int
    campaign_mark: str
    dataset_group_arn: str
    gathered: Gathered | None = None
    _catalogues: list[ActionCatalogue] = field(default_factory=list, repr=False)  # of what is imported now

    def propensities(self, user_id: str) -> Propensities:
        """What the model makes of a user; one whom it does not know is answered, too."""
        from ...recipes import ActionQuery

        actions, outcomes = self._offered(user_id)
        return self.model.propensities(
            ActionQuery(
                user=self._user(user_id),
                items=recent_items(self.items, user_id),
                actions=actions,
                outcomes=outcomes,
            )
        )

    def _user(self, user_id: str) -> int:
        if self.gathered and user_id in self.gathered.forgotten.users:
            return -1
        return self.user_codes.get(user_id, -1)

    def catalogue(self, actions: Rows | None) -> ActionCatalogue:
        """The model's actions beside the rows of the Actions dataset; the same one until these are replaced."""
        for catalogue in tuple(self._catalogues):
            if catalogue.rows is actions:
                return catalogue
        made = ActionCatalogue(self.action_ids.tolist(), self.action_codes, actions)
        self._catalogues[:] = [made]  # requests take no lock: another may put its own here, and keeps that
        return made

    def _offered(self, user_id: str) -> tuple[np.ndarray, np.ndarray]:
        """Codes of the actions that the user was offered since the training, and what came of it."""
        import numpy as np

        log = self.log.newest(user_id, REMEMBERED, self.log_length) if self.log else {}
        events = sorted((event for of_type in log.values() for event in of_type), key=attrgetter("timestamp"))
        known = [event for event in events if event.item_id in self.action_codes]
        codes = [self.action_codes[str(event.item_id)] for event in known]
        return np.array(codes, np.int32), np.array([outcome_of(event.event_type) for event in known], np.int32)


def deploy_actions(
    campaign_arn: str,
    dataset_group_arn: str,
    trained: TrainedActions,
    item_log: EventLog | None,
    log: EventLog | None,
    *,
    exploration: tuple[float, float],
) -> ActionDeployment:
    """Make a trained model ready to serve. item_log, log: the live events with items and with actions.

    Raises WorkFailed when the model cannot be made ready.
    """
    gathered, snapshot = trained.gathered, trained.snapshot
    with failures_of(gathered.recipe):
        model = trained.model.exploring(*exploration)
    seen = gathered.actions
    return ActionDeployment(
        gathered=gathered,
        recipe=gathered.recipe,
        model=model,
        action_ids=snapshot.actions,
        action_codes={action: code for code, action in enumerate(snapshot.actions.tolist())},
        user_codes={user: code for code, user in enumerate(snapshot.past.users.tolist())},
        items=ItemsSeen(
            item_codes={item: code for code, item in enumerate(snapshot.past.items.tolist())},
            log=item_log,
            log_length=gathered.log_length if item_log is gathered.log else 0,
            event_type=gathered.event_type,
            threshold=gathered.threshold,
            event_rules=gathered.event_rules,
        ),
        log=log,
        # a dataset made anew has a log of its own, of which the model has seen nothing
        log_length=seen.log_length if seen and log is seen.log else 0,
        campaign_mark=mark_of(campaign_arn),
        dataset_group_arn=dataset_group_arn,
    )
