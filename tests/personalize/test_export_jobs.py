"""Dataset export jobs: which rows are written, where, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import Aws
from tests.personalize.films import FIELDS, ITEMS, USERS, WATCHED, described_films
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    ROLE,
    answer_of,
    assert_refused,
    create_dataset,
    create_group,
    csv_text,
    described,
    import_csv,
)

ARN = "arn:aws:personalize:us-east-1:123456789012:dataset-export-job/out"
ACTION_FIELDS = ({"name": "ACTION_ID", "type": "string"}, {"name": "COST", "type": ["null", "int"]})
UNREADABLE = (
    "Insufficient privileges for accessing data in S3. Please look at "
    "https://docs.aws.amazon.com/personalize/latest/dg/granting-personalize-s3-access.html "
    "and ensure your role is configured correctly."
)


def start(aws: Aws, dataset: str, mode: str | None = None, job: str = "out", path: str = f"s3://{BUCKET}/out/") -> str:
    chosen = {"ingestionMode": mode} if mode else {}
    return aws.personalize.create_dataset_export_job(
        jobName=job, datasetArn=dataset, roleArn=ROLE, jobOutput={"s3DataDestination": {"path": path}}, **chosen
    )["datasetExportJobArn"]


def written(aws: Aws, key: str = "out/out.csv") -> str:
    text: bytes = aws.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read()
    return text.decode()


def exported(aws: Aws, dataset: str, mode: str | None = None, job: str = "out") -> list[str]:
    """The lines below the header of an export."""
    arn = start(aws, dataset, mode, job)
    assert described(aws, arn)["status"] == "ACTIVE", described(aws, arn)
    return written(aws, f"out/{job}.csv").splitlines()[1:]


def put(aws: Aws, items: str, film: str, **properties: Any) -> None:
    aws.events.put_items(datasetArn=items, items=[{"itemId": film, "properties": json.dumps(properties)}])


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    return described_films(aws)


def dataset_of(group: str, kind: str) -> str:
    return f"{group.replace(':dataset-group/', ':dataset/')}/{kind}"


@pytest.fixture
def items(group: str) -> str:
    return dataset_of(group, "ITEMS")


def test_creating_an_export_job_answers_with_its_arn_alone(aws: Aws, items: str) -> None:
    answer = aws.personalize.create_dataset_export_job(
        jobName="out", datasetArn=items, roleArn=ROLE, jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/out"}}
    )
    assert answer_of(answer) == {"datasetExportJobArn": ARN}


def test_an_export_job_shows_its_members_and_writes_what_was_put_unless_told_otherwise(aws: Aws, items: str) -> None:
    answer = aws.personalize.describe_dataset_export_job(datasetExportJobArn=start(aws, items))
    job = answer["datasetExportJob"]
    assert job.pop("creationDateTime") <= job.pop("lastUpdatedDateTime")
    assert job == {
        "jobName": "out",
        "datasetExportJobArn": ARN,
        "datasetArn": items,
        "ingestionMode": "PUT",
        "roleArn": ROLE,
        "status": "ACTIVE",
        "jobOutput": {"s3DataDestination": {"path": f"s3://{BUCKET}/out/"}},
    }
    assert written(aws) == "ITEM_ID,GENRES,PRICE,MAKER\n"


def test_an_export_job_shows_the_key_of_its_output(aws: Aws, items: str) -> None:
    key = "arn:aws:kms:us-east-1:123456789012:key/exports"
    output = {"s3DataDestination": {"path": f"s3://{BUCKET}/out/", "kmsKeyArn": key}}
    arn = aws.personalize.create_dataset_export_job(jobName="out", datasetArn=items, roleArn=ROLE, jobOutput=output)[
        "datasetExportJobArn"
    ]
    assert described(aws, arn)["jobOutput"] == output
    (listed,) = aws.personalize.list_dataset_export_jobs(datasetArn=items)["datasetExportJobs"]
    assert "jobOutput" not in listed


def test_export_jobs_are_listed_newest_first_of_a_dataset(aws: Aws, group: str, items: str) -> None:
    for job in ("first", "second"):
        start(aws, items, job=job)
    start(aws, dataset_of(group, "USERS"), job="users")
    listed = aws.personalize.list_dataset_export_jobs(datasetArn=items)["datasetExportJobs"]
    assert [job["jobName"] for job in listed] == ["second", "first"]
    assert list(listed[0]) == ["datasetExportJobArn", "jobName", "status", "creationDateTime", "lastUpdatedDateTime"]
    assert len(aws.personalize.list_dataset_export_jobs()["datasetExportJobs"]) == 3


def test_the_three_modes_of_items(aws: Aws, items: str) -> None:
    put(aws, items, "film-0", genres="one")
    put(aws, items, "film-0", genres="two")
    put(aws, items, "film-0", genres="one")
    put(aws, items, "film-9", genres='say "hi", please')
    assert exported(aws, items, "BULK", "bulk") == csv_text(FIELDS, ITEMS).splitlines()[1:]
    assert exported(aws, items, "PUT", "put") == [
        "film-0,one,,",
        "film-0,two,,",
        'film-9,"say ""hi"", please",,',
    ]
    together = exported(aws, items, "ALL", "all")
    assert together == ["film-0,one,,", *csv_text(FIELDS, ITEMS).splitlines()[2:], 'film-9,"say ""hi"", please",,']


def test_the_three_modes_of_interactions(aws: Aws, group: str) -> None:
    tracking = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "Watch", "itemId": "film-7", "sentAt": 500}
    for user in ({}, {"userId": "ann"}):  # the session is Ann's, as its second event tells; what is said twice is one
        aws.events.put_events(trackingId=tracking, sessionId="s", eventList=[event], **user)
    interactions = dataset_of(group, "INTERACTIONS")
    bulk = [",".join(map(str, row)) for row in WATCHED]
    live = ["ann,film-7,500,Watch,"]
    assert exported(aws, interactions, "BULK", "bulk") == bulk
    assert exported(aws, interactions, "PUT", "put") == live
    assert exported(aws, interactions, "ALL", "all") == bulk + live


def test_users_are_exported_and_an_empty_dataset_is_a_header(aws: Aws, group: str) -> None:
    users = dataset_of(group, "USERS")
    assert exported(aws, users, "BULK") == [",".join(map(str, row)) for row in USERS]
    empty = create_dataset(aws, create_group(aws, "empty"), "Items", FIELDS)
    assert exported(aws, empty, "ALL", "nothing") == []


def test_an_export_writes_what_was_there_when_it_began(aws: Aws, items: str, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("manual")
    arn = start(aws, items, "ALL")
    put(aws, items, "film-0", genres="later")
    assert [described(aws, arn)["status"] for _ in range(2)] == ["CREATE IN_PROGRESS", "ACTIVE"]
    assert written(aws) == csv_text(FIELDS, ITEMS)


@pytest.mark.usefixtures("little_data")
def test_an_export_of_an_event_that_lacks_a_field_is_imported_under_a_looser_schema_alone(aws: Aws) -> None:
    def interactions(name: str, type_of_price: Any) -> str:
        price = {"name": "PRICE", "type": type_of_price}
        return create_dataset(aws, create_group(aws, name), "Interactions", (*EVENT_FIELDS, price))

    aws.s3.create_bucket(Bucket=BUCKET)
    dataset = interactions("strict", "float")
    group = dataset.replace(":dataset/", ":dataset-group/").removesuffix("/INTERACTIONS")
    tracking = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "Watch", "itemId": "film-7", "sentAt": 500}
    aws.events.put_events(trackingId=tracking, sessionId="s", userId="ann", eventList=[event])
    assert exported(aws, dataset) == ["ann,film-7,500,Watch,,"]
    job = import_csv(aws, interactions("again", "float"), written(aws), "again")
    assert (job["status"], job["failureReason"]) == (
        "CREATE FAILED",
        f"s3://{BUCKET}/again.csv, row 2, column PRICE: must not be empty",
    )
    assert import_csv(aws, interactions("loose", ["null", "float"]), written(aws), "loose")["status"] == "ACTIVE"


def test_an_export_of_a_schema_that_grew_has_the_new_columns(aws: Aws, items: str) -> None:
    from tests.workflow import schema_text

    wider = (*FIELDS, {"name": "YEAR", "type": ["null", "int"]})
    schema = aws.personalize.create_schema(name="wider", schema=schema_text("Items", wider))["schemaArn"]
    aws.personalize.update_dataset(datasetArn=items, schemaArn=schema)
    put(aws, items, "film-0", year=1995)
    assert exported(aws, items, "ALL")[:2] == ["film-0,,,,1995", "film-1,comedy|crime,2.0,south,"]


def test_a_bucket_that_does_not_exist_fails_the_job(aws: Aws, items: str) -> None:
    job = described(aws, start(aws, items, path="s3://nowhere/out/"))
    assert (job["status"], job["failureReason"]) == (
        "CREATE FAILED",
        f"{UNREADABLE} (the bucket nowhere does not exist)",
    )


def test_a_location_that_is_not_in_s3_is_refused(aws: Aws, items: str) -> None:
    with assert_refused("InvalidInputException", "Invalid Data location."):
        start(aws, items, path="https://example.com/out/")


def test_a_role_that_does_not_exist_is_refused_when_roles_are_enforced(
    aws: Aws, items: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_STRICT_ROLES", "true")
    with assert_refused("InvalidInputException", f"{UNREADABLE} (the role {ROLE} does not exist)"):
        start(aws, items)


def test_actions_are_not_exported(aws: Aws) -> None:
    actions = create_dataset(aws, create_group(aws), "Actions", ACTION_FIELDS)
    expected = f"A dataset of type ACTIONS cannot be exported, only those of INTERACTIONS, ITEMS, USERS: {actions}"
    with assert_refused("InvalidInputException", expected):
        start(aws, actions)


def test_a_taken_name_an_unknown_dataset_and_an_unknown_job(aws: Aws, items: str) -> None:
    with assert_refused("ResourceNotFoundException", f"The given dataset export job does not exist: {ARN}"):
        described(aws, ARN)
    start(aws, items)
    with assert_refused("ResourceAlreadyExistsException", f"Another resource with Arn {ARN} already exists."):
        start(aws, items)
    missing = items.replace("films", "none")
    with assert_refused("ResourceNotFoundException", f"The given dataset does not exist: {missing}"):
        start(aws, missing, job="other")


def test_a_dataset_on_its_way_is_in_use(aws: Aws, request: pytest.FixtureRequest) -> None:
    group = create_group(aws)
    request.getfixturevalue("manual")
    dataset = create_dataset(aws, group, "Interactions", EVENT_FIELDS)
    with assert_refused("ResourceInUseException", f"The given dataset is not ACTIVE but CREATE PENDING: {dataset}"):
        start(aws, dataset)


CELLS = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"), max_size=12)
NAMES = st.sampled_from([f"film-{n}" for n in range(6)])
ROWS = st.lists(
    st.tuples(
        NAMES, st.none() | CELLS, st.none() | st.floats(allow_nan=False, allow_infinity=False), st.none() | CELLS
    ),
    max_size=8,
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_an_export_that_is_imported_gives_the_same_dataset(rows: Sequence[tuple[Any, ...]]) -> None:
    from moto_personalize import mock_personalize

    with mock_personalize():
        aws = Aws()
        items = create_dataset(aws, create_group(aws), "Items", FIELDS)
        import_csv(aws, items, csv_text(FIELDS, ITEMS[:3]))
        for film, genres, price, maker in rows:
            put(aws, items, film, genres=genres, price=price, maker=maker)
        once = exported(aws, items, "ALL", "once")
        again = create_dataset(aws, create_group(aws, "again"), "Items", FIELDS)
        import_csv(aws, again, written(aws, "out/once.csv"), "again")
        assert exported(aws, again, "BULK", "twice") == once
        assert len(once) >= 3
