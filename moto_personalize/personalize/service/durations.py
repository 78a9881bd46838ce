"""How long the real service takes: what the progression ``realistic`` goes by.

Of a range that was observed it is the middle. What was never measured goes as the observed thing that does the same
work, and is marked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

MINUTES: Mapping[str, Mapping[str, float]] = {
    "dataset_group": {"CREATE": 0.5},
    "dataset": {"CREATE": 0.5, "UPDATE": 0.5},  # UPDATE not measured
    "dataset_import_job": {"CREATE": 10},
    "dataset_export_job": {"CREATE": 10},  # not measured: as an import
    "data_deletion_job": {"PENDING": 24 * 60},  # "up to a day" (API: CreateDataDeletionJob)
    "event_tracker": {"CREATE": 0.5},  # not measured: as a dataset
    "solution": {"CREATE": 0},  # ACTIVE at the first look; UpdateSolution, too
    "solution_version": {"CREATE": 40, "CREATE STOPPING": 1},  # stopping not measured
    "campaign": {"CREATE": 10, "DELETE": 17},  # UpdateCampaign goes through CREATE
    "filter": {"CREATE": 2},
    "recommender": {"CREATE": 40, "DELETE": 17, "STOP": 17, "START": 10},  # STOP, START not measured: as a campaign
    "metric_attribution": {"CREATE": 0.5, "UPDATE": 0.5},  # not measured: as a dataset
    "batch_inference_job": {"CREATE": 12},
    "batch_segment_job": {"CREATE": 12},
}
"""From the first status to the last, by type of resource and the first status, or its first word."""

DELETION = 1.0
"""Minutes of any deletion that is not named above: it takes less than two."""


def seconds_of_a_status(resource_type: str, chain: Sequence[str]) -> float:
    """How long each status of a chain lasts: all but the last share the time of the whole evenly."""
    minutes = MINUTES[resource_type]
    first = chain[0]
    whole = minutes.get(first, minutes.get(first.split()[0], DELETION))
    return whole * 60 / max(len(chain) - 1, 1)
