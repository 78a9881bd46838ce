"""The items of an answer: what a model recommends or how it ranks, for each line of a batch inference job."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..exceptions import InvalidInputException
from ..learning.catalogue import Catalogue
from ..learning.item_deployment import ItemDeployment
from ..runtime.choosing import Chosen, choose, rank
from ..runtime.filtering import Sight, filter_request, passing
from ..service.datasets import ITEMS
from ..service.filters import Filter
from .lines import INFERENCE, NoAnswer, filter_values, listed, numbers, text_member, texts_member

if TYPE_CHECKING:
    import numpy as np

    from ...recipes import Themes

REMEMBERED = 1 << 16
"""So many items of answers are kept for lines that ask the same."""


@dataclass(frozen=True)
class Question:
    """What an answer depends on: equal questions have equal answers."""

    user_id: str | None = None
    item_id: str | None = None
    listed: tuple[str, ...] = ()
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Items:
    """What answers lines of a recipe. quoted: the ids of the model's items as JSON."""

    deployment: ItemDeployment
    sight: Sight
    catalogue: Catalogue
    quoted: np.ndarray
    count: int
    chosen: Filter | None
    themes: Themes | None = None

    @classmethod
    def of(
        cls, deployment: ItemDeployment, sight: Sight, count: int, chosen: Filter | None, themes: Themes | None = None
    ) -> Items:
        import numpy as np

        quoted = np.array([json.dumps(item, ensure_ascii=False) for item in deployment.ids.tolist()], object)
        return cls(deployment, sight, deployment.catalogue(sight.rows(ITEMS)), quoted, count, chosen, themes)

    def answering(self) -> Callable[[dict[str, Any]], str]:
        """The function that answers lines: BadLine and NoAnswer. It remembers some of its answers."""
        kind = self.deployment.recipe.recipe_type
        found = {"RELATED_ITEMS": self._related, "PERSONALIZED_RANKING": self._ranked}.get(kind, self._recommended)
        remembered = lru_cache(max(REMEMBERED // self.count, 1))(found)
        return lambda given: remembered(self._question(given))

    def _question(self, given: Mapping[str, Any]) -> Question:
        kind = self.deployment.recipe.recipe_type
        values = tuple(filter_values(given).items()) if "filterValues" in given else ()
        if values and self.chosen is None:
            raise NoAnswer("filterValues are given without a filterArn.")
        if kind == "RELATED_ITEMS":
            return Question(item_id=text_member(given, "itemId"), values=values)
        user = text_member(given, "userId")
        if kind == "PERSONALIZED_RANKING":
            return Question(user, listed=tuple(dict.fromkeys(texts_member(given, "itemList"))), values=values)
        return Question(user if self._tells_apart(user) else None, values=values)

    def _tells_apart(self, user_id: str) -> bool:
        """Whether the answer may be another for this user than for somebody unknown."""
        if self.chosen is not None and self.chosen.resolved.personal:
            return True
        from ...recipes.popularity import SameForAll

        return not isinstance(self.deployment.model, SameForAll) and self.deployment.knows(user_id)

    def _recommended(self, question: Question) -> str:
        return self._shown(self._best(question))

    def _related(self, question: Question) -> str:
        best = self._best(question)
        if self.themes is None:
            return self._shown(best)
        title, relevance = self.themes.theme(best.codes)
        return INFERENCE.members(
            recommendedItems=listed(self.quoted[best.codes].tolist()),
            theme=INFERENCE.json(title),
            itemsThemeRelevanceScores=numbers(relevance.tolist()),
        )

    def _best(self, question: Question) -> Chosen:
        allowed = self.deployment.remaining(self._allowed(question, self.catalogue))
        scores = self.deployment.scores(question.user_id, question.item_id)
        return choose(scores, self.deployment.recipe.score_kind, self.count, allowed)

    def _ranked(self, question: Question) -> str:
        """Items that the model does not know come last, with a score of 0.0 as in AWS's files."""
        wanted = list(question.listed)
        if self.chosen is not None:
            allowed = self._allowed(question, Catalogue.of(wanted, self.sight.rows(ITEMS)))
            assert allowed is not None
            wanted = [item for item, passes in zip(wanted, allowed.tolist(), strict=True) if passes]
        chosen, unknown = rank(self.deployment, self.deployment.scores(question.user_id), wanted)
        return self._shown(chosen, unknown)

    def _allowed(self, question: Question, catalogue: Catalogue) -> np.ndarray | None:
        if self.chosen is None:
            return None
        request = filter_request(
            self.sight,
            self.chosen,
            catalogue,
            user_id=question.user_id,
            item_id=question.item_id,
            values=dict(question.values),
        )
        try:
            return passing(self.chosen, catalogue, request)
        except InvalidInputException as error:
            raise NoAnswer(error.message) from None

    def _shown(self, chosen: Chosen, unknown: list[str] | None = None) -> str:
        """recommendedItems; scores where the recipe has them, 0.0 where an item has none; reasons under v2."""
        ids = self.quoted[chosen.codes].tolist()
        ids += [INFERENCE.json(item) for item in unknown or ()]
        members = {"recommendedItems": listed(ids)}
        if chosen.shares is not None:
            shares = chosen.shares.tolist()
            members["scores"] = numbers([*shares, *[0.0] * (len(ids) - len(shares))])
        if self.deployment.recipe.score_kind == "candidates":
            members["reasons"] = INFERENCE.json([chosen.reasons.get(code, []) for code in chosen.codes.tolist()])
        return INFERENCE.members(**members)
