from __future__ import annotations

import copy
import pickle

import numpy as np
import pytest

from moto_personalize.datasets import DataError, Numbers, SchemaError, Table, Text, from_records

from .examples import ITEMS

TABLE = from_records(
    [{"ITEM_ID": "b", "PRICE": 2}, {"ITEM_ID": "a", "STOCK": 5, "ADULT": True}, {"ITEM_ID": "b", "PRICE": 3}], ITEMS
)


def test_an_empty_table_has_typed_columns() -> None:
    empty = Table.empty(ITEMS)
    assert empty.rows == 0
    assert list(empty.records()) == []
    assert [empty.numbers(name).values.dtype.name for name in ("PRICE", "STOCK", "ADULT")] == [
        "float64",
        "int64",
        "bool",
    ]
    assert empty.text("ITEM_ID").codes.dtype == np.int32


def test_take_follows_the_indices() -> None:
    taken = TABLE.take([2, 0, 0])
    assert [row["PRICE"] for row in taken.records()] == [3.0, 2.0, 2.0]
    assert taken.numbers("PRICE").null is None
    assert taken.text("ITEM_ID").values.tolist() == ["b"]
    assert TABLE.take([]) == Table.empty(ITEMS)
    assert TABLE.take(np.arange(3)) == TABLE


def test_taking_rows_leaves_the_table_as_it_is() -> None:
    before = list(TABLE.records())
    TABLE.take(np.array([True, False, True]))
    assert list(TABLE.records()) == before


def test_records_may_be_of_chosen_columns() -> None:
    assert list(TABLE.records(["STOCK", "ITEM_ID"])) == [
        {"STOCK": None, "ITEM_ID": "b"},
        {"STOCK": 5, "ITEM_ID": "a"},
        {"STOCK": None, "ITEM_ID": "b"},
    ]


@pytest.mark.parametrize("name", ["PRICE", "COLOUR"])
def test_asking_for_text_that_is_none_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        TABLE.text(name)


@pytest.mark.parametrize("name", ["TITLE", "COLOUR"])
def test_asking_for_numbers_that_are_none_is_a_key_error(name: str) -> None:
    with pytest.raises(KeyError, match=name):
        TABLE.numbers(name)


def test_tables_are_equal_when_their_values_and_types_are() -> None:
    values = np.array([1, 2])
    text = Text(np.array(["a", "b"], object), np.array([0, 1], np.int32))
    assert Numbers(values) == Numbers(values.copy())
    assert Numbers(values) != Numbers(values.astype(float))
    assert Numbers(values) != Numbers(np.array([1, 3]))
    assert Numbers(np.array([1, 0])) != Numbers(np.array([1, 0]), np.array([False, True]))
    assert Numbers(np.array([0, 0]), np.array([True, False])) != Numbers(np.array([0, 0]), np.array([False, True]))
    assert text != Text(text.values, text.codes[::-1])
    assert text != "a"
    assert Numbers(values) != 1
    assert TABLE.take([0, 1]) != TABLE


@pytest.mark.parametrize("value", [TABLE, TABLE.text("ITEM_ID"), TABLE.numbers("PRICE")])
def test_columns_and_tables_have_no_hash(value: object) -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(value)


def test_tables_and_errors_survive_pickling_and_copying() -> None:
    assert pickle.loads(pickle.dumps(TABLE)) == TABLE
    assert copy.deepcopy(TABLE) == TABLE
    error = pickle.loads(pickle.dumps(DataError.at("wrong", "a.csv", 3, "PRICE")))
    assert (str(error), error.row) == ("a.csv, row 3, column PRICE: wrong", 3)
    assert copy.copy(SchemaError("wrong", "PRICE")).field == "PRICE"
