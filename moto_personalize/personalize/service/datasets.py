"""Datasets: one per type and dataset group. https://docs.aws.amazon.com/personalize/latest/dg/API_Dataset.html"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from ..exceptions import InvalidInputException
from ..learning.caching import CACHE
from ..learning.dataset_types import ACTION_INTERACTIONS, ACTIONS, ITEMS, KEYS, TYPES, USERS
from ..learning.gathered import Came
from ..learning.live import EventLog
from ..learning.merged import Content, Merged
from ..learning.records import RecordLog
from ..learning.rows import Rows
from .dataset_groups import DatasetGroup, datasets_of
from .dataset_schemas import check_extends, fitting_schema, usable
from .lifecycle import UPDATE, work
from .made_up import made_up
from .operations import Operations
from .schemas import Schema
from .store import ACTIVE, Resource, Store, now

if TYPE_CHECKING:
    from ...datasets import Schema as AvroSchema
    from ...datasets import Table, Text


@dataclass(kw_only=True, eq=False)
class DatasetUpdate:
    """Another schema on its way: the dataset has the old one until the update is ACTIVE."""

    dataset: Dataset
    schema_arn: str
    ended: bool = False
    failure_reason: str | None = None
    creation_date_time: float = field(default_factory=now)
    last_updated_date_time: float = field(default_factory=now)

    @property
    def status(self) -> str | None:
        """The dataset's own while the update runs."""
        return ACTIVE if self.ended else self.dataset.status


@dataclass(kw_only=True, eq=False)
class Dataset(Resource):
    """`content` is what import jobs, PutItems, PutUsers or PutActions brought, `live` what PutEvents brought; both
    are replaced or grow, never change."""

    resource_type: ClassVar[str] = "dataset"
    touched_when_active: ClassVar[bool] = False

    name: str
    dataset_group_arn: str
    dataset_type: str
    schema_arn: str
    tracking_id: str | None = None
    latest_dataset_update: DatasetUpdate | None = None
    content: Content
    live: EventLog = field(default_factory=EventLog)
    _merged: Merged | None = field(default=None, metadata=CACHE)

    def check_parts(self) -> None:
        """ValueError unless it is of a type, and of a schema with what is computed with."""
        kind, avro = self.dataset_type, self.avro
        if kind not in TYPES or self.arn != f"{datasets_of(self.dataset_group_arn)}{kind}":
            raise ValueError(f"it is of the type {kind}")
        if avro is not None and not usable(avro, kind):
            raise ValueError("its schema is not one of its type")

    def holds(self) -> Iterable[str]:
        update = self.latest_dataset_update
        return self.dataset_group_arn, self.schema_arn, *([update.schema_arn] if update else [])

    @property
    def has_data(self) -> bool:
        return self.content.bulk is not None or len(self.live) > 0 or len(self.content.records) > 0

    @property
    def came(self) -> Came:
        """How much has come until now."""
        content = self.content
        return Came(self.live, content.imports, len(self.live) + content.records.came)

    @property
    def key(self) -> str | None:
        """The column of ids, of which each has one row; None for interactions."""
        return KEYS.get(self.dataset_type)

    @property
    def bulk(self) -> Table | None:
        bulk = self.content.bulk
        return bulk.table if bulk else None

    @property
    def records(self) -> RecordLog:
        return self.content.records

    @property
    def avro(self) -> AvroSchema | None:
        return self.content.schema

    @property
    def fields(self) -> AvroSchema:
        """The parsed schema; a dataset made without `validate_schemas` may have none that can be read."""
        return self._fields_of(self.content)

    def _fields_of(self, content: Content) -> AvroSchema:
        if content.schema is None:
            raise InvalidInputException(
                f"The schema {self.schema_arn} cannot be used for {self.arn}: create it with validate_schemas on "
                "to be told why."
            )
        return content.schema

    @property
    def rows(self) -> Rows:
        """What is imported and streamed now: of each id the row that came last. Of interactions, what is imported."""
        return self._now.rows()

    @property
    def full_rows(self) -> Rows:
        """What the last import of mode FULL brought."""
        content = self.content
        return Rows(self._fields_of(content), content.full.table if content.full else None, self.key)

    def fold(self) -> bool:
        """Put imported rows and streamed records together, if these are many; whether they were."""
        return self._now.fold()

    @property
    def _now(self) -> Merged:
        content, merged = self.content, self._merged
        if merged is None or merged.content is not content:
            merged = self._merged = Merged(content, self._fields_of(content), self.key)
        return merged

    def take_in(self, table: Table, *, incremental: bool) -> None:
        """Make the rows of an import job the dataset's: instead of those there, or added to them."""
        self.content = self.content.with_import(table, self.fields, self.key, incremental=incremental)

    def forget(self, users: Text) -> int:
        """Remove users from the rows, imported and streamed; how many rows they had."""
        before = self.content.size
        self.content = self.content.without("USER_ID", users.values, self.key)
        return before - self.content.size + self.live.forget(set(users.values.tolist()))

    def take_on(self, update: DatasetUpdate, avro: AvroSchema | None) -> None:
        """Change to another schema; rows that are there are null in its new fields."""
        self.content, self.schema_arn = self.content.under(avro), update.schema_arn
        update.ended, update.last_updated_date_time = True, now()
        self.last_updated_date_time = update.last_updated_date_time


