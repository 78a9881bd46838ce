"""The cells of one column of one chunk: places in a buffer, read eight bytes at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Places, Words

WIDEST = 48  # bytes of a cell that are read as words
MARGIN = bytes(WIDEST)  # on both sides of a buffer: words may begin before a cell or end behind it
LOW_BYTES = np.array([(1 << (8 * count)) - 1 for count in range(9)], np.uint64)


@dataclass(frozen=True)
class Buffer:
    """Bytes between two margins, and every (unaligned) little-endian word of eight bytes in them.

    Attributes:
        words: (len(data) - 7,) the word that begins at each byte.
    """

    data: bytes
    words: Words

    @classmethod
    def around(cls, content: bytes) -> Buffer:
        data = b"".join((MARGIN, content, MARGIN))
        return cls(data, np.ndarray(len(data) - 7, "<u8", data, strides=(1,)))


@dataclass(frozen=True)
class Cells:
    """Where each cell of a column begins in the buffer, and how many bytes it has; one entry a row."""

    buffer: Buffer
    start: Places
    length: Places

    def __len__(self) -> int:
        return len(self.start)

    def at(self, rows: Places) -> Cells:
        """The cells of these rows."""
        return Cells(self.buffer, self.start[rows], self.length[rows])

    def raw(self, row: int) -> bytes:
        """The bytes of one cell."""
        start = int(self.start[row])
        return self.buffer.data[start : start + int(self.length[row])]

    def text(self, row: int) -> str:
        """One cell as text; bytes that are not UTF-8 are shown as such."""
        return self.raw(row).decode(errors="backslashreplace")

    def padded_words(self, count: int) -> list[Words]:
        """The first words of every cell, zero beyond its end; `count` (at most 6) arrays of (rows,)."""
        shortest, longest = int(self.length.min()), int(self.length.max())
        return [self._word(8 * k, shortest - 8 * k, longest - 8 * k) for k in range(count)]

    def _word(self, offset: int, fewest: int, most: int) -> Words:
        if most <= 0:
            return np.zeros(len(self), np.uint64)
        word: Words = self.buffer.words[self.start + offset]
        if fewest >= 8:
            return word
        kept = LOW_BYTES[most if fewest == most else np.clip(self.length - offset, 0, 8)]
        cut: Words = word & kept
        return cut
