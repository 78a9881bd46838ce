"""What items say of themselves, as sparse vectors of whole numbers, and whose words are nearest.

Weights after Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np

from .arrays import Array, frozen, log2, places, pointers, ragged, run_starts, sort_rows
from .data import Categories, Features
from .neighbours import SCALE, Neighbours, Pairs, best_of_rows, blocks
from .words import stem, words

_BLOCK = 2048
_NAME = 3  # a word of the name counts as so many of the text
_UNIT_BITS = 13
_UNIT = (1 << _UNIT_BITS) - 1
_MEMBER_BITS = 25  # 33 million stems are more than any catalogue has; items are 8 million at most
_ASKED = 24
_OFFERED = 64


@dataclass(frozen=True)
class Terms:
    """Which terms items have, and how often.

    names: (T,) str, stems and `COLUMN=value`, sorted; indptr (I + 1,), codes (nnz,) int32, ascending in each item;
    counts (nnz,) int32; holders: (T,) int64, how many items have a term.
    """

    names: Array
    indptr: Array
    codes: Array
    counts: Array
    holders: Array

    @classmethod
    def of(cls, names: Sequence[str] | Array, texts: Sequence[str] | Array, features: Features) -> Terms:
        """From one name and one text an item, "" for none, and categories; numbers say nothing here."""
        number = _Numbers()
        row, code, count = _joined(_blocks_of(names, texts, number))
        stems = len(number.stems)
        labels = list(number.stems)
        for column, feature in features.items():
            if isinstance(feature, Categories):
                row = np.append(row, np.repeat(np.arange(len(feature)), np.diff(feature.indptr)))
                code = np.append(code, feature.codes + np.int64(len(labels)))
                labels += [f"{column}={value}" for value in feature.names.tolist()]
        count = np.append(count, np.ones(len(code) - len(count), np.int64))
        rank, ordered = _ranks(labels, stems)
        code = rank[code]
        order = sort_rows([row, code])
        return cls(
            names=frozen(ordered),
            indptr=frozen(pointers(row, len(names))),
            codes=frozen(code[order], np.int32),
            counts=frozen(count[order], np.int32),
            holders=frozen(np.bincount(code, minlength=len(labels))),
        )

    @cached_property
    def rarity(self) -> Array:
        """(T,) float64: log2((items + 1) / holders), a little more than 0 of what every item has."""
        items = int(np.count_nonzero(np.diff(self.indptr)))
        return log2((items + 1) / np.maximum(self.holders, 1))


@dataclass(frozen=True)
class Texts:
    """Vectors of length 1 (as 0 to 8191) over terms, and for each term the items that it says most of.

    asked, ask_codes, ask_weights: of each item its heaviest terms; offered, offer_items, offer_weights: of each term
    the items whose weight is largest.
    """

    asked: Array
    ask_codes: Array
    ask_weights: Array
    offered: Array
    offer_items: Array
    offer_weights: Array

    @classmethod
    def of(cls, names: Sequence[str] | Array, texts: Sequence[str] | Array, features: Features) -> Texts:
        """From one name and one text an item, "" for none, and categories; numbers say nothing here."""
        terms = Terms.of(names, texts, features)
        items, row = len(names), np.repeat(np.arange(len(names)), np.diff(terms.indptr))
        unit = _units(terms, row)
        shared = terms.holders[terms.codes] > 1
        row, code, unit = row[shared], terms.codes[shared].astype(np.int64), unit[shared]
        return cls(
            *_heaviest(row, code, unit, items, _ASKED),
            *_heaviest(code, row, unit, len(terms.names), _OFFERED),
        )

    def nearest(self, k: int) -> Neighbours:
        """The k items of each item that have most in common with it; weights are cosines times SCALE."""
        items = len(self.asked) - 1
        parts = [
            best_of_rows(self._products(start, stop), stop - start, max(items, 1), k)
            for start, stop in blocks(self._work())
        ]
        return Neighbours.joined(parts)

    def _work(self) -> Array:
        """(I,) int64: how many products each item takes part in."""
        offers = np.diff(self.offered)[self.ask_codes]
        return np.diff(np.concatenate([[0], np.cumsum(offers)])[self.asked])

    def _products(self, start: int, stop: int) -> Pairs:
        """Pairs of items with the sums of their products, items with themselves left out."""
        items = len(self.asked) - 1
        span = slice(self.asked[start], self.asked[stop])
        positions, lengths = ragged(self.offered, self.ask_codes[span])
        row = np.repeat(np.arange(stop - start), np.diff(self.asked[start : stop + 1]))
        keys = np.repeat(row * items, lengths) + self.offer_items[positions]
        products = np.repeat(self.ask_weights[span].astype(np.int64), lengths) * self.offer_weights[positions]
        packed = (keys << 2 * _UNIT_BITS) | products  # a row below 2^12, an item below 2^23, a product below 2^26
        packed.sort()
        keys = packed >> 2 * _UNIT_BITS
        starts = run_starts(keys)
        if not len(starts):
            return keys, keys
        keys, sums = keys[starts], np.add.reduceat(packed & ((1 << 2 * _UNIT_BITS) - 1), starts)
        other = keys // items + start != keys % items
        return keys[other], np.minimum(sums[other] >> 2 * _UNIT_BITS - 20, SCALE)


class _Numbers(dict[str, int]):
    """The number of each word's stem, in the order in which stems are met."""

    def __init__(self) -> None:
        self.stems: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        number = self.stems.setdefault(stem(word), len(self.stems))
        self[word] = number
        return number


