from __future__ import annotations

import csv
import io

import pytest

from moto_personalize.datasets import Table, from_records, read_csv, write_csv

from .examples import INTERACTIONS, ITEM, ITEMS, field, schema_of

TITLED = schema_of("Items", ITEM, field("TITLE", ["null", "string"]))


def test_a_table_is_written_in_the_order_of_the_schema_with_nulls_as_nothing() -> None:
    records = [
        {"ITEM_ID": "i1", "PRICE": 5, "STOCK": -3, "ADULT": True, "CREATION_TIMESTAMP": 9},
        {"ITEM_ID": "i2", "GENRES": "Action|Crime", "PRICE": 1e300, "ADULT": False},
    ]
    written = b"".join(write_csv(from_records(records, ITEMS), ITEMS)).decode()
    assert written == (
        "ITEM_ID,GENRES,TITLE,PRICE,STOCK,SIZE,ADULT,DESCRIPTION,CREATION_TIMESTAMP\n"
        "i1,,,5.0,-3,,True,,9\n"
        "i2,Action|Crime,,1e+300,,,False,,\n"
    )


def test_a_table_without_rows_is_a_header() -> None:
    assert list(write_csv(Table.empty(INTERACTIONS), INTERACTIONS)) == [
        b"USER_ID,ITEM_ID,EVENT_TYPE,EVENT_VALUE,TIMESTAMP\n"
    ]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("plain", "plain"),
        (" é ", " é "),
        ("back\\slash", "back\\slash"),
        ("a,b", '"a,b"'),
        ('say "hi"', '"say ""hi"""'),
        ("two\nlines", '"two\nlines"'),
        ("return\r", '"return\r"'),
        ("\\,", '"\\\\,"'),
    ],
)
def test_a_value_is_quoted_only_where_it_must_be(value: str, cell: str) -> None:
    table = from_records([{"ITEM_ID": "i", "TITLE": value}], TITLED)
    written = b"".join(write_csv(table, TITLED)).decode()
    assert written == f"ITEM_ID,TITLE\ni,{cell}\n"
    assert read_csv([("x", written.encode())], TITLED) == table


def test_the_csv_module_reads_what_is_written() -> None:
    titles = ['a "b", c', "d\ne", "f\\g"]
    table = from_records([{"ITEM_ID": "i", "TITLE": title} for title in titles], TITLED)
    rows = csv.DictReader(io.StringIO(b"".join(write_csv(table, TITLED)).decode(), newline=""))
    assert [row["TITLE"] for row in rows] == titles


def test_many_rows_come_in_chunks() -> None:
    records = [{"ITEM_ID": f"i{n % 100}", "TITLE": None if n % 3 else str(n)} for n in range(20000)]
    table = from_records(records, TITLED)
    chunks = list(write_csv(table, TITLED))
    assert len(chunks) == 4
    assert all(chunk.endswith(b"\n") for chunk in chunks)
    assert read_csv([("x", b"".join(chunks))], TITLED) == table
