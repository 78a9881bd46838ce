"""`python -m tests.desk`: the shop of the tests on your desk, to click through. The README says how to go on."""

from __future__ import annotations

from pathlib import Path

from moto_personalize import mock_personalize
from moto_personalize.testing import Personalize

from second_flush import Settings

from .town import deployed

SERVER = {
    "AWS_ENDPOINT_URL": "http://localhost:4000",
    "AWS_DEFAULT_REGION": "us-east-1",
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
}


def lay(desk: Path, settings: Settings, snapshot: bytes) -> None:
    """Put down what the server knows, and what the shop must know of the server."""
    (desk / "desk.snapshot").write_bytes(snapshot)
    variables = {**settings.environment(), **SERVER}
    (desk / "desk.env").write_text("".join(f"{name}='{value}'\n" for name, value in variables.items()))


if __name__ == "__main__":
    with mock_personalize():
        bench = Personalize()
        lay(Path(), deployed(bench), bench.snapshot())
