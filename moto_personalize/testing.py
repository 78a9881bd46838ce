"""The test author's bench. Every function works in process and, with `endpoint_url=`, against a server.

In moto's server mode (TEST_SERVER_MODE) that server is meant unless another is given, in its proxy mode
(TEST_PROXY_MODE) the proxy. In process a function asks what it would ask over HTTP, so that both modes check and
answer alike.
"""

from __future__ import annotations

import importlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .bench import synthetic
from .bench.deploying import Deployment as Deployment
from .bench.faults import InjectedFault as InjectedFault
from .bench.records import RecordedCall as RecordedCall
from .bench.records import RecordedEvent as RecordedEvent
from .bench.rows import given_rows
from .config import DEFAULT_REGION
from .control import arguments, halves, kinds, remote, table
from .registration import mock_running

__all__ = [
    "Deployment",
    "InjectedFault",
    "RecordedCall",
    "RecordedEvent",
    "advance",
    "advance_to",
    "clear_faults",
    "clear_recorded",
    "clear_stubs",
    "deploy_campaign",
    "deploy_recommender",
    "explain_filter",
    "fail_next",
    "inject_fault",
    "pending_faults",
    "recorded_calls",
    "recorded_events",
    "reset",
    "restore",
    "set_transition",
    "set_transitions",
    "snapshot",
    "stub_actions",
    "stub_ranking",
    "stub_recommendations",
    "synthetic_interactions",
]
"""Without `Personalize` and `Explanation`, which a star would load."""

if TYPE_CHECKING:
    from .filters import Explanation as Explanation
    from .plugin.fixtures import Personalize as Personalize


def advance(arn: str | None = None, steps: int = 1, *, endpoint_url: str | None = None) -> dict[str, str]:
    """Move one resource, or with no ARN everything that is on its way, by `steps` statuses.

    Works whatever the resource's progression; of the kinds in `set_transition`, `frozen` moves by this alone. One
    resource at rest does what it has planned next instead (an automatic training, an update with new items), if there
    is anything new. Gives the statuses by ARN; DELETED means gone. Raises ValueError when no resource has the ARN.
    """
    return _ask(endpoint_url, "advance", arn=arn, steps=steps)


def advance_to(arn: str, status: str, *, endpoint_url: str | None = None) -> str:
    """Move a resource until it has a status, in capitals or not, and give that as AWS spells it.

    Raises ValueError, naming the statuses ahead of the resource, when it cannot get there.
    """
    return str(_ask(endpoint_url, "advance_to", arn=arn, status=status)["status"])


def set_transition(
    resource_type: str | Sequence[str],
    progression: str,
    *,
    times: int | None = None,
    seconds: float | None = None,
    endpoint_url: str | None = None,
) -> None:
    """Set how resources of a type come, change and go, until the mock ends.

    resource_type: `solution_version`, `campaign`, ..., several of them, or `"*"` for all.
    progression: `immediate`, the default: at the end before the call that began the change answers. `manual`: the
    `times`-th Describe shows the next status, without `times` the first. `time`: a status lasts `seconds` by the clock
    of the mock's process, which freezegun and time-machine move. `realistic`: by the same clock, about as long as on
    AWS. `frozen`: nothing moves but by `advance`.

    Resources on their way go on in the new way. Moto's state manager shows it as `personalize::<resource_type>`; what
    was there before is put back with the end of the mock. Raises ValueError naming the types, the progressions, or
    the number that is wrong.
    """
    asked = {"resource_type": resource_type, "progression": progression, "times": times, "seconds": seconds}
    _ask(endpoint_url, "set_transition", **asked)


def set_transitions(
    transitions: Mapping[str, str | Mapping[str, Any]] | str, *, endpoint_url: str | None = None
) -> None:
    """Set several transitions, all or none: `{"*": "realistic", "campaign": {"progression": "manual", "times": 2}}`.

    A progression or, with its numbers, a mapping of the arguments of `set_transition`, by type; `"*"` stands for the
    types that are not named. A progression alone is for all types. Raises ValueError.
    """
    _ask(endpoint_url, "set_transitions", transitions=transitions)


