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
    ("[]", None, "The schema: [] is not of type 'object'"),
    ("null", None, "The schema: None is not of type 'object'"),
    (avro("Items", ITEM, name=...), None, "The schema: 'name' is a required property"),
    (avro("Items", ITEM, namespace=...), None, "The schema: 'namespace' is a required property"),
    (avro("Items", ITEM, version=...), None, "The schema: 'version' is a required property"),
    (avro("Items", fields=...), None, "The schema: 'fields' is a required property"),
    (avro("Items", ITEM, type="map"), None, "type: 'record' was expected"),
    (avro("Items", ITEM, version="2.0"), None, "version: '1.0' was expected"),
    (avro("Items", ITEM, namespace="x"), None, "namespace: 'com.amazonaws.personalize.schema' was expected"),
    (avro("Items", ITEM, name=5), None, "name: 5 is not of type 'string'"),
    (avro("Items", fields={}), None, "fields: {} is not of type 'array'"),
    (avro("Items"), None, "fields: [] should be non-empty"),
    (avro("Items", fields=["ITEM_ID"]), "fields[0]", "fields[0]: 'ITEM_ID' is not of type 'object'"),
    (avro("Items", fields=[{"type": "string"}]), "fields[0]", "fields[0]: 'name' is a required property"),
    (avro("Items", {"name": "A"}), "A", "A: 'type' is a required property"),
    (avro("Items", field("A", 5)), "A", "type of A: 5 is not of type 'string', 'array'"),
    (avro("Items", field("A", [])), "A", "type of A: [] should be non-empty"),
    (avro("Items", field("A", {"type": "array"})), "A", "type of A: {'type': 'array'} is not of type"),
    (avro("Items", field("A", ["int", {}])), "A", "type of A: {} is not of type 'string'"),
    (avro("Items", field("A", ["int", "long", "null"])), "A", "type of A: ['int', 'long', 'null'] is too long"),
    (avro("Items", field("A", ["int", "int"])), "A", "type of A: ['int', 'int'] has non-unique elements"),
    (avro("Items", field("A", categorical="yes")), "A", "categorical of A: 'yes' is not of type 'boolean'"),
    (avro("Items", field("A", textual=1)), "A", "textual of A: 1 is not of type 'boolean'"),
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
    with pytest.raises(SchemaError, match="type of F: 1 is not"):
        parse_schema(avro("Items", *fields))


@pytest.mark.parametrize("value", [0, 1.5, "text", True, None, [[]], {"fields": None}, {"fields": [None]}])
def test_any_json_is_a_schema_or_a_schema_error(value: object) -> None:
    with pytest.raises(SchemaError):
        parse_schema(json.dumps(value))
