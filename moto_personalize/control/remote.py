"""The control route of a server, as its clients call it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

PREFIX = "/moto-api/personalize/"
PATIENCE = 60  # seconds, until a server is reached: what it does then, it does to the end, as in process
BYTES = "application/octet-stream"


def mode_endpoint() -> str | None:
    """Where the mock is in moto's server mode (TEST_SERVER_MODE) and proxy mode (TEST_PROXY_MODE); None: here."""
    from moto import settings

    return server_mode_endpoint() or (settings.test_proxy_mode_endpoint() if settings.is_test_proxy_mode() else None)


def server_mode_endpoint() -> str | None:
    """Where clients, too, find the mock in moto's server mode: in its proxy mode they are redirected."""
    from moto import settings

    return settings.test_server_mode_endpoint() if settings.TEST_SERVER_MODE else None


def checked(endpoint_url: Any) -> str:
    """The URL of a server, as it is given.

    ValueError: it is none (an empty one is of a variable that is not set), or that of the route.
    """
    if not isinstance(endpoint_url, str) or not re.match("https?://", endpoint_url):
        raise ValueError(
            f"endpoint_url must be the URL of a server, such as http://localhost:5000, not {endpoint_url!r}."
        )
    if PREFIX.rstrip("/") in endpoint_url:
        without = f"without {PREFIX.rstrip('/')}"
        raise ValueError(f"endpoint_url must be the address of the server, {without}, not '{endpoint_url}'.")
    return endpoint_url


def call(endpoint_url: str, method: str, path: str, body: Mapping[str, Any] | str | bytes | None = None) -> Any:
    """The answer of a control route, a dictionary or bytes, to a body: JSON, as a mapping or a text, or bytes.

    ValueError with the server's sentence, or when no such server is there.
    """
    import requests

    url = f"{endpoint_url.rstrip('/')}{PREFIX}{path}"
    kind = BYTES if isinstance(body, bytes) else "application/json"
    data = json.dumps(body) if isinstance(body, Mapping) else body
    try:
        response = requests.request(method, url, data=data, headers={"Content-Type": kind}, timeout=(PATIENCE, None))
    except requests.RequestException as error:
        raise ValueError(f"Nothing answers at {url}: {error}") from None
    if response.ok and response.headers.get("Content-Type") == BYTES:
        return response.content
    try:
        answer = dict(response.json())
    except (ValueError, TypeError):  # moto and other servers answer in HTML
        if response.status_code >= 500:
            raise ValueError(f"{endpoint_url} failed with {response.status_code}; its log says why.") from None
        raise ValueError(
            f"{endpoint_url} answers {response.status_code} and does not serve {PREFIX}; "
            "start it with moto-personalize serve."
        ) from None
    if not response.ok:
        raise ValueError(answer.get("message", response.text))
    return answer
