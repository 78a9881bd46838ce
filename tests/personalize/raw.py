"""Requests below the SDK: what no boto3 would send, and answers before boto3 reads them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import requests
from botocore.parsers import create_parser
from moto.core.utils import get_service_model

from moto_personalize.personalize.wire import operations
from tests.conftest import Aws

SIGNED = (
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20240101/{region}/personalize/aws4_request, "
    "SignedHeaders=host, Signature=0123456789abcdef"
)


def send(
    aws: Aws,
    body: bytes | Mapping[str, Any] = b"{}",
    *,
    operation: str | None = None,
    service: str = "personalize",
    path: str = "/",
    method: str = "POST",
    region: str = "us-east-1",
    headers: Mapping[str, str] | None = None,
) -> requests.Response:
    """One request, as it stands. `operation` goes into the target header, `path` names those of the REST services."""
    host = aws.endpoint_url or f"https://{service}.{region}.amazonaws.com"
    target = {"X-Amz-Target": f"AmazonPersonalize.{operation}"} if operation else {}
    return requests.request(
        method,
        f"{host}{path}",
        data=body if isinstance(body, bytes) else json.dumps(body).encode(),
        headers={
            "Authorization": SIGNED.format(region=region),
            "Content-Type": "application/x-amz-json-1.1",
            **target,
            **(headers or {}),
        },
        timeout=10,
    )


def call(aws: Aws, service: str, operation: str, body: bytes | Mapping[str, Any] = b"{}") -> requests.Response:
    """An operation of any of the three services by its name."""
    if service == "personalize":
        return send(aws, body, operation=operation)
    return send(aws, body, service=service, path=operations()[(service, operation)].path)


def error_of(answer: requests.Response, service: str = "personalize") -> tuple[int, str, str]:
    """Status, code and message as botocore reads them."""
    model = get_service_model(service)
    parsed = create_parser(model.metadata["protocol"]).parse(
        {"status_code": answer.status_code, "headers": answer.headers, "body": answer.content}, None
    )
    return answer.status_code, parsed["Error"]["Code"], parsed["Error"]["Message"]
