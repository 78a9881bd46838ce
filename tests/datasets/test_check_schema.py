from __future__ import annotations

from typing import Any

import pytest

from moto_personalize.datasets import Schema, SchemaError, check_schema, check_schema_update

from .examples import ITEM, TIME, USER, field, schema_of

ACTION, EVENT, CREATED = field("ACTION_ID"), field("EVENT_TYPE"), field("CREATION_TIMESTAMP", "long")
PRICE, CATEGORY = field("PRICE", "float"), field("CATEGORY_L1", ["string"], categorical=True)
GENRES = field("GENRES", ["string"], categorical=True)
AGE, CITY = field("AGE", ["null", "int"]), field("CITY", categorical=True)
SHOP, FILM = "ECOMMERCE", "VIDEO_ON_DEMAND"


def own(count: int) -> list[dict[str, Any]]:
    return [field(f"OWN_{number}", "int") for number in range(count)]


GOOD = [
    ("INTERACTIONS", None, "Interactions", [USER, ITEM, TIME]),
    ("INTERACTIONS", None, "Interactions", [TIME, ITEM, USER, EVENT, field("EVENT_VALUE", "float"), *own(5)]),
    ("INTERACTIONS", None, "Interactions", [USER, ITEM, TIME, field("IMPRESSION", ["string", "null"])]),
    ("INTERACTIONS", None, "Interactions", [USER, ITEM, TIME, field("DEVICE")]),
    ("USERS", None, "Users", [USER, CITY]),
    ("USERS", None, "Users", [USER, *own(25)]),
    ("USERS", None, "Users", [USER, AGE, field("SUBSCRIPTION_MODEL")]),
    ("ITEMS", None, "Items", [ITEM, field("TITLE", textual=True, itemName=True)]),
    ("ITEMS", None, "Items", [ITEM, CREATED, *own(100)]),
    ("ITEMS", None, "Items", [ITEM, PRICE, field("PLOT"), field("SEEN", "boolean")]),
    ("ACTIONS", None, "Actions", [ACTION, field("VALUE", ["null", "long"]), CITY]),
    ("ACTION_INTERACTIONS", None, "ActionInteractions", [USER, ACTION, EVENT, TIME]),
    ("INTERACTIONS", SHOP, "Interactions", [USER, ITEM, TIME, EVENT]),
    ("INTERACTIONS", FILM, "Interactions", [USER, ITEM, TIME, EVENT, *own(5)]),
    ("USERS", SHOP, "Users", [USER, AGE]),
    ("USERS", FILM, "Users", [USER, field("SUBSCRIPTION_MODEL", categorical=True)]),
    ("ITEMS", SHOP, "Items", [ITEM, PRICE, CATEGORY]),
    ("ITEMS", SHOP, "Items", [ITEM, PRICE, CATEGORY, field("PRODUCT_DESCRIPTION", textual=True)]),
    ("ITEMS", FILM, "Items", [ITEM, GENRES, CREATED]),
    ("ITEMS", FILM, "Items", [ITEM, GENRES, CREATED, field("AVERAGE_RATING", ["float", "null"])]),
]


@pytest.mark.parametrize(("kind", "domain", "name", "fields"), GOOD)
def test_a_schema_that_fits_is_accepted(kind: str, domain: str | None, name: str, fields: list[Any]) -> None:
    check_schema(schema_of(name, *fields), kind, domain)
    assert schema_of(name, *fields).name == name


