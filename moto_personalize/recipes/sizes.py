"""What must hold of arrays that belong together: asked where somebody else has written them, before anything counts on
it. Each function raises ValueError where it does not hold."""

from __future__ import annotations

import numpy as np

from .arrays import Array


def check(holds: bool | np.bool_, what: str) -> None:
    """what: the sentence where it does not hold."""
    if not holds:
        raise ValueError(what)


def check_shape(array: Array, shape: tuple[int, ...], kinds: str) -> None:
    """An array of a shape and of one of some kinds, as numpy calls them; numbers are of 32 bits at least."""
    if array.shape != shape:
        raise ValueError(f"an array has the shape {array.shape}, not {shape}")
    if array.dtype.kind not in kinds or (array.dtype.itemsize < 4 and array.dtype.kind != "b"):
        raise ValueError(f"an array is one of {array.dtype}")


def check_numbers(array: Array, count: int, kinds: str = "if") -> None:
    """One finite number for each."""
    check_shape(array, (count,), kinds)
    check(array.dtype.kind != "f" or np.isfinite(array).all(), "a number is not finite")


def check_whole(array: Array, least: int, most: int) -> None:
    """Whole numbers within bounds."""
    check_shape(array, array.shape, "i")
    if array.size and not least <= array.min() <= array.max() <= most:
        raise ValueError(f"a number is not one of {least} to {most}")


def check_codes(codes: Array, count: int, rows: int | None = None, least: int = 0) -> None:
    """Codes of so many things, one a row; least: -1 where a row may have none."""
    check_shape(codes, (len(codes) if rows is None else rows,), "i")
    check_whole(codes, least, count - 1)


def check_order(users: Array) -> None:
    """Codes of the users of rows that stand by user."""
    check((users[1:] >= users[:-1]).all(), "rows are not in the order of their users")


def check_lists(indptr: Array, rows: int, *columns: Array) -> None:
    """Where each row's part of some columns begins, and where the last one ends."""
    check_shape(indptr, (rows + 1,), "i")
    shapes = {column.shape for column in columns} | {(int(indptr[-1]),)}
    check(indptr[0] == 0 and len(shapes) == 1 and (indptr[1:] >= indptr[:-1]).all(), "rows and their parts disagree")


def check_ids(ids: Array) -> None:
    """Texts in order of their code points, each once."""
    check_shape(ids, (len(ids),), "OU")
    texts = ids.tolist()
    check(all(map(str.__lt__, texts, texts[1:])), "ids are not in order")
