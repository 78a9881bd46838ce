"""A filter as an array program over a catalogue: what can be known before a request is worked out once.

The union of what INCLUDE expressions name remains, less the union of what EXCLUDE expressions name.
https://docs.aws.amazon.com/personalize/latest/dg/multiple-expression-example.html
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, reduce
from typing import TypeAlias

import numpy as np

from .columns import Array, Cells, Column, Mask, Numbers, Operands, Strings, parts
from .errors import FilterError, MissingParameter
from .resolve import EVENTS, Fields, FieldType
from .tree import ACTION_INTERACTIONS, CURRENT_USER, USERS, Anything, Condition, Expression, Field, Filter, Parameter
from .values import numbers, strings

Value: TypeAlias = str | int | float | None
Record: TypeAlias = Mapping[str, Value]
Events: TypeAlias = Mapping[str, Array]

ANY_TYPE = "*"  # as the value of a parameter, too


_OUTCOMES = {"taken": "taken", "nottaken": "not_taken", "viewed": "viewed"}


def event_key(name: str, *, of_actions: bool) -> str:
    """An event type in the one spelling in which types are compared: without regard to case.

    of_actions: nor to blanks and underscores, for AWS writes Not Taken and NOT_TAKEN.
    """
    key = name.lower()
    return _OUTCOMES.get(key.replace(" ", "").replace("_", ""), key) if of_actions else key


def _no_events() -> Events:
    return {}


@dataclass(frozen=True)
class Request:
    """What changes from request to request.

    user, item: the current user's and item's fields, empty for somebody or something unknown. values:
    filterValues. events: called when a condition needs it; places of the catalogue by event type, spelled as by
    `event_key`: items that the current user has such an event with, or users that have one. An event without a type
    is listed under "", which `*` alone names.
    """

    user: Record = field(default_factory=dict)
    item: Record = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)
    events: Callable[[], Events] = _no_events

    @cached_property
    def happened(self) -> Events:
        return self.events()

    def missing(self, parameters: Iterable[str]) -> tuple[str, ...]:
        """Those that have no value."""
        return tuple(name for name in parameters if name not in self.values)


class Program:
    """A resolved filter over a catalogue of `size` places with the columns of its dataset, by name."""

    def __init__(self, resolved: Filter, fields: Fields, size: int, columns: Mapping[str, Column]) -> None:
        self.filter = resolved
        self._fields, self.size, self._columns = fields, size, columns
        for column in columns.values():
            if isinstance(column, Strings):
                _ = column.cells.with_part  # worked out now: no request is to wait for it
        static = list(filter(_is_static, resolved.conditions))
        self._known = {condition: _unwritable(self._evaluated(condition, Request())) for condition in static}
        everything = len(static) == len(list(resolved.conditions))
        self._constant = _unwritable(self._passing(Request())) if everything else None

    def passing(self, request: Request) -> Mask:
        """(size,) bool, read-only: who remains. FilterError: a value is missing, or is none for its field."""
        return self._passing(request) if self._constant is None else self._constant

    def _passing(self, request: Request) -> Mask:
        included, excluded = list[Mask](), list[Mask]()
        for expression in self.filter.expressions:
            named = self.named(expression, request)
            if named is not None:
                (included if expression.mode == "INCLUDE" else excluded).append(named)
        remaining = reduce(np.logical_or, included) if included else np.ones(self.size, np.bool_)
        for named in excluded:
            remaining = remaining & ~named
        return remaining

    def named(self, expression: Expression, request: Request) -> Mask | None:
        """(size,) bool: what the expression includes or excludes. None where it does nothing.

        So it is when its IF is false, and, of EXCLUDE, when a parameter has no value; INCLUDE needs them all.
        """
        missing = request.missing(expression.parameters)
        if missing and expression.mode == "INCLUDE":
            raise MissingParameter(missing[0])
        if missing or not all(self.holds(condition, request) for condition in expression.only_if):
            return None
        masks = [
            reduce(np.logical_and, [self.mask(condition, request) for condition in conditions])
            for conditions in expression.alternatives
        ]
        return reduce(np.logical_or, masks)

    def mask(self, condition: Condition, request: Request) -> Mask:
        """(size,) bool: which places satisfy a condition of the catalogue."""
        known = self._known.get(condition)
        return self._evaluated(condition, request) if known is None else known

    def holds(self, condition: Condition, request: Request) -> bool:
        """Whether a condition of the current user is satisfied."""
        of_type = self._fields[USERS][condition.field.name]
        column = _column_of_one(request.user.get(condition.field.name), of_type)
        return bool(column.matching(condition.operator, self._operands(condition, request))[0])

    def _evaluated(self, condition: Condition, request: Request) -> Mask:
        if condition.field.dataset in EVENTS:
            return self._of_events(condition, request)
        column = self._columns[condition.field.name]
        return column.matching(condition.operator, self._operands(condition, request))

    def _of_events(self, condition: Condition, request: Request) -> Mask:
        """By the types of all events together that a place has: it satisfies IN when one of them is listed."""
        events, found = request.happened, np.zeros(self.size, np.bool_)
        of_actions = condition.field.dataset == ACTION_INTERACTIONS
        named = {event_key(str(name), of_actions=of_actions) for name in self._operands(condition, request)}
        anything = ANY_TYPE in named or any(isinstance(operand, Anything) for operand in condition.operands)
        wanted = events.keys() if anything else named - {""}
        for name in wanted & events.keys():
            found[events[name]] = True
        return ~found if condition.operator in ("NOT IN", "!=") else found

    def _operands(self, condition: Condition, request: Request) -> Operands:
        """The values that a field is compared with; none where CurrentItem's is null."""
        of_type = self._type(condition.field)
        found: list[str | int | float] = []
        for operand in condition.operands:
            if isinstance(operand, Parameter):
                found += self._given(operand, condition, of_type, request)
            elif isinstance(operand, Field):
                found += _values(request.item.get(operand.name), self._type(operand))
            elif not isinstance(operand, Anything):
                found.append(operand.value)
        return found

    def _given(self, parameter: Parameter, condition: Condition, of_type: FieldType, request: Request) -> Operands:
        text = request.values.get(parameter.name)
        if text is None:
            raise MissingParameter(parameter.name)
        given = numbers(parameter.name, text) if of_type == "number" else strings(parameter.name, text)
        if condition.operator != "IN" and len(given) != 1:
            raise FilterError(f"${parameter.name} is compared by {condition.operator} and takes one value, not {text}.")
        return given

    def _type(self, owned: Field) -> FieldType:
        return "string" if owned.dataset in EVENTS else self._fields[owned.owner][owned.name]


def _is_static(condition: Condition) -> bool:
    """Whether a condition is the same for every request."""
    depends = any(isinstance(operand, (Parameter, Field)) for operand in condition.operands)
    return condition.field.dataset not in (*EVENTS, CURRENT_USER) and not depends


def _unwritable(mask: Mask) -> Mask:
    """The mask, which many requests share."""
    mask.flags.writeable = False
    return mask


def _values(value: Value, of_type: FieldType) -> Operands:
    if value is None:
        return []
    return sorted(parts(str(value), of_type == "categories")) if of_type != "number" else [value]


def _column_of_one(value: Value, of_type: FieldType) -> Column:
    """A column with one place."""
    if of_type == "number":
        return Numbers(np.array([value or 0]), np.array([value is None]))
    cells = Cells(np.array([] if value is None else [value], object), of_type == "categories")
    return Strings(cells, np.array([-1 if value is None else 0]))
