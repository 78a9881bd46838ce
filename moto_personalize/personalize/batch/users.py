"""The users of a segment: who is most likely to interact, for each line of a batch segment job."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..exceptions import InvalidInputException
from ..learning.catalogue import Catalogue
from ..learning.dataset_types import USERS
from ..learning.deployment import codes_of
from ..runtime.filtering import Sight, filter_request, passing
from ..service.filters import Filter
from ..service.solution_versions import SolutionVersion
from ..service.store import Store
from .jobs import model_of
from .lines import SEGMENTS, Answer, BadLine, NoAnswer, filter_values, listed, quoted, text_member, tried

if TYPE_CHECKING:
    import numpy as np

    from ...recipes import CatalogueEntry, Query
    from ..learning.training import TrainedItems


@dataclass(frozen=True)
class Users:
    """A model's users beside what the Users dataset says of them. quoted: their ids as JSON.

    left: (users,) bool, who was not removed by a data deletion job; None for everybody.
    """

    recipe: CatalogueEntry
    trained: TrainedItems
    items: Mapping[str, int]
    sight: Sight
    catalogue: Catalogue
    quoted: np.ndarray
    count: int
    chosen: Filter | None
    left: np.ndarray | None

    @classmethod
    def of(cls, store: Store, version: SolutionVersion, count: int, chosen: Filter | None) -> Users:
        import numpy as np

        trained = model_of(version)
        ids, sight = trained.snapshot.users.tolist(), Sight(store, version.dataset_group_arn)
        items = codes_of(trained.snapshot.items)
        catalogue = Catalogue.of(ids, sight.rows(USERS))
        gone = trained.gathered.forgotten.users
        left = np.array([user not in gone for user in ids], bool) if gone else None
        return cls(trained.recipe, trained, items, sight, catalogue, quoted(ids), count, chosen, left)

    def answers(self, lines: Sequence[dict[str, Any]]) -> list[Answer]:
        """The segment of each line."""
        return [tried(self.answer, line) for line in lines]

    def answer(self, given: dict[str, Any]) -> str:
        """The segment of a line. Raises BadLine and NoAnswer."""
        query, values = self._query(given), filter_values(given)
        allowed = self._allowed(values)
        if self.left is not None:
            allowed = self.left if allowed is None else allowed & self.left
        best = self.trained.model.scores(query).top(self.count, allowed)
        return SEGMENTS.members(usersList=listed(self.quoted[best].tolist()))

    def _query(self, given: Mapping[str, Any]) -> Query:
        from ...recipes import Query

        if self.recipe.name == "aws-item-attribute-affinity":
            return Query(attributes=self._attributes(text_member(given, "itemAttributes")))
        item = text_member(given, "itemId")
        if item not in self.items or item in self.trained.gathered.forgotten.items:
            raise NoAnswer(f"The item {item} was not among the data that the solution version was trained on.")
        return Query(item=self.items[item])

    def _allowed(self, values: Mapping[str, str]) -> np.ndarray | None:
        if self.chosen is None:
            if values:
                raise NoAnswer("filterValues are given without a filterArn.")
            return None
        request = filter_request(self.sight, self.chosen, self.catalogue, user_id=None, item_id=None, values=values)
        try:
            return passing(self.chosen, self.catalogue, request)
        except InvalidInputException as error:
            raise NoAnswer(error.message) from None

    def _attributes(self, text: str) -> tuple[tuple[str, str], ...]:
        """The columns and values of an expression. BadLine: it is none; NoAnswer: the model does not know one.

        https://docs.aws.amazon.com/personalize/latest/dg/prepare-input-data-user-segment.html
        """
        from ... import filters

        try:
            pairs = filters.attributes(text)
        except filters.FilterError as error:
            raise BadLine(f"itemAttributes: {error}") from None
        return tuple(self._known(name, value) for name, value in pairs)

    def _known(self, name: str, value: str) -> tuple[str, str]:
        from ...recipes import having_value

        features = {column.lower(): column for column in self.trained.snapshot.item_features}
        column = features.get(name.lower())
        if column is None:
            raise NoAnswer(
                f"ITEMS.{name} is not a categorical or number column that the solution version was trained on; "
                f"those are {', '.join(sorted(features.values()))}."
            )
        if not having_value(self.trained.snapshot.item_features[column], value).any():
            raise NoAnswer(f"No item that the solution version was trained on has the {column} {value}.")
        return column, value
