"""Whole records of items, users or actions: what PutItems, PutUsers and PutActions brought, as it came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    from ...datasets import Schema, Table

Record: TypeAlias = Mapping[str, Any]


@dataclass(eq=False, repr=False)
class RecordLog:
    """Append-only, so that a reader needs no lock: what stands before a length never changes.

    _removed: how many more came and were removed.
    """

    _records: list[Record] = field(default_factory=list)
    _removed: int = 0

    def __len__(self) -> int:
        return len(self._records)

    @property
    def came(self) -> int:
        """How many records have come, whatever was removed since."""
        return len(self._records) + self._removed

    def extend(self, records: Sequence[Record]) -> None:
        """Keep the records of a call, each the values of the schema's fields, converted; all appear at once."""
        self._records.extend(list(records))

    def without(self, key: str, ids: Set[str]) -> tuple[RecordLog, list[bool]]:
        """A log without the records of these ids, and of each record whether it is kept."""
        kept = [record[key] not in ids for record in self._records]
        left = [record for record, keep in zip(self._records, kept, strict=True) if keep]
        return RecordLog(left, self.came - len(left)), kept

    def between(self, begin: int, end: int) -> list[Record]:
        return self._records[begin:end]


def table_of(records: Sequence[Record], schema: Schema) -> Table:
    """The records as a table; what an older schema did not have is null."""
    from ...datasets import from_values

    return from_values(records, schema)
