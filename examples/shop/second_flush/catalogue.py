"""The teas of the shop."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Tea:
    """A tea. `sold`: tins of it in the last year."""

    id: str
    name: str
    kind: str
    origin: str
    harvest: str
    price: float
    sold: int

    def matches(self, words: str) -> bool:
        described = f"{self.name} {self.kind} {self.origin}".lower()
        return all(word in described for word in words.lower().split())


class Catalogue:
    """Every tea, by its id."""

    def __init__(self, teas: Iterable[Tea]) -> None:
        self._teas = {tea.id: tea for tea in teas}

    @classmethod
    def load(cls) -> Catalogue:
        text = files(__package__).joinpath("teas.csv").read_text(encoding="utf-8")
        return cls(map(_tea, csv.DictReader(io.StringIO(text))))

    def __iter__(self) -> Iterator[Tea]:
        return iter(self._teas.values())

    def get(self, tea_id: str) -> Tea | None:
        return self._teas.get(tea_id)

    def known(self, tea_ids: Iterable[str]) -> list[Tea]:
        """The teas of those ids, in that order, without what the shop no longer sells."""
        return [self._teas[tea_id] for tea_id in tea_ids if tea_id in self._teas]

    def bestsellers(self, without: str | None = None) -> list[Tea]:
        teas = (tea for tea in self if tea.id != without)
        return sorted(teas, key=lambda tea: tea.sold, reverse=True)

    def search(self, words: str) -> list[Tea]:
        """What matches, the cheapest first."""
        return sorted((tea for tea in self if tea.matches(words)), key=lambda tea: tea.price)


def _tea(row: Mapping[str, str]) -> Tea:
    return Tea(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        origin=row["origin"],
        harvest=row["harvest"],
        price=float(row["price"]),
        sold=int(row["sold"]),
    )
