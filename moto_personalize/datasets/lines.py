"""A file in pieces of complete lines."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from .cells import MARGIN, Buffer
from .errors import DataError
from .marks import COMMA, NEWLINE, STRAY_RETURN, Marks, cut_off
from .quotes import quoted

PIECE = 1 << 19  # bytes at a time: the arrays of a piece stay in the processor's cache
LONGEST_LINE = 1 << 26


def pieces(content: bytes, begin: int, file: str) -> Iterator[Marks]:
    """The lines of a file from this place on, some complete lines at a time.

    Raises:
        DataError: a line does not end within 64 MiB.
    """
    size = PIECE
    while begin < len(content):
        marks = mark(content[begin : begin + size], begin + size >= len(content))
        if marks.consumed:
            begin += marks.consumed
            size = PIECE
            yield marks
        elif size < LONGEST_LINE:
            size *= 2
        else:
            raise DataError.at("a line is longer than 64 MiB: is a quoted value not closed?", file)


def mark(piece: bytes, is_end: bool) -> Marks:
    """The complete lines of a piece that begins at the beginning of a line.

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
