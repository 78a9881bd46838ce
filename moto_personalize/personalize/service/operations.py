"""The root that all operations share: the store, the lifecycle, the account and region, the helpers of verbs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from threading import RLock
from typing import Any

from moto.core.base_backend import BaseBackend

from ... import config
from .. import script
from ..exceptions import InvalidInputException, LimitExceededException, ResourceInUseException, WorkFailed
from ..neighbours import S3, role_exists
from ..rates import Rates
from .lifecycle import CREATE, DELETE, HasStatus, Lifecycle, Move, Update, no_work, work
from .progression import progression
from .schedule import Appointment, Schedule
from .store import CREATE_FAILED, R, Resource, Store, at, now
from .validation import UNREADABLE, given_tags


@dataclass(eq=False)
class State:
    """All that an account and region remembers; what it serves and has planned hangs on it."""

    store: Store
    schedule: Schedule = field(default_factory=Schedule)
    rates: Rates = field(default_factory=Rates)
    moves: list[Move] = field(default_factory=list)


def scope_of(account_id: str, region_name: str) -> str:
    """Whose store it is."""
    return f"{account_id} {region_name}"


class Operations(BaseBackend):
    """What every verb may use. One lock per account and region: two requests never see half a change."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.lock = RLock()
        self.state = State(Store(scope=scope_of(account_id, region_name)))

    @property
    def state(self) -> State:
        """What is remembered; setting it puts another in its place, under the lock."""
        return State(self.store, self.schedule, self.rates, self.lifecycle.moves)

    @state.setter
    def state(self, state: State) -> None:
        self.store, self.schedule, self.rates = state.store, state.schedule, state.rates
        self.lifecycle = Lifecycle(state.store, self._drop_gone, state.moves)

    def settle(self) -> None:
        """Bring about what the clock has made due. A request waits for the lock only when something is."""
        if self._first <= now():
            with self.lock:
                self._settle()

    def _drop_gone(self, resource: Resource) -> None:
        """Nothing is planned for what is gone, and nothing declared."""
        self.schedule.forget(resource)
        script.current().answers.outlived(resource.arn)

    @property
    def _first(self) -> float:
        return min(self.lifecycle.first, self.schedule.first)

    def _settle(self) -> None:
        """The earliest first, each as if at its time: a training takes in what an import has brought by then."""
        while (due := self._first) <= (present := now()):  # in this order: at once means now, which goes on
            with at(due), script.request_of(bench=False):
                if self.lifecycle.first <= due:
                    self.lifecycle.step_first()
                else:
                    self.schedule.keep_first(quiet=min(present, self.lifecycle.first))

    def advance(self, arn: str | None = None, steps: int = 1) -> dict[str, str]:
        """Move what is on its way; of one resource at rest, bring about what it has planned next.

        The statuses by ARN, of what was made, too. ValueError when no resource has the ARN.
        """
        self.settle()
        resource = self.lifecycle.named(arn) if arn else None
        if resource is None or self.lifecycle.moving(resource):
            statuses = self.lifecycle.advance(arn, steps)
        else:
            statuses = self._brought_about(resource, steps)
        self.settle()
        return statuses

    def advance_to(self, arn: str, status: str) -> str:
        """Move a resource until it has a status. ValueError: it cannot get there."""
        self.settle()
        reached = self.lifecycle.advance_to(arn, status)
        self.settle()
        return reached

    def _brought_about(self, resource: Resource, times: int) -> dict[str, str]:
        shown, idle = [resource], list[Appointment]()
        for _ in range(times):
            appointment = self.schedule.next_of(resource)
            if appointment is None or appointment in idle:  # nothing comes of it until something else changes
                break
            made = self.schedule.keep(appointment)
            shown += [made] if made else []
            idle = [] if made else [*idle, appointment]
        return {one.arn: str(one.status) for one in shown}

    @property
    def settings(self) -> config.Settings:
        return config.current()

    def settings_of(self, dataset_group_arn: str) -> config.Settings:
        """The settings for what is done with a dataset group: one of the bench needs no minimum of data."""
        group = self.store.by_arn(dataset_group_arn)
        settings = self.settings
        if group is None or not group.by_bench:
            return settings
        return replace(settings, min_interactions=min(settings.min_interactions, 1), min_users=0)

    def arn(self, path: str) -> str:
        """The ARN of a resource of this account and region: ``campaign/films``."""
        return f"arn:{self.partition}:personalize:{self.region_name}:{self.account_id}:{path}"

    @property
    def s3(self) -> S3:
        return S3(self.account_id, self.partition)

    def check_data_role(self, role_arn: str | None) -> None:
        """Raise InvalidInputException when the role of a job is missing or does not exist, if roles are enforced."""
        if script.by_bench():
            return
        if self.settings.strict_roles and not (role_arn and role_exists(self.account_id, self.partition, role_arn)):
            raise InvalidInputException(f"{UNREADABLE} (the role {role_arn} does not exist)")

    def created(
        self,
        resource: R,
        tags: list[dict[str, str]] | None = None,
        doing: Callable[[], None] = no_work,
        chain: tuple[str, ...] = CREATE,
        failed: str = CREATE_FAILED,
    ) -> R:
        """Take a new resource in and put it on its way to ACTIVE, or to the end of another chain."""
        progression(resource.resource_type)  # one that makes no sense is told before anything is there
        resource.tags = given_tags(resource.arn, tags or [])
        self.store.check_free(type(resource), resource.arn)
        reason = script.current().failing(resource.resource_type)
        done = doing if reason is None else partial(self._fail, reason)
        self.lifecycle.begin(resource, chain, done, failed=failed)  # before requests, which take no lock, can see it
        return self.store.add(resource)

    @work
    def _fail(self, reason: str) -> None:
        raise WorkFailed(reason)

    def updated(self, resource: Resource, update: Update, doing: Callable[[], None]) -> None:
        """Put an update of a resource on its way; the resource keeps its own status meanwhile."""
        self.lifecycle.begin(resource, CREATE, doing, update)
        resource.last_updated_date_time = update.creation_date_time

    def deleted(self, resource: Resource, chain: tuple[str, ...] = DELETE, doing: Callable[[], None] = no_work) -> None:
        """Put a resource on its way out; `doing` runs when it is gone. Raises ResourceInUseException."""
        self.check_deletable(resource)
        self.lifecycle.begin(resource, chain, doing)

    def check_deletable(self, resource: Resource) -> None:
        """Raise ResourceInUseException while a resource changes itself or another cannot be without it."""
        resource.require_deletable()
        if holder := self.store.holder(resource.arn):
            raise ResourceInUseException(
                f"The given {resource.noun} cannot be deleted while the {holder.noun} {holder.arn} "
                f"is {holder.status}: {resource.arn}"
            )

    def require_settled(self, resource: Resource, update: HasStatus | None, what: str, *statuses: str | None) -> None:
        """Raise ResourceInUseException unless a resource has one of the statuses and nothing changes it."""
        moving = self.lifecycle.moving(resource)
        if resource.status not in statuses or moving:
            updating = update if resource.status in statuses else None
            reason = f"its update is {updating.status}" if updating else f"it is {resource.status}"
            raise ResourceInUseException(f"The given {resource.noun} cannot be {what} while {reason}: {resource.arn}")

    def described(self, kind: type[R], arn: str) -> R:
        """The resource that a Describe shows, moved by it. Gone is not found, too."""
        self.lifecycle.describe(self.store.get(kind, arn))
        return self.store.get(kind, arn)

    def listed(
        self,
        kind: type[R],
        key: str,
        *,
        next_token: str | None = None,
        max_results: int | None = None,
        **attributes: str | None,
    ) -> dict[str, Any]:
        """The answer of a List operation: its members are the page's and what the resources must have."""
        resources, token = self.store.page(kind, next_token=next_token, max_results=max_results, **attributes)
        return {key: resources, "nextToken": token}

    def check_rate(self, **limits: int) -> None:
        """Raise ThrottlingException when a second has had more than its requests, if rates are enforced."""
        if self.settings.request_rates:
            for subject, limit in limits.items():
                self.rates.spend(subject, limit)

    @property
    def _enforces_quotas(self) -> bool:
        """The bench makes as much as it likes, and takes nothing from what the application may make."""
        return self.settings.enforce_quotas and not script.by_bench()

    def check_quota(self, kind: type[R], limit: int, **scope: Any) -> None:
        """Raise LimitExceededException when `limit` resources live already."""
        living = [r for r in self.store.where(kind, by_bench=False, **scope) if r.status != CREATE_FAILED]
        if self._enforces_quotas and len(living) >= limit:
            raise LimitExceededException(
                f"More than {limit} resources in ACTIVE state. Please delete some and try again."
            )

    def check_running(self, kind: type[R], limit: int) -> None:
        """Raise LimitExceededException when `limit` jobs of a kind are pending or running."""
        running = [r for r in self.store.where(kind, by_bench=False) if r.being_created]
        if self._enforces_quotas and len(running) >= limit:
            raise LimitExceededException(f"More than {limit} resources with PENDING or IN_PROGRESS status.")
