"""The how-tos run with the suite; those of setting up also where there is nothing of this repository."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests import programs

EXAMPLES = Path(__file__).parent / "examples"
SETTING_UP = ("test_fixture.py", "test_decorator.py", "test_unittest.py", "test_server.py")


def test_setting_up_takes_nothing_but_the_installation(tmp_path: Path) -> None:
    for name in SETTING_UP:
        shutil.copy(EXAMPLES / name, tmp_path)
    ran = programs.run(["-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path)])
    assert f"{len(SETTING_UP)} passed" in ran.stdout, ran.stdout
