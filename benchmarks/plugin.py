"""What the pytest plugin costs a suite that never touches Personalize: less than 5 ms of its collection.

    python benchmarks/plugin.py [PAIRS]

A suite of 500 tests is collected with the plugin, read anew, and without it, in one process and in turns; no other
plugin is loaded. Compared are the fastest of each, since other work on the machine only ever adds; the median of the
differences is shown beside it. Exit code 1 when the first is beyond the bound.
"""

from __future__ import annotations

import contextlib
import io
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

import pytest

TESTS = 500
BOUND = 5.0  # milliseconds
PLUGIN = "pytest_moto_personalize"
SUITE = "\n\n".join(f"def test_{n}():\n    assert True\n" for n in range(TESTS))
COLLECT = ["--collect-only", "-qq", "-p", "no:cacheprovider", "--import-mode=importlib"]


def collected(directory: str, *flags: str) -> float:
    """Milliseconds of the processor that a collection takes: other work on the machine changes them less."""
    sys.modules.pop(PLUGIN, None)
    began = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        code = pytest.main([*COLLECT, *flags, "--rootdir", directory, directory])
    assert code == 0, f"the suite could not be collected: {code}"
    return (time.process_time() - began) * 1000


def main(pairs: int) -> int:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = False
    plain, loaded = [], []
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "pytest.ini").write_text("[pytest]\n")
        (Path(directory) / "test_nothing.py").write_text(SUITE)
        for number in range(pairs + 1):
            both = [("-p", PLUGIN), ()]
            times = {flags: collected(directory, *flags) for flags in (both if number % 2 else both[::-1])}
            if number:  # the first writes bytecode
                plain.append(times[()])
                loaded.append(times["-p", PLUGIN])
    added = min(loaded) - min(plain)
    median = statistics.median(one - other for one, other in zip(loaded, plain, strict=True))
    print(f"{TESTS} tests are collected in {min(plain):.0f} ms")
    print(f"the plugin adds {added:.2f} ms (bound: {BOUND} ms; median {median:.2f} ms, {pairs} pairs)")
    return int(added > BOUND)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 31))
