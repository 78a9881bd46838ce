from __future__ import annotations

import pytest

from moto_personalize.datasets import DataError, Table, from_records

from .examples import INTERACTIONS, ITEMS

EVENT = {"USER_ID": "u", "ITEM_ID": "i", "EVENT_TYPE": "click", "TIMESTAMP": 1700000000}


@pytest.mark.parametrize(
    ("name", "value", "stored"),
    [
        ("PRICE", "12", 12.0),
        ("PRICE", 12, 12.0),
        ("PRICE", 0.1, 0.1),
        ("PRICE", "1e3", 1000.0),
        ("STOCK", "12", 12),
        ("STOCK", 12.0, 12),
        ("STOCK", "", None),
        ("STOCK", None, None),
        ("ADULT", True, True),
        ("ADULT", "false", False),
        ("ADULT", 1, True),
        ("ADULT", 0.0, False),
        ("TITLE", 12, "12"),
        ("TITLE", 1.5, "1.5"),
        ("TITLE", True, "True"),
        ("TITLE", "Horror|Action", "Horror|Action"),
        ("DESCRIPTION", "d" * 20001, "d" * 20000),
    ],
)
def test_a_value_takes_the_type_of_its_field(name: str, value: object, stored: object) -> None:
    (row,) = from_records([{"ITEM_ID": "i", name: value}], ITEMS).records()
    assert row[name] == stored
    assert type(row[name]) is type(stored)


def test_absent_fields_are_null_and_unknown_names_are_ignored() -> None:
    table = from_records([{**EVENT, "COLOUR": "red"}, {**EVENT, "EVENT_VALUE": "2.5"}], INTERACTIONS)
    assert list(table.columns) == ["USER_ID", "ITEM_ID", "EVENT_TYPE", "EVENT_VALUE", "TIMESTAMP"]
    assert table.numbers("EVENT_VALUE").to_list() == [None, 2.5]


def test_no_records_are_an_empty_table() -> None:
    assert from_records([], ITEMS) == Table.empty(ITEMS)


@pytest.mark.parametrize(
    ("change", "column", "message"),
    [
        ({"USER_ID": None}, "USER_ID", "record 2, column USER_ID: must not be empty"),
        ({"EVENT_TYPE": ""}, "EVENT_TYPE", "record 2, column EVENT_TYPE: must not be empty"),
        ({"TIMESTAMP": 1.5}, "TIMESTAMP", "record 2, column TIMESTAMP: '1.5' is not of type long"),
        ({"TIMESTAMP": True}, "TIMESTAMP", "record 2, column TIMESTAMP: 'True' is not of type long"),
        (
            {"TIMESTAMP": 1700000000000},
            "TIMESTAMP",
            "record 2, column TIMESTAMP: '1700000000000' looks like milliseconds: TIMESTAMP is in seconds since 1970",
        ),
        (
            {"EVENT_VALUE": float("nan")},
            "EVENT_VALUE",
            "record 2, column EVENT_VALUE: 'nan' is neither a string nor a number",
        ),
        ({"ITEM_ID": ["i"]}, "ITEM_ID", "record 2, column ITEM_ID: \"['i']\" is neither a string nor a number"),
        ({"ITEM_ID": "\ud800"}, "ITEM_ID", "record 2, column ITEM_ID: '\\ud800' is not valid Unicode text"),
        ({"ITEM_ID": "a\0"}, "ITEM_ID", "record 2, column ITEM_ID: 'a\\x00' holds a NUL character"),
        (
            {"ITEM_ID": "i" * 257},
            "ITEM_ID",
            "Length cannot be more than 256 characters for ITEM_ID. If no values exceed the character limit, make "
            "sure your data follows the formatting guidelines listed in https://docs.aws.amazon.com/personalize/"
            "latest/dg/data-prep-formatting.html. (record 2)",
        ),
    ],
)
def test_a_bad_value_says_which_record(change: dict[str, object], column: str, message: str) -> None:
    with pytest.raises(DataError) as caught:
        from_records([EVENT, {**EVENT, **change}], INTERACTIONS)
    assert str(caught.value) == message
    assert (caught.value.file, caught.value.row, caught.value.column) == ("record 2", None, column)
