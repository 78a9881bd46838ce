from __future__ import annotations

import gzip

import pytest

from moto_personalize.datasets import DataError, Schema, missing_columns, read_csv
from moto_personalize.datasets import lines as lines_module

from .examples import INTERACTIONS, ITEM, ITEMS, TIME, USER, field, read, schema_of

HEAD = "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP\n"
GOOD = "u1,i1,click,0.5,1700000000\n"
GUIDE = (
    "If no values exceed the character limit, make sure your data follows the formatting guidelines listed in "
    "https://docs.aws.amazon.com/personalize/latest/dg/data-prep-formatting.html."
)
STRAY = "a quote stands inside a value: quote the whole value and double the quotes in it"

BAD_ROWS = [
    ("u1,i1,click,0.5\n", None, "data.csv, row 3: 4 values where the header names 5 columns"),
    ("u1,i1,click,0.5,1,2\n", None, "data.csv, row 3: 6 values where the header names 5 columns"),
    ("   \n", None, "data.csv, row 3: 1 values where the header names 5 columns"),
    (",i1,click,0.5,1\n", "USER_ID", "data.csv, row 3, column USER_ID: must not be empty"),
    ("u1,i1,,0.5,1\n", "EVENT_TYPE", "data.csv, row 3, column EVENT_TYPE: must not be empty"),
    ('u1,i1,"",0.5,1\n', "EVENT_TYPE", "data.csv, row 3, column EVENT_TYPE: must not be empty"),
    ("u1,i1,click,0.5,\n", "TIMESTAMP", "data.csv, row 3, column TIMESTAMP: must not be empty"),
    ("u1,i1,click,0.5,1.0\n", "TIMESTAMP", "data.csv, row 3, column TIMESTAMP: '1.0' is not of type long"),
    ("u1,i1,click,0.5,1e3\n", "TIMESTAMP", "data.csv, row 3, column TIMESTAMP: '1e3' is not of type long"),
    ("u1,i1,click,0.5, 1\n", "TIMESTAMP", "data.csv, row 3, column TIMESTAMP: ' 1' is not of type long"),
    ("u1,i1,click,0.5,+1\n", "TIMESTAMP", "data.csv, row 3, column TIMESTAMP: '+1' is not of type long"),
    ("u1,i1,click,0.5,-\n", "TIMESTAMP", "data.csv, row 3, column TIMESTAMP: '-' is not of type long"),
    ("u1,i1,click,0.5,1_0\n", "TIMESTAMP", "data.csv, row 3, column TIMESTAMP: '1_0' is not of type long"),
    ("u1,i1,click,0.5,\u0661\n", "TIMESTAMP", "data.csv, row 3, column TIMESTAMP: '\u0661' is not of type long"),
    (
        "u1,i1,click,0.5,1700000000000\n",
        "TIMESTAMP",
        "data.csv, row 3, column TIMESTAMP: '1700000000000' looks like milliseconds: "
        "TIMESTAMP is in seconds since 1970",
    ),
    (
        "u1,i1,click,0.5,100000000000\n",
        "TIMESTAMP",
        "data.csv, row 3, column TIMESTAMP: '100000000000' looks like milliseconds: TIMESTAMP is in seconds since 1970",
    ),
    (
        "u1,i1,click,0.5,-1\n",
        "TIMESTAMP",
        "data.csv, row 3, column TIMESTAMP: '-1' is not between 0 and 99999999999",
    ),
    ("u1,i1,click,high,1\n", "EVENT_VALUE", "data.csv, row 3, column EVENT_VALUE: 'high' is not of type float"),
    ("u1,i1,click,nan,1\n", "EVENT_VALUE", "data.csv, row 3, column EVENT_VALUE: 'nan' is not of type float"),
    ("u1,i1,click,inf,1\n", "EVENT_VALUE", "data.csv, row 3, column EVENT_VALUE: 'inf' is not of type float"),
    ("u1,i1,click,1 ,1\n", "EVENT_VALUE", "data.csv, row 3, column EVENT_VALUE: '1 ' is not of type float"),
    ("u1,i1,click,.,1\n", "EVENT_VALUE", "data.csv, row 3, column EVENT_VALUE: '.' is not of type float"),
    ("u1,i1,click,1e,1\n", "EVENT_VALUE", "data.csv, row 3, column EVENT_VALUE: '1e' is not of type float"),
    (
        "u1,i1,click,1e999,1\n",
        "EVENT_VALUE",
        "data.csv, row 3, column EVENT_VALUE: '1e999' is out of the range of float",
    ),
    ('u1,"i1,click,0.5,1\n', "ITEM_ID", "data.csv, row 3, column ITEM_ID: a quoted value has no closing quote"),
    ('u1,5" disc,click,0.5,1\n', "ITEM_ID", f"data.csv, row 3, column ITEM_ID: {STRAY}"),
    ('u1,"i"1,click,0.5,1\n', "ITEM_ID", f"data.csv, row 3, column ITEM_ID: {STRAY}"),
    ('u1, "i1",click,0.5,1\n', "ITEM_ID", f"data.csv, row 3, column ITEM_ID: {STRAY}"),
    ('u1,\\"i1,click,0.5,1\n', "ITEM_ID", f"data.csv, row 3, column ITEM_ID: {STRAY}"),
    ('u1,a""b,click,0.5,1\n', "ITEM_ID", f"data.csv, row 3, column ITEM_ID: {STRAY}"),
    (
        "u1,i\r1,click,0.5,1\n",
        "ITEM_ID",
        "data.csv, row 3, column ITEM_ID: a carriage return stands alone: lines end with LF or CRLF",
    ),
    (
        '"u1",i\r1,click,0.5,1\n',
        "ITEM_ID",
        "data.csv, row 3, column ITEM_ID: a carriage return stands alone: lines end with LF or CRLF",
    ),
    (
        "u1,i\0,click,0.5,1\n",
        "ITEM_ID",
        "data.csv, row 3, column ITEM_ID: a NUL byte: the file is not CSV text",
    ),
    (
        f"u1,{'i' * 257},click,0.5,1\n",
        "ITEM_ID",
        f"Length cannot be more than 256 characters for ITEM_ID. {GUIDE} (data.csv, row 3)",
    ),
    (
        f"u1,i1,{'é' * 1001},0.5,1\n",
        "EVENT_TYPE",
        f"Length cannot be more than 1000 characters for EVENT_TYPE. {GUIDE} (data.csv, row 3)",
    ),
]


