"""Everything that CreateFilter refuses, and every value that a request must not give, with the exact words."""

from __future__ import annotations

import pytest

from moto_personalize.filters import MAX_FIELDS, FilterError, MissingParameter, parse, resolve

from .world import SHOP

OPERATORS = "expected IN, NOT IN, =, !=, <, <=, > or >="
VALUE = 'a number, a "string", a $parameter or CurrentItem'
DATASET = "expected a dataset: Interactions, Items, Users, Actions or Action_Interactions"
NO_QUOTE = 'does not quote: strings stand in double quotes, "so".'
OPEN = 'the string that begins here has no closing ".'

# with ^ before the place
UNREADABLE = [
    # what is no token
    ("INCLUDE ItemID WHERE Items.BRAND IN (^'acme')", f"' {NO_QUOTE}"),
    ("INCLUDE ItemID WHERE Items.BRAND IN (^“acme”)", f"“ {NO_QUOTE}"),
    ("INCLUDE ItemID WHERE Items.BRAND IN (^‘acme’)", f"‘ {NO_QUOTE}"),
    ('INCLUDE ItemID WHERE Items.BRAND IN (^"acme)', OPEN),
    ('INCLUDE ItemID WHERE Items.BRAND IN ("a\\"b^")', OPEN),
    ("INCLUDE ItemID WHERE Items.BRAND IN (^$)", "a parameter is $ and a name of letters, digits and _."),
    ("INCLUDE ItemID WHERE Items.BRAND IN (^$-A)", "a parameter is $ and a name of letters, digits and _."),
    ("INCLUDE ItemID WHERE Items.PRICE = 5^;", "; has no meaning in a filter."),
    ("INCLUDE ItemID WHERE Items.PRICE = ^+5", "+ has no meaning in a filter."),
    ("INCLUDE ItemID WHERE Items.PRICE = ^- 5", "- has no meaning in a filter."),
    ('INCLUDE ItemID WHERE Items.BRAND ^~ "a"', "~ has no meaning in a filter."),
    ('INCLUDE ItemID WHERE Items.^É = "a"', "É has no meaning in a filter."),
    # the head of an expression
    ("^", "expected INCLUDE or EXCLUDE, not the end."),
    ("  ^", "expected INCLUDE or EXCLUDE, not the end."),
    ("^ItemID WHERE Items.PRICE = 5", "expected INCLUDE or EXCLUDE, not ItemID."),
    ('^"INCLUDE" ItemID', 'expected INCLUDE or EXCLUDE, not "INCLUDE".'),
    ("INCLUDE ^Items WHERE Items.PRICE = 5", "expected ItemID, UserID or ActionID, not Items."),
    ("INCLUDE ^", "expected ItemID, UserID or ActionID, not the end."),
    ("INCLUDE ItemID ^IF Items.PRICE = 5", "expected WHERE, not IF."),
    ("INCLUDE ItemID^", "expected WHERE, not the end."),
    # fields
    ("INCLUDE ItemID WHERE ^", f"{DATASET}, not the end."),
    ("INCLUDE ItemID WHERE ^PRICE = 5", f"{DATASET}, not PRICE."),
    ("INCLUDE ItemID WHERE ^5 = Items.PRICE", f"{DATASET}, not 5."),
    ("INCLUDE ItemID WHERE Items.PRICE = 5 AND ^", f"{DATASET}, not the end."),
    ("INCLUDE ItemID WHERE ^NOT Items.PRICE = 5", f"{DATASET}, not NOT."),
    (
        "INCLUDE ItemID WHERE ^(Items.PRICE = 5 OR Items.STOCK = 0)",
        "conditions stand without parentheses; AND binds closer than OR.",
    ),
    (
        "INCLUDE ItemID WHERE ^CurrentUser.AGE = 5",
        "CurrentUser stands after IF alone, at the end of its expression.",
    ),
    (
        "INCLUDE ItemID WHERE ^CurrentItem.PRICE = Items.PRICE",
        "CurrentItem stands on the right side of an operator alone.",
    ),
    ("INCLUDE ItemID WHERE Items^", "expected . and the name of a field of Items, not the end."),
    ("INCLUDE ItemID WHERE items ^PRICE = 5", "expected . and the name of a field of Items, not PRICE."),
    ("INCLUDE ItemID WHERE Items.^= 5", "expected the name of a field of Items, not =."),
    ('INCLUDE ItemID WHERE Items.^"PRICE" = 5', 'expected the name of a field of Items, not "PRICE".'),
    # operators and what stands on their right
    ("INCLUDE ItemID WHERE Items.PRICE^", f"{OPERATORS}, not the end."),
    ('INCLUDE ItemID WHERE Items.BRAND ^LIKE "a"', f"{OPERATORS}, not LIKE."),
    ('INCLUDE ItemID WHERE Items.BRAND ^"="', f'{OPERATORS}, not "=".'),
    ('INCLUDE ItemID WHERE Items.BRAND NOT ^LIKE "a"', "expected IN after NOT, not LIKE."),
    ("INCLUDE ItemID WHERE Items.PRICE =^= 5", f"expected {VALUE}, not =."),
    ("INCLUDE ItemID WHERE Items.PRICE <^> 5", f"expected {VALUE}, not >."),
    ("INCLUDE ItemID WHERE Items.PRICE = ^", f"expected {VALUE}, not the end."),
    ("INCLUDE ItemID WHERE Items.PRICE = ^Items.STOCK", f"expected {VALUE}, not Items."),
    ("INCLUDE ItemID WHERE Interactions.EVENT_TYPE = ^*", f"expected {VALUE}, not *."),
    ("INCLUDE ItemID WHERE Items.PRICE = (^5)", "expected a $parameter, alone in parentheses, not 5."),
    ("INCLUDE ItemID WHERE Items.PRICE = ($A^, $B)", "expected ), not ,."),
    ("INCLUDE ItemID WHERE Items.PRICE > ^1e999", "1e999 is not a finite number."),
    ("INCLUDE ItemID WHERE Items.BRAND IN (1, ^-1e999)", "-1e999 is not a finite number."),
    ('INCLUDE ItemID WHERE Items.BRAND IN ^"a"', 'expected ( and a list of values, or CurrentItem, not "a".'),
    ("INCLUDE ItemID WHERE Items.BRAND IN ^Items.BRAND", "expected ( and a list of values, or CurrentItem, not Items."),
    ("INCLUDE ItemID WHERE Items.BRAND NOT_IN ^$A", "expected ( and a list of values, or CurrentItem, not $A."),
    ("INCLUDE ItemID WHERE Items.BRAND IN (^)", 'expected a "string", a number or a $parameter, not ).'),
    ('INCLUDE ItemID WHERE Items.BRAND IN ("a",^)', 'expected a "string", a number or a $parameter, not ).'),
    ('INCLUDE ItemID WHERE Items.BRAND IN ("a" ^"b")', 'expected , or ), not "b".'),
    ('INCLUDE ItemID WHERE Items.BRAND IN ("a"^', "expected , or ), not the end."),
    (
        "INCLUDE ItemID WHERE Items.BRAND IN CurrentItem^",
        "expected . and the name of a field of CurrentItem, not the end.",
    ),
    # what follows a condition
    ("INCLUDE ItemID WHERE Items.PRICE = 5 ^Items.STOCK = 0", "expected AND, OR, IF, | or the end, not Items."),
    ("INCLUDE ItemID WHERE Items.PRICE = 5 ^INCLUDE", "expected AND, OR, IF, | or the end, not INCLUDE."),
    ("INCLUDE ItemID WHERE Items.PRICE = 5^)", "expected AND, OR, IF, | or the end, not )."),
    ("INCLUDE ItemID WHERE Items.PRICE = 5 |^", "expected INCLUDE or EXCLUDE, not the end."),
    ("INCLUDE ItemID WHERE Items.PRICE = 5 | ^Items.STOCK = 0", "expected INCLUDE or EXCLUDE, not Items."),
    # IF
    ("INCLUDE ItemID WHERE Items.PRICE = 5 IF ^", "expected CurrentUser, as IF is about it, not the end."),
    ("INCLUDE ItemID WHERE Items.PRICE = 5 IF ^Users.AGE = 5", "expected CurrentUser, as IF is about it, not Users."),
    (
        "INCLUDE ItemID WHERE Items.PRICE = 5 IF CurrentUser.AGE = 5 AND ^Items.STOCK = 0",
        "expected CurrentUser, as IF is about it, not Items.",
    ),
    (
        "INCLUDE ItemID WHERE Items.PRICE = 5 IF CurrentUser.AGE = 5 ^OR CurrentUser.AGE = 6",
        "conditions after IF are joined by AND alone.",
    ),
    (
        "INCLUDE ItemID WHERE Items.PRICE = 5 IF CurrentUser.AGE = 5 ^IF CurrentUser.AGE = 6",
        "expected AND, | or the end, not IF.",
    ),
    (
        "INCLUDE ItemID WHERE Items.PRICE = 5 IF CurrentUser^.5",
        "expected . and the name of a field of CurrentUser, not .5.",
    ),
]

