"""Suites of users that a test writes and runs."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import re
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from unittest.mock import patch

import boto3
import pytest
from botocore.loaders import JSONFileLoader

import moto_personalize
from moto_personalize import mock_personalize
from moto_personalize.plugin.server_process import ServerProcess

PRELUDE = """
import asyncio, os, unittest
import boto3
import pytest
from botocore.config import Config
from moto_personalize.testing import Personalize

def groups(client):
    return [group["name"] for group in client.list_dataset_groups()["datasetGroups"]]

def status_of_new_group(client):
    arn = client.create_dataset_group(name="films")["datasetGroupArn"]
    return client.describe_dataset_group(datasetGroupArn=arn)["datasetGroup"]["status"]

def setting(personalize, name):
    from moto_personalize import config
    from moto_personalize.control import remote
    if personalize.endpoint_url:
        return remote.call(personalize.endpoint_url, "GET", "settings")[name]
    return getattr(config.current(), name)
"""

FLAGS = ("-q", "--strict-markers", "-p", "no:cacheprovider")
OURS = "moto_personalize"
ALONE = ("-pno:hypothesispytest", "-pno:asyncio", "-pno:anyio")  # they take their time to come

CONFTEST = """
import pytest
from tests.suites import shared_server

@pytest.fixture(scope="session")
def _personalize_server():
    return shared_server()
"""


class Suite:
    """A suite of a user in a directory of its own, run in this process or in one of its own."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester

    def write(self, source: str, prelude: str = PRELUDE) -> None:
        self.pytester.makepyfile(test_shop=prelude + textwrap.dedent(source))

    def run(
        self, source: str, *flags: str, plugins: Sequence[str] = (OURS,), server_of_its_own: bool = False
    ) -> pytest.RunResult:
        """With the plugins that are named alone: all are forgotten with a suite, and take their time to come back."""
        self.write(source)
        if not server_of_its_own:
            self.pytester.makeconftest(CONFTEST)
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
            return self.pytester.runpytest_inprocess(*FLAGS, *(f"-p{name}" for name in plugins), *flags)

    def run_alone(self, source: str, *flags: str, prelude: str = PRELUDE) -> pytest.RunResult:
        self.write(source, prelude)
        return self.pytester.runpytest_subprocess(*FLAGS, *ALONE, *flags)


@functools.cache
def shared_server() -> ServerProcess:
    """The server of all suites in this process: to start one takes longer than most suites."""
    return ServerProcess()


@functools.cache
def load_what_comes_late() -> None:
    """What a suite imports in this process is forgotten with it, and neither moto nor numpy nor ours can come twice."""
    import jsonschema  # noqa: F401
    import numpy  # noqa: F401

    for module in pkgutil.walk_packages(moto_personalize.__path__, "moto_personalize."):
        if not re.search("__main__|demo|operations_table", module.name):  # a suite imports none of them
            importlib.import_module(module.name)
    with mock_personalize():
        boto3.client("personalize", "us-east-1").create_dataset_group(name="films")
        boto3.client("s3", "us-east-1").list_buckets()


@contextmanager
def remembered_models() -> Iterator[None]:
    """Read each file of botocore's once. It does so for each session, and a mock brings a new one to each test."""
    read = JSONFileLoader.load_file
    once = functools.cache(functools.partial(read, JSONFileLoader()))
    with patch.object(JSONFileLoader, "load_file", lambda self, path: once(path)):
        yield
