r"""From a filter's text to its tree, by recursive descent.

::

    filter     = expression { "|" expression }
    expression = mode subject "WHERE" conditions [ "IF" usercond { "AND" usercond } ]
    mode       = "INCLUDE" | "EXCLUDE"
    subject    = "ItemID" | "UserID" | "ActionID"
    conditions = condition { ( "AND" | "OR" ) condition }
    condition  = field ( setop setarg | cmpop cmparg )
    usercond   = "CurrentUser" "." name ( setop setarg | cmpop cmparg )
    field      = dataset "." name
    dataset    = "Interactions" | "Items" | "Users" | "Actions" | "Action_Interactions"
    setop      = "IN" | "NOT" "IN" | "NOT_IN"
    setarg     = "(" member { "," member } ")" | curritem
    member     = string | number | parameter | '"*"' | "*"
    cmpop      = "=" | "!=" | "<" | "<=" | ">" | ">="
    cmparg     = string | number | parameter | "(" parameter ")" | curritem
    curritem   = "CurrentItem" "." name
    parameter  = "$" ( letter | digit | "_" ) { letter | digit | "_" }
    string     = '"' { any character but '"' } '"'
    name       = ( letter | "_" ) { letter | digit | "_" }

Words are the same in any case. AND binds closer than OR, and there are no parentheses around conditions.
https://docs.aws.amazon.com/personalize/latest/dg/filter-expressions.html
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NoReturn, TypeVar

from .errors import FilterError
from .tokens import Token, number, tokens
from .tree import (
    ACTION_INTERACTIONS,
    ACTIONS,
    CURRENT_ITEM,
    CURRENT_USER,
    INTERACTIONS,
    ITEMS,
    USERS,
    Anything,
    Condition,
    Expression,
    Field,
    Filter,
    Mode,
    Number,
    Operand,
    Operator,
    Parameter,
    Subject,
    Text,
)

T = TypeVar("T")

MODES: Mapping[str, Mode] = {"include": "INCLUDE", "exclude": "EXCLUDE"}
SUBJECTS: Mapping[str, Subject] = {"itemid": "ItemID", "userid": "UserID", "actionid": "ActionID"}
DATASETS: Mapping[str, str] = {
    "interactions": INTERACTIONS,
    "items": ITEMS,
    "users": USERS,
    "actions": ACTIONS,
    "action": ACTIONS,  # so in an example of AWS's
    "action_interactions": ACTION_INTERACTIONS,
}
NAMES_OF_DATASETS = "a dataset: Interactions, Items, Users, Actions or Action_Interactions"
COMPARISONS: Mapping[str, Operator] = {"=": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}


def parse(text: str) -> Filter:
    """The tree of a filter. FilterError shows the place and what was expected there."""
    return _Parser(text).filter()


def attributes(text: str) -> list[tuple[str, str]]:
    """The fields and values of `ITEMS.a = "x" AND ITEMS.b = 2`, as text. FilterError shows the place.

    https://docs.aws.amazon.com/personalize/latest/dg/prepare-input-data-user-segment.html
    """
    return _Parser(text).attributes()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text, self._tokens, self._next = text, tokens(text), 0

    # --- rules of the grammar --------------------------------------------------------------------------------

    def filter(self) -> Filter:
        expressions = [self._expression()]
        while self._take_symbol("|"):
            expressions.append(self._expression())
        if self._token.kind != "end":
            self._expected("AND, | or the end" if expressions[-1].only_if else "AND, OR, IF, | or the end")
        return Filter(self._text, tuple(expressions))

    def attributes(self) -> list[tuple[str, str]]:
        found = [self._attribute()]
        while self._take_word("and"):
            found.append(self._attribute())
        if self._token.kind != "end":
            self._expected("AND or the end")
        return found

    def _attribute(self) -> tuple[str, str]:
        at = self._token.at
        field = self._named(self._one_of({ITEMS.lower(): ITEMS}, "ITEMS"), at)
        if not self._take_symbol("="):
            self._expected("=")
        token = self._token
        if token.kind not in ("string", "number"):
            self._expected('a "string" or a number')
        return field.name, self._advance().text.strip('"')

    def _expression(self) -> Expression:
        at = self._token.at
        mode = self._one_of(MODES, "INCLUDE or EXCLUDE")
        subject = self._one_of(SUBJECTS, "ItemID, UserID or ActionID")
        if not self._take_word("where"):
            self._expected("WHERE")
        return Expression(mode, subject, self._alternatives(), self._only_if(), at)

    def _alternatives(self) -> tuple[tuple[Condition, ...], ...]:
        alternatives = [[self._condition(self._field)]]
        while True:
            if self._take_word("and"):
                alternatives[-1].append(self._condition(self._field))
            elif self._take_word("or"):
                alternatives.append([self._condition(self._field)])
            else:
                return tuple(map(tuple, alternatives))

    def _only_if(self) -> tuple[Condition, ...]:
        if not self._take_word("if"):
            return ()
        conditions = [self._condition(self._user_field)]
        while self._take_word("and"):
            conditions.append(self._condition(self._user_field))
        if self._word == "or":
            self._fail("conditions after IF are joined by AND alone.")
        return tuple(conditions)

    def _condition(self, field_rule: Callable[[], Field]) -> Condition:
        at = self._token.at
        field = field_rule()
        if self._take_word("not"):
            if not self._take_word("in"):
                self._expected("IN after NOT")
            return Condition(field, "NOT IN", self._set(), at)
        if self._take_word("not_in"):
            return Condition(field, "NOT IN", self._set(), at)
        if self._take_word("in"):
            return Condition(field, "IN", self._set(), at)
        comparison = COMPARISONS.get(self._token.text)
        if comparison is None:
            self._expected("IN, NOT IN, =, !=, <, <=, > or >=")
        self._advance()
        return Condition(field, comparison, (self._compared(),), at)

    def _field(self) -> Field:
        if self._word == CURRENT_USER.lower():
            self._fail("CurrentUser stands after IF alone, at the end of its expression.")
        if self._word == CURRENT_ITEM.lower():
            self._fail("CurrentItem stands on the right side of an operator alone.")
        if self._token.text == "(":
            self._fail("conditions stand without parentheses; AND binds closer than OR.")
        at = self._token.at
        return self._named(self._one_of(DATASETS, NAMES_OF_DATASETS), at)

    def _user_field(self) -> Field:
        at = self._token.at
        return self._named(self._one_of({CURRENT_USER.lower(): CURRENT_USER}, "CurrentUser, as IF is about it"), at)

    def _named(self, dataset: str, at: int) -> Field:
        if not self._take_symbol("."):
            self._expected(f". and the name of a field of {dataset}")
        if self._token.kind != "word":
            self._expected(f"the name of a field of {dataset}")
        return Field(dataset, self._advance().text, at)

    def _set(self) -> tuple[Operand, ...]:
        if current := self._current_item():
            return (current,)
        if not self._take_symbol("("):
            self._expected("( and a list of values, or CurrentItem")
        members = [self._member()]
        while self._take_symbol(","):
            members.append(self._member())
        if not self._take_symbol(")"):
            self._expected(", or )")
        return tuple(members)

    def _member(self) -> Operand:
        token = self._token
        if token.text in ("*", '"*"'):
            self._advance()
            return Anything(token.at)
        return self._value('a "string", a number or a $parameter')

    def _compared(self) -> Operand:
        if current := self._current_item():
            return current
        if self._take_symbol("("):
            if self._token.kind != "parameter":
                self._expected("a $parameter, alone in parentheses")
            parameter = self._value("")
            if not self._take_symbol(")"):
                self._expected(")")
            return parameter
        return self._value('a number, a "string", a $parameter or CurrentItem')

    def _current_item(self) -> Field | None:
        at = self._token.at
        return self._named(CURRENT_ITEM, at) if self._take_word(CURRENT_ITEM.lower()) else None

    def _value(self, expected: str) -> Operand:
        token = self._token
        if token.kind == "string":
            return Text(self._advance().text[1:-1], token.at)
        if token.kind == "parameter":
            return Parameter(self._advance().text[1:], token.at)
        if token.kind == "number":
            return self._number()
        return self._expected(expected)

    def _number(self) -> Number:
        token = self._token
        try:
            value = number(token.text)
        except ValueError as error:
            self._fail(str(error))
        self._advance()
        return Number(value, token.text, token.at)

    # --- tokens ----------------------------------------------------------------------------------------------

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    @property
    def _word(self) -> str | None:
        """The next token in lower case, if it is a word."""
        return self._token.text.lower() if self._token.kind == "word" else None

    def _advance(self) -> Token:
        token = self._token
        self._next += 1
        return token

    def _take_word(self, word: str) -> bool:
        taken = self._word == word
        self._next += taken
        return taken

    def _take_symbol(self, symbol: str) -> bool:
        taken = self._token.kind == "symbol" and self._token.text == symbol
        self._next += taken
        return taken

    def _one_of(self, words: Mapping[str, T], expected: str) -> T:
        if self._word not in words:
            self._expected(expected)
        return words[self._advance().text.lower()]

    def _expected(self, expected: str) -> NoReturn:
        self._fail(f"expected {expected}, not {self._token}.")

    def _fail(self, sentence: str) -> NoReturn:
        raise FilterError.at(self._text, self._token.at, sentence)
