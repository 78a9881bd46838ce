"""A score for every item of the catalogue, kept sparse.

Serving 25 of 100,000 items must not touch 100,000 numbers. So a model writes down only the items that it has
something particular to say about; all others score what the prior says, whose order is known since training.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from .arrays import Array, among, descending, frozen, places
from .sizes import check, check_codes, check_numbers

SHARE_DECIMALS = 7
"""Personalize's scores have at most seven decimals."""


@dataclass(frozen=True)
class Prior:
    """What items score that a model says nothing particular about.

    values: (I,) float64; order: (I,) codes, best first, ties to the smaller code; ascending: (I,) the negated
    values in that order. For show only: mass (I,) float64, exp(sharpness * (value - peak)) with the largest
    value as the peak, and its sum.
    """

    values: Array
    order: Array
    ascending: Array
    mass: Array
    total_mass: float
    peak: float
    sharpness: float

    def check_sizes(self, count: int) -> None:
        """ValueError unless it is of so many items, or users."""
        for column in (self.values, self.ascending, self.mass):
            check_numbers(column, count, "f")
        check_codes(self.order, count, count)
        check(all(map(math.isfinite, (self.total_mass, self.peak, self.sharpness))), "numbers are not finite")

    @classmethod
    def of(cls, values: Array, sharpness: float = 1.0) -> Prior:
        """From a value for each item. `sharpness` scales scores before the softmax that is shown."""
        values = np.asarray(values, np.float64)
        peak = float(values.max()) if len(values) else 0.0
        mass = np.exp(sharpness * (values - peak))
        order = descending(values)
        return cls(
            values=frozen(values),
            order=frozen(order),
            ascending=frozen(-values[order]),
            mass=frozen(mass),
            total_mass=float(mass.sum()),
            peak=peak,
            sharpness=sharpness,
        )

    def __len__(self) -> int:
        return len(self.values)


@dataclass(frozen=True)
class Scores:
    """Scores of the whole catalogue.

    codes: (m,) ascending and distinct, values: (m,) float64, the items with scores of their own, -inf for what is
    never an answer; every other item scores prior.values[code]. explored: codes that are among the best because
    they are new, not because they fit.
    """

    codes: Array
    values: Array
    prior: Prior
    explored: Array = field(default_factory=lambda: frozen(np.zeros(0, np.int64)))

    @classmethod
    def of(cls, prior: Prior) -> Scores:
        """The same answer for everybody."""
        return cls(frozen(np.zeros(0, np.int64)), frozen(np.zeros(0, np.float64)), prior)

    @classmethod
    def around(cls, item: int, codes: Array, values: Array, prior: Prior) -> Scores:
        """What is related to an item, which is never an answer itself. codes: ascending, without the item."""
        place = int(np.searchsorted(codes, item))
        return cls(
            frozen(np.insert(codes.astype(np.int64), place, item)), frozen(np.insert(values, place, -np.inf)), prior
        )

    def same(self, other: Scores) -> bool:
        """Whether both are the same to the bit, with the same prior."""
        pairs = ((self.codes, other.codes), (self.values, other.values), (self.explored, other.explored))
        return self.prior is other.prior and all(one.tobytes() == another.tobytes() for one, another in pairs)

    def at(self, codes: Array) -> Array:
        """(len(codes),) float64: the scores of these items."""
        codes = np.asarray(codes, np.int64)
        result = self.prior.values[codes]
        own, place = among(self.codes, codes)
        result[own] = self.values[place[own]]
        return result

    def top(self, k: int, allowed: Array | None = None) -> Array:
        """Up to k codes, best first, ties to the smaller id. allowed: (I,) bool, who may be served."""
        keep = self.values > -np.inf
        if allowed is not None:
            keep &= allowed[self.codes]
        codes, values = self.codes[keep], self.values[keep]
        codes, values = _best(codes, values, k)
        floor = values[-1] if len(codes) >= k > 0 else -np.inf
        others = self._best_others(k, floor, allowed)
        if not len(others):
            return codes
        codes = np.concatenate([codes, others])
        values = np.concatenate([values, self.prior.values[others]])
        return codes[np.lexsort((codes, -values))[:k]]

    def shares(self, codes: Array, allowed: Array | None = None) -> Array:
        """Softmax over the catalogue, or over what is allowed, rounded; never against the ranking."""
        prior, own, values, everything = self.prior, self.codes, self.values, self.prior.total_mass
        if allowed is not None:
            own, values = own[allowed[own]], values[allowed[own]]
            everything = prior.mass[allowed].sum()
        peak = max(prior.peak, float(values.max())) if len(values) else prior.peak
        others = max(everything - prior.mass[own].sum(), 0.0) * np.exp(prior.sharpness * (prior.peak - peak))
        total = others + _mass(prior, values, peak).sum()
        return _rounded(_mass(prior, self.at(codes), peak), total)

    def shares_within(self, codes: Array) -> Array:
        """Softmax over just these items: (len(codes),), rounded."""
        values = self.at(codes)
        mass = _mass(self.prior, values, max(values.max(initial=-np.inf), -sys.float_info.max))
        return _rounded(mass, mass.sum())

    def _best_others(self, k: int, floor: float, allowed: Array | None) -> Array:
        """The best k items without scores of their own, if they reach `floor`; reads the prior in chunks."""
        reach = int(np.searchsorted(self.prior.ascending, -floor, side="right"))
        found: list[Array] = []
        start, size, missing = 0, 2 * k, k
        while start < reach and missing > 0:
            chunk = self.prior.order[start : min(start + size, reach)]
            if allowed is not None:
                chunk = chunk[allowed[chunk]]
            chunk = chunk[~among(self.codes, chunk)[0]]
            found.append(chunk[:missing])
            start, size, missing = start + size, size * 4, missing - len(found[-1])
        return np.concatenate(found) if found else self.prior.order[:0]


