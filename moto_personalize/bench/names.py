"""Names and places that a test author chooses for a deployment, and the names made of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from ..config import DEFAULT_REGION

LONGEST = 63  # of AWS, for every name
NAME = re.compile("[a-zA-Z0-9][a-zA-Z0-9_-]*")
PART = re.compile("[a-zA-Z0-9_-]+")
ACCOUNT = re.compile("[0-9]{12}")
DIGEST = 8


def check_given(name: str | None, account_id: str | None, filters: Iterable[str]) -> None:
    """Raise ValueError when a name of the deployment or of a filter, or an account, cannot be one."""
    of = f"1 to {LONGEST} letters, digits, hyphens and underscores"
    if name is not None and not (NAME.fullmatch(name) and len(name) <= LONGEST):
        raise ValueError(f"name is {of}, and begins with a letter or digit: {name!r} cannot be one.")
    for part in filters:
        if not (PART.fullmatch(part) and len(part) <= LONGEST):
            raise ValueError(f"The name of a filter is {of}: {part!r} cannot be one.")
    if account_id is not None and not is_account(account_id):
        raise ValueError(f"account_id is 12 digits, not {account_id!r}.")


def place_of(dataset_group_arn: str | None, region_name: str | None, account_id: str | None) -> tuple[str, str | None]:
    """Region and account of a deployment: the dataset group's, if there is one. ValueError: others are given."""
    if dataset_group_arn is None:
        return region_name or DEFAULT_REGION, account_id
    parts = dataset_group_arn.split(":")
    if len(parts) != 6 or parts[2] != "personalize" or not parts[5].startswith("dataset-group/"):
        raise ValueError(f"{dataset_group_arn} is not the ARN of a dataset group.")
    places = (("region_name", region_name or None, parts[3]), ("account_id", account_id, parts[4]))
    for argument, given, there in places:
        if given not in (None, there):
            raise ValueError(f"{argument} is {given}, and that of the dataset group {there}: give one of them.")
    return parts[3], parts[4]


def is_account(account_id: str) -> bool:
    """Whether AWS could have given it; MOTO_ACCOUNT_ID may be any text."""
    return ACCOUNT.fullmatch(account_id) is not None


def joined(name: str, part: str) -> str:
    """The name of a part: of a schema, a filter. What would be too long is cut, and ends in a digest of the whole."""
    whole = f"{name}-{part}"
    if len(whole) <= LONGEST:
        return whole
    return f"{whole[: LONGEST - DIGEST - 1]}-{hashlib.md5(whole.encode()).hexdigest()[:DIGEST]}"
