"""Metadata of recommended items. https://docs.aws.amazon.com/personalize/latest/dg/getting-recommendations-with-metadata.html"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..exceptions import InvalidInputException
from ..learning.dataset_types import ITEMS
from ..learning.item_deployment import ItemDeployment
from ..learning.rows import Rows
from .filtering import Sight

MAX_COLUMNS = 10
MAX_RESULTS = 50
NOTHING: Mapping[str, Mapping[str, str]] = {}


@dataclass(frozen=True)
class Metadata:
    """What is asked for: columns, of the Items dataset where there is one."""

    columns: list[str]
    rows: Rows | None = None

    def of(self, item_id: str, declared: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
        """Column names in lower case and in order, values as text, nulls left out. What is declared goes first."""
        instead = declared.get(item_id)
        if instead is not None:
            return {name.lower(): instead[name.lower()] for name in self.columns if name.lower() in instead}
        row = self.rows.record(item_id, self.columns) if self.rows else {}
        return {name.lower(): _text(row[name]) for name in self.columns if name in row}


def columns_asked(wanted: Mapping[str, Sequence[str]] | None, counted: str, count: int) -> list[str] | None:
    """The columns that metadataColumns names, in order; None where it is not there. InvalidInputException."""
    if not wanted:
        return None
    columns = wanted.get(ITEMS)
    if columns is None or len(wanted) > 1:
        raise InvalidInputException(f"metadataColumns takes the key ITEMS alone, not {', '.join(wanted)}.")
    if len(columns) > MAX_COLUMNS:
        raise InvalidInputException(f"metadataColumns names {len(columns)} columns; at most {MAX_COLUMNS} are allowed.")
    if count > MAX_RESULTS:
        raise InvalidInputException(f"{counted} is {count}; with metadataColumns at most {MAX_RESULTS}.")
    return sorted(columns, key=str.lower)


def metadata_asked(
    deployment: ItemDeployment, sight: Sight, wanted: Mapping[str, Sequence[str]] | None, counted: str, count: int
) -> Metadata | None:
    """The Items rows and the columns that are asked for; None where none are. InvalidInputException."""
    columns = columns_asked(wanted, counted, count)
    if columns is None:
        return None
    if not deployment.gives_metadata:
        raise InvalidInputException(
            "metadataColumns needs a campaign or recommender with enableMetadataWithRecommendations."
        )
    rows = sight.rows(ITEMS)
    if rows is None:
        raise InvalidInputException(f"metadataColumns needs an Items dataset in {deployment.dataset_group_arn}.")
    return Metadata(list(dict.fromkeys(_column(rows, name) for name in columns)), rows)


def add_metadata(
    items: Sequence[Mapping[str, Any]], asked: Metadata | None, declared: Mapping[str, Mapping[str, str]] = NOTHING
) -> Sequence[Mapping[str, Any]]:
    """The items with their metadata; declared: what stands for that of some."""
    if asked is None:
        return items
    return [{**item, "metadata": asked.of(item["itemId"], declared)} for item in items]


def _column(rows: Rows, name: str) -> str:
    """The schema's spelling of a column."""
    names = {field.name.upper(): field.name for field in rows.schema.fields}
    if name.upper() not in names:
        raise InvalidInputException(f"metadataColumns names {name}, which is not a column of the Items dataset.")
    return names[name.upper()]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