BAD = [
    (
        ("INTERACTIONS", None, "Items", [USER, ITEM, TIME]),
        "name must be Interactions for a dataset of type INTERACTIONS, not Items",
    ),
    (
        ("ACTION_INTERACTIONS", None, "Action_Interactions", [USER, ACTION, EVENT, TIME]),
        "name must be ActionInteractions for a dataset of type ACTION_INTERACTIONS, not Action_Interactions",
    ),
    (
        ("INTERACTIONS", None, "Interactions", [USER, TIME]),
        "ITEM_ID is missing: a schema of Interactions needs USER_ID, ITEM_ID, TIMESTAMP",
    ),
    (
        ("INTERACTIONS", None, "Interactions", [field("user_id"), ITEM, TIME]),
        "USER_ID is missing: a schema of Interactions needs USER_ID, ITEM_ID, TIMESTAMP",
    ),
    (
        ("INTERACTIONS", None, "Interactions", [USER, ITEM, field("TIMESTAMP")]),
        "TIMESTAMP must be of type long, not string",
    ),
    (
        ("INTERACTIONS", None, "Interactions", [USER, ITEM, field("TIMESTAMP", "int")]),
        "TIMESTAMP must be of type long, not int",
    ),
    (
        ("INTERACTIONS", None, "Interactions", [field("USER_ID", ["string", "null"]), ITEM, TIME]),
        "USER_ID is required and must not allow null",
    ),
    (
        ("INTERACTIONS", None, "Interactions", [USER, ITEM, TIME, field("EVENT_TYPE", categorical=True)]),
        "EVENT_TYPE must not be categorical",
    ),
    (
        ("INTERACTIONS", None, "Interactions", [USER, ITEM, TIME, field("EVENT_VALUE", "double")]),
        "EVENT_VALUE must be of type float, not double",
    ),
    (
        ("INTERACTIONS", None, "Interactions", [USER, ITEM, TIME, *own(6)]),
        "A schema of Interactions may have at most 5 metadata fields, not 6",
    ),
    (
        ("INTERACTIONS", None, "Interactions", [USER, ITEM, TIME, field("NOTE", textual=True)]),
        "NOTE must not be textual: only a field of Items may be",
    ),
    (
        ("USERS", None, "Users", [USER, field("NAME", itemName=True), AGE]),
        "NAME must not be itemName: only a field of Items may be",
    ),
    (
        ("USERS", None, "Users", [USER]),
        "A schema of Users needs at least one metadata field (a categorical string or a number)",
    ),
    (
        ("USERS", None, "Users", [USER, field("NAME"), field("ADULT", "boolean")]),
        "A schema of Users needs at least one metadata field (a categorical string or a number)",
    ),
    (
        ("USERS", None, "Users", [USER, *own(26)]),
        "A schema of Users may have at most 25 metadata fields, not 26",
    ),
    (
        ("ITEMS", None, "Items", [ITEM, CREATED]),
        "A schema of Items needs at least one metadata field (a categorical or textual string or a number)",
    ),
    (
        ("ITEMS", None, "Items", [ITEM, *own(101)]),
        "A schema of Items may have at most 100 metadata fields, not 101",
    ),
    (
        ("ITEMS", None, "Items", [ITEM, field("A", textual=True), field("B", textual=True)]),
        "Only one field may be textual, not A and B",
    ),
    (
        ("ITEMS", None, "Items", [ITEM, AGE, field("A", itemName=True), field("B", itemName=True)]),
        "Only one field may be itemName, not A and B",
    ),
    (
        ("ITEMS", None, "Items", [ITEM, field("YEAR", "int", textual=True)]),
        "YEAR is textual and must be of type string, not int",
    ),
    (
        ("ITEMS", None, "Items", [ITEM, AGE, field("CREATION_TIMESTAMP", "string")]),
        "CREATION_TIMESTAMP must be of type long, not string",
    ),
    (
        ("ACTIONS", None, "Actions", [ACTION, CREATED, field("VALUE", "long")]),
        "A schema of Actions needs at least one metadata field (a categorical string or a number)",
    ),
    (
        ("ACTIONS", None, "Actions", [ACTION, *own(11)]),
        "A schema of Actions may have at most 10 metadata fields, not 11",
    ),
    (
        ("ACTION_INTERACTIONS", None, "ActionInteractions", [USER, ACTION, TIME]),
        "EVENT_TYPE is missing: a schema of ActionInteractions needs USER_ID, ACTION_ID, EVENT_TYPE, TIMESTAMP",
    ),
    (
        ("ACTIONS", SHOP, "Actions", [ACTION, CITY]),
        "A dataset of type ACTIONS needs a custom dataset group, not one of ECOMMERCE",
    ),
    (
        ("INTERACTIONS", SHOP, "Interactions", [USER, ITEM, TIME]),
        "EVENT_TYPE is missing: a schema of Interactions needs USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE",
    ),
    (
        ("INTERACTIONS", FILM, "Interactions", [USER, ITEM, TIME, field("EVENT_TYPE", ["null", "string"])]),
        "EVENT_TYPE is required and must not allow null",
    ),
    (
        ("ITEMS", SHOP, "Items", [ITEM, CATEGORY]),
        "PRICE is missing: a schema of Items needs ITEM_ID, PRICE, CATEGORY_L1",
    ),
    (("ITEMS", SHOP, "Items", [ITEM, PRICE, field("CATEGORY_L1")]), "CATEGORY_L1 must be categorical"),
    (
        ("ITEMS", SHOP, "Items", [ITEM, PRICE, CATEGORY, field("PRODUCT_DESCRIPTION")]),
        "PRODUCT_DESCRIPTION must be textual",
    ),
    (
        ("ITEMS", SHOP, "Items", [ITEM, PRICE, CATEGORY, field("GENDER", "int")]),
        "GENDER must be of type string, not int",
    ),
    (
        ("ITEMS", FILM, "Items", [ITEM, field("GENRES_L1", categorical=True), CREATED]),
        "GENRES is missing: a schema of Items needs ITEM_ID, GENRES, CREATION_TIMESTAMP",
    ),
    (
        ("ITEMS", FILM, "Items", [ITEM, GENRES, field("CREATION_TIMESTAMP", ["long", "null"])]),
        "CREATION_TIMESTAMP is required and must not allow null",
    ),
    (
        ("USERS", FILM, "Users", [USER, field("SUBSCRIPTION_MODEL"), AGE]),
        "SUBSCRIPTION_MODEL must be categorical",
    ),
    (
        ("EVENTS", None, "Events", [USER]),
        "There is no dataset type EVENTS: the types are INTERACTIONS, USERS, ITEMS, ACTIONS, ACTION_INTERACTIONS",
    ),
    (
        ("USERS", "MUSIC", "Users", [USER, AGE]),
        "There is no domain MUSIC: the domains are ECOMMERCE and VIDEO_ON_DEMAND",
    ),
]


