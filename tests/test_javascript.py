"""The AWS SDK for JavaScript against `moto-personalize serve`."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from moto_personalize import testing
from moto_personalize.personalize.models import PersonalizeBackend  # noqa: F401 - it defines every noun
from tests.conftest import RESOURCE_TYPES
from tests.programs import PATIENCE, proxying, serving, tool

HERE = Path(__file__).parent / "javascript"
README = (HERE.parent.parent / "README.md").read_text()
PROXY_PAGE = (HERE.parent.parent / "docs" / "proxy.md").read_text()
CLIENTS = ("personalize", "personalize-events", "personalize-runtime", "s3")
INSTALLED = (*(f"@aws-sdk/client-{name}" for name in CLIENTS), "https-proxy-agent")
ARN = "arn:aws:personalize:us-east-1:123456789012"


@pytest.fixture(scope="module")
def served_url() -> Iterator[str]:
    """A server on which every Describe shows the next status."""
    with serving() as (url, _):
        for resource_type in RESOURCE_TYPES:
            transition = {"progression": "manual", "times": 1}
            body = {"model_name": f"personalize::{resource_type}", "transition": transition}
            requests.post(f"{url}/moto-api/state-manager/set-transition", json=body, timeout=10).raise_for_status()
        yield url


def run(directory: Path, program: str, **environment: str) -> str:
    """Run a module beside the SDK, on a machine without credentials; what it prints. Needs node."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("there is no node")
    (directory / "node_modules").symlink_to(Path(tool("JAVASCRIPT_SDK")) / "node_modules")
    (directory / "program.mjs").write_text(program)
    without_aws = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [node, "program.mjs"],
        cwd=directory,
        env={**without_aws, "AWS_EC2_METADATA_DISABLED": "true", "HOME": str(directory), **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def error(name: str, message: str, status: int = 400) -> dict[str, Any]:
    return {"name": name, "message": message, "status": status, "fault": "client"}


@pytest.fixture(scope="module")
def seen(served_url: str, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What the workflow prints."""
    program = (HERE / "workflow.mjs").read_text()
    return json.loads(run(tmp_path_factory.mktemp("workflow"), program, ENDPOINT=served_url))


def test_a_whole_workflow_from_javascript(seen: Any) -> None:
    assert seen["trained"] == ["CREATE IN_PROGRESS", "ACTIVE"]
    assert abs(seen["created"] - seen["began"]) < 1000 * PATIENCE
    assert seen["metrics"][:2] == ["coverage", "mean_reciprocal_rank_at_25"]
    assert seen["clicked"] == 200
    assert [len(seen[who]) for who in ("stranger", "visitor")] == [5, 5]
    visited = [item["itemId"] for item in seen["visitor"]]
    assert all(int(item.removeprefix("item-")) % 2 == 0 for item in visited)
    assert not {"item-2", "item-4"} & set(visited)
    assert re.fullmatch(r"RID-[0-9a-f-]{25}-CID-[0-9a-f]{6}", seen["recommendationId"])
    assert [item["itemId"] for item in seen["ranked"]] == ["item-2", "item-1", "never-seen"]
    assert [sorted(item) for item in seen["ranked"]] == [["itemId", "score"]] * 2 + [["itemId"]]
    assert seen["left"] == []


def test_javascript_sees_the_errors_of_aws(seen: Any) -> None:
    solution, campaign = (f"{ARN}:{kind}/aws-user-personalization" for kind in ("solution", "campaign"))
    assert seen["refusals"] == {
        "missing": error(
            "ResourceNotFoundException", f"The given dataset group does not exist: {ARN}:dataset-group/books"
        ),
        "taken": error(
            "ResourceAlreadyExistsException", f"Another resource with Arn {ARN}:dataset-group/films already exists."
        ),
        "inUse": error(
            "ResourceInUseException",
            f"The given solution cannot be deleted while the campaign {campaign} is ACTIVE: {solution}",
        ),
        "malformed": error(
            "ValidationException",
            "1 validation error detected: Value 'not a name' at 'name' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: ^[a-zA-Z0-9][a-zA-Z0-9\\-_]*",
        ),
        "runtime": error("InvalidInputException", f"{campaign}-2 does not exist or is not active yet."),
        "events": error("InvalidInputException", "The given event tracker does not exist: none"),
    }


def test_the_example_of_the_readme_runs(served_url: str, tmp_path: Path) -> None:
    (example,) = re.findall(r"```js\n(.*?)```", README, re.DOTALL)
    assert "http://localhost:5000" in example
    printed = run(tmp_path, example.replace("http://localhost:5000", served_url)).split()
    assert printed == sorted(printed)
    assert "aws-user-personalization-v2" in printed


def test_the_example_of_the_proxy_goes_through_it(tmp_path: Path) -> None:
    (example,) = re.findall(r"```js\n(.*?)```", PROXY_PAGE, re.DOTALL)
    with proxying(tmp_path / "log") as variables:
        program = example.replace("http://localhost:5005", variables["HTTPS_PROXY"])
        assert program != example
        printed = run(tmp_path, program, NODE_EXTRA_CA_CERTS=variables["AWS_CA_BUNDLE"])
        calls = testing.recorded_calls(endpoint_url=variables["HTTPS_PROXY"])
    assert "aws-user-personalization-v2" in printed.split()
    assert [call.operation for call in calls] == ["ListRecipes"]


def test_a_suite_in_javascript_uses_the_bench(tmp_path: Path) -> None:
    with serving() as (url, _):
        printed = run(tmp_path, (HERE / "shelf.test.mjs").read_text(), ENDPOINT=url)
    assert re.search(r"^# pass 3$", printed, re.MULTILINE), printed


def test_the_locked_sdk_comes_from_no_particular_host() -> None:
    lock = json.loads((HERE / "package-lock.json").read_text())
    assert "http" not in "".join(json.dumps(package.get("resolved", "")) for package in lock["packages"].values())
    assert {f"node_modules/{name}" for name in INSTALLED} <= lock["packages"].keys()
    assert all("integrity" in package for name, package in lock["packages"].items() if name)


def test_ci_prepares_the_sdk_outside_of_the_checkout() -> None:
    ci = (HERE.parent.parent / ".ci" / "run").read_text()
    assert '  (cd "$tools/javascript" && npm ci --silent --no-audit --no-fund)\n' in ci
    assert '  export JAVASCRIPT_SDK="$tools/javascript"\n' in ci
