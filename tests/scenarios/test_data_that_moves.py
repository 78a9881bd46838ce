"""A shop's catalogue over a season: streamed, widened, exported, moved to another group, and rid of a customer."""

from __future__ import annotations

import json

from tests.conftest import Aws
from tests.personalize.films import FIELDS, create_filter, described_films
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    ROLE,
    create_dataset,
    create_group,
    csv_text,
    deploy,
    described,
    import_csv,
    put_csv,
    recommended,
    schema_text,
)

YEAR = {"name": "YEAR", "type": ["null", "int"]}
WIDER = (*FIELDS, YEAR)


def test_data_is_streamed_widened_exported_imported_elsewhere_and_forgotten(aws: Aws, little_data: None) -> None:
    group = described_films(aws)
    datasets = group.replace(":dataset-group/", ":dataset/")
    items, interactions = f"{datasets}/ITEMS", f"{datasets}/INTERACTIONS"
    campaign = deploy(aws, group, "aws-user-personalization")

    # a new schema, a record with its field, and a filter on it, while the campaign serves
    schema = aws.personalize.create_schema(name="wider", schema=schema_text("Items", WIDER))["schemaArn"]
    aws.personalize.update_dataset(datasetArn=items, schemaArn=schema)
    recent = create_filter(aws, group, "INCLUDE ItemID WHERE Items.YEAR > 2000", "recent")
    assert recommended(aws, campaign, userId="user-3", filterArn=recent) == []
    put(aws, items, "film-9", year=2020, genres="drama")
    put(aws, items, "film-0", year="2021")
    assert sorted(recommended(aws, campaign, userId="user-3", filterArn=recent)) == ["film-0", "film-9"]

    # an incremental import comes after one of the records, a full one keeps the others
    import_csv(aws, items, csv_text(WIDER, [("film-0", "old", "", "", 1950)]), "one", importMode="INCREMENTAL")
    assert recommended(aws, campaign, userId="user-3", filterArn=recent) == ["film-9"]
    import_csv(aws, items, csv_text(WIDER, [("film-1", "new", "", "", 2022)]), "all")
    assert sorted(recommended(aws, campaign, userId="user-3", filterArn=recent)) == ["film-0", "film-1", "film-9"]

    # everything moves to another group, whose model is the same
    moved = create_group(aws, "moved")
    for dataset, kind, fields in ((interactions, "Interactions", EVENT_FIELDS), (items, "Items", WIDER)):
        copy = create_dataset(aws, moved, kind, fields)
        import_csv(aws, copy, exported(aws, dataset, kind), f"move-{kind}")
    here, there = (deploy(aws, of, "aws-user-personalization", name) for of, name in ((group, "a"), (moved, "b")))
    before = recommended(aws, here, userId="user-0")
    assert recommended(aws, there, userId="user-0") == before

    # a customer is removed from the one group, and stays in the other
    location = put_csv(aws, "gone/2026/users.csv", "USER_ID\nuser-0\n")
    job = aws.personalize.create_data_deletion_job(
        jobName="gone", datasetGroupArn=group, dataSource={"dataLocation": location}, roleArn=ROLE
    )["dataDeletionJobArn"]
    assert (described(aws, job)["status"], described(aws, job)["numDeleted"]) == ("COMPLETED", 11)
    assert recommended(aws, here, userId="user-0") == recommended(aws, here, userId="nobody")
    assert recommended(aws, there, userId="user-0") == before
    assert "user-0," not in exported(aws, interactions, "left")


def put(aws: Aws, items: str, film: str, **properties: object) -> None:
    aws.events.put_items(datasetArn=items, items=[{"itemId": film, "properties": json.dumps(properties)}])


def exported(aws: Aws, dataset: str, job: str) -> str:
    arn = aws.personalize.create_dataset_export_job(
        jobName=job,
        datasetArn=dataset,
        ingestionMode="ALL",
        roleArn=ROLE,
        jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/exports/"}},
    )["datasetExportJobArn"]
    assert described(aws, arn)["status"] == "ACTIVE"
    text: bytes = aws.s3.get_object(Bucket=BUCKET, Key=f"exports/{job}.csv")["Body"].read()
    return text.decode()
