"""Columns become what the API takes: the fields of an Avro schema and a CSV text."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias, cast

from .cells import TIMES
from .rows import Columns, TextCells

if TYPE_CHECKING:
    from ..datasets.layouts import Layout, Reserved

Shape: TypeAlias = dict[str, Any]

NAMESPACE = "com.amazonaws.personalize.schema"
IDS = ("USER_ID", "ITEM_ID", "ACTION_ID")
MILLISECONDS = 10**11
LONGEST_CATEGORY = 1000
ANY = "any"  # where a category must be, and none is known
TITLES = ("ITEM_NAME", "NAME", "TITLE", "PRODUCT_NAME")
TEXTS = ("DESCRIPTION", "ITEM_DESCRIPTION", "PRODUCT_DESCRIPTION", "SUMMARY", "SYNOPSIS", "PLOT", "TEXT")


@dataclass(frozen=True)
class Rules:
    """What a dataset's rows must be. `what` names it in errors.

    defaults: values of columns, where a row lacks one. texts, titles: whether a column may be textual, or the name.
    """

    what: str
    dataset_type: str
    domain: str | None = None
    defaults: Mapping[str, Any] = field(default_factory=dict)
    texts: bool = False
    titles: bool = False


@dataclass(frozen=True)
class Ready:
    """What CreateSchema and an import job take."""

    dataset_type: str
    schema: str
    content: bytes


def ready(rules: Rules, columns: Columns) -> Ready:
    """Schema and CSV of columns. ValueError names the row, the field and the value that is wrong."""
    from ..datasets.layouts import LAYOUTS

    layout = LAYOUTS[rules.dataset_type, rules.domain]
    filled = _filled(rules, columns)
    _check_there(rules, layout, columns, filled)
    reserved = {word.name: word for word in layout.reserved}
    made = [_field(rules, name, values, reserved.get(name)) for name, values in filled.items()]
    fields = _with_texts(rules, layout, [shape for shape, _ in made], filled)
    cells = [cells for _, cells in made]
    if layout.needs_metadata and not _describe(layout, fields):
        name = "CATEGORY" if "CATEGORY" not in filled else "ANY_CATEGORY"
        fields.append({"name": name, "type": "string", "categorical": True})
        cells.append([ANY] * len(cells[0]))
    schema = {
        "type": "record",
        "name": layout.record,
        "namespace": NAMESPACE,
        "fields": fields,
        "version": "1.0",
    }
    return Ready(rules.dataset_type, json.dumps(schema), _csv([shape["name"] for shape in fields], cells))


def _filled(rules: Rules, columns: Columns) -> Columns:
    rows = len(next(iter(columns.values())))
    filled = dict(columns)
    for name, default in rules.defaults.items():
        values = filled.get(name, [None] * rows)
        missing = None in values or "" in values
        filled[name] = [default if value in (None, "") else value for value in values] if missing else values
    return filled


def _check_there(rules: Rules, layout: Layout, given: Columns, filled: Columns) -> None:
    needed = [word.name for word in layout.reserved if word.required and word.name not in rules.defaults]
    absent = [name for name in needed if name not in filled]
    if absent:
        raise ValueError(
            f"{rules.what}: {', '.join(absent)} is missing. Rows have {', '.join(given)}; "
            f"they need {', '.join(needed)}."
        )


def _describe(layout: Layout, fields: Sequence[Shape]) -> bool:
    """Whether there is a field of the kind that a schema of items, users or actions must have."""
    plain = {word.name for word in layout.reserved if not word.metadata}
    return any(_tells(shape) for shape in fields if shape["name"] not in plain)


def _tells(shape: Shape) -> bool:
    from ..datasets.schema import NUMBER_TYPES

    kind = shape["type"] if isinstance(shape["type"], str) else shape["type"][0]
    return kind in NUMBER_TYPES or "categorical" in shape or "textual" in shape


# --- one column -----------------------------------------------------------------------------------------------


def _field(rules: Rules, name: str, values: Sequence[Any], reserved: Reserved | None) -> tuple[Shape, list[str]]:
    """The field of a column in the schema, and its cells."""
    kind = reserved.type if reserved else _kind(rules, name, values)
    cells = _cells(rules, name, values, kind)
    required = reserved is not None and reserved.required
    nullable = "" in cells
    if nullable and required:
        raise ValueError(f"{rules.what}, row {cells.index('') + 1}: {name} is missing.")
    if reserved is not None and not required and name not in ("CREATION_TIMESTAMP", "EVENT_TYPE"):
        nullable = True  # live events and records may lack what all rows have
    shape: Shape = {"name": name, "type": [kind, "null"] if nullable else kind}
    if kind == "string" and (reserved.flag == "categorical" if reserved else True):
        shape["categorical"] = True
    if reserved and reserved.flag == "textual":
        shape["textual"] = True
    return shape, cells


def _kind(rules: Rules, name: str, values: Sequence[Any]) -> str:
    """The type of a column of the test author's own."""
    if isinstance(values, TextCells):
        return next((kind for kind in ("long", "double") if _all(values, WRITERS[kind])), "string")
    kinds = {type(value) for value in values if value is not None and value != ""}
    for allowed, kind in (({bool}, "boolean"), ({int}, "long"), ({int, float}, "double")):
        if kinds and kinds <= allowed:
            return kind
    if len(kinds) > 1 and name not in (*IDS, *TIMES):
        raise ValueError(f"{rules.what}: {_mixed(name, values)}; a field has one type.")
    return "string"


