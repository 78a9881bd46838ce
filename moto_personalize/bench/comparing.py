"""What was recorded beside what a test expected: whether they are equal, and in words how they differ."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any


class Recorded:
    """Equal to another with the same members, and to a mapping when it has all that the mapping names."""

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Mapping) and type(other) is not type(self):
            return NotImplemented
        return not list(differing(self, other))

    __hash__ = None  # type: ignore[assignment]  # what was sent may hold lists and mappings

    def __repr__(self) -> str:
        members = ", ".join(f"{name}={value!r}" for name, value in shown(self).items() if value is not None)
        return f"{type(self).__name__}({members})"


def shown(one: Any) -> dict[str, Any]:
    """The members by which one is told from another; all of a mapping."""
    if isinstance(one, Mapping):
        return dict(one)
    return {member.name: getattr(one, member.name) for member in dataclasses.fields(one) if member.compare}


def differing(sent: Recorded, expected: Any) -> Iterator[str]:
    """In words the members that are not as expected."""
    for name, value in shown(expected).items():
        if name not in vars(sent):
            yield f"{name}: no member of a {type(sent).__name__}"
        elif not same(getattr(sent, name), value):
            yield f"{name}: {getattr(sent, name)!r} was sent, not {value!r}"


def same(one: Any, other: Any) -> bool:
    """Whether two values are equal; a datetime stands for its second, a mapping for its JSON text."""
    return bool(one == other) or _stands_for(one, other) or _stands_for(other, one)


def _stands_for(meant: Any, sent: Any) -> bool:
    if isinstance(meant, datetime) and isinstance(sent, (int, float)):
        return int(meant.timestamp()) == int(sent)
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
    return [f"{len(sent)} recorded == {len(expected)} expected", *_lines(sent, expected)]


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
    return next((place for place, (one, other) in enumerate(pairs) if one != other), min(len(sent), len(expected)))
