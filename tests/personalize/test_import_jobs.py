"""Import jobs as a resource: their members, what is refused before they begin, and their modes."""

from __future__ import annotations

import pytest

from moto_personalize.personalize.service.import_jobs import MAX_BYTES
from tests.conftest import Aws
from tests.workflow import (
    BUCKET,
    INTERACTION_FIELDS,
    ITEM_FIELDS,
    ROLE,
    answer_of,
    assert_refused,
    create_dataset,
    create_group,
    csv_text,
    deploy,
    described,
    import_csv,
    put_csv,
    recommended,
    status,
    views,
)

ARN = "arn:aws:personalize:us-east-1:123456789012:dataset-import-job/job"
UNREADABLE = (
    "Insufficient privileges for accessing data in S3. Please look at "
    "https://docs.aws.amazon.com/personalize/latest/dg/granting-personalize-s3-access.html "
    "and ensure your role is configured correctly."
)


@pytest.fixture
def dataset(aws: Aws) -> str:
    return create_dataset(aws, create_group(aws))


def start(aws: Aws, dataset: str, location: str, job: str = "job", **kwargs: str) -> str:
    return aws.personalize.create_dataset_import_job(
        jobName=job, datasetArn=dataset, dataSource={"dataLocation": location}, roleArn=ROLE, **kwargs
    )["datasetImportJobArn"]


def watched(*items: str, users: int = 2) -> str:
    """A file in which every user touches each item once; the earlier an item, the more users."""
    rows = [(f"u{user}", item, 1) for n, item in enumerate(items) for user in range(users + len(items) - n)]
    return csv_text(INTERACTION_FIELDS, rows)


def popular(aws: Aws, dataset: str, name: str) -> list[str]:
    """All items of a dataset by popularity, which shows what is in it."""
    campaign = deploy(aws, described(aws, dataset)["datasetGroupArn"], "aws-popularity-count", name)
    return recommended(aws, campaign, userId="anybody")


def test_creating_an_import_job_answers_with_its_arn_alone(aws: Aws, dataset: str) -> None:
    location = put_csv(aws, "views.csv", csv_text(INTERACTION_FIELDS, views()))
    answer = aws.personalize.create_dataset_import_job(
        jobName="job", datasetArn=dataset, dataSource={"dataLocation": location}, roleArn=ROLE
    )
    assert answer_of(answer) == {"datasetImportJobArn": ARN}


def test_an_import_job_shows_its_members(aws: Aws, dataset: str) -> None:
    job = import_csv(aws, dataset, csv_text(INTERACTION_FIELDS, views()))
    assert job.pop("creationDateTime") <= job.pop("lastUpdatedDateTime")
    assert job == {
        "jobName": "job",
        "datasetImportJobArn": ARN,
        "datasetArn": dataset,
        "dataSource": {"dataLocation": f"s3://{BUCKET}/job.csv"},
        "roleArn": ROLE,
        "status": "ACTIVE",
        "importMode": "FULL",
    }


def test_jobs_are_listed_newest_first_without_their_dataset(aws: Aws, dataset: str) -> None:
    items = create_dataset(aws, described(aws, dataset)["datasetGroupArn"], "Items", ITEM_FIELDS)
    import_csv(aws, dataset, csv_text(INTERACTION_FIELDS, views()), "first")
    import_csv(aws, dataset, csv_text(INTERACTION_FIELDS, views()), "second")
    import_csv(aws, items, csv_text(ITEM_FIELDS, [("a", "Comedy", 1)]), "items")
    listed = aws.personalize.list_dataset_import_jobs(datasetArn=dataset)["datasetImportJobs"]
    assert [job["jobName"] for job in listed] == ["second", "first"]
    assert list(listed[0]) == [
        "datasetImportJobArn",
        "jobName",
        "status",
        "creationDateTime",
        "lastUpdatedDateTime",
        "importMode",
    ]
    assert len(aws.personalize.list_dataset_import_jobs()["datasetImportJobs"]) == 3


