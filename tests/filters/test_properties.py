"""The array program against the interpreter of rows, on random schemas, data, requests and expressions."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from moto_personalize.filters import Condition, Expression, Filter, FilterError, MissingParameter, parse, resolve
from moto_personalize.filters.resolve import DATASETS_OF
from moto_personalize.filters.tokens import Token, tokens
from moto_personalize.filters.tree import Anything, Field, Number, Operand, Parameter, Subject, Text

from . import oracle
from .trees import placeless
from .world import World

NAMES = ["F", "g", "Not", "IN", "_h1"]
# few, so that they often meet
WORDS = st.sampled_from(["a", "b", "A", "5", "5.0", ""])
NUMBERS = st.sampled_from(["0", "5", "5.0", "-1", ".5", "2e1"])
EVENT_TYPES = ["click", "CLICK", "Buy", "view"]
IDS = {"ItemID": ["i1", "i2", "i3", "i4", "i5"], "UserID": ["u1", "u2", "u3"], "ActionID": ["x1", "x2", "x3"]}
OF_ROWS = {"Items": "ItemID", "Users": "UserID", "Actions": "ActionID"}
SET, EQUALITY, ORDER = ["IN", "NOT IN"], ["=", "!="], ["<", "<=", ">", ">="]

TYPES = st.sampled_from(["categories", "string", "number"])
SCHEMAS = st.dictionaries(st.sampled_from(NAMES), TYPES, min_size=1, max_size=4)
CELLS = {
    "categories": st.none() | st.lists(WORDS, min_size=1, max_size=3).map("|".join),
    "string": st.none() | WORDS,
    "number": st.sampled_from([None, -1, 0, 0.5, 5, 20]),
}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Every dataset has some fields; some of the candidates have a row, some values are null, users have events."""
    schemas = {dataset: draw(SCHEMAS) for dataset in OF_ROWS}
    rows = {
        dataset: draw(
            st.fixed_dictionaries(
                {},
                optional=dict.fromkeys(
                    IDS[OF_ROWS[dataset]],
                    st.fixed_dictionaries({name: CELLS[of_type] for name, of_type in schema.items()}),
                ),
            )
        )
        for dataset, schema in schemas.items()
    }
    event_types = st.none() | st.sampled_from(EVENT_TYPES)
    users = st.sampled_from([*IDS["UserID"], "gone"])

    def events(subject: str) -> Any:
        return draw(st.lists(st.tuples(users, st.sampled_from([*IDS[subject], "gone"]), event_types), max_size=8))

    event_schema = {"EVENT_TYPE": "string"}
    return World(
        fields={**schemas, "Interactions": event_schema, "Action_Interactions": event_schema},  # type: ignore[arg-type]
        candidates=IDS,
        rows=rows,
        events={"Interactions": events("ItemID"), "Action_Interactions": events("ActionID")},
    )


@st.composite
def filters(draw: st.DrawFn, world: World) -> Filter:
    """Any filter that the world's schemas allow."""
    subject = draw(st.sampled_from(["ItemID", "UserID", "ActionID"]))
    expressions = draw(st.lists(expressions_of(world, subject), min_size=1, max_size=3))
    return Filter("", tuple(expressions))


@st.composite
def expressions_of(draw: st.DrawFn, world: World, subject: Subject) -> Expression:
    dataset = draw(st.sampled_from(DATASETS_OF[subject]))
    conditions = st.lists(conditions_of(world, dataset, dataset), min_size=1, max_size=3).map(tuple)
    only_if = st.lists(conditions_of(world, "Users", "CurrentUser"), max_size=2).map(tuple)
    return Expression(
        draw(st.sampled_from(["INCLUDE", "EXCLUDE"])),
        subject,
        tuple(draw(st.lists(conditions, min_size=1, max_size=2))),
        () if subject == "UserID" else draw(only_if),
        0,
    )


@st.composite
def conditions_of(draw: st.DrawFn, world: World, dataset: str, owner: str) -> Condition:
    schema = world.fields[dataset]
    name = draw(st.sampled_from(sorted(schema)))
    of_type = schema[name]
    operator = draw(st.sampled_from(SET + EQUALITY + (ORDER if of_type == "number" else [])))
    operands: st.SearchStrategy[tuple[Operand, ...]] = written(of_type, operator, dataset.endswith("nteractions"))
    alike = [other for other, its in world.fields["Items"].items() if (its == "number") == (of_type == "number")]
    if owner == "Items":
        operands |= st.sampled_from(alike).map(lambda other: (Field("CurrentItem", other, 0),))
    return Condition(Field(owner, name, 0), operator, draw(operands), 0)


