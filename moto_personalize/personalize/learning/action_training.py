"""A trained model of actions. Tables become the engine's snapshot here, as in `snapshots` for items."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ... import config
from ..exceptions import WorkFailed
from .failures import failures_of
from .gathered import Gathered, GatheredActions
from .rows import Rows
from .snapshots import snapshot_of, whole_numbers
from .training import Trained, check_sizes, enough_rows, imported_and_streamed, training_hours, training_rows

if TYPE_CHECKING:
    import numpy as np

    from ...datasets import Table
    from ...recipes import ActionModel, ActionRecipe, ActionSnapshot

ENOUGH_OFFERS = 50  # of an action taken, and so many not taken, before it has a score
NO_ACTIONS = "Dataset has no actions."


@dataclass(frozen=True, kw_only=True)
class TrainedActions(Trained):
    """A model of actions with the data that it was fitted to."""

    model: ActionModel
    snapshot: ActionSnapshot

    def check_parts(self) -> None:
        """ValueError unless the model is of the users, items and actions of its data."""
        past = self.snapshot.past
        check_sizes(self.model, len(past.users), len(past.items), len(self.snapshot.actions))


def train_actions(gathered: Gathered, given: GatheredActions, settings: config.Settings) -> TrainedActions:
    """Fit the recipe and measure it. Raises WorkFailed where the data do not suffice.

    With `min_interactions` below 50, so many offers taken and not taken are enough for a score.
    """
    from ...recipes import evaluate_actions

    table = enough_rows(gathered, settings)
    offers = imported_and_streamed(given.interactions, given.events)
    snapshot = action_snapshot_of(table, offers, gathered, given.actions)
    with failures_of(gathered.recipe):
        recipe = _recipe_of(gathered, min(ENOUGH_OFFERS, settings.min_interactions))
        model = recipe.fit(snapshot)
        metrics = evaluate_actions(recipe, snapshot, settings.seed)
    return TrainedActions(
        gathered=gathered,
        model=model,
        snapshot=snapshot,
        metrics=metrics,
        hours=training_hours(table.rows + offers.rows),
    )


def with_new_actions(trained: TrainedActions, gathered: Gathered, given: GatheredActions) -> TrainedActions:
    """A model with the actions of now, of which it learned nothing; what it learned stays, and so do its metrics.

    Raises WorkFailed when the model cannot be brought up to date.
    """
    before, offers = trained.snapshot, imported_and_streamed(given.interactions, given.events)
    now = action_snapshot_of(training_rows(gathered), offers, gathered, given.actions, before)
    with failures_of(trained.recipe):
        model = _recipe_of(trained.gathered).update(trained.model, before, now)
    return dataclasses.replace(trained, model=model, snapshot=before.with_actions_of(now))


def _recipe_of(gathered: Gathered, least: int = ENOUGH_OFFERS) -> ActionRecipe:
    from ...recipes import make_for_actions

    return make_for_actions(gathered.recipe, gathered.hyperparameters, gathered.feature_parameters, least)


def outcome_of(event_type: str | None) -> int:
    """What came of an offer, by an event type in any spelling."""
    from ...filters import event_key
    from ...recipes import NOT_TAKEN, TAKEN, VIEWED

    kinds = {"taken": TAKEN, "not_taken": NOT_TAKEN}
    return kinds.get(event_key(event_type or "", of_actions=True), VIEWED)


def action_snapshot_of(
    table: Table, offers: Table, gathered: Gathered, actions: Rows, before: ActionSnapshot | None = None
) -> ActionSnapshot:
    """The engine's view: interactions with items in `table`, with actions in `offers`; those of no action left out.

    before: a snapshot whose actions stay, wherever they are gone from the dataset.
    """
    import numpy as np

    from ...recipes import ActionSnapshot

    if actions.table is None or not actions.table.rows:
        raise WorkFailed(NO_ACTIONS)
    ids, value, created = _actions_of(actions.table, before)
    who, what = offers.text("USER_ID"), offers.text("ACTION_ID")
    action = _places({value: n for n, value in enumerate(ids)}, what.values)[what.codes]
    known = np.flatnonzero(action >= 0)
    past = snapshot_of(table, gathered, who.values[np.unique(who.codes[known])].tolist())
    users = _places({value: n for n, value in enumerate(past.users.tolist())}, who.values)
    return ActionSnapshot.build(
        past=past,
        actions=ids,
        user=users[who.codes[known]],
        action=action[known],
        timestamp=offers.numbers("TIMESTAMP").values.astype(np.int64)[known],
        outcome=_outcomes(offers)[known],
        value=value,
        created=created,
    )


def _actions_of(
    table: Table, before: ActionSnapshot | None
) -> tuple[list[str], np.ndarray[Any, Any] | None, np.ndarray[Any, Any] | None]:
    """Ids, values and creation times: of the actions in `table`, and of those before that are gone from it."""
    import numpy as np

    named = table.text("ACTION_ID")
    ids = named.values[named.codes].tolist()
    value, created = whole_numbers(table, "VALUE", 0), whole_numbers(table, "CREATION_TIMESTAMP", -1)
    if before is None:
        return ids, value, created
    there = set(ids)
    gone = np.array([action not in there for action in before.actions.tolist()], bool)
    return (
        [*ids, *before.actions[gone].tolist()],
        _more(value, 0, len(ids), before.value[gone]),
        _more(created, -1, len(ids), before.created[gone]),
    )


def _more(
    column: np.ndarray[Any, Any] | None, null: int, rows: int, more: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    import numpy as np

    return np.append(np.full(rows, null) if column is None else column, more)


def _outcomes(offers: Table) -> np.ndarray[Any, Any]:
    import numpy as np

    if "EVENT_TYPE" not in offers.columns:
        return np.full(offers.rows, outcome_of(None))
    kinds = offers.text("EVENT_TYPE")
    return np.array([*map(outcome_of, kinds.values.tolist()), outcome_of(None)])[kinds.codes]  # -1 is null


def _places(codes: Mapping[str, int], values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The code of each value, -1 where it has none."""
    import numpy as np

    return np.array([codes.get(value, -1) for value in values.tolist()], np.int64)
