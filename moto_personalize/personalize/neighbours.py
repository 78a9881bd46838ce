"""The other services of the same process, through moto's backends: never through boto3, which in server mode would
leave the machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


class Unreadable(Exception):
    """An S3 location that cannot be read; the text says what is missing."""


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

    def _objects(self, location: S3Location) -> dict[str, Any]:
        """The objects by their keys, in order; what was deleted in a versioned bucket has a key, but no object."""
        from moto.s3.exceptions import S3ClientError

        try:
            keys = list(self._backend.get_bucket(location.bucket).keys)
        except S3ClientError:
            raise Unreadable(f"the bucket {location.bucket} does not exist") from None
        stored = {key: self._backend.get_object(location.bucket, key) for key in sorted(keys) if location.covers(key)}
        found = {key: value for key, value in stored.items() if value is not None}
        if not found:
            raise Unreadable(f"{location} is empty" if location.folder else f"{location} does not exist")
        return found
