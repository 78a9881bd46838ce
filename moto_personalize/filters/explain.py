"""What a filter does and why: what the real service does not tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .columns import Mask
from .errors import FilterError, MissingParameter
from .program import Program, Request
from .resolve import EVENTS
from .tree import Condition, Expression, Field

NOUNS: Mapping[str, str] = {"ItemID": "item", "UserID": "user", "ActionID": "action"}


@dataclass(frozen=True)
class ConditionReport:
    """passing: how many satisfy it, None where a value is missing or wrong. one: whether the given one does.

    value: what the given one's field is, or, after IF, the current user's; operands: what parameters and the current
    item's fields were; both in words.
    """

    text: str
    passing: int | None
    one: bool | None = None
    value: str | None = None
    problem: str | None = None
    operands: str | None = None


@dataclass(frozen=True)
class ExpressionReport:
    """named: how many it includes or excludes; None where it does nothing, for which `idle` says why.

    alternatives: conditions joined by AND, joined by OR. only_if: those of the current user; their `one` says
    whether they hold.
    """

    text: str
    mode: str
    named: int | None
    one: bool | None
    idle: str | None
    alternatives: tuple[tuple[ConditionReport, ...], ...]
    only_if: tuple[ConditionReport, ...]

    @property
    def conditions(self) -> Iterator[ConditionReport]:
        for conditions in self.alternatives:
            yield from conditions


@dataclass(frozen=True)
class Explanation:
    """What a filter lets through of `total`, and whether that given one. `str()` of it is to be read.

    passing: None where a request with these values is refused; `refusal` says why. missing: parameters without a
    value. given: the id that was asked about, None for none; passes: whether it does.
    """

    subject: str
    total: int
    passing: int | None
    refusal: str | None
    missing: tuple[str, ...]
    expressions: tuple[ExpressionReport, ...]
    given: str | None = None
    passes: bool | None = None

    @classmethod
    def from_dict(cls, given: Mapping[str, Any]) -> Explanation:
        """From what `dataclasses.asdict` makes of one, after JSON."""
        expressions = tuple(
            ExpressionReport(
                **{
                    **expression,
                    "alternatives": tuple(
                        tuple(ConditionReport(**condition) for condition in conditions)
                        for conditions in expression["alternatives"]
                    ),
                    "only_if": tuple(ConditionReport(**condition) for condition in expression["only_if"]),
                }
            )
            for expression in given["expressions"]
        )
        return cls(**{**given, "missing": tuple(given["missing"]), "expressions": expressions})

    def __str__(self) -> str:
        return "\n".join(_lines(self))


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
        missing=tuple(name for name in program.filter.parameters if name not in request.values),
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
        missing = [name for name in expression.parameters if name not in request.values]
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


# --- to be read ----------------------------------------------------------------------------------------------


def _lines(explanation: Explanation) -> Iterator[str]:
    noun = NOUNS[explanation.subject]
    if explanation.passing is None:
        yield f"Refused: {explanation.refusal}"
    else:
        verb = "passes" if explanation.passing == 1 else "pass"
        yield f"{explanation.passing} of {_count(explanation.total, noun)} {verb}."
    for expression in explanation.expressions:
        yield ""
        yield from _of_expression(expression, noun)
    if explanation.given is not None:
        yield ""
        yield from _of_given(explanation, noun)


def _of_expression(expression: ExpressionReport, noun: str) -> Iterator[str]:
    yield expression.text
    width = max(len(condition.text) for condition in (*expression.conditions, *expression.only_if))
    if expression.named is None:
        yield f"  does nothing: {expression.idle}"
    else:
        verb = "includes" if expression.mode == "INCLUDE" else "excludes"
        yield f"  {verb} {_count(expression.named, noun)}"
    for n, conditions in enumerate(expression.alternatives):
        for m, condition in enumerate(conditions):
            word = "   " if n == m == 0 else "AND" if m else " OR"
            count = condition.problem if condition.passing is None else _count(condition.passing, noun)
            where = f" where {condition.operands}" if condition.operands else ""
            yield f"  {word} {condition.text.ljust(width)}  {count}{where}"
    for m, condition in enumerate(expression.only_if):
        word = "AND" if m else " IF"
        answer = condition.problem or f"{_yes(condition.one)}: {condition.value}"
        yield f"  {word} {condition.text.ljust(width)}  {answer}"


def _of_given(explanation: Explanation, noun: str) -> Iterator[str]:
    if explanation.passes is None:
        refused = explanation.passing is None
        yield f"The {noun} {explanation.given} is {'not decided' if refused else 'not known'}."
        return
    yield f"The {noun} {explanation.given} is {'in' if explanation.passes else 'out'}: {_why(explanation)}."
    for expression in explanation.expressions:
        if expression.named is not None:
            width = max(len(condition.text) for condition in expression.conditions)
            for condition in expression.conditions:
                yield f"    {condition.text.ljust(width)}  {_yes(condition.one)}: {condition.value}"


def _why(explanation: Explanation) -> str:
    acting = [expression for expression in explanation.expressions if expression.named is not None]
    excluding = [expression for expression in acting if expression.mode == "EXCLUDE" and expression.one]
    including = [expression for expression in acting if expression.mode == "INCLUDE"]
    if excluding:
        return f"excluded by {excluding[0].text}"
    if not including:
        return "nothing excludes it"
    naming = [expression for expression in including if expression.one]
    return f"included by {naming[0].text}" if naming else "no INCLUDE names it"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _yes(holds: bool | None) -> str:
    return "yes" if holds else "no"