def test_a_job_name_is_taken_for_ever(aws: Aws, dataset: str) -> None:
    import_csv(aws, dataset, csv_text(INTERACTION_FIELDS, views()))
    with assert_refused("ResourceAlreadyExistsException", f"Another resource with Arn {ARN} already exists."):
        start(aws, dataset, f"s3://{BUCKET}/job.csv")


def test_an_unknown_dataset_and_an_unknown_job_are_not_found(aws: Aws) -> None:
    missing = "arn:aws:personalize:us-east-1:123456789012:dataset/films/ITEMS"
    with assert_refused("ResourceNotFoundException", f"The given dataset does not exist: {missing}"):
        start(aws, missing, f"s3://{BUCKET}/job.csv")
    with assert_refused("ResourceNotFoundException", f"The given dataset import job does not exist: {ARN}"):
        described(aws, ARN)


def test_an_import_needs_an_active_dataset(aws: Aws, request: pytest.FixtureRequest) -> None:
    group = create_group(aws)
    request.getfixturevalue("manual")
    dataset = create_dataset(aws, group)
    with assert_refused("ResourceInUseException", f"The given dataset is not ACTIVE but CREATE PENDING: {dataset}"):
        start(aws, dataset, f"s3://{BUCKET}/job.csv")


@pytest.mark.parametrize("key", ["/lead.csv", "a b.csv", "a#b?c=d.csv", "films/2026//views.csv", "über.csv"])
def test_the_key_is_taken_to_the_letter(aws: Aws, dataset: str, key: str) -> None:
    put_csv(aws, "lead.csv", "another file")
    location = put_csv(aws, key, csv_text(INTERACTION_FIELDS, views()))
    assert location.endswith(f"/{key}")
    assert described(aws, start(aws, dataset, location))["status"] == "ACTIVE"


@pytest.mark.parametrize("location", ["http://bucket/key.csv", "https://bucket.s3.amazonaws.com/key", "s3:///key.csv"])
def test_a_location_that_is_not_in_s3_is_refused(aws: Aws, dataset: str, location: str) -> None:
    with assert_refused("InvalidInputException", "Invalid Data location."):
        start(aws, dataset, location)


@pytest.mark.parametrize(
    ("location", "what"),
    [
        ("s3://nowhere/views.csv", "the bucket nowhere does not exist"),
        (f"s3://{BUCKET}/none.csv", f"s3://{BUCKET}/none.csv does not exist"),
        (f"s3://{BUCKET}/none/", f"s3://{BUCKET}/none/ is empty"),
    ],
)
def test_a_location_that_cannot_be_read_is_refused_at_once(aws: Aws, dataset: str, location: str, what: str) -> None:
    put_csv(aws, "views.csv", watched("a"))
    with assert_refused("InvalidInputException", f"{UNREADABLE} ({what})"):
        start(aws, dataset, location)
    assert aws.personalize.list_dataset_import_jobs()["datasetImportJobs"] == []


def test_a_header_without_required_columns_is_refused_at_once(aws: Aws, dataset: str) -> None:
    location = put_csv(aws, "views.csv", "USER_ID,item_id\nu,i\n")
    with assert_refused("InvalidInputException", "Input csv is missing the following columns: [ITEM_ID, TIMESTAMP]"):
        start(aws, dataset, location)


def test_an_incremental_import_needs_an_earlier_one(aws: Aws, dataset: str) -> None:
    location = put_csv(aws, "views.csv", csv_text(INTERACTION_FIELDS, views()))
    expected = f"The import mode INCREMENTAL needs an earlier import job of mode FULL for {dataset}."
    with assert_refused("InvalidInputException", expected):
        start(aws, dataset, location, importMode="INCREMENTAL")


@pytest.mark.usefixtures("little_data")
def test_a_full_import_replaces_what_was_imported(aws: Aws, dataset: str) -> None:
    import_csv(aws, dataset, watched("a", "b"), "first")
    import_csv(aws, dataset, watched("c"), "second")
    assert popular(aws, dataset, "after") == ["c"]


