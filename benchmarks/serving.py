"""What a recommendation costs beside a constant answer of the same size through moto's dispatch.

    python benchmarks/serving.py [ITEMS [ROUNDS]]

Both run in one process on one client, interleaved; the constant answer is a moto handler as moto writes them
(`BaseResponse.call_action`), with a body that was prepared. Medians, and the ratio of medians.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import boto3
import numpy as np
from moto.core.responses import BaseResponse

from moto_personalize import mock_personalize
from moto_personalize.personalize import urls

RECIPES = ("aws-user-personalization", "aws-user-personalization-v2", "aws-sims", "aws-popularity-count")
ROUTE = "{0}/recommendations$"
SCHEMA = {
    "type": "record",
    "name": "Interactions",
    "namespace": "com.amazonaws.personalize.schema",
    "fields": [
        {"name": "USER_ID", "type": "string"},
        {"name": "ITEM_ID", "type": "string"},
        {"name": "TIMESTAMP", "type": "long"},
    ],
    "version": "1.0",
}


class Constant(BaseResponse):
    """Moto's own way to answer, with nothing to work out."""

    answer = "{}"

    def __init__(self) -> None:
        super().__init__(service_name="personalize-runtime")

    def get_recommendations(self) -> str:
        return self.answer


def interactions(items: int, rows: int) -> str:
    """CSV in which every item occurs and users have histories of about 30."""
    numbers = np.random.default_rng(0)
    users = numbers.integers(0, rows // 30, rows)
    chosen = (items ** numbers.random(rows)).astype(int) % items
    chosen[:items] = np.arange(items)
    lines = (f"user-{u},item-{i},{1_600_000_000 + n}" for n, (u, i) in enumerate(zip(users, chosen, strict=True)))
    return "USER_ID,ITEM_ID,TIMESTAMP\n" + "\n".join(lines) + "\n"


def dataset_group(text: str) -> str:
    """Import a CSV text; the dataset group's ARN."""
    s3, personalize = (boto3.client(name, region_name="us-east-1") for name in ("s3", "personalize"))
    s3.create_bucket(Bucket="data")
    s3.put_object(Bucket="data", Key="interactions.csv", Body=text.encode())
    schema = personalize.create_schema(name="interactions", schema=json.dumps(SCHEMA))["schemaArn"]
    group = personalize.create_dataset_group(name="bench")["datasetGroupArn"]
    dataset = personalize.create_dataset(
        name="interactions", schemaArn=schema, datasetGroupArn=group, datasetType="Interactions"
    )["datasetArn"]
    personalize.create_dataset_import_job(
        jobName="import", datasetArn=dataset, dataSource={"dataLocation": "s3://data/interactions.csv"}
    )
    return str(group)


def campaign(group: str, recipe: str) -> str:
    personalize = boto3.client("personalize", region_name="us-east-1")
    solution = personalize.create_solution(
        name=recipe, datasetGroupArn=group, recipeArn=f"arn:aws:personalize:::recipe/{recipe}"
    )["solutionArn"]
    version = personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    return str(personalize.create_campaign(name=recipe, solutionVersionArn=version)["campaignArn"])


def compare(call: Callable[[int], Any], rounds: int) -> tuple[float, float]:
    """Median seconds of a recommendation and of the constant answer, interleaved call by call."""
    ours = urls.url_paths[ROUTE]
    answer = {name: value for name, value in call(0).items() if name != "ResponseMetadata"}
    Constant.answer = json.dumps(answer)
    taken: dict[Any, list[float]] = {ours: [], Constant.dispatch: []}
    try:
        for n in range(rounds):
            for handler, times in taken.items():
                urls.url_paths[ROUTE] = handler
                start = time.perf_counter()
                given = call(n)
                times.append(time.perf_counter() - start)
                assert len(given["itemList"]) == len(answer["itemList"])
    finally:
        urls.url_paths[ROUTE] = ours
    first, second = (statistics.median(times) for times in taken.values())
    return first, second


@mock_personalize
def main(items: int, rounds: int) -> None:
    group = dataset_group(interactions(items, 10 * items))
    runtime = boto3.client("personalize-runtime", region_name="us-east-1")
    print(f"{items} items, {rounds} rounds")
    print(f"{'recipe':32}{'results':>8}{'ours ms':>10}{'constant ms':>13}{'ratio':>7}")
    for recipe in RECIPES:
        arn = campaign(group, recipe)
        for results in (25, 500):

            def call(n: int, arn: str = arn, results: int = results) -> Any:
                return runtime.get_recommendations(
                    campaignArn=arn, userId=f"user-{n}", itemId=f"item-{n}", numResults=results
                )

            ours, constant = compare(call, rounds)
            print(f"{recipe:32}{results:>8}{1e3 * ours:>10.2f}{1e3 * constant:>13.2f}{ours / constant:>7.2f}")


if __name__ == "__main__":
    main(*(int(argument) for argument in (*sys.argv[1:], 100_000, 400)[:2]))
