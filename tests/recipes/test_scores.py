from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from moto_personalize.recipes import Prior, Scores, all_shares, tops


def scores(prior: list[float], own: dict[int, float]) -> Scores:
    codes = np.array(sorted(own), np.int64)
    return Scores(codes, np.array([own[code] for code in codes.tolist()]), Prior.of(np.array(prior)))


small = st.integers(-2, 2).map(float)


@st.composite
def any_scores(draw):
    prior = draw(st.lists(small, min_size=1, max_size=12))
    own = draw(st.dictionaries(st.integers(0, len(prior) - 1), small))
    allowed = draw(st.none() | st.lists(st.booleans(), min_size=len(prior), max_size=len(prior)).map(np.array))
    return prior, own, draw(st.integers(0, 14)), allowed


@given(any_scores())
def test_the_top_is_what_sorting_everything_gives(case):
    prior, own, k, allowed = case
    values = [own.get(code, value) for code, value in enumerate(prior)]
    everything = [code for code in range(len(prior)) if allowed is None or allowed[code]]
    expected = sorted(everything, key=lambda code: (-values[code], code))[:k]
    assert scores(prior, own).top(k, allowed).tolist() == expected


@st.composite
def several_scores(draw):
    """Of a prior with a long tail, so that those behind the first of it are needed, too."""
    prior = Prior.of(np.array(draw(st.lists(small, min_size=1, max_size=12))), draw(st.sampled_from([1.0, 12.0])))
    codes = st.integers(0, len(prior) - 1)
    own = draw(st.lists(st.dictionaries(codes, small | st.just(-np.inf) | st.floats(-1, 1)), min_size=1, max_size=4))
    mask = st.lists(st.booleans(), min_size=len(prior), max_size=len(prior)).map(np.array)
    allowed = draw(st.lists(st.none() | mask, min_size=len(own), max_size=len(own)))
    return [Scores(*_sorted(each), prior) for each in own], draw(st.integers(1, 14)), allowed


def _sorted(own: dict[int, float]) -> tuple[np.ndarray, np.ndarray]:
    codes = np.array(sorted(own), np.int64)
    return codes, np.array([own[code] for code in codes.tolist()], np.float64)


@given(several_scores())
def test_the_tops_of_several_are_those_of_each(case):
    several, k, allowed = case
    expected = [one.top(k, mask).tolist() for one, mask in zip(several, allowed, strict=True)]
    assert [codes.tolist() for codes in tops(several, k, allowed)] == expected


@given(several_scores())
def test_the_shares_of_several_are_those_of_each_to_the_bit(case):
    several, k, _ = case
    codes = [one.top(k) for one in several]
    expected = [one.shares(best).tobytes() for one, best in zip(several, codes, strict=True)]
    assert [shares.tobytes() for shares in all_shares(several, codes)] == expected


def test_scores_of_given_items_in_the_given_order():
    assert scores([1, 2, 3], {1: 9}).at(np.array([2, 1, 0, 1])).tolist() == [3, 9, 1, 9]
    assert scores([1, 2], {}).at(np.array([1])).tolist() == [2]


def test_shares_are_a_softmax_over_the_catalogue():
    # e^0, e^1 and e^2 of 1 + e + e^2 = 11.1073
    shares = scores([0, 5, 1], {1: 2}).shares(np.array([1, 2, 0]))
    assert shares.tolist() == [0.6652410, 0.2447285, 0.0900306]


def test_shares_of_what_is_allowed():
    one = scores([0, 5, 1], {1: 2})
    assert one.shares(np.array([1]), np.array([False, True, False])).tolist() == [1.0]
    both = one.shares(np.array([1, 2]), np.array([False, True, True]))
    assert both.tolist() == [0.7310586, 0.2689414]
    assert one.shares(np.array([0]), np.zeros(3, bool)).tolist() == [0.0]


def test_shares_within_a_list():
    assert scores([0, 5, 1], {1: 2}).shares_within(np.array([2, 1])).tolist() == [0.2689414, 0.7310586]


def test_sharpness_stretches_shares_and_not_the_ranking():
    flat, sharp = (Scores.of(Prior.of(np.array([1.0, 0.5]), sharpness)) for sharpness in (1, 10))
    assert flat.top(2).tolist() == sharp.top(2).tolist() == [0, 1]
    assert sharp.shares(np.array([0]))[0] > flat.shares(np.array([0]))[0]


@given(any_scores())
def test_shares_never_go_against_the_ranking(case):
    prior, own, _, _ = case
    answer = scores(prior, own)
    shares = answer.shares(answer.top(len(prior)))
    assert (np.diff(shares) <= 0).all()
    assert shares.sum() == pytest.approx(1, abs=1e-5)


def test_scores_of_any_size_have_shares():
    large = scores([1e6, 1e6 - 1, 0], {2: 2e6})
    assert large.shares(np.arange(3)).tolist() == [0, 0, 1]
    assert large.shares(np.array([1, 0]), np.array([True, True, False])).tolist() == [0.2689414, 0.7310586]
    assert large.shares_within(np.array([0, 1])).tolist() == [0.7310586, 0.2689414]


def test_no_items_no_shares():
    none = scores([], {})
    assert none.shares(none.top(5)).tolist() == none.shares_within(none.top(5)).tolist() == []


def test_an_item_of_minus_infinity_is_no_answer_and_has_no_share():
    scores = Scores(np.array([0, 2]), np.array([-np.inf, 5.0]), Prior.of(np.array([9.0, 1.0, 0.0])))
    assert scores.top(3).tolist() == [2, 1]
    assert scores.shares_within(np.array([0, 2])).tolist() == [0, 1]
    assert scores.shares_within(np.array([0])).tolist() == [0]
    assert scores.shares_within(np.array([], int)).tolist() == []
