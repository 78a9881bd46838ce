"""A deployment in one call: every resource on the way through the public API, and ACTIVE when the call returns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .deployable import campaign_recipe, recommender_recipe
from .material import material_of
from .names import check_given
from .places import place_of
from .site import Group, Site

if TYPE_CHECKING:
    from ..recipes import CatalogueEntry


@dataclass(frozen=True)
class Deployment:
    """What a deployment made. `arn`: of the campaign or recommender; "" for what a deployment of its kind has not.

    filters: the ARN of each by the name it was given. datasets: ARNs by type ("ITEMS"). tracking_id: for PutEvents;
    action_tracking_id: for PutActionInteractions.
    """

    arn: str
    dataset_group_arn: str
    solution_arn: str = ""
    solution_version_arn: str = ""
    tracking_id: str = ""
    filters: Mapping[str, str] = field(default_factory=dict, hash=False)
    datasets: Mapping[str, str] = field(default_factory=dict, hash=False)
    action_tracking_id: str = ""


def deploy_campaign(
    recipe: str,
    interactions: str | Sequence[Any] | Mapping[str, Any] | None = None,
    items: str | Sequence[Any] | Mapping[str, Any] | None = None,
    users: str | Sequence[Any] | Mapping[str, Any] | None = None,
    actions: str | Sequence[Any] | Mapping[str, Any] | None = None,
    action_interactions: str | Sequence[Any] | Mapping[str, Any] | None = None,
    filters: Mapping[str, str] | None = None,
    event_type: str | None = None,
    solution_config: Mapping[str, Any] | None = None,
    campaign_config: Mapping[str, Any] | None = None,
    name: str | None = None,
    dataset_group_arn: str | None = None,
    region_name: str | None = None,
    account_id: str | None = None,
) -> Deployment:
    """A campaign of a new dataset group, all ACTIVE. Rows: CSV text, arrays, objects, or an array for each field.

    dataset_group_arn: of one that is there, with its data, instead; no rows then. region_name: us-east-1 without one.
    ValueError: a recipe, a row or an argument is wrong, or a resource failed; then nothing is left of it.
    """
    check_given(name, account_id, filters or ())
    entry = campaign_recipe(recipe)
    given = {
        "interactions": interactions,
        "items": items,
        "users": users,
        "actions": actions,
        "action_interactions": action_interactions,
    }
    place = place_of(dataset_group_arn, region_name, account_id)
    with _begun(entry, given, place, name, dataset_group_arn, event_type, solution_config or {}) as (site, group):
        solution = site.made(
            "solution",
            name=site.name,
            datasetGroupArn=group.arn,
            recipeArn=site.recipe_arn(entry.name),
            performAutoTraining=False,
            eventType=event_type,
            solutionConfig=solution_config,
        )
        version = site.made("solution_version", solutionArn=solution)
        campaign = site.made("campaign", name=site.name, solutionVersionArn=version, campaignConfig=campaign_config)
        return _finished(site, group, filters, arn=campaign, solution_arn=solution, solution_version_arn=version)


def deploy_recommender(
    recipe: str,
    interactions: str | Sequence[Any] | Mapping[str, Any] | None = None,
    items: str | Sequence[Any] | Mapping[str, Any] | None = None,
    users: str | Sequence[Any] | Mapping[str, Any] | None = None,
    filters: Mapping[str, str] | None = None,
    recommender_config: Mapping[str, Any] | None = None,
    name: str | None = None,
    dataset_group_arn: str | None = None,
    region_name: str | None = None,
    account_id: str | None = None,
) -> Deployment:
    """A recommender of a new Domain dataset group, all ACTIVE. Rows: CSV text, arrays, objects, or an array for each
    field.

    dataset_group_arn: of one that is there, with its data, instead; no rows then. region_name: us-east-1 without one.
    ValueError: a use case, a row or an argument is wrong, or a resource failed; then nothing is left of it.
    """
    check_given(name, account_id, filters or ())
    entry = recommender_recipe(recipe)
    given = {"interactions": interactions, "items": items, "users": users}
    place = place_of(dataset_group_arn, region_name, account_id)
    with _begun(entry, given, place, name, dataset_group_arn) as (site, group):
        recommender = site.made(
            "recommender",
            name=site.name,
            datasetGroupArn=group.arn,
            recipeArn=site.recipe_arn(entry.name),
            recommenderConfig=recommender_config,
        )
        return _finished(site, group, filters, arn=recommender)


@contextmanager
def _begun(
    entry: CatalogueEntry,
    given: Mapping[str, Any],
    place: tuple[str, str | None],
    name: str | None,
    dataset_group_arn: str | None,
    event_type: str | None = None,
    solution_config: Mapping[str, Any] = {},
) -> Iterator[tuple[Site, Group]]:
    """A deployment under way, with the dataset group that is there or a new one of the given rows. ValueError."""
    _check_no_rows(dataset_group_arn, given)
    data = [] if dataset_group_arn else material_of(entry, given, event_type, solution_config)
    with Site(*place, name) as site:
        yield site, site.group_there(dataset_group_arn) if dataset_group_arn else site.group(entry.domain, data)


def _check_no_rows(dataset_group_arn: str | None, given: Mapping[str, Any]) -> None:
    """Raise ValueError when rows are given for a dataset group that has its own."""
    rows = [name for name, of in given.items() if of is not None]
    if dataset_group_arn and rows:
        raise ValueError(
            f"A dataset group that is there keeps its data: {' and '.join(rows)} cannot be given with one."
        )


def _finished(site: Site, group: Group, filters: Mapping[str, str] | None, **arns: str) -> Deployment:
    return Deployment(
        dataset_group_arn=group.arn,
        tracking_id=site.tracking_id(group),
        filters=site.filters(group, filters or {}),
        datasets=group.datasets,
        action_tracking_id=site.action_tracking_id(group),
        **arns,
    )
