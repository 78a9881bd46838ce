"""Accounts and regions: of deployments, of ARNs and of what was sent."""

from __future__ import annotations

import re

from ..config import DEFAULT_REGION
from ..personalize.arns import arn_of
from .naming import choices

ACCOUNT = re.compile("[0-9]{12}")


def place_of(dataset_group_arn: str | None, region_name: str | None, account_id: str | None) -> tuple[str, str | None]:
    """Region and account of a deployment: the dataset group's, if there is one. ValueError: others are given."""
    if dataset_group_arn is None:
        return region_name or DEFAULT_REGION, account_id
    group = arn_of(dataset_group_arn)
    if group is None or group.kind != "dataset-group":
        raise ValueError(f"{dataset_group_arn} is not the ARN of a dataset group.")
    places = (("region_name", region_name or None, group.region), ("account_id", account_id, group.account))
    for argument, given, there in places:
        if given not in (None, there):
            raise ValueError(f"{argument} is {given}, and that of the dataset group {there}: give one of them.")
    return group.region, group.account


def is_account(account_id: str) -> bool:
    """Whether AWS could have given it."""
    return ACCOUNT.fullmatch(account_id) is not None


def may_ask(account_id: str) -> bool:
    """Whether requests can come from such an account; MOTO_ACCOUNT_ID may be any text."""
    from ..registration import account_of

    return is_account(account_id) or account_id == account_of(None)


def check_account(account_id: str) -> None:
    """Raise ValueError unless requests can come from such an account."""
    if not may_ask(account_id):
        raise ValueError(f"account_id is 12 digits, not {account_id!r}.")


def check_region(name: str) -> None:
    """Raise ValueError unless there is such a region, or moto takes any."""
    from ..personalize.models import is_region, regions

    if not is_region(name):
        raise ValueError(f"{name} is not a region. {choices(name, regions(), 'Regions')}")
