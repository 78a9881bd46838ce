"""Steps that the benchmarks share: from a CSV text to a campaign, through boto3 in process."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import boto3

REGION = "us-east-1"
BUCKET = "data"
USER_ITEM_TIME = (
    {"name": "USER_ID", "type": "string"},
    {"name": "ITEM_ID", "type": "string"},
    {"name": "TIMESTAMP", "type": "long"},
)


def client(service: str) -> Any:
    return boto3.client(service, region_name=REGION, aws_access_key_id="testing", aws_secret_access_key="testing")


def avro(kind: str, fields: Sequence[Mapping[str, Any]]) -> str:
    """The text of a schema."""
    namespace = "com.amazonaws.personalize.schema"
    return json.dumps({"type": "record", "name": kind, "namespace": namespace, "fields": fields, "version": "1.0"})


def dataset(
    fields: Sequence[Mapping[str, Any]], kind: str = "Interactions", group: str | None = None, **domain: str
) -> tuple[str, str]:
    """An empty dataset: its ARN, and its group's, which is made unless given. domain: of both, by that name."""
    personalize = client("personalize")
    name = "".join([kind, *domain.values()])
    schema = personalize.create_schema(name=name, schema=avro(kind, fields), **domain)["schemaArn"]
    group = group or personalize.create_dataset_group(name=f"bench-{name}", **domain)["datasetGroupArn"]
    arn = personalize.create_dataset(name=kind, schemaArn=schema, datasetGroupArn=group, datasetType=kind)["datasetArn"]
    return arn, group


def put_csv(name: str, content: bytes) -> None:
    s3 = client("s3")
    s3.create_bucket(Bucket=BUCKET)
    s3.put_object(Bucket=BUCKET, Key=name, Body=content)


def import_csv(dataset_arn: str, name: str, job: str, mode: str = "FULL") -> None:
    """Run an import job of a file in S3 to its end."""
    personalize = client("personalize")
    arn = personalize.create_dataset_import_job(
        jobName=job, datasetArn=dataset_arn, dataSource={"dataLocation": f"s3://{BUCKET}/{name}"}, importMode=mode
    )["datasetImportJobArn"]
    described = personalize.describe_dataset_import_job(datasetImportJobArn=arn)["datasetImportJob"]
    assert described["status"] == "ACTIVE", described


def campaign(group: str, recipe: str) -> str:
    personalize = client("personalize")
    solution = personalize.create_solution(
        name=recipe, datasetGroupArn=group, recipeArn=f"arn:aws:personalize:::recipe/{recipe}"
    )["solutionArn"]
    version = personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    return str(personalize.create_campaign(name=recipe, solutionVersionArn=version)["campaignArn"])


def recommender(group: str, use_case: str) -> str:
    arn = client("personalize").create_recommender(
        name=use_case, datasetGroupArn=group, recipeArn=f"arn:aws:personalize:::recipe/{use_case}"
    )["recommenderArn"]
    described = client("personalize").describe_recommender(recommenderArn=arn)["recommender"]
    assert described["status"] == "ACTIVE", described
    return str(arn)


def track(group: str) -> str:
    """The tracking id of a new event tracker."""
    return str(client("personalize").create_event_tracker(name="bench", datasetGroupArn=group)["trackingId"])


def finish(beyond: Sequence[str]) -> None:
    """Leave with exit code 1 when a figure is beyond its bound."""
    sys.exit("beyond the bound: " + "; ".join(beyond) if beyond else 0)
