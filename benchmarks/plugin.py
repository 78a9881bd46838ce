"""What the pytest plugin costs a suite that never touches Personalize: less than 5 ms of its collection.

    python benchmarks/plugin.py [PAIRS]

A suite of 500 tests is collected with the plugin, and with an empty one in its place (to look one up takes pytest some
milliseconds, whatever it holds), each read anew, in one process and in turns; no other plugin is loaded. The median of
the differences in time of the processor; exit code 1 when it is beyond the bound.
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
PLUGIN, EMPTY = "pytest_moto_personalize", "empty_plugin"
SUITE = "\n\n".join(f"def test_{n}():\n    assert True\n" for n in range(TESTS))
COLLECT = ["--collect-only", "-qq", "-p", "no:cacheprovider", "--import-mode=importlib"]


def collected(directory: str, plugin: str) -> float:
    """Milliseconds of the processor that a collection takes: other work on the machine changes them less."""
    sys.modules.pop(plugin, None)
    began = time.process_time()
    with contextlib.redirect_stdout(io.StringIO()):
        code = pytest.main([*COLLECT, "-p", plugin, "--rootdir", directory, directory])
    assert code == 0, f"the suite could not be collected: {code}"
    return (time.process_time() - began) * 1000


def main(pairs: int) -> int:
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.dont_write_bytecode = False
    plain, loaded = [], []
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "pytest.ini").write_text("[pytest]\n")
        (Path(directory) / "test_nothing.py").write_text(SUITE)
        (Path(directory) / f"{EMPTY}.py").write_text('"""Nothing."""\n')
        sys.path.insert(0, directory)
        for number in range(pairs + 1):
            both = (PLUGIN, EMPTY) if number % 2 else (EMPTY, PLUGIN)
            times = {plugin: collected(directory, plugin) for plugin in both}
            if number:  # the first writes bytecode
                plain.append(times[EMPTY])
                loaded.append(times[PLUGIN])
    added = statistics.median(one - other for one, other in zip(loaded, plain, strict=True))
    print(f"{TESTS} tests are collected in {statistics.median(plain):.0f} ms")
    print(f"the plugin adds {added:.2f} ms (bound: {BOUND} ms; median of {pairs} pairs)")
    return int(added > BOUND)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 31))
