"""The control route ``/moto-api/personalize/...``: what a test may do to the mock itself, over HTTP.

Bodies and answers are JSON objects, and null is as good as absent. A function of the bench is called with the members
of the body, each checked against what the function says it takes; account and region are those of the ARN. A function
that takes or gives bytes has these for a body or an answer.
`openapi.json` below the prefix describes it all to programs, the prefix itself to people.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote, urlparse

from ..bench.snapshots import changed
from .halves import check_whole
from .remote import BYTES, PREFIX
from .routes import Route, shortened
from .table import ROUTES

Answer = tuple[int, dict[str, str], str | bytes]


def openapi() -> dict[str, Any]:
    """This description, in the words of OpenAPI 3.1."""
    from .openapi import document

    return document(SERVED)


SERVED = (*ROUTES, Route(openapi, "GET", at="openapi.json"))
PATHS: Mapping[str, Mapping[str, Route]] = {
    path: {route.method: route for route in SERVED if route.path == path} for path in [route.path for route in SERVED]
}


def control_route(request: Any, full_url: str, headers: Any) -> Answer:
    """Moto's handler of the route: an answer, or 400 with a sentence, 404 for an unknown path, 405."""
    url = urlparse(full_url)
    path = unquote(url.path).removeprefix(PREFIX.rstrip("/")).strip("/")
    if request.method == "OPTIONS" and path in ("", *PATHS):
        return 204, {"Allow": _allowed(path)}, ""
    method = "GET" if request.method == "HEAD" else request.method
    status, told, body = _page() if not path and method == "GET" else _routed(request, method, path, url.query)
    return status, told, "" if request.method == "HEAD" else body


def _allowed(path: str) -> str:
    """What a path takes, as a browser asks before it sends a page's request to another origin."""
    methods = [*PATHS.get(path, ["GET"])]
    return ", ".join([*methods, *["HEAD" for method in methods if method == "GET"], "OPTIONS"])


def _routed(request: Any, method: str, path: str, query: str) -> Answer:
    by_method = PATHS.get(path)
    if by_method is None:
        text = f"There is no {PREFIX}{path}. Known: {', '.join(sorted(PATHS))}."
        return _answer(404, {"message": shortened(text)})
    if method not in by_method:
        allowed = ", ".join(by_method)
        text = f"{PREFIX}{path} takes {allowed}, not {request.method}."
        return _answer(405, {"message": text}, Allow=allowed)
    route = by_method[method]
    try:
        _check_query(query, path, route)
        return _answer(200, route(_body(request, route)))
    except ValueError as error:
        return _answer(400, {"message": _sentence(request, route, error)})


def _sentence(request: Any, route: Route, error: ValueError) -> str:
    """What is wrong, and with bytes, which programs change on their way, how they are sent."""
    as_python = request.headers.get("Content-Type") == BYTES
    if as_python or not route.signature.takes_bytes or not changed(error):
        return str(error)
    what = error if _raw(request) else "The body is empty."
    return f"{what} Send its bytes as they are, as `curl --data-binary @FILE` does."


def _check_query(query: str, path: str, route: Route) -> None:
    """Raise ValueError for one, since what is narrowed in a query would be done to all."""
    if query:
        in_body = route.signature.parameters and not route.signature.takes_bytes
        hint = ": its members go into the body, as JSON" if in_body else ""
        raise ValueError(f"{PREFIX}{path} takes no query{hint}.")


def _page() -> Answer:
    from .openapi_page import page

    return 200, {"Content-Type": "text/html; charset=utf-8"}, page(openapi())


def _answer(status: int, body: Mapping[str, Any] | bytes, **headers: str) -> Answer:
    if isinstance(body, bytes):
        return status, {"Content-Type": BYTES, **headers}, body
    return status, {"Content-Type": "application/json", **headers}, json.dumps(body)


def _body(request: Any, route: Route) -> Any:
    raw = _raw(request)
    if route.signature.takes_bytes:
        return raw or b""
    try:
        body = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as error:
        raise ValueError(f"The body is not a JSON document: {error}") from None
    if not isinstance(body, dict):
        raise ValueError("The body must be a JSON object.")
    check_whole(raw or b"", body)
    return body


def _raw(request: Any) -> Any:
    # get_data, not data: curl calls a JSON body a form unless told otherwise; boto's requests have a body alone
    return request.get_data() if hasattr(request, "get_data") else request.body
