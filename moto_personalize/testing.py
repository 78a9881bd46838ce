"""The test author's bench. Every function works in process and, with `endpoint_url=`, against a server.

In moto's server mode (TEST_SERVER_MODE) that server is meant unless another is given. In process a function asks what
it would ask over HTTP, so that both modes check and answer alike.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from moto import settings as moto_settings

from . import control, remote
from .bench.records import RecordedCall

if TYPE_CHECKING:
    from .filters import Explanation
    from .fixtures import Personalize as Personalize


def advance(arn: str | None = None, steps: int = 1, *, endpoint_url: str | None = None) -> dict[str, str]:
    """Move one resource, or with no ARN everything that is on its way, by `steps` statuses.

    Works whatever the resource's progression (`immediate`, `manual`, `time`). One resource at rest does what it has
    planned next instead (an automatic training, an update with new items), if there is anything new. Gives the
    statuses by ARN; DELETED means gone. Raises ValueError when no resource has the ARN.
    """
    return _ask(endpoint_url, "advance", arn=arn, steps=steps)


def advance_to(arn: str, status: str, *, endpoint_url: str | None = None) -> str:
    """Move a resource until it has a status, and give that.

    Raises ValueError, naming the statuses ahead of the resource, when it cannot get there.
    """
    return str(_ask(endpoint_url, "advance-to", arn=arn, status=status)["status"])


def set_transition(
    resource_type: str | Sequence[str],
    progression: str,
    *,
    times: int = 1,
    seconds: float | None = None,
    endpoint_url: str | None = None,
) -> None:
    """Set how resources of a type come, change and go, until the mock ends.

    resource_type: `solution_version`, `campaign`, ..., several of them, or `"*"` for all.
    progression: `immediate`, the default: at the end before the call that began the change answers. `manual`: the
    `times`-th Describe shows the next status. `time`: a status lasts `seconds` by the clock of the mock's process,
    which freezegun and time-machine move. `realistic`: by the same clock, about as long as on AWS. `frozen`: nothing
    moves but by `advance`.

    Resources on their way go on in the new way. Moto's state manager shows it as `personalize::<resource_type>`; what
    was there before is put back with the end of the mock. Raises ValueError naming the types, the progressions, or
    the number that is wrong.
    """
    asked = {"resource_type": resource_type, "progression": progression, "times": times, "seconds": seconds}
    _ask(endpoint_url, "set-transition", **asked)


def set_transitions(
    transitions: Mapping[str, str | Mapping[str, Any]] | str, *, endpoint_url: str | None = None
) -> None:
    """Set several transitions, all or none: `{"*": "realistic", "campaign": {"progression": "manual", "times": 2}}`.

    A progression or, with its numbers, a mapping of the arguments of `set_transition`, by type; `"*"` stands for the
    types that are not named. A progression alone is for all types. Raises ValueError.
    """
    by_type = {"*": transitions} if isinstance(transitions, str) else transitions
    _ask(endpoint_url, "set-transitions", transitions=by_type)


def explain_filter(
    filter_arn: str,
    user_id: str | None = None,
    item_id: str | None = None,
    filter_values: Mapping[str, str] | None = None,
    *,
    current_item_id: str | None = None,
    endpoint_url: str | None = None,
) -> Explanation:
    """What a filter does to all items (or users, actions) that its dataset group knows, and why. Print it.

    user_id: the current user, and of a filter of users the one to be judged; item_id: the item, or action, to be
    judged; filter_values, current_item_id: as filterValues and itemId of a request. Raises ValueError when no
    filter has the ARN.
    """
    from .filters import Explanation

    answer = _ask(
        endpoint_url,
        "explain-filter",
        filter_arn=filter_arn,
        user_id=user_id,
        item_id=item_id,
        filter_values=filter_values,
        current_item_id=current_item_id,
    )
    return Explanation.from_dict(answer)


def recorded_calls(operation: str | None = None, *, endpoint_url: str | None = None) -> list[RecordedCall]:
    """What the application sent to Personalize, oldest first."""
    return [RecordedCall(**call) for call in _ask(endpoint_url, "recorded-calls", operation=operation)["calls"]]


def reset(*, endpoint_url: str | None = None) -> None:
    """Empty the mock: the state of every service of moto, transitions, settings, and what a test declared.

    The settings of the environment stay. In process, `mock_personalize` does it when it begins; of a server that
    several tests share, call it before each.
    """
    _ask(endpoint_url, "reset")


def _ask(endpoint_url: str | None, path: str, **asked: Any) -> dict[str, Any]:
    """The answer of a control route of a server, or of this process."""
    body = {name: value for name, value in asked.items() if value is not None}
    if endpoint_url is None and moto_settings.TEST_SERVER_MODE:
        endpoint_url = moto_settings.test_server_mode_endpoint()
    if endpoint_url:
        return remote.call(endpoint_url, "POST", path, body)
    return dict(control.answer("POST", path, body))


def __getattr__(name: str) -> Any:
    # it is made of what stands here
    if name == "Personalize":
        from .fixtures import Personalize

        return Personalize
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