class DatasetOperations(Operations):
    def create_dataset(
        self,
        *,
        name: str,
        schema_arn: str,
        dataset_group_arn: str,
        dataset_type: str,
        tags: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        group = self.store.get(DatasetGroup, dataset_group_arn)
        group.require_active()
        kind = dataset_type.upper()
        self._check_type(kind, dataset_type, group)
        avro = self._fitting(schema_arn, kind, group)
        dataset = Dataset(
            arn=self.arn(f"dataset/{group.name}/{kind}"),
            name=name,
            dataset_group_arn=dataset_group_arn,
            dataset_type=kind,
            schema_arn=schema_arn,
            tracking_id=made_up(self._tracks) if kind == ACTION_INTERACTIONS else None,
            content=Content(avro),
        )
        self.created(dataset, tags)
        return {"datasetArn": dataset.arn}

    def _tracks(self, tracking_id: str) -> bool:
        return bool(self.store.where(Dataset, tracking_id=tracking_id))

    def describe_dataset(self, *, dataset_arn: str) -> dict[str, Any]:
        return {"dataset": self.described(Dataset, dataset_arn)}

    def list_datasets(self, **page: Any) -> dict[str, Any]:
        return self.listed(Dataset, "datasets", **page)

    def update_dataset(self, *, dataset_arn: str, schema_arn: str) -> dict[str, Any]:
        """Solutions made before do not train on the new fields; filters made from now on may name them."""
        dataset = self.store.get(Dataset, dataset_arn)
        dataset.require_active()
        if dataset.dataset_type not in (ITEMS, USERS):
            raise InvalidInputException(
                f"The schema of a dataset of type {dataset.dataset_type} cannot be replaced, "
                f"only those of {ITEMS} and {USERS}: {dataset_arn}"
            )
        group = self.store.get(DatasetGroup, dataset.dataset_group_arn)
        avro = self._fitting(schema_arn, dataset.dataset_type, group)
        check_extends(dataset.arn, dataset.avro, avro, schema_arn)
        update = DatasetUpdate(dataset=dataset, schema_arn=schema_arn)
        self.lifecycle.begin(dataset, UPDATE, partial(self._take_on, dataset, update, avro))
        dataset.latest_dataset_update = update
        return {"datasetArn": dataset_arn}

    def delete_dataset(self, *, dataset_arn: str) -> None:
        dataset = self.store.get(Dataset, dataset_arn)
        self.deleted(dataset)

    @work
    def _take_on(self, dataset: Dataset, update: DatasetUpdate, avro: AvroSchema | None) -> None:
        from .filters import compile_for_all

        dataset.take_on(update, avro)
        compile_for_all(self.store, dataset.dataset_group_arn)

    def _fitting(self, schema_arn: str, kind: str, group: DatasetGroup) -> AvroSchema | None:
        return fitting_schema(self.store.get(Schema, schema_arn), kind, group, strict=self.settings.validate_schemas)

    def _check_type(self, kind: str, given: str, group: DatasetGroup) -> None:
        if kind not in TYPES:
            raise InvalidInputException(f"The dataset type {given} is not one of {', '.join(TYPES)}.")
        if group.domain and kind in (ACTIONS, ACTION_INTERACTIONS):
            raise InvalidInputException(
                f"A dataset of type {kind} needs a Custom dataset group; {group.arn} is of domain {group.domain}."
            )


def dataset_of(store: Store, dataset_group_arn: str, dataset_type: str) -> Dataset | None:
    """A dataset group's dataset of a type."""
    return store.find(Dataset, f"{datasets_of(dataset_group_arn)}{dataset_type}")
