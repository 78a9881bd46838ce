"""Failures on demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..personalize.calls import CONNECTION_LOST, EVERY
from .errors import COMMON_ERRORS
from .members import check_members
from .naming import operation_named
from .records import holds, params_of

if TYPE_CHECKING:
    from ..personalize.calls import Call
    from ..personalize.faults import Fault

LONGEST_LATENCY = 3600  # no SDK waits so long


@dataclass(frozen=True)
class InjectedFault:
    """A fault as it stands: `used` is how many requests have met it; `times` is None when it stays.

    A function that chooses the requests shows by its name in `when`.
    """

    number: int
    operation: str
    error: str | None
    message: str
    times: int | None
    latency: float = 0.0
    used: int = 0
    when: Mapping[str, Any] | str | None = field(default=None, hash=False)
    probability: float | None = None


def inject_fault(
    operation: str,
    error: str | None = None,
    message: str | None = None,
    times: int | None = None,
    always: bool = False,
    when: Mapping[str, Any] | Callable[[dict[str, Any]], Any] | None = None,
    probability: float | None = None,
    seed: int = 0,
    latency: float = 0.0,
) -> InjectedFault:
    """Let requests of the application fail, or wait. ValueError names what can be chosen.

    times: how many requests meet it, else one. always: it stays as long as the mock runs; without `times`.
    """
    from ..personalize import script
    from ..personalize.faults import Fault

    names = None if operation == EVERY else operation_named(operation)
    counted = how_often("A fault is met", times, always)
    _check_numbers(probability, seed, latency)
    if error is None and not latency:
        raise ValueError("A fault without an error must have a latency.")
    fault = Fault(
        operation=names.name if names else EVERY,
        error=error,
        message=_message(error, message, names.name if names else "every operation", names.errors if names else {}),
        times=counted,
        when=_predicate(operation, when),
        chooses=getattr(when, "__name__", type(when).__name__) if callable(when) else when,
        probability=probability,
        latency=latency,
        seed=seed,
    )
    return _shown(script.current().faults.declare(fault))


def pending_faults(operation: str | None = None) -> list[InjectedFault]:
    """Faults that requests can still meet, in the order of their declaration. ValueError: no such operation."""
    from ..personalize import script

    named = _named(operation)
    return [_shown(fault) for fault in script.current().faults if fault.pending and named in (None, fault.operation)]


def clear_faults(operation: str | None = None, number: int | None = None) -> None:
    """Take back the faults of an operation, the one of a number, or all, with the failures of `fail_next`.

    ValueError: no such operation or number.
    """
    from ..personalize import script

    current, named = script.current(), _named(operation)
    meant = [one for one in current.faults if named in (None, one.operation) and number in (None, one.number)]
    if number is not None and not meant:
        pending = ", ".join(f"{fault.number} ({fault.operation})" for fault in current.faults if fault.pending)
        raise ValueError(
            f"No fault{f' of {named}' if named else ''} has the number {number}. Pending: {pending or 'none'}."
        )
    current.faults.keep(lambda fault: fault not in meant)
    if operation is None and number is None:
        current.forget_failures()


def _named(operation: str | None) -> str | None:
    return operation if operation in (None, EVERY) else operation_named(str(operation)).name


def _shown(fault: Fault) -> InjectedFault:
    return InjectedFault(
        fault.number,
        fault.operation,
        fault.error,
        fault.message,
        fault.times,
        fault.latency,
        fault.used,
        fault.chooses,
        fault.probability,
    )


def how_often(what: str, times: int | None, always: bool) -> int | None:
    """How many times what is declared comes: once unless more is said, None for always. ValueError."""
    if always and times is not None:
        raise ValueError(f"{what} always or {times} times, not both.")
    if times is not None and times < 1:
        for_ever = 'For as long as the mock runs it is None in Python, and "always": true by HTTP.'
        raise ValueError(f"times must be at least 1, not {times}. {for_ever}")
    return None if always else times or 1


def _check_numbers(probability: float | None, seed: int, latency: float) -> None:
    if probability is not None and not 0 < probability <= 1:
        raise ValueError(f"probability must be above 0 and at most 1, not {probability}.")
    if seed < 0:
        raise ValueError(f"seed must be at least 0, not {seed}.")
    if not 0 <= latency <= LONGEST_LATENCY:
        raise ValueError(f"latency must be from 0 to {LONGEST_LATENCY} seconds, not {latency}.")


def _message(error: str | None, message: str | None, asked: str, modeled: Mapping[str, str]) -> str:
    """What the error says. ValueError when the operation has no such error, or nothing can be said."""
    if error is None or error == CONNECTION_LOST:
        if message is not None:
            raise ValueError(f"A message needs an error that is answered, not {error}.")
        return ""
    known = {**COMMON_ERRORS, **modeled}
    if error not in known:
        ways = ", ".join([*modeled, *COMMON_ERRORS, CONNECTION_LOST])
        raise ValueError(f"{error} is not an error of {asked}. Errors: {ways}.")
    return known[error] if message is None else message


def _predicate(operation: str, when: Any) -> Callable[[Call], Any] | None:
    """Whether a call is meant. A mapping asks for members of the request, a callable is given them."""
    from ..personalize.wire import operations

    if when is None:
        return None
    if callable(when):
        return lambda call: when(params_of(call))
    wanted = dict(when)
    check_members(operations().values() if operation == EVERY else [operation_named(operation)], wanted)
    return lambda call: holds(params_of(call), wanted)
