"""Lines with quoted values: RFC 4180, and AWS's backslash escapes inside quotes [dg:items-datasets].

A quote that counts toggles between outside and inside. A doubled quote closes and opens again, so only the number
of toggles before a comma says whether the comma separates: no state is carried from byte to byte.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Bytes, Mask, Places
from .cells import MARGIN, Buffer
from .marks import BACKSLASH, COMMA, NEWLINE, QUOTE, RETURN, STRAY_RETURN, Marks, cut_off

STRAY_QUOTE = "a quote stands inside a value: quote the whole value and double the quotes in it"
OPEN_QUOTE = "a quoted value has no closing quote"


def quoted(piece: bytes, is_end: bool) -> Marks:
    """The lines of a piece with quotes; see `lines.mark`."""
    found = _Quotes.of(np.frombuffer(piece, np.uint8))
    data = found.data
    ends = np.flatnonzero((data == COMMA) | (data == NEWLINE))
    ends = ends[found.outside(ends)]
    last = data[ends] == NEWLINE
    place, what = _first_flaw(found, is_end)
    if place < 0 and not last.any():
        return Marks(Buffer.around(b""), ends[:0], last[:0], 0)
    consumed = int(ends[last][-1]) + 1 if place < 0 else len(data)
    ends = ends[ends < consumed]
    keep = _kept(found, ends[last[: len(ends)]])
    dropped = np.flatnonzero(~keep)
    buffer = Buffer.around(data[:consumed][keep[:consumed]].tobytes())
    marks = Marks(buffer, _moved(ends, dropped), last[: len(ends)], consumed)
    return marks if place < 0 else cut_off(marks, int(_moved(np.array([place]), dropped)[0]), what)


@dataclass(frozen=True)
class _Quotes:
    """The quotes of a piece of a file.

    Attributes:
        after: (bytes,) the byte behind each byte; a line break behind the last one, where it is not known.
        toggles: places of the quotes that open or close.
        escapes: places of the backslashes that make the next byte literal, if inside quotes.
        escaped: places of the quotes that are literal so.
    """

    data: Bytes
    after: Bytes
    toggles: Places
    escapes: Places
    escaped: Places

    @classmethod
    def of(cls, data: Bytes) -> _Quotes:
        escapes, escaped = _escapes(data)
        is_toggle = data == QUOTE
        is_toggle[escaped] = False
        after = np.append(data[1:], np.uint8(NEWLINE))
        return cls(data, after, np.flatnonzero(is_toggle), escapes, escaped)

    def outside(self, places: Places) -> Mask:
        """Whether each place is outside quotes."""
        out: Mask = np.searchsorted(self.toggles, places) % 2 == 0
        return out

    def reopening(self) -> Mask:
        """Whether each opening quote directly follows a closing one: together they stand for one quote."""
        opens, closes = self.toggles[0::2], self.toggles[1::2]
        before = np.append(-2, closes)[: len(opens)]
        out: Mask = opens == before + 1
        return out


def _escapes(data: Bytes) -> tuple[Places, Places]:
    """Backslashes that escape, and quotes that are escaped.

    In a run of backslashes each odd one escapes the next; a last odd one escapes a quote, or stands for itself.
    Whether a quote behind backslashes is inside quotes does not matter here: outside it is misplaced either way.
    """
    slashes = np.flatnonzero(data == BACKSLASH)
    if not len(slashes):
        return slashes, slashes
    begins = np.flatnonzero(np.diff(slashes, prepend=-2) != 1)
    rank = np.arange(len(slashes)) - np.repeat(begins, np.diff(begins, append=len(slashes)))
    odd = slashes[rank % 2 == 0]
    after = data[np.minimum(odd + 1, len(data) - 1)]
    return odd[(after == BACKSLASH) | (after == QUOTE)], odd[after == QUOTE] + 1


def _kept(found: _Quotes, newlines: Places) -> Mask:
    """The bytes that belong to values and separators."""
    keep = np.ones(len(found.data), np.bool_)
    keep[found.toggles] = False
    keep[found.toggles[0::2][found.reopening()]] = True
    keep[found.escapes[~found.outside(found.escapes)]] = False
    before = newlines[newlines > 0] - 1
    keep[before[found.data[before] == RETURN]] = False
    return keep


def _moved(places: Places, dropped: Places) -> Places:
    """Where these bytes of the piece are in the buffer, from which the dropped ones are gone."""
    out: Places = places - np.searchsorted(dropped, places) + len(MARGIN)
    return out


def _first_flaw(found: _Quotes, is_end: bool) -> tuple[int, str]:
    """Place and kind of the first flaw; the place is -1 when there is none."""
    flaws = [(int(places[0]), STRAY_QUOTE) for places in _stray_quotes(found) if len(places)]
    returns = np.flatnonzero(found.data == RETURN)
    stray = returns[found.outside(returns) & (found.after[returns] != NEWLINE)]
    flaws += [(int(stray[0]), STRAY_RETURN)] if len(stray) else []
    if is_end and len(found.toggles) % 2:
        flaws.append((int(found.toggles[-1]), OPEN_QUOTE))
    return min(flaws, default=(-1, ""))


def _stray_quotes(found: _Quotes) -> tuple[Places, Places, Places]:
    """Quotes that open within a value, that close before its end, and escaped ones outside quotes."""
    opens, closes = found.toggles[0::2], found.toggles[1::2]
    before = np.where(opens > 0, found.data[opens - 1], NEWLINE)
    begins = (before == COMMA) | (before == NEWLINE) | found.reopening()
    after = found.after[closes]
    ends = (after == COMMA) | (after == NEWLINE) | (after == RETURN) | (after == QUOTE)
    return opens[~begins], closes[~ends], found.escaped[found.outside(found.escaped)]
