"""What one value of a column may be. The last word on every value, whichever way it came in.

Source: developer guide, preparing-training-data, limits, actions-datasets, items-datasets.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

from .errors import CellError, TooLongError
from .schema import DECIMAL_TYPES, INTEGER_TYPES, Field, Schema
from .textual import cut

Value: TypeAlias = str | int | float | bool | None

INTEGER = re.compile(r"-?[0-9]+")
DECIMAL = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?")
BOOLEANS = {"True": True, "true": True, "1": True, "False": False, "false": False, "0": False}

LONGEST_ID = 256
LONGEST_STRING = 1000
MILLISECONDS = 10**11  # as seconds it is the year 5138
RANGES = {"int": (-(2**31), 2**31 - 1), "long": (-(2**63), 2**63 - 1)}

IDS = frozenset({"USER_ID", "ITEM_ID", "ACTION_ID"})
TIMES = frozenset({"TIMESTAMP", "CREATION_TIMESTAMP", "EXPIRATION_TIMESTAMP"})
ACTION_RANGES = {"VALUE": (1, 10), "REPEAT_FREQUENCY": (0, 30)}
ACTION_EVENTS = frozenset({"taken", "nottaken", "viewed"})


@dataclass(frozen=True)
class Rule:
    """What a value of one column may be.

    Attributes:
        longest: most characters of a string; None where it is cut instead of refused (`cuts`).
        lowest, highest: inclusive range of an integer.
        is_time: the integer is a moment, in seconds since 1970.
        is_action_event: the string is one of the three kinds of action interaction.
    """

    column: str
    type: str
    nullable: bool
    longest: int | None = None
    cuts: bool = False
    lowest: int = RANGES["long"][0]
    highest: int = RANGES["long"][1]
    is_time: bool = False
    is_action_event: bool = False


def rule_for(schema: Schema, field: Field) -> Rule:
    """The rule of a field, which depends on the record's name too (VALUE is reserved for Actions only)."""
    rule = Rule(field.name, field.type, field.nullable)
    if field.type == "string":
        return _string_rule(schema, field, rule)
    if field.type not in INTEGER_TYPES:
        return rule
    lowest, highest = RANGES[field.type]
    if field.name in TIMES:
        return replace(rule, lowest=0, highest=min(highest, MILLISECONDS - 1), is_time=True)
    if schema.name == "Actions":
        lowest, highest = ACTION_RANGES.get(field.name, (lowest, highest))
    return replace(rule, lowest=lowest, highest=highest)


def _string_rule(schema: Schema, field: Field, rule: Rule) -> Rule:
    if field.name in IDS:
        return replace(rule, nullable=False, longest=LONGEST_ID)
    if field.textual:
        return replace(rule, cuts=True)
    if field.name != "EVENT_TYPE":
        return replace(rule, longest=LONGEST_STRING)
    # EVENT_TYPE must be filled on every row, whatever the schema allows [dg:interactions-datasets]
    is_action_event = schema.name == "ActionInteractions"
    return replace(rule, nullable=False, longest=LONGEST_STRING, is_action_event=is_action_event)


def convert(rule: Rule, text: str) -> Value:
    """The value that a cell's text stands for; an empty one stands for null.

    Raises:
        CellError: the column does not allow it.
    """
    if not text:
        if rule.nullable:
            return None
        raise CellError("must not be empty")
    return CONVERTERS[rule.type](rule, text)


def _string(rule: Rule, text: str) -> str:
    if rule.longest is not None and len(text) > rule.longest:
        raise TooLongError(rule.longest, rule.column)
    if rule.is_action_event and re.sub("[ _]", "", text).lower() not in ACTION_EVENTS:
        raise CellError(f"{shown(text)} is not an event type of actions: they are Taken, Not Taken and Viewed")
    return cut(text) if rule.cuts else text


def _integer(rule: Rule, text: str) -> int:
    if not INTEGER.fullmatch(text):
        raise CellError(f"{shown(text)} is not of type {rule.type}")
    # Python refuses to convert more than 4300 digits; more than 400 are out of range in any case
    value = int(text) if len(text) < 400 else MILLISECONDS**9
    if rule.lowest <= value <= rule.highest:
        return value
    if rule.is_time and value > rule.highest:
        raise CellError(f"{shown(text)} looks like milliseconds: {rule.column} is in seconds since 1970")
    raise CellError(f"{shown(text)} is not between {rule.lowest} and {rule.highest}")


def _decimal(rule: Rule, text: str) -> float:
    if not DECIMAL.fullmatch(text):
        raise CellError(f"{shown(text)} is not of type {rule.type}")
    value = float(text)
    if math.isinf(value):
        raise CellError(f"{shown(text)} is out of the range of {rule.type}")
    return value


def _boolean(rule: Rule, text: str) -> bool:
    if text not in BOOLEANS:
        raise CellError(f"{shown(text)} is not of type boolean: write True or False, or 1 or 0")
    return BOOLEANS[text]


CONVERTERS: dict[str, Callable[[Rule, str], Value]] = {
    "string": _string,
    "boolean": _boolean,
    **dict.fromkeys(INTEGER_TYPES, _integer),
    **dict.fromkeys(DECIMAL_TYPES, _decimal),
}


def shown(text: str) -> str:
    """The text in quotes, shortened to 40 characters."""
    return repr(text if len(text) <= 40 else text[:39] + "…")
