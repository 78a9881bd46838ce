"""The other services of the same process, through moto's backends: never through boto3, which in server mode would
leave the machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlparse


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
        url = urlparse(location)
        if url.scheme != "s3" or not url.netloc or "?" in location or "#" in location:
            raise ValueError(location)
        return cls(url.netloc, url.path.lstrip("/"))

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"

    @property
    def folder(self) -> bool:
        return not self.key or self.key.endswith("/")


class S3:
    """Moto's S3 as an account sees it."""

    def __init__(self, account_id: str, partition: str) -> None:
        from moto.s3.models import s3_backends

        self._backend = s3_backends[account_id][partition]

    def keys(self, location: S3Location) -> list[str]:
        """The keys at a location in their order: one, or those on the first level of a folder.

        Raises Unreadable when the bucket does not exist or nothing is there.
        """
        from moto.s3.exceptions import S3ClientError

        try:
            stored = self._backend.get_bucket(location.bucket).keys
        except S3ClientError:
            raise Unreadable(f"the bucket {location.bucket} does not exist") from None
        if not location.folder:
            found = [location.key] if location.key in stored else []
        else:
            inside = (key for key in stored if key.startswith(location.key) and key != location.key)
            found = sorted(key for key in inside if "/" not in key[len(location.key) :])
        if not found:
            raise Unreadable(f"{location} does not exist" if not location.folder else f"{location} is empty")
        return found

    def files(self, location: S3Location) -> Iterator[tuple[str, bytes]]:
        """Name and content of each object at a location, one at a time. Raises Unreadable."""
        for key in self.keys(location):
            stored = self._backend.get_object(location.bucket, key)
            if stored is None:
                raise Unreadable(f"s3://{location.bucket}/{key} was deleted")
            yield f"s3://{location.bucket}/{key}", stored.value
