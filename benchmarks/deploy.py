"""What a deployment in one call costs beside the same resources by boto3 calls written out.

    python benchmarks/deploy.py [ROWS [ROUNDS]]

Both run in one process, warm and interleaved, in one mock; the peer keeps its clients, too, and has its CSV text ready.
Medians of processor time (nothing waits, so that is all, and a busy machine stretches it little), and the ratio of
medians with its bound; exit code 1 when the ratio, or a deployment's 50 ms for 1,000 rows, is exceeded.
"""

from __future__ import annotations

import functools
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

import workflow
from workflow import REGION, USER_ITEM_TIME, finish

from moto_personalize import mock_personalize, testing

RECIPES = ("aws-user-personalization-v2", "aws-sims", "aws-popularity-count")
FIELDS = (*USER_ITEM_TIME, {"name": "EVENT_TYPE", "type": "string"})
BOUND = 1.0
LONGEST = 0.050  # seconds, of 1,000 rows
kept = functools.cache(workflow.client)
LOOSE: Any = {"personalize": {"min_interactions": 1, "min_users": 0, "enforce_quotas": False}}


def written_out(recipe: str, number: int, content: bytes) -> str:
    """The steps of the guide, one call each."""
    bucket = f"data-{number}"
    kept("s3").create_bucket(Bucket=bucket)
    kept("s3").put_object(Bucket=bucket, Key="data.csv", Body=content)
    return campaign(kept("personalize"), recipe, f"plain-{number}", f"s3://{bucket}/data.csv")


def campaign(personalize: Any, recipe: str, name: str, location: str) -> str:
    group = personalize.create_dataset_group(name=name)["datasetGroupArn"]
    schema = personalize.create_schema(name=name, schema=workflow.avro("Interactions", FIELDS))["schemaArn"]
    dataset = personalize.create_dataset(
        name=name, schemaArn=schema, datasetGroupArn=group, datasetType="INTERACTIONS"
    )["datasetArn"]
    job = personalize.create_dataset_import_job(
        jobName=name, datasetArn=dataset, dataSource={"dataLocation": location}
    )["datasetImportJobArn"]
    described = personalize.describe_dataset_import_job(datasetImportJobArn=job)["datasetImportJob"]
    assert described["status"] == "ACTIVE", described
    solution = personalize.create_solution(
        name=name, datasetGroupArn=group, recipeArn=f"arn:aws:personalize:::recipe/{recipe}", performAutoTraining=False
    )["solutionArn"]
    version = personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    trained = personalize.describe_solution_version(solutionVersionArn=version)["solutionVersion"]
    assert trained["status"] == "ACTIVE", trained
    arn = personalize.create_campaign(name=name, solutionVersionArn=version)["campaignArn"]
    assert personalize.describe_campaign(campaignArn=arn)["campaign"]["status"] == "ACTIVE"
    personalize.create_event_tracker(name=name, datasetGroupArn=group)
    return str(arn)


def compare(recipe: str, rows: int, rounds: int) -> tuple[float, float]:
    """Median seconds of a deployment and of the calls written out."""
    interactions = testing.synthetic_interactions(rows=rows)
    lines = "\n".join(f"{user},{item},{when},click" for user, item, when in interactions)
    content = f"USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n{lines}\n".encode()
    ways: list[Callable[[int], Any]] = [
        lambda _: testing.deploy_campaign(recipe, interactions, region_name=REGION),
        lambda number: written_out(recipe, number, content),
    ]
    taken: list[list[float]] = [[], []]
    with mock_personalize(config=LOOSE):
        for way in ways:
            way(rounds)  # warm
        for number in range(rounds):
            for way, times in zip(ways, taken, strict=True):
                start = time.process_time()
                way(number)
                times.append(time.process_time() - start)
    one_call, calls = map(statistics.median, taken)
    return one_call, calls


def main(rows: int, rounds: int) -> None:
    print(f"{rows} rows, {rounds} rounds")
    print(f"{'recipe':32}{'one call ms':>13}{'written out ms':>16}{'ratio':>7}{'bound':>7}")
    beyond = []
    for recipe in RECIPES:
        ours, theirs = compare(recipe, rows, rounds)
        print(f"{recipe:32}{1e3 * ours:>13.1f}{1e3 * theirs:>16.1f}{ours / theirs:>7.2f}{BOUND:>7}", flush=True)
        if ours > BOUND * theirs:
            beyond.append(f"{recipe}: {ours / theirs:.2f} of the calls")
        if rows <= 1000 and ours > LONGEST:
            beyond.append(f"{recipe}: {1e3 * ours:.1f} ms")
    finish(beyond)


if __name__ == "__main__":
    main(*(int(argument) for argument in (*sys.argv[1:], 1000, 40)[:2]))
