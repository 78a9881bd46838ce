"""From a test author's rows to a schema and a CSV file."""

from __future__ import annotations

import importlib
import json
import os
import re
from collections import namedtuple
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from moto_personalize import testing
from moto_personalize.bench.deployable import campaign_recipe, recommender_recipe
from moto_personalize.bench.material import material_of
from moto_personalize.bench.rows import columns_of, given_rows
from moto_personalize.bench.tables import Ready

MIDNIGHT = 1_577_836_800  # of 1 January 2020, UTC
SIMPLE = [("ann", "film", 1), ("bob", "book", 2)]


def material(recipe: str = "aws-sims", **given: Any) -> dict[str, Ready]:
    """What a deployment imports, by the type of the dataset."""
    entry = recommender_recipe(recipe) if recipe.startswith(("aws-vod", "aws-ecomm")) else campaign_recipe(recipe)
    return {ready.dataset_type: ready for ready in material_of(entry, given_rows(given))}


def fields(ready: Ready) -> dict[str, dict[str, Any]]:
    return {shape.pop("name"): shape for shape in json.loads(ready.schema)["fields"]}


def lines(ready: Ready) -> list[str]:
    return ready.content.decode().splitlines()


def interactions(rows: Any, recipe: str = "aws-sims") -> Ready:
    return material(recipe, interactions=rows)["INTERACTIONS"]


def items(rows: Any, recipe: str = "aws-sims") -> Ready:
    return material(recipe, interactions=SIMPLE, items=rows)["ITEMS"]


# --- forms of rows ----------------------------------------------------------------------------------------------


def test_tuples_are_user_item_timestamp_event_type_and_value() -> None:
    ready = interactions([("ann", "film", 1), ("bob", "book", 2, "buy"), ("bob", "film", 3, "buy", 9.5)])
    assert lines(ready) == [
        "USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE,EVENT_VALUE",
        "ann,film,1,click,",
        "bob,book,2,buy,",
        "bob,film,3,buy,9.5",
    ]
    assert fields(ready)["EVENT_VALUE"] == {"type": ["float", "null"]}


def test_lists_are_as_good_as_tuples() -> None:
    assert interactions([list(row) for row in SIMPLE]) == interactions(SIMPLE)


def test_any_iterable_of_rows_will_do() -> None:
    assert interactions(row for row in SIMPLE) == interactions(SIMPLE)


def test_mappings_have_the_schemas_field_names() -> None:
    rows = [
        {"USER_ID": "ann", "ITEM_ID": "film", "TIMESTAMP": 1},
        {"USER_ID": "bob", "ITEM_ID": "book", "TIMESTAMP": 2},
    ]
    assert interactions(rows) == interactions(SIMPLE)


def test_names_in_other_styles_are_understood() -> None:
    rows = [{"userId": "ann", "item_id": "film", "timestamp": 1}, {"userId": "bob", "item_id": "book", "timestamp": 2}]
    assert interactions(rows) == interactions(SIMPLE)


def test_columns_are_lists_by_name() -> None:
    assert interactions({"user_id": ["ann", "bob"], "itemId": ("film", "book"), "TIMESTAMP": [1, 2]}) == interactions(
        SIMPLE
    )


def test_columns_may_be_arrays_of_numpy() -> None:
    users, items, times = np.array(["ann", "bob"]), np.array(["film", "book"]), np.array([1, 2])
    columns = {"USER_ID": users, "ITEM_ID": items, "TIMESTAMP": times}
    assert interactions(columns) == interactions(SIMPLE)
    rows = [(np.str_(user), np.str_(item), np.int64(when)) for user, item, when in SIMPLE]
    assert interactions(rows) == interactions(SIMPLE)


def test_an_array_of_rows_is_as_good_as_a_list() -> None:
    assert interactions(np.array(SIMPLE, dtype=object)) == interactions(SIMPLE)
    assert interactions(np.array(SIMPLE)) == interactions(SIMPLE)  # of nothing but texts


@pytest.mark.parametrize("unit", ["s", "ns"])
def test_an_array_with_names_is_read_by_them(unit: str) -> None:
    columns = [("ITEM_ID", "U4"), ("USER_ID", "O"), ("TIMESTAMP", f"M8[{unit}]")]
    rows = np.array([("film", "ann", np.datetime64(1, "s")), ("book", "bob", np.datetime64(2, "s"))], columns)
    assert lines(interactions(rows)) == [
        "ITEM_ID,USER_ID,TIMESTAMP,EVENT_TYPE",
        "film,ann,1,click",
        "book,bob,2,click",
    ]


