"""Equal cells get equal codes: a hash table of whole columns at a time.

Open addressing with linear probing (Knuth, TAOCP 3, 6.4, algorithm L), where all rows of a chunk
probe at once.
"""

from __future__ import annotations

import numpy as np

from .arrays import Codes, Places, Words
from .cells import Cells

_PRIME = np.uint64(0x9E3779B97F4A7C15)  # 2^64 / golden ratio


def mix(words: list[Words]) -> Words:
    """One 64-bit hash a row."""
    hashed = words[0] * _PRIME
    for word in words[1:]:
        hashed ^= hashed >> np.uint64(32)
        hashed += word
        hashed *= _PRIME
    hashed ^= hashed >> np.uint64(29)
    out: Words = hashed * _PRIME
    return out


class Interner:
    """Codes for cells, in order of first sight of their chunk; compares whole cells, never hashes alone.

    Attributes:
        count: how many distinct cells were seen.
    """

    def __init__(self) -> None:
        self.count = 0
        self._bits = 10
        self._slots = np.full(1 << self._bits, -1, np.int32)
        self._words = [np.zeros(512, np.uint64)]  # (capacity,) each: the k-th word of every distinct cell

    def add(self, cells: Cells) -> tuple[Codes, Places]:
        """The code of every cell, (rows,); and for each new code, in order, a row that holds it."""
        if not len(cells):
            return np.zeros(0, np.int32), np.zeros(0, np.intp)
        self._widen(-(-int(cells.length.max()) // 8))
        words = cells.padded_words(len(self._words))
        hashed = mix(words)
        codes = self._find(words, hashed)
        fresh = [np.zeros(0, np.intp)]
        missing = np.flatnonzero(codes < 0)
        while len(missing):
            rows, inverse = self._insert_missing(words, hashed, missing)
            same = np.ones(len(missing), np.bool_)
            for word in words:
                same &= word[missing] == word[rows][inverse]
            new = np.arange(self.count - len(rows), self.count, dtype=np.int32)
            codes[missing[same]] = new[inverse[same]]
            fresh.append(rows)
            missing = missing[~same]  # other cells of the same hash: next round
        return codes, np.concatenate(fresh)

    def spellings(self) -> list[bytes]:
        """The distinct cells, by code."""
        stacked = np.stack([word[: self.count] for word in self._words], axis=1).astype("<u8")
        out: list[bytes] = stacked.view(f"S{8 * len(self._words)}").ravel().tolist()
        return out

    def order(self) -> Places:
        """The codes, in the byte order of their cells."""
        return np.lexsort([word[: self.count].byteswap() for word in self._words[::-1]])

    def _widen(self, width: int) -> None:
        if width > len(self._words):
            capacity = len(self._words[0])
            self._words += [np.zeros(capacity, np.uint64) for _ in range(width - len(self._words))]
            self._rehash()

    def _insert_missing(self, words: list[Words], hashed: Words, missing: Places) -> tuple[Places, Places]:
        """Stores one cell a hash; gives its row, and the index of that row for each missing one."""
        _, first, inverse = np.unique(hashed[missing], return_index=True, return_inverse=True)
        rows = missing[first]
        before, self.count = self.count, self.count + len(rows)
        self._reserve()
        for stored, word in zip(self._words, words, strict=True):
            stored[before : self.count] = word[rows]
        if self.count * 4 > len(self._slots):
            self._bits = max(self._bits, (self.count * 4 - 1).bit_length())
            self._rehash()
        else:
            self._place(hashed[rows], np.arange(before, self.count, dtype=np.int32))
        return rows, inverse.reshape(-1)

    def _reserve(self) -> None:
        capacity = len(self._words[0])
        if self.count > capacity:
            room = np.zeros(max(self.count, 2 * capacity) - capacity, np.uint64)
            self._words = [np.concatenate([word, room]) for word in self._words]

    def _rehash(self) -> None:
        self._slots = np.full(1 << self._bits, -1, np.int32)
        hashed = mix([word[: self.count] for word in self._words])
        self._place(hashed, np.arange(self.count, dtype=np.int32))

    def _home(self, hashed: Words) -> Places:
        return (hashed >> np.uint64(64 - self._bits)).astype(np.intp)

    def _place(self, hashed: Words, codes: Codes) -> None:
        slot = self._home(hashed)
        while len(codes):
            free = self._slots[slot] < 0
            self._slots[slot[free]] = codes[free]  # of several for one slot the last one wins
            lost = self._slots[slot] != codes
            slot, codes = (slot[lost] + 1) & (len(self._slots) - 1), codes[lost]

    def _find(self, words: list[Words], hashed: Words) -> Codes:
        """The code of every row, -1 where its cell is not stored."""
        slot = self._home(hashed)
        codes = self._slots[slot]
        todo = np.flatnonzero((codes >= 0) & ~self._equal(codes, words))
        while len(todo):
            slot[todo] = (slot[todo] + 1) & (len(self._slots) - 1)
            candidate = self._slots[slot[todo]]
            found = self._equal(candidate, [word[todo] for word in words])
            codes[todo] = np.where(found, candidate, -1)
            todo = todo[~found & (candidate >= 0)]
        return codes

    def _equal(self, codes: Codes, words: list[Words]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        same = codes >= 0
        for stored, word in zip(self._words, words, strict=True):
            same &= stored.take(codes) == word  # indexing with int32 takes five times as long
        return same