@pytest.mark.parametrize(("line", "column", "message"), BAD_ROWS)
def test_a_bad_row_says_where_and_what(line: str, column: str | None, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read(HEAD + GOOD + line + GOOD)
    assert str(caught.value) == message
    assert (caught.value.file, caught.value.row, caught.value.column) == ("data.csv", 3, column)


def one(name: str, kind: object, record: str = "Items") -> Schema:
    key = {"Items": "ITEM_ID", "Users": "USER_ID", "Actions": "ACTION_ID"}[record]
    return schema_of(record, field(key), field(name, kind))


@pytest.mark.parametrize(
    ("schema", "cell", "what"),
    [
        (one("N", "int"), "2147483648", "'2147483648' is not between -2147483648 and 2147483647"),
        (one("N", "int"), "-2147483649", "'-2147483649' is not between -2147483648 and 2147483647"),
        (
            one("N", "long"),
            "9223372036854775808",
            "'9223372036854775808' is not between -9223372036854775808 and 9223372036854775807",
        ),
        (one("N", "long"), "9" * 5000, f"'{'9' * 39}…' is not between -9223372036854775808 and 9223372036854775807"),
        (one("N", "boolean"), "yes", "'yes' is not of type boolean: write True or False, or 1 or 0"),
        (one("N", "boolean"), "TRUE", "'TRUE' is not of type boolean: write True or False, or 1 or 0"),
        (one("N", "double"), "0x10", "'0x10' is not of type double"),
        (one("N", "double"), "1,5", "3 values"),
        (one("N", "string"), "", "must not be empty"),
        (one("VALUE", "long", "Actions"), "11", "'11' is not between 1 and 10"),
        (one("REPEAT_FREQUENCY", "long", "Actions"), "31", "'31' is not between 0 and 30"),
        (one("CREATION_TIMESTAMP", "long"), "1700000000000", "'1700000000000' looks like milliseconds"),
        (one("EXPIRATION_TIMESTAMP", "long", "Actions"), "-3", "'-3' is not between 0 and 99999999999"),
    ],
)
def test_a_bad_value_of_each_type(schema: Schema, cell: str, what: str) -> None:
    key, name = (each.name for each in schema.fields)
    with pytest.raises(DataError) as caught:
        read(f"{key},{name}\nx,{cell}\n", schema)
    assert what in str(caught.value)
    assert caught.value.row == 2


def test_an_action_event_is_one_of_three() -> None:
    schema = schema_of("ActionInteractions", USER, field("ACTION_ID"), field("EVENT_TYPE"), TIME)
    with pytest.raises(DataError) as caught:
        read("USER_ID,ACTION_ID,EVENT_TYPE,TIMESTAMP\nu,a,Taken,1\nu,a,click,1\n", schema)
    assert str(caught.value) == (
        "data.csv, row 3, column EVENT_TYPE: 'click' is not an event type of actions: "
        "they are Taken, Not Taken and Viewed"
    )


def test_event_type_must_be_filled_even_where_the_schema_allows_null() -> None:
    schema = schema_of("Interactions", USER, ITEM, TIME, field("EVENT_TYPE", ["null", "string"]))
    with pytest.raises(DataError, match="row 2, column EVENT_TYPE: must not be empty"):
        read("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\nu,i,1,\n", schema)


BAD_FILES = [
    (b"", "data.csv, row 1: the file is empty, or its first line is: it must name the columns"),
    (b"\n" + HEAD.encode(), "data.csv, row 1: the file is empty, or its first line is: it must name the columns"),
    (HEAD.encode(), "data.csv, row 1: there are no rows below the header"),
    (HEAD.encode() + b"\n\r\n", "data.csv, row 1: there are no rows below the header"),
    (b"PK\x03\x04\x00\x00", "data.csv, row 1: a NUL byte: the file is not CSV text"),
    (gzip.compress(HEAD.encode(), mtime=0), "data.csv, row 1: the file is compressed with gzip: unpack it first"),
    (b"\xff\xfe" + HEAD.encode("utf-16-le"), "data.csv, row 1: the file is UTF-16 text: save it as UTF-8"),
    (b"\xfe\xff" + HEAD.encode("utf-16-be"), "data.csv, row 1: the file is UTF-16 text: save it as UTF-8"),
    (
        (HEAD + GOOD + GOOD.replace("u1", '"u1"')).replace("\n", "\r").encode(),
        "data.csv, row 1: a carriage return stands alone: lines end with LF or CRLF",
    ),
    ("USER_ID,Größe\n".encode("latin-1"), "data.csv, row 1: the file is not UTF-8 text"),
    (b'"USER_ID","ITEM_ID"\n', "data.csv, row 1: column names must not be quoted"),
    (b"USER_ID,ITEM_ID,USER_ID\n", "data.csv, row 1, column USER_ID: the header names this column twice"),
    (
        b"USER_ID,EVENT_VALUE,ITEM_ID\nu,1,i\n",
        "Input csv is missing the following columns: [EVENT_TYPE, TIMESTAMP] (data.csv)",
    ),
    (
        HEAD.encode() + GOOD.encode() + b"u,\xe9,v,1,1\n",
        "data.csv, row 3, column ITEM_ID: the file is not UTF-8 text",
    ),
    (
        HEAD.encode() + GOOD.encode() + b'"u",\xe9,v,1,1\n"u',
        "data.csv, row 3, column ITEM_ID: the file is not UTF-8 text",
    ),
]


@pytest.mark.parametrize(("content", "message"), BAD_FILES)
def test_a_bad_file_says_what_is_wrong(content: bytes, message: str) -> None:
    with pytest.raises(DataError) as caught:
        read(content)
    assert str(caught.value) == message
    assert caught.value.file == "data.csv"


@pytest.mark.parametrize("content", [b"", b"\r\n", b"\0", b"\xff\xfe", b'"A"'])
def test_what_is_no_header_has_no_missing_columns(content: bytes) -> None:
    with pytest.raises(DataError) as caught:
        missing_columns(content, INTERACTIONS)
    assert str(caught.value).startswith("row 1: ")
    assert caught.value.file == ""


def test_no_file_at_all_is_an_error() -> None:
    with pytest.raises(DataError, match="there is no file to read"):
        read_csv([], INTERACTIONS)


def test_the_second_file_is_named() -> None:
    files = [("a.csv", (HEAD + GOOD).encode()), ("b.csv", (HEAD + GOOD + GOOD + "x\n").encode())]
    with pytest.raises(DataError, match=r"^b\.csv, row 4: 1 values"):
        read_csv(files, INTERACTIONS)


def test_blank_lines_count_as_a_spreadsheet_counts_them() -> None:
    with pytest.raises(DataError, match="row 5, column TIMESTAMP"):
        read(HEAD + "\n" + GOOD + "\r\n" + "u,i,v,1,x\n")


def test_a_line_break_in_quotes_is_no_row() -> None:
    with pytest.raises(DataError, match="row 4, column TIMESTAMP"):
        read(HEAD + GOOD + '"u\n\n",i,v,1,1\n' + "u,i,v,1,x\n")


@pytest.mark.parametrize(
    ("lines", "row", "column"),
    [
        ("u,i,v,x,1\nu,,v,1,1\n", 2, "EVENT_VALUE"),
        ("u,i,v,1,x\nu,,v,1,1\n", 2, "TIMESTAMP"),
        ("u,i,v,x,x\n", 2, "EVENT_VALUE"),
        ("u,i,v,1,x\nu,i\n", 2, "TIMESTAMP"),
        ('u,i,v,1,x\nu,"i\n', 2, "TIMESTAMP"),
        ('u,"i"x,v,1,1\nu,i\n', 2, "ITEM_ID"),
        ('u,i\nu,"i"x,v,1,1\n', 2, None),
        ("u,i\0,v,1,1\nu,i\n", 2, "ITEM_ID"),
        ("u,i\nu,i\0,v,1,1\n", 2, None),
        ("u,i,v,1,x\nu,\0,v,1,1\n", 2, "TIMESTAMP"),
        ("u,\0,v,1,1\n\ud8ff,i,v,1,1\n", 2, "ITEM_ID"),
        ("u,i\r,v,1,1\nu,\0,v,1,1\n", 2, "ITEM_ID"),
    ],
)
@pytest.mark.parametrize("piece", [10, 100000])
def test_the_first_mistake_is_reported(
    monkeypatch: pytest.MonkeyPatch, lines: str, row: int, column: str | None, piece: int
) -> None:
    monkeypatch.setattr(lines_module, "PIECE", piece)
    with pytest.raises(DataError) as caught:
        read(HEAD + lines + GOOD)
    assert (caught.value.row, caught.value.column) == (row, column)


def test_columns_count_in_the_order_of_the_file() -> None:
    with pytest.raises(DataError, match="column TIMESTAMP"):
        read("TIMESTAMP,EVENT_VALUE,USER_ID,ITEM_ID,EVENT_TYPE\nx,x,,,\n")


def test_a_line_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines_module, "PIECE", 64)
    monkeypatch.setattr(lines_module, "LONGEST_LINE", 128)
    with pytest.raises(DataError, match=r"^data\.csv: a line is longer than .* is a quoted value not closed\?"):
        read(HEAD + '"' + GOOD * 50)


def test_unknown_columns_are_ignored_unless_they_are_no_text() -> None:
    assert read("ITEM_ID,X\ni,anything\n", schema_of("Items", ITEM)).rows == 1
    with pytest.raises(DataError, match="row 2, column X: the file is not UTF-8 text"):
        read(b"ITEM_ID,X\ni,\xff\n", schema_of("Items", ITEM))


def test_a_long_bad_value_is_shown_shortened() -> None:
    with pytest.raises(DataError) as caught:
        read(f"{HEAD}u,i,v,{'x' * 100},1\n")
    assert str(caught.value).endswith(f"'{'x' * 39}…' is not of type float")


def test_nothing_is_kept_of_a_file_that_fails() -> None:
    bad = "ITEM_ID,GENRES,TITLE,PRICE,STOCK,SIZE,ADULT,DESCRIPTION,CREATION_TIMESTAMP\ni1,,,,,,maybe,,\n"
    with pytest.raises(DataError, match="row 2, column ADULT: 'maybe' is not of type boolean"):
        read(bad, ITEMS)
