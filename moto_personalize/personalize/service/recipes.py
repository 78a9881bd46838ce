"""The built-in catalogue: recipes, algorithms, feature transformations. Facts: AWS's guide and stored answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, ClassVar

from ..exceptions import ResourceNotFoundException
from .operations import Operations
from .store import ACTIVE, PAGE_SIZE, Resource, read_token, write_token

if TYPE_CHECKING:
    from ...recipes import CatalogueEntry, Hyperparameter

LIST_NAME = "recipes"


@dataclass(kw_only=True, eq=False)
class Recipe(Resource):
    """A recipe as the API shows it; `entry` is what the engine knows of it."""

    resource_type: ClassVar[str] = "recipe"

    name: str
    entry: CatalogueEntry
    algorithm_arn: str | None = None
    feature_transformation_arn: str | None = None
    description: str | None = None
    recipe_type: str | None = None
    domain: str | None = None


class RecipeOperations(Operations):
    def list_recipes(
        self,
        *,
        recipe_provider: str = "SERVICE",
        next_token: str | None = None,
        max_results: int | None = None,
        domain: str | None = None,
    ) -> dict[str, Any]:
        """As observed, the domain is filtered after paging: a page may be short and still have a next."""
        from ...recipes import entries

        partition = self.partition
        listed = sorted((entry for entry in entries() if entry.listed), key=lambda entry: entry.name)
        start = read_token(next_token, LIST_NAME) if next_token is not None else 0
        end = start + (max_results or PAGE_SIZE)
        page = [_recipe(partition, entry) for entry in listed[start:end] if domain in (None, entry.domain)]
        return {"recipes": page, "nextToken": write_token(end, LIST_NAME) if end < len(listed) else None}

    def describe_recipe(self, *, recipe_arn: str) -> dict[str, Any]:
        return {"recipe": recipe_of(self.partition, recipe_arn)}

    def describe_algorithm(self, *, algorithm_arn: str) -> dict[str, Any]:
        for entry in self._by_arn("algorithm", lambda entry: entry.algorithm, algorithm_arn):
            tuned = [h for h in entry.hyperparameters if h.group == "algorithm"]
            return {
                "algorithm": {
                    "name": entry.algorithm,
                    "algorithmArn": algorithm_arn,
                    "defaultHyperParameters": _defaults(tuned),
                    "defaultHyperParameterRanges": _ranges(tuned),
                    **_dates(entry),
                }
            }
        raise ResourceNotFoundException(noun="algorithm", arn=algorithm_arn)

    def describe_feature_transformation(self, *, feature_transformation_arn: str) -> dict[str, Any]:
        """Recipes share transformations; each knows the parameters that it takes of one."""
        sharing = list(
            self._by_arn(
                "feature-transformation", lambda entry: entry.feature_transformation, feature_transformation_arn
            )
        )
        if not sharing:
            raise ResourceNotFoundException(noun="feature transformation", arn=feature_transformation_arn)
        parameters = [h for entry in sharing for h in entry.hyperparameters if h.group == "featureTransformation"]
        return {
            "featureTransformation": {
                "name": sharing[0].feature_transformation,
                "featureTransformationArn": feature_transformation_arn,
                "defaultParameters": _defaults(parameters),
                "status": ACTIVE,
                **_dates(sharing[0]),
            }
        }

    def _by_arn(self, kind: str, tail: Any, arn: str) -> Iterator[CatalogueEntry]:
        from ...recipes import entries

        return (
            entry for entry in entries() if tail(entry) and builtin_arn(self.partition, f"{kind}/{tail(entry)}") == arn
        )


def recipe_of(partition: str, arn: str) -> Recipe:
    """The recipe of an ARN, or ResourceNotFoundException."""
    from ...recipes import find

    prefix, _, name = arn.partition("recipe/")
    try:
        if f"{prefix}recipe/" != builtin_arn(partition, "recipe/"):
            raise LookupError
        return _recipe(partition, find(name))
    except LookupError:
        raise ResourceNotFoundException(noun="recipe", arn=arn) from None


def builtin_arn(partition: str, path: str) -> str:
    """The ARN of what the service brings: ``recipe/aws-sims``."""
    return f"arn:{partition}:personalize:::{path}"


def _recipe(partition: str, entry: CatalogueEntry) -> Recipe:
    transformation = entry.feature_transformation
    return Recipe(
        arn=builtin_arn(partition, f"recipe/{entry.name}"),
        name=entry.name,
        entry=entry,
        status=ACTIVE,
        algorithm_arn=entry.algorithm and builtin_arn(partition, f"algorithm/{entry.algorithm}"),
        feature_transformation_arn=transformation
        and builtin_arn(partition, f"feature-transformation/{transformation}"),
        description=entry.description,
        recipe_type=entry.recipe_type,
        domain=entry.domain,
        creation_date_time=_epoch(entry),
    )


def _epoch(entry: CatalogueEntry) -> float:
    return datetime.fromisoformat(entry.created).replace(tzinfo=timezone.utc).timestamp()


def _dates(entry: CatalogueEntry) -> dict[str, float]:
    return {"creationDateTime": _epoch(entry), "lastUpdatedDateTime": _epoch(entry)}


def _defaults(parameters: list[Hyperparameter]) -> dict[str, str]:
    from ...recipes.entry import text_of

    return {h.name: text_of(h.default) for h in parameters}


def _ranges(parameters: list[Hyperparameter]) -> dict[str, list[dict[str, Any]]]:
    ranges: dict[str, list[dict[str, Any]]] = {}
    for kind, key in (
        ("integer", "integerHyperParameterRanges"),
        ("continuous", "continuousHyperParameterRanges"),
    ):
        ranges[key] = [
            {"name": h.name, "minValue": h.minimum, "maxValue": h.maximum, "isTunable": h.tunable}
            for h in parameters
            if h.type == kind
        ]
    ranges["categoricalHyperParameterRanges"] = [
        {"name": h.name, "values": list(h.values), "isTunable": h.tunable}
        for h in parameters
        if h.type in ("boolean", "categorical")
    ]
    return ranges
