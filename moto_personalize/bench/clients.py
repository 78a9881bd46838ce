"""boto3 clients of the bench: the public API of this process's moto, and nothing else.

Their requests are answered by moto's own dispatch before any of them is sent: under a mock, inside of a server (which
need not know how it is reached: ports are mapped, certificates are its own), and never by AWS.
"""

from __future__ import annotations

import functools
from threading import Lock
from typing import Any

_making = Lock()  # a session makes one client at a time


def client(region_name: str, account_id: str) -> Any:
    """The client of Personalize in a region and account, kept for the process."""
    with _making:
        return _client(region_name, account_id)


@functools.cache
def _client(region_name: str, account_id: str) -> Any:
    from botocore import UNSIGNED
    from botocore.config import Config

    from ..personalize.script import BENCH_HEADER
    from ..registration import dispatched

    def ours(request: Any) -> None:
        request.headers[BENCH_HEADER] = "true"
        request.headers["x-moto-account-id"] = account_id
        # what moto reads the region of; no signature, which it would not look at
        request.headers["Authorization"] = f"Credential=bench/-/{region_name}/personalize/aws4_request"

    made = _session().create_client(
        "personalize",
        region_name=region_name,
        endpoint_url=f"https://personalize.{region_name}.amazonaws.com",  # whatever AWS_ENDPOINT_URL says
        config=Config(signature_version=UNSIGNED, retries={"max_attempts": 0}, user_agent="moto-personalize"),
    )
    dispatched(made, ours)
    return made


_session = functools.cache(lambda: session())


def session() -> Any:
    """A new session of botocore's that reads no file and no profile of the machine: none may change or fail a test."""
    from botocore.session import Session

    nowhere: Any = (None, None, None, None)
    return Session(session_vars=dict.fromkeys(("profile", "config_file", "credentials_file"), nowhere))
