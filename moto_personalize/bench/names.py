"""Names that a test author chooses for a deployment, and the names made of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable

from .places import check_account

LONGEST = 63  # of AWS, for every name
NAME = re.compile("[a-zA-Z0-9][a-zA-Z0-9_-]*")
PART = re.compile("[a-zA-Z0-9_-]+")
DIGEST = 8


def check_given(name: str | None, account_id: str | None, filters: Iterable[str]) -> None:
    """Raise ValueError when a name of the deployment or of a filter, or an account, cannot be one."""
    of = f"1 to {LONGEST} letters, digits, hyphens and underscores"
    if name is not None and not is_name(name):
        raise ValueError(f"name is {of}, and begins with a letter or digit: {name!r} cannot be one.")
    for part in filters:
        if not (PART.fullmatch(part) and len(part) <= LONGEST):
            raise ValueError(f"The name of a filter is {of}: {part!r} cannot be one.")
    if account_id is not None:
        check_account(account_id)


def is_name(name: str) -> bool:
    """Whether a resource can have it."""
    return NAME.fullmatch(name) is not None and len(name) <= LONGEST


def joined(name: str, part: str) -> str:
    """The name of a part: of a schema, a filter. What would be too long is cut, and ends in a digest of the whole."""
    whole = f"{name}-{part}"
    if len(whole) <= LONGEST:
        return whole
    return f"{whole[: LONGEST - DIGEST - 1]}-{hashlib.md5(whole.encode()).hexdigest()[:DIGEST]}"
