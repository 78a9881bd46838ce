"""What a filter does and why: what the real service does not tell."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .columns import Mask
from .errors import FilterError, MissingParameter
from .program import Program, Request
from .report import ConditionReport, Explanation, ExpressionReport
from .resolve import EVENTS
from .tree import Condition, Expression, Field


def explain(
    program: Program, request: Request, *, place: int | None = None, given: str | None = None, record: Any = None
) -> Explanation:
    """What the program does to a request; and to one given: its id, its place if it has one, and its fields."""
    expressions = tuple(
        _expression(program, expression, request, place if given else None, given, record or {})
        for expression in program.filter.expressions
    )
    mask, refusal = None, None
    try:
        mask = program.passing(request)
    except FilterError as error:
        refusal = str(error)
    return Explanation(
        subject=program.filter.subject,
        total=program.size,
        passing=None if mask is None else int(mask.sum()),
        refusal=refusal,
        missing=request.missing(program.filter.parameters),
        expressions=expressions,
        given=given,
        passes=None if mask is None or given is None or place is None else bool(mask[place]),
    )


def _expression(
    program: Program,
    expression: Expression,
    request: Request,
    place: int | None,
    given: str | None,
    record: Mapping[str, Any],
) -> ExpressionReport:
    named: Mask | None = None
    idle = None
    try:
        named = program.named(expression, request)
    except FilterError as error:
        idle = _problem(error)
    only_if = tuple(_of_user(program, condition, request) for condition in expression.only_if)
    if named is None and idle is None:
        missing = request.missing(expression.parameters)
        idle = f"${missing[0]} has no value" if missing else "its IF does not hold of the current user"
    return ExpressionReport(
        text=str(expression),
        mode=expression.mode,
        named=None if named is None else int(named.sum()),
        one=None if named is None or place is None else bool(named[place]),
        idle=idle,
        alternatives=tuple(
            tuple(_condition(program, condition, request, place, given, record) for condition in conditions)
            for conditions in expression.alternatives
        ),
        only_if=only_if,
    )


def _condition(
    program: Program,
    condition: Condition,
    request: Request,
    place: int | None,
    given: str | None,
    record: Mapping[str, Any],
) -> ConditionReport:
    try:
        mask = program.mask(condition, request)
    except FilterError as error:
        return ConditionReport(str(condition), None, problem=_problem(error))
    one = None if place is None else bool(mask[place])
    value = None
    if place is not None and condition.field.dataset in EVENTS:
        types = sorted(name for name, places in request.happened.items() if place in places.tolist())
        value = f"events: {', '.join(types) or 'none'}"
    elif given is not None:
        value = _in_words(str(condition.field), record.get(condition.field.name))
    return ConditionReport(str(condition), int(mask.sum()), one, value, operands=_operands(condition, request))


def _operands(condition: Condition, request: Request) -> str | None:
    words = [f"{parameter} is {request.values[parameter.name]}" for parameter in condition.parameters]
    for operand in condition.operands:
        if isinstance(operand, Field):
            words.append(_in_words(str(operand), request.item.get(operand.name)))
    return ", ".join(words) or None


def _of_user(program: Program, condition: Condition, request: Request) -> ConditionReport:
    value = _in_words(str(condition.field), request.user.get(condition.field.name))
    try:
        return ConditionReport(str(condition), None, program.holds(condition, request), value)
    except FilterError as error:
        return ConditionReport(str(condition), None, None, value, _problem(error))


def _problem(error: FilterError) -> str:
    return f"${error.name} has no value" if isinstance(error, MissingParameter) else str(error)


def _in_words(name: str, value: object) -> str:
    if value is None:
        return f"{name} is null"
    return f'{name} is "{value}"' if isinstance(value, str) else f"{name} is {value}"
