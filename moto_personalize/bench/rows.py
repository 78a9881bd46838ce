"""Rows as a test author writes them down become columns: lists of text, numbers, booleans and None by field name.

Frames of pandas and polars are known by what they can do; neither is imported.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeAlias

from .cells import listed, plain_cells

Columns: TypeAlias = dict[str, list[Any]]

PLACES: Mapping[str, tuple[str, ...]] = {
    "interactions": ("USER_ID", "ITEM_ID", "TIMESTAMP", "EVENT_TYPE", "EVENT_VALUE"),
    "action_interactions": ("USER_ID", "ACTION_ID", "TIMESTAMP", "EVENT_TYPE"),
}
"""What the members of a tuple are; the first three must be there."""
FEWEST = 3
NUMBERED = re.compile("_[0-9]+")
INDEX = ("Index",)  # of pandas, in front of what its itertuples gives


def columns_of(what: str, rows: Any) -> Columns:
    """The columns of rows, which `what` names in errors ("items").

    Rows: tuples, mappings, columns, a frame, an array, a CSV text. ValueError names the row that is none.
    """
    rows = listed(rows)
    if isinstance(rows, str):
        _check_text(what, rows)
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
    return {name: plain_cells(what, name, values) for name, values in _named(what, columns).items()}


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


def _check_text(what: str, text: str) -> None:
    """A path is read where it is given; over HTTP it comes as it is."""
    if text and not set("\n,") & set(text):
        raise ValueError(f"{what} is the text of a CSV file here, not its path: a header line and rows, not {text!r}.")


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
    given = {name: listed(values) for name, values in columns.items()}
    lengths = {len(values) if isinstance(values, (list, tuple)) else -1 for values in given.values()}
    if -1 in lengths or len(lengths) > 1:
        raise ValueError(f"{what} as columns must be lists of one length, by field name.")
    return {name: values if isinstance(values, list) else list(values) for name, values in given.items()}


def _of_rows(what: str, given: Sequence[Any]) -> Columns:
    names = PLACES.get(what)
    rows = _unwrapped(given, names)
    if rows and isinstance(rows[0], Mapping):
        return _of_mappings(what, rows)
    if not rows:
        return {}
    if names is None or not _fitting(rows, names):
        number, row = next((n, row) for n, row in enumerate(rows, 1) if names is None or not _fitting([row], names))
        raise ValueError(f"{what}, row {number}: {row!r} is no {_wanted(names)}.")
    widest = max(map(len, rows))
    even = (row if len(row) == widest else (*row, *[None] * (widest - len(row))) for row in rows)
    return dict(zip(names, map(list, zip(*even, strict=True)), strict=False))


def _unwrapped(rows: Sequence[Any], places: Sequence[str] | None) -> Sequence[Any]:
    """Namedtuples as mappings where their names tell what they hold, else as tuples; without the Index of pandas."""
    if not any(map(_is_named, set(map(type, rows)))):
        return rows
    kinds = {row._fields for row in rows if _is_named(type(row))}
    first = {fields: int(fields[:1] == INDEX) for fields in kinds}
    telling = {fields for fields in kinds if _tell(fields[first[fields] :], places)}

    def unwrapped(row: Any) -> Any:
        names, cells = row._fields[first[row._fields] :], row[first[row._fields] :]
        return dict(zip(names, cells, strict=True)) if row._fields in telling else tuple(cells)

    return [unwrapped(row) if _is_named(type(row)) else row for row in rows]


def _is_named(kind: type) -> bool:
    return issubclass(kind, tuple) and hasattr(kind, "_fields")


def _tell(fields: Sequence[str], places: Sequence[str] | None) -> bool:
    """Whether names tell what a tuple holds: each that must be there is, or one of ours stands at another's place.

    Or pandas has numbered others, which are no names in Python ("User Id"): then nobody knows what they were.
    """
    if places is None:
        return True
    names = [_field_name(name) for name in fields]
    moved = any(name in places and name != place for name, place in zip(names, places, strict=False))
    numbered = any(map(NUMBERED.fullmatch, fields)) and not set(places).isdisjoint(names)
    return moved or numbered or set(places[:FEWEST]) <= set(names)


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
    """With the names as schemas spell them. ValueError: one is no name, or comes twice."""
    named: Columns = {}
    for given, values in columns.items():
        name = _field_name(given)
        if not re.fullmatch("[A-Z_][A-Z0-9_]*", name):
            raise ValueError(f"{what}: {given!r} is no name of a field: letters, digits and underscores.")
        if name in named:
            raise ValueError(f"{what} has the field {name} twice.")
        named[name] = values
    return named


def _field_name(given: Any) -> str:
    """As schemas spell it: userId and user_id are USER_ID."""
    return re.sub("([a-z0-9])([A-Z])", r"\1_\2", str(given)).upper()
