"""What a filter costs: its item part beside numpy written by hand, and what it adds to a recommendation.

    python benchmarks/filtering.py [ITEMS [ROUNDS]]

Everything runs in one process; what is compared is interleaved call by call. Medians with their bounds; exit code 1
when one is beyond its bound.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from workflow import USER_ITEM_TIME, campaign, client, dataset, finish, import_csv, put_csv, track

from moto_personalize import mock_personalize
from moto_personalize.filters import Cells, Numbers, Program, Request, Strings, parse, resolve

GENRES, BRANDS, TYPES = 40, 1000, ("view", "click", "like", "buy")
BUSY, EVENTS, LIVE = "busy", 10_000, 100
ITEM_FIELDS = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "GENRES", "type": ["null", "string"], "categorical": True},
    {"name": "PRICE", "type": "float"},
    {"name": "BRAND", "type": "string"},
)
EVENT_FIELDS = (*USER_ITEM_TIME, {"name": "EVENT_TYPE", "type": "string"})

VALUES = {"GENRES": '"genre-3","genre-4"', "PRICE": "50"}
FILTERS = {
    "static": 'INCLUDE ItemID WHERE Items.GENRES IN ("genre-3", "genre-4") AND Items.PRICE < 50',
    "parameters": "INCLUDE ItemID WHERE Items.GENRES IN ($GENRES) AND Items.PRICE < $PRICE",
    "CurrentItem": "INCLUDE ItemID WHERE Items.BRAND IN CurrentItem.BRAND OR Items.PRICE <= CurrentItem.PRICE",
    "events": 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")',
    "parameters, events": "INCLUDE ItemID WHERE Items.GENRES IN ($GENRES) AND Items.PRICE < $PRICE"
    ' | EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("buy", "like")',
}
ITEM_PART_MS = 0.5  # well under a millisecond
RATIO = 2.5
RECIPES = ("aws-popularity-count", "aws-user-personalization", "aws-user-personalization-v2", "aws-similar-items")

Mask = Any
Call = Callable[[], Any]


@dataclass(frozen=True)
class World:
    """Items by place. genre: which of `cells` an item has, -1 for none; seen: the busy user's items, by event type."""

    cells: np.ndarray[Any, Any]
    genre: np.ndarray[Any, Any]
    price: np.ndarray[Any, Any]
    brand: np.ndarray[Any, Any]
    seen: dict[str, np.ndarray[Any, Any]]

    @classmethod
    def of(cls, items: int) -> World:
        numbers = np.random.default_rng(0)
        cells = np.array([f"genre-{a}|genre-{b}" for a in range(GENRES) for b in range(a)], object)
        return cls(
            cells=cells,
            genre=numbers.integers(-1, len(cells), items),
            price=numbers.integers(1, 20_000, items) / 100,
            brand=numbers.integers(0, BRANDS, items),
            seen={name: numbers.integers(0, items, EVENTS // len(TYPES)) for name in TYPES},
        )

    def items_csv(self) -> bytes:
        lines = (
            f"item-{n},{self.cells[g] if g >= 0 else ''},{p},brand-{b}"
            for n, (g, p, b) in enumerate(zip(self.genre, self.price, self.brand, strict=True))
        )
        return ("ITEM_ID,GENRES,PRICE,BRAND\n" + "\n".join(lines) + "\n").encode()

    def events_csv(self) -> bytes:
        """Every item is seen by three users, and many by the busy one."""
        items = len(self.price)
        rows = [(f"user-{n % (items // 10)}", n * 7919 % items, TYPES[n % len(TYPES)]) for n in range(3 * items)]
        rows += [(BUSY, place, name) for name, places in self.seen.items() for place in places]
        lines = (f"{user},item-{place},{1_600_000_000 + n},{name}" for n, (user, place, name) in enumerate(rows))
        return ("USER_ID,ITEM_ID,TIMESTAMP,EVENT_TYPE\n" + "\n".join(lines) + "\n").encode()

    def program(self, expression: str) -> Program:
        fields: Any = {
            "Interactions": {"EVENT_TYPE": "string"},
            "Items": {"GENRES": "categories", "PRICE": "number", "BRAND": "string"},
        }
        brands = np.array([f"brand-{n}" for n in range(BRANDS)], object)
        columns = {
            "GENRES": Strings(Cells(self.cells, several=True), self.genre),
            "PRICE": Numbers(self.price),
            "BRAND": Strings(Cells(brands, several=False), self.brand),
        }
        return Program(resolve(parse(expression), fields), fields, len(self.price), columns)

    # --- the same by hand, with everything looked up that is the same for all requests ---------------------------

    def by_hand(self) -> dict[str, Call]:
        of_genres = {place for place, cell in enumerate(self.cells) if {"genre-3", "genre-4"} & set(cell.split("|"))}
        wanted = np.array([place in of_genres for place in range(len(self.cells))] + [False])
        own_brand, own_price = self.brand[0], self.price[0]

        def by_metadata() -> Mask:
            return wanted[self.genre] & (self.price < 50)

        def unseen(*names: str) -> Mask:
            mask = np.ones(len(self.price), np.bool_)
            for name in names:
                mask[self.seen[name]] = False
            return mask

        return {
            "static": by_metadata,
            "parameters": by_metadata,
            "CurrentItem": lambda: (self.brand == own_brand) | (self.price <= own_price),
            "events": lambda: unseen(*TYPES),
            "parameters, events": lambda: by_metadata() & unseen("buy", "like"),
        }

    def request(self) -> Request:
        item = {"BRAND": f"brand-{self.brand[0]}", "PRICE": float(self.price[0])}
        return Request(item=item, values=VALUES, events=lambda: self.seen)


def medians(calls: tuple[Call, Call], rounds: int) -> tuple[float, float]:
    """Milliseconds of both, interleaved."""
    taken: tuple[list[float], list[float]] = [], []
    for n in range(2 * rounds):
        start = time.perf_counter()
        calls[n % 2]()
        taken[n % 2].append(time.perf_counter() - start)
    first, second = (1e3 * statistics.median(times) for times in taken)
    return first, second


def measure_item_part(world: World, rounds: int) -> Iterator[str]:
    print(f"{'item part':50}{'ours ms':>10}{'by hand ms':>12}{'ratio':>8}{'bound ms':>10}")
    for name, by_hand in world.by_hand().items():
        program = world.program(FILTERS[name])
        assert np.array_equal(program.passing(world.request()), by_hand()), name

        def ours(program: Program = program) -> Mask:
            return program.passing(world.request())

        taken, plain = medians((ours, by_hand), rounds)
        print(f"{name:50}{taken:>10.3f}{plain:>12.3f}{taken / plain:>8.2f}{ITEM_PART_MS:>10}", flush=True)
        if taken > ITEM_PART_MS:
            yield f"the item part of {name}: {taken:.3f} ms"


def measure_calls(world: World, rounds: int) -> Iterator[str]:
    campaigns, filters = served(world)
    runtime = client("personalize-runtime")
    print(f"{'GetRecommendations':50}{'with ms':>10}{'without ms':>12}{'ratio':>8}{'bound':>10}")
    for recipe, campaign_arn in campaigns.items():
        request = {"campaignArn": campaign_arn, "userId": BUSY, "itemId": "item-0"}
        for name, filter_arn in filters.items():
            if name == "CurrentItem" and recipe != "aws-similar-items":
                continue
            filtering = {"filterArn": filter_arn, "filterValues": VALUES}

            def filtered(request: Any = request, filtering: Any = filtering) -> Any:
                return runtime.get_recommendations(**request, **filtering)

            def unfiltered(request: Any = request) -> Any:
                return runtime.get_recommendations(**request)

            assert len(filtered()["itemList"]) == len(unfiltered()["itemList"]) == 25
            taken, plain = medians((filtered, unfiltered), rounds)
            title = f"{recipe}, {name}"
            print(f"{title:50}{taken:>10.2f}{plain:>12.2f}{taken / plain:>8.2f}{RATIO:>10}", flush=True)
            if taken > RATIO * plain:
                yield f"{title}: {taken / plain:.2f} times the call without"


def served(world: World) -> tuple[dict[str, str], dict[str, str]]:
    """Campaigns by recipe and filters by name, over imported items and events; some of the busy user's are live."""
    interactions, group = dataset(EVENT_FIELDS)
    items, _ = dataset(ITEM_FIELDS, "Items", group)
    put_csv("events.csv", world.events_csv())
    put_csv("items.csv", world.items_csv())
    import_csv(interactions, "events.csv", "events")
    import_csv(items, "items.csv", "items")
    tracking_id = track(group)
    for n in range(0, LIVE, 10):
        live = [
            {"eventType": "view", "itemId": f"item-{place}", "sentAt": 1_700_000_000 + place}
            for place in range(n, n + 10)
        ]
        client("personalize-events").put_events(trackingId=tracking_id, sessionId="visit", userId=BUSY, eventList=live)
    filters = {
        name: client("personalize").create_filter(
            name=f"filter-{n}", datasetGroupArn=group, filterExpression=expression
        )["filterArn"]
        for n, (name, expression) in enumerate(FILTERS.items())
    }
    return {recipe: campaign(group, recipe) for recipe in RECIPES}, filters


@mock_personalize
def main(items: int, rounds: int) -> None:
    world = World.of(items)
    print(f"{items} items, {EVENTS} events of the user, {rounds} rounds")
    finish([*measure_item_part(world, rounds), *measure_calls(world, rounds)])


if __name__ == "__main__":
    main(*(int(argument) for argument in (*sys.argv[1:], 100_000, 300)[:2]))
