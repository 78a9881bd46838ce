"""The environment of a test: no account, profile or endpoint of the machine, and enough for boto3 to make a client."""

from __future__ import annotations

import os
from collections.abc import Mapping

from ..config import DEFAULT_REGION

MADE_UP = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": DEFAULT_REGION,
}
PROFILES = {
    "AWS_PROFILE": None,
    "AWS_DEFAULT_PROFILE": None,
    "AWS_CONFIG_FILE": os.devnull,
    "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
}
ENDPOINT = "AWS_ENDPOINT_URL"  # and one for each service; requests would go there, around the mock


def for_a_test(environment: Mapping[str, str]) -> dict[str, str | None]:
    """What to set in an environment (None: to take out). Credentials and a region that are there stay."""
    endpoints = dict.fromkeys(name for name in environment if name.startswith(ENDPOINT))
    missing = {name: value for name, value in MADE_UP.items() if not environment.get(name)}
    return {**endpoints, **PROFILES, **missing, **_without_proxy(environment)}


def _without_proxy(environment: Mapping[str, str]) -> dict[str, str]:
    """A proxy of the machine is not asked for a server on the machine itself."""
    hosts = [environment.get("no_proxy") or environment.get("NO_PROXY"), "127.0.0.1"]
    return dict.fromkeys(("no_proxy", "NO_PROXY"), ",".join(host for host in hosts if host))