@pytest.mark.parametrize(("case", "message"), BAD)
def test_a_schema_that_does_not_fit_says_why(case: tuple[str, str | None, str, list[Any]], message: str) -> None:
    kind, domain, name, fields = case
    with pytest.raises(SchemaError) as caught:
        check_schema(schema_of(name, *fields), kind, domain)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("fields", "offender"),
    [
        ([USER, TIME], "ITEM_ID"),
        ([USER, ITEM, field("TIMESTAMP")], "TIMESTAMP"),
        ([USER, ITEM, TIME, *own(7)], "OWN_5"),
    ],
)
def test_the_error_carries_the_field(fields: list[Any], offender: str) -> None:
    with pytest.raises(SchemaError) as caught:
        check_schema(schema_of("Interactions", *fields), "INTERACTIONS", None)
    assert caught.value.field == offender


OLD = schema_of("Users", USER, CITY)


def test_a_new_schema_may_add_fields_that_allow_null() -> None:
    check_schema_update(OLD, schema_of("Users", AGE, USER, CITY))
    assert OLD.field("AGE") is None


@pytest.mark.parametrize(
    ("new", "message"),
    [
        (schema_of("Users", USER, AGE), "CITY is missing: a new schema keeps every field of the old one"),
        (schema_of("Users", USER, field("CITY")), "CITY must keep its type and attributes"),
        (
            schema_of("Users", USER, CITY, field("AGE", "int")),
            "AGE must allow null: rows imported before do not have it",
        ),
    ],
)
def test_a_new_schema_may_not_change_what_is_there(new: Schema, message: str) -> None:
    with pytest.raises(SchemaError) as caught:
        check_schema_update(OLD, new)
    assert str(caught.value) == message