def deploy_campaign(
    recipe: str,
    interactions: Any = None,
    items: Any = None,
    users: Any = None,
    *,
    actions: Any = None,
    action_interactions: Any = None,
    filters: Mapping[str, str] | None = None,
    event_type: str | None = None,
    solution_config: Mapping[str, Any] | None = None,
    campaign_config: Mapping[str, Any] | None = None,
    name: str | None = None,
    dataset_group_arn: str | None = None,
    region_name: str | None = None,
    account_id: str | None = None,
    endpoint_url: str | None = None,
) -> Deployment:
    """A campaign of a recipe, with everything that it takes, ACTIVE whatever the transitions say.

    recipe: its name ("aws-user-personalization-v2") or ARN. interactions, items, users, actions, action_interactions:
    rows, as mappings or namedtuples with the schema's field names (`USER_ID`; `userId` and `user_id` are as good), a
    pandas or polars frame, or the path of a CSV file; interactions also as tuples, or an array of numpy, of (user,
    item, timestamp[, event type[, event value]]), action interactions of (user, action, timestamp[, event type]).
    What describes an item may be several texts, in a list. The schemas are made from the rows: items, users and
    actions that nothing describes but an id get a CATEGORY, as schemas must have one, and items of a domain what it
    requires of them and no row has, the same for each. Times are seconds since 1970 or datetimes, of which those
    without a zone are in UTC. Without rows the data that the recipe needs are made up: of users u0, u1, ..., items i0,
    i1, ... and actions a0, a1, ...
    filters: expressions by name. event_type: of rows that have none ("click", or what the recipe is about), and the
    eventType of the solution. solution_config, campaign_config: in the API's own words. name: of all that is made,
    else bench-1, bench-2, ... region_name: else AWS_DEFAULT_REGION, else us-east-1. account_id: else moto's own.

    dataset_group_arn: of one that is there, an earlier deployment's or the application's: its data, its event tracker
    and the rules that hold in it stay, no rows can be given, and region and account are its own.

    No minimum of data holds in the new dataset group, and nothing in it counts against a quota. Raises ValueError when
    an argument or a row is wrong, when a resource fails, with its failureReason, and when no mock is running; then
    nothing of the deployment is left.
    """
    return _deploy(
        endpoint_url,
        "deploy_campaign",
        region_name,
        {
            "interactions": interactions,
            "items": items,
            "users": users,
            "actions": actions,
            "action_interactions": action_interactions,
        },
        recipe=recipe,
        filters=filters,
        event_type=event_type,
        solution_config=solution_config,
        campaign_config=campaign_config,
        name=name,
        dataset_group_arn=dataset_group_arn,
        account_id=account_id,
    )


def deploy_recommender(
    recipe: str,
    interactions: Any = None,
    items: Any = None,
    users: Any = None,
    *,
    filters: Mapping[str, str] | None = None,
    recommender_config: Mapping[str, Any] | None = None,
    name: str | None = None,
    dataset_group_arn: str | None = None,
    region_name: str | None = None,
    account_id: str | None = None,
    endpoint_url: str | None = None,
) -> Deployment:
    """A recommender of a use case, with everything that it takes, ACTIVE whatever the transitions say.

    recipe: name ("aws-vod-top-picks") or ARN of the use case, which says the domain. Interactions without an event
    type are what the use case learns from: Watch, View or Purchase; one that learns from nothing else refuses rows
    that have none of it. recommender_config: in the API's own words. All
    else is as for `deploy_campaign`.
    """
    return _deploy(
        endpoint_url,
        "deploy_recommender",
        region_name,
        {"interactions": interactions, "items": items, "users": users},
        recipe=recipe,
        filters=filters,
        recommender_config=recommender_config,
        name=name,
        dataset_group_arn=dataset_group_arn,
        account_id=account_id,
    )


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
        "explain_filter",
        filter_arn=filter_arn,
        user_id=user_id,
        item_id=item_id,
        filter_values=filter_values,
        current_item_id=current_item_id,
    )
    return Explanation.from_dict(answer)


