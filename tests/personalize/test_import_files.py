"""What import jobs make of files: everything that is good arrives, anything bad fails the job and changes nothing."""

from __future__ import annotations

import pytest

from tests.conftest import Aws
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    ITEM_FIELDS,
    ROLE,
    assert_refused,
    create_dataset,
    create_group,
    deploy,
    described,
    import_csv,
    put_csv,
    recommended,
)

pytestmark = pytest.mark.usefixtures("little_data")

HEAD = "USER_ID,ITEM_ID,TIMESTAMP\n"
FILE = f"s3://{BUCKET}/job.csv"
GUIDE = (
    "If no values exceed the character limit, make sure your data follows the formatting guidelines listed in "
    "https://docs.aws.amazon.com/personalize/latest/dg/data-prep-formatting.html."
)


@pytest.fixture
def dataset(aws: Aws) -> str:
    return create_dataset(aws, create_group(aws))


def popular(aws: Aws, dataset: str, name: str = "after") -> list[str]:
    """All items of a dataset by popularity, which shows what is in it."""
    campaign = deploy(aws, described(aws, dataset)["datasetGroupArn"], "aws-popularity-count", name)
    return recommended(aws, campaign, userId="anybody")


GOOD_FILES = {
    "another order of columns": b"TIMESTAMP,ITEM_ID,USER_ID\n1,a,u\n1,a,v\n1,b,u\n",
    "a column that the schema does not know": b"USER_ID,NOTE,ITEM_ID,TIMESTAMP\nu,x,a,1\nv,y,a,1\nu,z,b,1\n",
    "quoted values": b'USER_ID,ITEM_ID,TIMESTAMP\n"u","a","1"\nv,"a",1\n"u",b,"1"\n',
    "CRLF": b"USER_ID,ITEM_ID,TIMESTAMP\r\nu,a,1\r\nv,a,1\r\nu,b,1\r\n",
    "a byte order mark": b"\xef\xbb\xbfUSER_ID,ITEM_ID,TIMESTAMP\nu,a,1\nv,a,1\nu,b,1\n",
    "no line break at the end": b"USER_ID,ITEM_ID,TIMESTAMP\nu,a,1\nv,a,1\nu,b,1",
    "blank lines": b"USER_ID,ITEM_ID,TIMESTAMP\nu,a,1\n\nv,a,1\nu,b,1\n\n",
    "rows twice": b"USER_ID,ITEM_ID,TIMESTAMP\nu,a,1\nu,b,1\nu,b,1\nu,b,1\nv,a,1\n",
}


@pytest.mark.parametrize("content", GOOD_FILES.values(), ids=GOOD_FILES)
def test_a_file_may_have(aws: Aws, dataset: str, content: bytes) -> None:
    job = import_csv(aws, dataset, content)
    assert (job["status"], job.get("failureReason")) == ("ACTIVE", None)
    assert popular(aws, dataset) == ["a", "b"]


def test_quoted_ids_keep_commas_quotes_and_letters_of_any_script(aws: Aws, dataset: str) -> None:
    import_csv(aws, dataset, HEAD + 'u,"a,""b""",1\nv,"a,""b""",1\nw,"a,""b""",1\nu,"c\\"d",1\nv,"c\\"d",1\nu,日本,1\n')
    assert popular(aws, dataset) == ['a,"b"', 'c"d', "日本"]


def test_an_empty_cell_is_null_where_the_schema_allows_it(aws: Aws) -> None:
    dataset = create_dataset(aws, create_group(aws), "Interactions", EVENT_FIELDS)
    job = import_csv(aws, dataset, "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE\nu,a,1,click,\nu,b,1,click,0.5\n")
    assert job["status"] == "ACTIVE"


def test_an_item_may_stand_in_a_file_twice(aws: Aws) -> None:
    items = create_dataset(aws, create_group(aws), "Items", ITEM_FIELDS)
    job = import_csv(aws, items, "ITEM_ID,GENRES,CREATION_TIMESTAMP\na,Comedy,1\na,Action|Crime,2\nb,,3\n")
    assert job["status"] == "ACTIVE"


