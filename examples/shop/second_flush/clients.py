"""How the shop talks to AWS. Region, credentials and endpoints are those of the environment, as boto3 finds them."""

from __future__ import annotations

from typing import Any

import boto3
from botocore.config import Config

PATIENCE = 0.5
"""Seconds that a page waits for an answer, at each of two tries: better no recommendations than late ones."""


def runtime(patience: float = PATIENCE) -> Any:
    return boto3.client("personalize-runtime", config=_hurried(patience))


def events(patience: float = PATIENCE) -> Any:
    return boto3.client("personalize-events", config=_hurried(patience))


def personalize() -> Any:
    return boto3.client("personalize")


def s3() -> Any:
    return boto3.client("s3")


def _hurried(patience: float) -> Config:
    return Config(
        connect_timeout=patience, read_timeout=patience, retries={"mode": "standard", "total_max_attempts": 2}
    )
