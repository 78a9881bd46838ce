"""Data deletion jobs: users leave a dataset group. https://docs.aws.amazon.com/personalize/latest/dg/delete-records.html"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from ..exceptions import InvalidInputException, LimitExceededException, WorkFailed
from ..learning.dataset_types import INTERACTIONS, ITEMS, USERS
from ..learning.live import Forgotten
from ..neighbours import S3Location, Unreadable
from ..service.dataset_groups import DatasetGroup
from ..service.datasets import Dataset, dataset_of
from ..service.filters import compile_for_all
from ..service.lifecycle import COMPLETED, work
from ..service.operations import Operations
from ..service.store import Resource
from ..service.validation import UNREADABLE, check_size, s3_location

if TYPE_CHECKING:
    from ...datasets import Schema, Text

PENDING, IN_PROGRESS, FAILED = "PENDING", "IN_PROGRESS", "FAILED"
DELETION = (PENDING, IN_PROGRESS, COMPLETED)
MAX_PENDING = 5
MAX_BYTES = 100 * 1024 * 1024


@dataclass(kw_only=True, eq=False)
class DataDeletionJob(Resource):
    resource_type: ClassVar[str] = "data_deletion_job"
    newest_first: ClassVar[bool] = True

    job_name: str
    dataset_group_arn: str
    data_source: dict[str, str]
    role_arn: str
    num_deleted: int | None = None

    def holds(self) -> Iterable[str]:
        """Its dataset group, until the job is done."""
        return [self.dataset_group_arn] if self.status in (PENDING, IN_PROGRESS) else []


class DataDeletionJobOperations(Operations):
    def create_data_deletion_job(
        self,
        *,
        job_name: str,
        dataset_group_arn: str,
        data_source: dict[str, str],
        role_arn: str,
        tags: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        """`numDeleted` counts rows of Users and Item interactions, imported and streamed. Models forget at once."""
        self.store.get(DatasetGroup, dataset_group_arn).require_active()
        arn = self.arn(f"data-deletion-job/{job_name}")
        self.store.check_free(DataDeletionJob, arn)
        self._check_pending(dataset_group_arn)
        location = s3_location(data_source.get("dataLocation", ""))
        self.check_data_role(role_arn)
        self._check_listed(location)
        job = DataDeletionJob(
            arn=arn,
            job_name=job_name,
            dataset_group_arn=dataset_group_arn,
            data_source=data_source,
            role_arn=role_arn,
        )
        self.created(job, tags, partial(self._delete, job, location), DELETION, FAILED)
        return {"dataDeletionJobArn": arn}

    def describe_data_deletion_job(self, *, data_deletion_job_arn: str) -> dict[str, Any]:
        return {"dataDeletionJob": self.described(DataDeletionJob, data_deletion_job_arn)}

    def list_data_deletion_jobs(self, **page: Any) -> dict[str, Any]:
        return self.listed(DataDeletionJob, "dataDeletionJobs", **page)

    def _check_pending(self, dataset_group_arn: str) -> None:
        pending = self.store.where(DataDeletionJob, dataset_group_arn=dataset_group_arn, status=PENDING)
        if self.settings.enforce_quotas and len(pending) >= MAX_PENDING:
            raise LimitExceededException(f"More than {MAX_PENDING} resources with PENDING or IN_PROGRESS status.")

    def _check_listed(self, location: S3Location) -> None:
        try:
            self._keys(location)
        except Unreadable as error:
            raise InvalidInputException(f"{UNREADABLE} ({error})") from None

    def _keys(self, location: S3Location) -> list[str]:
        """The file meant; of a folder every .csv below it, however deep. Raises Unreadable when there is none."""
        found = self.s3.keys(location.bucket, location.key)
        keys = [key for key in found if (key.endswith(".csv") if location.folder else key == location.key)]
        if not keys:
            raise Unreadable(f"{location} has no .csv files" if location.folder else f"{location} does not exist")
        return keys

    @work
    def _delete(self, job: DataDeletionJob, location: S3Location) -> None:
        users = self._users(location)
        group = job.dataset_group_arn
        interactions, people = (dataset_of(self.store, group, kind) for kind in (INTERACTIONS, USERS))
        before = _items(interactions)
        job.num_deleted = sum(dataset.forget(users) for dataset in (interactions, people) if dataset)
        if interactions:
            items = dataset_of(self.store, group, ITEMS)
            gone = before - _items(interactions) - set(items.rows.row_of if items else ())
            interactions.live.forgotten.append(Forgotten(frozenset(users.values.tolist()), frozenset(gone)))
        compile_for_all(self.store, group)

    def _users(self, location: S3Location) -> Text:
        """Whom the files name. Raises WorkFailed."""
        from ...datasets import DataError, Field, Schema, read_csv

        try:
            keys = self._keys(location)
            if self.settings.enforce_quotas:
                check_size(location, sum(self.s3.size(location.bucket, key) for key in keys), MAX_BYTES)
            schema = Schema("Users", (Field("USER_ID", "string"),))
            table = read_csv(self._files(location.bucket, keys, schema), schema)
        except Unreadable as error:
            raise WorkFailed(f"{UNREADABLE} ({error})") from None
        except DataError as error:
            raise WorkFailed(str(error)) from None
        return table.text("USER_ID")

    def _files(self, bucket: str, keys: Iterable[str], schema: Schema) -> Iterator[tuple[str, bytes]]:
        """Name and content of each file; a column beside those of the schema fails the job. Raises DataError."""
        from ...datasets import missing_columns, other_columns

        for key in keys:
            for name, content in self.s3.files(S3Location(bucket, key)):
                others = other_columns(content, schema, name)
                if others and not missing_columns(content, schema):
                    raise WorkFailed(f"{name} has columns beside USER_ID: {', '.join(others)}.")
                yield name, content


def _items(interactions: Dataset | None) -> set[str]:
    """The items that somebody has done something with."""
    if interactions is None:
        return set()
    live = {event.item_id for event in interactions.live.until(len(interactions.live)) if event.item_id}
    return live | set(interactions.bulk.text("ITEM_ID").values.tolist() if interactions.bulk else ())
