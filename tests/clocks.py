"""The two clocks that tests hold in their hands."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
import time_machine
from freezegun import freeze_time

HOUR = 3600
DAY = 24 * HOUR
START = datetime.datetime(2030, 1, 1, tzinfo=datetime.timezone.utc)

Shift = Callable[[float], object]
Clock = Callable[[], AbstractContextManager[Shift]]


@contextmanager
def frozen() -> Iterator[Shift]:
    with freeze_time("2030-01-01") as clock:
        yield lambda seconds: clock.tick(datetime.timedelta(seconds=seconds))


@contextmanager
def travelling() -> Iterator[Shift]:
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller.shift


either_clock = pytest.mark.parametrize("clock", [frozen, travelling], ids=["freezegun", "time-machine"])
