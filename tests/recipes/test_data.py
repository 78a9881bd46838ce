from __future__ import annotations

import numpy as np
import pytest

from moto_personalize.recipes import Categories, Quantities, Snapshot

from .made import snapshot


def whole() -> Snapshot:
    return Snapshot.build(
        users=["bob", "ann"],
        user=[0, 1, 1, 1],
        items=["tea", "milk", "ale"],
        item=[0, 1, 0, 0],
        timestamp=[5, 9, 2, 2],
        event_names=["watch", "click"],
        event=[-1, 0, 0, 1],
        value=[np.nan, 1.5, 2, 3],
        context={"DEVICE": Categories.build(["tv", None, "phone", "tv"])},
        item_features={
            "GENRE": Categories.build([["hot", "dry"], None, "dry"]),
            "PRICE": Quantities.build([1, None, 3]),
        },
        user_features={"AGE": Quantities.build([50, 20])},
        item_created=[-1, 4, -1],
        impressions=[7, 8, 9],
    )


def test_ids_are_sorted_and_rows_stand_in_canonical_order():
    data = whole()
    assert data.users.tolist() == ["ann", "bob"]
    assert data.items.tolist() == ["ale", "milk", "tea"]
    assert data.event_names.tolist() == ["click", "watch"]
    # ann's two events of second 2 are ordered by their event type
    assert data.user.tolist() == [0, 0, 0, 1]
    assert data.timestamp.tolist() == [2, 2, 9, 5]
    assert data.item.tolist() == [2, 2, 1, 2]
    assert data.event.tolist() == [0, 1, 1, -1]
    assert data.value.tolist()[:3] == [3, 2, 1.5]
    assert np.isnan(data.value[3])


def test_metadata_follows_its_rows():
    data = whole()
    device, genre = data.context["DEVICE"], data.item_features["GENRE"]
    price = data.item_features["PRICE"]
    assert isinstance(device, Categories)
    assert isinstance(genre, Categories)
    assert isinstance(price, Quantities)
    assert device.names[device.codes].tolist() == ["tv", "phone", "tv"]
    assert device.indptr.tolist() == [0, 1, 2, 2, 3]
    assert genre.indptr.tolist() == [0, 1, 1, 3]
    assert genre.names[genre.codes].tolist() == ["dry", "dry", "hot"]
    assert price.values.tolist()[::2] == [3, 1]
    assert data.impressions.tolist() == [9, 8, 7]


def test_categories_are_named_in_order_of_code_points():
    unsorted = Categories(np.array(["b", "a"], object), np.array([0, 1, 2]), np.array([0, 1], np.int32))
    data = snapshot([("u", "x", 1), ("u", "y", 2)], item_features={"C": unsorted})
    column = data.item_features["C"]
    assert isinstance(column, Categories)
    assert column.names.tolist() == ["a", "b"]
    assert column.names[column.codes].tolist() == ["b", "a"]


def test_a_category_that_a_row_repeats_counts_once():
    data = snapshot([("u", "x", 1), ("u", "y", 2)], item_features={"C": Categories.build([["b", "a", "b"], ["a"]])})
    column = data.item_features["C"]
    assert isinstance(column, Categories)
    assert column.indptr.tolist() == [0, 2, 3]
    assert column.names[column.codes].tolist() == ["a", "b", "a"]


def test_an_item_is_as_old_as_given_else_as_its_oldest_interaction_else_new():
    assert whole().item_created.tolist() == [9, 4, 2]


def test_the_latest_interaction_is_now():
    assert whole().now == 9
    assert whole().select(np.zeros(4, bool)).now == 0


def test_rows_of_a_user():
    assert whole().indptr.tolist() == [0, 3, 4]


def test_selecting_rows_keeps_users_and_items():
    part = whole().select(np.array([False, True, False, True]))
    assert part.users.tolist() == ["ann", "bob"]
    assert part.item.tolist() == [2, 2]
    device = part.context["DEVICE"]
    assert isinstance(device, Categories)
    assert device.names[device.codes].tolist() == ["phone", "tv"]
    assert part.indptr.tolist() == [0, 1, 2]


def test_arrays_are_read_only_and_the_callers_stay_as_they_were():
    times = np.array([2, 1])
    data = Snapshot.build(users=["u"], user=[0, 0], items=["i"], item=[0, 0], timestamp=times)
    assert times.tolist() == [2, 1]
    assert times.flags.writeable
    with pytest.raises(ValueError, match="read-only"):
        data.item[0] = 1


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"users": ["u", "u"]}, "user ids are not unique"),
        ({"user": [0, 1]}, "'user' has codes from 0 to 1, expected 0 to 0"),
        ({"item": [0]}, r"'item' has shape \(1,\), expected \(2,\)"),
        ({"event": [0, -1]}, "'event' has codes from -1 to 0, expected -1 to -1"),
        ({"item_features": {"P": Quantities.build([1, 2])}}, "column 'P' has 2 rows, expected 1"),
        ({"impressions": [1, 2]}, "'impressions' has shape"),
    ],
)
def test_data_that_does_not_fit_together_is_refused(change, message):
    given = {"users": ["u"], "user": [0, 0], "items": ["i"], "item": [0, 0], "timestamp": [1, 2]}
    with pytest.raises(ValueError, match=message):
        Snapshot.build(**{**given, **change})
