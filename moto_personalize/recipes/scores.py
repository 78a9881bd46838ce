"""A score for every item of the catalogue, kept sparse.

Serving 25 of 100,000 items must not touch 100,000 numbers. So a model writes down only the items that it has
something particular to say about; all others score what the prior says, whose order is known since training.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

import numpy as np

from .arrays import Array, among, descending, frozen

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
        total = others + self._mass(values, peak).sum()
        return _rounded(self._mass(self.at(codes), peak), total)

    def shares_within(self, codes: Array) -> Array:
        """Softmax over just these items: (len(codes),), rounded."""
        values = self.at(codes)
        mass = self._mass(values, max(values.max(initial=-np.inf), -sys.float_info.max))
        return _rounded(mass, mass.sum())

    def _mass(self, values: Array, peak: float) -> Array:
        """What the values weigh in a softmax; with the peak taken off, however large they are."""
        return np.exp(self.prior.sharpness * (values - peak))

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


def _rounded(mass: Array, total: float) -> Array:
    return np.round(mass / total, SHARE_DECIMALS) if total > 0 else np.zeros(len(mass))
