from __future__ import annotations

import json
from dataclasses import FrozenInstanceError

import pytest

from moto_personalize.datasets import Field, SchemaError, parse_schema

from .examples import ITEM, TIME, USER, avro, field


def test_a_schema_is_its_name_and_its_fields_in_order() -> None:
    schema = parse_schema(avro("Items", ITEM, field("TITLE", "string", textual=True, itemName=True)))
    assert schema.name == "Items"
    assert schema.fields == (
        Field("ITEM_ID", "string"),
        Field("TITLE", "string", textual=True, item_name=True),
    )
    assert schema.field("TITLE") is schema.fields[1]
    assert schema.field("title") is None


@pytest.mark.parametrize("name", ["string", "int", "long", "float", "double", "boolean"])
def test_null_may_stand_on_either_side_of_a_type(name: str) -> None:
    fields = [field("A", name), field("B", [name]), field("C", ["null", name]), field("D", [name, "null"])]
    parsed = parse_schema(avro("Users", *fields)).fields
    assert [(each.type, each.nullable) for each in parsed] == [(name, False)] * 2 + [(name, True)] * 2


def test_attributes_that_personalize_does_not_know_are_ignored() -> None:
    text = avro("Users", field("USER_ID", doc="who", default=None, aliases=["U"]), doc="users")
    assert parse_schema(text).fields == (Field("USER_ID", "string"),)


def test_a_schema_cannot_be_changed() -> None:
    schema = parse_schema(avro("Users", USER))
    with pytest.raises(FrozenInstanceError):
        schema.name = "Items"  # type: ignore[misc]


BROKEN = [
    ("", None, "The schema is not valid JSON: Expecting value: line 1 column 1 (char 0)"),
    ("{", None, "The schema is not valid JSON: Expecting property name enclosed in double quotes"),
    ("[" * 100000, None, "The schema is not valid JSON: it is nested too deeply"),
    ("[]", None, "The schema must be a JSON object, not []"),
    ("null", None, "The schema must be a JSON object, not null"),
    (avro("Items", ITEM, name=...), None, "The schema must have name"),
    (avro("Items", ITEM, namespace=...), None, "The schema must have namespace"),
    (avro("Items", ITEM, version=...), None, "The schema must have version"),
    (avro("Items", fields=...), None, "The schema must have fields"),
    (avro("Items", ITEM, type="map"), None, 'type must be "record", not "map"'),
    (avro("Items", ITEM, version="2.0"), None, 'version must be "1.0", not "2.0"'),
    (avro("Items", ITEM, version=1.0), None, 'version must be "1.0", not 1.0'),
    (avro("Items", ITEM, namespace="x"), None, 'namespace must be "com.amazonaws.personalize.schema", not "x"'),
    (avro("Items", ITEM, name=5), None, "name must be a string, not 5"),
    (avro("Items", fields={}), None, "fields must be a list, not {}"),
    (avro("Items"), None, "fields must have at least one entry, not []"),
    (avro("Items", fields=["ITEM_ID"]), "fields[0]", 'fields[0] must be a JSON object, not "ITEM_ID"'),
    (avro("Items", fields=[{"type": "string"}]), "fields[0]", "fields[0] must have name"),
    (avro("Items", {"name": "A"}), "A", "A must have type"),
    (avro("Items", field("A", 5)), "A", "type of A must be a string or a list, not 5"),
    (avro("Items", field("A", [])), "A", "type of A must have at least one entry, not []"),
    (avro("Items", field("A", {"type": "array"})), "A", 'type of A must be a string or a list, not {"type": "array"}'),
    (avro("Items", field("A", ["int", {}])), "A", "type of A must be a string, not {}"),
    (
        avro("Items", field("A", ["int", "long", "null"])),
        "A",
        'type of A must have at most two entries, not ["int", "long", "null"]',
    ),
    (avro("Items", field("A", ["int", "int"])), "A", 'type of A must have each entry once, not ["int", "int"]'),
    (avro("Items", field("A", categorical="yes")), "A", 'categorical of A must be true or false, not "yes"'),
    (avro("Items", field("A", textual=1)), "A", "textual of A must be true or false, not 1"),
    (
        avro("Items", field("A", "str")),
        "A",
        "A has the unknown type str: the types are string, int, long, float, double, boolean and null",
    ),
    (avro("Items", field("A", "record")), "A", "A has the unknown type record: the types are string"),
    (avro("Items", field("A", "null")), "A", 'A must have one type beside null, not ["null"]'),
    (avro("Items", field("A", ["null"])), "A", 'A must have one type beside null, not ["null"]'),
    (avro("Items", field("A", ["int", "long"])), "A", 'A must have one type beside null, not ["int", "long"]'),
    (
        avro("Items", field("A B")),
        "A B",
        "'A B' is not a field name: it has letters, digits and underscores, no digit first",
    ),
    (avro("Items", field("1A")), "1A", "'1A' is not a field name"),
    (avro("Items", field("A\n")), "A\n", "'A\\n' is not a field name"),
    (avro("Items", field("")), "", "'' is not a field name"),
    (avro("Items", ITEM, ITEM), "ITEM_ID", "ITEM_ID is named twice"),
    (
        avro("Items", field("GENRES_FIELD_1"), TIME, field("GENRESFIELD1")),
        "GENRESFIELD1",
        "GENRESFIELD1 and GENRES_FIELD_1 are the same name once underscores and case are dropped",
    ),
    (avro("Items", field("A"), field("a")), "a", "a and A are the same name once underscores and case are"),
]


@pytest.mark.parametrize(("text", "offender", "message"), BROKEN)
def test_a_broken_schema_says_where_and_what(text: str, offender: str | None, message: str) -> None:
    with pytest.raises(SchemaError) as caught:
        parse_schema(text)
    assert str(caught.value).startswith(message)
    assert caught.value.field == offender


def test_of_several_mistakes_the_first_field_is_named() -> None:
    fields = [field("A", "string")] * 2 + [field("F", 1)] + [field("G", "int")] * 7 + [field("K", 2)]
    with pytest.raises(SchemaError, match="type of F must be a string or a list, not 1"):
        parse_schema(avro("Items", *fields))


@pytest.mark.parametrize("value", [0, 1.5, "text", True, None, [[]], {"fields": None}, {"fields": [None]}])
def test_any_json_is_a_schema_or_a_schema_error(value: object) -> None:
    with pytest.raises(SchemaError):
        parse_schema(json.dumps(value))