FIELDS_OF_ITEMS = "ITEM_ID, GENRES, BRAND, PRICE, STOCK, YEAR, TITLE, ADULT"

UNFIT = [
    # names
    (
        'INCLUDE ItemID WHERE ^Items.GENR IN ("a")',
        "Items.GENR is not a field of the ITEMS schema; did you mean GENRES?",
    ),
    ("INCLUDE ItemID WHERE ^items.prize > 5", "Items.prize is not a field of the ITEMS schema; did you mean PRICE?"),
    (
        "INCLUDE ItemID WHERE ^Items.X > 5",
        f"Items.X is not a field of the ITEMS schema; its fields are {FIELDS_OF_ITEMS}.",
    ),
    (
        "INCLUDE ItemID WHERE Items.PRICE <= ^CurrentItem.PRIZE",
        "CurrentItem.PRIZE is not a field of the ITEMS schema; did you mean PRICE?",
    ),
    (
        "INCLUDE ItemID WHERE Items.PRICE <= 5 IF ^CurrentUser.AG > 5",
        "CurrentUser.AG is not a field of the USERS schema; did you mean AGE?",
    ),
    (
        "INCLUDE ActionID WHERE ^Action.KINDS = 5",
        "Actions.KINDS is not a field of the ACTIONS schema; did you mean KIND?",
    ),
    # subjects and datasets
    (
        "INCLUDE ItemID WHERE ^Users.AGE = 5",
        "a filter of ItemID is about Interactions or Items, not Users.",
    ),
    (
        "INCLUDE UserID WHERE Users.AGE = 5 OR ^Items.PRICE = 5",
        "a filter of UserID is about Interactions or Users, not Items.",
    ),
    (
        'INCLUDE ActionID WHERE ^Interactions.EVENT_TYPE IN ("*")',
        "a filter of ActionID is about Action_Interactions or Actions, not Interactions.",
    ),
    (
        'INCLUDE ItemID WHERE Items.PRICE = 5 AND ^Interactions.EVENT_TYPE IN ("*")',
        "an expression is about one dataset, and this one is about Items; "
        "join an expression about Interactions with |.",
    ),
    (
        'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*") OR ^Items.PRICE = 5',
        "an expression is about one dataset, and this one is about Interactions; "
        "join an expression about Items with |.",
    ),
    (
        "INCLUDE ItemID WHERE Items.PRICE = 5 | ^INCLUDE UserID WHERE Users.AGE = 5",
        "all expressions of a filter are of one subject, ItemID here.",
    ),
    (
        "INCLUDE UserID WHERE Users.AGE = 5 IF ^CurrentUser.AGE = 5",
        "a filter of users has no current user.",
    ),
    # fields that cannot be filtered by
    (
        "INCLUDE ItemID WHERE ^Interactions.TIMESTAMP > 5",
        "Interactions can be filtered by EVENT_TYPE alone, not by TIMESTAMP.",
    ),
    (
        'INCLUDE ActionID WHERE ^Action_Interactions.ACTION_ID IN ("p")',
        "Action_Interactions can be filtered by EVENT_TYPE alone, not by ACTION_ID.",
    ),
    ("INCLUDE ItemID WHERE ^Items.ADULT = 1", "Items.ADULT is a boolean, which cannot be filtered by."),
    ('INCLUDE ItemID WHERE ^Items.title = "a"', "Items.title is textual, which cannot be filtered by."),
    (
        "INCLUDE ActionID WHERE ^Actions.REPEAT_FREQUENCY > 5",
        "Actions.REPEAT_FREQUENCY cannot be filtered by; Next-Best-Action heeds it by itself.",
    ),
    (
        "INCLUDE ActionID WHERE ^Actions.expiration_timestamp > 5",
        "Actions.expiration_timestamp cannot be filtered by; Next-Best-Action heeds it by itself.",
    ),
    # operators and operands
    ('INCLUDE ItemID WHERE ^Items.BRAND < "b"', "< compares numbers, and Items.BRAND is a string."),
    ("INCLUDE ItemID WHERE ^Items.GENRES >= 5", ">= compares numbers, and Items.GENRES is a string."),
    (
        'INCLUDE ItemID WHERE ^Interactions.EVENT_TYPE > "a"',
        "> compares numbers, and Interactions.EVENT_TYPE is a string.",
    ),
    (
        "INCLUDE ItemID WHERE Items.PRICE = 5 IF ^CurrentUser.LEVEL <= 5",
        "<= compares numbers, and CurrentUser.LEVEL is a string.",
    ),
    ('INCLUDE ItemID WHERE Items.PRICE = ^"cheap"', '"cheap" is not a number, and Items.PRICE is one.'),
    ('INCLUDE ItemID WHERE Items.PRICE IN (5, ^"")', '"" is not a number, and Items.PRICE is one.'),
    ('INCLUDE ItemID WHERE Items.PRICE = ^"1e999"', '"1e999" is not a number, and Items.PRICE is one.'),
    (
        'INCLUDE ItemID WHERE Items.BRAND IN (^"*")',
        "* stands for events of any type; Items.BRAND needs a value.",
    ),
    (
        'INCLUDE ItemID WHERE Items.PRICE = 5 IF CurrentUser.AGE IN ("5", ^*)',
        "* stands for events of any type; CurrentUser.AGE needs a value.",
    ),
    ('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE = ^"*"', 'events of any type are IN ("*").'),
    ('EXCLUDE ActionID WHERE Action_Interactions.EVENT_TYPE != ^"*"', 'events of any type are IN ("*").'),
    ("INCLUDE ItemID WHERE Items.BRAND IN ($A, ^$B)", "a list has one parameter, whose value may be several."),
    # CurrentItem
    (
        "INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ^CurrentItem.BRAND",
        "CurrentItem is compared with Items, not with Interactions.",
    ),
    (
        "INCLUDE UserID WHERE Users.AGE = ^CurrentItem.PRICE",
        "CurrentItem is compared with Items, not with Users.",
    ),
    (
        "INCLUDE ItemID WHERE Items.PRICE = 5 IF CurrentUser.LIKES IN ^CurrentItem.GENRES",
        "CurrentItem is compared with Items, not with CurrentUser.",
    ),
    (
        "INCLUDE ItemID WHERE Items.PRICE = ^CurrentItem.BRAND",
        "CurrentItem.BRAND and Items.PRICE are not both numbers or both strings.",
    ),
    (
        "INCLUDE ItemID WHERE Items.GENRES IN ^CurrentItem.YEAR",
        "CurrentItem.YEAR and Items.GENRES are not both numbers or both strings.",
    ),
    (
        "INCLUDE ItemID WHERE Items.BRAND IN ^CurrentItem.TITLE",
        "CurrentItem.TITLE is textual, which cannot be filtered by.",
    ),
]


