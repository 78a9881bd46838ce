"""Steps that many tests share: from rows to a campaign, through boto3."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.conftest import Aws

ROLE = "arn:aws:iam::123456789012:role/PersonalizeRole"
BUCKET = "personalize-data"
Field = Mapping[str, Any]

INTERACTION_FIELDS: tuple[Field, ...] = (
    {"name": "USER_ID", "type": "string"},
    {"name": "ITEM_ID", "type": "string"},
    {"name": "TIMESTAMP", "type": "long"},
)
EVENT_FIELDS: tuple[Field, ...] = (
    *INTERACTION_FIELDS,
    {"name": "EVENT_TYPE", "type": "string"},
    {"name": "EVENT_VALUE", "type": ["float", "null"]},
)
DOMAIN_FIELDS: tuple[Field, ...] = (*INTERACTION_FIELDS, {"name": "EVENT_TYPE", "type": "string"})
ITEM_FIELDS: tuple[Field, ...] = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "GENRES", "type": ["null", "string"], "categorical": True},
    {"name": "CREATION_TIMESTAMP", "type": "long"},
)


def schema_text(name: str = "Interactions", fields: Sequence[Field] = INTERACTION_FIELDS) -> str:
    return json.dumps(
        {
            "type": "record",
            "name": name,
            "namespace": "com.amazonaws.personalize.schema",
            "fields": list(fields),
            "version": "1.0",
        }
    )


def csv_text(fields: Sequence[Field], rows: Iterable[Sequence[Any]]) -> str:
    lines = [",".join(field["name"] for field in fields)]
    return "\n".join([*lines, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n"


def put_csv(aws: Aws, key: str, text: str | bytes) -> str:
    """Store a file; its S3 location."""
    aws.s3.create_bucket(Bucket=BUCKET)
    aws.s3.put_object(Bucket=BUCKET, Key=key, Body=text)
    return f"s3://{BUCKET}/{key}"


def create_group(aws: Aws, name: str = "films", **kwargs: Any) -> str:
    return aws.personalize.create_dataset_group(name=name, **kwargs)["datasetGroupArn"]


def create_dataset(
    aws: Aws, group: str, kind: str = "Interactions", fields: Sequence[Field] = INTERACTION_FIELDS, **kwargs: Any
) -> str:
    """A dataset with a schema of its own."""
    name = f"{group.rsplit('/', 1)[-1]}-{kind}"
    schema = aws.personalize.create_schema(name=name, schema=schema_text(kind, fields), **kwargs)["schemaArn"]
    return aws.personalize.create_dataset(name=name, schemaArn=schema, datasetGroupArn=group, datasetType=kind)[
        "datasetArn"
    ]


def import_csv(aws: Aws, dataset: str, text: str | bytes, job: str = "job", **kwargs: Any) -> dict[str, Any]:
    """Import a CSV text; what DescribeDatasetImportJob says then."""
    location = put_csv(aws, f"{job}.csv", text)
    arn = aws.personalize.create_dataset_import_job(
        jobName=job, datasetArn=dataset, dataSource={"dataLocation": location}, roleArn=ROLE, **kwargs
    )["datasetImportJobArn"]
    return aws.personalize.describe_dataset_import_job(datasetImportJobArn=arn)["datasetImportJob"]


def films_group(
    aws: Aws,
    rows: Iterable[Sequence[Any]],
    fields: Sequence[Field] = INTERACTION_FIELDS,
    name: str = "films",
) -> str:
    """A dataset group with imported interactions."""
    group = create_group(aws, name)
    dataset = create_dataset(aws, group, "Interactions", fields)
    job = import_csv(aws, dataset, csv_text(fields, rows), job=f"{name}-import")
    assert job["status"] == "ACTIVE", job
    return group


def domain_group(
    aws: Aws,
    rows: Iterable[Sequence[Any]],
    domain: str = "ECOMMERCE",
    name: str = "shop",
    fields: Sequence[Field] = DOMAIN_FIELDS,
) -> str:
    """A Domain dataset group with imported interactions."""
    group = create_group(aws, name, domain=domain)
    dataset = create_dataset(aws, group, "Interactions", fields, domain=domain)
    job = import_csv(aws, dataset, csv_text(fields, rows), job=f"{name}-import")
    assert job["status"] == "ACTIVE", job
    return group


def recommender(aws: Aws, group: str, use_case: str, name: str | None = None, **kwargs: Any) -> str:
    """A recommender of a use case; its ARN."""
    return aws.personalize.create_recommender(
        name=name or use_case, datasetGroupArn=group, recipeArn=recipe_arn(use_case), **kwargs
    )["recommenderArn"]


def recipe_arn(recipe: str, partition: str = "aws") -> str:
    return f"arn:{partition}:personalize:::recipe/{recipe}"


def train(aws: Aws, group: str, recipe: str, name: str | None = None, **kwargs: Any) -> str:
    """A solution with one version; the version's ARN."""
    solution = aws.personalize.create_solution(
        name=name or recipe, datasetGroupArn=group, recipeArn=recipe_arn(recipe), **kwargs
    )["solutionArn"]
    return aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]


def deploy(aws: Aws, group: str, recipe: str, name: str | None = None, **kwargs: Any) -> str:
    """A campaign of a freshly trained version; its ARN."""
    version = train(aws, group, recipe, name)
    return aws.personalize.create_campaign(name=name or recipe, solutionVersionArn=version, **kwargs)["campaignArn"]


