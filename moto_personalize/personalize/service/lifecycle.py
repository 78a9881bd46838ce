"""Status changes: every one goes through here, and work (import, training) hangs on the last move.

Moto's state manager says how a resource type moves (`progression`). `advance` moves a resource whatever it says, and
what the bench asks for is done at once. Nothing sleeps, nothing runs in a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar, runtime_checkable

from .. import script
from ..exceptions import WorkFailed
from .durations import seconds_of_a_status
from .progression import progression
from .store import ACTIVE, CREATE_FAILED, CREATE_IN_PROGRESS, CREATE_PENDING, NEVER, Resource, Store, now

CREATE = (CREATE_PENDING, CREATE_IN_PROGRESS, ACTIVE)
UPDATE = ("UPDATE PENDING", "UPDATE IN_PROGRESS", ACTIVE)  # of datasets (observed) and metric attributions
UPDATE_FAILED = "UPDATE FAILED"
DELETED = "DELETED"  # never shown: the resource is gone
DELETE = ("DELETE PENDING", "DELETE IN_PROGRESS", DELETED)
DELETE_GROUP = ("DELETE PENDING", DELETED)  # dataset groups have no DELETE IN_PROGRESS (API: DatasetGroup)
COMPLETED = "COMPLETED"  # the ACTIVE of data deletion jobs
CREATE_STOPPED = "CREATE STOPPED"
STOP_PENDING = (CREATE_STOPPED,)
STOP_IN_PROGRESS = ("CREATE STOPPING", CREATE_STOPPED)
STATUSES: Mapping[str, Iterable[str]] = {
    "dataset": (*UPDATE, UPDATE_FAILED),
    "metric_attribution": (*UPDATE, UPDATE_FAILED),
    "solution_version": STOP_IN_PROGRESS,
    "recommender": ("STOP PENDING", "STOP IN_PROGRESS", "INACTIVE", "START PENDING", "START IN_PROGRESS"),
    "data_deletion_job": ("PENDING", "IN_PROGRESS", COMPLETED, "FAILED"),
}
"""By type of resource, beside those that any may have."""
WORK = "is_work"


F = TypeVar("F", bound=Callable[..., Any])


def statuses_of(resource_type: str) -> set[str]:
    """Those that a resource of a type can ever show."""
    return {*CREATE, CREATE_FAILED, *DELETE, *STATUSES.get(resource_type, ())} - {DELETED}


def work(method: F) -> F:
    """Mark a method as what a move or an appointment does, for `functools.partial`.

    A snapshot writes such a method by its name, and restores no other.
    """
    setattr(method, WORK, True)
    return method


@runtime_checkable
class HasStatus(Protocol):
    """What a move changes: the resource itself, or the update that hangs on it (latestCampaignUpdate)."""

    status: str | None
    failure_reason: str | None
    last_updated_date_time: float


@dataclass(kw_only=True, eq=False)
class Update:
    """A change on its way (latestCampaignUpdate); the resource stays as it was until the change is ACTIVE."""

    status: str | None = None
    failure_reason: str | None = None
    creation_date_time: float = field(default_factory=now)
    last_updated_date_time: float = field(default_factory=now)


@dataclass(eq=False)
class Move:
    """A chain of statuses that a resource walks; the first is shown from the start."""

    resource: Resource
    target: HasStatus
    ahead: list[str]
    work: Callable[[], None]
    failed: str = CREATE_FAILED
    pace: float = 0  # seconds that a status lasts on AWS
    described: int = 0
    since: float = field(default_factory=now)

    @property
    def reachable(self) -> list[str]:
        """The statuses ahead, with the one that failing work leads to, if there is work."""
        works = self.work is not no_work and self.ahead[-1] in (ACTIVE, COMPLETED)
        return [*self.ahead, self.failed] if works else self.ahead


def no_work() -> None:
    return None


class Lifecycle:
    """The moves under way in one account and region."""

    def __init__(self, store: Store, forget: Callable[[Resource], None], moves: Iterable[Move] = ()) -> None:
        """forget: is told of what is gone. moves: those under way already."""
        self._store, self._forget = store, forget
        self._moves = list(moves)

    @property
    def moves(self) -> list[Move]:
        """What is on its way."""
        return list(self._moves)

    def begin(
        self,
        resource: Resource,
        chain: tuple[str, ...] = CREATE,
        work: Callable[[], None] = no_work,
        target: HasStatus | None = None,
        failed: str = CREATE_FAILED,
    ) -> None:
        """Put a resource on a chain; `work` runs on the move to its end; its WorkFailed leads to `failed`.

        A move under way gives way: a deletion or a stop ends what was there.
        """
        progression(resource.resource_type)
        self._moves = [move for move in self._moves if move.resource is not resource]
        pace = seconds_of_a_status(resource.resource_type, chain)
        move = Move(resource, target or resource, list(chain), work, failed, pace)
        self._moves.append(move)
        self._step(move)
        self._settle(move)

    def describe(self, resource: Resource) -> None:
        """Let a Describe pass: it may show the next status."""
        move = self._of(resource)
        if move is None:
            return
        rule = progression(resource.resource_type)
        if rule.kind == "manual":
            move.described += 1
            if move.described >= rule.times:
                move.described = 0
                self._step(move)

    @property
    def first(self) -> float:
        """When the clock moves something next; NEVER without such a move. Needs no lock."""
        return min((_due(move) for move in tuple(self._moves)), default=NEVER)

    def step_first(self) -> None:
        """Move what the clock moves next."""
        self._step(min(self._moves, key=_due))

    def advance(self, arn: str | None = None, steps: int = 1) -> dict[str, str]:
        """Move one resource, or all that are on their way, by `steps`; their statuses by ARN (DELETED: gone).

        ValueError when no resource has the ARN.
        """
        moves = [move for move in self._moves if arn in (None, move.resource.arn)]
        if arn is not None:
            self.named(arn)
        for _ in range(steps):
            moving = [move for move in moves if move in self._moves]
            if not moving:
                break
            for move in moving:
                self._step(move)
        shown = {move.resource.arn: str(move.target.status) for move in moves}
        return shown or ({arn: str(self.named(arn).status)} if arn else {})

    def advance_to(self, arn: str, status: str) -> str:
        """Move a resource until it has a status.

        ValueError names the statuses that it can still reach, or what it became instead.
        """
        resource = self.named(arn)
        move = self._of(resource)
        target = move.target if move else resource
        if target.status == status:
            return status
        ahead = move.reachable if move else []
        if move is None or status not in ahead:
            ways = ", ".join(ahead) or "none"
            raise ValueError(f"{arn} is {target.status} and cannot become {status}. Statuses ahead of it: {ways}.")
        while move in self._moves and target.status != status:
            self._step(move)
        if target.status != status:
            raise ValueError(f"{arn} became {target.status}, not {status}: {target.failure_reason or 'no failure'}")
        return status

    def named(self, arn: str) -> Resource:
        """The resource of an ARN, of whatever type. ValueError when there is none."""
        resource = self._store.by_arn(arn)
        if resource is None:
            raise ValueError(f"No resource has the ARN {arn}.")
        return resource

    def moving(self, resource: Resource) -> bool:
        return self._of(resource) is not None

    def _of(self, resource: Resource) -> Move | None:
        return next((move for move in self._moves if move.resource is resource), None)

    def _settle(self, move: Move) -> None:
        while move in self._moves and (script.by_bench() or _due(move) <= now()):
            self._step(move)

    def _step(self, move: Move) -> None:
        status = move.ahead.pop(0)
        if move.ahead:
            self._show(move, status)
            return
        self._moves.remove(move)
        try:
            move.work()
        except Exception as failure:
            move.target.failure_reason = str(failure)
            self._show(move, move.failed)
            if not isinstance(failure, WorkFailed):
                raise  # a defect of ours: it keeps its traceback, and strands no resource
            return
        self._show(move, status)
        if move.target is not move.resource:  # an update that works makes up for a creation that failed
            move.resource.status, move.resource.failure_reason = ACTIVE, None
        if status == DELETED:
            self._store.remove(move.resource)
            self._forget(move.resource)

    def _show(self, move: Move, status: str) -> None:
        first = move.target.status is None
        move.target.status = status
        move.since = now()
        ended = not move.ahead
        if not first and (move.target is not move.resource or (ended and move.resource.touched_when_active)):
            move.target.last_updated_date_time = move.since


def _due(move: Move) -> float:
    """When a move goes on by itself; one whose transition makes no sense rests until it does."""
    try:
        rule = progression(move.resource.resource_type)
    except ValueError:
        return NEVER
    if rule.kind == "time":
        return move.since + rule.seconds
    if rule.kind == "realistic":
        return move.since + move.pace
    return now() if rule.kind == "immediate" else NEVER
