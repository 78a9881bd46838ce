"""Made-up interactions with the structure of real ones: for tests, benchmarks and the conformance suite."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .actions import NOT_TAKEN, TAKEN, VIEWED, ActionSnapshot
from .arrays import Array, descending, frozen, objects, uniform
from .data import Categories, Quantities, Snapshot

_START = 1_700_000_000
_HOUR = 3600


@dataclass(frozen=True)
class World:
    """How people behave: a few tastes each, popular items more often, and habits of what comes next.

    A user has up to 3 of the tastes (clusters of items). Each event is, with probability `habit`, one of two
    habitual successors of the user's last item; with `taste`, an item of a favourite cluster; else any item.
    Within a cluster and over all items, popularity falls with rank.
    users, items, events: about how many; a user has at most one event an hour. fresh: further items that nobody
    has touched yet. repeats: whether a user touches an item twice. Items of a cluster are described with words of
    its own, among words of all.
    """

    users: int = 200
    items: int = 150
    fresh: int = 0
    events: int = 4000
    clusters: int = 0
    habit: float = 0.25
    taste: float = 0.55
    repeats: bool = True
    seed: int = 7

    def snapshot(self) -> Snapshot:
        """The interactions with item metadata (GENRE, PRICE), user metadata (GROUP) and context (DEVICE)."""
        user, item, step = self._events()
        begin = (uniform(self.users, self.seed + 1) * 90 * 24 * _HOUR).astype(np.int64)
        genre = self._cluster(self.items + self.fresh)
        price = (uniform(self.items + self.fresh, self.seed + 2) * 100).round(2)
        group = self._favourites()[:, 0] % 4
        device = (genre[item] + (uniform(len(item), self.seed + 3) < 0.2)) % 2
        return Snapshot.build(
            users=[f"user-{n:06d}" for n in range(self.users)],
            user=user,
            items=[f"item-{n:06d}" for n in range(self.items + self.fresh)],
            item=item,
            timestamp=_START + begin[user] + step * _HOUR,
            event_names=["click", "purchase", "watch"],
            event=(uniform(len(item), self.seed + 4) * 3).astype(np.int64),
            context={"DEVICE": _named("device", device, 2)},
            item_features={"GENRE": _named("genre", genre, self._clusters), "PRICE": Quantities(price)},
            user_features={"GROUP": _named("group", group, 4)},
            item_names=[f"{_word(cluster)} {n}" for n, cluster in enumerate(genre.tolist())],
            item_texts=self._descriptions(genre),
        )

    def _descriptions(self, cluster: Array) -> list[str]:
        """Eight words for each item: five of twenty of its cluster, three of sixty of all."""
        draws = uniform(len(cluster) * 8, self.seed + 10).reshape(-1, 8)
        drawn = (draws * 60).astype(np.int64)
        drawn[:, :5] = 60 + cluster[:, None] * 20 + drawn[:, :5] // 3
        vocabulary = [_word(number) for number in range(60 + 20 * self._clusters)]
        return [" ".join(vocabulary[number] for number in row) for row in drawn.tolist()]

    @property
    def _clusters(self) -> int:
        return self.clusters or max(4, self.items // 100)

    def _cluster(self, items: int) -> Array:
        return (uniform(items, self.seed + 5) * self._clusters).astype(np.int64)

    def _favourites(self) -> Array:
        return (uniform(self.users * 3, self.seed + 6).reshape(-1, 3) * self._clusters).astype(np.int64)

    def _events(self) -> tuple[Array, Array, Array]:
        """user, item, step; lengths of histories fall off as in real data: a few users with many events."""
        spread = uniform(self.users, self.seed + 7)
        length = 2 + (spread * spread * spread * 4 * max(self.events / self.users - 2, 0)).astype(np.int64)
        by_length = descending(length)
        ordered = length[by_length]
        walk = _Walk(self)
        events = []
        last = np.zeros(0, np.int64)
        for step in range(int(ordered[0]) if len(ordered) else 0):
            active = by_length[: int(np.searchsorted(-ordered, -step, side="left"))]
            last = walk.step(step, active, last[: len(active)])
            events.append((active, last, np.full(len(active), step)))
        user, item, step_of = (np.concatenate(column) for column in zip(*events, strict=True))
        if not self.repeats:
            return _first_times(user, item, step_of)
        return user, item, step_of


@dataclass(frozen=True)
class Offers:
    """Actions offered to the users of a world, `each` user so many times within 60 days.

    Actions differ in how often they are taken; a user's group takes those of its own number more often, and users
    take a quarter of the actions never twice. fresh: further actions that nobody was offered.
    """

    world: World
    actions: int = 20
    fresh: int = 4
    each: int = 12
    seed: int = 11

    def snapshot(self) -> ActionSnapshot:
        """What came of the offers, and the world with it."""
        past = self.world.snapshot()
        count = len(past.users) * self.each
        user, action = np.arange(count) // self.each, (uniform(count, self.seed) * self.actions).astype(np.int64)
        day = (uniform(count, self.seed + 1) * 60).astype(np.int64)
        ours = past.user_features["GROUP"]
        assert isinstance(ours, Categories)
        likely = 0.1 + 0.4 * uniform(self.actions, self.seed + 2)[action] + 0.4 * (ours.codes[user] == action % 4)
        order = np.lexsort((day, action, user))
        again = np.zeros(count, bool)
        again[order[1:]] = (user[order[1:]] == user[order[:-1]]) & (action[order[1:]] == action[order[:-1]])
        taken = (uniform(count, self.seed + 3) < likely) & ~(again & (action % 4 == 3))
        seen = np.where(uniform(count, self.seed + 4) < 0.5, VIEWED, NOT_TAKEN)
        names = [f"action-{n:04d}" for n in range(self.actions + self.fresh)]
        return ActionSnapshot.build(
            past=past,
            actions=names,
            user=user,
            action=action,
            timestamp=past.now - (60 - day) * 24 * _HOUR,
            outcome=np.where(taken, TAKEN, seen),
            value=[1 + n % 10 for n in range(len(names))],
        )


class _Walk:
    """The next item of many users at once."""

    def __init__(self, world: World) -> None:
        self.world = world
        cluster = world._cluster(world.items)
        self.cluster = cluster
        self.ranked = np.lexsort((np.arange(world.items), cluster))  # items by cluster, popular first
        self.start = np.searchsorted(cluster[self.ranked], np.arange(world._clusters + 1))
        self.favourites = world._favourites()
        self.successors = uniform(world.items * 2, world.seed + 8).reshape(-1, 2)

    def step(self, step: int, users: Array, last: Array) -> Array:
        count, world = len(users), self.world
        draws = uniform(count * 5, world.seed * 1_000_003 + 17 * step + 9).reshape(5, -1)
        favourite = self.favourites[users, (draws[0] > 0.6).astype(np.int64) + (draws[0] > 0.9)]
        tasteful = self._ranked_in(favourite, _popular(draws[1]))
        anything = (_popular(draws[2]) * world.items).astype(np.int64)
        chosen = np.where(draws[3] < world.habit + world.taste, tasteful, anything)
        if step:
            habitual = self.successors[last, (draws[4] < 0.3).astype(np.int64)]
            chosen = np.where(draws[3] < world.habit, self._ranked_in(self.cluster[last], habitual), chosen)
        return chosen

    def _ranked_in(self, cluster: Array, place: Array) -> Array:
        """The item at a relative place, 0 to 1, of a cluster's popularity ranking."""
        size = self.start[cluster + 1] - self.start[cluster]
        position = self.start[cluster] + (place * size).astype(np.int64)
        ranked: Array = self.ranked[np.minimum(position, len(self.ranked) - 1)]
        return ranked


def _word(number: int) -> str:
    """A word that can be read aloud, another for each number below 2 744 000."""
    syllables = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti", "vo")
    return "".join(syllables[number // 14**place % 14] for place in range(6))


def _popular(draws: Array) -> Array:
    """Uniform draws bent towards 0: density falls as rank^(-2/3), a popular head without `pow`."""
    return draws * draws * draws


def _first_times(user: Array, item: Array, step: Array) -> tuple[Array, Array, Array]:
    """Only a user's first event with each item."""
    order = np.lexsort((step, item, user))
    fresh = np.ones(len(order), bool)
    fresh[1:] = (user[order][1:] != user[order][:-1]) | (item[order][1:] != item[order][:-1])
    keep = np.sort(order[fresh])
    return user[keep], item[keep], step[keep]


def _named(noun: str, codes: Array, count: int) -> Categories:
    names = objects([f"{noun}-{n:04d}" for n in range(count)])
    return Categories(frozen(names), np.arange(len(codes) + 1), codes.astype(np.int32))