class Turned(NamedTuple):
    item_id: str
    userId: str
    TIMESTAMP: int
    device: str = "tv"


def test_a_namedtuple_is_read_by_its_names() -> None:
    rows = [Turned("film", "ann", 1), Turned("book", "bob", 2)]
    assert lines(interactions(rows)) == [
        "ITEM_ID,USER_ID,TIMESTAMP,DEVICE,EVENT_TYPE",
        "film,ann,1,tv,click",
        "book,bob,2,tv,click",
    ]
    assert lines(items([NamedTuple("Item", [("item_id", str), ("year", int)])("film", 1999)]))[1] == "film,1999"


@pytest.mark.parametrize("names", ["user item when", "USER_ID movie at", "user_id item_id rated"])
def test_a_namedtuple_whose_names_are_others_is_read_by_its_places(names: str) -> None:
    made = namedtuple("made", names)  # type: ignore[misc]
    assert interactions([made(*row) for row in SIMPLE]) == interactions(SIMPLE)


@pytest.mark.parametrize(
    ("names", "there"),
    [
        (["item_id", "user_id", "rated"], "TIMESTAMP is missing. Rows have ITEM_ID, USER_ID, RATED;"),
        (["Item Id", "User Id", "TIMESTAMP"], "USER_ID, ITEM_ID is missing. Rows have _0, _1, TIMESTAMP;"),
    ],
)
def test_a_namedtuple_whose_places_may_be_wrong_is_not_read_by_them(names: list[str], there: str) -> None:
    made = namedtuple("made", names, rename=True)  # type: ignore[misc]
    with pytest.raises(ValueError, match=f"^interactions: {re.escape(there)}"):
        interactions([made("film", "ann", 1)])


@pytest.mark.parametrize("names", ["Index USER_ID ITEM_ID TIMESTAMP", "Index user item at"])
def test_the_index_of_a_frame_is_no_field(names: str) -> None:
    made = namedtuple("Pandas", names)  # type: ignore[misc]
    assert interactions([made(7, *row) for row in SIMPLE]) == interactions(SIMPLE)


class Series(list[Any]):
    """A column as pandas and polars have them."""

    def to_list(self) -> list[Any]:
        return list(self)


class Frame:
    """As much of a frame of pandas or polars as is looked at."""

    def __init__(self, **columns: list[Any]) -> None:
        self._columns = columns

    @property
    def columns(self) -> list[str]:
        return list(self._columns)

    def __getitem__(self, name: str) -> Series:
        return Series(self._columns[name])


class NAType:
    """What pandas has for a missing value of a nullable type."""


class Scalar:
    """A number of numpy's in an object column."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def tolist(self) -> Any:
        return self.value


def test_a_frame_is_read_by_its_columns() -> None:
    frame = Frame(USER_ID=["ann", "bob"], ITEM_ID=["film", "book"], TIMESTAMP=[1, 2])
    assert interactions(frame) == interactions(SIMPLE)


def test_the_nulls_of_frames_are_nulls() -> None:
    frame = Frame(ITEM_ID=[1, 2, 3, 4], PRICE=[1.5, float("nan"), NAType(), None], KIND=["a", "b", None, float("nan")])
    assert lines(items(frame)) == ["ITEM_ID,PRICE,KIND", "1,1.5,a", "2,,b", "3,,", "4,,"]


def test_a_whole_number_that_a_frame_made_a_float_is_whole() -> None:
    frame = Frame(USER_ID=["a", "b"], ITEM_ID=["i", "j"], TIMESTAMP=[1.0, Scalar(2)])
    assert lines(interactions(frame))[1:] == ["a,i,1,click", "b,j,2,click"]


class Lazy:
    """As polars' LazyFrame."""

    columns = ("ITEM_ID",)

    def __getitem__(self, name: str) -> None:
        raise AssertionError("a lazy frame has no columns to read")

    def collect(self) -> Frame:
        raise AssertionError("what it costs is the test author's to say")


