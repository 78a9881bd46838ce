"""What the log keeps of a request."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

EVERY = "*"
"""In place of an operation, or of a type of resource: all of them."""

CONNECTION_LOST = "ConnectionLost"
"""The error of a request whose connection ends without an answer."""


@dataclass(eq=False)
class Call:
    """A request: its body as it came, whether it was answered, and the code of what it was refused with.

    One that still waits has neither.
    """

    service: str
    operation: str
    account_id: str
    region_name: str
    body: bytes = b""
    error: str | None = None
    answered: bool = False
    received: float = field(default_factory=lambda: time.time())  # looked up each time: a test may freeze it
    number: int = 0
