"""What the test author declared - faults, answers - and the log of what the application sent.

One script stands for all accounts and regions. It is a backend of moto's, so moto's reset ends it with the mock, in
process and on the server.
"""

from __future__ import annotations

import itertools
import time
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import RLock
from typing import Any

from moto.core.base_backend import BackendDict, BaseBackend

from .transitions import Transitions

BENCH_HEADER = "X-Moto-Personalize-Bench"
"""A request of the bench itself carries it: it is not recorded, meets no fault, and what it makes is the bench's."""

MOST_CALLS = 10_000
ACCOUNT, REGION = "everywhere", "aws"

_by_bench: ContextVar[bool] = ContextVar("by_bench", default=False)


def by_bench() -> bool:
    """Whether the request that is answered is the bench's own."""
    return _by_bench.get()


@contextmanager
def request_of(bench: bool) -> Iterator[None]:
    """While a request of the bench, or of the application, is answered."""
    before = _by_bench.set(bench)
    try:
        yield
    finally:
        _by_bench.reset(before)


@dataclass
class Call:
    """A request as it was read; `error` is the code of what it was refused with."""

    service: str
    operation: str
    account_id: str
    region_name: str
    params: Mapping[str, Any] = field(default_factory=dict)
    error: str | None = None
    received: float = field(default_factory=time.time)
    number: int = 0


class Script(BaseBackend):
    """The script of the running mock."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.lock = RLock()
        self.calls: deque[Call] = deque(maxlen=MOST_CALLS)
        self._numbers = itertools.count(1)
        self.transitions = Transitions()

    def reset(self) -> None:
        """Moto's end of the mock, or start of the next: what lives elsewhere is taken back."""
        self.transitions.take_back()
        super().reset()

    def record(self, call: Call) -> None:
        """Keep a call; of more than `MOST_CALLS` the oldest goes."""
        call.number = next(self._numbers)
        self.calls.append(call)


_scripts = BackendDict(Script, "personalize", use_boto3_regions=False, additional_regions=[REGION])


def current() -> Script:
    """The script in force."""
    return _scripts[ACCOUNT][REGION]