def test_a_folder_is_read_at_its_first_level_only(aws: Aws, dataset: str) -> None:
    put_csv(aws, "in/1.csv", HEAD + "u,a,1\nv,a,1\n")
    put_csv(aws, "in/2.csv", "TIMESTAMP,USER_ID,ITEM_ID\n1,u,b\n")
    put_csv(aws, "in/deeper/3.csv", HEAD + "u,deeper,1\n")
    put_csv(aws, "in-other/4.csv", HEAD + "u,other,1\n")
    aws.personalize.create_dataset_import_job(
        jobName="job", datasetArn=dataset, dataSource={"dataLocation": f"s3://{BUCKET}/in/"}, roleArn=ROLE
    )
    assert popular(aws, dataset) == ["a", "b"]


def test_a_folder_without_its_slash_is_not_read(aws: Aws, dataset: str) -> None:
    put_csv(aws, "in/1.csv", HEAD + "u,a,1\n")
    with assert_refused("InvalidInputException") as error:
        aws.personalize.create_dataset_import_job(
            jobName="job", datasetArn=dataset, dataSource={"dataLocation": f"s3://{BUCKET}/in"}, roleArn=ROLE
        )
    assert error.message.endswith(f"(s3://{BUCKET}/in does not exist)")


def test_a_bad_file_of_a_folder_fails_the_whole_job_by_its_name(aws: Aws, dataset: str) -> None:
    put_csv(aws, "in/1.csv", HEAD + "u,a,1\n")
    put_csv(aws, "in/2.csv", HEAD + "u,b,yesterday\n")
    job = aws.personalize.create_dataset_import_job(
        jobName="job", datasetArn=dataset, dataSource={"dataLocation": f"s3://{BUCKET}/in/"}, roleArn=ROLE
    )["datasetImportJobArn"]
    expected = f"s3://{BUCKET}/in/2.csv, row 2, column TIMESTAMP: 'yesterday' is not of type long"
    assert described(aws, job)["failureReason"] == expected


BAD_FILES = [
    (b"", f"{FILE}, row 1: the file is empty, or its first line is: it must name the columns"),
    (HEAD.encode(), f"{FILE}, row 1: there are no rows below the header"),
    (b"\x89PNG\r\n\0\0", f"{FILE}, row 1: the file is not UTF-8 text"),
    (b"PK\x03\x04\0\0\n", f"{FILE}, row 1: a NUL byte: the file is not CSV text"),
    (HEAD.encode() + b"u,\xe9t\xe9,1\n", f"{FILE}, row 2, column ITEM_ID: the file is not UTF-8 text"),
    (b'"USER_ID",ITEM_ID,TIMESTAMP\n', f"{FILE}, row 1: column names must not be quoted"),
    (
        b"USER_ID,ITEM_ID,TIMESTAMP,ITEM_ID\nu,a,1,a\n",
        f"{FILE}, row 1, column ITEM_ID: the header names this column twice",
    ),
    (HEAD.encode() + b"u,a,1\nu,a\n", f"{FILE}, row 3: 2 values where the header names 3 columns"),
    (HEAD.encode() + b"u,a,1\nu,a,1,2\n", f"{FILE}, row 3: 4 values where the header names 3 columns"),
    (HEAD.encode() + b"u,a,soon\n", f"{FILE}, row 2, column TIMESTAMP: 'soon' is not of type long"),
    (HEAD.encode() + b"u,,1\n", f"{FILE}, row 2, column ITEM_ID: must not be empty"),
    (
        HEAD.encode() + b"u,a,1600000000000\n",
        f"{FILE}, row 2, column TIMESTAMP: '1600000000000' looks like milliseconds: TIMESTAMP is in seconds since 1970",
    ),
    (
        HEAD.encode() + b"u," + b"i" * 257 + b",1\n",
        f"Length cannot be more than 256 characters for ITEM_ID. {GUIDE} ({FILE}, row 2)",
    ),
    (HEAD.encode() + b'u,"a,1\n', f"{FILE}, row 2, column ITEM_ID: a quoted value has no closing quote"),
]


