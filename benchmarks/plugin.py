"""What the installed pytest plugin costs a suite that never touches Personalize: less than 5 ms of its collection.

    python benchmarks/plugin.py [PAIRS]

A suite of 100 tests is collected with the distribution there and with it hidden, the plugin read anew each time, in one
process and in turns; no other plugin is there. pytest also goes through the list of files of every distribution that
has a plugin, so install the package as its users do: an editable installation lists hardly any. The median of the
differences in time of the processor; exit code 1 when it is beyond the bound.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import io
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import pytest

TESTS = 100
BOUND = 5.0  # milliseconds
PLUGIN, DISTRIBUTION = "pytest_moto_personalize", "moto-personalize"
SUITE = "\n\n".join(f"def test_{n}():\n    assert True\n" for n in range(TESTS))
COLLECT = ["--collect-only", "-qq", "-p", "no:cacheprovider", "--import-mode=importlib"]


EVERY = importlib.metadata.distributions


def visible(installed: bool) -> Iterator[importlib.metadata.Distribution]:
    """What pytest finds: itself, and perhaps us."""
    names = {"pytest", DISTRIBUTION} if installed else {"pytest"}
    return (found for found in EVERY() if found.name in names)


def collected(directory: str, installed: bool) -> float:
    """Milliseconds of the processor that a collection takes: other work on the machine changes them less."""
    sys.modules.pop(PLUGIN, None)
    with patch("importlib.metadata.distributions", lambda: visible(installed)):
        began = time.process_time()
        with contextlib.redirect_stdout(io.StringIO()):
            code = pytest.main([*COLLECT, "--rootdir", directory, directory])
        taken = time.process_time() - began
    assert code == 0, f"the suite could not be collected: {code}"
    assert (PLUGIN in sys.modules) == installed
    return taken * 1000


def listed() -> float:
    """Milliseconds that pytest takes to read which files we have, to find those whose assertions it rewrites."""
    times = []
    for _ in range(31):
        began = time.process_time()
        _ = [str(file) for file in importlib.metadata.files(DISTRIBUTION) or ()]
        times.append((time.process_time() - began) * 1000)
    return statistics.median(times)


def main(pairs: int) -> int:
    files = len(importlib.metadata.files(DISTRIBUTION) or ())
    sys.dont_write_bytecode = False
    without, there = [], []
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "pytest.ini").write_text("[pytest]\n")
        (Path(directory) / "test_nothing.py").write_text(SUITE)
        for number in range(pairs + 1):
            times = {installed: collected(directory, installed) for installed in (number % 2 == 0, number % 2 == 1)}
            if number:  # the first writes bytecode
                without.append(times[False])
                there.append(times[True])
    added = statistics.median(one - other for one, other in zip(there, without, strict=True))
    print(f"{TESTS} tests are collected in {statistics.median(without):.0f} ms")
    print(f"the plugin, of {files} files, adds {added:.2f} ms (bound: {BOUND} ms; median of {pairs} pairs)")
    print(f"of it pytest's look at the list of files: about {listed():.2f} ms")
    return int(added > BOUND)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 151))
