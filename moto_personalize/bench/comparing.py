"""What was recorded beside what a test expected: whether they are equal, and in words how they differ."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Any

from ..config import DEFAULT_REGION
from .cells import epoch_seconds
from .naming import choices


class Recorded:
    """Equal to another with the same members, and to a mapping when it has all that the mapping names.

    A mapping that names what no such thing has raises ValueError: it would be unequal to all.
    """

    region_name: str

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping) and type(other) is not type(self):
            return NotImplemented
        if isinstance(other, Mapping) and (wrong := [*self.unknown(other)]):
            raise ValueError(wrong[0])
        return not any(differing(self, other))

    __hash__ = None  # type: ignore[assignment]  # what was sent may hold lists and mappings

    def __repr__(self) -> str:
        told = {name: value for name, value in shown(self).items() if value is not None}
        if self.region_name not in ("", DEFAULT_REGION):
            told["region_name"] = self.region_name
        members = ", ".join(f"{name}={value!r}" for name, value in told.items())
        return f"{type(self).__name__}({members})"

    def known(self) -> Collection[str]:
        """What a mapping can name."""
        return vars(self)

    def member(self, name: str) -> Any:
        """The value of what a mapping names."""
        return getattr(self, name)

    def unknown(self, expected: Mapping[str, Any]) -> Iterator[str]:
        """In words what a mapping names and no such thing has."""
        known = self.known()
        for name in expected:
            if name not in known:
                yield f"{name} is no member of a {type(self).__name__}. {choices(str(name), known, 'Members')}"


def shown(one: Any) -> dict[str, Any]:
    """The members by which one is told from another; all of a mapping."""
    if isinstance(one, Mapping):
        return dict(one)
    return {member.name: getattr(one, member.name) for member in dataclasses.fields(one) if member.compare}


def differing(sent: Recorded, expected: Any) -> Iterator[str]:
    """In words what is not as expected: of a mapping what it names, at any depth."""
    named = isinstance(expected, Mapping)
    if named:
        yield from sent.unknown(expected)
    for name, value in shown(expected).items():
        if name in (sent.known() if named else vars(sent)):
            yield from differences(name, sent.member(name), value, whole=not named)


def differences(place: str, sent: Any, wanted: Any, whole: bool = False) -> Iterator[str]:
    """In words how values differ, by their innermost places. A mapping may name some members, unless all are meant.

    An empty one stands for itself.
    """
    if same(sent, wanted):
        return
    if isinstance(sent, Mapping) and isinstance(wanted, Mapping) and (wanted or whole):
        for name, value in {**(dict.fromkeys(sent) if whole else {}), **wanted}.items():
            yield from differences(f"{place}.{name}", sent.get(name), value, whole)
    elif isinstance(sent, list) and isinstance(wanted, (list, tuple)) and len(sent) == len(wanted):
        for n, (one, other) in enumerate(zip(sent, wanted, strict=True)):
            yield from differences(f"{place}[{n}]", one, other, whole)
    else:
        yield f"{place}: {sent!r} was sent, not {wanted!r}"


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal; a datetime stands for its second, a mapping for its JSON text."""
    return bool(one == other) or _stands_for(one, other) or _stands_for(other, one)


def _stands_for(meant: Any, sent: Any) -> bool:
    if isinstance(meant, datetime) and isinstance(sent, (int, float)):
        return epoch_seconds(meant) == int(sent)
    if isinstance(meant, tuple) and isinstance(sent, list):
        return list(meant) == sent
    return isinstance(meant, Mapping) and isinstance(sent, str) and bool(_value(sent) == meant)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def explained(left: Any, right: Any) -> list[str] | None:
    """Lines for pytest on why two lists, or two things recorded, are not equal; None for what else there may be."""
    sent, expected = (_listed(left), _listed(right))
    if _strange(sent):
        sent, expected = expected, sent
    if _strange(sent) or not all(isinstance(one, (Recorded, Mapping)) for one in expected):
        return None
    if isinstance(left, list) is not isinstance(right, list):
        return [_brackets_forgotten(*((left, right) if isinstance(left, list) else (right, left)))]
    return [f"{len(sent)} recorded, {len(expected)} expected; differing:", *_lines(sent, expected)]


def _brackets_forgotten(listed: list[Any], single: Any) -> str:
    kind = "mapping" if isinstance(single, Mapping) else type(single).__name__
    return f"a list of {len(listed)} is compared with a single {kind}, and never equal to it: write [...] around that"


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else [given]


def _strange(given: list[Any]) -> bool:
    return not given or not all(isinstance(one, Recorded) for one in given)


def _lines(sent: list[Any], expected: list[Any]) -> Iterator[str]:
    """Of each that is not as expected; those alike at the end are paired from the end."""
    first = _alike(sent, expected)
    last = _alike(sent[first:][::-1], expected[first:][::-1])
    for place in range(first, max(len(sent), len(expected)) - last):
        if place >= len(expected) - last:
            yield f"[{place}] not expected: {sent[place]!r}"
        elif place >= len(sent) - last:
            yield f"[{place}] not sent: {expected[place]!r}"
        else:
            yield f"[{place}] {sent[place]!r}"
            yield from (f"    {line}" for line in differing(sent[place], expected[place]))


def _alike(sent: list[Any], expected: list[Any]) -> int:
    """How many at the beginning are as expected."""
    pairs = zip(sent, expected, strict=False)
    differ = (place for place, (one, other) in enumerate(pairs) if any(differing(one, other)))
    return next(differ, min(len(sent), len(expected)))
