"""What an account and region remembers: the base of every noun, and the store that is asked by type."""

from __future__ import annotations

import base64
import itertools
import json
import math
import time
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, ClassVar, TypeVar

from .. import script
from ..exceptions import (
    InvalidNextTokenException,
    ResourceAlreadyExistsException,
    ResourceInUseException,
    ResourceNotFoundException,
)

ACTIVE = "ACTIVE"
CREATE_PENDING = "CREATE PENDING"
CREATE_IN_PROGRESS = "CREATE IN_PROGRESS"
CREATE_FAILED = "CREATE FAILED"

PAGE_SIZE = 100
NEVER = math.inf
"""When what has no date happens."""


_moment: ContextVar[float | None] = ContextVar("moment", default=None)


def now() -> float:
    """Epoch seconds with milliseconds, by a clock that freezegun and time-machine move."""
    moment = _moment.get()
    return round(time.time(), 3) if moment is None else moment


@contextmanager
def at(moment: float) -> Iterator[None]:
    """Do what was due at a moment gone by, as if it were that moment."""
    before = _moment.set(round(moment, 3))
    try:
        yield
    finally:
        _moment.reset(before)


@dataclass(kw_only=True, eq=False)
class Resource:
    """A noun of the API. Its attributes carry the model's member names in snake_case; its own ARN is `arn`."""

    resource_type: ClassVar[str]
    not_found: ClassVar[str] = "The given {noun} does not exist: {arn}"
    taggable: ClassVar[bool] = True
    newest_first: ClassVar[bool] = False
    deletable: ClassVar[tuple[str | None, ...]] = (None, ACTIVE, CREATE_FAILED)  # schemas have no status
    touched_when_active: ClassVar[bool] = True  # whether lastUpdatedDateTime moves with ACTIVE (observed.md)

    arn: str
    status: str | None = None
    failure_reason: str | None = None
    creation_date_time: float = field(default_factory=now)
    last_updated_date_time: float = 0.0
    tags: dict[str, str] = field(default_factory=dict)
    sequence: int = 0
    by_bench: bool = field(default_factory=script.by_bench)

    def __post_init__(self) -> None:
        self.last_updated_date_time = self.last_updated_date_time or self.creation_date_time

    @property
    def noun(self) -> str:
        """The resource in a sentence: `dataset group`."""
        return noun(type(self))

    @property
    def own_arn(self) -> str:
        """The attribute under which the service model asks for `arn`."""
        return f"{self.resource_type}_arn"

    @property
    def active(self) -> bool:
        return self.status == ACTIVE

    @property
    def being_created(self) -> bool:
        return self.status in (CREATE_PENDING, CREATE_IN_PROGRESS)

    def holds(self) -> Iterable[str]:
        """ARNs of what cannot be deleted while this is there; one that ends in a slash means all below it."""
        return ()

    def require_active(self) -> None:
        """Raise ResourceInUseException unless the resource is ACTIVE."""
        if not self.active:
            raise ResourceInUseException(f"The given {self.noun} is not ACTIVE but {self.status}: {self.arn}")

    def require_deletable(self) -> None:
        """Raise ResourceInUseException while the resource is created or deleted."""
        if self.status not in self.deletable:
            raise ResourceInUseException(
                f"The given {self.noun} cannot be deleted while it is {self.status}: {self.arn}"
            )


R = TypeVar("R", bound=Resource)


def noun(kind: type[Resource]) -> str:
    return kind.resource_type.replace("_", " ")


@dataclass(eq=False, repr=False)
class Store:
    """All resources of one account and region, by type and ARN, in the order of their creation.

    scope: whose store it is, so that no other takes its tokens.
    """

    scope: str = ""
    _resources: dict[type[Resource], dict[str, Any]] = field(default_factory=dict)
    _last: int = 0  # sequence number

    @property
    def used(self) -> bool:
        """Whether it has ever held anything."""
        return self._last > 0

    def check_free(self, kind: type[R], arn: str) -> None:
        """Raise ResourceAlreadyExistsException when the ARN is taken."""
        if arn in self._of(kind):
            raise ResourceAlreadyExistsException(arn=arn)

    def add(self, resource: R) -> R:
        self.check_free(type(resource), resource.arn)
        self._last += 1
        resource.sequence = self._last
        self._resources.setdefault(type(resource), {})[resource.arn] = resource
        return resource

    def remove(self, resource: Resource) -> None:
        self._of(type(resource)).pop(resource.arn, None)

    def get(self, kind: type[R], arn: str) -> R:
        """The resource, or ResourceNotFoundException."""
        resource = self.find(kind, arn)
        if resource is None:
            raise ResourceNotFoundException(kind.not_found.format(noun=noun(kind), arn=arn))
        return resource

    def find(self, kind: type[R], arn: str | None) -> R | None:
        return self._of(kind).get(arn) if arn else None

    def by_arn(self, arn: str) -> Resource | None:
        """The resource of an ARN, of whatever type."""
        return next((resource for resource in self.every() if resource.arn == arn), None)

    def holder(self, arn: str) -> Resource | None:
        """The first resource that cannot be without the one of this ARN."""
        return next((other for other in self.every() if any(_covers(held, arn) for held in other.holds())), None)

    def where(self, kind: type[R], **attributes: Any) -> list[R]:
        """The resources of a type that have these attributes."""
        return [
            resource
            for resource in list(self._of(kind).values())  # requests read without the lock
            if all(getattr(resource, name) == value for name, value in attributes.items())
        ]

    def every(self) -> Iterable[Resource]:
        return itertools.chain.from_iterable(list(of.values()) for of in list(self._resources.values()))

    def page(
        self, kind: type[R], *, next_token: str | None, max_results: int | None, **attributes: str | None
    ) -> tuple[list[R], str | None]:
        """A page of the resources that have the given attributes, and the token of the next.

        The token remembers the last resource given, not a position: what is created or deleted between two pages
        neither repeats nor hides another resource. Raises InvalidNextTokenException.
        """
        given = {name: value for name, value in attributes.items() if value is not None}
        found = self.where(kind, **given)
        if kind.newest_first:
            found.reverse()
        list_name = f"{self.scope} {kind.resource_type} {sorted(given.items())}"
        if next_token is not None:
            after = read_token(next_token, list_name)
            found = [r for r in found if (r.sequence < after if kind.newest_first else r.sequence > after)]
        size = max_results or PAGE_SIZE
        more = len(found) > size
        found = found[:size]
        return found, write_token(found[-1].sequence, list_name) if more else None

    def _of(self, kind: type[R]) -> dict[str, R]:
        return self._resources.get(kind, {})


def _covers(held: str, arn: str) -> bool:
    return arn.startswith(held) if held.endswith("/") else arn == held


def write_token(after: int, list_name: str) -> str:
    """An opaque token for the part of a list behind a resource's sequence number."""
    return base64.urlsafe_b64encode(json.dumps([after, zlib.crc32(list_name.encode())]).encode()).decode()


def read_token(token: str, list_name: str) -> int:
    """The sequence number in a token of this very list; InvalidNextTokenException for any other."""
    try:
        after = json.loads(base64.urlsafe_b64decode(token.encode()))[0]
    except (ValueError, TypeError, LookupError, RecursionError):
        raise InvalidNextTokenException from None
    if type(after) is not int or write_token(after, list_name) != token:
        raise InvalidNextTokenException
    return after
