"""What a recipe learns from: interactions and metadata as arrays, ids as integer codes.

Codes number the ids in the order of their code points, rows stand in one canonical order. So the same data
gives the same arrays, whatever order it came in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from .arrays import Array, distinct, frozen, objects, pointers, ragged, sort_rows, sorted_ids
from .sizes import check_codes, check_ids, check_lists, check_numbers, check_order, check_shape


@dataclass(frozen=True)
class Categories:
    """One or several values a row, none for null.

    names: (k,) str, sorted; indptr: (rows + 1,) int64; codes: (nnz,) int32, those of row r at
    indptr[r]:indptr[r + 1]. Those of a snapshot are ascending and distinct in each row.
    """

    names: Array
    indptr: Array
    codes: Array

    def check_sizes(self, rows: int) -> None:
        """ValueError unless its arrays fit each other, and so many rows."""
        check_ids(self.names)
        check_lists(self.indptr, rows, self.codes)
        check_codes(self.codes, len(self.names))

    @classmethod
    def build(cls, rows: Sequence[str | Sequence[str] | None]) -> Categories:
        """From one value, several or None a row."""
        cells = [() if cell is None else (cell,) if isinstance(cell, str) else tuple(cell) for cell in rows]
        names = sorted({name for cell in cells for name in cell})
        number = {name: code for code, name in enumerate(names)}
        codes = np.array([number[name] for cell in cells for name in cell], np.int32)
        row = np.repeat(np.arange(len(cells)), [len(cell) for cell in cells])
        return cls(objects(names), pointers(row, len(cells)), codes)

    def take(self, rows: Array) -> Categories:
        """The given rows, in the given order; same names."""
        positions, lengths = ragged(self.indptr, rows)
        indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return Categories(self.names, frozen(indptr), frozen(self.codes[positions], np.int32))

    def sorted(self) -> Categories:
        """The same rows with the names in order of their code points, each name once in a row."""
        names, rank = sorted_ids(self.names, "category")
        lengths, codes = np.diff(self.indptr), rank[self.codes]
        if not (lengths > 1).any():
            return Categories(frozen(names), self.indptr, frozen(codes, np.int32))
        row, codes = distinct(np.repeat(np.arange(len(self)), lengths), codes)
        return Categories(frozen(names), frozen(pointers(row, len(self))), frozen(codes, np.int32))

    def __len__(self) -> int:
        return len(self.indptr) - 1


@dataclass(frozen=True)
class Quantities:
    """One number a row. values: (rows,) float64, nan for null."""

    values: Array

    def check_sizes(self, rows: int) -> None:
        """ValueError unless there are so many."""
        check_shape(self.values, (rows,), "f")

    @classmethod
    def build(cls, rows: Sequence[float | None]) -> Quantities:
        """From one number or None a row."""
        return cls(np.array([np.nan if cell is None else cell for cell in rows], np.float64))

    def take(self, rows: Array) -> Quantities:
        """The given rows, in the given order."""
        return Quantities(frozen(self.values[rows], np.float64))

    def sorted(self) -> Quantities:
        """The same rows: numbers need no names."""
        return self

    def __len__(self) -> int:
        return len(self.values)


Feature = Categories | Quantities
Features = Mapping[str, Feature]
_NO_FEATURES: Features = MappingProxyType({})


@dataclass(frozen=True)
class Snapshot:
    """Interactions and metadata at one moment. Made by `Snapshot.build`; its arrays cannot be written to.

    users (U,), items (I,): str, in order of code points; items of the interactions and of the items data.
    user, item: (n,) int32 codes; timestamp: (n,) int64, seconds since 1970. Rows are sorted by user,
    timestamp, item, event type and value.
    event_names: (k,) str; event: (n,) int32 codes, -1 for none; value: (n,) float64, nan for none.
    context: metadata of each interaction; item_features, user_features: of each item and user.
    item_created: (I,) int64; impressions: (I,) int64, how often an item was shown and passed over.
    weight: (n,) int64, how much each interaction matters, or None where all matter alike; reward: (I,) float64, what
    an interaction with an item brings, nan for unknown, or None where nothing but relevance is looked for.
    item_names, item_texts: (I,) str, what an item is called and how it is described, "" for neither.
    """

    users: Array
    items: Array
    user: Array
    item: Array
    timestamp: Array
    event_names: Array
    event: Array
    value: Array
    item_created: Array
    impressions: Array
    item_names: Array
    item_texts: Array
    context: Features = field(default_factory=dict)
    item_features: Features = field(default_factory=dict)
    user_features: Features = field(default_factory=dict)
    weight: Array | None = None
    reward: Array | None = None

    def check_parts(self) -> None:
        """ValueError unless its arrays fit each other."""
        users, items, rows = len(self.users), len(self.items), len(self.timestamp)
        for ids in (self.users, self.items, self.event_names):
            check_ids(ids)
        check_codes(self.user, users, rows)
        check_order(self.user)
        check_codes(self.item, items, rows)
        check_codes(self.event, len(self.event_names), rows, least=-1)
        check_numbers(self.timestamp, rows, "i")
        check_shape(self.value, (rows,), "f")
        for column in (self.item_created, self.impressions):
            check_numbers(column, items, "i")
        for texts in (self.item_names, self.item_texts):
            check_shape(texts, (items,), "OU")
        for features, count in ((self.context, rows), (self.item_features, items), (self.user_features, users)):
            for feature in features.values():
                feature.check_sizes(count)
        if self.weight is not None:
            check_numbers(self.weight, rows, "i")
        if self.reward is not None:
            check_shape(self.reward, (items,), "f")

    @classmethod
    def build(
        cls,
        *,
        users: Sequence[str] | Array,
        user: npt.ArrayLike,
        items: Sequence[str] | Array,
        item: npt.ArrayLike,
        timestamp: npt.ArrayLike,
        event_names: Sequence[str] | Array = (),
        event: npt.ArrayLike | None = None,
        value: npt.ArrayLike | None = None,
        context: Features = _NO_FEATURES,
        item_features: Features = _NO_FEATURES,
        user_features: Features = _NO_FEATURES,
        item_created: npt.ArrayLike | None = None,
        impressions: npt.ArrayLike | None = None,
        weight: npt.ArrayLike | None = None,
        reward: npt.ArrayLike | None = None,
        item_names: Sequence[str] | Array | None = None,
        item_texts: Sequence[str] | Array | None = None,
    ) -> Snapshot:
        """Sort ids and rows that come in any order. Codes number the ids as given here.

        item_created: seconds since 1970, negative where not known: then the item's oldest interaction
        counts, and without interactions the latest interaction of all (see "Automatic updates" in the
        Personalize guide). ValueError: ids that repeat, codes out of range, or columns of different lengths.
        """
        user_ids, user_rank = sorted_ids(users, "user")
        item_ids, item_rank = sorted_ids(items, "item")
        event_ids, event_rank = sorted_ids(event_names, "event type")
        seconds = np.asarray(timestamp, np.int64)
        rows = len(seconds)
        who = user_rank[_codes(user, len(user_ids), rows, "user")]
        what = item_rank[_codes(item, len(item_ids), rows, "item")]
        kinds = np.full(rows, -1) if event is None else event
        kind = np.append(event_rank, -1)[_codes(kinds, len(event_ids), rows, "event", least=-1)]
        worth = np.full(rows, np.nan) if value is None else _column(value, np.float64, rows, "value")
        matter = None if weight is None else _column(weight, np.int64, rows, "weight")
        order = sort_rows([who, seconds, what, kind, worth, *([] if matter is None else [matter])])
        by_item = np.argsort(item_rank, kind="stable")
        by_user = np.argsort(user_rank, kind="stable")
        given = np.full(len(item_ids), -1) if item_created is None else item_created
        given = _column(given, np.int64, len(item_ids), "item_created")[by_item]
        shown = np.zeros(len(item_ids)) if impressions is None else impressions
        shown = _column(shown, np.int64, len(item_ids), "impressions")[by_item]
        brings = None if reward is None else _column(reward, np.float64, len(item_ids), "reward")[by_item]
        return cls(
            users=frozen(user_ids),
            items=frozen(item_ids),
            user=frozen(who[order], np.int32),
            item=frozen(what[order], np.int32),
            timestamp=frozen(seconds[order]),
            event_names=frozen(event_ids),
            event=frozen(kind[order], np.int32),
            value=frozen(worth[order]),
            item_created=frozen(_created(given, what, seconds)),
            impressions=frozen(shown),
            item_names=_texts(item_names, by_item, "item_names"),
            item_texts=_texts(item_texts, by_item, "item_texts"),
            context=_features(_checked(context, rows, "context"), order),
            item_features=_features(_checked(item_features, len(item_ids), "item_features"), by_item),
            user_features=_features(_checked(user_features, len(user_ids), "user_features"), by_user),
            weight=None if matter is None else frozen(matter[order]),
            reward=None if brings is None else frozen(brings),
        )

    @property
    def now(self) -> int:
        """The reference time of every recipe: the latest interaction, or 0 without interactions."""
        return int(self.timestamp.max()) if len(self.timestamp) else 0

    @cached_property
    def indptr(self) -> Array:
        """(U + 1,) int64: the rows of user u are indptr[u]:indptr[u + 1], oldest first."""
        return frozen(pointers(self.user, len(self.users)))

    def select(self, rows: Array) -> Snapshot:
        """The interactions marked in a (n,) bool mask; the same users and items."""
        positions = np.flatnonzero(rows)
        return replace(
            self,
            user=frozen(self.user[positions]),
            item=frozen(self.item[positions]),
            timestamp=frozen(self.timestamp[positions]),
            event=frozen(self.event[positions]),
            value=frozen(self.value[positions]),
            context=MappingProxyType({column: feature.take(positions) for column, feature in self.context.items()}),
            weight=None if self.weight is None else frozen(self.weight[positions]),
        )


def _column(values: npt.ArrayLike, dtype: npt.DTypeLike, rows: int, name: str) -> Array:
    column = np.asarray(values).astype(dtype)
    if column.shape != (rows,):
        raise ValueError(f"'{name}' has shape {column.shape}, expected ({rows},).")
    return column


def _codes(values: npt.ArrayLike, count: int, rows: int, name: str, least: int = 0) -> Array:
    codes = _column(values, np.int64, rows, name)
    if rows and (codes.min() < least or codes.max() >= count):
        raise ValueError(f"'{name}' has codes from {codes.min()} to {codes.max()}, expected {least} to {count - 1}.")
    return codes


def _texts(given: Sequence[str] | Array | None, rows: Array, name: str) -> Array:
    """The given rows of a column of texts; without one, "" everywhere."""
    if given is None:
        return np.broadcast_to(objects([""]), len(rows))
    if len(given) != len(rows):
        raise ValueError(f"'{name}' has {len(given)} rows, expected {len(rows)}.")
    return frozen(objects(given)[rows])


def _created(given: Array, item: Array, timestamp: Array) -> Array:
    """Creation times: as given, else the oldest interaction, else the latest interaction of all."""
    oldest = np.full(len(given), timestamp.max() if len(timestamp) else 0, np.int64)
    np.minimum.at(oldest, item, timestamp)
    return np.where(given >= 0, given, oldest)


def _checked(features: Features, rows: int, name: str) -> Features:
    for column, feature in features.items():
        if len(feature) != rows:
            raise ValueError(f"'{name}' column '{column}' has {len(feature)} rows, expected {rows}.")
    return features


def _features(features: Features, rows: Array) -> Features:
    """The given rows of each column, columns in order of their names."""
    return MappingProxyType({column: features[column].take(rows).sorted() for column in sorted(features)})
