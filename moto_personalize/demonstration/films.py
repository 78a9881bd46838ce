"""Made-up people who watch made-up films: a few favourite genres each, habits, and a popular head."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import numpy as np

from ..recipes.arrays import Array, descending
from ..recipes.data import Categories
from ..recipes.synthetic import World
from .material import INTERACTION_FIELDS, Material, Visit

ROWS_PER_USER = 33
SHOWN_EVENTS = 4
SHELF = 30
WATCH = "watch"

ADJECTIVES = (
    "silent crimson last golden hidden restless broken electric velvet lonely wild forgotten paper midnight northern"
)
NOUNS = {
    "adventure": "island compass jungle expedition treasure pirate summit caravan temple shipwreck lagoon atlas",
    "animation": "dragon teapot penguin gnome balloon robot hedgehog wizard carousel acorn snowman unicorn",
    "comedy": "nephew landlord butler holiday circus pancake roommate picnic plumber parrot waiter dentist",
    "crime": "alibi heist detective witness ransom informer verdict vault suspect smuggler motive fingerprint",
    "documentary": "glacier orchestra harvest whale factory river lighthouse desert election volcano bakery railway",
    "horror": "crypt cellar scream coffin vampire werewolf seance asylum ghoul curse mausoleum shadow",
    "musical": "chorus overture ballad tango trumpet melody rhapsody encore duet harmonica cabaret lullaby",
    "romance": "kiss wedding rendezvous valentine letter serenade honeymoon bouquet waltz sweetheart balcony proposal",
    "sci-fi": "nebula android starship orbit comet galaxy wormhole colony satellite quasar airlock singularity",
    "western": "canyon sheriff stagecoach prairie saloon outlaw mustang gunslinger frontier gulch rancher tumbleweed",
}


def films(rows: int, seed: int) -> Material:
    """Exactly `rows` interactions, the same for the same seed."""
    user, film, time, genre = _interactions(rows, seed)
    titles = _titles(genre)
    names = list(NOUNS)
    events = zip(user.tolist(), film.tolist(), time.tolist(), strict=True)
    lines = [f"user-{u:04d},{titles[f]},{t},{WATCH}" for u, f, t in events]
    columns = [str(field["name"]) for field in INTERACTION_FIELDS[:4]]
    genres = {title: names[code] for title, code in zip(titles, genre.tolist(), strict=True)}
    return Material(
        summary=f"{rows:,} interactions of {user[-1] + 1:,} users with {len(titles):,} films",
        interactions=_csv(",".join(columns), lines),
        columns=columns,
        visit=_visit(user, film, genre, titles),
        items=_csv("ITEM_ID,GENRE", [f"{title},{name}" for title, name in genres.items()]),
        genres=genres,
    )


def _interactions(rows: int, seed: int) -> tuple[Array, Array, Array, Array]:
    """user, film, time of each interaction, by user and time; genre of each film, as codes."""
    # who watches nothing twice watches less than planned: more people, until there are enough events
    worlds = (_world(rows, plenty, seed).snapshot() for plenty in count(2))
    data = next(data for data in worlds if len(data.user) >= rows)
    genre = data.item_features["GENRE"]
    assert isinstance(genre, Categories)
    return data.user[:rows], data.item[:rows], data.timestamp[:rows], genre.codes


def _world(rows: int, plenty: int, seed: int) -> World:
    return World(
        users=plenty * rows // ROWS_PER_USER,
        items=min(1000, max(200, rows // 50)),
        events=plenty * rows,
        clusters=len(NOUNS),
        repeats=False,
        seed=seed,
    )


def _titles(genre: Array) -> list[str]:
    """A title for each film, after its genre; no title twice."""
    names = list(NOUNS)
    titles = [_titles_of(name) for name in names]
    return [next(titles[code]) for code in genre.tolist()]


def _titles_of(genre: str) -> Iterator[str]:
    adjectives, nouns = ADJECTIVES.split(), NOUNS[genre].split()
    return (
        f"{adjectives[(place + shift) % len(adjectives)]}-{noun}"
        for shift in range(len(adjectives))
        for place, noun in enumerate(nouns)
    )


def _visit(user: Array, film: Array, genre: Array, titles: list[str]) -> Visit:
    """The user with the most one-sided taste, who now watches the best-known films of the genre seen least."""
    seen = np.zeros((int(user[-1]) + 1, len(NOUNS)), np.int64)
    np.add.at(seen, (user, genre[film]), 1)
    chosen = _one_sided(seen)
    watched = film[user == chosen]
    best_known = descending(np.bincount(film, minlength=len(titles)))
    strange = best_known[(genre[best_known] == seen[chosen].argmin()) & ~np.isin(best_known, watched)]
    favourite = list(NOUNS)[seen[chosen].argmax()]
    name = f"user-{chosen:04d}"
    return Visit(
        user=name,
        before=f"{name} has watched {len(watched)} films, {seen[chosen].max()} of the genre {favourite}",
        items=[titles[code] for code in strange[:SHOWN_EVENTS]],
        last=titles[watched[-1]],
        shelf=[titles[code] for code in best_known[:SHELF]],
        event_type=WATCH,
    )


def _one_sided(seen: Array) -> int:
    """The user with the largest share of one genre among those with a history of middle length."""
    total = seen.sum(axis=1)
    middle = (total >= 12) & (total <= 40)
    share = np.where(middle, seen.max(axis=1) / np.maximum(total, 1), 0.0)
    return int(share.argmax())


def _csv(header: str, lines: list[str]) -> bytes:
    return ("\n".join([header, *lines]) + "\n").encode()
