"""A filter as a tree. Places (`at`) are offsets into its text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

Mode = Literal["INCLUDE", "EXCLUDE"]
Subject = Literal["ItemID", "UserID", "ActionID"]
Operator = Literal["IN", "NOT IN", "=", "!=", "<", "<=", ">", ">="]

INTERACTIONS, ITEMS, USERS = "Interactions", "Items", "Users"
ACTIONS, ACTION_INTERACTIONS = "Actions", "Action_Interactions"
CURRENT_USER, CURRENT_ITEM = "CurrentUser", "CurrentItem"
EVENT_TYPE = "EVENT_TYPE"
DATASETS_OF: Mapping[Subject, tuple[str, str]] = {
    "ItemID": (INTERACTIONS, ITEMS),
    "UserID": (INTERACTIONS, USERS),
    "ActionID": (ACTION_INTERACTIONS, ACTIONS),
}
"""What filters of a subject are about: its events, and its own dataset."""


@dataclass(frozen=True)
class Field:
    """A dataset's field, or one of the current user or item. `name` is the schema's, once it is resolved."""

    dataset: str
    name: str
    at: int

    def __str__(self) -> str:
        return f"{self.dataset}.{self.name}"

    @property
    def owner(self) -> str:
        """The dataset whose field it is; those of the current user and item are Users' and Items'."""
        return {CURRENT_USER: USERS, CURRENT_ITEM: ITEMS}.get(self.dataset, self.dataset)


@dataclass(frozen=True)
class Text:
    value: str
    at: int

    def __str__(self) -> str:
        return f'"{self.value}"'


@dataclass(frozen=True)
class Number:
    """`text` is how it was written: compared with a field of strings, it is that."""

    value: int | float
    text: str
    at: int

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Parameter:
    """A value that comes with the request; `name` is without its dollar sign."""

    name: str
    at: int

    def __str__(self) -> str:
        return f"${self.name}"


@dataclass(frozen=True)
class Anything:
    """`*`: an event of any type."""

    at: int

    def __str__(self) -> str:
        return '"*"'


Operand: TypeAlias = Text | Number | Parameter | Anything | Field


@dataclass(frozen=True)
class Condition:
    field: Field
    operator: Operator
    operands: tuple[Operand, ...]
    at: int

    def __str__(self) -> str:
        """The condition in its plainest spelling."""
        if self.operator not in ("IN", "NOT IN") or isinstance(self.operands[0], Field):
            return f"{self.field} {self.operator} {self.operands[0]}"
        return f"{self.field} {self.operator} ({', '.join(map(str, self.operands))})"

    @property
    def parameters(self) -> Iterator[Parameter]:
        return (operand for operand in self.operands if isinstance(operand, Parameter))

    @property
    def fields(self) -> Iterator[Field]:
        yield self.field
        yield from (operand for operand in self.operands if isinstance(operand, Field))


@dataclass(frozen=True)
class Expression:
    """Conditions joined by AND in `alternatives` joined by OR, for the current users that `only_if` holds of."""

    mode: Mode
    subject: Subject
    alternatives: tuple[tuple[Condition, ...], ...]
    only_if: tuple[Condition, ...]
    at: int

    def __str__(self) -> str:
        where = " OR ".join(" AND ".join(map(str, conditions)) for conditions in self.alternatives)
        only_if = f" IF {' AND '.join(map(str, self.only_if))}" if self.only_if else ""
        return f"{self.mode} {self.subject} WHERE {where}{only_if}"

    @property
    def conditions(self) -> Iterator[Condition]:
        for conditions in self.alternatives:
            yield from conditions
        yield from self.only_if

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of the parameters, each once, in the order of the text."""
        return tuple(dict.fromkeys(each.name for condition in self.conditions for each in condition.parameters))


@dataclass(frozen=True)
class Filter:
    text: str
    expressions: tuple[Expression, ...]

    @property
    def subject(self) -> Subject:
        return self.expressions[0].subject

    @property
    def dataset(self) -> str:
        """The subject's own dataset."""
        return DATASETS_OF[self.subject][1]

    @property
    def conditions(self) -> Iterator[Condition]:
        for expression in self.expressions:
            yield from expression.conditions

    @cached_property
    def fields(self) -> frozenset[tuple[str, str]]:
        """Dataset and name of every field."""
        return frozenset((field.owner, field.name) for field in self._fields)

    def names(self, dataset: str) -> frozenset[str]:
        """The fields that are written after `dataset`: CurrentUser, Items, ..."""
        return self._names.get(dataset, frozenset())

    @cached_property
    def _names(self) -> Mapping[str, frozenset[str]]:
        datasets = {field.dataset for field in self._fields}
        return {name: frozenset(field.name for field in self._fields if field.dataset == name) for name in datasets}

    @property
    def _fields(self) -> Iterator[Field]:
        return (field for condition in self.conditions for field in condition.fields)

    @property
    def personal(self) -> bool:
        """Whether it depends on who asks."""
        return any(map(self.names, (CURRENT_USER, INTERACTIONS, ACTION_INTERACTIONS)))

    @property
    def needs_current_item(self) -> bool:
        return bool(self.names(CURRENT_ITEM))

    @property
    def parameters(self) -> tuple[str, ...]:
        """Names of all parameters, each once, in the order of the text."""
        return tuple(dict.fromkeys(name for expression in self.expressions for name in expression.parameters))
