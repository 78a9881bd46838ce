"""Dataset export jobs: the rows of a dataset as CSV in S3. https://docs.aws.amazon.com/personalize/latest/dg/export-data.html"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from ..exceptions import InvalidInputException, WorkFailed
from ..learning.records import table_of
from ..learning.training import streamed_rows
from ..neighbours import S3Location, Unwritable
from ..service.datasets import INTERACTIONS, ITEMS, USERS, Dataset
from ..service.operations import Operations
from ..service.store import Resource
from ..service.validation import UNREADABLE, s3_location

if TYPE_CHECKING:
    from ...datasets import Schema, Table

TYPES = (INTERACTIONS, ITEMS, USERS)
BULK, PUT, ALL = "BULK", "PUT", "ALL"
ExportedRows = Callable[[], "Table"]


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
        schema, rows = dataset.fields, exported_rows(dataset, ingestion_mode)
        self.created(job, tags, lambda: self._export(job, location, schema, rows))
        return {"datasetExportJobArn": arn}

    def describe_dataset_export_job(self, *, dataset_export_job_arn: str) -> dict[str, Any]:
        return {"datasetExportJob": self.described(DatasetExportJob, dataset_export_job_arn)}

    def list_dataset_export_jobs(self, **page: Any) -> dict[str, Any]:
        return self.listed(DatasetExportJob, "datasetExportJobs", **page)

    def _export(self, job: DatasetExportJob, location: S3Location, schema: Schema, rows: ExportedRows) -> None:
        from ...datasets import write_csv

        try:
            with self.s3.outputs(location) as outputs, outputs.open(f"{job.job_name}.csv") as file:
                file.writelines(write_csv(rows(), schema))
        except Unwritable as error:
            raise WorkFailed(f"{UNREADABLE} ({error})") from None


def exported_rows(dataset: Dataset, mode: str) -> ExportedRows:
    """What a mode takes of a dataset as it is now; put together when it is asked for. Identical rows stand once.

    ALL has of each item or user the row that came last; PUT every version that was streamed.
    """
    from ...datasets import Table, concat, distinct

    schema, bulk, rows = dataset.fields, dataset.bulk, dataset.rows
    events = dataset.live.until(len(dataset.live))
    records = dataset.records.between(0, len(dataset.records))

    def streamed() -> Table:
        return table_of(records, schema) if dataset.key else streamed_rows(events, schema)

    def together() -> Table:
        imported = bulk or Table.empty(schema)
        if mode == BULK:
            return imported
        if mode == PUT:
            return distinct(streamed())
        return rows.table or imported if dataset.key else distinct(concat([imported, streamed()], schema))

    return together