def _blocks_of(
    names: Sequence[str] | Array, texts: Sequence[str] | Array, number: _Numbers
) -> Iterator[tuple[Array, Array, Array]]:
    """(item, number of the stem, count), some items at a time: words are many more than different ones."""
    for start in range(0, len(names), _BLOCK):
        stop = min(start + _BLOCK, len(names))
        found = [
            words(name) * _NAME + words(text) for name, text in zip(names[start:stop], texts[start:stop], strict=True)
        ]
        lengths = [len(each) for each in found]
        codes = np.fromiter(map(number.__getitem__, chain.from_iterable(found)), np.int64, sum(lengths))
        keys = (np.repeat(np.arange(start, stop), lengths) << 32) | codes
        keys.sort()
        first = run_starts(keys)
        yield keys[first] >> 32, keys[first] & 0xFFFFFFFF, np.diff(np.append(first, len(keys)))


def _joined(parts: Iterable[tuple[Array, Array, Array]]) -> tuple[Array, Array, Array]:
    nothing = np.zeros(0, np.int64)
    row, code, count = zip((nothing, nothing, nothing), *parts, strict=True)
    return np.concatenate(row), np.concatenate(code), np.concatenate(count)


def _ranks(labels: list[str], stems: int) -> tuple[Array, Array]:
    """The place of each label in the order of code points, stems before values, and the labels in that order."""
    order = sorted(range(len(labels)), key=lambda number: (number >= stems, labels[number]))
    rank = np.empty(len(labels), np.int64)
    rank[order] = np.arange(len(labels))
    ordered = np.empty(len(labels), object)
    ordered[:] = [labels[number] for number in order]
    return rank, ordered


def _units(terms: Terms, row: Array) -> Array:
    """(nnz,) int64: root of the count times rarity, over the root of the sum of an item's squares, times 8191."""
    weight = (np.sqrt(terms.counts.astype(np.float64)) * terms.rarity[terms.codes] * (1 << 16)).astype(np.int64)
    weight = np.maximum(weight, 1)
    starts = run_starts(row)
    if not len(starts):
        return weight
    lengths = np.diff(np.append(starts, len(row)))
    norm = np.sqrt(np.add.reduceat(weight * weight, starts).astype(np.float64))
    unit: Array = (weight * _UNIT / np.repeat(norm, lengths)).astype(np.int64)
    return unit


def _heaviest(group: Array, member: Array, unit: Array, groups: int, most: int) -> tuple[Array, Array, Array]:
    """The `most` heaviest members of each group, ties to the smaller: (groups + 1,) where they start, who, weights."""
    packed = (((group << _UNIT_BITS) | (_UNIT - unit)) << _MEMBER_BITS) | member
    packed.sort()
    kept = packed[places(packed >> _UNIT_BITS + _MEMBER_BITS, groups) < most]
    members, units = kept & ((1 << _MEMBER_BITS) - 1), _UNIT - (kept >> _MEMBER_BITS & _UNIT)
    starts = pointers(kept >> _UNIT_BITS + _MEMBER_BITS, groups)
    return frozen(starts), frozen(members, np.int32), frozen(units, np.int32)