def _best(codes: Array, values: Array, k: int) -> tuple[Array, Array]:
    """The best k, best first, ties to the smaller code; codes ascending."""
    if len(codes) > k > 0:
        floor = np.partition(values, len(values) - k)[len(values) - k]
        reach = values >= floor
        codes, values = codes[reach], values[reach]
    order = descending(values)[:k]
    return codes[order], values[order]


def _mass(prior: Prior, values: Array, peaks: Array | float) -> Array:
    """What the values weigh in a softmax; with the peak taken off, however large they are."""
    return np.exp(prior.sharpness * (values - peaks))


def _rounded(mass: Array, total: Array | float) -> Array:
    return np.round(np.divide(mass, total, out=np.zeros(len(mass)), where=np.asarray(total) > 0), SHARE_DECIMALS)


def tops(scores: Sequence[Scores], k: int, allowed: Sequence[Array | None]) -> list[Array]:
    """What `top` gives for each, worked out together; all have the same prior.

    Memory is that of the scores with the most codes, times the number of scores.
    """
    prior = scores[0].prior
    own, floors = _reaching(scores, k, allowed)
    reach = np.searchsorted(prior.ascending, -floors, side="right")
    others, known = _first_others(scores, k, allowed, reach)
    late = [(row, scores[row]._best_others(k, floors[row], allowed[row])) for row in np.flatnonzero(~known).tolist()]
    rows = np.concatenate([own[0], others[0], *(np.full(len(codes), row) for row, codes in late)])
    codes = np.concatenate([own[1], others[1], *(codes for _, codes in late)])
    values = np.concatenate([own[2], prior.values[codes[len(own[2]) :]]])
    by_code = np.argsort(rows * len(prior) + codes)
    return _best_of_rows(rows[by_code], codes[by_code], values[by_code], len(scores), k)


