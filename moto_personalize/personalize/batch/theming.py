"""Themes of related items: which jobs may have them, and what they are made of.

https://docs.aws.amazon.com/personalize/latest/dg/themed-batch-recommendations.html
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ..exceptions import InvalidInputException
from ..learning.dataset_types import ITEMS
from ..learning.rows import Rows
from ..learning.snapshots import texts_of
from ..service.datasets import dataset_of
from ..service.solution_versions import SolutionVersion
from ..service.store import Store
from .jobs import model_of

if TYPE_CHECKING:
    from ...recipes import Themes

BATCH_INFERENCE, THEME_GENERATION = "BATCH_INFERENCE", "THEME_GENERATION"
RECIPE = "aws-similar-items"
REGIONS = ("us-east-1", "us-west-2", "ap-northeast-1")
MAX_LINES = 100


def item_name(mode: str, config: Mapping[str, Any] | None) -> str | None:
    """The column of names of a job with themes, None of a job without. InvalidInputException when they disagree."""
    given = ((config or {}).get("fieldsForThemeGeneration") or {}).get("itemName")
    if mode == THEME_GENERATION and given is None:
        raise InvalidInputException(
            f"batchInferenceJobMode {THEME_GENERATION} needs themeGenerationConfig.fieldsForThemeGeneration.itemName."
        )
    if mode != THEME_GENERATION and config is not None:
        raise InvalidInputException(f"themeGenerationConfig is for batchInferenceJobMode {THEME_GENERATION} alone.")
    return None if given is None else str(given)


def check_themes(store: Store, region: str, version: SolutionVersion, column: str) -> None:
    """Raise InvalidInputException where AWS has no themes: in a region, of a recipe, of such items."""
    if region not in REGIONS:
        raise InvalidInputException(f"Themes are generated in {', '.join(REGIONS)} alone, not in {region}.")
    if version.recipe.name != RECIPE:
        raise InvalidInputException(f"Themes are for the recipe {RECIPE} alone, not for {version.recipe_arn}.")
    items = dataset_of(store, version.dataset_group_arn, ITEMS)
    field = items.fields.field(column) if items else None
    if items is None or field is None or field.type != "string":
        raise InvalidInputException(f"itemName is {column}, which is no column of strings of the Items dataset.")
    if not any(other.textual for other in items.fields.fields):
        raise InvalidInputException(f"Themes need a textual column in {items.arn}.")


def themes_of(version: SolutionVersion, rows: Rows | None, column: str) -> Themes:
    """The themes of a model's items, from their names and texts as they are now."""
    from ...recipes import Themes

    snapshot = model_of(version).snapshot
    ids = snapshot.items
    textual = [field.name for field in rows.schema.fields if field.textual and field.name != column] if rows else []
    texts = [texts_of(rows, name, ids) for name in textual]
    together = [" ".join(filter(None, cells)) for cells in zip(*texts, strict=True)] if texts else [""] * len(ids)
    return Themes.of(texts_of(rows, column, ids), together, snapshot.item_features)