OTHER_GROUPS = [
    ("INCLUDE ItemID WHERE ^Items.PRICE = 5", "the dataset group has no Items dataset."),
    (
        'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE = "a" IF ^CurrentUser.AGE = 5',
        "the dataset group has no Users dataset.",
    ),
    (
        'EXCLUDE ActionID WHERE ^Action_Interactions.EVENT_TYPE IN ("*")',
        "Action_Interactions.EVENT_TYPE is not a field of the ACTION_INTERACTIONS schema; its fields are ACTION_ID.",
    ),
]


def shown(marked: str, sentence: str) -> str:
    """The whole of a message: the sentence, the line, and the caret where it is marked."""
    place = marked.index("^")
    line = marked.replace("^", "")
    return f"Invalid Expression at position {place + 1}: {sentence}\n{window(line, place)}"


def window(line: str, place: int) -> str:
    """A line around a place, and a caret below it."""
    start = max(place - 60, 0)
    before = "..." if start else ""
    after = "..." if place + 60 < len(line) else ""
    return f"{before}{line[start : place + 60]}{after}\n{' ' * (len(before) + place - start)}^"


def refusal(text: str) -> FilterError:
    with pytest.raises(FilterError) as raised:
        parse(text)
    return raised.value


@pytest.mark.parametrize(("marked", "sentence"), UNREADABLE)
def test_what_cannot_be_read_is_shown(marked: str, sentence: str) -> None:
    assert str(refusal(marked.replace("^", ""))) == shown(marked, sentence)


