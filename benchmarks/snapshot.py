"""What a snapshot costs. `python benchmarks/snapshot.py`

100,000 interactions of 10,000 users with 10,000 items, imported, and a campaign of aws-user-personalization: seconds of
`snapshot` and `restore` beside those of the import and training that a restore saves, and megabytes beside the CSV file
and beside `numpy.savez_compressed` of the very same arrays.
"""

from __future__ import annotations

import gc
import io
import json
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import workflow

from moto_personalize import mock_personalize
from moto_personalize.personalize.state.file import unpacked
from moto_personalize.testing import restore, snapshot

ROWS, USERS, ITEMS, TRIES = 100_000, 10_000, 10_000, 5
BOUND = 0.5
"""What snapshot and restore together may take of the time of import and training."""
SIZE_BOUND = 1.5
"""Of the size of numpy's file."""


def csv_text() -> bytes:
    random = np.random.default_rng(0)
    users, items = random.integers(0, USERS, ROWS), (random.random(ROWS) ** 3 * ITEMS).astype(int)
    rows = (f"u{user},i{item},{1_600_000_000 + 7 * n}" for n, (user, item) in enumerate(zip(users, items, strict=True)))
    return "\n".join(["USER_ID,ITEM_ID,TIMESTAMP", *rows]).encode()


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, the median of some tries, and what came of it."""
    seconds = []
    for _ in range(TRIES):
        gc.collect()
        start = time.perf_counter()
        made = work()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds), made


def built(content: bytes) -> float:
    """Seconds of import, training and deployment."""
    dataset, group = workflow.dataset(workflow.USER_ITEM_TIME)
    workflow.put_csv("rows.csv", content)
    start = time.perf_counter()
    workflow.import_csv(dataset, "rows.csv", "rows")
    workflow.campaign(group, "aws-user-personalization")
    return time.perf_counter() - start


def by_numpy(data: bytes) -> int:
    """Bytes of numpy's own file with the same arrays."""
    document, arrays = unpacked(data)
    nodes, at, found = json.loads(document)["nodes"], 0, []
    for node in nodes:
        if node[0] == "array":
            size = int(np.prod(node[2])) * np.dtype(node[1]).itemsize
            found.append(np.frombuffer(arrays[at : at + size], node[1]))
            at += size + -size % 8
        elif node[0] == "objects" and all(isinstance(text, str) for text in node[3:]):
            found.append(np.array(node[3:], np.str_))
    file = io.BytesIO()
    np.savez_compressed(file, *found)
    return len(file.getvalue())


def main() -> None:
    content = csv_text()
    with mock_personalize():
        building = built(content)
        saving, data = timed(snapshot)
        restoring, _ = timed(lambda: restore(data))
    theirs = by_numpy(data)
    share, size = (saving + restoring) / building, len(data) / theirs
    print(f"import, training, campaign  {building:6.2f} s   CSV {len(content) / 1e6:.2f} MB")
    print(f"snapshot                    {saving:6.2f} s   {len(data) / 1e6:.2f} MB")
    print(f"restore                     {restoring:6.2f} s")
    print(f"snapshot and restore take {share:.2f} of building anew (at most {BOUND})")
    print(f"numpy's own file of the same arrays is {theirs / 1e6:.2f} MB: {size:.2f} of it (at most {SIZE_BOUND})")
    beyond = [f"time {share:.2f}"] if share > BOUND else []
    workflow.finish(beyond + ([f"size {size:.2f}"] if size > SIZE_BOUND else []))


if __name__ == "__main__":
    main()
