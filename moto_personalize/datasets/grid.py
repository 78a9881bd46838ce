"""Lines of cells become columns of cells; lines that do not fit are found."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Mask, Places
from .cells import MARGIN, Buffer, Cells
from .marks import Flaw, Marks, cut_off

NUL = "a NUL byte: the file is not CSV text"
NOT_UTF8 = "the file is not UTF-8 text"


@dataclass(frozen=True)
class Grid:
    """The rows of a piece of a file, before its first flaw.

    Attributes:
        ends: (rows, width) place in the buffer where each cell ends.
        begins: (rows,) where each row begins.
        lines: (rows,) which line of the piece each row is; blank lines are no rows.
        count: how many lines the piece has.
    """

    buffer: Buffer
    begins: Places
    ends: Places
    lines: Places
    count: int
    flaw: Flaw | None

    def column(self, index: int) -> Cells:
        """The cells of one column."""
        start = self.begins if index == 0 else self.ends[:, index - 1] + 1
        return Cells(self.buffer, start, self.ends[:, index] - start)


def grid(marks: Marks, width: int) -> Grid:
    """The rows of `width` cells, up to the first line of another width or with bytes that are no text."""
    marks = _readable(marks)
    last = np.flatnonzero(marks.last)
    begins = np.concatenate([[len(MARGIN)], marks.ends[last[:-1]] + 1])[: len(last)]
    if width > 1 and _is_regular(marks, width):
        rows = np.arange(len(last))
        return Grid(marks.buffer, begins, marks.ends.reshape(-1, width), rows, len(last), marks.flaw)
    return _irregular(marks, width, last, begins)


def _readable(marks: Marks) -> Marks:
    """Cut off before the first NUL byte or byte that is not UTF-8."""
    data = marks.buffer.data
    nul = data.find(0, len(MARGIN), len(data) - len(MARGIN))
    if not data.isascii():
        try:
            data.decode()
        except UnicodeDecodeError as error:
            if nul < 0 or error.start < nul:
                return _earlier(marks, error.start, NOT_UTF8)
    return marks if nul < 0 else _earlier(marks, nul, NUL)


def _earlier(marks: Marks, place: int, what: str) -> Marks:
    is_before_flaw = len(marks.ends) and place <= marks.ends[-1]
    return cut_off(marks, place, what) if is_before_flaw or marks.flaw is None else marks


def _is_regular(marks: Marks, width: int) -> bool:
    if len(marks.ends) % width:
        return False
    by_row = marks.last.reshape(-1, width)
    return bool(by_row[:, -1].all()) and np.count_nonzero(marks.last) == len(by_row)


def _irregular(marks: Marks, width: int, last: Places, begins: Places) -> Grid:
    first = np.concatenate([[0], last[:-1] + 1])[: len(last)]
    widths = last - first + 1
    blank = (widths == 1) & (marks.ends[last] == begins)
    flaw = _width_flaw(widths, blank, width) or marks.flaw
    lines = np.flatnonzero(~blank & (widths == width))
    lines = lines if flaw is None else lines[lines < flaw.line]
    ends = marks.ends[first[lines][:, None] + np.arange(width)]
    return Grid(marks.buffer, begins[lines], ends, lines, len(last), flaw)


def _width_flaw(widths: Places, blank: Mask, width: int) -> Flaw | None:
    bad = np.flatnonzero(~blank & (widths != width))
    if not len(bad):
        return None
    return Flaw(int(bad[0]), None, f"{widths[bad[0]]} values where the header names {width} columns")
