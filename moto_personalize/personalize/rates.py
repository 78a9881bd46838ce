"""Per-second request rates, for a test that asks for them. https://docs.aws.amazon.com/personalize/latest/dg/limits.html"""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from .exceptions import ThrottlingException


@dataclass(eq=False)
class Rates:
    """Requests counted by second and subject; the clock is the one that freezegun and time-machine move."""

    _second: int = 0
    _spent: Counter[str] = field(default_factory=Counter)

    def spend(self, subject: str, limit: int) -> None:
        """Count a request. ThrottlingException when the second's `limit` is spent."""
        second = int(time.time())
        if second != self._second:
            self._second, self._spent = second, Counter()
        if self._spent[subject] >= limit:
            raise ThrottlingException
        self._spent[subject] += 1
