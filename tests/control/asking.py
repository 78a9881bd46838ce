"""A request of the control route, as any HTTP client sends it."""

from __future__ import annotations

import json
from typing import Any

import requests

from moto_personalize import config
from tests.conftest import Aws

DEFAULTS = vars(config.Settings())
ROUTE = "/moto-api/personalize/"


def control(aws: Aws, method: str, path: str, body: Any = None, **kwargs: Any) -> tuple[int, Any]:
    """Status and JSON of an answer of the control route."""
    host = aws.endpoint_url or "http://motoapi.amazonaws.com"
    data = body if isinstance(body, bytes) else json.dumps(body) if body is not None else None
    answer = requests.request(method, f"{host}{ROUTE}{path}", data=data, timeout=10, **kwargs)
    assert answer.headers["Content-Type"] == "application/json"
    return answer.status_code, answer.json()


def message(text: str) -> dict[str, str]:
    return {"message": text}
