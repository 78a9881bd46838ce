"""GetActionRecommendations. https://docs.aws.amazon.com/personalize/latest/dg/get-action-recommendations.html

As for items, no lock is taken.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..declared import Declared
from ..exceptions import InvalidInputException
from ..learning.action_deployment import ActionDeployment
from ..learning.catalogue import Catalogue
from ..learning.dataset_types import ACTIONS
from ..learning.deployment import mark_of
from ..service.store import now
from .filtering import FilteringOperations, Sight, filter_request, passing
from .serving import count_of, recommendation_id
from .stubs import StubbedOperations

if TYPE_CHECKING:
    import numpy as np

DEFAULT_RESULTS = 5
MAX_RESULTS = 100


class ActionRecommendationOperations(FilteringOperations, StubbedOperations):
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
        declared = self.declared(campaign_arn, "GetActionRecommendations", user_id)
        if declared and not declared.model:
            return _alone(campaign_arn, declared, user_id, count_of(num_results, DEFAULT_RESULTS, MAX_RESULTS))
        deployment = self._serving_actions(campaign_arn)
        if not user_id:
            raise InvalidInputException(f"userId is required for the recipe {deployment.recipe.name}.")
        count = count_of(num_results, DEFAULT_RESULTS, MAX_RESULTS)
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
        actions = declared.first(count) if declared else _actions(deployment, user_id, count, allowed)
        return {"actionList": actions, "recommendationId": recommendation_id(deployment.mark)}

    def _serving_actions(self, arn: str) -> ActionDeployment:
        deployment = self.served(arn, "GetActionRecommendations")
        if not isinstance(deployment, ActionDeployment):
            raise InvalidInputException(
                "GetActionRecommendations needs a campaign with a recipe of type PERSONALIZED_ACTIONS; "
                f"{arn} serves {deployment.recipe.name}."
            )
        return deployment


def _alone(arn: str, declared: Declared, user_id: str | None, count: int) -> dict[str, Any]:
    """An answer that no model stands behind."""
    if not user_id:
        raise InvalidInputException("userId is required.")
    return {"actionList": declared.first(count), "recommendationId": recommendation_id(mark_of(arn))}


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
