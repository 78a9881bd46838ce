"""How a filter is worked out; what remains of it stands in test_expressions."""

from __future__ import annotations

import numpy as np
import pytest

from moto_personalize.filters import MissingParameter, Program, Request, parse, resolve

from .world import SHOP

STATIC = 'INCLUDE ItemID WHERE Items.GENRES IN ("comedy") | EXCLUDE ItemID WHERE Items.STOCK = 5'


def test_what_no_request_changes_is_worked_out_once() -> None:
    program = SHOP.program(STATIC)
    assert program.passing(Request()) is program.passing(Request(values={"P": "5"}))


@pytest.mark.parametrize(
    "text",
    [
        'INCLUDE ItemID WHERE Items.GENRES IN ("comedy") AND Items.PRICE < $P',
        'INCLUDE ItemID WHERE Items.GENRES IN ("comedy") IF CurrentUser.AGE < 18',
        'INCLUDE ItemID WHERE Items.GENRES IN ("comedy") | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")',
        'INCLUDE ItemID WHERE Items.GENRES IN ("comedy") OR Items.PRICE = CurrentItem.PRICE',
    ],
)
def test_the_rest_is_worked_out_for_each_request(text: str) -> None:
    program = SHOP.program(text)
    first, second = (program.passing(Request(values={"P": "50"})) for _ in range(2))
    assert first is not second
    assert first.tolist() == second.tolist()


def test_what_requests_share_cannot_be_written_to() -> None:
    program = SHOP.program(STATIC)
    with pytest.raises(ValueError, match="read-only"):
        program.passing(Request())[0] = False
    with pytest.raises(ValueError, match="read-only"):
        program.mask(next(program.filter.conditions), Request())[0] = False


class Events:
    """Counts how often they are read."""

    reads = 0

    def __call__(self) -> dict[str, np.ndarray]:
        self.reads += 1
        return {"click": np.array([0, 0, 3]), "": np.array([1])}


def test_events_are_read_once_by_a_request() -> None:
    events = Events()
    program = SHOP.program(
        'INCLUDE ItemID WHERE Interactions.EVENT_TYPE = "Click" OR Interactions.EVENT_TYPE IN ("watch")'
        ' | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("watch")'
    )
    assert np.flatnonzero(program.passing(Request(events=events))).tolist() == [0, 3]
    assert events.reads == 1


def test_events_are_not_read_without_need() -> None:
    events = Events()
    assert SHOP.program(STATIC).passing(Request(events=events)).sum() == 1
    idle = SHOP.program("EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($T)")
    assert idle.passing(Request(events=events)).all()
    other = SHOP.program('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*") IF CurrentUser.AGE < 18')
    assert other.passing(Request(events=events)).all()
    assert events.reads == 0


def test_an_expression_by_itself() -> None:
    program = SHOP.program("EXCLUDE ItemID WHERE Items.GENRES IN ($G) OR Items.STOCK = 3 IF CurrentUser.AGE < 18")
    (expression,) = program.filter.expressions
    child, adult = {"AGE": 17}, {"AGE": 18}
    assert program.named(expression, Request(user=child)) is None
    assert program.named(expression, Request(user=adult, values={"G": '"crime"'})) is None
    named = program.named(expression, Request(user=child, values={"G": '"crime"'}))
    assert named is not None
    assert np.flatnonzero(named).tolist() == [0, 1, 3]


def test_a_condition_by_itself() -> None:
    program = SHOP.program("INCLUDE ItemID WHERE Items.STOCK >= 5 AND Items.PRICE < $P IF CurrentUser.LIKES IN ($L)")
    stock, price, likes = program.filter.conditions
    request = Request(user={"LIKES": "crime|drama"}, values={"P": "10", "L": '"drama"'})
    assert np.flatnonzero(program.mask(stock, request)).tolist() == [0, 5, 6]
    assert np.flatnonzero(program.mask(price, request)).tolist() == [2, 4, 6]
    with pytest.raises(MissingParameter, match=r"\$P is missing"):
        program.mask(price, Request())
    assert program.holds(likes, request) is True
    assert program.holds(likes, Request(user={"LIKES": "crime"}, values=request.values)) is False
    assert program.holds(likes, Request(values=request.values)) is False


def test_a_catalogue_without_items_lets_nothing_through() -> None:
    resolved = resolve(parse('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")'), SHOP.fields)
    assert Program(resolved, SHOP.fields, 0, {}).passing(Request()).tolist() == []