def written(of_type: str, operator: str, of_events: bool) -> st.SearchStrategy[tuple[Operand, ...]]:
    """The right side of a condition."""
    figures = NUMBERS.map(lambda text: Number(float(text), text, 0))
    texts = st.sampled_from([*EVENT_TYPES, ""]) if of_events else NUMBERS if of_type == "number" else WORDS
    value = figures | texts.map(lambda text: Text(text, 0))
    one, several = ("n1", "ns") if of_type == "number" else ("t1", "ts")
    parameter = st.just(Parameter(one, 0))
    if operator not in SET:
        return st.tuples(value | parameter)
    member = value | st.just(Anything(0)) if of_events else value
    values = st.lists(member, min_size=1, max_size=3)
    if operator == "NOT IN":
        return values.map(tuple)
    parameters = st.sampled_from([Parameter(one, 0), Parameter(several, 0)])
    return values.map(tuple) | st.tuples(st.lists(member, max_size=2), parameters).map(lambda both: (*both[0], both[1]))


def quoted(text: str) -> str:
    return f'"{text}"'


TEXT_VALUES = (WORDS | st.sampled_from(EVENT_TYPES)).map(quoted) | NUMBERS
NUMBER_VALUES = NUMBERS | NUMBERS.map(quoted)
REQUESTS = st.fixed_dictionaries(
    {
        "user": st.sampled_from(["u1", "u2", "u3", "u4", None]),
        "item": st.sampled_from(["i1", "i2", "i3", "i6", None]),
        "values": st.fixed_dictionaries(
            {},
            optional={
                "t1": TEXT_VALUES,
                "n1": NUMBER_VALUES,
                "ts": st.lists(TEXT_VALUES, min_size=1, max_size=3).map(" , ".join),
                "ns": st.lists(NUMBER_VALUES, min_size=1, max_size=3).map(",".join),
                "surplus": TEXT_VALUES,
            },
        ),
    }
)


def rendered(tree: Filter) -> str:
    return " | ".join(map(str, tree.expressions))


def answer(found: Any, *arguments: Any, **asked: Any) -> set[str] | str:
    """What remains, or that a parameter is missing."""
    try:
        return found(*arguments, **asked)
    except (MissingParameter, oracle.Missing):
        return "missing"


@settings(max_examples=100, deadline=None)
@given(st.data(), worlds(), REQUESTS)
def test_every_condition_leaves_what_the_interpreter_leaves(
    data: st.DataObject, world: World, asked: dict[str, Any]
) -> None:
    subject = data.draw(st.sampled_from(["ItemID", "ItemID", "UserID", "ActionID"]))
    for dataset in DATASETS_OF[subject]:
        for condition in data.draw(st.lists(conditions_of(world, dataset, dataset), min_size=4, max_size=12)):
            text = f"INCLUDE {subject} WHERE {condition}"
            assert answer(world.remaining, text, **asked) == answer(oracle.remaining, world, text, **asked)


@settings(max_examples=100, deadline=None)
@given(st.data(), worlds(), REQUESTS)
def test_the_array_program_leaves_what_the_interpreter_leaves(
    data: st.DataObject, world: World, asked: dict[str, Any]
) -> None:
    text = rendered(data.draw(filters(world)))
    assert answer(world.remaining, text, **asked) == answer(oracle.remaining, world, text, **asked)


@settings(max_examples=60, deadline=None)
@given(st.data(), worlds())
def test_a_tree_that_is_rendered_is_read_back(data: st.DataObject, world: World) -> None:
    tree = data.draw(filters(world))
    assert placeless(parse(rendered(tree))) == placeless(tree)
    resolved = resolve(parse(rendered(tree)), world.fields)
    assert placeless(resolve(parse(rendered(resolved)), world.fields)) == placeless(resolved)


@settings(max_examples=60, deadline=None)
@given(st.data(), worlds())
def test_neither_blanks_nor_the_case_of_words_matter(data: st.DataObject, world: World) -> None:
    text = rendered(data.draw(filters(world)))
    written = [respelled(data, before, token) for before, token in zip(["", *tokens(text)], tokens(text), strict=False)]
    blanks = st.sampled_from([" ", "\n", "  \t"])
    assert placeless(parse("".join(token + data.draw(blanks) for token in written))) == placeless(parse(text))


def respelled(data: st.DataObject, before: Token | str, token: Token) -> str:
    """A token as it may stand too: a word in another case, unless it is the name of a field."""
    if token.kind != "word" or str(before) == ".":
        return "" if token.kind == "end" else token.text
    return data.draw(st.sampled_from([str.lower, str.upper, str.title, str]))(token.text)


@given(st.text(st.sampled_from('INCLUDEWHERitemsID.=<>!|$*"(), 5-a\n')) | st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    """Whatever is written there is a tree, or a FilterError that shows a place within the text."""
    place = 0
    try:
        parse(text)
    except FilterError as error:
        place = -1 if error.place is None else error.place
    assert 0 <= place <= len(text)
