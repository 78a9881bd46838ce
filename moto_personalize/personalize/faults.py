"""Failures on demand: what a test author declared, met by the requests of the application."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from random import Random
from threading import RLock
from typing import Any

from .calls import CONNECTION_LOST, EVERY, Call
from .exceptions import PersonalizeException


class ConnectionLost(Exception):
    """The connection ends without an answer."""


@dataclass(eq=False)
class Fault:
    """A failure of an operation, or of all. times: None means as long as the mock runs. chooses: `when` in words."""

    operation: str
    error: str | None
    message: str
    times: int | None = 1
    when: Callable[[Call], Any] | None = None
    chooses: Mapping[str, Any] | str | None = None
    probability: float | None = None
    latency: float = 0.0
    seed: int = 0
    number: int = 0
    used: int = 0
    _random: Random = field(init=False)

    def __post_init__(self) -> None:
        self._random = Random(self.seed)

    @property
    def pending(self) -> bool:
        """Whether it can still be met."""
        return self.times is None or self.used < self.times

    def meant_for(self, call: Call) -> bool:
        """Whether a request is one of those that may meet it."""
        return self.operation in (call.operation, EVERY) and self.pending and (not self.when or bool(self.when(call)))

    def met(self) -> bool:
        """Whether a request that it is meant for meets it: each draws once. One at a time."""
        met = self.pending and (self.probability is None or self._random.random() < self.probability)
        self.used += met
        return met


class Faults:
    """All faults, in the order of their declaration."""

    def __init__(self) -> None:
        self._lock = RLock()
        self._numbers = itertools.count(1)
        self._declared: tuple[Fault, ...] = ()

    def __iter__(self) -> Iterator[Fault]:
        return iter(self._declared)

    def copy(self) -> Faults:
        """What is declared, to be used up separately."""
        copied = Faults()
        with self._lock:
            copied._declared = tuple(map(deepcopy, self._declared))
        copied._numbers = self._numbers
        return copied

    def declare(self, fault: Fault) -> Fault:
        with self._lock:
            fault.number = next(self._numbers)
            self._declared += (fault,)
        return fault

    def keep(self, wanted: Callable[[Fault], bool]) -> None:
        """Take back the others."""
        with self._lock:
            self._declared = tuple(fault for fault in self._declared if wanted(fault))

    def meet(self, call: Call) -> None:
        """Delay a request, fail it, or neither: latencies add up, up to the first fault with an error.

        Raises PersonalizeException or ConnectionLost.
        """
        met = self._met(call) if self._declared else []
        if not met:
            return
        time.sleep(sum(fault.latency for fault in met))
        last = met[-1]
        if last.error == CONNECTION_LOST:
            raise ConnectionLost
        if last.error:
            raise PersonalizeException(last.error, last.message)

    def _met(self, call: Call) -> list[Fault]:
        met: list[Fault] = []
        for fault in self._declared:
            if fault.meant_for(call) and self._counted(fault):  # `when` is the test author's, and may wait for others
                met.append(fault)
                if fault.error:
                    break
        return met

    def _counted(self, fault: Fault) -> bool:
        with self._lock:
            return fault.met()


@dataclass(eq=False)
class Failure:
    """The next `times` resources of a type that the application creates fail; None: all."""

    resource_type: str
    reason: str
    times: int | None = 1