def attribute(
    aws: Aws, group: str, metrics: Mapping[str, tuple[str, str]], path: str | None = None, name: str = "impact"
) -> str:
    """A metric attribution with event type and expression of each metric; its ARN."""
    destination = {"s3DataDestination": {"path": path}} if path else {}
    return aws.personalize.create_metric_attribution(
        name=name,
        datasetGroupArn=group,
        metrics=[
            {"metricName": metric, "eventType": event_type, "expression": expression}
            for metric, (event_type, expression) in metrics.items()
        ],
        metricsOutputConfig={"roleArn": ROLE, **destination},
    )["metricAttributionArn"]


def items_of(answer: Mapping[str, Any]) -> list[str]:
    return [item["itemId"] for item in answer["itemList"]]


def ranking_of(answer: Mapping[str, Any]) -> list[str]:
    return [item["itemId"] for item in answer["personalizedRanking"]]


def views(users: int = 30, items: int = 40, each: int = 40, start: int = 1_600_000_000) -> list[tuple[Any, ...]]:
    """Interactions of users in two groups of taste: the even ones see even items, the odd ones odd items."""
    return [
        (f"user-{user:02}", f"item-{(2 * (step + user)) % items + user % 2:02}", start + 60 * (user + users * step))
        for user in range(users)
        for step in range(each)
    ]


def described_items(aws: Aws, group: str, items: int = 40) -> str:
    """An Items dataset that says the same of every item of `views`; its ARN."""
    dataset = create_dataset(aws, group, "Items", ITEM_FIELDS)
    rows = [(f"item-{n:02}", "", 1_500_000_000) for n in range(items)]
    assert import_csv(aws, dataset, csv_text(ITEM_FIELDS, rows), "described-items")["status"] == "ACTIVE"
    return dataset


def evenness(items: list[str]) -> float:
    """The share of items that users of even taste see."""
    return sum(int(item[-2:]) % 2 == 0 for item in items) / len(items)


NOUNS = {
    "dataset-group": "DatasetGroup",
    "dataset": "Dataset",
    "dataset-import-job": "DatasetImportJob",
    "dataset-export-job": "DatasetExportJob",
    "data-deletion-job": "DataDeletionJob",
    "event-tracker": "EventTracker",
    "solution": "Solution",
    "campaign": "Campaign",
    "filter": "Filter",
    "recommender": "Recommender",
    "metric-attribution": "MetricAttribution",
    "schema": "Schema",
    "batch-inference-job": "BatchInferenceJob",
    "batch-segment-job": "BatchSegmentJob",
}


def noun_of(arn: str) -> str:
    """The API's name for the type of a resource: `SolutionVersion`."""
    kind, *path = arn.split(":")[5].split("/")
    return "SolutionVersion" if kind == "solution" and len(path) == 2 else NOUNS[kind]


def described(aws: Aws, arn: str) -> dict[str, Any]:
    """What Describe says of a resource of any type."""
    noun = noun_of(arn)
    member = noun[0].lower() + noun[1:]
    verb = "describe" + re.sub("([A-Z])", lambda letter: "_" + letter[0].lower(), noun)
    return getattr(aws.personalize, verb)(**{f"{member}Arn": arn})[member]


def status(aws: Aws, arn: str) -> str:
    return described(aws, arn)["status"]


def recommended(aws: Aws, campaign: str, **request: Any) -> list[str]:
    """Ids of the items that a campaign recommends."""
    return items_of(aws.runtime.get_recommendations(campaignArn=campaign, **request))


def answer_of(response: Mapping[str, Any]) -> dict[str, Any]:
    """The members of an answer, without boto3's own."""
    return {name: value for name, value in response.items() if name != "ResponseMetadata"}


def batch_job(aws: Aws, version: str, lines: str, name: str = "job", kind: str = "inference", **kwargs: Any) -> str:
    """A batch inference or segment job over one file; its ARN."""
    put_csv(aws, f"in/{name}/lines.json", lines)
    create = getattr(aws.personalize, f"create_batch_{kind}_job")
    paths = {
        "jobInput": {"s3DataSource": {"path": f"s3://{BUCKET}/in/{name}/"}},
        "jobOutput": {"s3DataDestination": {"path": f"s3://{BUCKET}/out/{name}/"}},
    }
    answer = create(**{"jobName": name, "solutionVersionArn": version, "roleArn": ROLE, **paths, **kwargs})
    return str(answer[f"batch{kind.capitalize()}JobArn"])


def stored_text(aws: Aws, key: str) -> str:
    """The text of an object in the bucket of the data."""
    return str(aws.s3.get_object(Bucket=BUCKET, Key=key)["Body"].read().decode())


def answers_of(aws: Aws, name: str = "job") -> list[str]:
    """The lines that a batch job wrote."""
    return stored_text(aws, f"out/{name}/lines.json.out").splitlines()


class assert_refused:
    """Expect a ClientError with a code and, in full, a message; `error` holds the response afterwards."""

    def __init__(self, code: str, message: str | None = None, status: int | None = None) -> None:
        self._code, self._message, self._status = code, message, status
        self._raises = pytest.raises(ClientError)
        self.message = ""

    def __enter__(self) -> assert_refused:
        self._info = self._raises.__enter__()
        return self

    def __exit__(self, *exc: Any) -> bool:
        suppressed = bool(self._raises.__exit__(*exc))
        response = self._info.value.response
        self.message = response["Error"]["Message"]
        assert response["Error"]["Code"] == self._code
        if self._message is not None:
            assert self.message == self._message
        if self._status is not None:
            assert response["ResponseMetadata"]["HTTPStatusCode"] == self._status
        return suppressed
