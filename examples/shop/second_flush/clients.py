"""How the shop talks to AWS. Region, credentials and endpoints are those of the environment, as boto3 finds them."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.config import Config

# a page is served without recommendations rather than late
HURRIED = Config(connect_timeout=0.3, read_timeout=0.5, retries={"mode": "standard", "total_max_attempts": 2})


def runtime() -> Any:
    return boto3.client("personalize-runtime", config=HURRIED)


def events() -> Any:
    return boto3.client("personalize-events", config=HURRIED)


def personalize() -> Any:
    return boto3.client("personalize")


def s3() -> Any:
    return boto3.client("s3")