def test_a_lazy_frame_is_to_be_collected_first() -> None:
    with pytest.raises(ValueError, match=r"^items is a lazy frame, which has no rows yet: call \.collect\(\)\.$"):
        items(Lazy())


def test_ids_alone_get_a_field_that_the_schema_must_have() -> None:
    ready = items([{"ITEM_ID": "a"}, {"ITEM_ID": "b"}])
    assert lines(ready) == ["ITEM_ID,CATEGORY", "a,any", "b,any"]
    assert fields(ready)["CATEGORY"] == {"type": "string", "categorical": True}


@pytest.mark.parametrize(
    ("what", "row"),
    [
        ("items", {"ITEM_ID": "a", "SOLD_OUT": True}),
        ("items", {"ITEM_ID": "a", "CREATION_TIMESTAMP": 5}),
        ("users", {"USER_ID": "a", "VIP": False}),
        ("actions", {"ACTION_ID": "a", "VALUE": 5}),
    ],
)
def test_what_nothing_describes_gets_a_field_that_the_schema_must_have(what: str, row: dict[str, Any]) -> None:
    ready = material("aws-next-best-action", interactions=SIMPLE, **{what: [row]})[what.upper()]
    assert list(fields(ready)) == [*row, "CATEGORY"]
    assert lines(ready)[1] == ",".join([*map(str, row.values()), "any"])


def test_a_category_that_is_none_gets_another_beside_it() -> None:
    assert lines(items([{"ITEM_ID": "a", "CATEGORY": True}])) == ["ITEM_ID,CATEGORY,ANY_CATEGORY", "a,True,any"]


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_a_real_frame_is_read(library: str) -> None:
    """Both come with the extra `test`; .ci/run, which sets REQUIRE_TOOLS, wants them there."""
    required = os.environ.get("REQUIRE_TOOLS")
    frames = importlib.import_module(library) if required else pytest.importorskip(library)
    columns = {"USER_ID": ["ann", "bob"], "ITEM_ID": ["film", "book"], "TIMESTAMP": [1, 2]}
    frame = frames.DataFrame(columns)
    assert interactions(frame) == interactions(SIMPLE)
    assert interactions(frame.to_numpy()) == interactions(SIMPLE)


def test_what_else_a_frame_of_pandas_gives_is_read() -> None:
    pandas = importlib.import_module("pandas") if os.environ.get("REQUIRE_TOOLS") else pytest.importorskip("pandas")
    times = pandas.to_datetime([1, 2], unit="s")
    frame = pandas.DataFrame({"ITEM_ID": ["film", "book"], "USER_ID": ["ann", "bob"], "TIMESTAMP": times})
    expected = interactions({name: frame[name] for name in frame})
    assert lines(expected)[1:] == ["film,ann,1,click", "book,bob,2,click"]
    for rows in (frame, frame.itertuples(), frame.itertuples(index=False), frame.to_records(index=False)):
        assert interactions(rows) == expected


def test_a_csv_file_has_its_types_found(tmp_path: Path) -> None:
    path = tmp_path / "items.csv"
    path.write_text('\ufeffitemId,year,price,kind,empty\n07,1999,1.5,"a, b",\n08,,2,7,\n', encoding="utf-8")
    ready = items(path)
    assert fields(ready) == {
        "ITEM_ID": {"type": "string"},
        "YEAR": {"type": ["long", "null"]},
        "PRICE": {"type": "double"},
        "KIND": {"type": "string", "categorical": True},
        "EMPTY": {"type": ["string", "null"], "categorical": True},
    }
    assert lines(ready)[1:] == ['07,1999,1.5,"a, b",', "08,,2,7,"]


def test_quotes_in_a_csv_file_may_be_escaped_as_aws_does() -> None:
    text = 'ITEM_ID,KIND\n1,"say \\"yes\\""\n2,"say ""no"""\n'
    assert columns_of("items", text)["KIND"][0] == 'say "yes"'
    assert columns_of("items", text.replace("\\", '"'))["KIND"] == ['say "yes"', 'say "no"']


# --- values -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "moment",
    [
        MIDNIGHT,
        float(MIDNIGHT),
        str(MIDNIGHT),
        MIDNIGHT + 0.75,
        datetime(2020, 1, 1),
        np.datetime64("2020-01-01", "ns"),
        datetime(2020, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))),
        date(2020, 1, 1),
    ],
    ids=repr,
)
def test_a_time_is_seconds_or_a_date(moment: Any) -> None:
    assert lines(interactions([("ann", "film", moment)]))[1] == f"ann,film,{MIDNIGHT},click"


