"""Small data made by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from moto_personalize.recipes import Model, Query, Snapshot


def snapshot(rows: Sequence[tuple[str, str, int]], items: Sequence[str] = (), **more: object) -> Snapshot:
    """From (user, item, timestamp); items: further items without interactions."""
    users = list(dict.fromkeys(user for user, _, _ in rows))
    known = list(dict.fromkeys([*(item for _, item, _ in rows), *items]))
    return Snapshot.build(
        users=users,
        user=[users.index(user) for user, _, _ in rows],
        items=known,
        item=[known.index(item) for _, item, _ in rows],
        timestamp=[timestamp for _, _, timestamp in rows],
        **more,  # type: ignore[arg-type]
    )


def histories(by_user: Mapping[str, str], **more: object) -> Snapshot:
    """From {"ann": "abc"}: ann touched a, b and c, one an hour."""
    rows = [(user, item, 3600 * hour) for user, items in by_user.items() for hour, item in enumerate(items)]
    return snapshot(rows, **more)  # type: ignore[arg-type]


def code(data: Snapshot, item: str) -> int:
    """The code of an item."""
    return data.items.tolist().index(item)


def codes(data: Snapshot, items: str) -> np.ndarray:
    """Codes of items with names of one letter."""
    return np.array([code(data, item) for item in items], np.int32)


def ask(data: Snapshot, user: str = "", item: str = "", recent: str = "", **more: object) -> Query:
    """A query in names; unknown names get -1."""
    known_users, known_items = data.users.tolist(), data.items.tolist()
    return Query(
        user=known_users.index(user) if user in known_users else -1,
        item=known_items.index(item) if item in known_items else -1,
        recent=codes(data, recent),
        **more,  # type: ignore[arg-type]
    )


def best(model: Model, data: Snapshot, query: Query, k: int = 25) -> str:
    """The best items as a word."""
    return "".join(data.items[model.scores(query).top(k)])


def score(model: Model, data: Snapshot, query: Query, item: str) -> float:
    """The score of one item."""
    return float(model.scores(query).at(np.array([code(data, item)]))[0])
