"""ARNs of Amazon Personalize, taken apart in one place."""

from __future__ import annotations

import re
from dataclasses import dataclass

FORM = re.compile(r"arn:([a-z\d-]+):personalize:([^:]*):([^:]*):([a-z-]+)/([^:]+)")


@dataclass(frozen=True)
class Arn:
    """kind: the type of resource, as ARNs spell it ("dataset-group"). Recipes have neither region nor account."""

    partition: str
    region: str
    account: str
    kind: str
    name: str


def arn_of(text: str) -> Arn | None:
    """What an ARN says, None of what is none of Amazon Personalize."""
    found = FORM.fullmatch(text)
    return Arn(*found.groups()) if found else None
