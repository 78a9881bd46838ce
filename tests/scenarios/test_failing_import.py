"""An import fails: what its job says, what is left as it was, and how the next one puts it right."""

from __future__ import annotations

from tests.conftest import Aws
from tests.workflow import (
    BUCKET,
    INTERACTION_FIELDS,
    csv_text,
    deploy,
    described,
    films_group,
    import_csv,
    recommended,
    views,
)


def test_a_failing_import_is_understood_mended_and_repeated(aws: Aws) -> None:
    group = films_group(aws, views())
    dataset = group.replace("dataset-group", "dataset") + "/INTERACTIONS"
    before = recommended(aws, deploy(aws, group, "aws-popularity-count", "before"))

    rows = [*views(), *((f"fan-{n:02}", "hit", 1_700_000_000) for n in range(50))]
    broken = csv_text(INTERACTION_FIELDS, [*rows, ("fan-50", "hit", 1_700_000_000_000)])
    job = import_csv(aws, dataset, broken, "broken")
    assert job["status"] == "CREATE FAILED"
    assert job["failureReason"] == (
        f"s3://{BUCKET}/broken.csv, row 1252, column TIMESTAMP: '1700000000000' looks like milliseconds: "
        "TIMESTAMP is in seconds since 1970"
    )
    listed = aws.personalize.list_dataset_import_jobs(datasetArn=dataset)["datasetImportJobs"]
    assert [(each["status"], "failureReason" in each) for each in listed] == [
        ("CREATE FAILED", True),
        ("ACTIVE", False),
    ]
    assert described(aws, dataset)["status"] == "ACTIVE"
    assert recommended(aws, deploy(aws, group, "aws-popularity-count", "unchanged")) == before

    assert import_csv(aws, dataset, csv_text(INTERACTION_FIELDS, rows), "mended")["status"] == "ACTIVE"
    assert recommended(aws, deploy(aws, group, "aws-popularity-count", "after"))[0] == "hit"
