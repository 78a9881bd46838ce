"""How the shop talks to AWS. Region, credentials and endpoints are those of the environment, as boto3 finds them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import boto3
from botocore.config import Config

PATIENCE = 0.5
"""Seconds that a page waits for an answer, at each of two tries: better no recommendations than late ones.

Between the tries botocore pauses for up to a second more, so that a service in trouble is not asked at once.
"""


class Clients:
    """Each is made when it is first needed. patience: of pages, in seconds."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._session = boto3.Session()
        self._hurried = Config(
            connect_timeout=patience, read_timeout=patience, retries={"mode": "standard", "total_max_attempts": 2}
        )

    @cached_property
    def runtime(self) -> Any:
        return self._session.client("personalize-runtime", config=self._hurried)

    @cached_property
    def events(self) -> Any:
        return self._session.client("personalize-events", config=self._hurried)

    @cached_property
    def patient_runtime(self) -> Any:
        """For commands: they have all night, and botocore's own patience."""
        return self._session.client("personalize-runtime")

    @cached_property
    def personalize(self) -> Any:
        return self._session.client("personalize")

    @cached_property
    def s3(self) -> Any:
        return self._session.client("s3")
