"""Rows that come through the API, as decoded JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .errors import CellError
from .rules import Rule, Value, convert, rule_for, shown
from .schema import Field, Schema
from .table import Column, Table, dtype_of, numbers, text_from


def from_records(records: Sequence[Mapping[str, object]], schema: Schema) -> Table:
    """The table of these rows; each maps field names to JSON strings, numbers, booleans or None.

    A value is converted to the type of its field; a field that is absent is null; a name that the schema
    does not know is ignored.

    Raises:
        DataError: the first value that the schema does not allow; its `file` is `record n`, from 1.
    """
    rules = [rule_for(schema, field) for field in schema.fields]
    rows = [[_value(record, rule, number) for rule in rules] for number, record in enumerate(records, 1)]
    columns = {field.name: _column(field, [row[index] for row in rows]) for index, field in enumerate(schema.fields)}
    return Table(columns, len(rows))


def from_values(records: Sequence[Mapping[str, Any]], schema: Schema) -> Table:
    """The table of rows whose values are of their fields' types already; a field that a row lacks is null."""
    columns = {field.name: _column(field, [record.get(field.name) for record in records]) for field in schema.fields}
    return Table(columns, len(records))


def _value(record: Mapping[str, object], rule: Rule, number: int) -> Value:
    try:
        return convert(rule, _spelled(record.get(rule.column), rule))
    except CellError as error:
        raise error.located(f"record {number}", None, rule.column) from None


def _spelled(value: object, rule: Rule) -> str:
    """The JSON value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _checked(value)
    if isinstance(value, float) and math.isfinite(value):
        is_whole = rule.type not in ("float", "double") and value.is_integer()
        return str(int(value)) if is_whole else repr(value)
    if isinstance(value, int):  # booleans too
        return str(value)
    raise CellError(f"{shown(str(value))} is neither a string nor a number")


def _checked(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise CellError(f"{shown(value)} is not valid Unicode text") from None
    if "\0" in value:
        raise CellError(f"{shown(value)} holds a NUL character")
    return value


def _column(field: Field, values: Sequence[Any]) -> Column:
    if field.type == "string":
        return text_from(values)
    null = np.array([value is None for value in values], np.bool_)
    return numbers(np.array([value or 0 for value in values], dtype_of(field)), null)
