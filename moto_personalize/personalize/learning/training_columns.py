"""A trainingDataConfig as the API carries it: which columns a training may use.

https://docs.aws.amazon.com/personalize/latest/dg/custom-config-columns.html
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

INCLUDED, EXCLUDED = "includedDatasetColumns", "excludedDatasetColumns"
ByType: TypeAlias = Mapping[str, list[str]]


def given_columns(config: Mapping[str, Any]) -> dict[str, ByType]:
    """Of a solutionConfig or recommenderConfig: by member, the columns that it names of each dataset type, as given."""
    given = config.get("trainingDataConfig") or {}
    return {member: given.get(member) or {} for member in (INCLUDED, EXCLUDED)}


@dataclass(frozen=True)
class TrainingColumns:
    """Columns by dataset type in upper case. Of a type that nothing is included of, all are but those excluded."""

    included: Mapping[str, frozenset[str]]
    excluded: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> TrainingColumns:
        """From a solutionConfig or recommenderConfig."""
        given = given_columns(config)
        return cls(_upper(given[INCLUDED]), _upper(given[EXCLUDED]))

    def let(self, dataset_type: str, column: str) -> bool:
        """Whether a column is let through."""
        wanted = self.included.get(dataset_type)
        return column not in self.excluded.get(dataset_type, ()) and (wanted is None or column in wanted)

    @property
    def torn(self) -> list[tuple[str, str]]:
        """Dataset types and columns that are both included and excluded."""
        return [
            (dataset_type, column)
            for dataset_type, columns in sorted(self.included.items())
            for column in sorted(columns & self.excluded.get(dataset_type, frozenset()))
        ]


def _upper(by_type: ByType) -> dict[str, frozenset[str]]:
    return {dataset_type.upper(): frozenset(columns) for dataset_type, columns in by_type.items()}
