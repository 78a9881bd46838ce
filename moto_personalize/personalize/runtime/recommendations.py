"""GetRecommendations and GetPersonalizedRanking. https://docs.aws.amazon.com/personalize/latest/dg/getting-real-time-recommendations.html

They take no lock: what a campaign or recommender serves is immutable, and a live event is seen whole or not at all.
(While a resource is on its way, the clock moves it first, and that takes the lock.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from moto.moto_api._internal import mock_random

from ..exceptions import InvalidInputException
from ..learning.catalogue import Catalogue
from ..learning.item_deployment import ItemDeployment
from ..service.campaigns import Campaign
from ..service.datasets import ITEMS
from ..service.recommenders import Recommender
from .choosing import Chosen, Promotion, choose, rank
from .filtering import Asked, Sight, dropped
from .metadata import add_metadata, metadata_asked
from .promotions import PromotionOperations
from .serving import ServedOperations

DEFAULT_RESULTS = 25
MAX_RESULTS = 500
MAX_RANKED = 500


class RecommendationOperations(PromotionOperations, ServedOperations):
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
        deployment = self._serving(str(arn), "GetRecommendations", kind)
        _check_request(deployment, user_id, item_id)
        count = num_results or DEFAULT_RESULTS
        if count > MAX_RESULTS:
            raise InvalidInputException(f"numResults is {count}; at most {MAX_RESULTS} are allowed.")
        sight = Sight(self.store, deployment.dataset_group_arn)
        metadata = metadata_asked(deployment, sight, metadata_columns, "numResults", count)
        asked = Asked(deployment, sight, user_id, item_id)
        allowed = deployment.remaining(dropped(asked, self.passing(filter_arn, filter_values, asked)))
        promotion = self.promotion(promotions, asked, count)
        scores = deployment.scores(user_id, item_id, context)
        chosen = choose(scores, deployment.recipe.score_kind, count, allowed, promotion)
        items = _items(deployment, chosen, promotion)
        return {"itemList": add_metadata(items, metadata), "recommendationId": _shown(deployment, chosen)}

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
        deployment = self._serving(campaign_arn, "GetPersonalizedRanking")
        if deployment.recipe.recipe_type != "PERSONALIZED_RANKING":
            raise InvalidInputException(
                f"GetPersonalizedRanking needs a campaign with a recipe of type PERSONALIZED_RANKING; "
                f"{campaign_arn} serves {deployment.recipe.name}."
            )
        if len(input_list) > MAX_RANKED:
            raise InvalidInputException(f"inputList has {len(input_list)} items; at most {MAX_RANKED} are allowed.")
        sight = Sight(self.store, deployment.dataset_group_arn)
        metadata = metadata_asked(deployment, sight, metadata_columns, "the length of inputList", len(input_list))
        wanted = list(dict.fromkeys(input_list))
        if filter_arn or filter_values:
            # the list is a catalogue of its own: a filter lets items through that the model does not know, too
            listed = Catalogue.of(wanted, sight.rows(ITEMS))
            allowed = self.passing(filter_arn, filter_values, Asked(deployment, sight, user_id), listed)
            assert allowed is not None
            wanted = [item for item, passes in zip(wanted, allowed.tolist(), strict=True) if passes]
        chosen, unknown = rank(deployment, deployment.scores(user_id, None, context), wanted)
        ranked = _items(deployment, chosen, None) + [{"itemId": item} for item in unknown]
        given = _shown(deployment, chosen, unknown)
        return {"personalizedRanking": add_metadata(ranked, metadata), "recommendationId": given}

    def _serving(self, arn: str, operation: str, kind: type[Campaign] | type[Recommender] = Campaign) -> ItemDeployment:
        deployment = self.served(arn, operation, kind)
        if not isinstance(deployment, ItemDeployment):
            recipe = deployment.recipe.name
            raise InvalidInputException(f"{operation} is not for the recipe {recipe}; use GetActionRecommendations.")
        return deployment


def recommendation_id(mark: str) -> str:
    """40 characters: RID, the last 25 characters of a UUID, CID, the first six of MD5 of the campaign's ARN."""
    return f"RID-{str(mock_random.uuid4())[-25:]}-CID-{mark}"


def _shown(deployment: ItemDeployment, chosen: Chosen, unknown: Sequence[str] = ()) -> str:
    """A recommendation id, by which an event can say that these items were shown.

    https://docs.aws.amazon.com/personalize/latest/dg/interactions-datasets.html
    """
    given = recommendation_id(deployment.mark)
    log = deployment.with_items.log
    if log is not None:
        log.show(given, deployment.ids, chosen.codes, unknown)
    return given


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
