"""The control route ``/moto-api/personalize/...``: what a test may do to the mock itself, over HTTP.

GET, PUT and DELETE ``settings``; POST ``advance``, ``advance-to`` and ``explain-filter``. Bodies and answers are JSON
objects; account and region are those of the ARN.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlparse

from . import config
from .bench import advance, advance_to, explain_filter
from .remote import PREFIX

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
    except ValueError as error:
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
    steps = body.get("steps", 1)
    if type(steps) is not int:
        raise ValueError(f"steps must be a whole number, not {json.dumps(steps)}.")
    return advance(_text(body, "arn") if body.get("arn") is not None else None, steps)


def post_advance_to(body: Mapping[str, Any]) -> dict[str, str]:
    return {"status": advance_to(_text(body, "arn"), _text(body, "status"))}


def post_explain_filter(body: Mapping[str, Any]) -> dict[str, Any]:
    ids = {name: _text(body, name) for name in ("user_id", "item_id", "current_item_id") if body.get(name) is not None}
    return dataclasses.asdict(explain_filter(_text(body, "filter_arn"), filter_values=body.get("filter_values"), **ids))


ROUTES: Mapping[str, Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]] = {
    "settings": {"GET": get_settings, "PUT": put_settings, "DELETE": reset_settings},
    "advance": {"POST": post_advance},
    "advance-to": {"POST": post_advance_to},
    "explain-filter": {"POST": post_explain_filter},
}


def _answer(status: int, body: Mapping[str, Any]) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(body)


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be given, as a string.")
    return value


def _body(request: Any) -> Mapping[str, Any]:
    # get_data, not data: curl calls a JSON body a form unless told otherwise; boto's requests have a body alone
    raw = request.get_data() if hasattr(request, "get_data") else request.body
    try:
        body = json.loads(raw or b"{}")
    except (ValueError, RecursionError) as error:
        raise ValueError(f"The body is not a JSON document: {error}") from None
    if not isinstance(body, dict):
        raise ValueError("The body must be a JSON object.")
    return body