def test_numbers_can_be_ids() -> None:
    assert lines(interactions([(1, 20, 3)]))[1] == "1,20,3,click"


def test_types_of_fields_are_those_of_their_values() -> None:
    row = {"ITEM_ID": "i", "YEAR": 1999, "PRICE": 1.5, "GENRES": ["Drama", "War"], "NEW": True, "CREATION_TIMESTAMP": 5}
    ready = items([row, {"ITEM_ID": "j", "PRICE": 2, "CREATION_TIMESTAMP": 6}])
    assert fields(ready) == {
        "ITEM_ID": {"type": "string"},
        "YEAR": {"type": ["long", "null"]},
        "PRICE": {"type": "double"},
        "GENRES": {"type": ["string", "null"], "categorical": True},
        "NEW": {"type": ["boolean", "null"]},
        "CREATION_TIMESTAMP": {"type": "long"},
    }
    assert lines(ready)[1:] == ["i,1999,1.5,Drama|War,True,5", "j,,2,,,6"]


def test_what_describes_an_item_may_be_several_texts() -> None:
    rows = [{"ITEM_ID": "i", "KIND": kinds} for kinds in (["b", "a"], ("b",), {"b", "a"}, np.array(["b", "c"]))]
    assert lines(items(rows))[1:] == ["i,b|a", "i,b", "i,a|b", "i,b|c"]
    shown = [{"USER_ID": "ann", "ITEM_ID": "film", "TIMESTAMP": 1, "IMPRESSION": ["film", "book"]}]
    assert lines(interactions(shown))[1] == "ann,film,1,film|book,click"


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (("ann", ["film", "book"], 1), "ITEM_ID is ['film', 'book']"),
        ((("ann",), "film", 1), "USER_ID is ('ann',)"),
        (("ann", [], 1), "ITEM_ID is []"),
        (("ann", "film", ["1"]), "TIMESTAMP is ['1']"),
        (("ann", "film", 1, {"watch"}), "EVENT_TYPE is {'watch'}"),
        (("ann", np.array(["film"]), 1), "ITEM_ID is ['film']"),
    ],
)
def test_an_id_a_time_and_an_event_type_are_one(row: Any, text: str) -> None:
    with pytest.raises(ValueError, match=f"^interactions, row 2: {re.escape(text)}, not text, a number, a date, or"):
        interactions([SIMPLE[0], row])


class Longest:
    """A number of more digits than Python's, which numpy leaves as it is."""

    def tolist(self) -> Longest:
        return self


def test_a_number_that_python_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^items, row 1: PRICE is <.*Longest.*>, not text, a number, a date, or true"):
        items([{"ITEM_ID": "i", "PRICE": Longest()}])


def test_cells_with_commas_and_quotes_are_quoted() -> None:
    assert lines(items([{"ITEM_ID": "i", "KIND": 'a, "b"'}]))[1] == 'i,"a, ""b"""'


def test_fields_that_a_domain_names_have_its_types() -> None:
    rows = [{"ITEM_ID": "i", "PRICE": 5, "CATEGORY_L1": "a", "PRODUCT_DESCRIPTION": "b"}]
    assert fields(items(rows, "aws-ecomm-recommended-for-you")) == {
        "ITEM_ID": {"type": "string"},
        "PRICE": {"type": "float"},
        "CATEGORY_L1": {"type": "string", "categorical": True},
        "PRODUCT_DESCRIPTION": {"type": ["string", "null"], "textual": True},
    }


def test_names_and_texts_are_known_by_what_they_are_called() -> None:
    rows = [{"ITEM_ID": "i", "TITLE": "a", "DESCRIPTION": "b", "GENRE": "c"}]
    assert fields(items(rows, "aws-semantic-similarity")) == {
        "ITEM_ID": {"type": "string"},
        "TITLE": {"type": "string", "itemName": True},
        "DESCRIPTION": {"type": "string", "textual": True},
        "GENRE": {"type": "string", "categorical": True},
    }


def test_a_text_that_is_too_long_for_a_category_is_textual() -> None:
    assert fields(items([{"ITEM_ID": "i", "A": "a", "B": "b" * 1001}]))["B"] == {"type": "string", "textual": True}


