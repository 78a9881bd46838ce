"""Suites of users that a test writes and runs."""

from __future__ import annotations

import functools
import importlib
import pkgutil
import textwrap

import boto3
import pytest

import moto_personalize
from moto_personalize import mock_personalize

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

# hypothesis is forgotten with a suite, too, and takes its time to come back
FLAGS = ("-q", "--strict-markers", "-p", "no:cacheprovider", "-p", "no:hypothesispytest")


class Suite:
    """A suite of a user in a directory of its own, run in this process or in one of its own."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self.pytester = pytester

    def write(self, source: str, prelude: str = PRELUDE) -> None:
        self.pytester.makepyfile(test_shop=prelude + textwrap.dedent(source))

    def run(self, source: str, *flags: str) -> pytest.RunResult:
        self.write(source)
        return self.pytester.runpytest_inprocess(*FLAGS, *flags)

    def run_alone(self, source: str, *flags: str, prelude: str = PRELUDE) -> pytest.RunResult:
        self.write(source, prelude)
        return self.pytester.runpytest_subprocess(*FLAGS, *flags)


@functools.cache
def load_what_comes_late() -> None:
    """What a suite imports in this process is forgotten with it, and neither moto nor numpy nor ours can come twice."""
    import jsonschema  # noqa: F401
    import numpy  # noqa: F401

    for module in pkgutil.walk_packages(moto_personalize.__path__, "moto_personalize."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    with mock_personalize():
        boto3.client("personalize", "us-east-1").create_dataset_group(name="films")
        boto3.client("s3", "us-east-1").list_buckets()
