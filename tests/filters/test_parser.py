"""What the rules of the grammar make; what they refuse stands in test_refusals."""

from __future__ import annotations

import pytest

from moto_personalize.filters import Condition, Expression, Filter, parse
from moto_personalize.filters.tree import Anything, Field, Number, Parameter, Text

from .trees import placeless


def condition(text: str) -> Condition:
    """A condition that stands after WHERE."""
    ((found,),) = parse(f"INCLUDE ItemID WHERE {text}").expressions[0].alternatives
    return found


def test_a_filter_in_full() -> None:
    text = 'EXCLUDE ItemID WHERE Items.A IN ("x", 5) IF CurrentUser.B < $C'
    in_ = Condition(Field("Items", "A", 21), "IN", (Text("x", 33), Number(5, "5", 38)), 21)
    below = Condition(Field("CurrentUser", "B", 44), "<", (Parameter("C", 60),), 44)
    assert parse(text) == Filter(text, (Expression("EXCLUDE", "ItemID", ((in_,),), (below,), 0),))


@pytest.mark.parametrize(
    ("text", "operands"),
    [
        ('Items.A IN ("x")', (Text("x", 0),)),
        ("Items.A IN (5)", (Number(5, "5", 0),)),
        ("Items.A IN (-.50)", (Number(-0.5, "-.50", 0),)),
        ("Items.A IN ($P)", (Parameter("P", 0),)),
        ("Items.A IN (*)", (Anything(0),)),
        ('Items.A IN ("*")', (Anything(0),)),
        ('Items.A IN ("$P")', (Text("$P", 0),)),
        (
            'Items.A IN ("", "x y", 5, $P, "*")',
            (Text("", 0), Text("x y", 0), Number(5, "5", 0), Parameter("P", 0), Anything(0)),
        ),
        ("Items.A IN CurrentItem.B", (Field("CurrentItem", "B", 0),)),
        ("Items.A IN currentitem.b", (Field("CurrentItem", "b", 0),)),
        ("Items.A = CurrentItem.B", (Field("CurrentItem", "B", 0),)),
        ('Items.A = "x"', (Text("x", 0),)),
        ('Items.A = "*"', (Text("*", 0),)),
        ("Items.A = 5", (Number(5, "5", 0),)),
        ("Items.A = $P", (Parameter("P", 0),)),
        ("Items.A = ($P)", (Parameter("P", 0),)),
    ],
)
def test_operands(text: str, operands: tuple[object, ...]) -> None:
    assert placeless(condition(text).operands) == placeless(operands)


@pytest.mark.parametrize("operator", ["=", "!=", "<", "<=", ">", ">="])
def test_comparisons(operator: str) -> None:
    assert condition(f"Items.A {operator} 5").operator == operator


@pytest.mark.parametrize(
    ("written", "operator"),
    [
        ("IN", "IN"),
        ("in", "IN"),
        ("NOT IN", "NOT IN"),
        ("not\n In", "NOT IN"),
        ("NOT_IN", "NOT IN"),
        ("not_in", "NOT IN"),
    ],
)
@pytest.mark.parametrize("right", ["(5)", "CurrentItem.B"])
def test_set_operators(written: str, operator: str, right: str) -> None:
    assert condition(f"Items.A {written} {right}").operator == operator


@pytest.mark.parametrize(
    ("written", "dataset"),
    [
        ("Items", "Items"),
        ("ITEMS", "Items"),
        ("users", "Users"),
        ("interactions", "Interactions"),
        ("Actions", "Actions"),
        ("Action", "Actions"),
        ("ACTION_interactions", "Action_Interactions"),
    ],
)
def test_datasets(written: str, dataset: str) -> None:
    assert condition(f"{written}.A = 5").field == Field(dataset, "A", 21)


@pytest.mark.parametrize("name", ["A", "_a1", "IN", "not", "where", "Items"])
def test_a_field_has_any_name(name: str) -> None:
    assert condition(f"Items.{name} IN (5)").field.name == name


