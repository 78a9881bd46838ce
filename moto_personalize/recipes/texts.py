"""What items say of themselves, as sparse vectors of whole numbers, and whose words are nearest.

Weights after Salton and Buckley, "Term-weighting approaches in automatic text retrieval", 1988.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import NamedTuple

import numpy as np

from .arrays import Array, frozen, log2, objects, pointers, ragged, run_starts
from .data import Categories, Features
from .neighbours import SCALE, Neighbours, Pairs, best_of_rows, blocks
from .words import stem, words

_BLOCK_BITS = 11
_BLOCK = 1 << _BLOCK_BITS  # items at a time
_NAME = 3  # a word of the name counts as so many of the text
_UNIT_BITS = 13
_UNIT = (1 << _UNIT_BITS) - 1
_MEMBER_BITS = 25  # 33 million stems are more than any catalogue has; items are 8 million at most
_MEMBER = (1 << _MEMBER_BITS) - 1
_COUNT_BITS = 63 - _BLOCK_BITS - _MEMBER_BITS
_ASKED = 24
_OFFERED = 64
_JOINED = 16  # so many blocks are looked through together for the heaviest
_NOTHING = np.zeros(0, np.int64)


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
        counted = list(_counted_words(names, texts, number))
        labels = list(number.stems)
        categories = []
        for column, feature in features.items():
            if isinstance(feature, Categories):
                categories.append((feature, len(labels)))
                labels += [f"{column}={value}" for value in feature.names.tolist()]
        rank, ordered = _ranks(labels, len(number.stems))
        holders = np.zeros(len(labels), np.int64)
        for place, held in enumerate(counted):
            counted[place] = held = _ordered(_with_categories(held, place * _BLOCK, categories), rank)
            holders += np.bincount(held.codes, minlength=len(labels))
        lengths = np.concatenate([np.zeros(1, np.int64), *(held.lengths for held in counted)])
        nothing = np.zeros(0, np.int32)
        return cls(
            names=frozen(ordered),
            indptr=frozen(np.cumsum(lengths)),
            codes=frozen(np.concatenate([nothing, *(held.codes for held in counted)])),
            counts=frozen(np.concatenate([nothing, *(held.counts for held in counted)])),
            holders=frozen(holders),
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
        asked, offered = [_NOTHING], [_NOTHING]
        for start in range(0, len(names), _BLOCK):
            row, code, unit = _shared(terms, start, min(start + _BLOCK, len(names)))
            asked.append(_heaviest(_packed(row, code, unit), _ASKED))
            offered.append(_heaviest(_packed(code, row, unit), _OFFERED))
            if len(offered) == _JOINED:
                offered = [_heaviest(np.concatenate(offered), _OFFERED)]
        return cls(
            *_unpacked(np.concatenate(asked), len(names)),
            *_unpacked(_heaviest(np.concatenate(offered), _OFFERED), len(terms.names)),
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


class _Counted(NamedTuple):
    """Of some items: how many terms each has, (items,); the terms, (nnz,) int32, and how often, (nnz,) int32."""

    lengths: Array
    codes: Array
    counts: Array


def _counted_words(names: Sequence[str] | Array, texts: Sequence[str] | Array, number: _Numbers) -> Iterator[_Counted]:
    """Stems by number, some items at a time: words are many more than different ones."""
    for start in range(0, len(names), _BLOCK):
        stop = min(start + _BLOCK, len(names))
        found = [
            words(name) * _NAME + words(text) for name, text in zip(names[start:stop], texts[start:stop], strict=True)
        ]
        lengths = [len(each) for each in found]
        codes = np.fromiter(map(number.__getitem__, chain.from_iterable(found)), np.int64, sum(lengths))
        keys = (np.repeat(np.arange(stop - start), lengths) << _MEMBER_BITS) | codes
        keys.sort()
        first = run_starts(keys)
        yield _Counted(
            np.bincount(keys[first] >> _MEMBER_BITS, minlength=stop - start),
            (keys[first] & _MEMBER).astype(np.int32),
            np.diff(np.append(first, len(keys))).astype(np.int32),
        )


def _with_categories(held: _Counted, start: int, categories: Sequence[tuple[Categories, int]]) -> _Counted:
    """Items from `start` on with their categories behind their words; the number of a feature's first is given."""
    rows = np.arange(len(held.lengths))
    parts = [(np.repeat(rows, held.lengths), held.codes, held.counts)]
    for feature, first in categories:
        indptr = feature.indptr[start : start + len(rows) + 1]
        codes = feature.codes[indptr[0] : indptr[-1]] + np.int32(first)
        parts.append((np.repeat(rows, np.diff(indptr)), codes, np.ones(len(codes), np.int32)))
    row, code, count = map(np.concatenate, zip(*parts, strict=True))
    order = np.argsort(row, kind="stable")
    return _Counted(np.bincount(row, minlength=len(rows)), code[order], count[order])