def all_shares(scores: Sequence[Scores], codes: Sequence[Array]) -> list[Array]:
    """What `shares` gives for each, of the whole catalogue; all have the same prior."""
    prior, offsets = scores[0].prior, np.arange(len(scores)) * len(scores[0].prior)
    own, values, lengths = _joined(scores)
    peaks = np.array([each.values.max(initial=prior.peak) for each in scores])
    weights = _per_row(prior.mass[own], lengths), _per_row(_mass(prior, values, np.repeat(peaks, lengths)), lengths)
    beyond = np.exp(prior.sharpness * (prior.peak - peaks))
    total = np.array([
        max(prior.total_mass - replaced.sum(), 0.0) * less + taken.sum()  # in the order in which `shares` adds up
        for replaced, taken, less in zip(*weights, beyond, strict=True)
    ])  # fmt: skip
    wanted, counts = np.concatenate(codes), [len(each) for each in codes]
    found, place = among(own + np.repeat(offsets, lengths), wanted + np.repeat(offsets, counts))
    shown = prior.values[wanted]
    shown[found] = values[place[found]]
    mass, total = _mass(prior, shown, np.repeat(peaks, counts)), np.repeat(total, counts)
    return _per_row(_rounded(mass, total), counts)


def _joined(scores: Sequence[Scores]) -> tuple[Array, Array, list[int]]:
    """Codes, values, and how many there are of each."""
    codes, values = np.concatenate([each.codes for each in scores]), np.concatenate([each.values for each in scores])
    return codes, values, [len(each.codes) for each in scores]


def _per_row(values: Array, lengths: Array | Sequence[int]) -> list[Array]:
    ends = np.cumsum(lengths).tolist()
    return [values[end - length : end] for end, length in zip(ends, lengths, strict=True)]


def _best_of_rows(rows: Array, codes: Array, values: Array, count: int, k: int) -> list[Array]:
    """The k codes of each row with the largest values; rows and codes ascending."""
    lengths = np.bincount(rows, minlength=count)
    ascending = np.full((count, lengths.max(initial=0)), np.inf)
    ascending[rows, places(rows, count)] = -values
    best = np.argsort(ascending, axis=1, kind="stable")[:, :k]
    return [each[some[:length]] for each, some, length in zip(_per_row(codes, lengths), best, lengths, strict=True)]


def _reaching(
    scores: Sequence[Scores], k: int, allowed: Sequence[Array | None]
) -> tuple[tuple[Array, Array, Array], Array]:
    """(rows, codes, values) of the own scores that may be among the best k, and each row's k-th best, or -inf."""
    lengths = np.array([len(each.codes) for each in scores])
    codes = np.concatenate([each.codes for each in scores])
    values = np.full((len(scores), lengths.max(initial=0)), -np.inf)
    for row, (each, mask) in enumerate(zip(scores, allowed, strict=True)):
        values[row, : lengths[row]] = each.values if mask is None else np.where(mask[each.codes], each.values, -np.inf)
    width = values.shape[1]
    floors = np.partition(values, width - k, axis=1)[:, width - k] if width > k > 0 else np.full(len(scores), -np.inf)
    at, place = np.nonzero((values >= floors[:, None]) & (values > -np.inf))
    return (at, codes[(np.cumsum(lengths) - lengths)[at] + place], values[at, place]), floors


def _first_others(
    scores: Sequence[Scores], k: int, allowed: Sequence[Array | None], reach: Array
) -> tuple[tuple[Array, Array], Array]:
    """(rows, codes) without scores of their own, of the first of the prior, and (rows,) bool, whether they suffice."""
    prior, lengths = scores[0].prior, [len(each.codes) for each in scores]
    first = prior.order[: min(2 * k, int(reach.max(initial=0)))]
    offsets = np.arange(len(scores)) * len(prior)
    keys = np.concatenate([each.codes for each in scores]) + np.repeat(offsets, lengths)
    free = ~among(keys, (offsets[:, None] + first).ravel())[0].reshape(len(scores), len(first))
    free &= np.arange(len(first)) < reach[:, None]
    for row, mask in enumerate(allowed):
        if mask is not None:
            free[row] &= mask[first]
    known = (reach <= len(first)) | (free.sum(axis=1) >= k)
    at, place = np.nonzero(free & known[:, None])
    return (at, first[place]), known
