"""What an explanation of a filter consists of, and how it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

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