@pytest.mark.parametrize(("mode", "subject"), [("INCLUDE", "ItemID"), ("EXCLUDE", "UserID"), ("EXCLUDE", "ActionID")])
def test_modes_and_subjects_are_the_same_in_any_case(mode: str, subject: str) -> None:
    for head in (f"{mode} {subject}", f"{mode.lower()} {subject.lower()}", f"{mode.title()} {subject.upper()}"):
        (expression,) = parse(f"{head} wHeRe Items.A = 5").expressions
        assert (expression.mode, expression.subject) == (mode, subject)


def test_and_binds_closer_than_or() -> None:
    text = "INCLUDE ItemID WHERE Items.A = 1 OR Items.B = 2 and Items.C = 3 AND Items.D = 4 or Items.E = 5"
    (expression,) = parse(text).expressions
    names = [[each.field.name for each in conditions] for conditions in expression.alternatives]
    assert names == [["A"], ["B", "C", "D"], ["E"]]


def test_conditions_after_if_are_joined_by_and() -> None:
    text = "INCLUDE ItemID WHERE Items.A = 1 If CurrentUser.B = 2 AND currentuser.C NOT IN (3)"
    (expression,) = parse(text).expressions
    assert [str(each) for each in expression.only_if] == ["CurrentUser.B = 2", "CurrentUser.C NOT IN (3)"]


def test_expressions_are_joined_by_a_bar() -> None:
    text = (
        "INCLUDE ItemID WHERE Items.A = 1|EXCLUDE ItemID WHERE Items.B = 2 IF CurrentUser.C = 3"
        " | EXCLUDE UserID WHERE Users.D = 4"
    )
    found = parse(text).expressions
    assert [(each.mode, each.subject, each.at) for each in found] == [
        ("INCLUDE", "ItemID", 0),
        ("EXCLUDE", "ItemID", 33),
        ("EXCLUDE", "UserID", 89),
    ]


PLAIN = [
    'INCLUDE ItemID WHERE Items.A IN ("x", 5.0, $P) AND Items.B NOT IN ("y") OR Items.C = $Q',
    'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*") IF CurrentUser.AGE < 18 AND CurrentUser.B IN ("c")',
    "INCLUDE ItemID WHERE Items.A IN CurrentItem.A AND Items.B NOT IN CurrentItem.B AND Items.C >= CurrentItem.C",
]


@pytest.mark.parametrize("text", PLAIN)
def test_an_expression_is_rendered_in_its_plainest_spelling(text: str) -> None:
    assert str(parse(text).expressions[0]) == text


def test_what_is_spelled_otherwise_is_rendered_plainly() -> None:
    text = "include itemid where items.a not_in(5,*)and items.b=($P) if currentuser.c in currentitem.d"
    assert str(parse(text).expressions[0]) == (
        'INCLUDE ItemID WHERE Items.a NOT IN (5, "*") AND Items.b = $P IF CurrentUser.c IN CurrentItem.d'
    )


def test_what_a_filter_mentions() -> None:
    parsed = parse(
        "INCLUDE ItemID WHERE Items.A IN ($P) AND Items.B > $Q OR Items.A = CurrentItem.C IF CurrentUser.D = $P"
        " | EXCLUDE ItemID WHERE Items.A = $R"
    )
    assert parsed.parameters == ("P", "Q", "R")
    assert [expression.parameters for expression in parsed.expressions] == [("P", "Q"), ("R",)]
    assert parsed.fields == {("Items", "A"), ("Items", "B"), ("Items", "C"), ("Users", "D")}
    assert len(list(parsed.conditions)) == 5


@pytest.mark.parametrize(("right", "needed"), [("CurrentItem.A", True), ("5", False)])
def test_whether_a_filter_needs_a_current_item(right: str, needed: bool) -> None:
    assert (
        parse(f"INCLUDE ItemID WHERE Items.A = 5 | EXCLUDE ItemID WHERE Items.A = {right}").needs_current_item is needed
    )