# --- what is made up --------------------------------------------------------------------------------------------


def test_what_is_made_up_is_of_the_ids_that_are_given() -> None:
    made = material("aws-hrnn-coldstart", users=[{"USER_ID": "ann", "AGE": 1}], items=[{"ITEM_ID": "film", "YEAR": 1}])
    assert {line.split(",")[0] for line in lines(made["INTERACTIONS"])[1:]} == {"ann"}
    assert {line.split(",")[1] for line in lines(made["INTERACTIONS"])[1:]} == {"film"}
    made = material("aws-hrnn-coldstart", interactions=SIMPLE)
    assert [line.split(",")[0] for line in lines(made["ITEMS"])] == ["ITEM_ID", "film", "book"]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({}, {"PRICE": "1.0", "CATEGORY_L1": "any"}),
        ({"PRICE": 30}, {"PRICE": "30", "CATEGORY_L1": "any"}),
        ({"PRICE": None, "CATEGORY_L1": "game"}, {"PRICE": "1.0", "CATEGORY_L1": "game"}),
        ({"CATEGORY_L2": "board"}, {"CATEGORY_L2": "board", "PRICE": "1.0", "CATEGORY_L1": "any"}),
    ],
)
def test_what_a_shop_must_know_of_items_and_no_row_says_is_the_same_of_each(
    row: dict[str, Any], expected: dict[str, str]
) -> None:
    made = items([{"ITEM_ID": name, **row} for name in ("film", "book")], "aws-ecomm-recommended-for-you")
    values = ",".join(expected.values())
    assert lines(made) == [f"ITEM_ID,{','.join(expected)}", f"film,{values}", f"book,{values}"]


@pytest.mark.parametrize(
    "rows",
    [
        [("ann", "film", 9), ("ann", "film", 20), ("bob", 7, 3)],
        "USER_ID,ITEM_ID,TIMESTAMP\nann,film,9\nann,film,20\nbob,7,3\n",
    ],
    ids=["tuples", "csv"],
)
def test_items_of_a_video_service_are_as_old_as_what_is_known_of_them(rows: Any) -> None:
    """As the service supposes where it need not be told: new items stay new, old ones old."""
    described = [{"ITEM_ID": item, "GENRES": "War"} for item in ("film", "new", 7)]
    ready = material("aws-vod-top-picks", interactions=rows, items=described)["ITEMS"]
    assert lines(ready) == ["ITEM_ID,GENRES,CREATION_TIMESTAMP", "film,War,9", "new,War,20", "7,War,3"]


def test_items_of_which_nothing_is_watched_have_an_age() -> None:
    ready = material("aws-vod-top-picks", items=[{"ITEM_ID": "film"}])["ITEMS"]
    assert lines(ready) == ["ITEM_ID,GENRES,CREATION_TIMESTAMP", "film,any,1700000000"]


def test_offers_are_made_up_of_the_actions_that_are_given() -> None:
    made = material("aws-next-best-action", actions=[{"ACTION_ID": "join", "KIND": "club"}])
    assert {line.split(",")[1] for line in lines(made["ACTION_INTERACTIONS"])[1:]} == {"join"}
    made = material("aws-next-best-action", action_interactions=[("ann", "rate", 1)])
    assert lines(made["ACTION_INTERACTIONS"])[1:] == ["ann,rate,1,Taken"]
    assert [line.split(",")[0] for line in lines(made["ACTIONS"])] == ["ACTION_ID", "rate"]


def test_made_up_interactions_are_the_same_each_time() -> None:
    rows = testing.synthetic_interactions(users=3, items=4, rows=9)
    assert rows == testing.synthetic_interactions(3, 4, 9, seed=0)
    assert testing.synthetic_interactions(seed=1) != testing.synthetic_interactions(seed=2)
    assert rows[:5] == [
        ("u0", "i0", 1_700_000_000),
        ("u1", "i1", 1_700_000_060),
        ("u2", "i2", 1_700_000_120),
        ("u0", "i3", 1_700_000_180),
        ("u1", "i1", 1_700_000_240),
    ]


