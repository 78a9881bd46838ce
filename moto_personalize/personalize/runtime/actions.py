"""GetActionRecommendations. https://docs.aws.amazon.com/personalize/latest/dg/get-action-recommendations.html

As for items, no lock is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..exceptions import InvalidInputException
from ..learning.action_deployment import ActionDeployment
from ..learning.catalogue import Catalogue
from ..service.datasets import ACTIONS
from ..service.store import now
from .filtering import FilteringOperations, Sight, filter_request, passing
from .recommendations import recommendation_id
from .serving import ServedOperations

if TYPE_CHECKING:
    import numpy as np

DEFAULT_RESULTS = 5
MAX_RESULTS = 100


class ActionRecommendationOperations(FilteringOperations, ServedOperations):
    def get_action_recommendations(
        self,
        *,
        campaign_arn: str | None = None,
        user_id: str | None = None,
        num_results: int | None = None,
        filter_arn: str | None = None,
        filter_values: dict[str, str] | None = None,
    ) -> dict[str, Any]:
        """numResults 0 counts as not given. Expired actions are left out as soon as they expire."""
        if campaign_arn is None:
            raise InvalidInputException("campaignArn is required.")
        deployment = self._serving_actions(campaign_arn)
        if not user_id:
            raise InvalidInputException(f"userId is required for the recipe {deployment.recipe.name}.")
        count = num_results or DEFAULT_RESULTS
        if count > MAX_RESULTS:
            raise InvalidInputException(f"numResults is {count}; at most {MAX_RESULTS} are allowed.")
        sight = Sight(self.store, deployment.dataset_group_arn)
        catalogue = deployment.catalogue(sight.rows(ACTIONS))
        allowed = offerable(catalogue, sight, user_id)
        if filter_arn is not None:
            chosen = self.usable_filter(filter_arn, deployment.dataset_group_arn, "ActionID")
            values = filter_values or {}
            request = filter_request(sight, chosen, catalogue, user_id=user_id, item_id=None, values=values)
            allowed = allowed & passing(chosen, catalogue, request)
        elif filter_values:
            raise InvalidInputException("filterValues are given without a filterArn.")
        return {
            "actionList": _actions(deployment, user_id, count, allowed),
            "recommendationId": recommendation_id(deployment.mark),
        }

    def _serving_actions(self, arn: str) -> ActionDeployment:
        deployment = self.served(arn, "GetActionRecommendations")
        if not isinstance(deployment, ActionDeployment):
            raise InvalidInputException(
                "GetActionRecommendations needs a campaign with a recipe of type PERSONALIZED_ACTIONS; "
                f"{arn} serves {deployment.recipe.name}."
            )
        return deployment


def offerable(catalogue: Catalogue, sight: Sight, user_id: str) -> np.ndarray:
    """(len(catalogue),) bool: actions that have not expired, and with which the user had nothing to do of late.

    https://docs.aws.amazon.com/personalize/latest/dg/actions-datasets.html
    """
    import numpy as np

    moment = now()
    allowed = catalogue.expires > moment
    if catalogue.any_waits:
        last = np.zeros(len(catalogue), np.int64)
        for action, time in sight.last_offers(user_id).items():
            if action in catalogue.codes:
                last[catalogue.codes[action]] = time
        allowed &= (catalogue.waits == 0) | (last + catalogue.waits <= moment)
    return allowed


def _actions(deployment: ActionDeployment, user_id: str, count: int, allowed: np.ndarray) -> list[Mapping[str, Any]]:
    propensities = deployment.propensities(user_id)
    codes = propensities.top(count, allowed)
    ids, scores = deployment.ids[codes].tolist(), propensities.shown(codes).tolist()
    return [{"actionId": action, "score": score} for action, score in zip(ids, scores, strict=True)]