@pytest.mark.parametrize(("content", "reason"), BAD_FILES)
def test_a_bad_file_fails_the_job_and_the_dataset_keeps_what_it_had(
    aws: Aws, dataset: str, content: bytes, reason: str
) -> None:
    import_csv(aws, dataset, HEAD + "u,a,1\nv,a,1\nu,b,1\n", "good")
    before = popular(aws, dataset, "before")
    job = import_csv(aws, dataset, content)
    assert (job["status"], job["failureReason"]) == ("CREATE FAILED", reason)
    assert popular(aws, dataset) == before == ["a", "b"]


def test_a_failed_first_import_leaves_the_dataset_empty(aws: Aws, dataset: str) -> None:
    assert import_csv(aws, dataset, HEAD)["status"] == "CREATE FAILED"
    with assert_refused("InvalidInputException") as error:
        popular(aws, dataset)
    assert error.message.startswith("Dataset group must contain an INTERACTIONS dataset")


def test_the_header_is_looked_at_before_the_rows(aws: Aws, dataset: str) -> None:
    with assert_refused("InvalidInputException", "Input csv is missing the following columns: [TIMESTAMP]"):
        import_csv(aws, dataset, "USER_ID,ITEM_ID\nu\n")


def test_files_of_other_columns_in_a_folder_are_refused(aws: Aws, dataset: str) -> None:
    put_csv(aws, "in/1.csv", HEAD + "u,a,1\n")
    put_csv(aws, "in/2.csv", "USER_ID,ITEM_ID\nu,b\n")
    job = aws.personalize.create_dataset_import_job(
        jobName="job", datasetArn=dataset, dataSource={"dataLocation": f"s3://{BUCKET}/in/"}, roleArn=ROLE
    )["datasetImportJobArn"]
    expected = f"Input csv is missing the following columns: [TIMESTAMP] (s3://{BUCKET}/in/2.csv)"
    assert described(aws, job)["failureReason"] == expected


def test_every_interaction_of_one_moment_is_kept(aws: Aws, dataset: str) -> None:
    rows = "".join(f"u{n},a,1\nu{n},b,1\n" for n in range(3))
    assert import_csv(aws, dataset, HEAD + rows + "u9,b,1\n")["status"] == "ACTIVE"
    assert popular(aws, dataset) == ["b", "a"]


def test_a_file_deleted_from_a_versioned_bucket_is_not_there(aws: Aws, dataset: str) -> None:
    put_csv(aws, "in/1.csv", HEAD + "u,a,1\n")
    aws.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    put_csv(aws, "in/2.csv", HEAD + "u,deleted,1\n")
    aws.s3.delete_object(Bucket=BUCKET, Key="in/2.csv")
    aws.personalize.create_dataset_import_job(
        jobName="folder", datasetArn=dataset, dataSource={"dataLocation": f"s3://{BUCKET}/in/"}, roleArn=ROLE
    )
    assert popular(aws, dataset) == ["a"]
    with assert_refused("InvalidInputException") as error:
        aws.personalize.create_dataset_import_job(
            jobName="file", datasetArn=dataset, dataSource={"dataLocation": f"s3://{BUCKET}/in/2.csv"}, roleArn=ROLE
        )
    assert error.message.endswith(f"(s3://{BUCKET}/in/2.csv does not exist)")


def test_the_newest_version_of_a_file_is_read(aws: Aws, dataset: str) -> None:
    put_csv(aws, "job.csv", HEAD + "u,old,1\n")
    aws.s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    import_csv(aws, dataset, HEAD + "u,new,1\n")
    assert popular(aws, dataset) == ["new"]
