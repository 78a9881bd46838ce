"""boto3 clients of the bench: the public API of this process's moto, and nothing else.

Their requests are answered by moto's own dispatch before any of them is sent: under a mock, inside of a server (which
need not know how it is reached: ports are mapped, certificates are its own), and never by AWS.
"""

from __future__ import annotations

import functools
from threading import Lock
from typing import Any

_making = Lock()  # a session makes one client at a time


def client(service: str, region_name: str, account_id: str) -> Any:
    """The client of a service, kept for the process."""
    with _making:
        return _client(service, region_name, account_id)


@functools.cache
def _client(service: str, region_name: str, account_id: str) -> Any:
    from botocore.config import Config

    return _session(account_id).create_client(
        service,
        region_name=region_name,
        aws_access_key_id="bench",
        aws_secret_access_key="bench",
        endpoint_url=f"https://{service}.{region_name}.amazonaws.com",  # whatever AWS_ENDPOINT_URL says
        config=Config(retries={"max_attempts": 0}, s3={"addressing_style": "path"}),
    )


@functools.cache
def _session(account_id: str) -> Any:
    """One an account, that reads no file and no profile of the machine: none of them may change or fail a test."""
    from botocore.session import Session

    from ..personalize.script import BENCH_HEADER
    from ..registration import dispatched

    nowhere: Any = (None, None, None, None)
    session = Session(session_vars=dict.fromkeys(("profile", "config_file", "credentials_file"), nowhere))

    def ours(request: Any) -> None:
        request.headers[BENCH_HEADER] = "true"
        request.headers["x-moto-account-id"] = account_id

    dispatched(session, ours)
    return session
