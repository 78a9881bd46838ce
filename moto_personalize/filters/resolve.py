"""From a tree as it was written to one that fits a dataset group: what can be refused at CreateFilter, is.

https://docs.aws.amazon.com/personalize/latest/dg/filter-expression-guidelines-requirements.html
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import replace
from typing import Literal, TypeAlias

from .errors import FilterError
from .tokens import number
from .tree import (
    ACTION_INTERACTIONS,
    ACTIONS,
    DATASETS_OF,
    EVENT_TYPE,
    INTERACTIONS,
    ITEMS,
    Anything,
    Condition,
    Expression,
    Field,
    Filter,
    Number,
    Operand,
    Parameter,
    Text,
)

FieldType = Literal["categories", "string", "number", "boolean", "textual"]
Fields: TypeAlias = Mapping[str, Mapping[str, FieldType]]
"""By dataset (`Items`) and name (`GENRE`). categories: several may stand in a cell, with | between them."""

MAX_FIELDS = 10
NOT_IN_PARAMETER = "Invalid input symbol: ${}. Placeholders are not allowed with NOT_IN operator."  # AWS's
EVENTS = (INTERACTIONS, ACTION_INTERACTIONS)
UNFILTERABLE = {ACTIONS: ("EXPIRATION_TIMESTAMP", "REPEAT_FREQUENCY")}
EQUALITY = ("IN", "NOT IN", "=", "!=")


def resolve(parsed: Filter, fields: Fields, most_fields: int | None = MAX_FIELDS) -> Filter:
    """The filter with the schemas' names and with operands of the fields' types. FilterError shows the place.

    most_fields: so many different ones may be used, None for any number.
    """
    resolved = _Resolver(parsed.text, fields).filter(parsed)
    if most_fields is not None and len(resolved.fields) > most_fields:
        names = ", ".join(sorted(f"{dataset}.{name}" for dataset, name in resolved.fields))
        raise FilterError(
            f"A filter uses at most {most_fields} different fields; this one uses {len(resolved.fields)}: {names}."
        )
    return resolved


class _Resolver:
    def __init__(self, text: str, fields: Fields) -> None:
        self._text, self._fields = text, fields

    def filter(self, parsed: Filter) -> Filter:
        for expression in parsed.expressions:
            if expression.subject != parsed.subject:
                raise self._error(
                    expression.at, f"all expressions of a filter are of one subject, {parsed.subject} here."
                )
        return replace(parsed, expressions=tuple(map(self._expression, parsed.expressions)))

    def _expression(self, expression: Expression) -> Expression:
        first = expression.alternatives[0][0].field.dataset
        for conditions in expression.alternatives:
            for condition in conditions:
                self._check_dataset(condition.field, expression, first)
        if expression.only_if and expression.subject == "UserID":
            raise self._error(expression.only_if[0].at, "a filter of users has no current user.")
        return replace(
            expression,
            alternatives=tuple(tuple(map(self._condition, conditions)) for conditions in expression.alternatives),
            only_if=tuple(map(self._condition, expression.only_if)),
        )

    def _check_dataset(self, field: Field, expression: Expression, first: str) -> None:
        known = DATASETS_OF[expression.subject]
        if field.dataset not in known:
            raise self._error(
                field.at, f"a filter of {expression.subject} is about {' or '.join(known)}, not {field.dataset}."
            )
        if field.dataset != first:
            raise self._error(
                field.at,
                f"an expression is about one dataset, and this one is about {first}; "
                f"join an expression about {field.dataset} with |.",
            )

    def _condition(self, condition: Condition) -> Condition:
        field, of_type = self._resolved(condition.field)
        operator = condition.operator
        for parameter in condition.parameters:
            if operator == "NOT IN":
                raise FilterError(NOT_IN_PARAMETER.format(parameter.name))
        if len(parameters := list(condition.parameters)) > 1:
            raise self._error(parameters[1].at, "a list has one parameter, whose value may be several.")
        if of_type != "number" and operator not in EQUALITY:
            raise self._error(condition.at, f"{operator} compares numbers, and {field} is a string.")
        if field.dataset in EVENTS and operator not in ("IN", "NOT IN"):
            self._check_no_asterisk(condition)
        operands = tuple(self._operand(operand, field, of_type) for operand in condition.operands)
        return replace(condition, field=field, operands=operands)

    def _check_no_asterisk(self, condition: Condition) -> None:
        """It would be an event type by that name, which nobody means."""
        for operand in condition.operands:
            if isinstance(operand, Text) and operand.value == "*":
                raise self._error(operand.at, 'events of any type are IN ("*").')

    def _resolved(self, field: Field) -> tuple[Field, FieldType]:
        dataset = field.owner
        if dataset not in self._fields:
            raise self._error(field.at, f"the dataset group has no {dataset} dataset.")
        if dataset in EVENTS and field.name.upper() != EVENT_TYPE:
            raise self._error(field.at, f"{dataset} can be filtered by {EVENT_TYPE} alone, not by {field.name}.")
        names = {name.upper(): name for name in self._fields[dataset]}
        name = names.get(field.name.upper())
        if name is None:
            raise self._error(field.at, self._unknown(field, dataset, list(names)))
        of_type = self._fields[dataset][name]
        if name in UNFILTERABLE.get(dataset, ()):
            raise self._error(field.at, f"{field} cannot be filtered by; Next-Best-Action heeds it by itself.")
        if of_type == "boolean":
            raise self._error(field.at, f"{field} is a boolean, which cannot be filtered by.")
        if of_type == "textual":
            raise self._error(field.at, f"{field} is textual, which cannot be filtered by.")
        return replace(field, name=name), of_type

    def _unknown(self, field: Field, dataset: str, names: list[str]) -> str:
        near = difflib.get_close_matches(field.name.upper(), names, n=1)
        hint = f"did you mean {near[0]}?" if near else f"its fields are {', '.join(names)}."
        return f"{field} is not a field of the {dataset.upper()} schema; {hint}"

    def _operand(self, operand: Operand, field: Field, of_type: FieldType) -> Operand:
        if isinstance(operand, Field):
            return self._current_item(operand, field, of_type)
        if isinstance(operand, Parameter):
            return operand
        if isinstance(operand, Anything):
            if field.dataset in EVENTS:
                return operand
            raise self._error(operand.at, f"* stands for events of any type; {field} needs a value.")
        if of_type == "number":
            return operand if isinstance(operand, Number) else self._number(operand, field)
        return Text(operand.text, operand.at) if isinstance(operand, Number) else operand

    def _number(self, operand: Text, field: Field) -> Number:
        try:
            return Number(number(operand.value), operand.value, operand.at)
        except ValueError:
            raise self._error(operand.at, f"{operand} is not a number, and {field} is one.") from None

    def _current_item(self, operand: Field, field: Field, of_type: FieldType) -> Field:
        if field.dataset != ITEMS:
            raise self._error(operand.at, f"CurrentItem is compared with Items, not with {field.dataset}.")
        resolved, other_type = self._resolved(operand)
        if (of_type == "number") != (other_type == "number"):
            raise self._error(operand.at, f"{operand} and {field} are not both numbers or both strings.")
        return resolved

    def _error(self, place: int, sentence: str) -> FilterError:
        return FilterError.at(self._text, place, sentence)
