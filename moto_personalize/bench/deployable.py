"""Which recipes can be deployed, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..recipes import CatalogueEntry

SEGMENTS = "USER_SEGMENTATION"
USUAL_EVENTS = {None: "click", "ECOMMERCE": "View", "VIDEO_ON_DEMAND": "Watch"}


def campaign_recipe(recipe: str) -> CatalogueEntry:
    """The recipe of a name or ARN, to be deployed by a campaign. ValueError names the recipes that can be."""
    found, ways = _found(recipe), _names(domain=False)
    if found is None:
        raise ValueError(f"There is no recipe {recipe}. Recipes for campaigns: {ways}.")
    if found.domain:
        raise ValueError(
            f"{found.name} is a use case of {found.domain}, for deploy_recommender. Recipes for campaigns: {ways}."
        )
    if found.recipe_type == SEGMENTS:
        raise ValueError(
            f"{found.name} makes user segments, by batch segment jobs alone; no campaign deploys it. "
            f"Recipes for campaigns: {ways}."
        )
    return found


def recommender_recipe(recipe: str) -> CatalogueEntry:
    """The use case of a name or ARN, to be deployed by a recommender. ValueError names the use cases."""
    found, ways = _found(recipe), _names(domain=True)
    if found is None:
        raise ValueError(f"There is no use case {recipe}. Use cases for recommenders: {ways}.")
    if not found.domain:
        raise ValueError(
            f"{found.name} is no use case of a domain: it is for deploy_campaign. Use cases for recommenders: {ways}."
        )
    return found


def usual_event_type(entry: CatalogueEntry) -> str:
    """What an interaction is that does not say so: what the recipe learns from, or its domain is about."""
    return entry.event_type or USUAL_EVENTS[entry.domain]


def _found(recipe: str) -> CatalogueEntry | None:
    from ..recipes import entries

    name = recipe.rpartition(":recipe/")[2]
    return next((entry for entry in entries() if entry.name == name), None)


def _names(domain: bool) -> str:
    from ..recipes import entries

    return ", ".join(
        sorted(entry.name for entry in entries() if bool(entry.domain) is domain and entry.recipe_type != SEGMENTS)
    )
