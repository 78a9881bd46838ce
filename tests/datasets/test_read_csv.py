from __future__ import annotations

import numpy as np
import pytest

from moto_personalize.datasets import Numbers, Schema, Table, Text, missing_columns, other_columns, read_csv
from moto_personalize.datasets import lines as lines_module

from .examples import INTERACTIONS, ITEM, ITEMS, TIME, USER, field, read, schema_of

HEAD = "USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP\n"
ROW = {"USER_ID": "u1", "ITEM_ID": "i1", "EVENT_TYPE": "click", "EVENT_VALUE": 0.5, "TIMESTAMP": 1700000000}


def rows(table: Table) -> list[dict[str, object]]:
    return list(table.records())


@pytest.mark.parametrize(
    "content",
    [
        HEAD + "u1,i1,click,0.5,1700000000\n",
        HEAD + "u1,i1,click,0.5,1700000000",
        HEAD.replace("\n", "\r\n") + "u1,i1,click,0.5,1700000000\r\n",
        HEAD + "u1,i1,click,0.5,1700000000\r",
        HEAD + "\n\r\nu1,i1,click,0.5,1700000000\n\n\n",
        "\ufeff" + HEAD + "u1,i1,click,0.5,1700000000\n",
        HEAD + '"u1","i1","click","0.5","1700000000"\r\n',
        HEAD + '\nu1,"i1",click,0.5,1700000000',
        HEAD + "u1,i1,click,5e-1,01700000000\n",
        HEAD + "u1,i1,click,.5,1700000000\n",
        "TIMESTAMP,EVENT_VALUE,NOTE,ITEM_ID,USER_ID,EVENT_TYPE\n1700000000,0.5,\u00fc,i1,u1,click\n",
    ],
)
def test_one_row_may_be_written_in_many_ways(content: str) -> None:
    assert rows(read(content)) == [ROW]


def test_columns_are_codes_into_sorted_values_and_arrays() -> None:
    table = read(HEAD + "b,y,v,,3\na,z,v,1.5,2\nb,\u00e9,v,,1\n")
    user, item, value, time = (table.columns[n] for n in ("USER_ID", "ITEM_ID", "EVENT_VALUE", "TIMESTAMP"))
    assert isinstance(user, Text)
    assert isinstance(item, Text)
    assert isinstance(value, Numbers)
    assert isinstance(time, Numbers)
    assert user.values.tolist() == ["a", "b"]
    assert user.codes.tolist() == [1, 0, 1]
    assert user.codes.dtype == np.int32
    assert user.values.dtype == object
    assert item.values.tolist() == ["y", "z", "\u00e9"]
    assert value.values.tolist() == [0.0, 1.5, 0.0]
    assert value.null is not None
    assert value.null.tolist() == [True, False, True]
    assert time.values.dtype == np.int64
    assert time.null is None
    assert list(table.columns) == [field.name for field in INTERACTIONS.fields]


def test_every_type_is_read() -> None:
    content = (
        "ITEM_ID,GENRES,TITLE,PRICE,STOCK,SIZE,ADULT,DESCRIPTION,CREATION_TIMESTAMP\n"
        'i1,Action|Crime,"Up, \\"Down\\" \\\\ ""In""",-1.5e3,-7,-9223372036854775808,True,"two\nlines",0\n'
        "i2,,,,,,,,\n"
        "i3,Drama,C:\\dir,7,2147483647,9223372036854775807,0,x,99999999999\n"
    )
    first, second, third = rows(read(content, ITEMS))
    assert first == {
        "ITEM_ID": "i1",
        "GENRES": "Action|Crime",
        "TITLE": 'Up, "Down" \\ "In"',
        "PRICE": -1500.0,
        "STOCK": -7,
        "SIZE": -(2**63),
        "ADULT": True,
        "DESCRIPTION": "two\nlines",
        "CREATION_TIMESTAMP": 0,
    }
    assert second == {"ITEM_ID": "i2", **dict.fromkeys(list(first)[1:])}
    assert (third["TITLE"], third["SIZE"], third["ADULT"]) == ("C:\\dir", 2**63 - 1, False)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('"a,b"', "a,b"),
        ('"a""b"', 'a"b'),
        ('""""', '"'),
        ('"\\""', '"'),
        ('"\\\\"', "\\"),
        ('"\\\\\\""', '\\"'),
        ('"\\\\""x"', '\\"x'),
        ('"\\d\\n"', "\\d\\n"),
        ('"\\\\\\\\d"', "\\\\d"),
        ('"a\r\nb"', "a\r\nb"),
        ('"a\rb"', "a\rb"),
        ("a\\\\b", "a\\\\b"),
        ("\\", "\\"),
        ('"\\a"', "\\a"),
        ('""', None),
        ("", None),
        (" ", " "),
        ("'a'", "'a'"),
    ],
)
def test_quotes_and_escapes(cell: str, value: str | None) -> None:
    table = read(f"ITEM_ID,TITLE\ni1,{cell}\ni2,{cell}", schema_of("Items", ITEM, field("TITLE", ["null", "string"])))
    assert table.text("TITLE").to_list() == [value, value]


def test_files_of_a_folder_make_one_table() -> None:
    files = [
        ("a.csv", f"{HEAD}u1,i2,v,1,1\n".encode()),
        ("b.csv", b"TIMESTAMP,EVENT_TYPE,EVENT_VALUE,USER_ID,ITEM_ID\n2,v,,u0,i1\n"),
    ]
    table = read_csv(iter(files), INTERACTIONS)
    assert table.rows == 2
    assert table.text("USER_ID").values.tolist() == ["u0", "u1"]
    assert table.text("USER_ID").codes.tolist() == [1, 0]


