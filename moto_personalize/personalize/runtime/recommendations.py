"""GetRecommendations and GetPersonalizedRanking. https://docs.aws.amazon.com/personalize/latest/dg/getting-real-time-recommendations.html

They take no lock: what a campaign or recommender serves is immutable, and a live event is seen whole or not at all.
(While a resource is on its way, the clock moves it first, and that takes the lock.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..declared import Declared
from ..exceptions import InvalidInputException
from ..learning.catalogue import Catalogue
from ..learning.dataset_types import ITEMS
from ..learning.deployment import mark_of
from ..learning.item_deployment import ItemDeployment
from ..service.campaigns import Campaign
from ..service.recommenders import Recommender
from .choosing import Chosen, Promotion, choose, rank
from .filtering import Asked, Sight, dropped
from .metadata import Metadata, add_metadata, columns_asked, metadata_asked
from .promotions import PromotionOperations
from .serving import count_of, recommendation_id
from .stubs import StubbedOperations

if TYPE_CHECKING:
    import numpy as np

DEFAULT_RESULTS = 25
MAX_RESULTS = 500
MAX_RANKED = 500
LENGTH = "the length of inputList"


class RecommendationOperations(PromotionOperations, StubbedOperations):
    def get_recommendations(
        self,
        *,
        campaign_arn: str | None = None,
        recommender_arn: str | None = None,
        user_id: str | None = None,
        item_id: str | None = None,
        num_results: int | None = None,
        context: dict[str, str] | None = None,
        filter_arn: str | None = None,
        filter_values: dict[str, str] | None = None,
        promotions: list[dict[str, Any]] | None = None,
        metadata_columns: dict[str, list[str]] | None = None,
    ) -> dict[str, Any]:
        """numResults 0 counts as not given."""
        if (campaign_arn is None) == (recommender_arn is None):
            raise InvalidInputException("Exactly one of campaignArn and recommenderArn is required.")
        kind, arn = (Campaign, campaign_arn) if campaign_arn else (Recommender, recommender_arn)
        declared = self.declared(str(arn), "GetRecommendations", user_id, item_id, kind)
        if declared and not declared.model:
            count = count_of(num_results, DEFAULT_RESULTS, MAX_RESULTS)
            columns = columns_asked(metadata_columns, "numResults", count)
            return _alone("itemList", str(arn), declared, declared.first(count), columns)
        deployment = self._serving(str(arn), "GetRecommendations", kind)
        _check_request(deployment, user_id, item_id)
        count = count_of(num_results, DEFAULT_RESULTS, MAX_RESULTS)
        sight = Sight(self.store, deployment.dataset_group_arn)
        metadata = metadata_asked(deployment, sight, metadata_columns, "numResults", count)
        asked = Asked(deployment, sight, user_id, item_id)
        allowed = deployment.remaining(dropped(asked, self.passing(filter_arn, filter_values, asked)))
        promotion = self.promotion(promotions, asked, count)
        if declared:
            return _told("itemList", deployment, declared, declared.first(count), metadata)
        scores = deployment.scores(user_id, item_id, context)
        chosen = choose(scores, deployment.recipe.score_kind, count, allowed, promotion)
        items = _items(deployment, chosen, promotion)
        return {
            "itemList": add_metadata(items, metadata),
            "recommendationId": _shown(deployment, chosen.codes),
        }

    def get_personalized_ranking(
        self,
        *,
        campaign_arn: str,
        input_list: list[str],
        user_id: str,
        context: dict[str, str] | None = None,
        filter_arn: str | None = None,
        filter_values: dict[str, str] | None = None,
        metadata_columns: dict[str, list[str]] | None = None,
    ) -> dict[str, Any]:
        """Items that the model does not know come last, in the order of the request, without a score."""
        declared = self.declared(campaign_arn, "GetPersonalizedRanking", user_id)
        if declared and not declared.model:
            _check_list(input_list)
            columns = columns_asked(metadata_columns, LENGTH, len(input_list))
            return _alone("personalizedRanking", campaign_arn, declared, declared.ranked(input_list), columns)
        deployment = self._serving(campaign_arn, "GetPersonalizedRanking")
        if deployment.recipe.recipe_type != "PERSONALIZED_RANKING":
            raise InvalidInputException(
                f"GetPersonalizedRanking needs a campaign with a recipe of type PERSONALIZED_RANKING; "
                f"{campaign_arn} serves {deployment.recipe.name}."
            )
        _check_list(input_list)
        sight = Sight(self.store, deployment.dataset_group_arn)
        metadata = metadata_asked(deployment, sight, metadata_columns, LENGTH, len(input_list))
        wanted = list(dict.fromkeys(input_list))
        if filter_arn or filter_values:
            wanted = self._let_through(wanted, filter_arn, filter_values, Asked(deployment, sight, user_id))
        if declared:
            return _told("personalizedRanking", deployment, declared, declared.ranked(input_list), metadata)
        chosen, unknown = rank(deployment, deployment.scores(user_id, None, context), wanted)
        ranked = _items(deployment, chosen, None) + [{"itemId": item} for item in unknown]
        given = _shown(deployment, chosen.codes, unknown)
        return {"personalizedRanking": add_metadata(ranked, metadata), "recommendationId": given}

    def _let_through(
        self, wanted: list[str], filter_arn: str | None, values: dict[str, str] | None, asked: Asked
    ) -> list[str]:
        """The list is a catalogue of its own: a filter lets items through that the model does not know, too."""
        listed = Catalogue.of(wanted, asked.sight.rows(ITEMS))
        allowed = self.passing(filter_arn, values, asked, listed)
        assert allowed is not None
        return [item for item, passes in zip(wanted, allowed.tolist(), strict=True) if passes]

    def _serving(self, arn: str, operation: str, kind: type[Campaign] | type[Recommender] = Campaign) -> ItemDeployment:
        deployment = self.served(arn, operation, kind)
        if not isinstance(deployment, ItemDeployment):
            recipe = deployment.recipe.name
            raise InvalidInputException(f"{operation} is not for the recipe {recipe}; use GetActionRecommendations.")
        return deployment


def _alone(
    key: str, arn: str, declared: Declared, items: Sequence[Mapping[str, Any]], columns: list[str] | None
) -> dict[str, Any]:
    """An answer that no model stands behind."""
    asked = Metadata(columns) if columns else None
    given = recommendation_id(mark_of(arn))
    return {key: add_metadata(items, asked, declared.metadata), "recommendationId": given}


def _told(
    key: str,
    deployment: ItemDeployment,
    declared: Declared,
    items: Sequence[Mapping[str, Any]],
    metadata: Metadata | None,
) -> dict[str, Any]:
    """An answer in the place of the model's."""
    import numpy as np

    given = _shown(deployment, np.zeros(0, np.int64), [item["itemId"] for item in items])
    return {key: add_metadata(items, metadata, declared.metadata), "recommendationId": given}


