"""Decimal integers from bytes, eight digits at a time.

The trick is known as SWAR: eight digits in one word become an integer by three multiplications
(D. Lemire, "Quickly parsing eight digits", 2018).
"""

from __future__ import annotations

import numpy as np

from .arrays import Mask, Places, Values, Words
from .cells import LOW_BYTES, Cells

MOST_DIGITS = 18  # 19 digits may not fit 64 bits

_ZEROS = np.uint64(0x3030303030303030)  # eight times the character "0"
_HIGH_BITS = np.uint64(0x8080808080808080)
_ABOVE_NINE = np.uint64(0x7676767676767676)  # added to a byte above 9, it sets the high bit
_PAIRS = np.uint64(0xFF000000FF)
_MINUS = np.uint64(ord("-"))


def integers(cells: Cells) -> tuple[Values, Mask]:
    """The values of (one or more) cells, int64, and a mask of the cells that are not simple.

    Simple are an optional minus and 1 to 18 digits. The value of any other cell is meaningless.
    """
    negative = (cells.buffer.words[cells.start] & LOW_BYTES[1]) == _MINUS
    length = cells.length
    if negative.any():
        length = length - negative
    odd = (length < 1) | (length > MOST_DIGITS)
    fewest, most = int(length.min()), min(int(length.max()), MOST_DIGITS)
    digits = length if fewest != most else most
    end = cells.start + cells.length
    total = np.zeros(len(cells), np.uint64)
    scale = 1
    for behind in range(0, max(most, 1), 8):
        value, wrong = _last_digits(cells, end - behind, digits - behind)
        total += value * np.uint64(scale)
        odd |= wrong
        scale *= 10**8
    signed = total.astype(np.int64)
    return np.where(negative, -signed, signed), odd


def _last_digits(cells: Cells, end: Places, count: Places | int) -> tuple[Words, Mask]:
    """The integer that the last `count` (clipped to 0..8) bytes before `end` spell, and where they do not."""
    keep = ~LOW_BYTES[8 - np.clip(count, 0, 8)]
    digits = ((cells.buffer.words[end - 8] & keep) | (_ZEROS & ~keep)) - _ZEROS
    wrong = ((digits | (digits + _ABOVE_NINE)) & _HIGH_BITS) != 0
    return _eight_digits(digits), wrong


def _eight_digits(digits: Words) -> Words:
    """Eight values 0..9, the first in the lowest byte, as one decimal number."""
    pairs = digits * np.uint64(10) + (digits >> np.uint64(8))
    upper = (pairs & _PAIRS) * np.uint64(0xF424000000064)  # 100 + (1000000 << 32)
    lower = ((pairs >> np.uint64(16)) & _PAIRS) * np.uint64(0x271000000001)  # 1 + (10000 << 32)
    out: Words = (upper + lower) >> np.uint64(32)
    return out