def inject_fault(
    operation: str,
    error: str | None = None,
    message: str | None = None,
    times: int | None = 1,
    *,
    when: Mapping[str, Any] | Callable[[dict[str, Any]], Any] | None = None,
    probability: float | None = None,
    seed: int = 0,
    latency: float = 0.0,
    endpoint_url: str | None = None,
) -> InjectedFault:
    """Let requests of the application fail, or wait: before any stub or model answers, and nothing is changed.

    operation: "GetRecommendations" or "get_recommendations"; "*" for every operation.
    error: one that the operation models; "ThrottlingException", "InternalFailure" (500), "ServiceUnavailable" (503) or
        another that any operation may answer; "ConnectionLost" for a connection that ends without an answer; None for
        latency alone.
    message: of the error; without it a sentence of AWS.
    times: how many requests meet the fault; None for as long as the mock runs.
    when: only requests with these members (in snake_case, at every depth; None: not sent), or, in process, those for
        whose members a function gives something true.
    probability: of a request that `when` lets through, above 0 and at most 1; the same `seed` draws the same.
    latency: seconds, at most 3600, that a request waits, really, before it fails or is answered; others do not wait
        for it. Timeouts of an SDK end it against a server alone: in process nothing goes over a wire.

    Of several faults a request meets each that applies, in the order of their declaration, up to the first with an
    error; latencies add up. A request that cannot be read meets none, nor does one that IAM refuses. Raises ValueError
    for an operation or member that does not exist, for a value that a member cannot have, and for an error that the
    operation does not model.
    """
    if callable(when) and _server(endpoint_url):
        raise ValueError("A function cannot go to a server: give when as a mapping of the request's members.")
    answer = _ask(
        endpoint_url,
        "inject_fault",
        operation=operation,
        error=error,
        message=message,
        times=times,
        always=times is None,
        when=when,
        probability=probability,
        seed=seed,
        latency=latency,
    )
    return InjectedFault(**answer)


def pending_faults(operation: str | None = None, *, endpoint_url: str | None = None) -> list[InjectedFault]:
    """The faults that requests can still meet, of an operation (or "*") or all; `used` counts those that have."""
    return [InjectedFault(**fault) for fault in _ask(endpoint_url, "pending_faults", operation=operation)["faults"]]


def clear_faults(operation: str | None = None, *, number: int | None = None, endpoint_url: str | None = None) -> None:
    """Take back all faults and failures, or the faults of an operation (or "*"), or one by its `number`.

    What works already goes on. Raises ValueError for an operation that does not exist and for a number that no fault
    has (one that is used up still has its own).
    """
    _ask(endpoint_url, "clear_faults", operation=operation, number=number)


def fail_next(resource_type: str, reason: str, *, times: int | None = 1, endpoint_url: str | None = None) -> None:
    """Let the next `times` resources of a type that the application creates end as CREATE FAILED.

    resource_type: "solution_version", "campaign", "dataset_import_job", ...; reason: their failureReason (the API shows
    none of a dataset, an event tracker or a solution). times: None for as long as the mock runs. A resource walks its
    statuses as ever, and fails where its work would have been done (a data deletion job ends as FAILED). Updates do not
    fail, nor does what the bench makes. Raises ValueError for what is no type with a status.
    """
    asked = {"resource_type": resource_type, "reason": reason, "times": times, "always": times is None}
    _ask(endpoint_url, "fail_next", **asked)


def recorded_calls(
    operation: str | None = None,
    *,
    service: str | None = None,
    error: str | bool | None = None,
    account_id: str | None = None,
    region_name: str | None = None,
    params: Mapping[str, Any] | None = None,
    endpoint_url: str | None = None,
    **members: Any,
) -> list[RecordedCall]:
    """The requests of the application to Personalize, oldest first: each try of an SDK, and refused ones, too.

    A request is there from when it comes; while it waits for a latency it has no error yet.

    error: the code of a refusal, True for any, False for calls without one; None asks for neither. members: those of
    the request, in snake_case, as `user_id="ann"` or `params={"user_id": "ann"}` (None: not sent). The last 10,000 are
    kept. A call equals a mapping that names some of its members, or of those of its request, at any depth, with their
    values::

        assert recorded_calls() == [{"operation": "GetRecommendations", "params": {"num_results": 3}}]

    Raises ValueError for an operation, service, error, account, region or member that does not exist, and for a value
    of another type than the member's; a mapping with a member that does not exist raises it, too.
    """
    answer = _ask(
        endpoint_url,
        "recorded_calls",
        operation=operation,
        service=service,
        error=error,
        account_id=account_id,
        region_name=region_name,
        params=params,
        members=members,
    )
    return [RecordedCall(**call) for call in answer["calls"]]


