"""What a recommendation costs beside a constant answer of the same size through moto's dispatch.

    python benchmarks/serving.py [ITEMS [ROUNDS]]

Both run in one process on one client, interleaved; the constant answer is a moto handler as moto writes them
(`BaseResponse.call_action`), with a body that was prepared. Medians, and the ratio of medians with its bound; exit
code 1 when a ratio is beyond it.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from moto.core.responses import BaseResponse
from workflow import USER_ITEM_TIME, campaign, client, dataset, finish, import_csv, put_csv, recommender, track

from moto_personalize import mock_personalize
from moto_personalize.personalize import urls

RECOMMENDED = (
    "aws-user-personalization",
    "aws-user-personalization-v2",
    "aws-hrnn",
    "aws-sims",
    "aws-similar-items",
    "aws-popularity-count",
)
RANKED = ("aws-personalized-ranking", "aws-personalized-ranking-v2")
USE_CASES = ("aws-vod-most-popular", "aws-vod-because-you-watched-x", "aws-vod-top-picks")
LIVE = ("aws-user-personalization", "aws-hrnn", "aws-personalized-ranking")
BOUNDS = {25: 2.0, 500: 1.5}
ROUTES = ("{0}/recommendations$", "{0}/personalize-ranking$")
EVENTS = 4

Answer = Callable[[int], Any]


class Constant(BaseResponse):
    """Moto's own way to answer, with nothing to work out."""

    answer = "{}"

    def __init__(self) -> None:
        super().__init__(service_name="personalize-runtime")

    def get_recommendations(self) -> str:
        return self.answer

    def get_personalized_ranking(self) -> str:
        return self.answer


def interactions(items: int, count: int, more: str = "", value: str = "") -> bytes:
    """CSV in which every item occurs and users have histories of about 30. more: one more column, always `value`."""
    numbers = np.random.default_rng(0)
    users = numbers.integers(0, count // 30, count)
    chosen = (items ** numbers.random(count)).astype(int) % items
    chosen[:items] = np.arange(items)
    lines = (
        f"user-{u},item-{i},{1_600_000_000 + n}{value}" for n, (u, i) in enumerate(zip(users, chosen, strict=True))
    )
    return (f"USER_ID,ITEM_ID,TIMESTAMP{more}\n" + "\n".join(lines) + "\n").encode()


def act(tracking_id: str, users: int) -> None:
    """A few live events of each user."""
    events = client("personalize-events")
    for n in range(users):
        seen = [
            {"eventType": "click", "itemId": f"item-{EVENTS * n + k}", "sentAt": 1_700_000_000} for k in range(EVENTS)
        ]
        events.put_events(trackingId=tracking_id, sessionId="visit", userId=f"user-{n}", eventList=seen)


def recommending(arn: str, results: int) -> Answer:
    runtime = client("personalize-runtime")
    source = {"recommenderArn" if ":recommender/" in arn else "campaignArn": arn}
    return lambda n: runtime.get_recommendations(**source, userId=f"user-{n}", itemId=f"item-{n}", numResults=results)


def ranking(arn: str, results: int) -> Answer:
    runtime = client("personalize-runtime")
    items = [f"item-{n}" for n in range(results)]
    return lambda n: runtime.get_personalized_ranking(campaignArn=arn, userId=f"user-{n}", inputList=items)


def compare(call: Answer, rounds: int) -> tuple[float, float]:
    """Median seconds of an answer of ours and of the constant one, interleaved call by call."""
    ours = urls.url_paths[ROUTES[0]]
    sample = answer_of(call(0))
    Constant.answer = json.dumps(sample)
    taken: dict[Any, list[float]] = {ours: [], Constant.dispatch: []}
    try:
        for n in range(rounds):
            for handler, times in taken.items():
                urls.url_paths.update(dict.fromkeys(ROUTES, handler))
                start = time.perf_counter()
                given = call(n)
                times.append(time.perf_counter() - start)
                assert [len(member) for member in answer_of(given).values()] == [
                    len(member) for member in sample.values()
                ]
    finally:
        urls.url_paths.update(dict.fromkeys(ROUTES, ours))
    first, second = (statistics.median(times) for times in taken.values())
    return first, second


def answer_of(response: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in response.items() if name != "ResponseMetadata"}


def measure(name: str, answering: Callable[[int], Answer], rounds: int) -> Iterator[str]:
    """Print what answers of both sizes cost; the figures beyond their bound."""
    for results, bound in BOUNDS.items():
        ours, constant = compare(answering(results), rounds)
        ratio = ours / constant
        print(f"{name:40}{results:>8}{1e3 * ours:>10.2f}{1e3 * constant:>13.2f}{ratio:>7.2f}{bound:>7}", flush=True)
        if ratio > bound:
            yield f"{name}, {results} results: {ratio:.2f}"


def recommenders(items: int) -> Iterator[tuple[str, str]]:
    """Recommenders that drop what their users watched: about 30 items each."""
    fields = (*USER_ITEM_TIME, {"name": "EVENT_TYPE", "type": "string"})
    data, group = dataset(fields, domain="VIDEO_ON_DEMAND")
    put_csv("watches.csv", interactions(items, 10 * items, ",EVENT_TYPE", ",Watch"))
    import_csv(data, "watches.csv", "watches")
    for use_case in USE_CASES:
        yield use_case, recommender(group, use_case)


@mock_personalize(config={"personalize": {"enforce_quotas": False}})
def main(items: int, rounds: int) -> None:
    data, group = dataset(USER_ITEM_TIME)
    put_csv("interactions.csv", interactions(items, 10 * items))
    import_csv(data, "interactions.csv", "import")
    tracking_id = track(group)
    print(f"{items} items, {rounds} rounds")
    print(f"{'recipe':40}{'results':>8}{'ours ms':>10}{'constant ms':>13}{'ratio':>7}{'bound':>7}")
    calls = {
        recipe: (answering, campaign(group, recipe))
        for answering, recipes in ((recommending, RECOMMENDED), (ranking, RANKED))
        for recipe in recipes
    }
    calls |= {use_case: (recommending, arn) for use_case, arn in recommenders(items)}
    beyond = []
    for recipe, (answering, arn) in calls.items():
        beyond += measure(recipe, lambda results, a=answering, arn=arn: a(arn, results), rounds)
    act(tracking_id, rounds)
    for recipe in LIVE:
        answering, arn = calls[recipe]
        beyond += measure(f"{recipe}, live", lambda results, a=answering, arn=arn: a(arn, results), rounds)
    finish(beyond)


if __name__ == "__main__":
    main(*(int(argument) for argument in (*sys.argv[1:], 100_000, 400)[:2]))
