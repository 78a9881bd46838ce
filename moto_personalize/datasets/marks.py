"""Where the cells of a piece of CSV end: what `lines` and `quotes` find and `grid` takes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Mask, Places
from .cells import Buffer

COMMA, NEWLINE, RETURN, QUOTE, BACKSLASH = b',\n\r"\\'

STRAY_RETURN = "a carriage return stands alone: lines end with LF or CRLF"


@dataclass(frozen=True)
class Flaw:
    """Something that stops the reading of a line.

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


def cut_off(marks: Marks, place: int, what: str) -> Marks:
    """The lines before the one that holds this place of the buffer, and a flaw there."""
    cell = int(np.searchsorted(marks.ends, place))
    line_ends = np.flatnonzero(marks.last[:cell])
    kept = int(line_ends[-1]) + 1 if len(line_ends) else 0
    flaw = Flaw(len(line_ends), cell - kept, what)
    return Marks(marks.buffer, marks.ends[:kept], marks.last[:kept], marks.consumed, flaw)