def recorded_events(
    tracking_id: str | None = None, *, endpoint_url: str | None = None, **members: Any
) -> list[RecordedEvent]:
    """The events of PutEvents requests that were taken, oldest first.

    members: those of the events, as `user_id="ann"` (None: not sent; a datetime for `sent_at`). An event equals a
    mapping that names some of its members with their values::

        assert recorded_events(user_id="ann") == [{"event_type": "watch", "item_id": "film-1"}]

    Raises ValueError for a tracker, account, region or member that does not exist (a tracker that is deleted does as
    long as events that it took are recorded), and for a value of another type than the member's; a mapping with a
    member that does not exist raises it, too.
    """
    answer = _ask(endpoint_url, "recorded_events", tracking_id=tracking_id, members=members)
    return [RecordedEvent(**event) for event in answer["events"]]


def clear_recorded(*, endpoint_url: str | None = None) -> None:
    """Forget what was sent so far: to see only what comes after a set-up."""
    _ask(endpoint_url, "clear_recorded")


def reset(*, endpoint_url: str | None = None) -> None:
    """Empty the mock: the state of every service of moto, transitions, settings, and what a test declared.

    The settings of the environment stay. In process, `mock_personalize` does it when it begins; of a server that
    several tests share, call it before each.
    """
    _ask(endpoint_url, "reset")


def stub_recommendations(
    arn: str,
    item_ids: Iterable[str | Mapping[str, Any]],
    user_id: str | None = None,
    item_id: str | None = None,
    *,
    model: bool = True,
    endpoint_url: str | None = None,
) -> None:
    """Declare what a campaign or recommender answers to GetRecommendations, in place of its model.

    item_ids: at most 500, best first, or none, in a list, an array or whatever else has an order; each an id or a
        mapping with the members that AWS shows, in snake_case: item_id, score (a number), metadata (texts by column of
        the Items dataset), promotion_name, reason (a list).
    user_id, item_id: of the requests that it is for, None for any. An answer for both goes before one for the user,
        that before one for the item, and that before one for any request; a later one for the same two takes the
        place of the earlier. Requests for which nothing is declared go to the model.
    model: whether the campaign or recommender must be there. With False nothing is looked up: an ARN of nothing
        answers, in its region, whatever the account, the items, and the filters and promotions of a request. For a
        request for which nothing is declared it does not exist.

    Faults go before declared answers. Requests are checked as ever and numResults cuts the list; filters, promotions
    and context change nothing in it. Metadata is shown when metadataColumns asks for it: what is declared of an item,
    or where nothing is, its row in the Items dataset. Batch jobs see the model alone. An answer ends with the mock,
    with its campaign or recommender, or by `clear_stubs`.

    Raises ValueError when no campaign or recommender has the ARN, or one that answers another operation; when an item
    is known neither to its model nor to its Items dataset; and for members of a wrong name or type, and ids that come
    twice.
    """
    asked = {"arn": arn, "item_ids": item_ids, "user_id": user_id, "item_id": item_id, "model": model}
    _ask(endpoint_url, "stub_recommendations", **asked)


def stub_ranking(
    arn: str,
    item_ids: Iterable[str | Mapping[str, Any]],
    user_id: str | None = None,
    *,
    model: bool = True,
    endpoint_url: str | None = None,
) -> None:
    """Declare in what order a campaign ranks the items of GetPersonalizedRanking, for one user or any.

    Of item_ids those in the request's inputList are shown, in the order of item_ids; what item_ids lacks comes behind
    them, in the order of the request and without a score. All else is as with `stub_recommendations`.
    """
    _ask(endpoint_url, "stub_ranking", arn=arn, item_ids=item_ids, user_id=user_id, model=model)


def stub_actions(
    arn: str,
    action_ids: Iterable[str | Mapping[str, Any]],
    user_id: str | None = None,
    *,
    model: bool = True,
    endpoint_url: str | None = None,
) -> None:
    """Declare what a campaign answers to GetActionRecommendations, for one user or any.

    action_ids: at most 100; each an id, or a mapping with action_id and score. All else is as with
    `stub_recommendations`; actions that have expired are shown, too.
    """
    _ask(endpoint_url, "stub_actions", arn=arn, action_ids=action_ids, user_id=user_id, model=model)


