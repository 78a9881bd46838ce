"""What batch inference and batch segment jobs have in common: their checks before anything is there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

from ..exceptions import InvalidInputException
from ..neighbours import S3Location, Unreadable, Unwritable
from ..runtime.filtering import FilteringOperations, check_current_item
from ..service.dataset_groups import datasets_of
from ..service.solution_versions import SolutionVersion
from ..service.validation import s3_location
from .files import input_keys

if TYPE_CHECKING:
    from ..learning.training import TrainedItems
    from ..service.filters import Filter

BAD_INPUT = "Invalid S3 input path"
BAD_OUTPUT = "Invalid S3 output path"
DEFAULT_RESULTS = 25
MAX_RUNNING = 5


class Job(Protocol):
    """A batch job of either kind."""

    dataset_group_arn: str
    filter_arn: str | None

    @property
    def being_created(self) -> bool: ...


@dataclass(kw_only=True, eq=False)
class BatchJob:
    """What jobs of both kinds have; it stands before Resource, of which each kind is a class of its own."""

    newest_first: ClassVar[bool] = True

    job_name: str
    solution_version_arn: str
    dataset_group_arn: str
    job_input: dict[str, Any]
    job_output: dict[str, Any]
    role_arn: str
    filter_arn: str | None = None
    num_results: int = DEFAULT_RESULTS

    def holds(self: Job) -> Iterable[str]:
        """While the job runs: every dataset of its group, and its filter."""
        if not self.being_created:
            return []
        return [datasets_of(self.dataset_group_arn), *([self.filter_arn] if self.filter_arn else [])]


def model_of(version: SolutionVersion) -> TrainedItems:
    """The model that answers a job: its verb has seen to it that the version is ACTIVE and of items."""
    assert version.trained_items is not None
    return version.trained_items


class BatchOperations(FilteringOperations):
    def locations(self, job_input: dict[str, Any], job_output: dict[str, Any]) -> tuple[S3Location, S3Location]:
        """Where a job reads and writes. InvalidInputException when it cannot."""
        source = s3_location(job_input["s3DataSource"]["path"], BAD_INPUT)
        target = s3_location(job_output["s3DataDestination"]["path"], BAD_OUTPUT)
        if (source.bucket, source.key.rstrip("/")) == (target.bucket, target.key.rstrip("/")):
            raise InvalidInputException(BAD_OUTPUT)
        try:
            input_keys(self.s3, source)
            self.s3.check_bucket(target.bucket)
        except Unreadable as error:
            raise InvalidInputException(f"{BAD_INPUT} ({error})") from None
        except Unwritable as error:
            raise InvalidInputException(f"{BAD_OUTPUT} ({error})") from None
        return source, target

    def batch_version(self, arn: str) -> SolutionVersion:
        """A solution version that is trained. ResourceNotFoundException, ResourceInUseException."""
        version = self.store.get(SolutionVersion, arn)
        version.require_active()
        return version

    def batch_filter(self, arn: str | None, version: SolutionVersion, subject: str) -> Filter | None:
        """The filter of a job. ResourceNotFoundException and InvalidInputException when it cannot be used."""
        if arn is None:
            return None
        chosen = self.usable_filter(arn, version.dataset_group_arn, subject, "solution version")
        check_current_item(chosen, version.recipe)
        return chosen

    def check_count(self, count: int | None, most: int) -> None:
        if count is not None and not 1 <= count <= most:
            raise InvalidInputException(f"numResults is {count}; expected a number from 1 to {most}.")
