"""Requests take no lock: whatever is looked at between two steps of a change is as it was before it or after it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import pytest

from moto_personalize.personalize.learning import merged
from moto_personalize.personalize.learning.records import RecordLog
from moto_personalize.personalize.models import personalize_backends
from moto_personalize.personalize.service.datasets import Dataset
from tests.conftest import Aws
from tests.personalize.films import FIELDS, described_films
from tests.personalize.test_data_deletion_jobs import dataset_of, forget
from tests.workflow import csv_text, import_csv, schema_text


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    return described_films(aws)


def stored(arn: str) -> Dataset:
    return personalize_backends["123456789012"]["us-east-1"].store.get(Dataset, arn)


def seen_of(dataset: Dataset) -> str:
    """What a request would find."""
    rows = dataset.rows
    assert rows.table is not None
    return json.dumps([[field.name for field in rows.schema.fields], list(rows.table.records())])


@pytest.fixture
def looks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is found after each step that changes a dataset."""
    found: list[str] = []

    def watched(dataset: Dataset, name: str, value: Any) -> None:
        object.__setattr__(dataset, name, value)
        if name != "_merged" and dataset.key:  # Interactions are none of these changes
            found.append(seen_of(dataset))

    monkeypatch.setattr(Dataset, "__setattr__", watched, raising=False)
    return found


class Watched(list[Any]):
    """A list that is looked at after each change."""

    def __init__(self, given: Iterable[Any], dataset: Dataset, found: list[str]) -> None:
        super().__init__(given)
        self._dataset, self._found = dataset, found

    def append(self, value: Any) -> None:
        super().append(value)
        self._found.append(seen_of(self._dataset))

    def extend(self, values: Iterable[Any]) -> None:
        super().extend(values)
        self._found.append(seen_of(self._dataset))


def put_users(aws: Aws, users: str, **memberships: str) -> None:
    given = [{"userId": user, "properties": json.dumps({"membership": of})} for user, of in memberships.items()]
    aws.events.put_users(datasetArn=users, users=given)


def test_a_request_sees_all_records_of_a_call_or_none(aws: Aws, group: str) -> None:
    users = dataset_of(group, "USERS")
    dataset, found = stored(users), []
    before = seen_of(dataset)
    dataset.records._records = Watched([], dataset, found)
    put_users(aws, users, ann="basic", bob="trial", zoe="premium")
    assert set(found) == {seen_of(dataset)} - {before}


def test_a_request_sees_removed_users_with_all_that_was_known_or_not_at_all(
    aws: Aws, group: str, looks: list[str]
) -> None:
    users = dataset_of(group, "USERS")
    put_users(aws, users, ann="basic", zoe="trial")
    import_csv(aws, users, "USER_ID,AGE,MEMBERSHIP\nann,1,imported\nzoe,2,imported\n", "later")
    put_users(aws, users, ann="premium")
    before = seen_of(stored(users))
    looks.clear()
    assert forget(aws, group, "ann") == 3
    assert set(looks) == {seen_of(stored(users))} - {before}


def test_a_request_sees_the_old_schema_with_its_rows_or_the_new_one_with_its_own(
    aws: Aws, group: str, looks: list[str]
) -> None:
    items = dataset_of(group, "ITEMS")
    before = seen_of(stored(items))
    schema = schema_text("Items", (*FIELDS, {"name": "YEAR", "type": ["null", "int"]}))
    wider = aws.personalize.create_schema(name="wider", schema=schema)["schemaArn"]
    aws.personalize.update_dataset(datasetArn=items, schemaArn=wider)
    assert looks
    assert set(looks) <= {before, seen_of(stored(items))}


def test_what_comes_after_an_import_counts_though_earlier_records_were_removed(aws: Aws, group: str) -> None:
    users = dataset_of(group, "USERS")
    put_users(aws, users, ann="basic", zoe="trial")
    import_csv(aws, users, "USER_ID,AGE,MEMBERSHIP\nzoe,2,imported\n", "later")
    assert stored(users).rows.record("zoe", ["MEMBERSHIP"]) == {"MEMBERSHIP": "imported"}
    forget(aws, group, "ann")
    assert stored(users).rows.record("zoe", ["MEMBERSHIP"]) == {"MEMBERSHIP": "imported"}
    put_users(aws, users, zoe="premium")
    assert stored(users).rows.record("zoe", ["MEMBERSHIP"]) == {"MEMBERSHIP": "premium"}


def test_what_a_request_costs_does_not_grow_with_the_records_of_an_item(
    aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    items, read = dataset_of(group, "ITEMS"), []
    between = RecordLog.between

    def counted(log: RecordLog, begin: int, end: int) -> list[Any]:
        read.append(end - begin)
        return between(log, begin, end)

    monkeypatch.setattr(merged, "PATCHES", 10)
    monkeypatch.setattr(RecordLog, "between", counted)
    for n in range(50):
        given = {"itemId": "film-0", "properties": json.dumps({"genres": f"genre-{n}"})}
        aws.events.put_items(datasetArn=items, items=[given])
        assert stored(items).rows.record("film-0", ["GENRES"]) == {"GENRES": f"genre-{n}"}
    assert max(read) == 11
    import_csv(aws, items, csv_text(FIELDS, [("film-1", "imported", "", "")]), "later")
    assert stored(items).rows.record("film-0", ["GENRES"]) == {"GENRES": "genre-49"}