def clear_stubs(arn: str | None = None, *, endpoint_url: str | None = None) -> None:
    """Take back the answers that are declared for a campaign or recommender, or all. The models answer again.

    Raises ValueError when nothing is declared for the ARN.
    """
    _ask(endpoint_url, "clear_stubs", arn=arn)


def snapshot(*, endpoint_url: str | None = None) -> bytes:
    """Everything that Personalize remembers, of all accounts and regions, as a file.

    Resources in whatever status, what was imported and streamed, models, what is served, tags, what is on its way or
    planned, and the settings that were configured: after `restore` every request is answered as before, to the last
    bit. What other services hold (the files in S3) is not in it, nor are transitions, faults, stubs and records.
    ValueError names what cannot be written: a model of a recipe of your own that is not made of arrays and plain
    values.
    """
    return bytes(_send(endpoint_url, "snapshot"))


def restore(data: bytes, *, endpoint_url: str | None = None) -> None:
    """Put what a snapshot holds in the place of everything that Personalize remembers.

    Settings that the snapshot names are set as it says; others, of a decorator or a mark, stay as they are.
    Recipes of your own must be registered under the names that they had. Raises ValueError, and changes nothing, when
    the data are no snapshot, are damaged, or hold what this version does not know.
    """
    if not isinstance(data, bytes):
        raise ValueError(f"A snapshot is bytes, not {type(data).__name__}.")
    _send(endpoint_url, "restore", data)


def synthetic_interactions(
    users: int = 50, items: int = 100, rows: int = 1000, *, seed: int = 0
) -> list[tuple[str, str, int]]:
    """Made-up interactions (user, item, timestamp), oldest first: the same for the same arguments, on any machine.

    Users are u0, u1, ..., items i0, i1, ...: the first items are the popular ones, and a user prefers every fifth.
    Of more users or items than rows the first occur. Raises ValueError when one is no whole number or too small, and
    for more than ten million rows.
    """
    for name, value in {"users": users, "items": items, "rows": rows, "seed": seed}.items():
        kinds.check(name, value, int)
    return synthetic.synthetic_interactions(users, items, rows, seed=seed)


def _deploy(
    endpoint_url: str | None, function: str, region_name: str | None, rows: Mapping[str, Any], **asked: Any
) -> Deployment:
    left_out = region_name is None or (isinstance(region_name, str) and not region_name)
    if left_out and asked["dataset_group_arn"] is None:
        region_name = os.environ.get("AWS_DEFAULT_REGION") or DEFAULT_REGION
    return Deployment(**_ask(endpoint_url, function, **given_rows(rows), **asked, region_name=region_name))


def _ask(endpoint_url: str | None, function: str, **asked: Any) -> dict[str, Any]:
    """The answer of a function of the bench. ValueError names the argument that is wrong."""
    body, functions = arguments.said(table.NAMED[function].signature, asked)
    return dict(_send(endpoint_url, function, body, functions))


def _send(
    endpoint_url: str | None, function: str, body: str | bytes | None = None, functions: Mapping[str, Any] | None = None
) -> Any:
    """The answer of a function's route to JSON or bytes: of a server, or of the mock of this process. ValueError."""
    route, server = table.NAMED[function], _server(endpoint_url)
    if server:
        return remote.call(server, route.method, route.path, body)
    if not mock_running():
        raise ValueError("No mock is running: start mock_personalize, or give the endpoint_url of a server.")
    if isinstance(body, bytes):
        return route(body)
    given = json.loads(body or "{}")
    halves.check_whole(body or "", given)
    return route({**given, **(functions or {})})


def _server(endpoint_url: str | None) -> str | None:
    """The server that is meant, if one is. ValueError."""
    return remote.mode_endpoint() if endpoint_url is None else remote.checked(endpoint_url)


LATE = {"Personalize": ".plugin.fixtures", "Explanation": ".filters"}
"""Types whose modules are made of what stands here, or load much."""


def __getattr__(name: str) -> Any:
    if name in LATE:
        return getattr(importlib.import_module(LATE[name], __package__), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
