"""The outside of a snapshot: a file is restored whole or refused, and takes no memory that it does not have."""

from __future__ import annotations

import hashlib
import io
import json
import pickle
import re
import struct
import tracemalloc
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

import pytest

from moto_personalize import mock_personalize
from moto_personalize.personalize.state.file import FORMAT, MAGIC, MOST_TIMES, packed, unpacked, version
from moto_personalize.testing import restore, snapshot
from tests.conftest import Aws

CUT = "The snapshot is damaged: it was cut short or changed."
FOREIGN = "This is not a snapshot of moto-personalize."
SIZES = "The snapshot is damaged: it does not say its sizes."


@pytest.fixture
def data() -> bytes:
    with mock_personalize():
        Aws().personalize.create_dataset_group(name="films")
        return snapshot()


@pytest.fixture
def untouched() -> Iterator[None]:
    """What is there stays there."""
    with mock_personalize():
        Aws().personalize.create_dataset_group(name="before")
        yield
        assert [group["name"] for group in Aws().personalize.list_dataset_groups()["datasetGroups"]] == ["before"]


def refused(data: bytes, text: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        restore(data)


def made(header: Any, body: bytes = b"", length: int | None = None) -> bytes:
    """A file with the right checksum."""
    text = header if isinstance(header, bytes) else json.dumps({"moto_personalize": version()} | header).encode()
    rest = struct.pack("<I", len(text) if length is None else length) + text + body
    return MAGIC + hashlib.sha256(rest).digest() + rest


def test_what_was_packed_is_unpacked() -> None:
    document, arrays = b'{"nodes": []}', bytes(range(256)) * 8
    assert unpacked(packed(document, arrays, {"numpy": "2"})) == (document, arrays)


@pytest.mark.parametrize("size", [0, 1, 10_000_000])
def test_what_could_be_packed_too_tightly_is_read_all_the_same(size: int) -> None:
    assert unpacked(packed(b"{}", bytes(size), {})) == (b"{}", bytes(size))


def test_a_snapshot_cut_short_anywhere_is_refused(data: bytes, untouched: None) -> None:
    for length in range(len(data)):
        refused(data[:length], CUT if length >= len(MAGIC) else FOREIGN)


def test_a_snapshot_with_any_byte_changed_is_refused(data: bytes, untouched: None) -> None:
    for place in range(len(data)):
        changed = data[:place] + bytes([data[place] ^ 1 << place % 8]) + data[place + 1 :]
        refused(changed, CUT if place >= len(MAGIC) else FOREIGN)


def test_bytes_behind_a_snapshot_are_refused(data: bytes, untouched: None) -> None:
    refused(data + b"\n", CUT)


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as written:
        written.writestr("state.json", "{}")
    return file.getvalue()


@pytest.mark.parametrize("other", [b"", b"films", archive(), pickle.dumps({"films": 1}), b"\x93NUMPY\x01\x00"])
def test_another_file_is_refused(other: bytes, untouched: None) -> None:
    refused(other, FOREIGN)


def test_a_later_format_is_refused_by_its_name(untouched: None) -> None:
    text = (
        f"The snapshot has format {FORMAT + 1}, made by moto-personalize 9.1; this version reads up to format {FORMAT}."
    )
    refused(made({"format": FORMAT + 1, "moto_personalize": "9.1"}), text)


@pytest.mark.parametrize("maker", ["0.0.9", "1.1.0", "0", ""])
def test_a_snapshot_of_another_minor_number_is_refused_by_its_version(maker: str, untouched: None) -> None:
    text = (
        f"The snapshot was made by moto-personalize {maker}, and can be read by {'.'.join(maker.split('.')[:2])}.x "
        f"alone; this is {version()}: make it anew."
    )
    refused(made({"format": FORMAT, "moto_personalize": maker}), text)


def test_a_snapshot_of_the_same_minor_number_is_read() -> None:
    minor = ".".join(version().split(".")[:2])
    assert unpacked(packed(b"{}", b"", {"moto_personalize": f"{minor}.99.dev1"})) == (b"{}", b"")


def test_a_snapshot_of_no_version_is_refused(untouched: None) -> None:
    text = "The snapshot is damaged: it does not say which version made it."
    refused(made({"format": FORMAT, "moto_personalize": None}), text)


@pytest.mark.parametrize("header", [b"{", b"[]", b"\xff", b"[" * 100_000])
def test_a_header_that_is_none_is_refused(header: bytes, untouched: None) -> None:
    refused(made(header), "The snapshot is damaged: it has no header.")


def test_a_snapshot_without_anything_is_refused(untouched: None) -> None:
    refused(MAGIC + hashlib.sha256(b"").digest(), "The snapshot is damaged: it has no header.")


@pytest.mark.parametrize("given", [None, "1", 0, -1, True, 1.5])
def test_a_format_that_is_none_is_refused(given: Any, untouched: None) -> None:
    refused(made({"format": given}), "The snapshot is damaged: it does not say its format.")


@pytest.mark.parametrize(("document", "arrays"), [(None, 0), (0, "0"), (-1, 1), (1.0, 0), (True, 1)])
def test_sizes_that_are_none_are_refused(document: Any, arrays: Any, untouched: None) -> None:
    refused(made({"format": FORMAT, "document": document, "arrays": arrays}, bytes(99)), SIZES)


@pytest.mark.parametrize("size", [10**6, 10**10, 10**30])
def test_a_snapshot_that_claims_more_than_it_can_hold_takes_no_memory(size: int, untouched: None) -> None:
    body = zlib.compress(bytes(10**7), 9)[:9_000]
    claim = made({"format": FORMAT, "document": 0, "arrays": size}, body)
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"^The snapshot is damaged: "):
        restore(claim)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4 * MOST_TIMES * len(body)


@pytest.mark.parametrize("size", [10, 1_000])
def test_a_snapshot_that_holds_more_than_it_claims_takes_no_memory(size: int, untouched: None) -> None:
    bomb = made({"format": FORMAT, "document": 0, "arrays": size}, zlib.compress(bytes(10**7), 9))
    refused(bomb, "The snapshot is damaged: its content has another size than it says.")


def test_content_that_cannot_be_unpacked_is_refused(untouched: None) -> None:
    refused(
        made({"format": FORMAT, "document": 2, "arrays": 0}, b"films"),
        "The snapshot is damaged: its content cannot be unpacked.",
    )