def _shown(deployment: ItemDeployment, codes: np.ndarray[Any, Any], others: Sequence[str] = ()) -> str:
    """A recommendation id, by which an event can say that these items were shown.

    https://docs.aws.amazon.com/personalize/latest/dg/interactions-datasets.html
    """
    given, log = recommendation_id(deployment.mark), deployment.with_items.log
    if log is not None:
        log.show(given, deployment.ids, codes, others)
    return given


def _check_list(wanted: Sequence[str]) -> None:
    if len(wanted) > MAX_RANKED:
        raise InvalidInputException(f"inputList has {len(wanted)} items; at most {MAX_RANKED} are allowed.")


def _check_request(deployment: ItemDeployment, user_id: str | None, item_id: str | None) -> None:
    recipe = deployment.recipe
    if recipe.recipe_type == "PERSONALIZED_RANKING":
        raise InvalidInputException(
            f"GetRecommendations is not for the recipe {recipe.name}; use GetPersonalizedRanking."
        )
    if recipe.recipe_type == "RELATED_ITEMS" and not item_id:
        raise InvalidInputException(f"itemId is required for the recipe {recipe.name}.")
    if recipe.needs_user and not user_id:
        raise InvalidInputException(f"userId is required for the recipe {recipe.name}.")


def _items(deployment: ItemDeployment, chosen: Chosen, promotion: Promotion | None) -> list[dict[str, Any]]:
    ids = deployment.ids[chosen.codes].tolist()
    shares = [] if chosen.shares is None else chosen.shares.tolist()
    items: list[dict[str, Any]] = [{"itemId": item, "score": score} for item, score in zip(ids, shares, strict=False)]
    items += [{"itemId": item} for item in ids[len(shares) :]]
    if promotion is not None or chosen.reasons:
        for item, code in zip(items, chosen.codes.tolist(), strict=True):
            if promotion is not None and code in chosen.promoted:
                item["promotionName"] = promotion.name
            if code in chosen.reasons:
                item["reason"] = chosen.reasons[code]
    return items
