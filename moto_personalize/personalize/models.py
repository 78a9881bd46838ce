"""The backend: one base per resource. An operation is implemented when its method is here."""

from __future__ import annotations

from functools import cache

from moto import settings
from moto.core.base_backend import AccountSpecificBackend, BackendDict

from .batch.deletions import DataDeletionJobOperations
from .batch.exports import DatasetExportJobOperations
from .batch.inference import BatchInferenceJobOperations
from .batch.segments import BatchSegmentJobOperations
from .events.action_interactions import PutActionInteractionsOperations
from .events.interactions import PutEventsOperations
from .events.records import PutRecordsOperations
from .runtime.actions import ActionRecommendationOperations
from .runtime.recommendations import RecommendationOperations
from .service.campaigns import CampaignOperations
from .service.dataset_groups import DatasetGroupOperations
from .service.datasets import DatasetOperations
from .service.event_trackers import EventTrackerOperations
from .service.filters import FilterOperations
from .service.import_jobs import DatasetImportJobOperations
from .service.metric_attributions import MetricAttributionOperations
from .service.recipes import RecipeOperations
from .service.recommenders import RecommenderOperations
from .service.schemas import SchemaOperations
from .service.solution_versions import SolutionVersionOperations
from .service.solutions import SolutionOperations
from .service.tags import TagOperations


class PersonalizeBackend(
    DatasetGroupOperations,
    SchemaOperations,
    DatasetOperations,
    DatasetImportJobOperations,
    EventTrackerOperations,
    RecipeOperations,
    SolutionOperations,
    CampaignOperations,
    BatchInferenceJobOperations,
    BatchSegmentJobOperations,
    RecommenderOperations,
    SolutionVersionOperations,
    FilterOperations,
    MetricAttributionOperations,
    TagOperations,
    PutEventsOperations,
    PutRecordsOperations,
    PutActionInteractionsOperations,
    DatasetExportJobOperations,
    DataDeletionJobOperations,
    RecommendationOperations,
    ActionRecommendationOperations,
):
    """Amazon Personalize of one account and region: all three services on one store."""


# the name only chooses the regions, and EC2 is in every region of every partition
personalize_backends = BackendDict(PersonalizeBackend, "ec2")


def is_region(name: str) -> bool:
    """Whether there is such a region; asking `personalize_backends` would make something of it."""
    return name in regions() or (name != "" and settings.allow_unknown_region())


@cache
def regions() -> frozenset[str]:
    """The regions of all partitions."""
    made_up: AccountSpecificBackend[PersonalizeBackend]
    made_up = AccountSpecificBackend("ec2", "", PersonalizeBackend, use_boto3_regions=True, additional_regions=None)
    return frozenset(made_up.regions)
