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

from .. import bench
from .remote import BYTES, PREFIX
from .routes import Route

Answer = tuple[int, dict[str, str], str | bytes]

LONGEST_MESSAGE = 4000  # longer than any list of choices


def openapi() -> dict[str, Any]:
    """This description, in the words of OpenAPI 3.1."""
    from .openapi import document

    return document(ROUTES)


ROUTES: Mapping[str, Mapping[str, Route]] = {
    "settings": {
        "GET": Route(bench.settings),
        "PUT": Route(bench.set_settings),
        "DELETE": Route(bench.reset_settings),
    },
    "advance": {"POST": Route(bench.advance)},
    "advance-to": {"POST": Route(bench.advance_to, key="status")},
    "deploy-campaign": {"POST": Route(bench.deploy_campaign)},
    "deploy-recommender": {"POST": Route(bench.deploy_recommender)},
    "explain-filter": {"POST": Route(bench.explain_filter)},
    "reset": {"POST": Route(bench.reset)},
    "restore": {"POST": Route(bench.restore)},
    "snapshot": {"GET": Route(bench.snapshot)},
    "set-transition": {"POST": Route(bench.set_transition)},
    "set-transitions": {"POST": Route(bench.set_transitions)},
    "inject-fault": {"POST": Route(bench.inject_fault)},
    "pending-faults": {"POST": Route(bench.pending_faults, key="faults")},
    "clear-faults": {"POST": Route(bench.clear_faults)},
    "fail-next": {"POST": Route(bench.fail_next)},
    "stub-recommendations": {"POST": Route(bench.stub_recommendations)},
    "stub-ranking": {"POST": Route(bench.stub_ranking)},
    "stub-actions": {"POST": Route(bench.stub_actions)},
    "clear-stubs": {"POST": Route(bench.clear_stubs)},
    "recorded-calls": {"POST": Route(bench.recorded_calls, key="calls")},
    "recorded-events": {"POST": Route(bench.recorded_events, key="events")},
    "clear-recorded": {"POST": Route(bench.clear_recorded)},
    "openapi.json": {"GET": Route(openapi)},
}


def answer(method: str, path: str, body: Any) -> Any:
    """What a route answers, to HTTP and to `testing` in this process. ValueError."""
    try:
        return ROUTES[path][method](body)
    except RecursionError as error:
        raise ValueError("The request is nested too deeply.") from error
    except OverflowError as error:
        raise ValueError(f"A number of the request is too large: {error}.") from error
    except ValueError as error:
        if len(str(error)) <= LONGEST_MESSAGE:
            raise
        raise ValueError(_shortened(str(error))) from None


def control_route(request: Any, full_url: str, headers: Any) -> Answer:
    """Moto's handler of the route: an answer, or 400 with a sentence, 404 for an unknown path, 405."""
    path = unquote(urlparse(full_url).path).removeprefix(PREFIX.rstrip("/")).strip("/")
    if not path and request.method == "GET":
        return _page()
    by_method = ROUTES.get(path)
    if by_method is None:
        text = f"There is no {PREFIX}{path}. Known: {', '.join(sorted(ROUTES))}."
        return _answer(404, {"message": _shortened(text)})
    if request.method not in by_method:
        return _answer(405, {"message": f"{PREFIX}{path} takes {', '.join(by_method)}, not {request.method}."})
    try:
        return _answer(200, answer(request.method, path, _body(request, by_method[request.method])))
    except ValueError as error:
        return _answer(400, {"message": str(error)})


def _shortened(message: str) -> str:
    """Without the middle of what repeats a long request."""
    if len(message) <= LONGEST_MESSAGE:
        return message
    half = LONGEST_MESSAGE // 2
    return f"{message[:half]} [...] {message[-half:]}"


def _page() -> Answer:
    from .openapi_page import page

    return 200, {"Content-Type": "text/html; charset=utf-8"}, page(openapi())


def _answer(status: int, body: Mapping[str, Any] | bytes) -> Answer:
    if isinstance(body, bytes):
        return status, {"Content-Type": BYTES}, body
    return status, {"Content-Type": "application/json"}, json.dumps(body)


def _body(request: Any, route: Route) -> Any:
    # get_data, not data: curl calls a JSON body a form unless told otherwise; boto's requests have a body alone
    raw = request.get_data() if hasattr(request, "get_data") else request.body
    if route.takes_bytes:
        return raw or b""
    try:
        body = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as error:
        raise ValueError(f"The body is not a JSON document: {error}") from None
    if not isinstance(body, dict):
        raise ValueError("The body must be a JSON object.")
    return body
