"""Promotions: a share of a list that a filter of its own chooses. https://docs.aws.amazon.com/personalize/latest/dg/promoting-items.html"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..exceptions import InvalidInputException
from .choosing import Promotion
from .filtering import Asked, FilteringOperations, dropped

NEEDED = ("name", "percentPromotedItems", "filterArn")


class PromotionOperations(FilteringOperations):
    def promotion(
        self, promotions: Sequence[Mapping[str, Any]] | None, asked: Asked, num_results: int
    ) -> Promotion | None:
        """The promotion of a request, with its filter evaluated. InvalidInputException, ResourceNotFoundException."""
        if not promotions:
            return None
        given = promotions[0]
        recipe = asked.deployment.recipe
        if not recipe.promotes:
            raise InvalidInputException(f"promotions are not for the recipe {recipe.name}.")
        if missing := [name for name in NEEDED if given.get(name) is None]:
            raise InvalidInputException(f"promotions needs {' and '.join(missing)}.")
        allowed = asked.deployment.remaining(self.passing(given["filterArn"], given.get("filterValues"), asked))
        allowed = dropped(asked, allowed)
        assert allowed is not None
        # how AWS rounds is not written down; 60 % of 5 gave 3 (observed)
        count = (given["percentPromotedItems"] * num_results + 50) // 100
        return Promotion(given["name"], count, allowed)
