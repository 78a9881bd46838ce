"""A model of actions, ready to answer."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, ClassVar

from .action_training import TrainedActions, outcome_of
from .deployment import REMEMBERED, Deployment, ItemEvents, codes_of, mark_of
from .failures import failures_of

if TYPE_CHECKING:
    import numpy as np

    from ...recipes import ActionModel, Propensities
    from .live import EventLog


@dataclass(frozen=True, kw_only=True)
class ActionDeployment(Deployment):
    """model: the trained one, exploring as it was asked for. log: live events with actions, of which those behind
    `log_length` came after the training."""

    subject: ClassVar[str] = "ActionID"

    model: ActionModel
    log: EventLog | None
    log_length: int

    def check_parts(self) -> None:
        """ValueError unless ids and model are of what was trained."""
        trained = self.trained
        if not isinstance(trained, TrainedActions):
            raise ValueError("a model is not one of actions")
        self.check_codes(trained.snapshot.actions, trained.snapshot.past.users, trained.snapshot.past.items)
        dataclasses.replace(trained, model=self.model).check_parts()

    def propensities(self, user_id: str) -> Propensities:
        """What the model makes of a user; one whom it does not know is answered, too."""
        from ...recipes import ActionQuery

        actions, outcomes = self._offered(user_id)
        items = self.with_items.recent(user_id)
        return self.model.propensities(
            ActionQuery(user=self.user(user_id), items=items, actions=actions, outcomes=outcomes)
        )

    def _offered(self, user_id: str) -> tuple[np.ndarray, np.ndarray]:
        """Codes of the actions that the user was offered since the training, and what came of it."""
        import numpy as np

        log = self.log.newest(user_id, REMEMBERED, self.log_length) if self.log else {}
        events = sorted((event for of_type in log.values() for event in of_type), key=attrgetter("timestamp"))
        known = [event for event in events if event.item_id in self.codes]
        codes = [self.codes[str(event.item_id)] for event in known]
        return np.array(codes, np.int32), np.array([outcome_of(event.event_type) for event in known], np.int32)


def deploy_actions(
    arn: str,
    dataset_group_arn: str,
    trained: TrainedActions,
    item_log: EventLog | None,
    log: EventLog | None,
    *,
    exploration: tuple[float, float],
) -> ActionDeployment:
    """Make a trained model ready to serve. arn: of what serves it; item_log, log: the live events with items and with
    actions.

    Raises WorkFailed when the model cannot be made ready.
    """
    gathered, snapshot, seen = trained.gathered, trained.snapshot, trained.gathered.actions
    with failures_of(trained.recipe):
        model = trained.model.exploring(*exploration)
    return ActionDeployment(
        trained=trained,
        model=model,
        ids=snapshot.actions,
        codes=codes_of(snapshot.actions),
        user_codes=codes_of(snapshot.past.users),
        with_items=ItemEvents.of(gathered, codes_of(snapshot.past.items), item_log),
        mark=mark_of(arn),
        dataset_group_arn=dataset_group_arn,
        log=log,
        # a dataset made anew has a log of its own, of which the model has seen nothing
        log_length=seen.log_length if seen and log is seen.log else 0,
    )
