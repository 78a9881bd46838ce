"""Rows as a test author writes them down become columns: lists of text, numbers, booleans and None by field name.

Frames of pandas and polars are known by what they can do; neither is imported.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

Columns: TypeAlias = dict[str, list[Any]]

PLACES: Mapping[str, tuple[str, ...]] = {
    "interactions": ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE"),
    "action_interactions": ("USER_ID", "ACTION_ID", "TIMESTAMP", "EVENT_TYPE"),
}
"""What the members of a tuple are; the first three must be there."""
FEWEST = 3
PLAIN = frozenset({str, int, float, bool, type(None)})
DAY, EPOCH = 86_400, date(1970, 1, 1).toordinal()
INFINITE = (float("inf"), float("-inf"))
NULLS = ("NaTType", "NAType")  # pandas


def columns_of(what: str, rows: Any) -> Columns:
    """The columns of rows, which `what` names in errors ("items"): tuples, mappings, columns, a frame, a CSV text.

    ValueError names the row that is none.
    """
    if isinstance(rows, str):
        columns = _of_csv(what, rows)
    elif hasattr(rows, "collect"):
        raise ValueError(f"{what} is a lazy frame, which has no rows yet: call .collect().")
    elif hasattr(rows, "columns") and hasattr(rows, "__getitem__"):
        columns = {str(name): rows[name].to_list() for name in rows.columns}
    elif isinstance(rows, Mapping):
        columns = _of_columns(what, rows)
    elif isinstance(rows, Iterable):
        columns = _of_rows(what, list(rows))
    else:
        raise ValueError(f"{what} must be rows, a frame or a CSV file, not {rows!r}.")
    if not columns or not len(next(iter(columns.values()))):
        raise ValueError(f"{what} has no rows.")
    return {name: _plain(what, name, values) for name, values in _named(what, columns).items()}


def given_rows(rows: Mapping[str, Any]) -> dict[str, Any]:
    """Rows by what they are of, as JSON can say them: the text of a CSV file, or columns. Not the Nones."""
    given = {what: csv_text(what, source) for what, source in rows.items() if source is not None}
    return {what: source if isinstance(source, str) else columns_of(what, source) for what, source in given.items()}


def csv_text(what: str, source: Any) -> Any:
    """The text of a CSV file, if its path is given; all else as it is. ValueError: it cannot be read."""
    if not isinstance(source, (str, Path)) or (isinstance(source, str) and "\n" in source):
        return source
    try:
        return Path(source).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{what}: {source} cannot be read: {error}") from None


def _of_csv(what: str, text: str) -> Columns:
    """Cells are text, or null where they are empty."""
    escape = "\\" if '\\"' in text else None
    lines = csv.reader(io.StringIO(text, newline=""), escapechar=escape)
    header = next(lines, [])
    rows = [row for row in lines if row]
    for number, row in enumerate(rows, 1):
        if len(row) != len(header):
            raise ValueError(f"{what}, row {number}: {len(row)} cells, where the header has {len(header)}.")
    cells = zip(*rows, strict=True) if rows else ([] for _ in header)
    return {name: _text_cells(values) for name, values in zip(header, cells, strict=True)}


class TextCells(list[Any]):
    """Cells of a CSV file, whose types are yet to be found."""


def _text_cells(values: Iterable[str]) -> TextCells:
    return TextCells(value or None for value in values)


def _of_columns(what: str, columns: Mapping[str, Any]) -> Columns:
    listed = {name: values.tolist() if hasattr(values, "tolist") else values for name, values in columns.items()}
    lengths = {len(values) if isinstance(values, (list, tuple)) else -1 for values in listed.values()}
    if -1 in lengths or len(lengths) > 1:
        raise ValueError(f"{what} as columns must be lists of one length, by field name.")
    return {name: values if isinstance(values, list) else list(values) for name, values in listed.items()}


def _of_rows(what: str, rows: Sequence[Any]) -> Columns:
    if rows and isinstance(rows[0], Mapping):
        return _of_mappings(what, rows)
    names = PLACES.get(what)
    if not rows:
        return {}
    if names is None or not _fitting(rows, names):
        number, row = next((n, row) for n, row in enumerate(rows, 1) if names is None or not _fitting([row], names))
        raise ValueError(f"{what}, row {number}: {row!r} is no {_wanted(names)}.")
    widest = max(map(len, rows))
    even = (row if len(row) == widest else (*row, *[None] * (widest - len(row))) for row in rows)
    return dict(zip(names, map(list, zip(*even, strict=True)), strict=False))


def _fitting(rows: Sequence[Any], names: Sequence[str]) -> bool:
    """Whether all are tuples, or lists, of as many members as have a name."""
    widths = set(map(len, rows)) if all(map(_is_row, set(map(type, rows)))) else {0}
    return min(widths) >= FEWEST and max(widths) <= len(names)


def _is_row(kind: type) -> bool:
    return issubclass(kind, (tuple, list))


def _wanted(names: Sequence[str] | None) -> str:
    mapping = "mapping with the schema's field names"
    if names is None:
        return mapping
    optional = "".join(f"[, {name}" for name in names[FEWEST:]) + "]" * len(names[FEWEST:])
    return f"({', '.join(names[:FEWEST])}{optional}) and no {mapping}"


def _of_mappings(what: str, rows: Sequence[Any]) -> Columns:
    names: dict[str, None] = {}
    for number, row in enumerate(rows, 1):
        if not isinstance(row, Mapping):
            raise ValueError(f"{what}, row {number}: {row!r} is no mapping, as the rows before it are.")
        names.update(dict.fromkeys(row))
    return {name: [row.get(name) for row in rows] for name in names}


def _named(what: str, columns: Columns) -> Columns:
    """With the names as schemas spell them: userId and user_id are USER_ID."""
    named: Columns = {}
    for given, values in columns.items():
        name = re.sub("([a-z0-9])([A-Z])", r"\1_\2", str(given)).upper()
        if not re.fullmatch("[A-Z_][A-Z0-9_]*", name):
            raise ValueError(f"{what}: {given!r} is no name of a field: letters, digits and underscores.")
        if name in named:
            raise ValueError(f"{what} has the field {name} twice.")
        named[name] = values
    return named


def _plain(what: str, name: str, values: list[Any]) -> list[Any]:
    """Values as JSON has them."""
    kinds = set(map(type, values))
    if float in kinds or not kinds <= PLAIN:
        cells = [_plain_value(value) for value in values]
        for number, cell in enumerate(cells, 1):
            if type(cell) not in PLAIN or cell in INFINITE:
                raise ValueError(
                    f"{what}, row {number}: {name} is {cell!r}, not text, a number, a date, or true or false."
                )
        return cells
    return values


def _plain_value(value: Any) -> Any:
    """One of the five types of `PLAIN`, if it stands for one. Times without a zone are in UTC, on any machine."""
    if type(value).__name__ in NULLS or value is None:
        return None
    if isinstance(value, date):  # datetimes, and pandas' Timestamps, too
        return epoch_seconds(value)
    if isinstance(value, float):
        return None if value != value else float(value)
    if isinstance(value, (list, tuple, set, frozenset)) and all(isinstance(each, str) for each in value):
        return "|".join(sorted(value) if isinstance(value, (set, frozenset)) else value)  # several categories
    if isinstance(value, str):
        return str(value)
    return _plain_value(value.item()) if hasattr(value, "item") else value  # numpy's


def epoch_seconds(moment: date) -> int:
    """Since 1970; without a zone in UTC, as an SDK sends it.

    By its parts: a zone put on each of 100,000 Timestamps takes a second.
    """
    if isinstance(moment, datetime) and moment.tzinfo:
        return int(moment.timestamp())
    days = (moment.toordinal() - EPOCH) * DAY
    return days + moment.hour * 3600 + moment.minute * 60 + moment.second if isinstance(moment, datetime) else days
