"""Where the cells of a piece of CSV end.

Two readers of the same result: `plain` for bytes without a quote character, `quoted` for the others, which
finds the quotes that count, and takes them and the escapes out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Bytes, Mask, Places
from .cells import MARGIN, Buffer

COMMA, NEWLINE, RETURN, QUOTE, BACKSLASH = b',\n\r"\\'


@dataclass(frozen=True)
class Flaw:
    """Something at a place that stops the reading of its row.

    Attributes:
        line: which line of the piece, from 0.
        cell: which cell of the line, from 0; None when the line as a whole is meant.
    """

    line: int
    cell: int | None
    what: str


@dataclass(frozen=True)
class Marks:
    """The complete lines at the beginning of a piece.

    Attributes:
        buffer: their bytes, without quotes and escapes.
        ends: (cells,) place in the buffer where each cell ends.
        last: (cells,) whether the cell is the last one of its line.
        consumed: how many bytes of the piece are done with; 0 when it holds no complete line.
        flaw: what stopped the reading behind those lines.
    """

    buffer: Buffer
    ends: Places
    last: Mask
    consumed: int
    flaw: Flaw | None = None


def mark(piece: bytes, is_end: bool) -> Marks:
    """The complete lines of a piece of a file that begins at the beginning of a line.

    Args:
        is_end: the file ends with this piece, so its last line needs no line break.
    """
    if is_end and not piece.endswith(b"\n"):
        piece += b"\n"
    return quoted(piece, is_end) if b'"' in piece else plain(piece)


def plain(piece: bytes) -> Marks:
    """The lines of a piece without quotes."""
    consumed = piece.rfind(b"\n") + 1
    content = piece[:consumed]
    if b"\r" in content:
        content = content.replace(b"\r\n", b"\n")
    buffer = Buffer.around(content)
    data = np.frombuffer(buffer.data, np.uint8)
    newline = data == NEWLINE
    ends = np.flatnonzero(newline | (data == COMMA))
    marks = Marks(buffer, ends, newline[ends], consumed)
    stray = content.find(b"\r")
    return marks if stray < 0 else cut_off(marks, len(MARGIN) + stray, STRAY_RETURN)


STRAY_RETURN = "a carriage return stands alone: lines end with LF or CRLF"
STRAY_QUOTE = "a quote stands inside a value: quote the whole value and double the quotes in it"
OPEN_QUOTE = "a quoted value has no closing quote"


def cut_off(marks: Marks, place: int, what: str) -> Marks:
    """The lines before the one that holds this place of the buffer, and a flaw there."""
    cell = int(np.searchsorted(marks.ends, place))
    line_ends = np.flatnonzero(marks.last[:cell])
    kept = int(line_ends[-1]) + 1 if len(line_ends) else 0
    flaw = Flaw(len(line_ends), cell - kept, what)
    return Marks(marks.buffer, marks.ends[:kept], marks.last[:kept], marks.consumed, flaw)


def quoted(piece: bytes, is_end: bool) -> Marks:
    """The lines of a piece with quotes (RFC 4180, and backslash escapes inside quotes)."""
    data = np.frombuffer(piece, np.uint8)
    escapes, escaped = _escapes(data)
    toggles = np.setdiff1d(np.flatnonzero(data == QUOTE), escaped, assume_unique=True)
    ends = np.flatnonzero((data == COMMA) | (data == NEWLINE))
    ends = ends[_outside(toggles, ends)]
    last = data[ends] == NEWLINE
    place, what = _first_flaw(data, toggles, escaped)
    if is_end and len(toggles) % 2 and toggles[-1] < place:
        place, what = int(toggles[-1]), OPEN_QUOTE
    flawed = place < len(data)
    if not flawed and not last.any():
        return Marks(Buffer.around(b""), ends[:0], last[:0], 0)
    consumed = len(data) if flawed else int(ends[last][-1]) + 1
    escapes = escapes[~_outside(toggles, escapes)]
    dropped = ~_kept(data, toggles, escapes, ends[last])
    buffer = Buffer.around(data[:consumed][~dropped[:consumed]].tobytes())
    before = np.flatnonzero(dropped)
    inside = ends[ends < consumed]
    marks = Marks(buffer, _moved(inside, before), last[: len(inside)], consumed)
    return cut_off(marks, int(_moved(np.array([place]), before)[0]), what) if flawed else marks


def _moved(places: Places, dropped: Places) -> Places:
    """Where these bytes of the piece are in the buffer, from which the dropped ones are gone."""
    out: Places = places - np.searchsorted(dropped, places) + len(MARGIN)
    return out


def _outside(toggles: Places, places: Places) -> Mask:
    """Whether each place is outside quotes."""
    out: Mask = np.searchsorted(toggles, places) % 2 == 0
    return out


def _escapes(data: Bytes) -> tuple[Places, Places]:
    """Backslashes that make the next byte literal, and quotes that are literal so.

    In a run of backslashes each odd one escapes the next; a last odd one escapes a quote, or stands for
    itself. Whether the run is inside quotes does not matter here: where a backslash precedes a quote outside
    of them, the quote is misplaced either way.
    """
    slashes = np.flatnonzero(data == BACKSLASH)
    if not len(slashes):
        return slashes, slashes
    begins = np.flatnonzero(np.diff(slashes, prepend=-2) != 1)
    rank = np.arange(len(slashes)) - np.repeat(begins, np.diff(begins, append=len(slashes)))
    odd = slashes[rank % 2 == 0]
    after = data[np.minimum(odd + 1, len(data) - 1)]
    return odd[(after == BACKSLASH) | (after == QUOTE)], odd[after == QUOTE] + 1


def _kept(data: Bytes, toggles: Places, escapes: Places, newlines: Places) -> Mask:
    """The bytes that belong to values and separators."""
    keep = np.ones(len(data), np.bool_)
    keep[toggles] = False
    opens, closes = toggles[2::2], toggles[1::2][: len(toggles[2::2])]
    keep[opens[opens == closes + 1]] = True  # a doubled quote closes and opens again
    keep[escapes] = False
    before = newlines[newlines > 0] - 1
    keep[before[data[before] == RETURN]] = False
    return keep


def _first_flaw(data: Bytes, toggles: Places, escaped: Places) -> tuple[int, str]:
    """Place and kind of the first quote or carriage return that stands where it may not; or the length."""
    opens, closes = toggles[0::2], toggles[1::2]
    reopens = np.zeros(len(opens), np.bool_)
    reopens[1:] = opens[1:] == closes[: len(opens) - 1] + 1
    before = data[opens - 1]
    bad_opens = opens[~(reopens | (opens == 0) | (before == COMMA) | (before == NEWLINE))]
    after = data[np.minimum(closes + 1, len(data) - 1)]
    is_known = closes + 1 < len(data)  # else the next piece will tell
    good = (after == COMMA) | (after == NEWLINE) | (after == RETURN) | (after == QUOTE)
    bad_closes = closes[is_known & ~good]
    bad_escaped = escaped[_outside(toggles, escaped)]
    returns = np.flatnonzero(data == RETURN)
    returns = returns[_outside(toggles, returns)]
    stray = returns[data[np.minimum(returns + 1, len(data) - 1)] != NEWLINE]
    stray = stray[stray + 1 < len(data)]
    flaws = [(places[0], STRAY_QUOTE) for places in (bad_opens, bad_closes, bad_escaped) if len(places)]
    flaws += [(stray[0], STRAY_RETURN)] if len(stray) else []
    place, what = min(flaws, default=(len(data), ""))
    return int(place), what
