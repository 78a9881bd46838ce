"""The other services of the same process, through moto's backends: never through boto3, which in server mode would
leave the machine."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Any

CHUNK = 1 << 20  # bytes
LONGEST_LINE = 64 << 20


class Unreadable(Exception):
    """An S3 location that cannot be read; the text says what is missing."""


class Unwritable(Exception):
    """An S3 location that cannot be written to; the text says what is missing."""


def role_exists(account_id: str, partition: str, arn: str) -> bool:
    """Whether moto's IAM of an account has a role."""
    from moto.iam.models import iam_backends

    return any(role.arn == arn for role in iam_backends[account_id][partition].get_roles())


@dataclass(frozen=True)
class S3Location:
    """A bucket with a key, or with a prefix that ends in a slash: then the first level of a folder."""

    bucket: str
    key: str

    @classmethod
    def parse(cls, location: str) -> S3Location:
        """The bucket and key of ``s3://bucket/key``. ValueError for anything else."""
        bucket, _, key = location.removeprefix("s3://").partition("/")
        if not location.startswith("s3://") or not bucket:
            raise ValueError(location)
        return cls(bucket, key)

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"

    @property
    def folder(self) -> bool:
        return not self.key or self.key.endswith("/")

    def below(self, name: str) -> str:
        """The key of a file in the folder that the location names, with or without a slash at its end."""
        return f"{self.key}{name}" if self.folder else f"{self.key}/{name}"

    def covers(self, key: str) -> bool:
        """Whether a key is the one meant, or on the first level of the folder."""
        if not self.folder:
            return key == self.key
        name = key.removeprefix(self.key)
        return key.startswith(self.key) and name != "" and "/" not in name


