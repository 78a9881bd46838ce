"""What streamed records, exports and deletions cost. `python benchmarks/moving_data.py`

PutItems on 100,000 items: milliseconds of a call, and of the filtered request after it. An export of a million
interactions beside `csv.writer` on the same rows, and the memory that it takes.
"""

from __future__ import annotations

import csv
import io
import json
import statistics
import time
import tracemalloc
from typing import Any

import boto3
import numpy as np

from moto_personalize import mock_personalize
from moto_personalize.personalize.models import personalize_backends
from moto_personalize.personalize.service.datasets import Dataset

ITEMS, USERS, ROWS, PUTS = 100_000, 50_000, 1_000_000, 1_000
ROLE = "arn:aws:iam::123456789012:role/PersonalizeRole"
FIELDS: dict[str, list[dict[str, Any]]] = {
    "Interactions": [{"name": n, "type": t} for n, t in (("USER_ID", "string"), ("ITEM_ID", "string"))]
    + [{"name": "TIMESTAMP", "type": "long"}],
    "Items": [
        {"name": "ITEM_ID", "type": "string"},
        {"name": "GENRE", "type": ["null", "string"], "categorical": True},
        {"name": "PRICE", "type": ["null", "float"]},
    ],
}


def main() -> None:
    with mock_personalize(config={"personalize": {"min_users": 0}}):
        client, events, runtime, s3 = (
            boto3.client(name, "us-east-1")
            for name in ("personalize", "personalize-events", "personalize-runtime", "s3")
        )
        s3.create_bucket(Bucket="bench")
        group = client.create_dataset_group(name="bench")["datasetGroupArn"]
        random = np.random.default_rng(0)
        users, items = random.integers(0, USERS, ROWS), random.integers(0, ITEMS, ROWS)
        rows = [f"u{user},i{item},{1_600_000_000 + n}" for n, (user, item) in enumerate(zip(users, items, strict=True))]
        imported(client, s3, group, "Interactions", rows)
        arn = imported(client, s3, group, "Items", [f"i{n},g{n % 40},{n % 90}.5" for n in range(ITEMS)])
        solution = client.create_solution(
            name="b", datasetGroupArn=group, recipeArn="arn:aws:personalize:::recipe/aws-popularity-count"
        )["solutionArn"]
        version = client.create_solution_version(solutionArn=solution)["solutionVersionArn"]
        campaign = client.create_campaign(name="b", solutionVersionArn=version)["campaignArn"]
        chosen = client.create_filter(
            name="f",
            datasetGroupArn=group,
            filterExpression='INCLUDE ItemID WHERE Items.GENRE IN ("g1") AND Items.PRICE < 50',
        )["filterArn"]
        streaming(events, runtime, arn, campaign, chosen)
        exporting(client, s3, arn.replace("ITEMS", "INTERACTIONS"))


def imported(client: Any, s3: Any, group: str, kind: str, rows: list[str]) -> str:
    header = ",".join(field["name"] for field in FIELDS[kind])
    s3.put_object(Bucket="bench", Key=f"{kind}.csv", Body="\n".join([header, *rows]))
    schema = {"type": "record", "name": kind, "namespace": "com.amazonaws.personalize.schema", "version": "1.0"}
    arn = client.create_schema(name=kind, schema=json.dumps({**schema, "fields": FIELDS[kind]}))["schemaArn"]
    dataset = client.create_dataset(name=kind, schemaArn=arn, datasetGroupArn=group, datasetType=kind)["datasetArn"]
    client.create_dataset_import_job(
        jobName=kind, datasetArn=dataset, roleArn=ROLE, dataSource={"dataLocation": f"s3://bench/{kind}.csv"}
    )
    return str(dataset)


def streaming(events: Any, runtime: Any, items: str, campaign: str, chosen: str) -> None:
    took: dict[str, list[float]] = {"PutItems": [], "filtered request after it": [], "filtered request": []}
    for n in range(PUTS):
        properties = json.dumps({"genre": f"g{n % 41}", "price": n % 70})
        given = [{"itemId": f"i{(n * 97 + k) % (ITEMS + 99)}", "properties": properties} for k in range(10)]
        took["PutItems"].append(timed(lambda given=given: events.put_items(datasetArn=items, items=given)))
        for name in ("filtered request after it", "filtered request") if n % 10 == 0 else ():
            took[name].append(timed(lambda: runtime.get_recommendations(campaignArn=campaign, filterArn=chosen)))
    for name, times in took.items():
        print(f"{name}: median {statistics.median(times):.1f} ms, worst {max(times):.1f} ms ({len(times)} calls)")


def exporting(client: Any, s3: Any, dataset: str) -> None:
    """The memory is what Python and numpy allocate in a second export, which being watched slows down."""
    ours = timed(lambda: export(client, dataset, "out"))
    tracemalloc.start()
    export(client, dataset, "watched")
    peak = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    table = personalize_backends["123456789012"]["us-east-1"].store.get(Dataset, dataset).bulk
    assert table is not None
    rows = list(zip(*(column.to_list() for column in table.columns.values()), strict=True))
    theirs = timed(lambda: csv.writer(io.StringIO()).writerows(rows))
    size = s3.head_object(Bucket="bench", Key="out/out.csv")["ContentLength"] / 1e6
    print(f"export of {table.rows} rows ({size:.0f} MB): {ours / 1000:.2f} s, {peak:.0f} MB at its peak")
    print(f"csv.writer on the same rows, as tuples in memory: {theirs / 1000:.2f} s")


def export(client: Any, dataset: str, job: str) -> None:
    output = {"s3DataDestination": {"path": "s3://bench/out/"}}
    client.create_dataset_export_job(
        jobName=job, datasetArn=dataset, roleArn=ROLE, jobOutput=output, ingestionMode="BULK"
    )


def timed(work: Any) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


if __name__ == "__main__":
    main()
