"""The items of an answer: what a model recommends or how it ranks, for each line of a batch inference job."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..exceptions import InvalidInputException
from ..learning.catalogue import Catalogue
from ..learning.dataset_types import ITEMS
from ..learning.item_deployment import ItemDeployment
from ..runtime.choosing import Chosen, choose, choose_all, rank
from ..runtime.filtering import Sight, filter_request, passing
from ..service.filters import Filter
from .lines import INFERENCE, Answer, NoAnswer, filter_values, listed, numbers, quoted, text_member, texts_member, tried

if TYPE_CHECKING:
    import numpy as np

    from ...recipes import Query, Themes

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
class Asked:
    """A question for the model. allowed: (items,) bool, None for all; wanted: the items to rank."""

    query: Query
    allowed: np.ndarray | None = None
    wanted: Sequence[str] = ()


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
    _known: dict[Question, Answer] = field(default_factory=dict)

    @classmethod
    def of(
        cls, deployment: ItemDeployment, sight: Sight, count: int, chosen: Filter | None, themes: Themes | None = None
    ) -> Items:
        catalogue, ids = deployment.catalogue(sight.rows(ITEMS)), deployment.ids.tolist()
        return cls(deployment, sight, catalogue, quoted(ids), count, chosen, themes)

    def answers(self, lines: Sequence[dict[str, Any]]) -> list[Answer]:
        """The answer of each line. Some are remembered for lines that ask the same."""
        questions = [tried(self._question, line) for line in lines]
        fresh = [each for each in dict.fromkeys(questions) if isinstance(each, Question) and each not in self._known]
        if len(self._known) * self.count > REMEMBERED:
            self._known.clear()
            fresh = list(dict.fromkeys(each for each in questions if isinstance(each, Question)))
        self._known.update(zip(fresh, self._answered(fresh), strict=True))
        return [self._known[each] if isinstance(each, Question) else each for each in questions]

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

    def _answered(self, questions: Sequence[Question]) -> list[Answer]:
        asked = [tried(self._asked, question) for question in questions]
        answers = self._found([each for each in asked if isinstance(each, Asked)])
        return [next(answers) if isinstance(each, Asked) else each for each in asked]

    def _asked(self, question: Question) -> Asked:
        """NoAnswer: the filter cannot be applied."""
        query = self.deployment.query(question.user_id, question.item_id)
        if not question.listed:
            return Asked(query, self.deployment.remaining(self._allowed(question, self.catalogue)))
        wanted = question.listed
        if self.chosen is not None:
            allowed = self._allowed(question, Catalogue.of(wanted, self.sight.rows(ITEMS)))
            assert allowed is not None
            wanted = tuple(item for item, passes in zip(wanted, allowed.tolist(), strict=True) if passes)
        return Asked(query, wanted=wanted)

    def _found(self, asked: Sequence[Asked]) -> Iterator[str]:
        """What the model answers, several together if it can: to the bit as one by one."""
        from ...recipes import AnswersMany

        deployment, kind = self.deployment, self.deployment.recipe.score_kind
        model, together = deployment.model, isinstance(deployment.model, AnswersMany)
        queries = [each.query for each in asked]
        scores = model.scores_of(queries) if isinstance(model, AnswersMany) else map(model.scores, queries)
        if deployment.recipe.recipe_type == "PERSONALIZED_RANKING":
            for one, each in zip(scores, asked, strict=True):
                yield self._shown(*rank(deployment, one, each.wanted))
        elif together and asked:
            yield from map(self._shown, choose_all(list(scores), kind, self.count, [each.allowed for each in asked]))
        else:
            for one, each in zip(scores, asked, strict=True):
                yield self._shown(choose(one, kind, self.count, each.allowed))

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

    def _shown(self, chosen: Chosen, unknown: Sequence[str] = ()) -> str:
        """recommendedItems; scores where the recipe has them, 0.0 where an item has none or is not known to the model,
        as in AWS's files; reasons under v2; themes where they are asked for."""
        ids = self.quoted[chosen.codes].tolist()
        ids += map(INFERENCE.json, unknown)
        members = {"recommendedItems": listed(ids)}
        if chosen.shares is not None:
            shares = chosen.shares.tolist()
            members["scores"] = numbers([*shares, *[0.0] * (len(ids) - len(shares))])
        if self.deployment.recipe.score_kind == "candidates":
            members["reasons"] = INFERENCE.json([chosen.reasons.get(code, []) for code in chosen.codes.tolist()])
        if self.themes is not None:
            title, relevance = self.themes.theme(chosen.codes)
            members["theme"] = INFERENCE.json(title)
            members["itemsThemeRelevanceScores"] = numbers(relevance.tolist())
        return INFERENCE.members(**members)