def _ordered(held: _Counted, rank: Array) -> _Counted:
    """The same under other codes, ascending in each item. rank: the new ones."""
    row = np.repeat(np.arange(len(held.lengths)), held.lengths)
    packed = (((row << _MEMBER_BITS) | rank[held.codes]) << _COUNT_BITS) | held.counts
    packed.sort()
    codes, counts = packed >> _COUNT_BITS & _MEMBER, packed & ((1 << _COUNT_BITS) - 1)
    return _Counted(held.lengths, codes.astype(np.int32), counts.astype(np.int32))


def _ranks(labels: list[str], stems: int) -> tuple[Array, Array]:
    """The place of each label in the order of code points, stems before values, and the labels in that order."""
    order = sorted(range(len(labels)), key=lambda number: (number >= stems, labels[number]))
    rank = np.empty(len(labels), np.int64)
    rank[order] = np.arange(len(labels))
    return rank, objects([labels[number] for number in order])


def _shared(terms: Terms, start: int, stop: int) -> tuple[Array, Array, Array]:
    """Of the items from `start` to `stop`: item, term and weight of each term that another item has, too."""
    span = slice(terms.indptr[start], terms.indptr[stop])
    row = np.repeat(np.arange(start, stop), np.diff(terms.indptr[start : stop + 1]))
    code = terms.codes[span].astype(np.int64)
    unit = _units(row, terms.counts[span], terms.rarity[code])
    shared = terms.holders[code] > 1
    return row[shared], code[shared], unit[shared]


def _units(row: Array, counts: Array, rarity: Array) -> Array:
    """(nnz,) int64: root of the count times rarity, over the root of the sum of an item's squares, times 8191."""
    weight = (np.sqrt(counts.astype(np.float64)) * rarity * (1 << 16)).astype(np.int64)
    weight = np.maximum(weight, 1)
    starts = run_starts(row)
    if not len(starts):
        return weight
    lengths = np.diff(np.append(starts, len(row)))
    norm = np.sqrt(np.add.reduceat(weight * weight, starts).astype(np.float64))
    unit: Array = (weight * _UNIT / np.repeat(norm, lengths)).astype(np.int64)
    return unit


def _packed(group: Array, member: Array, unit: Array) -> Array:
    """One integer each, that sorts by group, then from the heaviest, ties to the smaller member."""
    packed: Array = (((group << _UNIT_BITS) | (_UNIT - unit)) << _MEMBER_BITS) | member
    return packed


def _heaviest(packed: Array, most: int) -> Array:
    """The `most` heaviest members of each group, in order."""
    packed.sort()
    group = packed >> _UNIT_BITS + _MEMBER_BITS
    kept = np.ones(len(packed), bool)
    kept[most:] = group[most:] != group[:-most]
    return packed[kept]


def _unpacked(packed: Array, groups: int) -> tuple[Array, Array, Array]:
    """(groups + 1,) where the members of each group start, who they are, and their weights."""
    members, units = packed & _MEMBER, _UNIT - (packed >> _MEMBER_BITS & _UNIT)
    starts = pointers(packed >> _UNIT_BITS + _MEMBER_BITS, groups)
    return frozen(starts), frozen(members, np.int32), frozen(units, np.int32)