class S3:
    """Moto's S3 as an account sees it."""

    def __init__(self, account_id: str, partition: str) -> None:
        from moto.s3.models import s3_backends

        self._backend = s3_backends[account_id][partition]

    def files(self, location: S3Location) -> Iterator[tuple[str, bytes]]:
        """Name and content of each object at a location, one at a time: one, or those on the first level of a folder.

        Raises Unreadable when the bucket does not exist or nothing is there.
        """
        for key, stored in self._objects(location).items():
            yield f"s3://{location.bucket}/{key}", stored.value

    def keys(self, bucket: str, prefix: str) -> list[str]:
        """The keys that begin with a prefix, in order. Raises Unreadable when the bucket or such a key is missing."""
        found = self._stored(bucket, lambda key: key.startswith(prefix))
        if not found:
            raise Unreadable(f"nothing begins with s3://{bucket}/{prefix}")
        return list(found)

    def size_of(self, location: S3Location) -> int:
        """Of all that `files` gives of a location together, in bytes. Raises Unreadable."""
        return sum(int(stored.size) for stored in self._objects(location).values())

    def size(self, bucket: str, key: str) -> int:
        """Of an object, in bytes."""
        return int(self._object(bucket, key).size)

    def lines(self, bucket: str, key: str) -> Iterator[bytes]:
        """The lines of an object without their ends, read as they are asked for: of an object of any size.

        Raises Unreadable when it is not there, or has a line of more than 64 MiB.
        """
        begun: list[bytes] = []  # of a line longer than a chunk
        for chunk in self._chunks(self._object(bucket, key)):
            first, *others = chunk.split(b"\n")
            begun.append(first)
            if len(begun) * CHUNK > LONGEST_LINE:
                raise Unreadable(f"s3://{bucket}/{key} has a line of more than {LONGEST_LINE >> 20} MiB")
            if others:
                yield b"".join(begun)
                yield from others[:-1]
                begun = others[-1:]
        if rest := b"".join(begun):
            yield rest

    def check_bucket(self, name: str) -> None:
        """Raise Unwritable when a bucket does not exist."""
        self._bucket(name, Unwritable)

    @contextmanager
    def outputs(self, location: S3Location) -> Iterator[Outputs]:
        """Files that appear below a location together when the block ends well; when it raises, none does.

        Raises Unwritable when the bucket does not exist.
        """
        self._bucket(location.bucket, Unwritable)
        with tempfile.TemporaryDirectory() as folder:
            outputs = Outputs(folder)
            yield outputs
            for name, content in outputs.written():
                self._store(location.bucket, location.below(name), content)

    @contextmanager
    def lent(self, bucket: str, region_name: str) -> Iterator[Callable[[str, bytes], str]]:
        """A new bucket for the time of a block, which is given what puts an object there and tells its location.

        A bucket of that name may be there, in any account: then the new one has a number behind it.
        """
        from moto.s3.exceptions import MissingBucket

        bucket, keys = self._new_bucket(bucket, region_name), []

        def put(key: str, content: bytes) -> str:
            self._backend.put_object(bucket, key, content, disable_notification=True)
            keys.append(key)
            return f"s3://{bucket}/{key}"

        try:
            yield put
        finally:
            with suppress(MissingBucket):  # a reset has taken it
                for key in keys:
                    self._backend.delete_object(bucket, key)
                self._backend.delete_bucket(bucket)

    def _new_bucket(self, wanted: str, region_name: str, number: int = 1) -> str:
        """The name of a bucket that is made."""
        from moto.s3.exceptions import BucketAlreadyExists

        name = wanted if number == 1 else f"{wanted}-{number}"
        try:
            self._backend.create_bucket(name, region_name)
        except BucketAlreadyExists:
            return self._new_bucket(wanted, region_name, number + 1)
        return name

    def _store(self, bucket: str, key: str, content: IO[bytes]) -> None:
        """Copy a file into moto's own, which lies on disk when it is large: put_object would take it as bytes."""
        from moto.s3 import notifications

        stored = self._backend.put_object(bucket, key, b"", disable_notification=True)
        with stored.lock:
            shutil.copyfileobj(content, stored._value_buffer, CHUNK)
            stored.contentsize = content.tell()
        event = notifications.S3NotificationEvent.OBJECT_CREATED_PUT_EVENT
        notifications.send_event(self._backend.account_id, event, self._bucket(bucket, Unwritable), stored)

    def _chunks(self, stored: Any) -> Iterator[bytes]:
        place = 0
        while True:
            with stored.lock:  # a client may read it between two chunks
                stored._value_buffer.seek(place)
                chunk = stored._value_buffer.read(CHUNK)
            if not chunk:
                return
            yield chunk
            place += len(chunk)

    def _object(self, bucket: str, key: str) -> Any:
        found = self._stored(bucket, lambda other: other == key)
        if key not in found:
            raise Unreadable(f"s3://{bucket}/{key} does not exist")
        return found[key]

    def _objects(self, location: S3Location) -> dict[str, Any]:
        found = self._stored(location.bucket, location.covers)
        if not found:
            raise Unreadable(f"{location} is empty" if location.folder else f"{location} does not exist")
        return found

    def _stored(self, bucket: str, wanted: Callable[[str], bool]) -> dict[str, Any]:
        """Objects by their keys, in order; what was deleted in a versioned bucket has a key, but no object."""
        keys = sorted(key for key in self._bucket(bucket, Unreadable).keys if wanted(key))
        stored = {key: self._backend.get_object(bucket, key) for key in keys}
        return {key: value for key, value in stored.items() if value is not None}

    def _bucket(self, name: str, refusal: type[Exception]) -> Any:
        from moto.s3.exceptions import S3ClientError

        try:
            return self._backend.get_bucket(name)
        except S3ClientError:
            raise refusal(f"the bucket {name} does not exist") from None


class Outputs:
    """Files being written, on disk."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._names: list[str] = []

    def open(self, name: str) -> IO[bytes]:
        """A new file to write to; it must be closed when the outputs are stored."""
        self._names.append(name)
        return open(self._path(len(self._names)), "wb")

    def written(self) -> Iterator[tuple[str, IO[bytes]]]:
        """Name and content of each, one at a time."""
        for number, name in enumerate(self._names, 1):
            with open(self._path(number), "rb") as content:
                yield name, content

    def _path(self, number: int) -> str:
        return os.path.join(self._folder, str(number))


class CloudWatch:
    """Moto's CloudWatch of an account and region."""

    def __init__(self, account_id: str, region: str) -> None:
        from moto.cloudwatch.models import cloudwatch_backends

        self._backend = cloudwatch_backends[account_id][region]

    def put(self, namespace: str, data: list[dict[str, Any]]) -> None:
        """Metrics as PutMetricData takes them."""
        self._backend.put_metric_data(namespace, data)
