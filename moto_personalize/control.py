"""The control route ``/moto-api/personalize/...``: what a test may do to the mock itself, over HTTP.

Bodies and answers are JSON objects, and null is as good as absent. A function of the bench is called with the members
of the body, each checked against what the function says it takes; account and region are those of the ARN.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args, get_origin
from urllib.parse import urlparse

from . import bench, config
from .remote import PREFIX

Answer = tuple[int, dict[str, str], str]


@dataclass(frozen=True)
class Route:
    """A function of the bench by HTTP. `key`: under which the answer shows what is no object itself."""

    function: Callable[..., Any]
    key: str | None = None

    def __call__(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """The answer to a body. ValueError."""
        answer = plain(self.function(**self._arguments(body)))
        return {self.key: answer} if self.key else dict(answer or {})

    @property
    def parameters(self) -> Mapping[str, tuple[Any, bool]]:
        """What each member of the body is, and whether it must be there."""
        signature = inspect.signature(self.function)
        names = vars(sys.modules[self.function.__module__])
        return {
            name: (eval(parameter.annotation, names), parameter.default is parameter.empty)  # ours, not the request's
            for name, parameter in signature.parameters.items()
        }

    def _arguments(self, body: Mapping[str, Any]) -> dict[str, Any]:
        parameters = self.parameters
        for name in body:
            if name not in parameters:
                raise ValueError(f"{name} is not a member of this request. Members: {', '.join(parameters) or 'none'}.")
        given = {name: value for name, value in body.items() if value is not None}
        for name, (kind, required) in parameters.items():
            if name in given and not fits(given[name], kind):
                raise ValueError(f"{name} must be {described(kind)}, not {_shown(given[name])}.")
            if required and name not in given:
                raise ValueError(f"{name} must be given: {described(kind)}.")
        return given


def fits(value: Any, kind: Any) -> bool:
    """Whether a value of JSON is of a parameter's type."""
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return True
    if origin is None:
        return type(value) is kind or (kind is float and type(value) is int)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(fits(each, inner[1]) for each in value.values())
    if origin is Sequence:
        return isinstance(value, (list, tuple)) and all(fits(each, inner[0]) for each in value)
    return any(fits(value, each) for each in inner)


def described(kind: Any) -> str:
    """A parameter's type in words: what JSON calls it."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is None:
        return NAMES.get(kind, "anything")
    if origin is Mapping:
        return "an object" if inner[1] is Any else f"an object of {_plural(inner[1])}"
    if origin is Sequence:
        return "an array" if inner[0] is Any else f"an array of {_plural(inner[0])}"
    return " or ".join(described(each) for each in inner if each is not type(None))


NAMES = {str: "a string", int: "a whole number", float: "a number", bool: "true or false"}


def _plural(kind: Any) -> str:
    words = described(kind).split(" or ")
    return " or ".join(f"{word.removeprefix('a ').removeprefix('an ')}s" for word in words)


def _shown(value: Any) -> str:
    return json.dumps(plain(value), default=repr)


def plain(value: Any) -> Any:
    """What JSON can say, of dataclasses too."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return value


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


ROUTES: Mapping[str, Mapping[str, Callable[[Mapping[str, Any]], Mapping[str, Any]]]] = {
    "settings": {"GET": get_settings, "PUT": put_settings, "DELETE": reset_settings},
    "advance": {"POST": Route(bench.advance)},
    "advance-to": {"POST": Route(bench.advance_to, key="status")},
    "explain-filter": {"POST": Route(bench.explain_filter)},
    "reset": {"POST": Route(bench.reset)},
    "set-transition": {"POST": Route(bench.set_transition)},
    "set-transitions": {"POST": Route(bench.set_transitions)},
    "recorded-calls": {"POST": Route(bench.recorded_calls, key="calls")},
}


def answer(method: str, path: str, body: Mapping[str, Any]) -> Mapping[str, Any]:
    """What a route answers, to HTTP and to `testing` in this process. ValueError."""
    return ROUTES[path][method](body)


def control_route(request: Any, full_url: str, headers: Any) -> Answer:
    """Moto's handler of the route: an answer, or 400 with a sentence, 404 for an unknown path, 405."""
    path = urlparse(full_url).path.removeprefix(PREFIX).strip("/")
    by_method = ROUTES.get(path)
    if by_method is None:
        return _answer(404, {"message": f"There is no {PREFIX}{path}. Known: {', '.join(sorted(ROUTES))}."})
    if request.method not in by_method:
        return _answer(405, {"message": f"{PREFIX}{path} takes {', '.join(by_method)}, not {request.method}."})
    try:
        return _answer(200, answer(request.method, path, _body(request)))
    except ValueError as error:
        return _answer(400, {"message": str(error)})


def _answer(status: int, body: Mapping[str, Any]) -> Answer:
    return status, {"Content-Type": "application/json"}, json.dumps(body)


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
