"""Declared answers in requests: looked up before a campaign or recommender is, given in place of the engine's."""

from __future__ import annotations

from .. import script
from ..arns import arn_of
from ..declared import Declared
from ..service.campaigns import Campaign
from ..service.recommenders import Recommender
from .serving import ServedOperations


class StubbedOperations(ServedOperations):
    def declared(
        self,
        arn: str,
        operation: str,
        user_id: str | None,
        item_id: str | None = None,
        kind: type[Campaign] | type[Recommender] = Campaign,
    ) -> Declared | None:
        """What is declared for a request. Without a model behind it, for an ARN of this region and kind alone."""
        answer = script.current().answers.find(arn, operation, user_id, item_id)
        if answer is None or script.by_bench():
            return None
        if answer.model:
            return answer
        parts = arn_of(arn)
        if parts is None or (parts.region, parts.kind) != (self.region_name, kind.resource_type):
            return None
        self.check_requests(arn, operation)
        return answer
