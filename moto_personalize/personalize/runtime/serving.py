"""From the ARN of a request to what answers it."""

from __future__ import annotations

from moto.moto_api._internal import mock_random

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
        self.check_requests(arn, operation)
        found: Campaign | Recommender | None = self.store.find(kind, arn)
        if found is None or not found.active or found.deployment is None:
            raise InvalidInputException(f"{arn} does not exist or is not active yet.")
        return found.deployment

    def check_requests(self, arn: str, operation: str) -> None:
        """Raise ThrottlingException when a second has had more requests than AWS takes, if rates are enforced."""
        self.check_rate(**{"runtime": REQUESTS_PER_SECOND, f"{operation} {arn}": REQUESTS_PER_CAMPAIGN})


def count_of(num_results: int | None, default: int, most: int) -> int:
    """How many results a request asks for; 0 counts as not given. InvalidInputException."""
    count = num_results or default
    if count > most:
        raise InvalidInputException(f"numResults is {count}; at most {most} are allowed.")
    return count


def recommendation_id(mark: str) -> str:
    """40 characters: RID, the last 25 characters of a UUID, CID, the first six of MD5 of the campaign's ARN."""
    return f"RID-{str(mock_random.uuid4())[-25:]}-CID-{mark}"
