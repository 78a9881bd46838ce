"""Made-up data for tests that care for none of their own: the same for the same arguments, on any machine."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any, TypeAlias

from .rows import Columns

Interaction: TypeAlias = tuple[str, str, int]

START, MINUTE, DAY = 1_700_000_000, 60, 86_400
MOST_ROWS = 10_000_000  # which take a gigabyte
TASTES = 5
FAITHFUL = 0.8
ACTIONS = 10
GENRES = ("Action", "Comedy", "Drama", "Fantasy", "Thriller")
KINDS = ("Subscribe", "Download", "Invite")


def synthetic_interactions(users: int = 50, items: int = 100, rows: int = 1000, *, seed: int = 0) -> list[Interaction]:
    """Interactions (user, item, timestamp) of users u0, u1, ... with items i0, i1, ..., oldest first. ValueError."""
    for name, value, least in (("users", users, 1), ("items", items, 1), ("rows", rows, 1), ("seed", seed, 0)):
        if value < least:
            raise ValueError(f"{name} must be at least {least}, not {value}.")
    if rows > MOST_ROWS:
        raise ValueError(f"rows must be at most {MOST_ROWS}, not {rows}.")
    return interactions_of(_names("u", users, rows), _names("i", items, rows), rows, seed)


def _names(letter: str, wanted: int, most: int) -> list[str]:
    return [f"{letter}{n}" for n in range(min(wanted, most))]


def interactions_of(users: Sequence[str], items: Sequence[str], rows: int, seed: int = 0) -> list[Interaction]:
    """Each user has a taste, which every fifth item meets, and takes to such items four times of five.

    The first items are the popular ones. Users take turns, a minute each; every item occurs if there are rows enough.
    """
    draw = random.Random(seed).random
    made = []
    for row in range(rows):
        user = row % len(users)
        place = row if row < len(items) else int(draw() * draw() * len(items))
        if row >= len(items) and draw() < FAITHFUL:
            place = (place - place % TASTES + user % TASTES) % len(items)
        made.append((users[user], items[place], START + MINUTE * row))
    return made


def synthetic_items(items: Sequence[str]) -> Columns:
    """What items must be described with, in any domain and for any recipe, and a name and a text."""
    genres = [GENRES[n % TASTES] for n in range(len(items))]
    return {
        "ITEM_ID": list(items),
        "GENRES": genres,
        "CATEGORY_L1": genres,
        "PRICE": [5.0 + n % 20 for n in range(len(items))],
        "CREATION_TIMESTAMP": [START - DAY * (1 + n % 30) for n in range(len(items))],
        "NAME": [f"{genre} {n}" for n, genre in enumerate(genres)],
        "DESCRIPTION": [
            f"A story of {genre.lower()}, number {n}, for everybody who likes {genre.lower()}."
            for n, genre in enumerate(genres)
        ],
    }


def actions_of(actions: Sequence[str]) -> Columns:
    """Actions of different kind and value."""
    count = len(actions)
    return {
        "ACTION_ID": list(actions),
        "VALUE": [1 + n % 10 for n in range(count)],
        "CATEGORY": [KINDS[n % len(KINDS)] for n in range(count)],
    }


def offers_of(users: Sequence[str], actions: Sequence[str], seed: int = 0) -> Columns:
    """Every user was offered every action, and took those of smaller numbers more often."""
    draw = random.Random(seed).random
    pairs: list[tuple[Any, ...]] = []
    for row, (user, place) in enumerate((user, place) for user in users for place in range(len(actions))):
        taken = draw() > (place + 1) / (len(actions) + 2)
        pairs.append((user, actions[place], START + MINUTE * row, "Taken" if taken else "Not Taken"))
    names = ("USER_ID", "ACTION_ID", "TIMESTAMP", "EVENT_TYPE")
    return dict(zip(names, map(list, zip(*pairs, strict=True)), strict=True))
