"""What happens by itself, at its time or after something else: automatic training, updates, retraining.

A resource is put down with what it does, when it is due, and how long after that again. Nothing waits and nothing
runs in a thread: what is due is done when the next request comes (`Operations.settle`), the earliest first, and each
as if at the time at which it was due. `advance` brings the next thing of a resource about at once.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from ..exceptions import PersonalizeException, WorkFailed
from .store import NEVER, Resource, now

HOUR = 3600.0
DAY = 24 * HOUR
log = logging.getLogger(__name__)

Work = Callable[[], Resource | None]
"""Gives what it brought about; None where there was nothing to do."""


@dataclass(eq=False)
class Appointment:
    """Something that a resource does: `what` it is called, when it is due (in seconds since 1970), how often."""

    resource: Resource
    what: str
    work: Work
    due: float
    every: float


@dataclass(eq=False, repr=False)
class Schedule:
    """The appointments of one account and region. `first`: when the earliest is due; reading it needs no lock."""

    first: float = NEVER
    _appointments: dict[tuple[Resource, str], Appointment] = field(default_factory=dict)

    def plan(self, resource: Resource, what: str, work: Work, due: float = NEVER, every: float = NEVER) -> None:
        """Put something down, in place of what the resource had under that name. Due NEVER waits to be woken."""
        self._appointments[resource, what] = Appointment(resource, what, work, due, every)
        self._look()

    def drop(self, resource: Resource, what: str) -> None:
        self._appointments.pop((resource, what), None)
        self._look()

    def forget(self, resource: Resource) -> None:
        """Drop everything that a resource has planned."""
        for planned, what in list(self._appointments):
            if planned is resource:
                self.drop(resource, what)

    def put_off(self, resource: Resource, what: str) -> None:
        """Count the time until something is due from now on, if it is planned at all."""
        if appointment := self._appointments.get((resource, what)):
            appointment.due = now() + appointment.every
            self._look()

    def wake(self, what: str) -> None:
        """Make everything of a name due now."""
        for appointment in self._appointments.values():
            if appointment.what == what:
                appointment.due = now()
        self._look()

    def next_of(self, resource: Resource) -> Appointment | None:
        """What a resource does next by the clock."""
        timed = [a for a in self._appointments.values() if a.resource is resource and a.due < NEVER]
        return min(timed, key=_order, default=None)

    def keep_first(self, quiet: float) -> None:
        """Do what is due first. Nothing new comes before `quiet`: what had nothing to do is not tried until then.

        A defect of ours is logged: whoever sent the request that let the clock pass has nothing to do with it.
        """
        appointment = min(self._appointments.values(), key=_order)
        due, every = appointment.due, appointment.every
        appointment.due += every  # before the work, which may plan otherwise
        try:
            made = self._do(appointment)
        except Exception:
            log.exception("%s of %s failed", appointment.what, appointment.resource.arn)
            made = None
        if made is None and due < quiet and every < NEVER:
            appointment.due = due + math.ceil((quiet - due) / every) * every
        self._look()

    def keep(self, appointment: Appointment) -> Resource | None:
        """Do something now, whenever it is due; the next time counts from now on."""
        appointment.due = now() + appointment.every
        made = self._do(appointment)
        self._look()
        return made

    def _do(self, appointment: Appointment) -> Resource | None:
        """What fails is logged, and everything stays as it was."""
        try:
            return appointment.work()
        except (PersonalizeException, WorkFailed) as failure:
            log.warning("%s of %s failed: %s", appointment.what, appointment.resource.arn, failure)
            return None

    def _look(self) -> None:
        self.first = min((appointment.due for appointment in self._appointments.values()), default=NEVER)


def _order(appointment: Appointment) -> tuple[float, str, str]:
    return appointment.due, appointment.resource.arn, appointment.what
