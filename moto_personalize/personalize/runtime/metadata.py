"""Metadata of recommended items. https://docs.aws.amazon.com/personalize/latest/dg/getting-recommendations-with-metadata.html"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..exceptions import InvalidInputException
from ..learning.item_deployment import ItemDeployment
from ..learning.rows import Rows
from ..service.datasets import ITEMS
from .filtering import Sight

MAX_COLUMNS = 10
MAX_RESULTS = 50


@dataclass(frozen=True)
class Metadata:
    """What is asked for: columns of the Items dataset."""

    rows: Rows
    columns: list[str]


def metadata_asked(
    deployment: ItemDeployment, sight: Sight, wanted: Mapping[str, Sequence[str]] | None, counted: str, count: int
) -> Metadata | None:
    """The Items rows and the columns that are asked for; None where none are. InvalidInputException."""
    if not wanted:
        return None
    columns = wanted.get("ITEMS")
    if columns is None or len(wanted) > 1:
        raise InvalidInputException(f"metadataColumns takes the key ITEMS alone, not {', '.join(wanted)}.")
    if not deployment.gives_metadata:
        raise InvalidInputException(
            "metadataColumns needs a campaign or recommender with enableMetadataWithRecommendations."
        )
    if len(columns) > MAX_COLUMNS:
        raise InvalidInputException(f"metadataColumns names {len(columns)} columns; at most {MAX_COLUMNS} are allowed.")
    if count > MAX_RESULTS:
        raise InvalidInputException(f"{counted} is {count}; with metadataColumns at most {MAX_RESULTS}.")
    rows = sight.rows(ITEMS)
    if rows is None:
        raise InvalidInputException(f"metadataColumns needs an Items dataset in {deployment.dataset_group_arn}.")
    return Metadata(rows, sorted({_column(rows, name) for name in columns}, key=str.lower))


def add_metadata(items: list[dict[str, Any]], asked: Metadata | None) -> list[dict[str, Any]]:
    """The items with their metadata: column names in lower case and in order, values as text, nulls left out."""
    if asked is None:
        return items
    records = [asked.rows.record(item["itemId"], asked.columns) for item in items]
    return [
        {**item, "metadata": {name.lower(): _text(record[name]) for name in asked.columns if name in record}}
        for item, record in zip(items, records, strict=True)
    ]


def _column(rows: Rows, name: str) -> str:
    """The schema's spelling of a column."""
    names = {field.name.upper(): field.name for field in rows.schema.fields}
    if name.upper() not in names:
        raise InvalidInputException(f"metadataColumns names {name}, which is not a column of the Items dataset.")
    return names[name.upper()]


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