@pytest.mark.usefixtures("little_data")
def test_an_incremental_import_adds_to_it(aws: Aws, dataset: str) -> None:
    import_csv(aws, dataset, watched("a", "b"), "first")
    job = import_csv(aws, dataset, watched("c", users=9), "second", importMode="INCREMENTAL")
    assert job["importMode"] == "INCREMENTAL"
    assert popular(aws, dataset, "after") == ["c", "a", "b"]


@pytest.mark.usefixtures("little_data")
def test_a_full_import_leaves_streamed_events_alone(aws: Aws, dataset: str) -> None:
    group = described(aws, dataset)["datasetGroupArn"]
    tracking = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    aws.events.put_events(
        trackingId=tracking,
        sessionId="s",
        userId="u0",
        eventList=[{"eventType": "click", "itemId": "live", "sentAt": 5}],
    )
    import_csv(aws, dataset, watched("a"), "first")
    import_csv(aws, dataset, watched("b"), "second")
    assert popular(aws, dataset, "after") == ["b", "live"]


def test_an_import_of_fewer_records_than_aws_takes_fails(aws: Aws, dataset: str) -> None:
    job = import_csv(aws, dataset, csv_text(INTERACTION_FIELDS, views()[:999]))
    assert job["status"] == "CREATE FAILED"
    expected = f"s3://{BUCKET}/job.csv has 999 records; an import job of INTERACTIONS needs at least 1000."
    assert job["failureReason"] == expected


def test_what_comes_in_one_import_has_a_size(aws: Aws, dataset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    full = csv_text(INTERACTION_FIELDS, views())
    assert import_csv(aws, dataset, full)["status"] == "ACTIVE"
    more = csv_text(INTERACTION_FIELDS, views()[:1000])
    monkeypatch.setattr("moto_personalize.personalize.service.import_jobs.MAX_BYTES", {"FULL": 9, "INCREMENTAL": 99})
    for mode, most in (("FULL", 9), ("INCREMENTAL", 99)):
        job = import_csv(aws, dataset, more, mode, importMode=mode)
        expected = f"The files in s3://{BUCKET}/{mode}.csv have {len(more)} bytes; {most} are allowed."
        assert (job["status"], job["failureReason"]) == ("CREATE FAILED", expected)
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "no")
    assert import_csv(aws, dataset, more, "loose", importMode="INCREMENTAL")["status"] == "ACTIVE"


def test_an_import_has_a_gigabyte_when_it_adds_and_a_hundred_when_it_replaces() -> None:
    assert MAX_BYTES == {"FULL": 107_374_182_400, "INCREMENTAL": 1_073_741_824}


def test_a_dataset_of_items_may_be_small(aws: Aws, dataset: str) -> None:
    items = create_dataset(aws, described(aws, dataset)["datasetGroupArn"], "Items", ITEM_FIELDS)
    assert import_csv(aws, items, csv_text(ITEM_FIELDS, [("a", "Comedy", 1)]))["status"] == "ACTIVE"


def test_a_sixth_import_at_a_time_is_refused(aws: Aws, dataset: str, request: pytest.FixtureRequest) -> None:
    location = put_csv(aws, "views.csv", csv_text(INTERACTION_FIELDS, views()))
    request.getfixturevalue("manual")
    for number in range(5):
        start(aws, dataset, location, f"job-{number}")
    with assert_refused("LimitExceededException", "More than 5 resources with PENDING or IN_PROGRESS status."):
        start(aws, dataset, location, "sixth")
    assert status(aws, ARN + "-0") == "CREATE IN_PROGRESS"
    assert status(aws, ARN + "-0") == "ACTIVE"
    assert start(aws, dataset, location, "sixth").endswith("/sixth")


def test_any_number_of_imports_runs_without_quotas(
    aws: Aws, dataset: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_ENFORCE_QUOTAS", "no")
    location = put_csv(aws, "views.csv", csv_text(INTERACTION_FIELDS, views()))
    request.getfixturevalue("manual")
    jobs = [start(aws, dataset, location, f"job-{number}") for number in range(6)]
    assert status(aws, jobs[-1]) == "CREATE IN_PROGRESS"
