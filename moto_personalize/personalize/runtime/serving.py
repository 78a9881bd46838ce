"""From the ARN of a request to what answers it."""

from __future__ import annotations

from ..exceptions import InvalidInputException
from ..learning.deployment import Deployment
from ..service.campaigns import Campaign
from ..service.operations import Operations
from ..service.recommenders import Recommender

REQUESTS_PER_SECOND = 2500
REQUESTS_PER_CAMPAIGN = 500


class ServedOperations(Operations):
    def served(self, arn: str, operation: str, kind: type[Campaign] | type[Recommender] = Campaign) -> Deployment:
        """What an ACTIVE campaign or recommender serves; also while an update runs.

        InvalidInputException otherwise (observed).
        """
        self.check_rate(**{"runtime": REQUESTS_PER_SECOND, f"{operation} {arn}": REQUESTS_PER_CAMPAIGN})
        found: Campaign | Recommender | None = self.store.find(kind, arn)
        if found is None or not found.active or found.deployment is None:
            raise InvalidInputException(f"{arn} does not exist or is not active yet.")
        return found.deployment
