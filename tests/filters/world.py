"""Data to filter, row by row, and the way from there to what remains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from moto_personalize.filters import Cells, Column, Fields, Numbers, Program, Request, Strings, parse, resolve
from moto_personalize.filters.resolve import DATASETS_OF

Record: TypeAlias = Mapping[str, str | int | float | None]
Rows: TypeAlias = Mapping[str, Record]
Event: TypeAlias = tuple[str, str, str | None]
"""Who, with what, and of which type."""


@dataclass(frozen=True)
class World:
    """candidates: by the filter's subject, who can remain. rows: by dataset and id. events: by dataset."""

    fields: Fields
    candidates: Mapping[str, Sequence[str]]
    rows: Mapping[str, Rows]
    events: Mapping[str, Sequence[Event]]

    def program(self, text: str) -> Program:
        resolved = resolve(parse(text), self.fields)
        _, dataset = DATASETS_OF[resolved.subject]
        candidates = self.candidates[resolved.subject]
        columns = {name: self.column(dataset, name, candidates) for owner, name in resolved.fields if owner == dataset}
        return Program(resolved, self.fields, len(candidates), columns)

    def column(self, dataset: str, name: str, candidates: Sequence[str]) -> Column:
        rows, of_type = self.rows[dataset], self.fields[dataset][name]
        values = [record.get(name) for record in rows.values()]
        place = {row_id: place for place, row_id in enumerate(rows)}
        return made(values, of_type).at(np.array([place.get(candidate, -1) for candidate in candidates], np.int64))

    def request(
        self,
        subject: str,
        user: str | None = None,
        item: str | None = None,
        values: Mapping[str, str] | None = None,
    ) -> Request:
        return Request(
            user=self.rows.get("Users", {}).get(user or "", {}),
            item=self.rows.get("Items", {}).get(item or "", {}),
            values=values or {},
            events=lambda: self.places(subject, user),
        )

    def places(self, subject: str, user: str | None) -> dict[str, np.ndarray]:
        """Where the current user has events, or which users have some, by type."""
        candidates, found = list(self.candidates[subject]), dict[str, list[int]]()
        for who, what, event_type in self.events[DATASETS_OF[subject][0]]:
            named = who if subject == "UserID" else what
            if named in candidates and (subject == "UserID" or who == user):
                found.setdefault((event_type or "").lower(), []).append(candidates.index(named))
        return {event_type: np.array(places) for event_type, places in found.items()}

    def remaining(
        self,
        text: str,
        user: str | None = None,
        item: str | None = None,
        values: Mapping[str, str] | None = None,
    ) -> set[str]:
        """Who passes the array program."""
        program = self.program(text)
        subject = program.filter.subject
        passing = program.passing(self.request(subject, user, item, values))
        return {each for each, passes in zip(self.candidates[subject], passing.tolist(), strict=True) if passes}


def made(values: Sequence[str | int | float | None], of_type: str) -> Column:
    """A column with one place for each value."""
    if of_type == "number":
        null = np.array([value is None for value in values], np.bool_)
        return Numbers(np.array([value or 0 for value in values]), null if null.any() else None)
    cells = list(dict.fromkeys(value for value in values if value is not None))
    codes = np.array([-1 if value is None else cells.index(value) for value in values], np.int32)
    return Strings(Cells(np.array(cells, object), several=of_type == "categories"), codes)


SHOP = World(
    fields={
        "Items": {
            "ITEM_ID": "string",
            "GENRES": "categories",
            "BRAND": "string",
            "PRICE": "number",
            "STOCK": "number",
            "YEAR": "number",
            "TITLE": "textual",
            "ADULT": "boolean",
        },
        "Users": {"USER_ID": "string", "AGE": "number", "LEVEL": "string", "COUNTRY": "string", "LIKES": "categories"},
        "Interactions": {"USER_ID": "string", "ITEM_ID": "string", "EVENT_TYPE": "string", "TIMESTAMP": "number"},
        "Actions": {
            "ACTION_ID": "string",
            "KIND": "categories",
            "VALUE": "number",
            "REPEAT_FREQUENCY": "number",
            "EXPIRATION_TIMESTAMP": "number",
        },
        "Action_Interactions": {"ACTION_ID": "string", "EVENT_TYPE": "string"},
    },
    candidates={"ItemID": "abcdefgh", "UserID": ["ann", "bob", "cat", "dan", "eve"], "ActionID": "pqrs"},
    rows={
        "Items": {
            "a": {"GENRES": "comedy|crime", "BRAND": "acme", "PRICE": 10.0, "STOCK": 5, "YEAR": 1999},
            "b": {"GENRES": "crime", "BRAND": "acme", "PRICE": 20.5, "STOCK": 0, "YEAR": 2005},
            "c": {"GENRES": "drama|romance", "BRAND": "Zenith", "PRICE": 5.0, "STOCK": None, "YEAR": 1999},
            "d": {"GENRES": "comedy", "BRAND": None, "PRICE": None, "STOCK": 3, "YEAR": 2020},
            "e": {"GENRES": None, "BRAND": "zenith", "PRICE": 0.0, "STOCK": 0, "YEAR": None},
            "f": {"GENRES": "Comedy|comedy drama", "BRAND": "acme corp", "PRICE": 99.99, "STOCK": 12, "YEAR": 1930},
            "g": {"GENRES": "|", "BRAND": "1999", "PRICE": -1.5, "STOCK": 5, "YEAR": 2020},
        },  # h has no row
        "Users": {
            "ann": {"AGE": 17, "LEVEL": "gold", "COUNTRY": "DE", "LIKES": "comedy|crime"},
            "bob": {"AGE": 40, "LEVEL": "silver", "COUNTRY": "AT", "LIKES": None},
            "cat": {"AGE": None, "LEVEL": None, "COUNTRY": "DE", "LIKES": "drama"},
        },  # dan and eve have none
        "Actions": {
            "p": {"KIND": "offer|mail", "VALUE": 3},
            "q": {"KIND": "mail", "VALUE": 10},
            "r": {"KIND": None, "VALUE": None},
        },  # s has none
    },
    events={
        "Interactions": [
            ("ann", "a", "Purchase"),
            ("ann", "a", "click"),
            ("ann", "b", "click"),
            ("ann", "h", "watch"),
            ("ann", "gone", "click"),  # an item that is not in the catalogue
            ("bob", "c", "purchase"),
            ("bob", "d", "PURCHASE"),
            ("bob", "d", "click"),
            ("cat", "e", None),
            ("dan", "b", "click"),
        ],
        "Action_Interactions": [("ann", "p", "TAKEN"), ("ann", "q", "viewed"), ("bob", "q", "Not_Taken")],
    },
)
