from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np

from moto_personalize.datasets import Schema, Table, Text, concat, distinct, from_records, last_by

from .examples import INTERACTIONS, USER, field, schema_of

OLD = schema_of("Users", USER, field("CITY", categorical=True))
NEW = schema_of("Users", USER, field("CITY", categorical=True), field("AGE", ["null", "int"]))


def users(*rows: tuple[Any, ...], schema: Schema = OLD) -> Table:
    names = [each.name for each in schema.fields]
    return from_records([dict(zip(names, row, strict=True)) for row in rows], schema)


def events(*rows: tuple[Any, ...]) -> Table:
    names = ["USER_ID", "ITEM_ID", "EVENT_TYPE", "EVENT_VALUE", "TIMESTAMP"]
    return from_records([dict(zip(names, row, strict=True)) for row in rows], INTERACTIONS)


def test_concat_keeps_the_order_and_sorts_the_values_anew() -> None:
    both = concat([users(("b", "Rom"), ("d", "Ulm")), users(("c", "Rom"), ("a", "Aue"))], OLD)
    assert both == users(("b", "Rom"), ("d", "Ulm"), ("c", "Rom"), ("a", "Aue"))
    assert both.text("USER_ID").values.tolist() == ["a", "b", "c", "d"]


def test_rows_of_an_older_schema_are_null_in_what_was_added() -> None:
    both = concat([users(("a", "Rom")), users(("b", "Ulm", 7), schema=NEW)], NEW)
    assert both == users(("a", "Rom", None), ("b", "Ulm", 7), schema=NEW)


def test_nothing_put_together_is_empty() -> None:
    assert concat([], INTERACTIONS) == Table.empty(INTERACTIONS)
    assert concat([Table.empty(INTERACTIONS)] * 2, INTERACTIONS) == Table.empty(INTERACTIONS)


def test_distinct_keeps_the_first_of_identical_rows_in_order() -> None:
    table = events(
        ("u2", "i", "v", None, 5),
        ("u1", "i", "v", 0.5, 5),
        ("u2", "i", "v", None, 5),
        ("u2", "i", "v", 0, 5),
        ("u1", "i", "v", 0.5, 5),
        ("u1", "i", "w", 0.5, 5),
        ("u1", "i", "v", 0.5, 6),
    )
    assert distinct(table) == table.take([0, 1, 3, 5, 6])
    assert distinct(distinct(table)) == distinct(table)
    assert distinct(Table.empty(INTERACTIONS)) == Table.empty(INTERACTIONS)


def test_distinct_is_exact_where_many_wide_columns_do_not_fit_one_integer() -> None:
    schema = schema_of("Users", USER, *[field(f"N{n}", "long") for n in range(4)])
    wide = [("a", 2**62, -(2**62), 5, 2**63 - 1), ("a", 2**62, -(2**62), 5, 2**63 - 2), ("b", 0, 1, 2**31, 3)]
    table = users(*wide, *wide, schema=schema)
    assert distinct(table) == users(*wide, schema=schema)


def test_distinct_is_exact_where_the_ranges_of_columns_multiply_beyond_64_bits() -> None:
    schema = schema_of("Users", USER, *[field(f"N{n}", "int") for n in range(4)])
    corners = [("a", *(bit * (2**31 - 2) for bit in bits)) for bits in product([0, 1], repeat=4)]
    table = users(*corners, *reversed(corners), schema=schema)
    assert distinct(table) == users(*corners, schema=schema)


def test_the_last_row_of_each_key_wins() -> None:
    table = users(("a", "Rom"), ("b", "Ulm"), ("a", "Bonn"), ("c", "Aue"), ("b", "Rom"))
    assert last_by(table, "USER_ID") == users(("a", "Bonn"), ("c", "Aue"), ("b", "Rom"))
    assert last_by(Table.empty(OLD), "USER_ID") == Table.empty(OLD)


def test_merging_agrees_with_dictionaries() -> None:
    rng = np.random.default_rng(3)
    rows = [(f"u{u}", f"c{c}", int(a)) for u, c, a in rng.integers(0, 9, (500, 3))]
    table = users(*rows, schema=NEW)
    assert [tuple(row.values()) for row in distinct(table).records()] == list(dict.fromkeys(rows))
    by_user = {row[0]: row for row in rows}
    assert {row["USER_ID"]: tuple(row.values()) for row in last_by(table, "USER_ID").records()} == by_user


def test_only_values_that_occur_are_kept() -> None:
    taken = users(("a", "Rom"), ("b", "Ulm"), ("c", "Rom")).take(np.array([False, True, False]))
    assert taken == users(("b", "Ulm"))
    assert isinstance(taken.columns["CITY"], Text)
    assert taken.text("CITY").values.tolist() == ["Ulm"]
    assert taken.rows == 1
