"""The distinct spellings of a column: short ones in the vectorised table, long ones in a dictionary."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from .arrays import Codes, Places
from .cells import WIDEST, Cells
from .interning import Interner

SHORT = WIDEST  # bytes; the table compares all cells of a column over the width of its longest


class Spellings:
    """Codes of cells: 0 upwards for short spellings, -1 downwards for long ones."""

    def __init__(self, shorten: Callable[[bytes], bytes] | None = None) -> None:
        """`shorten` is applied to long cells before they are told apart."""
        self._short = Interner()
        self._long: dict[bytes, int] = {}
        self._shorten = shorten

    def add(self, cells: Cells) -> tuple[Codes, Places]:
        """The code of every cell; and the rows, ascending, that first hold a new spelling of this chunk."""
        if not len(cells) or cells.length.max() <= SHORT:
            codes, fresh = self._short.add(cells)
            return codes, np.sort(fresh)
        is_long = cells.length > SHORT
        codes = np.empty(len(cells), np.int32)
        short_rows, long_rows = np.flatnonzero(~is_long), np.flatnonzero(is_long)
        codes[short_rows], fresh = self._short.add(cells.at(short_rows))
        codes[long_rows], fresh_long = self._add_long(cells, long_rows)
        return codes, np.sort(np.concatenate([short_rows[fresh], fresh_long]))

    def _add_long(self, cells: Cells, rows: Places) -> tuple[Codes, Places]:
        codes, fresh = np.empty(len(rows), np.int32), []
        for i, row in enumerate(rows.tolist()):
            raw = cells.raw(row)
            raw = raw if self._shorten is None else self._shorten(raw)
            before = len(self._long)
            codes[i] = self._long.setdefault(raw, -1 - before)
            if len(self._long) > before:
                fresh.append(row)
        return codes, np.array(fresh, np.intp)

    def ranked(self) -> tuple[list[str], Codes, Codes]:
        """The spellings in order of code points; the rank of codes 0, 1, ..., and the rank of codes -1, -2, ..."""
        order = self._short.order()
        short = self._short.spellings()
        texts = [short[code].decode() for code in order.tolist()] + [raw.decode() for raw in self._long]
        by_text = sorted(range(len(texts)), key=texts.__getitem__)
        rank = np.empty(len(texts), np.int32)
        rank[by_text] = np.arange(len(texts), dtype=np.int32)
        short_rank = np.empty(len(order), np.int32)
        short_rank[order] = rank[: len(order)]
        return [texts[place] for place in by_text], short_rank, rank[len(order) :]
