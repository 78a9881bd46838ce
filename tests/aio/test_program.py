"""aioboto3 and aiobotocore against the plugin's server."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from moto_personalize.testing import Personalize
from tests.programs import PATIENCE, tool

PROGRAM = Path(__file__).with_name("program.py")


@pytest.mark.personalize(min_interactions=1, min_users=0)
def test_a_workflow_on_aioboto3_and_aiobotocore(personalize_server: str) -> None:
    python = tool("AIOBOTO_PYTHON")
    done = subprocess.run([python, str(PROGRAM), personalize_server], capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["campaigns"] == ["films"]
    assert [set(items) for items in seen["items"]] == [{"alien", "brazil", "casino"}] * 3
    arn = "arn:aws:personalize:us-east-1:123456789012:campaign/films-2"
    assert seen["refused"] == f"{arn} does not exist or is not active yet."
    [event] = Personalize(personalize_server).recorded_events(user_id="eve")
    assert (event.event_type, event.item_id) == ("watch", "dune")
    assert len(Personalize(personalize_server).recorded_calls("GetRecommendations")) == 4


def test_ci_brings_both() -> None:
    ci = (PROGRAM.parent.parent.parent / ".ci" / "run").read_text()
    assert 'install --quiet aioboto3 aiobotocore\nexport AIOBOTO_PYTHON="$tools/aio/bin/python"\n' in ci
