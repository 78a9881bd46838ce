"""Batch segment jobs: the users for each line. https://docs.aws.amazon.com/personalize/latest/dg/API_BatchSegmentJob.html"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from ..exceptions import InvalidInputException
from ..neighbours import S3Location
from ..service.filters import Filter
from ..service.lifecycle import work
from ..service.solution_versions import SolutionVersion
from ..service.store import Resource
from .files import Batch
from .jobs import DEFAULT_RESULTS, MAX_RUNNING, BatchJob, BatchOperations
from .lines import SEGMENTS
from .users import Users

MAX_USERS = 5_000_000
MAX_LINES = {"aws-item-affinity": 500, "aws-item-attribute-affinity": 10}


@dataclass(kw_only=True, eq=False)
class BatchSegmentJob(BatchJob, Resource):
    resource_type: ClassVar[str] = "batch_segment_job"


class BatchSegmentJobOperations(BatchOperations):
    def create_batch_segment_job(
        self,
        *,
        job_name: str,
        solution_version_arn: str,
        job_input: dict[str, Any],
        job_output: dict[str, Any],
        role_arn: str,
        filter_arn: str | None = None,
        num_results: int | None = None,
        tags: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        version = self.batch_version(solution_version_arn)
        _check_segments(version)
        arn = self.arn(f"batch-segment-job/{job_name}")
        self.store.check_free(BatchSegmentJob, arn)
        self.check_running(BatchSegmentJob, MAX_RUNNING)
        self.check_count(num_results, MAX_USERS)
        chosen = self.batch_filter(filter_arn, version, "UserID")
        _check_filter(chosen, version)
        self.check_data_role(role_arn)
        source, target = self.locations(job_input, job_output)
        job = BatchSegmentJob(
            arn=arn,
            job_name=job_name,
            solution_version_arn=solution_version_arn,
            dataset_group_arn=version.dataset_group_arn,
            job_input=job_input,
            job_output=job_output,
            role_arn=role_arn,
            filter_arn=filter_arn,
            num_results=num_results or DEFAULT_RESULTS,
        )
        self.created(job, tags, partial(self._segment, job, version, chosen, source, target))
        return {"batchSegmentJobArn": arn}

    def describe_batch_segment_job(self, *, batch_segment_job_arn: str) -> dict[str, Any]:
        return {"batchSegmentJob": self.described(BatchSegmentJob, batch_segment_job_arn)}

    def list_batch_segment_jobs(self, **page: Any) -> dict[str, Any]:
        return self.listed(BatchSegmentJob, "batchSegmentJobs", **page)

    @work
    def _segment(
        self,
        job: BatchSegmentJob,
        version: SolutionVersion,
        chosen: Filter | None,
        source: S3Location,
        target: S3Location,
    ) -> None:
        users = Users.of(self.store, version, job.num_results, chosen)
        most = MAX_LINES[users.recipe.name] if self.settings.enforce_quotas else None
        Batch(version.recipe, self.s3, source, target, SEGMENTS, users.answers, most).run()


def _check_segments(version: SolutionVersion) -> None:
    if version.recipe.recipe_type != "USER_SEGMENTATION":
        raise InvalidInputException(
            f"A batch segment job needs a solution version with a recipe of type USER_SEGMENTATION; "
            f"{version.arn} is of {version.recipe_arn}."
        )


def _check_filter(chosen: Filter | None, version: SolutionVersion) -> None:
    """https://docs.aws.amazon.com/personalize/latest/dg/filter-expressions.html"""
    by_attributes = version.recipe.name == "aws-item-attribute-affinity"
    if chosen and by_attributes and chosen.resolved.names("Interactions"):
        raise InvalidInputException(
            f"The filter {chosen.arn} is about interactions, which {version.recipe_arn} does not take."
        )
