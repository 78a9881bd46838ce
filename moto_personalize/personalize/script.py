"""What the test author declared - faults, answers - and the log of what the application sent.

One script stands for all accounts and regions. It is a backend of moto's, so moto's reset ends it with the mock, in
process and on the server.
"""

from __future__ import annotations

import dataclasses
import itertools
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import RLock

from moto.core.base_backend import BackendDict, BaseBackend

from .calls import Call
from .declared import Answers
from .faults import Failure, Faults
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


class Script(BaseBackend):
    """The script of the running mock."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.lock = RLock()
        self.faults = Faults()
        self.failures: list[Failure] = []
        self._calls: deque[Call] = deque(maxlen=MOST_CALLS)
        self.answers = Answers()
        self._numbers = itertools.count(1)
        self.deployments = itertools.count(1)
        self.transitions = Transitions()

    def reset(self) -> None:
        """Moto's end of the mock, or start of the next: what lives elsewhere is taken back."""
        self.transitions.take_back()
        super().reset()

    def record(self, call: Call) -> None:
        """Keep a call that has come, before it is answered; of more than `MOST_CALLS` the oldest goes."""
        call.number = next(self._numbers)
        self._calls.append(call)  # in one go, without a lock

    @property
    def calls(self) -> list[Call]:
        """What has come, in its order."""
        # a copy is made in one go, while sorting lets others append
        return sorted(self._calls.copy(), key=lambda call: call.number)

    def forget_calls(self) -> None:
        self._calls.clear()

    def fail(self, failure: Failure) -> None:
        """Declare a failure, behind the others."""
        with self.lock:
            self.failures.append(failure)

    def forget_failures(self) -> None:
        with self.lock:
            self.failures.clear()

    def failing(self, resource_type: str) -> str | None:
        """Why the work that makes a new resource fails, if that was declared of its type."""
        if not self.failures or by_bench():
            return None
        with self.lock:
            failure = next((one for one in self.failures if one.resource_type == resource_type), None)
            if failure is None:
                return None
            if failure.times is not None:
                failure.times -= 1
            if failure.times == 0:
                self.failures.remove(failure)
            return failure.reason


_scripts = BackendDict(Script, "personalize", use_boto3_regions=False, additional_regions=[REGION])


def current() -> Script:
    """The script in force."""
    # get, since [] takes a lock of all of moto; it is asked for with every request
    regions = _scripts.get(ACCOUNT)
    script = None if regions is None else regions.get(REGION)
    return _scripts[ACCOUNT][REGION] if script is None else script


@contextmanager
def of_a_test() -> Iterator[None]:
    """Inside of a mock that goes on: what was declared holds, and what is declared and sent meanwhile is forgotten."""
    around, inside = current(), Script(REGION, ACCOUNT)
    inside.faults, inside.answers, inside.deployments = around.faults.copy(), around.answers.copy(), around.deployments
    inside.failures = [dataclasses.replace(failure) for failure in around.failures]
    _scripts[ACCOUNT][REGION] = inside
    try:
        yield
    finally:
        inside.transitions.take_back()
        if _scripts[ACCOUNT].get(REGION) is inside:
            _scripts[ACCOUNT][REGION] = around
        else:  # all was reset, and nothing is left of what was around
            around.transitions.take_back()
