"""Lines per second of batch inference jobs, beside reading and writing the same lines as JSON, and their memory.

    python benchmarks/batch.py [LINES [ITEMS]]

For each recipe a job over LINES and one over ten times as many, every user once where there are enough. The peer, in
the same run, is json.loads and json.dumps of every line that the job wrote. Memory is what the process grew by, at its
highest, in the job. Exit code 1 when a ratio, or the growth of the larger job over the smaller, is beyond its bound.
"""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from workflow import BUCKET, USER_ITEM_TIME, client, dataset, finish, import_csv, put_csv

from moto_personalize import mock_personalize

RECIPES = ("aws-popularity-count", "aws-similar-items", "aws-user-personalization")
RATIOS = {"aws-popularity-count": 5.0, "aws-similar-items": 60.0, "aws-user-personalization": 100.0}
GROWTH = 64  # MiB that ten times the lines may add; they are some 300 MiB of answers a million
PAGE = resource.getpagesize()
ROLE = "arn:aws:iam::123456789012:role/bench"


class Peak:
    """The most memory that the process has while a block runs, in MiB above what it had before."""

    def __enter__(self) -> Peak:
        self._before = self.highest = _resident()
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch)
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watcher.join()
        self.mib = (self.highest - self._before) >> 20

    def _watch(self) -> None:
        while not self._over.wait(0.02):
            self.highest = max(self.highest, _resident())


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def interactions(users: int, items: int) -> bytes:
    """CSV of some 15 events a user."""
    numbers, rows = np.random.default_rng(0), 15 * users
    who = np.sort(numbers.integers(0, users, rows))
    what = (items ** numbers.random(rows)).astype(int) % items
    lines = (f"user-{u},item-{i},{1_600_000_000 + n}" for n, (u, i) in enumerate(zip(who, what, strict=True)))
    return ("USER_ID,ITEM_ID,TIMESTAMP\n" + "\n".join(lines) + "\n").encode()


def version(group: str, recipe: str) -> str:
    personalize = client("personalize")
    solution = personalize.create_solution(
        name=recipe, datasetGroupArn=group, recipeArn=f"arn:aws:personalize:::recipe/{recipe}"
    )["solutionArn"]
    return str(personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"])


def run(trained: str, name: str, member: str, lines: int, different: int) -> tuple[float, float, int]:
    """Seconds of a job, seconds of the peer, and MiB."""
    noun = member.removesuffix("Id")
    body = "".join(f'{{"{member}": "{noun}-{n % different}"}}\n' for n in range(lines)).encode()
    put_csv(f"in/{name}/lines.json", body)
    del body
    with Peak() as peak:
        start = time.perf_counter()
        client("personalize").create_batch_inference_job(
            jobName=name,
            solutionVersionArn=trained,
            jobInput={"s3DataSource": {"path": f"s3://{BUCKET}/in/{name}/"}},
            jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/out/{name}/"}},
            roleArn=ROLE,
        )
        taken = time.perf_counter() - start
    written = client("s3").get_object(Bucket=BUCKET, Key=f"out/{name}/lines.json.out")["Body"]
    start = time.perf_counter()
    assert sum(len(json.dumps(json.loads(line))) > 0 for line in written.iter_lines(1 << 20)) == lines
    return taken, time.perf_counter() - start, peak.mib


def measure(group: str, recipe: str, lines: int, users: int, items: int) -> Iterator[str]:
    """Print what jobs of both sizes take; the figures beyond their bound."""
    trained = version(group, recipe)
    member, different = ("itemId", items) if recipe == "aws-similar-items" else ("userId", users)
    grown = []
    for count in (lines, 10 * lines):
        taken, peer, mib = run(trained, f"{recipe}-{count}", member, count, different)
        grown.append(mib)
        print(f"{recipe:28}{count:>10}{count / taken:>12.0f}{taken / peer:>8.1f}{mib:>8}", flush=True)
        if taken / peer > RATIOS[recipe]:
            yield f"{recipe}, {count} lines: {taken / peer:.1f} times the peer"
    if grown[1] - grown[0] > GROWTH:
        yield f"{recipe}: {grown[1] - grown[0]} MiB more for ten times the lines"


@mock_personalize(config={"personalize": {"enforce_quotas": False}})
def main(lines: int, items: int) -> None:
    data, group = dataset(USER_ITEM_TIME)
    users = min(10 * lines, 100_000)
    put_csv("interactions.csv", interactions(users, items))
    import_csv(data, "interactions.csv", "import")
    print(f"{users} users, {items} items")
    print(f"{'recipe':28}{'lines':>10}{'lines/s':>12}{'ratio':>8}{'MiB':>8}")
    finish([beyond for recipe in RECIPES for beyond in measure(group, recipe, lines, users, items)])


if __name__ == "__main__":
    main(*(int(argument) for argument in (*sys.argv[1:], 10_000, 5_000)[:2]))
