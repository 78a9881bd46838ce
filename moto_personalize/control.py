"""The control route ``/moto-api/personalize/...``: what a test may do to the mock itself, over HTTP.

GET, PUT and DELETE ``settings``; POST ``advance`` and ``advance-to``. Bodies and answers are JSON; account and
region come as ``account_id`` and ``region`` in the body or are found in the ARN.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlparse

from . import config
from .bench import advance, advance_to

PREFIX = "/moto-api/personalize/"
Answer = tuple[int, dict[str, str], str]


def control_route(request: Any, full_url: str, headers: Any) -> Answer:
    """Moto's handler of the route: an answer, or 400 with a sentence, 404 for an unknown path, 405."""
    path = urlparse(full_url).path.removeprefix(PREFIX).strip("/")
    by_method = ROUTES.get(path)
    if by_method is None:
        return _answer(404, {"message": f"There is no {PREFIX}{path}. Known: {', '.join(sorted(ROUTES))}."})
    action = by_method.get(request.method)
    if action is None:
        return _answer(405, {"message": f"{PREFIX}{path} takes {', '.join(by_method)}, not {request.method}."})
    try:
        return _answer(200, action(_body(request)))
    except (ValueError, TypeError, KeyError) as error:
        return _answer(400, {"message": str(error)})


def get_settings(_: Mapping[str, Any]) -> dict[str, Any]:
    return vars(config.current())


def put_settings(body: Mapping[str, Any]) -> dict[str, Any]:
    """Set some settings; the others stay."""
    merged = {**config.configured(), **config.checked(body)}
    config.user_config()[config.CONFIG_KEY] = merged
    return get_settings({})


def reset_settings(_: Mapping[str, Any]) -> dict[str, Any]:
    """Back to the environment and the defaults."""
    config.user_config().pop(config.CONFIG_KEY, None)
    return get_settings({})


def post_advance(body: Mapping[str, Any]) -> dict[str, str]:
    return advance(body.get("arn"), int(body.get("steps", 1)))


def post_advance_to(body: Mapping[str, Any]) -> dict[str, str]:
    missing = [name for name in ("arn", "status") if not body.get(name)]
    if missing:
        raise ValueError(f"{' and '.join(missing)} must be given.")
    return {"status": advance_to(body["arn"], body["status"])}


ROUTES: Mapping[str, Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]] = {
    "settings": {"GET": get_settings, "PUT": put_settings, "DELETE": reset_settings},
    "advance": {"POST": post_advance},
    "advance-to": {"POST": post_advance_to},
}


def _answer(status: int, body: Mapping[str, Any]) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(body)


def _body(request: Any) -> Mapping[str, Any]:
    # get_data, not data: curl calls a JSON body a form unless told otherwise; boto's requests have a body alone
    raw = request.get_data() if hasattr(request, "get_data") else request.body
    body = json.loads(raw or b"{}")
    if not isinstance(body, dict):
        raise ValueError("The body must be a JSON object.")
    return body