@pytest.mark.parametrize(("marked", "sentence"), UNFIT)
def test_what_does_not_fit_the_schemas_is_shown(marked: str, sentence: str) -> None:
    parsed = parse(marked.replace("^", ""))
    with pytest.raises(FilterError) as raised:
        resolve(parsed, SHOP.fields)
    assert str(raised.value) == shown(marked, sentence)


@pytest.mark.parametrize(("marked", "sentence"), OTHER_GROUPS)
def test_what_the_dataset_group_does_not_have_is_shown(marked: str, sentence: str) -> None:
    parsed = parse(marked.replace("^", ""))
    with pytest.raises(FilterError) as raised:
        resolve(parsed, {"Interactions": {"EVENT_TYPE": "string"}, "Action_Interactions": {"ACTION_ID": "string"}})
    assert str(raised.value) == shown(marked, sentence)


@pytest.mark.parametrize("operator", ["NOT IN", "not_in"])
@pytest.mark.parametrize(
    "head", ["Items.BRAND", "Items.PRICE", 'Items.BRAND IN ("a") IF CurrentUser.LEVEL', "Interactions.EVENT_TYPE"]
)
def test_no_parameter_stands_with_not_in(operator: str, head: str) -> None:
    """The sentence is AWS's, and has no place."""
    with pytest.raises(FilterError) as raised:
        resolve(parse(f'EXCLUDE ItemID WHERE {head} {operator} ("5", $NAME)'), SHOP.fields)
    assert str(raised.value) == "Invalid input symbol: $NAME. Placeholders are not allowed with NOT_IN operator."
    assert raised.value.place is None


