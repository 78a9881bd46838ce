"""A snapshot as bytes: magic number, checksum of all that follows, header, and the packed document and arrays.

Whatever is wrong with a file, no more memory is asked for than a multiple of the file's own length.
"""

from __future__ import annotations

import functools
import hashlib
import json
import struct
import zlib
from importlib import metadata
from typing import Any

# as of PNG: the first byte and the line ends show a file that was sent as text
MAGIC = b"\x89moto-personalize snapshot\r\n\x1a\n"
FORMAT = 1
MOST_TIMES = 32
"""So many times the file's length its content may be; what could be packed tighter is not packed at all."""

FOREIGN = "This is not a snapshot of moto-personalize."
DAMAGED = "The snapshot is damaged"
_DIGEST = hashlib.sha256().digest_size
_LENGTH = struct.Struct("<I")


@functools.cache
def version() -> str:
    """Of this package."""
    return metadata.version("moto-personalize")


def packed(document: bytes, arrays: bytes, versions: dict[str, str]) -> bytes:
    """The file. versions: of what else made it, for whoever cannot read it."""
    content = document + arrays
    body = zlib.compress(content, 1)
    if len(content) > MOST_TIMES * len(body):
        body = zlib.compress(content, 0)
    made = {"format": FORMAT, "moto_personalize": version(), **versions}
    header = json.dumps({**made, "document": len(document), "arrays": len(arrays)}).encode()
    rest = _LENGTH.pack(len(header)) + header + body
    return MAGIC + hashlib.sha256(rest).digest() + rest


def unpacked(data: bytes) -> tuple[bytes, bytes]:
    """Document and arrays. ValueError: it is no snapshot, a damaged one, or one of another version."""
    if not data.startswith(MAGIC):
        raise ValueError(FOREIGN)
    view = memoryview(data)[len(MAGIC) :]
    digest, rest = view[:_DIGEST], view[_DIGEST:]
    if hashlib.sha256(rest).digest() != digest:
        raise ValueError(f"{DAMAGED}: it was cut short or changed.")
    header, body = _header(rest)
    _check_format(header)
    _check_maker(header.get("moto_personalize"))
    return _content(body, header.get("document"), header.get("arrays"))


def _header(rest: memoryview) -> tuple[dict[str, Any], memoryview]:
    try:
        (length,) = _LENGTH.unpack_from(rest)
        header = json.loads(bytes(rest[_LENGTH.size : _LENGTH.size + length]))
    except (ValueError, struct.error, RecursionError):
        raise ValueError(f"{DAMAGED}: it has no header.") from None
    if not isinstance(header, dict):
        raise ValueError(f"{DAMAGED}: it has no header.")
    return header, rest[_LENGTH.size + length :]


def _check_format(header: dict[str, Any]) -> None:
    found = header.get("format")
    if type(found) is not int or found < 1:
        raise ValueError(f"{DAMAGED}: it does not say its format.")
    if found > FORMAT:
        maker = header.get("moto_personalize", "a later version")
        raise ValueError(
            f"The snapshot has format {found}, made by moto-personalize {maker}; this version reads up to format "
            f"{FORMAT}."
        )


def _check_maker(maker: Any) -> None:
    """Fields of nouns and models may have other names, or mean something else, in versions of another minor number."""
    if type(maker) is not str:
        raise ValueError(f"{DAMAGED}: it does not say which version made it.")
    if _minor(maker) != _minor(version()):
        raise ValueError(
            f"The snapshot was made by moto-personalize {maker}, and can be read by {_minor(maker)}.x alone; this is "
            f"{version()}: make it anew."
        )


def _minor(number: str) -> str:
    return ".".join(number.split(".")[:2])


def _content(body: memoryview, document: Any, arrays: Any) -> tuple[bytes, bytes]:
    if type(document) is not int or type(arrays) is not int or min(document, arrays) < 0:
        raise ValueError(f"{DAMAGED}: it does not say its sizes.")
    size = document + arrays
    if size > MOST_TIMES * len(body):
        raise ValueError(f"{DAMAGED}: {len(body)} bytes cannot hold {size}.")
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(body, size + 1)
    except zlib.error:
        raise ValueError(f"{DAMAGED}: its content cannot be unpacked.") from None
    if len(content) != size or not unpacking.eof or unpacking.unused_data:
        raise ValueError(f"{DAMAGED}: its content has another size than it says.")
    return content[:document], content[document:]
