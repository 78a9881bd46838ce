"""The vectorised reader against slow and obvious ones, on random data."""

from __future__ import annotations

from collections.abc import Sequence
from unittest.mock import patch

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moto_personalize.datasets import DataError, Schema, Table, from_records, read_csv, write_csv
from moto_personalize.datasets import lines as lines_module

from .examples import ITEM, ITEMS, field, schema_of

Row = list[str]

TWO_STRINGS = schema_of("Items", field("A", ["null", "string"]), field("B", ["null", "string"]))

CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
WORDS = st.text(CHARACTERS, min_size=1, max_size=60) | st.text('a,"\\\n\r é', min_size=1, max_size=12)
RECORDS = st.lists(
    st.fixed_dictionaries(
        {"ITEM_ID": WORDS},
        optional={
            "GENRES": WORDS | st.none(),
            "TITLE": st.sampled_from(["", "same", "other, same", None]),
            "PRICE": st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**20), 10**20),
            "STOCK": st.integers(-(2**31), 2**31 - 1),
            "SIZE": st.integers(-(2**63), 2**63 - 1),
            "ADULT": st.booleans() | st.sampled_from(["true", "False", "1", 0]),
            "DESCRIPTION": WORDS,
            "CREATION_TIMESTAMP": st.integers(0, 10**11 - 1),
        },
    ),
    min_size=1,
    max_size=30,
)
PIECES = st.sampled_from([1, 7, 64, 1 << 19])


def attempt(content: str | bytes, schema: Schema, piece: int = 1 << 19) -> Table | DataError:
    """The table that the bytes below the header are, or what is wrong with them."""
    header = ",".join(each.name for each in schema.fields).encode() + b"\n"
    body = content if isinstance(content, bytes) else content.encode()
    with patch.object(lines_module, "PIECE", piece):
        try:
            return read_csv([("data.csv", header + body)], schema)
        except DataError as error:
            return error


@settings(deadline=None)
@given(RECORDS, PIECES)
def test_what_is_written_is_read_back(records: list[dict[str, object]], piece: int) -> None:
    table = from_records(records, ITEMS)
    _, *written = write_csv(table, ITEMS)
    assert attempt(b"".join(written), ITEMS, piece) == table


@settings(deadline=None)
@given(RECORDS, PIECES, st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_rows_of_a_file_and_the_same_records_are_the_same_table(
    records: list[dict[str, object]], piece: int, quote_all: bool, ending: str
) -> None:
    """`from_records` looks at values one by one, `read_csv` at columns: both must see the same."""
    names = [each.name for each in ITEMS.fields]
    lines = [",".join(as_cell(record.get(name), quote_all) for name in names) for record in records]
    assert attempt(ending.join(lines), ITEMS, piece) == from_records(records, ITEMS)


def as_cell(value: object, quote_all: bool) -> str:
    text = "" if value is None else str(value)
    if not quote_all and not set(text) & set(',"\r\n'):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@settings(deadline=None, max_examples=200)
@given(st.lists(st.text('ab1,"\\\n\r', max_size=8), max_size=8).map("".join), PIECES)
@example('a,b\n\n"","1"\r\n', 7)
@example("\n\r\n", 7)
@example("a,b\na,b,\n", 7)
@example('a,"b"1\n', 7)
@example('a,b\na,"\\\\\\"', 7)
@example('a,b,"c', 7)
def test_the_reader_agrees_with_one_that_goes_byte_by_byte(text: str, piece: int) -> None:
    found = attempt(text, TWO_STRINGS, piece)
    if isinstance(found, DataError):
        assert (found.row, found.column) == spell_out(text)
    else:
        assert [[row["A"] or "", row["B"] or ""] for row in found.records()] == spell_out(text)


def spell_out(text: str) -> list[Row] | tuple[int, str | None]:
    """The rows of a file of two columns below its header; or row and column of its first mistake."""
    rows: list[Row] = []
    for number, (cells, flawed) in enumerate(lines_of(text), 2):
        if flawed is not None:
            return number, ["A", "B"][flawed] if flawed < 2 else None
        if cells == [""]:
            continue
        if len(cells) != 2:
            return number, None
        rows.append(cells)
    return rows or (1, None)


def lines_of(text: str) -> list[tuple[Row, int | None]]:
    """The cells of each line, and which of them is flawed; nothing is read behind a flaw."""
    text = text if text.endswith("\n") else text + "\n"
    lines: list[tuple[Row, int | None]] = []
    cells: Row = []
    place = 0
    while place < len(text):
        read = quoted_cell if text[place] == '"' else plain_cell
        cell, place = read(text, place)
        if place < 0 or (text[place] not in ",\n" and text[place : place + 2] != "\r\n"):
            return [*lines, (cells, len(cells))]
        cells.append(cell)
        if text[place] != ",":
            place += text[place] == "\r"
            lines.append((cells, None))
            cells = []
        place += 1
    return lines


def plain_cell(text: str, place: int) -> tuple[str, int]:
    begin = place
    while text[place] not in ',\n"\r':
        place += 1
    return text[begin:place], place


def quoted_cell(text: str, place: int) -> tuple[str, int]:
    value = ""
    place += 1
    while place < len(text):
        pair = text[place : place + 2]
        if pair in ('""', '\\"', "\\\\"):
            value += pair[1]
            place += 2
        elif text[place] == '"':
            return value, place + 1
        else:
            value += text[place]
            place += 1
    return value, -1


@settings(deadline=None)
@given(st.binary(max_size=60), PIECES)
def test_any_bytes_are_a_table_or_a_data_error(content: bytes, piece: int) -> None:
    found = attempt(content, schema_of("Items", ITEM, field("N", ["null", "long"])), piece)
    assert found.file == "data.csv" if isinstance(found, DataError) else found.rows > 0


NUMBERS = st.text("0123456789-+.eE ", max_size=22) | st.integers(-(10**20), 10**20).map(str)


@settings(deadline=None, max_examples=150)
@given(st.lists(NUMBERS, min_size=1, max_size=6), st.sampled_from(["int", "long", "float", "double", "boolean"]))
@example(["", "1"], "boolean")
@example(["", "1"], "long")
@example(["", "1e5"], "float")
@example(["x"], "int")
def test_a_number_is_read_as_python_reads_it_or_refused_in_both_ways(cells: Sequence[str], kind: str) -> None:
    schema = schema_of("Items", ITEM, field("N", [kind, "null"]))
    found = attempt("".join(f"i,{cell}\n" for cell in cells), schema)
    if isinstance(found, DataError):
        assert found.row is not None
        place = f"data.csv, row {found.row}"
        with pytest.raises(DataError) as caught:
            from_records([{"ITEM_ID": "i", "N": cell} for cell in cells], schema)
        assert str(caught.value).replace(f"record {found.row - 1}", place) == str(found)
    else:
        assert found.numbers("N").to_list() == [_python(cell, kind) for cell in cells]


def _python(cell: str, kind: str) -> float | bool | None:
    if not cell:
        return None
    if kind == "boolean":
        return cell == "1"
    return int(cell) if kind in ("int", "long") else float(cell)
