"""Dataset import jobs: CSV files in S3 become the rows of a dataset. https://docs.aws.amazon.com/personalize/latest/dg/API_DatasetImportJob.html"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from ..exceptions import InvalidInputException, WorkFailed
from ..learning.dataset_types import ACTION_INTERACTIONS, INTERACTIONS
from ..neighbours import S3Location, Unreadable
from .attribution_reports import MeasuringOperations
from .dataset_groups import datasets_of
from .datasets import Dataset
from .filters import compile_for_all
from .lifecycle import work
from .store import Resource
from .validation import UNREADABLE, check_size, s3_location

if TYPE_CHECKING:
    from ...datasets import Schema

MAX_RUNNING = 5
FULL, INCREMENTAL = "FULL", "INCREMENTAL"
MAX_BYTES = {FULL: 100 << 30, INCREMENTAL: 1 << 30}


@dataclass(kw_only=True, eq=False)
class DatasetImportJob(Resource):
    resource_type: ClassVar[str] = "dataset_import_job"
    newest_first: ClassVar[bool] = True

    job_name: str
    dataset_arn: str
    dataset_group_arn: str
    data_source: dict[str, str]
    role_arn: str | None = None
    import_mode: str = FULL
    publish_attribution_metrics_to_s3: bool | None = None

    def holds(self) -> Iterable[str]:
        """Its dataset and every other of the group, until the job is done. Jobs cannot be deleted and outlive it."""
        return [self.dataset_arn, datasets_of(self.dataset_group_arn)] if self.being_created else []


class DatasetImportJobOperations(MeasuringOperations):
    def create_dataset_import_job(
        self,
        *,
        job_name: str,
        dataset_arn: str,
        data_source: dict[str, str],
        role_arn: str | None = None,
        tags: list[dict[str, str]] | None = None,
        import_mode: str = FULL,
        publish_attribution_metrics_to_s3: bool | None = None,
    ) -> dict[str, Any]:
        dataset = self.store.get(Dataset, dataset_arn)
        dataset.require_active()
        arn = self.arn(f"dataset-import-job/{job_name}")
        self.store.check_free(DatasetImportJob, arn)
        self.check_running(DatasetImportJob, MAX_RUNNING)
        self._check_mode(import_mode, dataset)
        if publish_attribution_metrics_to_s3:
            self.check_publishable(dataset)
        location = s3_location(data_source.get("dataLocation", ""))
        self.check_data_role(role_arn)
        self._check_readable(location, dataset)
        job = DatasetImportJob(
            arn=arn,
            job_name=job_name,
            dataset_arn=dataset_arn,
            dataset_group_arn=dataset.dataset_group_arn,
            data_source=data_source,
            role_arn=role_arn,
            import_mode=import_mode,
            publish_attribution_metrics_to_s3=publish_attribution_metrics_to_s3,
        )
        fields = dataset.fields  # the header was checked against these
        self.created(job, tags, partial(self._import, job, location, fields))
        return {"datasetImportJobArn": arn}

    def describe_dataset_import_job(self, *, dataset_import_job_arn: str) -> dict[str, Any]:
        return {"datasetImportJob": self.described(DatasetImportJob, dataset_import_job_arn)}

    def list_dataset_import_jobs(self, **page: Any) -> dict[str, Any]:
        return self.listed(DatasetImportJob, "datasetImportJobs", **page)

    def _check_mode(self, mode: str, dataset: Dataset) -> None:
        if mode == INCREMENTAL and dataset.bulk is None:
            raise InvalidInputException(
                f"The import mode {INCREMENTAL} needs an earlier import job of mode {FULL} for {dataset.arn}."
            )

    def _check_readable(self, location: S3Location, dataset: Dataset) -> None:
        """What AWS checks before it answers: that the data can be read, and that the header has the columns."""
        from ...datasets import DataError, missing_columns

        try:
            _, content = next(self.s3.files(location))
            missing = missing_columns(content, dataset.fields)
        except Unreadable as error:
            raise InvalidInputException(f"{UNREADABLE} ({error})") from None
        except DataError:
            return  # no header to look at: the job fails and says why
        if missing:
            raise InvalidInputException(f"Input csv is missing the following columns: [{', '.join(missing)}]")

    @work
    def _import(self, job: DatasetImportJob, location: S3Location, fields: Schema) -> None:
        from ...datasets import DataError, read_csv

        dataset = self.store.get(Dataset, job.dataset_arn)  # a running job keeps it from being deleted
        try:
            if self.settings.enforce_quotas:
                check_size(location, self.s3.size_of(location), MAX_BYTES[job.import_mode])
            table = read_csv(self.s3.files(location), fields)
        except Unreadable as error:
            raise WorkFailed(f"{UNREADABLE} ({error})") from None
        except DataError as error:
            raise WorkFailed(str(error)) from None
        self._check_rows(table.rows, job, dataset)
        publish = bool(job.publish_attribution_metrics_to_s3)
        with self.measuring_import(dataset, table, job.import_mode, publish=publish):
            dataset.take_in(table, incremental=job.import_mode == INCREMENTAL)
        compile_for_all(self.store, job.dataset_group_arn)

    def _check_rows(self, rows: int, job: DatasetImportJob, dataset: Dataset) -> None:
        least = self.settings_of(job.dataset_group_arn).min_interactions
        counted = dataset.dataset_type == INTERACTIONS or (
            dataset.dataset_type == ACTION_INTERACTIONS and job.import_mode == INCREMENTAL
        )
        if counted and rows < least:
            raise WorkFailed(
                f"{job.data_source['dataLocation']} has {rows} records; an import job of {dataset.dataset_type} "
                f"needs at least {least}."
            )
