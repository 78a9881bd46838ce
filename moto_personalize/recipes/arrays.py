"""Array helpers whose results are the same to the bit on every machine.

Sums are sums of integers, powers are square roots and products: numpy's floating point sums, `exp`, `log`
and `pow` may differ in the last bit between processors, and a last bit can swap two items of a ranking.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[Any]

MOST_CODES = 1 << 23
"""So many codes can be told apart where weights are added by code."""

_DENSE = 8
_PACKED_WEIGHT_BITS = 40
_PACKED_WEIGHT = (1 << _PACKED_WEIGHT_BITS) - 1


def frozen(array: npt.ArrayLike, dtype: npt.DTypeLike | None = None) -> Array:
    """The array (as `dtype`, copied only if it must be converted) that refuses to be written to."""
    view = np.asarray(array, dtype=dtype).view()
    view.flags.writeable = False
    return view


def stable_hash(values: npt.ArrayLike, seed: int = 0) -> Array:
    """splitmix64 of each integer, (n,) uint64: pseudo-random (Steele, Lea and Flood, OOPSLA 2014)."""
    z = np.atleast_1d(np.asarray(values)).astype(np.uint64) + np.uint64(seed * 0xD1B54A32D192ED03 % (1 << 64))
    z += np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return z ^ (z >> np.uint64(31))


def uniform(count: int, seed: int) -> Array:
    """`count` pseudo-random float64 in [0, 1)."""
    return (stable_hash(np.arange(count), seed) >> np.uint64(11)) * 2.0**-53


def power(base: npt.ArrayLike, exponent: float) -> Array:
    """base ** exponent, for an exponent of 0 to 1 (20 binary digits of it), by square roots and products."""
    root = np.asarray(base, dtype=np.float64)
    if exponent >= 1:
        return root
    result = np.ones_like(root)
    digits = int(exponent * (1 << 20))
    for digit in range(19, -1, -1):
        root = np.sqrt(root)
        if digits >> digit & 1:
            result = result * root
    return result


def log2(values: npt.ArrayLike) -> Array:
    """The logarithm to base 2 of positive numbers, 20 binary digits of it, by squares: float64."""
    mantissa, whole = np.frexp(np.asarray(values, np.float64))
    rest, result = mantissa * 2, whole - 1.0
    for digit in range(1, 21):
        rest = rest * rest
        beyond = rest >= 2
        rest = np.where(beyond, rest / 2, rest)
        result = result + np.where(beyond, 0.5**digit, 0.0)
    return result


def descending(values: Array) -> Array:
    """Positions from the largest value to the smallest, equal values in order of position."""
    return np.argsort(-values, kind="stable")


def pointers(codes: Array, rows: int) -> Array:
    """(rows + 1,) int64: where each code's run starts in the sorted codes."""
    result = np.zeros(rows + 1, np.int64)
    np.cumsum(np.bincount(codes, minlength=rows), out=result[1:])
    return result


def places(codes: Array, rows: int) -> Array:
    """(len(codes),) int64: the place of each of the sorted codes in its run."""
    result: Array = np.arange(len(codes)) - pointers(codes, rows)[codes]
    return result


def run_starts(keys: Array) -> Array:
    """Where a new value begins in sorted keys."""
    if not len(keys):
        return np.zeros(0, np.int64)
    return np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))


def ragged(indptr: Array, rows: Array) -> tuple[Array, Array]:
    """Positions of all entries of the given rows of a CSR structure, and how many each row has."""
    starts = indptr[rows]
    lengths = indptr[rows + 1] - starts
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(starts - ends + lengths, lengths) + np.arange(total), lengths


def among(ordered: Array, codes: Array) -> tuple[Array, Array]:
    """Which codes occur in an ascending array, (len(codes),) bool, and where they stand or would stand."""
    place = np.searchsorted(ordered, codes)
    if not len(ordered):
        return np.zeros(len(codes), bool), place
    found: Array = ordered[np.minimum(place, len(ordered) - 1)] == codes
    return found, place


def add_by_code(codes: Array, weights: Array, count: int | None = None) -> tuple[Array, Array]:
    """Distinct codes, ascending, with the sums of their integer weights.

    Codes are below MOST_CODES, and below `count` where that is given; weights and the sums of weights are of 0 to
    2^40 - 1.
    """
    if count is not None and count <= _DENSE * len(codes):
        present = np.zeros(count, bool)
        present[codes] = True
        found = np.flatnonzero(present)
        return found, np.bincount(codes, weights, count)[found].astype(np.int64)  # whole numbers below 2^53: exact
    packed = (codes.astype(np.int64) << _PACKED_WEIGHT_BITS) | weights
    packed.sort()
    ordered = packed >> _PACKED_WEIGHT_BITS
    starts = run_starts(ordered)
    if not len(starts):
        return ordered, ordered
    return ordered[starts], np.add.reduceat(packed & _PACKED_WEIGHT, starts)


def objects(texts: Sequence[str] | Array) -> Array:
    """(n,) str: an array of these texts, whatever their lengths."""
    result = np.empty(len(texts), object)
    result[:] = texts
    return result


def sorted_ids(names: Sequence[str] | Array, noun: str) -> tuple[Array, Array]:
    """The ids in order of code points, and for each given id its place in that order, (k,) int32.

    ValueError: one is given twice.
    """
    given = list(names)
    order = sorted(range(len(given)), key=given.__getitem__)
    if len(set(given)) < len(given):
        raise ValueError(f"The {noun} ids are not unique.")
    rank = np.empty(len(given), np.int32)
    rank[order] = np.arange(len(given), dtype=np.int32)
    return objects([given[position] for position in order]), rank


def sort_rows(columns: Sequence[Array]) -> Array:
    """Positions that sort by the columns, first column first. Integer columns are packed: fewer passes."""
    keys: list[Array] = []
    room = -1
    for column in columns:
        bits = _bits(column)
        if bits > 63:
            keys.append(column)
            room = -1
            continue
        shifted = column.astype(np.int64) - (int(column.min()) if len(column) else 0)
        if room >= bits:
            keys[-1] = (keys[-1] << bits) | shifted
            room -= bits
        else:
            keys.append(shifted)
            room = 63 - bits
    return np.lexsort(keys[::-1])


def _bits(column: Array) -> int:
    """How many bits tell the values apart, counted from the least; 64 for what is not whole."""
    if column.dtype.kind == "f":
        return 64
    return (int(column.max()) - int(column.min())).bit_length() if len(column) else 0


def distinct(*columns: Array) -> tuple[Array, ...]:
    """The distinct rows of integer columns, sorted by the columns, first column first."""
    order = sort_rows(columns)
    ordered = [column[order] for column in columns]
    fresh = np.ones(len(order), bool)
    if len(order):
        fresh[1:] = np.any([column[1:] != column[:-1] for column in ordered], axis=0)
    return tuple(column[fresh] for column in ordered)
