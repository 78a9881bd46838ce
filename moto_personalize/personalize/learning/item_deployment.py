"""A model of items, ready to answer: what is recommended, what is related, how a list is ranked."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from .caching import CACHE
from .deployment import Deployment, ItemEvents, codes_of, mark_of
from .failures import failures_of
from .training import TrainedItems

if TYPE_CHECKING:
    import numpy as np

    from ...recipes import Model, Query, Scores
    from .live import EventLog


@dataclass(frozen=True, kw_only=True)
class ItemDeployment(Deployment):
    """model: the trained one, exploring and influenced as it was asked for."""

    subject: ClassVar[str] = "ItemID"

    model: Model
    _gone: list[tuple[frozenset[str], frozenset[str], np.ndarray]] = field(
        default_factory=list, repr=False, metadata=CACHE
    )

    def check_parts(self) -> None:
        """ValueError unless ids and model are of what was trained."""
        trained = self.trained
        if not isinstance(trained, TrainedItems):
            raise ValueError("a model is not one of items")
        self.check_codes(trained.snapshot.items, trained.snapshot.users, trained.snapshot.items)
        dataclasses.replace(trained, model=self.model).check_parts()

    def scores(
        self, user_id: str | None = None, item_id: str | None = None, context: Mapping[str, str] | None = None
    ) -> Scores:
        """What the model makes of a request; ids that it does not know are answered, too."""
        return self.model.scores(self.query(user_id, item_id, context))

    def query(
        self, user_id: str | None = None, item_id: str | None = None, context: Mapping[str, str] | None = None
    ) -> Query:
        """A request in the model's terms."""
        from ...recipes import Query

        return Query(
            user=self.user(user_id) if user_id else -1,
            item=self._item(item_id) if item_id else -1,
            recent=self._recent(user_id),
            context=context or {},
        )

    def knows(self, user_id: str) -> bool:
        """Whether a user was in the training, or has events since."""
        return self.user(user_id) >= 0 or len(self._recent(user_id)) > 0

    @property
    def gone(self) -> np.ndarray:
        """Codes of the items that went with users who were removed."""
        return self._vanished[1]

    @property
    def _vanished(self) -> tuple[frozenset[str], np.ndarray]:
        """Items that went with users who were removed, and their codes; the same ones until others are."""
        import numpy as np

        forgotten = self.trained.gathered.forgotten.items
        for known, items, codes in tuple(self._gone):
            if known is forgotten:
                return items, codes
        items = self.trained.vanished
        codes = np.array([self.codes[item] for item in items if item in self.codes], np.int64)
        codes.sort()
        self._gone[:] = [(forgotten, items, codes)]  # at most one
        return items, codes

    def remaining(self, allowed: np.ndarray | None) -> np.ndarray | None:
        """(items,) bool: what is allowed, None for all, less the items that are gone."""
        import numpy as np

        gone = self.gone
        if not len(gone):
            return allowed
        left = np.ones(len(self.ids), np.bool_) if allowed is None else allowed.copy()
        left[gone] = False
        return left

    def _item(self, item_id: str) -> int:
        if item_id in self._vanished[0]:
            return -1
        return self.codes.get(item_id, -1)

    def _recent(self, user_id: str | None) -> np.ndarray:
        import numpy as np

        return self.with_items.recent(user_id) if user_id and self.recipe.real_time else np.zeros(0, np.int32)


def deploy_items(
    arn: str,
    dataset_group_arn: str,
    trained: TrainedItems,
    log: EventLog | None,
    *,
    exploration: tuple[float, float],
    gives_metadata: bool,
    influence: tuple[float, float] = (0.0, 0.0),
    log_end: int | None = None,
) -> ItemDeployment:
    """Make a trained model ready to serve: with an exploration weight and age cut-off, on a dataset's live
    events, all or those before `log_end`.

    arn: of what serves it. influence: weights of popularity and freshness. Raises WorkFailed when the model cannot be
    made ready.
    """
    from ...recipes import Explores, Influenced

    recipe, snapshot, model = trained.recipe, trained.snapshot, trained.model
    with failures_of(recipe):
        if recipe.explores and isinstance(model, Explores):
            model = model.exploring(*exploration)
        if recipe.influenced and isinstance(model, Influenced):
            model = model.influenced(*influence)
    codes = codes_of(snapshot.items)
    return ItemDeployment(
        trained=trained,
        model=model,
        ids=snapshot.items,
        codes=codes,
        user_codes=codes_of(snapshot.users),
        with_items=ItemEvents.of(trained.gathered, codes, log, log_end),
        mark=mark_of(arn),
        dataset_group_arn=dataset_group_arn,
        gives_metadata=gives_metadata or recipe.gives_metadata,
    )
