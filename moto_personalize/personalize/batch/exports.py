"""Dataset export jobs: the rows of a dataset as CSV in S3. https://docs.aws.amazon.com/personalize/latest/dg/export-data.html"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from ..exceptions import InvalidInputException, WorkFailed
from ..learning.dataset_types import INTERACTIONS, ITEMS, USERS
from ..learning.live import LiveEvent
from ..learning.records import Record, table_of
from ..learning.rows import Rows
from ..learning.training import streamed_rows
from ..neighbours import S3Location, Unwritable
from ..service.datasets import Dataset
from ..service.lifecycle import work
from ..service.operations import Operations
from ..service.store import Resource
from ..service.validation import UNREADABLE, s3_location

if TYPE_CHECKING:
    from ...datasets import Schema, Table

TYPES = (INTERACTIONS, ITEMS, USERS)
BULK, PUT, ALL = "BULK", "PUT", "ALL"


@dataclass(kw_only=True, eq=False)
class DatasetExportJob(Resource):
    resource_type: ClassVar[str] = "dataset_export_job"
    newest_first: ClassVar[bool] = True

    job_name: str
    dataset_arn: str
    ingestion_mode: str
    role_arn: str
    job_output: dict[str, Any]


class DatasetExportJobOperations(Operations):
    def create_dataset_export_job(
        self,
        *,
        job_name: str,
        dataset_arn: str,
        role_arn: str,
        job_output: dict[str, Any],
        ingestion_mode: str = PUT,
        tags: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        """Writes what is imported and streamed now, whenever the job becomes ACTIVE, as one file named as the job."""
        dataset = self.store.get(Dataset, dataset_arn)
        dataset.require_active()
        if dataset.dataset_type not in TYPES:
            raise InvalidInputException(
                f"A dataset of type {dataset.dataset_type} cannot be exported, only those of {', '.join(TYPES)}: "
                f"{dataset_arn}"
            )
        arn = self.arn(f"dataset-export-job/{job_name}")
        self.store.check_free(DatasetExportJob, arn)
        location = s3_location(job_output["s3DataDestination"]["path"])
        self.check_data_role(role_arn)
        job = DatasetExportJob(
            arn=arn,
            job_name=job_name,
            dataset_arn=dataset_arn,
            ingestion_mode=ingestion_mode,
            role_arn=role_arn,
            job_output=job_output,
        )
        self.created(job, tags, partial(self._export, job, location, Exported.of(dataset, ingestion_mode)))
        return {"datasetExportJobArn": arn}

    def describe_dataset_export_job(self, *, dataset_export_job_arn: str) -> dict[str, Any]:
        return {"datasetExportJob": self.described(DatasetExportJob, dataset_export_job_arn)}

    def list_dataset_export_jobs(self, **page: Any) -> dict[str, Any]:
        return self.listed(DatasetExportJob, "datasetExportJobs", **page)

    @work
    def _export(self, job: DatasetExportJob, location: S3Location, exported: Exported) -> None:
        from ...datasets import write_csv

        try:
            with self.s3.outputs(location) as outputs, outputs.open(f"{job.job_name}.csv") as file:
                file.writelines(write_csv(exported.table(), exported.schema))
        except Unwritable as error:
            raise WorkFailed(f"{UNREADABLE} ({error})") from None


@dataclass(frozen=True, eq=False)
class Exported:
    """What a mode takes of a dataset as it is at one moment; put together when it is asked for.

    bulk: what is imported; rows: of each item or user the row that came last; events, records: what is streamed.
    """

    mode: str
    schema: Schema
    keyed: bool
    bulk: Table
    rows: Rows
    events: list[LiveEvent]
    records: list[Record]

    @classmethod
    def of(cls, dataset: Dataset, mode: str) -> Exported:
        from ...datasets import Table

        return cls(
            mode,
            dataset.fields,
            dataset.key is not None,
            dataset.bulk or Table.empty(dataset.fields),
            dataset.rows,
            dataset.live.until(len(dataset.live)),
            dataset.records.between(0, len(dataset.records)),
        )

    def table(self) -> Table:
        """Identical rows once. ALL has of each item or user the row that came last; PUT every version streamed."""
        from ...datasets import concat, distinct

        if self.mode == BULK:
            return self.bulk
        if self.mode == PUT:
            return distinct(self._streamed())
        if self.keyed:
            return self.rows.table or self.bulk
        return distinct(concat([self.bulk, self._streamed()], self.schema))

    def _streamed(self) -> Table:
        return table_of(self.records, self.schema) if self.keyed else streamed_rows(self.events, self.schema)
