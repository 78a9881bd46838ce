from __future__ import annotations

import pytest

from moto_personalize.filters import FilterError
from moto_personalize.filters.tokens import Token, number, tokens


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.kind, token.text) for token in tokens(text)[:-1]]


def test_a_token_knows_its_kind_and_place() -> None:
    assert tokens(' IN("a",$B)') == [
        Token("word", "IN", 1),
        Token("symbol", "(", 3),
        Token("string", '"a"', 4),
        Token("symbol", ",", 7),
        Token("parameter", "$B", 8),
        Token("symbol", ")", 10),
        Token("end", "", 11),
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u00a0"])
def test_blanks_are_no_token(text: str) -> None:
    assert tokens(text) == [Token("end", "", len(text))]


@pytest.mark.parametrize("text", ["0", "12", "-5", "5.", "0.5", ".5", "-.5", "1e3", "1E+3", "2.5e-3", "-0"])
def test_a_number(text: str) -> None:
    assert kinds(text) == [("number", text)]


@pytest.mark.parametrize("text", ['""', '"a b"', '"it\'s | 5, $A"', '"é\n*"'])
def test_a_string_holds_anything_but_its_quotes(text: str) -> None:
    assert kinds(text) == [("string", text)]


@pytest.mark.parametrize("text", ["$A", "$a_1", "$1", "$_"])
def test_a_parameter(text: str) -> None:
    assert kinds(text) == [("parameter", text)]


@pytest.mark.parametrize("text", ["!=", "<=", ">=", "=", "<", ">", "(", ")", ",", ".", "|", "*"])
def test_a_symbol(text: str) -> None:
    assert kinds(text) == [("symbol", text)]


def test_tokens_need_no_blanks_between_them() -> None:
    assert kinds('Items.A<=-5AND_B!="x"|*') == [
        ("word", "Items"),
        ("symbol", "."),
        ("word", "A"),
        ("symbol", "<="),
        ("number", "-5"),
        ("word", "AND_B"),
        ("symbol", "!="),
        ("string", '"x"'),
        ("symbol", "|"),
        ("symbol", "*"),
    ]


def test_what_has_no_meaning_is_shown() -> None:
    with pytest.raises(
        FilterError, match=r"^Invalid Expression at position 3: & has no meaning in a filter\."
    ) as raised:
        tokens("A && B")
    assert raised.value.place == 2


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", 5), ("-5", -5), ("5.0", 5.0), ("1e3", 1000.0), (".5", 0.5), (str(2**63 - 1), 2**63 - 1), ("007", 7)],
)
def test_a_whole_number_stays_whole(text: str, value: float) -> None:
    assert (number(text), type(number(text))) == (value, type(value))


def test_what_no_column_of_whole_numbers_holds_is_compared_as_a_float() -> None:
    assert (number(str(2**63)), type(number(str(2**63)))) == (2.0**63, float)


@pytest.mark.parametrize("text", ["", " 5", "5\n", "five", "0x1", "1_000", "nan", "inf", "--5", "٣"])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a number\.$"):
        number(text)


@pytest.mark.parametrize("text", ["1e999", "-1e999", "9" * 400])
def test_a_number_is_finite(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a finite number\.$"):
        number(text)
