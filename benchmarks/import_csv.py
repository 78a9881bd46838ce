"""How fast and in how much memory an import job takes in a CSV of interactions.

    python benchmarks/import_csv.py [--rows 1000000] [--rounds 5] [--quoted]

Runs dataset import jobs through boto3 in process, from moto's S3: FULL, and INCREMENTAL with as many other rows on
top. Prints the medians beside pyarrow's bare read of the same file (interleaved; left out where pyarrow is not
installed), and for each job, in a fresh process, the peak memory above what the process had before the file was in
S3. Exit code 1 when a figure is beyond its bound.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

import numpy as np
from workflow import USER_ITEM_TIME, dataset, finish, import_csv, put_csv

from moto_personalize import mock_personalize

FIELDS = (
    *USER_ITEM_TIME,
    {"name": "EVENT_TYPE", "type": "string"},
    {"name": "EVENT_VALUE", "type": ["float", "null"]},
)
MODES = ("FULL", "INCREMENTAL")
MAX_SECONDS = 10
MAX_MB = 500


def write_interactions(path: Path, rows: int, quoted: bool, seed: int) -> None:
    """Users with about 20 rows each, items of Zipf-like popularity, 47 bytes a row; maybe quoted."""
    rng = np.random.default_rng(seed)
    user = rng.integers(0, max(rows // 20, 2), rows).tolist()
    item = (10 ** (4 * rng.random(rows))).astype(int).tolist()
    event = rng.choice(["click", "watch", "purchase"], rows, p=[0.7, 0.2, 0.1]).tolist()
    value = rng.integers(0, 101, rows).tolist()
    moment = np.sort(rng.integers(1_600_000_000, 1_700_000_000, rows)).tolist()
    line = '"user-{:07d}","item_{:06d}",{},"{}",{}\n' if quoted else "user-{:07d},item_{:06d},{},{},{}\n"
    columns = zip(user, item, moment, event, value, strict=True)
    with path.open("w", newline="") as file:
        file.write(",".join(str(field["name"]) for field in FIELDS) + "\n")
        file.writelines(line.format(u, i, t, e, v / 100) for u, i, t, e, v in columns)


def seconds(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


@mock_personalize
def timed(files: Sequence[Path], rounds: int) -> dict[str, list[float]]:
    """Seconds of each kind of job and, where it is installed, of pyarrow's bare read of the first file."""
    try:
        from pyarrow.csv import read_csv as bare_read
    except ImportError:
        bare_read = None
    data, _ = dataset(FIELDS)
    for path in files:
        put_csv(path.name, path.read_bytes())
    times: dict[str, list[float]] = {mode: [] for mode in MODES}
    for n in range(rounds):
        for mode, path in zip(MODES, files, strict=True):
            times[mode].append(seconds(partial(import_csv, data, path.name, f"{mode}-{n}", mode)))
        if bare_read is not None:
            times.setdefault("bare", []).append(seconds(partial(bare_read, files[0])))
    return times


def show_times(times: Mapping[str, Sequence[float]]) -> Iterator[str]:
    """Print the medians; the jobs beyond the bound."""
    for mode in MODES:
        median = statistics.median(times[mode])
        ratio = (
            f", {median / statistics.median(times['bare']):.1f} times pyarrow's bare read" if "bare" in times else ""
        )
        print(f"{mode:12} {median:6.2f} s (bound {MAX_SECONDS} s){ratio}", flush=True)
        if median > MAX_SECONDS:
            yield f"{mode}: {median:.2f} s"


def memory(line: str) -> float:
    """MB of this process: VmRSS is what it has now, VmHWM what it had at most."""
    status = Path("/proc/self/status")
    if status.exists():
        return int(status.read_text().split(f"{line}:")[1].split()[0]) / 1e3
    import resource  # elsewhere the highest so far stands for both

    scale = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


def forget_peak() -> None:
    """What moto needs to store a file is not the import's."""
    switch = Path("/proc/self/clear_refs")
    if switch.exists():
        switch.write_text("5")


@mock_personalize
def show_memory(files: Sequence[Path]) -> list[str]:
    """Print the peak of each kind of job; the jobs beyond the bound."""
    data, _ = dataset(FIELDS)
    beyond = []
    for mode, path in zip(MODES, files, strict=True):
        before = memory("VmRSS")
        put_csv(path.name, path.read_bytes())
        forget_peak()
        import_csv(data, path.name, mode, mode)
        peak = memory("VmHWM") - before
        print(f"{mode:12} {peak:6.0f} MB at most above the process before, file included (bound {MAX_MB} MB)")
        if peak > MAX_MB:
            beyond.append(f"{mode}: {peak:.0f} MB")
    return beyond


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quoted", action="store_true", help="every string in quotes")
    parser.add_argument("--memory-of", type=Path, nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory_of:
        finish(show_memory(arguments.memory_of))
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder) / f"{mode}.csv" for mode in MODES]
        for seed, path in enumerate(files):
            write_interactions(path, arguments.rows, arguments.quoted, seed)
        size, rows = files[0].stat().st_size, arguments.rows
        print(f"{rows:,} rows, {size / 1e6:.0f} MB, {size / rows:.0f} bytes a row; median of {arguments.rounds}")
        beyond = list(show_times(timed(files, arguments.rounds)))
        fresh = subprocess.run([sys.executable, __file__, "--memory-of", *map(str, files)])
    finish([*beyond, *(["memory"] if fresh.returncode else [])])


if __name__ == "__main__":
    main()