def _mixed(name: str, values: Sequence[Any]) -> str:
    """Of a column whose values are of several types, the first and the first other."""
    first: dict[str, str] = {}
    for row, value in enumerate(values, 1):
        if value is not None and value != "":
            first.setdefault(CALLED[type(value)], f"in row {row} ({value!r})")
    places = [f"{called} {place}" for called, place in first.items()]
    return f"{name} is {places[0]} and {places[1]}"


def _all(values: Sequence[Any], writer: Callable[[Any], str | None]) -> bool:
    return any(values) and all(value is None or writer(value) is not None for value in values)


def _cells(rules: Rules, name: str, values: Sequence[Any], kind: str) -> list[str]:
    writer = _writer(name, kind)
    if (quick := _quick(values, writer)) is not None:
        return quick
    cells = ["" if value is None or value == "" else writer(value) for value in values]
    if None in cells:
        row = cells.index(None)
        raise ValueError(
            f"{rules.what}, row {row + 1}: {name} is {values[row]!r}, not {_described(name, kind, values[row])}."
        )
    written = cast("list[str]", cells)
    return _quoted(written) if kind == "string" else written


def _quick(values: Sequence[Any], writer: Callable[[Any], str | None]) -> list[str] | None:
    """The cells of a column of nothing but texts or times, which need no look at each; None for any other."""
    kinds = set(map(type, values))
    if kinds == {str} and writer in (_text, _id) and "" not in values:
        return _quoted(list(values))
    if kinds == {int} and writer is seconds and min(values) >= 0 and max(values) < MILLISECONDS:
        return list(map(str, values))
    return None


def _quoted(cells: list[str]) -> list[str]:
    """The cells as a CSV file has them."""
    from ..datasets.writing import SPECIAL, spelled

    return [spelled(cell) for cell in cells] if SPECIAL.search("".join(cells)) else cells


def _writer(name: str, kind: str) -> Callable[[Any], str | None]:
    if name in TIMES:
        return seconds
    return _id if name in IDS else WRITERS[kind]


def _described(name: str, kind: str, value: Any) -> str:
    if name in TIMES:
        whole = _whole(value)
        hint = "; divide milliseconds by 1000" if whole and int(whole) >= MILLISECONDS else ""
        return f"{'' if isinstance(value, str) else 'a date or '}seconds since 1970{hint}"
    return "text or a whole number" if name in IDS else WORDS[kind]


def _id(value: Any) -> str | None:
    return str(value) if type(value) in (str, int) else None


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def seconds(value: Any) -> str | None:
    """Of a time, since 1970, without the fractions of a clock; None for what is none."""
    whole = _whole(int(value) if isinstance(value, float) else value)
    return whole if whole is not None and 0 <= int(whole) < MILLISECONDS else None


def _whole(value: Any) -> str | None:
    if type(value) is str:
        return value if value.removeprefix("-").isascii() and value.removeprefix("-").isdigit() else None
    if type(value) is float:  # a column of numbers that lacks some is one of floats in a frame
        return str(int(value)) if value.is_integer() else None
    return str(value) if type(value) is int else None


def _decimal(value: Any) -> str | None:
    from ..datasets.rules import DECIMAL

    if type(value) is str:
        return value if DECIMAL.fullmatch(value) else None
    return repr(value) if type(value) in (int, float) else None


def _boolean(value: Any) -> str | None:
    return str(value) if type(value) is bool or value in ("True", "False", "true", "false") else None


WRITERS: Mapping[str, Callable[[Any], str | None]] = {
    "string": _text,
    "long": _whole,
    "float": _decimal,
    "double": _decimal,
    "boolean": _boolean,
}
CALLED = {str: "text", int: "a number", float: "a number", bool: "true or false"}
WORDS = {
    "string": "text",
    "long": "a whole number",
    "float": "a number",
    "double": "a number",
    "boolean": "true or false",
}


# --- texts of items, and the file -----------------------------------------------------------------------------


def _with_texts(rules: Rules, layout: Layout, fields: list[Shape], columns: Columns) -> list[Shape]:
    """One field of items can be textual, and one their name: chosen by what they are called, and by length."""
    if not layout.texts:
        return fields
    strings = [shape for shape in fields if shape.get("categorical") and shape["name"] not in _names(layout)]
    if not any(shape.get("textual") for shape in fields):
        _become_textual(rules, strings, columns)
    name = next((shape for title in TITLES for shape in strings if shape["name"] == title), None)
    if rules.titles and name is not None and not name.get("textual"):
        name.pop("categorical", None)
        name["itemName"] = True
    if rules.titles and not (name and any(shape.get("textual") for shape in fields)):
        raise ValueError(
            f"{rules.what}: the recipe needs a name ({', '.join(TITLES)}) and a text ({', '.join(TEXTS)}); "
            f"rows have {', '.join(columns)}."
        )
    return fields


def _names(layout: Layout) -> set[str]:
    return {word.name for word in layout.reserved}


def _become_textual(rules: Rules, strings: list[Shape], columns: Columns) -> None:
    named = (shape for text in TEXTS for shape in strings if rules.texts and shape["name"] == text)
    long = (shape for shape in strings if max(len(value or "") for value in columns[shape["name"]]) > LONGEST_CATEGORY)
    for chosen in (*named, *long):
        chosen["textual"] = True
        del chosen["categorical"]
        return


def _csv(names: Sequence[str], columns: Sequence[Sequence[str]]) -> bytes:
    lines = [",".join(names), *map(",".join, zip(*columns, strict=True))]
    return ("\n".join(lines) + "\n").encode()
