"""Which operations are implemented: counted, printed, and true."""

from __future__ import annotations

import re

from botocore import xform_name

from moto_personalize.operations_table import implemented, markdown_table, text_table
from moto_personalize.personalize.models import PersonalizeBackend
from tests.operations_page import PAGE, operations_page
from tests.personalize.shapes import all_operations


def test_every_operation_of_the_three_services_stands_in_the_table() -> None:
    table = implemented()
    assert {(service, name) for service, of in table.items() for name in of} == {
        (service, model.name) for service, model in all_operations()
    }
    assert sum(len(of) for of in table.values()) == 79


def test_an_operation_is_implemented_when_the_backend_has_its_method() -> None:
    for of in implemented().values():
        for name, done in of.items():
            assert done is callable(getattr(PersonalizeBackend, xform_name(name), None))


def test_names_are_in_order() -> None:
    for of in implemented().values():
        assert list(of) == sorted(of)


def test_every_operation_is_implemented() -> None:
    missing = [(service, name) for service, of in implemented().items() for name, done in of.items() if not done]
    assert missing == []


def test_the_text_says_the_count_and_marks_each_operation() -> None:
    text = text_table().splitlines()
    for service, of in implemented().items():
        assert f"{service}: {sum(of.values())}/{len(of)}" in text
    assert "  [x] CreateSchema" in text
    assert len(text) == 79 + 3


def test_the_markdown_has_a_row_of_each_implemented_operation_alone() -> None:
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in markdown_table().splitlines()[2:]]
    assert rows == [[service, name] for service, of in implemented().items() for name, done in of.items() if done]


def test_the_page_of_operations_is_the_generated_one() -> None:
    assert PAGE.read_text() == operations_page(), "write it anew: python -m tests.operations_page"


def test_every_row_of_the_page_links_to_a_test_that_calls_the_operation() -> None:
    links = re.findall(r"^\| \S+ \| (\w+) \| \[(\w+)\]\(\.\./(\S+)\) \|$", PAGE.read_text(), re.MULTILINE)
    assert len(links) == sum(done for of in implemented().values() for done in of.values())
    for operation, test, path in links:
        function = (PAGE.parent.parent / path).read_text().split(f"def {test}(")[1].split("\ndef ")[0]
        assert f".{xform_name(operation)}(" in function
