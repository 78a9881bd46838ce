from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from moto_personalize.recipes import arrays

codes = st.lists(st.integers(0, 50), max_size=60).map(lambda values: np.array(values, np.int64))


def test_the_hash_is_splitmix64():
    # the first outputs of the reference implementation for seed 0 (its state grows by the golden gamma)
    gamma = 0x9E3779B97F4A7C15
    states = np.array([0, gamma], np.uint64)
    assert [hex(value) for value in arrays.stable_hash(states).tolist()] == [
        "0xe220a8397b1dcdaf",
        "0x6e789e6aa1b965f4",
    ]


def test_uniform_numbers_fill_the_unit_interval():
    draws = arrays.uniform(10_000, seed=3)
    assert 0 <= draws.min() < 0.001
    assert 0.999 < draws.max() < 1
    assert abs(draws.mean() - 0.5) < 0.01


@given(st.floats(0, 1), st.integers(1, 10**9))
def test_powers_by_square_roots_are_powers(exponent, base):
    assert arrays.power(np.array([base]), exponent)[0] == pytest.approx(base**exponent, rel=1e-4)


@given(number=st.floats(1e-300, 1e300))
@example(number=1.0)
@example(number=0.75)
def test_logarithms_by_squares_are_logarithms(number):
    assert arrays.log2(number) == pytest.approx(math.log2(number), abs=2e-6)


def test_a_power_of_0_is_1_and_of_1_the_base():
    assert arrays.power(np.array([7, 9]), 0).tolist() == [1, 1]
    assert arrays.power(np.array([7, 9]), 1).tolist() == [7, 9]


@given(codes)
def test_adding_by_code_adds(values):
    weights = values * 3 + 1
    found, sums = arrays.add_by_code(values, weights)
    assert dict(zip(found.tolist(), sums.tolist(), strict=True)) == {
        code: sum(3 * code + 1 for value in values if value == code) for code in values.tolist()
    }
    assert found.tolist() == sorted(found.tolist())


@given(codes)
def test_membership_in_sorted_codes(values):
    wanted = np.arange(55)
    found, _ = arrays.among(np.unique(values), wanted)
    assert found.tolist() == [code in values for code in wanted.tolist()]


@given(st.lists(st.tuples(st.integers(-5, 5), st.integers(-(2**63), 2**63 - 1), st.floats(0, 1), st.integers(0, 3))))
@example([(0, -(2**63), 0.0, 0), (0, 2**63 - 1, 0.0, 0), (0, 0, 0.0, 0)])
def test_rows_are_sorted_by_the_first_column_first(rows):
    columns = [np.array([row[n] for row in rows], np.float64 if n == 2 else np.int64) for n in range(4)]
    order = arrays.sort_rows(columns)
    assert [rows[place] for place in order.tolist()] == sorted(rows)


def test_ragged_rows():
    positions, lengths = arrays.ragged(np.array([0, 2, 2, 5]), np.array([2, 1, 0]))
    assert positions.tolist() == [2, 3, 4, 0, 1]
    assert lengths.tolist() == [3, 0, 2]


def test_freezing_leaves_the_caller_free_to_write():
    mine = np.zeros(2)
    theirs = arrays.frozen(mine)
    mine[0] = 1
    with pytest.raises(ValueError, match="read-only"):
        theirs[0] = 2