def wide(count: int) -> str:
    """A filter of so many fields of a schema that has eleven, one of them twice, and each of the users' two."""
    items = " OR ".join(f"Items.F{n} < {n}" for n in range(count - 1))
    return f"INCLUDE ItemID WHERE {items} OR items.f0 > CurrentItem.F0 IF CurrentUser.AGE > 5 AND currentuser.age < 9"


FIELDS = {"Items": {f"F{n}": "number" for n in range(11)}, "Users": {"AGE": "number"}}


def test_a_filter_uses_ten_fields() -> None:
    """Those of the current user and item are the datasets', and one named twice counts once."""
    assert MAX_FIELDS == 10
    assert len(resolve(parse(wide(10)), FIELDS).fields) == 10  # type: ignore[arg-type]


def test_a_filter_does_not_use_eleven_fields() -> None:
    with pytest.raises(FilterError) as raised:
        resolve(parse(wide(11)), FIELDS)  # type: ignore[arg-type]
    assert str(raised.value) == (
        "A filter uses at most 10 different fields; this one uses 11: Items.F0, Items.F1, Items.F2, Items.F3, "
        "Items.F4, Items.F5, Items.F6, Items.F7, Items.F8, Items.F9, Users.AGE."
    )


def test_a_caret_stands_below_the_place() -> None:
    assert str(refusal("INCLUDE ItemID WERE Items.PRICE = 5")) == (
        "Invalid Expression at position 16: expected WHERE, not WERE.\n"
        "INCLUDE ItemID WERE Items.PRICE = 5\n"
        "               ^"
    )


def test_a_caret_stands_below_the_end() -> None:
    assert str(refusal("INCLUDE ItemID")) == (
        "Invalid Expression at position 15: expected WHERE, not the end.\n"
        "INCLUDE ItemID\n"
        "              ^"
    )  # fmt: skip


def test_a_filter_of_several_lines_is_shown_on_one() -> None:
    assert str(refusal("INCLUDE ItemID\n\tWERE Items.PRICE = 5")) == (
        "Invalid Expression at position 17: expected WHERE, not WERE.\n"
        "INCLUDE ItemID  WERE Items.PRICE = 5\n"
        "                ^"
    )


