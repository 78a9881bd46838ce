"""How fast and in how much memory a CSV of interactions is imported.

    python benchmarks/import_csv.py [--rows 1000000] [--rounds 7] [--quoted]

Prints rows per second, the time as a ratio to pyarrow's bare read of the same file (interleaved, the median
of the rounds' ratios), and the peak memory of an import in a fresh process, the file's bytes included.
pyarrow is needed for the ratio only; without it that line is left out.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from moto_personalize.datasets import Field, Schema, Table, read_csv

SCHEMA = Schema(
    "Interactions",
    (
        Field("USER_ID", "string"),
        Field("ITEM_ID", "string"),
        Field("EVENT_TYPE", "string"),
        Field("EVENT_VALUE", "float", nullable=True),
        Field("TIMESTAMP", "long"),
    ),
)


def write_interactions(path: Path, rows: int, quoted: bool) -> None:
    """Users with about 20 rows each, items of Zipf-like popularity, 47 bytes a row; maybe quoted."""
    rng = np.random.default_rng(7)
    user = rng.integers(0, max(rows // 20, 2), rows).tolist()
    item = (10 ** (4 * rng.random(rows))).astype(int).tolist()
    event = rng.choice(["click", "watch", "purchase"], rows, p=[0.7, 0.2, 0.1]).tolist()
    value = rng.integers(0, 101, rows).tolist()
    moment = np.sort(rng.integers(1_600_000_000, 1_700_000_000, rows)).tolist()
    line = '"user-{:07d}","item_{:06d}","{}",{},{}\n' if quoted else "user-{:07d},item_{:06d},{},{},{}\n"
    columns = zip(user, item, event, value, moment, strict=True)
    with path.open("w", newline="") as file:
        file.write(",".join(field.name for field in SCHEMA.fields) + "\n")
        file.writelines(line.format(u, i, e, v / 100, t) for u, i, e, v, t in columns)


def import_file(path: Path) -> Table:
    return read_csv([(path.name, path.read_bytes())], SCHEMA)


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def compare(path: Path, rows: int, rounds: int) -> None:
    try:
        from pyarrow.csv import read_csv as bare_read
    except ImportError:
        bare_read = None
    ours, ratios = [], []
    for _ in range(rounds):
        ours.append(seconds(lambda: import_file(path)))
        if bare_read is not None:
            ratios.append(ours[-1] / seconds(lambda: bare_read(path)))
    print(f"rows/s     {rows / statistics.median(ours):,.0f}  ({statistics.median(ours):.2f} s)")
    if ratios:
        print(f"ratio      {statistics.median(ratios):.2f} x pyarrow's bare read")


def peak_memory() -> float:
    """The highest resident memory of this process so far, MB."""
    status = Path("/proc/self/status")
    if status.exists():  # ru_maxrss starts from the parent's there
        return int(status.read_text().split("VmHWM:")[1].split()[0]) / 1e3
    import resource

    scale = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def measure_memory(path: Path) -> None:
    before = peak_memory()
    import_file(path)
    print(f"peak       {peak_memory() - before:.0f} MB above the process before, file included")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quoted", action="store_true", help="every string in quotes")
    parser.add_argument("--memory-of", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory_of:
        measure_memory(arguments.memory_of)
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "interactions.csv"
        write_interactions(path, arguments.rows, arguments.quoted)
        size, rows = path.stat().st_size, arguments.rows
        print(f"file       {rows:,} rows, {size / 1e6:.0f} MB, {size / rows:.0f} bytes a row")
        compare(path, rows, arguments.rounds)
        subprocess.run([sys.executable, __file__, "--memory-of", str(path)], check=True)


if __name__ == "__main__":
    main()
