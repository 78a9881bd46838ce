"""What a filter means, said a second time: slowly, row by row, and without the code that it is compared with.

Only the parser is shared; names and types are looked up in the world itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from moto_personalize.filters import Condition, Expression, parse
from moto_personalize.filters.tree import Anything, Field, Number, Parameter, Text

from .world import World

OWNERS = {"CurrentUser": "Users", "CurrentItem": "Items"}
WITH_EVENTS = ("Interactions", "Action_Interactions")


class Missing(Exception):
    """A parameter of INCLUDE has no value."""


def remaining(
    world: World,
    text: str,
    user: str | None = None,
    item: str | None = None,
    values: Mapping[str, str] | None = None,
) -> set[str]:
    tree = parse(text)
    asked = Asked(world, tree.subject, user, item, values or {})
    effective = [expression for expression in tree.expressions if asked.takes_effect(expression)]
    includes = [expression for expression in effective if expression.mode == "INCLUDE"]
    excludes = [expression for expression in effective if expression.mode == "EXCLUDE"]
    return {
        candidate
        for candidate in world.candidates[tree.subject]
        if (not includes or any(asked.names(expression, candidate) for expression in includes))
        and not any(asked.names(expression, candidate) for expression in excludes)
    }


@dataclass(frozen=True)
class Asked:
    world: World
    subject: str
    user: str | None
    item: str | None
    values: Mapping[str, str] = field(default_factory=dict)

    def takes_effect(self, expression: Expression) -> bool:
        for condition in expression.conditions:
            for operand in condition.operands:
                if isinstance(operand, Parameter) and operand.name not in self.values:
                    if expression.mode == "INCLUDE":
                        raise Missing(operand.name)
                    return False
        return all(self.satisfies(condition, self.user) for condition in expression.only_if)

    def names(self, expression: Expression, candidate: str) -> bool:
        return any(
            all(self.satisfies(condition, candidate) for condition in conditions)
            for conditions in expression.alternatives
        )

    def satisfies(self, condition: Condition, candidate: str | None) -> bool:
        if condition.field.dataset in WITH_EVENTS:
            return self.has_event(condition, candidate)
        have = self.look_up(condition.field, candidate)
        if have is None:
            return condition.operator == "NOT IN"
        return compare(have, condition.operator, self.wanted(condition))

    def has_event(self, condition: Condition, candidate: str | None) -> bool:
        types = [
            None if event_type is None else event_type.lower()
            for who, what, event_type in self.world.events[condition.field.dataset]
            if (who == candidate if self.subject == "UserID" else (who, what) == (self.user, candidate))
        ]
        if any(isinstance(operand, Anything) for operand in condition.operands):
            found = len(types) > 0
        else:
            found = any(str(wanted).lower() in types for wanted in self.wanted(condition))
        return found if condition.operator in ("IN", "=") else not found

    def look_up(self, owned: Field, key: str | None) -> list[str] | list[float] | None:
        """The values in the cell of a row; None where there is no cell, or null in it."""
        name = self.schema_name(owned)
        row = self.world.rows[OWNERS.get(owned.dataset, owned.dataset)].get(key or "")
        value = None if row is None else row.get(name)
        if value is None:
            return None
        of_type = self.type_of(owned)
        if of_type == "number":
            return [float(value)]
        return [part for part in str(value).split("|") if part] if of_type == "categories" else [str(value)]

    def wanted(self, condition: Condition) -> list[str] | list[float]:
        found: list[str | float] = []
        for operand in condition.operands:
            if isinstance(operand, Field):
                found += self.look_up(operand, self.item) or []
            elif isinstance(operand, Parameter):
                pieces = re.findall(r'"([^"]*)"|([^",\s]+)', self.values[operand.name])
                found += [quoted or bare for quoted, bare in pieces]
            elif isinstance(operand, Number):
                found.append(operand.text)
            else:
                assert isinstance(operand, Text)
                found.append(operand.value)
        if self.type_of(condition.field) == "number":
            return [float(value) for value in found]
        return [str(value) for value in found]

    def type_of(self, owned: Field) -> str:
        return self.world.fields[OWNERS.get(owned.dataset, owned.dataset)][self.schema_name(owned)]

    def schema_name(self, owned: Field) -> str:
        names = self.world.fields[OWNERS.get(owned.dataset, owned.dataset)]
        return next(name for name in names if name.lower() == owned.name.lower())


def compare(have: list[str] | list[float], operator: str, wanted: list[str] | list[float]) -> bool:
    shared = any(one == other for one in have for other in wanted)
    if operator in ("IN", "="):
        return shared
    if operator == "NOT IN":
        return not shared
    if operator == "!=":
        return bool(wanted) and not shared
    pairs = [(float(one), float(other)) for one in have for other in wanted]
    if operator == "<":
        return any(one < other for one, other in pairs)
    if operator == "<=":
        return any(one <= other for one, other in pairs)
    if operator == ">":
        return any(one > other for one, other in pairs)
    assert operator == ">="
    return any(one >= other for one, other in pairs)