def test_of_a_long_filter_sixty_characters_on_either_side_are_shown() -> None:
    condition = "Items.BRAND = 5 OR "
    text = "INCLUDE ItemID WHERE " + condition * 10 + "Items.BRAND LIKE 5 OR " + condition * 10
    assert str(refusal(text)) == (
        "Invalid Expression at position 224: expected IN, NOT IN, =, !=, <, <=, > or >=, not LIKE.\n"
        "...ND = 5 OR Items.BRAND = 5 OR Items.BRAND = 5 OR Items.BRAND "
        "LIKE 5 OR Items.BRAND = 5 OR Items.BRAND = 5 OR Items.BRAND ...\n"
        "                                                               ^"
    )


QUOTES = 'expected strings in double quotes with commas between them, as in "comedy","drama".'
OF_BRAND = "INCLUDE ItemID WHERE Items.BRAND IN ($V)"
OF_PRICE = "INCLUDE ItemID WHERE Items.PRICE IN ($V)"
BELOW = "INCLUDE ItemID WHERE Items.PRICE < $V"
IS_BRAND = "INCLUDE ItemID WHERE Items.BRAND = $V"

VALUES = [
    (OF_BRAND, "", f"The value of $V is ; {QUOTES}"),
    (OF_BRAND, "acme", f"The value of $V is acme; {QUOTES}"),
    (OF_BRAND, "'acme'", f"The value of $V is 'acme'; {QUOTES}"),
    (OF_BRAND, '"acme', f'The value of $V is "acme; {QUOTES}'),
    (OF_BRAND, '"acme",', f'The value of $V is "acme",; {QUOTES}'),
    (OF_BRAND, ',"acme"', f'The value of $V is ,"acme"; {QUOTES}'),
    (OF_BRAND, '"acme",corp', f'The value of $V is "acme",corp; {QUOTES}'),
    (OF_BRAND, '"acme" "corp"', 'The value of $V is "acme" "corp"; expected a comma at position 8, not ".'),
    (OF_BRAND, "5 6", "The value of $V is 5 6; expected a comma at position 3, not 6."),
    (OF_BRAND, "1e999", f"The value of $V is 1e999; {QUOTES}"),
    (
        OF_PRICE,
        '"cheap"',
        'The value of $V is "cheap", compared with a field of numbers: cheap is not a number.',
    ),
    (
        OF_PRICE,
        '5,"1e999"',
        'The value of $V is 5,"1e999", compared with a field of numbers: 1e999 is not a finite number.',
    ),
    (BELOW, "5,6", "$V is compared by < and takes one value, not 5,6."),
    (IS_BRAND, '"a","b"', '$V is compared by = and takes one value, not "a","b".'),
    (
        "INCLUDE ItemID WHERE Items.PRICE = 5 IF CurrentUser.LEVEL != $V",
        '"a","b"',
        '$V is compared by != and takes one value, not "a","b".',
    ),
    (
        "EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($V)",
        "click",
        f"The value of $V is click; {QUOTES}",
    ),
]


@pytest.mark.parametrize(("text", "value", "message"), VALUES)
def test_a_value_that_cannot_be_is_refused(text: str, value: str, message: str) -> None:
    with pytest.raises(FilterError) as raised:
        SHOP.remaining(text, values={"V": value})
    assert str(raised.value) == message


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("INCLUDE ItemID WHERE Items.BRAND IN ($V)", {}),
        ("INCLUDE ItemID WHERE Items.BRAND IN ($V)", {"v": '"acme"'}),
        ("INCLUDE ItemID WHERE Items.BRAND IN ($B) OR Items.PRICE < $V", {"B": '"acme"'}),
        ("EXCLUDE ItemID WHERE Items.BRAND IN ($B) | INCLUDE ItemID WHERE Items.PRICE < $V", {"B": '"acme"'}),
        ("INCLUDE ItemID WHERE Items.BRAND = 5 IF CurrentUser.AGE < $V", {}),
        ("INCLUDE ItemID WHERE Items.BRAND = 5 IF CurrentUser.AGE < 0 AND CurrentUser.AGE < $V", {}),
        ("INCLUDE ItemID WHERE Items.BRAND = $V IF CurrentUser.AGE < 0", {}),
    ],
)
def test_include_needs_every_parameter(text: str, values: dict[str, str]) -> None:
    with pytest.raises(MissingParameter) as raised:
        SHOP.remaining(text, values=values)
    assert str(raised.value) == "The value of the parameter $V is missing in filterValues."
    assert raised.value.name == "V"