def test_a_boolean_is_a_word_or_a_digit() -> None:
    schema = schema_of("Items", ITEM, field("ADULT", "boolean"))
    cells = ["True", "true", "1", "False", "false", "0"]
    table = read("ITEM_ID,ADULT\n" + "".join(f"i,{cell}\n" for cell in cells), schema)
    assert table.numbers("ADULT").values.tolist() == [True] * 3 + [False] * 3
    assert table.numbers("ADULT").values.dtype == np.bool_


@pytest.mark.parametrize("width", [1, 7, 8, 9, 15, 16, 17, 18])
def test_integers_of_any_width(width: int) -> None:
    schema = schema_of("Users", USER, field("N", "long"))
    numbers = [int("123456789123456789"[:width]), -int("9" * width), 0, 10 ** (width - 1)]
    table = read("USER_ID,N\n" + "".join(f"u,{number}\n" for number in numbers), schema)
    assert table.numbers("N").values.tolist() == numbers


@pytest.mark.parametrize("piece", [16, 40, 64, 1000])
def test_the_size_of_the_pieces_does_not_matter(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    lines = "".join(f'u{n % 13},"i{n % 7},{"x" * (n % 60)}",v,{n / 8},{n}\r\n\n' for n in range(200))
    whole = read(HEAD + lines)
    monkeypatch.setattr(lines_module, "PIECE", piece)
    assert read(HEAD + lines) == whole
    assert whole.rows == 200


def test_many_spellings_of_all_lengths_are_told_apart() -> None:
    ids = [("a" * (n % 120)) + str(n) for n in range(5000)]
    lines = "".join(f"{name},i,v,,1\n" for name in ids * 2)
    column = read(HEAD + lines).text("USER_ID")
    assert column.values.tolist() == sorted(ids)
    assert column.to_list() == ids * 2


def test_spellings_of_the_same_hash_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    from moto_personalize.datasets import interning

    monkeypatch.setattr(interning, "mix", lambda words: np.zeros(len(words[0]), np.uint64))
    ids = [f"user-number-{n % 40}" for n in range(200)]
    assert read(HEAD + "".join(f"{name},i,v,,1\n" for name in ids)).text("USER_ID").to_list() == ids


@pytest.mark.parametrize(
    ("length", "letter", "kept"),
    [
        (20000, "a", 20000),
        (20001, "a", 20000),
        (7000, "\u6f22", 7000),
        (7001, "\u6f22", 7000),
        (7001, "\u30ab", 7000),
        (7001, "\ud55c", 7001),
        (20001, "\u00e9", 20000),
    ],
)
def test_a_long_textual_value_is_cut(length: int, letter: str, kept: int) -> None:
    schema = schema_of("Items", ITEM, field("PLOT", textual=True))
    table = read(f"ITEM_ID,PLOT\ni1,{letter * length}\ni2,{letter * (length + 5)}\n", schema)
    first, second = table.text("PLOT").to_list()
    assert first == letter * kept
    assert second is not None
    assert second.startswith(letter * kept)


def test_the_longest_allowed_strings_are_accepted() -> None:
    table = read(f"{HEAD}{'é' * 256},{'i' * 256},{'漢' * 1000},,0\n")
    assert table.text("USER_ID").values.tolist() == ["é" * 256]


def test_action_events_may_be_spelled_freely() -> None:
    schema = schema_of("ActionInteractions", USER, field("ACTION_ID"), field("EVENT_TYPE"), TIME)
    table = read("USER_ID,ACTION_ID,EVENT_TYPE,TIMESTAMP\nu,a,Not Taken,1\nu,a,NOT_TAKEN,1\nu,a,viewed,1\n", schema)
    assert table.text("EVENT_TYPE").to_list() == ["Not Taken", "NOT_TAKEN", "viewed"]


def test_actions_have_values_in_their_ranges() -> None:
    schema = schema_of(
        "Actions", field("ACTION_ID"), field("VALUE", ["null", "long"]), field("REPEAT_FREQUENCY", "long")
    )
    table = read("ACTION_ID,VALUE,REPEAT_FREQUENCY\na,10,30\nb,,0\n", schema)
    assert table.numbers("VALUE").to_list() == [10, None]


@pytest.mark.parametrize(
    ("header", "schema", "missing"),
    [
        (b"USER_ID,ITEM_ID,TIMESTAMP\nu1,i1,\xff", INTERACTIONS, ["EVENT_TYPE", "EVENT_VALUE"]),
        (b"\xef\xbb\xbfITEM_ID,USER_ID,EVENT_VALUE,EVENT_TYPE,TIMESTAMP\r\n", INTERACTIONS, []),
        (b"user_id,item_id", INTERACTIONS, ["USER_ID", "ITEM_ID", "EVENT_TYPE", "EVENT_VALUE", "TIMESTAMP"]),
        (HEAD.encode(), ITEMS, [f.name for f in ITEMS.fields[1:]]),
    ],
)
def test_missing_columns_in_the_order_of_the_schema(header: bytes, schema: Schema, missing: list[str]) -> None:
    assert missing_columns(header, schema) == missing


def test_other_columns_in_the_order_of_the_header() -> None:
    header = b"\xef\xbb\xbfB,TIMESTAMP,ITEM_ID,A,USER_ID\r\n"
    assert other_columns(header, INTERACTIONS, "file") == ["B", "A"]
    assert other_columns(b"USER_ID,ITEM_ID", INTERACTIONS, "file") == []
