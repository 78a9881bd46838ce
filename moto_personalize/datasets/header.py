"""The first line of a file: the names of its columns."""

from __future__ import annotations

from collections.abc import Sequence

from .errors import DataError
from .marks import STRAY_RETURN
from .schema import Schema

BOM = b"\xef\xbb\xbf"
GZIP = "the file is compressed with gzip: unpack it first"
UTF_16 = "the file is UTF-16 text: save it as UTF-8"
OTHER_FORMATS = {b"\x1f\x8b": GZIP, b"\xff\xfe": UTF_16, b"\xfe\xff": UTF_16}
"""What people upload instead of UTF-8 text, by its first two bytes."""


def missing_columns(header: bytes, schema: Schema) -> list[str]:
    """The fields of the schema that the header lacks, in the schema's order.

    Args:
        header: the first bytes of a file, at least its first line.

    Raises:
        DataError: the bytes are no header at all (empty, binary, not UTF-8, quoted).
    """
    names, _ = read_header(header, "")
    return _missing(names, schema)


def other_columns(header: bytes, schema: Schema, file: str) -> list[str]:
    """The names in the header that the schema does not have, in their order.

    Raises:
        DataError: as `missing_columns`.
    """
    names, _ = read_header(header, file)
    return [name for name in names if schema.field(name) is None]


def read_header(raw: bytes, file: str) -> tuple[list[str], int]:
    """The column names of a file, and where its second line begins.

    Raises:
        DataError: the bytes are no header, or a name stands there twice.
    """
    if other := OTHER_FORMATS.get(raw[:2]):
        raise DataError.at(other, file, 1)
    begin = len(BOM) if raw.startswith(BOM) else 0
    end = raw.find(b"\n", begin)
    line = raw[begin:] if end < 0 else raw[begin:end]
    names = _text(line.removesuffix(b"\r"), file).split(",")
    for index, name in enumerate(names):
        if name in names[:index]:
            raise DataError.at("the header names this column twice", file, 1, name)
    return names, len(raw) if end < 0 else end + 1


def check_columns(names: Sequence[str], schema: Schema, file: str) -> None:
    """Raises DataError, worded by AWS [obs-028], when the schema has fields that are not among the names."""
    missing = _missing(names, schema)
    if missing:
        sentence = f"Input csv is missing the following columns: [{', '.join(missing)}]"
        raise DataError.worded(sentence, file, None, missing[0])


def _missing(names: Sequence[str], schema: Schema) -> list[str]:
    present = set(names)
    return [field.name for field in schema.fields if field.name not in present]


def _text(line: bytes, file: str) -> str:
    if not line.strip():
        raise DataError.at("the file is empty, or its first line is: it must name the columns", file, 1)
    if b"\0" in line:
        raise DataError.at("a NUL byte: the file is not CSV text", file, 1)
    if b"\r" in line:
        raise DataError.at(STRAY_RETURN, file, 1)
    if b'"' in line:
        raise DataError.at("column names must not be quoted", file, 1)
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise DataError.at("the file is not UTF-8 text", file, 1) from None
