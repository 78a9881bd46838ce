"""Operations, members and types by the names that a test author uses, with a word on those that do not exist."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..personalize.wire import Operation

AS_MANY = 12  # choices are all named; of more, those that are near
FEW = 5  # of what was made, which may be much
LONGEST_SHOWN = 200  # characters of a value in a message


def operation_named(name: str) -> Operation:
    """An operation by its name in the API or as boto3 spells it. ValueError."""
    from ..personalize.wire import operations

    by_name = {operation.name: operation for operation in operations().values()}
    by_verb = {operation.verb: operation for operation in operations().values()}
    found = by_name.get(name) or by_verb.get(name)
    if found is None:
        raise ValueError(f"{name} is not an operation of Amazon Personalize. {choices(name, by_name, 'Operations')}")
    return found


def choices(name: str, known: Iterable[str], what: str) -> str:
    """The known names in a sentence: all, or of many the near ones, if there are any."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=3) if len(names) > AS_MANY else []
    return f"Near it: {', '.join(near)}." if near else f"{what}: {', '.join(names)}."


def some(names: Sequence[str]) -> str:
    """The first few names, and how many more there are."""
    more = [f"{len(names) - FEW} more"] if len(names) > FEW else []
    return ", ".join([*names[:FEW], *more]) or "none"


def short(text: str) -> str:
    """The text of a value for a message, without the end of a long one."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}..."


def check_type(name: str, *also: str) -> None:
    """Raise ValueError unless a type of resource has this name, or it is one of the others that count here."""
    from ..personalize.service.durations import MINUTES

    if name not in (*also, *MINUTES):
        raise ValueError(f"{name} is not a type of resource with a status. {types_of_resource(*also)}")


def types_of_resource(*also: str) -> str:
    """The types whose resources have a status, and what else counts, in a sentence."""
    from ..personalize.service.durations import MINUTES

    return f"Types: {', '.join([*also, *MINUTES])}."
