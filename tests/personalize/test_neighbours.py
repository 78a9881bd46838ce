"""Moto's S3 as jobs use it: prefixes, streams, and files that appear together or not at all."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from moto_personalize import mock_personalize
from moto_personalize.personalize import neighbours
from moto_personalize.personalize.neighbours import S3, S3Location, Unreadable, Unwritable

BUCKET = "films"


@pytest.fixture
def client() -> Iterator[Any]:
    with mock_personalize():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield client


def s3() -> S3:
    return S3("123456789012", "aws")


def keys(client: Any) -> list[str]:
    return [entry["Key"] for entry in client.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def put(client: Any, key: str, body: bytes) -> None:
    client.put_object(Bucket=BUCKET, Key=key, Body=body)


def test_keys_are_those_that_begin_with_a_prefix_in_any_folder(client: Any) -> None:
    for key in ("in/b", "in/a/c", "input", "other"):
        put(client, key, b"x")
    assert s3().keys(BUCKET, "in") == ["in/a/c", "in/b", "input"]
    assert s3().keys(BUCKET, "in/") == ["in/a/c", "in/b"]


def test_a_prefix_with_nothing_behind_it_is_unreadable(client: Any) -> None:
    with pytest.raises(Unreadable, match="nothing begins with s3://films/in"):
        s3().keys(BUCKET, "in")
    with pytest.raises(Unreadable, match="the bucket theatres does not exist"):
        s3().keys("theatres", "in")


def test_what_was_deleted_in_a_versioned_bucket_is_no_key(client: Any) -> None:
    client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
    put(client, "in/a", b"x")
    put(client, "in/b", b"x")
    client.delete_object(Bucket=BUCKET, Key="in/a")
    assert s3().keys(BUCKET, "in/") == ["in/b"]


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        (b"", []),
        (b"one", [b"one"]),
        (b"one\n", [b"one"]),
        (b"one\n\ntwo", [b"one", b"", b"two"]),
        (b"a" * (3 << 20) + b"\nb", [b"a" * (3 << 20), b"b"]),
    ],
)
def test_lines_are_read_across_chunks(client: Any, body: bytes, lines: list[bytes]) -> None:
    put(client, "in", body)
    assert list(s3().lines(BUCKET, "in")) == lines
    assert s3().size(BUCKET, "in") == len(body)


def test_a_line_of_many_chunks_is_put_together_once(client: Any) -> None:
    put(client, "in", b"a\n" + b"b" * (20 << 20) + b"\nc")
    assert [len(line) for line in s3().lines(BUCKET, "in")] == [1, 20 << 20, 1]


def test_a_line_without_an_end_is_given_up(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert neighbours.LONGEST_LINE == 64 << 20
    monkeypatch.setattr(neighbours, "LONGEST_LINE", 4 << 20)
    put(client, "in", b"a\n" + b"b" * (6 << 20))
    with pytest.raises(Unreadable, match="s3://films/in has a line of more than 4 MiB"):
        list(s3().lines(BUCKET, "in"))


def test_lines_of_an_object_that_is_not_there(client: Any) -> None:
    with pytest.raises(Unreadable, match="s3://films/in does not exist"):
        list(s3().lines(BUCKET, "in"))


def test_reading_lines_does_not_hold_the_object(client: Any) -> None:
    line = b"x" * 99 + b"\n"
    put(client, "in", line * 300_000)
    tracemalloc.start()
    assert sum(1 for _ in s3().lines(BUCKET, "in")) == 300_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 << 20  # of 30 MB


@pytest.mark.parametrize("path", ["s3://films/out", "s3://films/out/"])
def test_outputs_appear_together_below_the_location(client: Any, path: str) -> None:
    with s3().outputs(S3Location.parse(path)) as out:
        with out.open("a.csv") as file:
            file.write(b"1\n")
            file.write(b"2\n")
        with out.open("b/c.csv") as file:
            file.write(b"3")
        assert keys(client) == []
    assert keys(client) == ["out/a.csv", "out/b/c.csv"]
    stored = client.get_object(Bucket=BUCKET, Key="out/a.csv")
    assert stored["Body"].read() == b"1\n2\n"
    assert (stored["ContentLength"], stored["ETag"]) == (4, '"6ddb4095eb719e2a9f0a3f95677d24e0"')


def test_outputs_at_the_root_of_a_bucket(client: Any) -> None:
    with s3().outputs(S3Location.parse("s3://films")) as out, out.open("a.csv") as file:
        file.write(b"1")
    assert keys(client) == ["a.csv"]


def write_half() -> None:
    with s3().outputs(S3Location.parse("s3://films/out/")) as out:
        with out.open("a.csv") as file:
            file.write(b"1")
        raise ValueError("half way")


def test_no_output_appears_when_the_work_fails(client: Any) -> None:
    with pytest.raises(ValueError, match="half way"):
        write_half()
    assert keys(client) == []


def test_outputs_need_a_bucket(client: Any) -> None:
    with (
        pytest.raises(Unwritable, match="the bucket theatres does not exist"),
        s3().outputs(S3Location.parse("s3://theatres/out/")),
    ):
        pytest.fail("nothing may be written")


def test_writing_outputs_does_not_hold_them(client: Any) -> None:
    tracemalloc.start()
    with s3().outputs(S3Location.parse("s3://films/out/")) as out, out.open("a") as file:
        for _ in range(60):
            file.write(b"x" * (1 << 20))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert client.head_object(Bucket=BUCKET, Key="out/a")["ContentLength"] == 60 << 20
    assert peak < 45 << 20  # moto keeps up to 16 MB of an object in memory
