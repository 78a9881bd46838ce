"""What a filter becomes beside schemas; what does not fit them stands in test_refusals."""

from __future__ import annotations

import pytest

from moto_personalize.filters import Condition, Filter, parse, resolve
from moto_personalize.filters.tree import Field, Number, Parameter, Text

from .world import SHOP


def condition(text: str) -> Condition:
    return next(resolve(parse(text), SHOP.fields).conditions)


def test_names_become_those_of_the_schemas() -> None:
    text = "INCLUDE ItemID WHERE items.price <= currentitem.PrIcE IF currentuser.age > 5"
    resolved = resolve(parse(text), SHOP.fields)
    assert [list(map(str, each.fields)) for each in resolved.conditions] == [
        ["Items.PRICE", "CurrentItem.PRICE"],
        ["CurrentUser.AGE"],
    ]
    assert resolved.text == text


@pytest.mark.parametrize("subject", [("ItemID", "Interactions"), ("ActionID", "Action_Interactions")])
def test_event_types_are_found_in_any_case(subject: tuple[str, str]) -> None:
    found = condition(f'EXCLUDE {subject[0]} WHERE {subject[1]}.event_type IN ("*")')
    assert found.field == Field(subject[1], "EVENT_TYPE", found.at)


def test_a_number_compared_with_strings_is_what_was_written() -> None:
    assert condition("INCLUDE ItemID WHERE Items.BRAND IN (5.0, 1e3)").operands == (Text("5.0", 37), Text("1e3", 42))


def test_a_string_compared_with_numbers_is_a_number() -> None:
    assert condition('INCLUDE ItemID WHERE Items.PRICE IN ("5.0", "-7", 8)').operands == (
        Number(5.0, "5.0", 37),
        Number(-7, "-7", 44),
        Number(8, "8", 50),
    )


def test_a_parameter_stays_one() -> None:
    assert condition("INCLUDE ItemID WHERE Items.PRICE >= $P").operands == (Parameter("P", 36),)


def test_one_parameter_may_stand_beside_values() -> None:
    assert str(condition('INCLUDE ItemID WHERE Items.BRAND IN ("a", $P, "b")')) == 'Items.BRAND IN ("a", $P, "b")'


def test_strings_and_cells_of_several_are_compared() -> None:
    text = "INCLUDE ItemID WHERE Items.GENRES IN CurrentItem.BRAND"
    assert str(condition(text)) == "Items.GENRES IN CurrentItem.BRAND"


def test_a_resolved_filter_resolves_to_itself() -> None:
    resolved: Filter = resolve(
        parse('INCLUDE ItemID WHERE items.brand IN (5) AND items.price = "5" IF currentuser.age = $P'), SHOP.fields
    )
    assert resolve(resolved, SHOP.fields) == resolved
