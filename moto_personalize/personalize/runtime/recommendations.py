"""GetRecommendations and GetPersonalizedRanking. https://docs.aws.amazon.com/personalize/latest/dg/getting-real-time-recommendations.html

They take no lock: what a campaign serves is immutable, and a live event is seen whole or not at all. (While a
resource is on its way, the clock moves it first, and that takes the lock.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from moto.moto_api._internal import mock_random

from ..exceptions import InvalidInputException
from ..learning.deployment import Deployment
from ..service.campaigns import Campaign
from ..service.operations import Operations
from ..service.validation import refuse_unsupported

if TYPE_CHECKING:
    from ...recipes import Scores

DEFAULT_RESULTS = 25
MAX_RESULTS = 500
MAX_RANKED = 500
REQUESTS_PER_SECOND = 2500
REQUESTS_PER_CAMPAIGN = 500


class RecommendationOperations(Operations):
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
        refuse_unsupported(
            filterArn=filter_arn,
            filterValues=filter_values,
            promotions=promotions,
            metadataColumns=metadata_columns,
        )
        if (campaign_arn is None) == (recommender_arn is None):
            raise InvalidInputException("Exactly one of campaignArn and recommenderArn is required.")
        deployment = self.deployed(str(campaign_arn or recommender_arn), "GetRecommendations")
        _check_request(deployment, user_id, item_id)
        count = num_results or DEFAULT_RESULTS
        if count > MAX_RESULTS:
            raise InvalidInputException(f"numResults is {count}; at most {MAX_RESULTS} are allowed.")
        scores = deployment.scores(user_id, item_id, context)
        codes, shares = _best(deployment, scores, count)
        return {
            "itemList": _items(deployment, codes, shares),
            "recommendationId": recommendation_id(deployment.campaign_mark),
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
        import numpy as np

        refuse_unsupported(filterArn=filter_arn, filterValues=filter_values, metadataColumns=metadata_columns)
        deployment = self.deployed(campaign_arn, "GetPersonalizedRanking")
        if deployment.recipe.recipe_type != "PERSONALIZED_RANKING":
            raise InvalidInputException(
                f"GetPersonalizedRanking needs a campaign with a recipe of type PERSONALIZED_RANKING; "
                f"{campaign_arn} serves {deployment.recipe.name}."
            )
        if len(input_list) > MAX_RANKED:
            raise InvalidInputException(f"inputList has {len(input_list)} items; at most {MAX_RANKED} are allowed.")
        wanted = list(dict.fromkeys(input_list))
        known = deployment.item_codes
        codes = np.array(sorted(known[item] for item in wanted if item in known), np.int64)
        scores = deployment.scores(user_id, None, context)
        codes = codes[np.argsort(-scores.at(codes), kind="stable")]
        shares = scores.shares_within(codes) if deployment.recipe.score_kind == "list" else None
        ranked = _items(deployment, codes, shares)
        return {
            "personalizedRanking": ranked + [{"itemId": item} for item in wanted if item not in known],
            "recommendationId": recommendation_id(deployment.campaign_mark),
        }

    def deployed(self, arn: str, operation: str) -> Deployment:
        """What an ACTIVE campaign serves; also while an update runs. InvalidInputException otherwise (observed)."""
        self.check_rate(**{"runtime": REQUESTS_PER_SECOND, f"{operation} {arn}": REQUESTS_PER_CAMPAIGN})
        campaign = self.store.find(Campaign, arn)
        if campaign is None or not campaign.active or campaign.deployment is None:
            raise InvalidInputException(f"{arn} does not exist or is not active yet.")
        return campaign.deployment


def recommendation_id(campaign_mark: str) -> str:
    """40 characters: RID, the last 25 characters of a UUID, CID, the first six of MD5 of the campaign's ARN."""
    return f"RID-{str(mock_random.uuid4())[-25:]}-CID-{campaign_mark}"


def _check_request(deployment: Deployment, user_id: str | None, item_id: str | None) -> None:
    recipe = deployment.recipe
    if recipe.recipe_type == "PERSONALIZED_RANKING":
        raise InvalidInputException(
            f"GetRecommendations is not for the recipe {recipe.name}; use GetPersonalizedRanking."
        )
    if recipe.recipe_type == "RELATED_ITEMS" and not item_id:
        raise InvalidInputException(f"itemId is required for the recipe {recipe.name}.")
    if recipe.recipe_type == "USER_PERSONALIZATION" and recipe.needs_user and not user_id:
        raise InvalidInputException(f"userId is required for the recipe {recipe.name}.")


def _best(deployment: Deployment, scores: Scores, count: int) -> tuple[Any, Any]:
    """Codes of the best items, and their scores as the recipe shows them, which must not depend on `count`.

    User-Personalization-v2 shows a softmax over candidates; ours are as many as a request may ask for.
    """
    if deployment.recipe.score_kind == "candidates":
        candidates = scores.top(MAX_RESULTS)
        return candidates[:count], scores.shares_within(candidates)[:count]
    codes = scores.top(count)
    return codes, scores.shares(codes) if deployment.recipe.score_kind == "catalogue" else None


def _items(deployment: Deployment, codes: Any, shares: Any) -> list[dict[str, Any]]:
    ids = deployment.item_ids[codes].tolist()
    if shares is None:
        return [{"itemId": item} for item in ids]
    return [{"itemId": item, "score": score} for item, score in zip(ids, shares.tolist(), strict=True)]
