"""Answers that the test author declared in place of a model's: immutable, so that requests read them without a lock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

Key = tuple[str | None, str | None]
"""The user and the item that an answer is for, None for any."""


@dataclass(frozen=True)
class Declared:
    """One answer, best first.

    listed: the members of each item or action, as the API names them, without metadata; key: which of them is the id;
    metadata: by id, its columns in lower case; model: whether a campaign or recommender with a model must be there.
    """

    operation: str
    key: str
    listed: tuple[Mapping[str, Any], ...]
    metadata: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    model: bool = True

    def first(self, count: int) -> list[Mapping[str, Any]]:
        """The best so many."""
        return list(self.listed[:count])

    def ranked(self, wanted: Iterable[str]) -> list[Mapping[str, Any]]:
        """The wanted ones in the order of the answer; what it lacks comes last, in the order of the request."""
        left = dict.fromkeys(wanted)
        ranked = [each for each in self.listed if each[self.key] in left]
        for each in ranked:
            del left[each[self.key]]
        return [*ranked, *({self.key: one} for one in left)]


class Answers:
    """All that is declared, by ARN: replaced, never changed."""

    def __init__(self) -> None:
        self._writing = Lock()
        self._of: dict[str, Mapping[Key, Declared]] = {}

    def copy(self) -> Answers:
        copied = Answers()
        copied._of = self._of
        return copied

    def of(self, arn: str) -> Mapping[Key, Declared]:
        return self._of.get(arn, {})

    @property
    def arns(self) -> list[str]:
        return [arn for arn, declared in self._of.items() if declared]

    def declare(self, arn: str, key: Key, answer: Declared) -> None:
        """Put an answer in, in the place of the one of the same key."""
        with self._writing:
            self._of = {**self._of, arn: {**self.of(arn), key: answer}}

    def take_back(self, arn: str) -> None:
        with self._writing:
            self._of = {other: declared for other, declared in self._of.items() if other != arn}

    def outlived(self, arn: str) -> None:
        """What stood for a model goes with the campaign or recommender."""
        if arn not in self._of:
            return
        with self._writing:
            kept = {key: answer for key, answer in self.of(arn).items() if not answer.model}
            self._of = {**self._of, arn: kept}

    def find(self, arn: str, operation: str, user_id: str | None, item_id: str | None = None) -> Declared | None:
        """The most specific answer to a request: for user and item, the user, the item, or any."""
        declared = self._of.get(arn)
        if declared is None:
            return None
        keys = ((user_id, item_id), (user_id, None), (None, item_id), (None, None))
        found = next((declared[key] for key in keys if key in declared), None)
        return found if found is not None and found.operation == operation else None