def test_made_up_interactions_are_of_every_user_and_item_and_of_tastes() -> None:
    rows = testing.synthetic_interactions()
    assert len(rows) == 1000
    assert {user for user, _, _ in rows} == {f"u{n}" for n in range(50)}
    assert {item for _, item, _ in rows} == {f"i{n}" for n in range(100)}
    liked = [int(user[1:]) % 5 == int(item[1:]) % 5 for user, item, _ in rows]
    assert sum(liked) > 700
    assert [when for _, _, when in rows] == sorted(when for _, _, when in rows)


def test_of_more_users_and_items_than_rows_the_first_occur() -> None:
    many = testing.synthetic_interactions(users=10**400, items=10**400, rows=3)
    assert many == testing.synthetic_interactions(users=3, items=3, rows=3)
    assert [row[:2] for row in many] == [("u0", "i0"), ("u1", "i1"), ("u2", "i2")]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"rows": 10**7 + 1}, r"^rows must be at most 10000000, not 10000001\.$"),
        ({"users": 0}, r"^users must be at least 1, not 0\.$"),
        ({"items": -1}, r"^items must be at least 1, not -1\.$"),
        ({"rows": 0}, r"^rows must be at least 1, not 0\.$"),
        ({"seed": -1}, r"^seed must be at least 0, not -1\.$"),
    ],
)
def test_numbers_of_made_up_interactions_that_make_no_sense_are_told(arguments: dict[str, int], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        testing.synthetic_interactions(**arguments)


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        ({"users": "a"}, 'users must be a whole number, not "a".'),
        ({"items": 1.5}, "items must be a whole number, not 1.5."),
        ({"rows": None}, "rows must be a whole number, not null."),
        ({"seed": True}, "seed must be a whole number, not true."),
    ],
)
def test_made_up_interactions_are_counted_in_whole_numbers(arguments: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        testing.synthetic_interactions(**arguments)


# --- mistakes ---------------------------------------------------------------------------------------------------

PLACES = "(USER_ID, ITEM_ID, TIMESTAMP[, EVENT_TYPE[, EVENT_VALUE]]) and no mapping with the schema's field names"
TIME = "not a date or seconds since 1970"
MAPPING = "no mapping with the schema's field names"
NEEDED = "they need USER_ID, ITEM_ID, TIMESTAMP."


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"interactions": []}, "interactions has no rows."),
        ({"interactions": {}}, "interactions has no rows."),
        ({"interactions": 5}, "interactions must be rows, a frame or a CSV file, not 5."),
        ({"interactions": [("ann", "film")]}, f"interactions, row 1: ('ann', 'film') is no {PLACES}."),
        ({"interactions": [*SIMPLE, "film"]}, f"interactions, row 3: 'film' is no {PLACES}."),
        (
            {"interactions": [("a", "b", 1, "c", 1, 2)]},
            f"interactions, row 1: ('a', 'b', 1, 'c', 1, 2) is no {PLACES}.",
        ),
        ({"interactions": [{"a": 1}, 2]}, "interactions, row 2: 2 is no mapping, as the rows before it are."),
        ({"items": [("film", "Drama")]}, f"items, row 1: ('film', 'Drama') is {MAPPING}."),
        ({"items": {"ITEM_ID": ["a"], "KIND": []}}, "items as columns must be lists of one length, by field name."),
        ({"items": {"ITEM_ID": "a"}}, "items as columns must be lists of one length, by field name."),
        ({"items": [{"ITEM_ID": 1, "item_id": 2}]}, "items has the field ITEM_ID twice."),
        ({"items": [{"ITEM ID": 1}]}, "items: 'ITEM ID' is no name of a field: letters, digits and underscores."),
        (
            {"interactions": [{"USER_ID": "a", "KIND": "b"}]},
            f"interactions: ITEM_ID, TIMESTAMP is missing. Rows have USER_ID, KIND; {NEEDED}",
        ),
        ({"interactions": [("a", "i", 1), (None, "i", 1)]}, "interactions, row 2: USER_ID is missing."),
        ({"interactions": [("a", "", 1)]}, "interactions, row 1: ITEM_ID is missing."),
        ({"interactions": [("a", "i", None)]}, "interactions, row 1: TIMESTAMP is missing."),
        ({"interactions": [("a", "i", "soon")]}, "interactions, row 1: TIMESTAMP is 'soon', not seconds since 1970."),
        ({"interactions": [("a", "i", -1)]}, f"interactions, row 1: TIMESTAMP is -1, {TIME}."),
        (
            {"interactions": [("a", "i", 10**12)]},
            f"interactions, row 1: TIMESTAMP is 1000000000000, {TIME}; divide milliseconds by 1000.",
        ),
        (
            {"interactions": "USER_ID,ITEM_ID,TIMESTAMP\na,i,1700000000000\n"},
            "interactions, row 1: TIMESTAMP is '1700000000000', not seconds since 1970; divide milliseconds by 1000.",
        ),
        ({"interactions": [("a", "i", True)]}, f"interactions, row 1: TIMESTAMP is True, {TIME}."),
        ({"interactions": [(1.5, "i", 1)]}, "interactions, row 1: USER_ID is 1.5, not text or a whole number."),
        ({"interactions": [("a", "i", 1, 7)]}, "interactions, row 1: EVENT_TYPE is 7, not text."),
        ({"interactions": [("a", "i", 1, "c", "x")]}, "interactions, row 1: EVENT_VALUE is 'x', not a number."),
        (
            {"interactions": [("a", "i", 1, "c", float("inf"))]},
            "interactions, row 1: EVENT_VALUE is inf, not text, a number, a date, or true or false.",
        ),
        (
            {"items": [{"ITEM_ID": "a", "KIND": object}]},
            "items, row 1: KIND is <class 'object'>, not text, a number, a date, or true or false.",
        ),
        (
            {"interactions": [{"USER_ID": "a", "EVENT_TYPE": "Watch"}], "recipe": "aws-vod-most-popular"},
            f"interactions: ITEM_ID, TIMESTAMP is missing. Rows have USER_ID, EVENT_TYPE; {NEEDED}",
        ),
        (
            {"items": [{"ITEM_ID": "a", "K": None}, {"ITEM_ID": "b", "K": "x"}, {"ITEM_ID": "c", "K": 5}]},
            "items: K is text in row 2 ('x') and a number in row 3 (5); a field has one type.",
        ),
        (
            {"items": [{"ITEM_ID": "a", "K": 5}, {"ITEM_ID": "b", "K": 5.5}, {"ITEM_ID": "c", "K": "x"}]},
            "items: K is a number in row 1 (5) and text in row 3 ('x'); a field has one type.",
        ),
        ({"items": "ITEM_ID,KIND\n1,2,3\n"}, "items, row 1: 3 cells, where the header has 2."),
        ({"items": "ITEM_ID,KIND\n"}, "items has no rows."),
        (
            {"actions": [{"ACTION_ID": "a", "B": "b", "VALUE": 1.5}], "recipe": "aws-next-best-action"},
            "actions, row 1: VALUE is 1.5, not a whole number.",
        ),
        (
            {"items": [{"ITEM_ID": "i", "GENRE": "a"}], "recipe": "aws-vod-more-like-x"},
            "items: GENRES, CREATION_TIMESTAMP is missing. Rows have ITEM_ID, GENRE; they need ITEM_ID, GENRES, "
            "CREATION_TIMESTAMP.",
        ),
        (
            {"items": [{"PRICE": 5, "CATEGORY_L2": "a"}], "recipe": "aws-ecomm-recommended-for-you"},
            "items: ITEM_ID, CATEGORY_L1 is missing. Rows have PRICE, CATEGORY_L2; they need ITEM_ID, PRICE, "
            "CATEGORY_L1.",
        ),
        (
            {"items": [{"ITEM_ID": "i", "PRICE": 5}, {"ITEM_ID": "j"}], "recipe": "aws-ecomm-recommended-for-you"},
            "items, row 2: PRICE is missing.",
        ),
        (
            {"items": [{"ITEM_ID": "i", "TITLE": "a"}], "recipe": "aws-semantic-similarity"},
            "items: the recipe needs a name (ITEM_NAME, NAME, TITLE, PRODUCT_NAME) and a text (DESCRIPTION, "
            "ITEM_DESCRIPTION, PRODUCT_DESCRIPTION, SUMMARY, SYNOPSIS, PLOT, TEXT); rows have ITEM_ID, TITLE.",
        ),
        (
            {"users": [{"USER_ID": "ann", "VIP": True}, {"USER_ID": "bob", "VIP": 5}]},
            "users: VIP is true or false in row 1 (True) and a number in row 2 (5); a field has one type.",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(given: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the whole text is compared
        material(**given)
    assert str(refusal.value) == text
