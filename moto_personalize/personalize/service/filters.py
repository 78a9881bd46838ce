"""Filters: what an application lets through. https://docs.aws.amazon.com/personalize/latest/dg/API_Filter.html"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from ..exceptions import InvalidInputException, LimitExceededException
from ..learning.dataset_types import ACTION_INTERACTIONS, ACTIONS, INTERACTIONS, ITEMS, USERS
from .campaigns import Campaign
from .dataset_groups import DatasetGroup, datasets_of
from .datasets import Dataset, dataset_of
from .lifecycle import work
from .operations import Operations
from .recommenders import Recommender
from .store import Resource, Store

if TYPE_CHECKING:
    from ... import filters
    from ..learning.deployment import Deployment

MAX_FILTERS = 30
MAX_FIELDS_OF_GROUP = 20
ABOUT = {"ItemID": (ITEMS, INTERACTIONS), "ActionID": (ACTIONS, ACTION_INTERACTIONS)}
"""What a filter is about: the datasets that describe it, and what happened to it."""


@dataclass(kw_only=True, eq=False)
class Filter(Resource):
    """`resolved` is the expression as a tree of the fields that the group's schemas have."""

    resource_type: ClassVar[str] = "filter"

    name: str
    dataset_group_arn: str
    filter_expression: str
    resolved: filters.Filter
    fields: filters.Fields

    def check_parts(self) -> None:
        """ValueError unless the tree is that of the expression."""
        from ... import filters

        if filters.resolve(filters.parse(self.filter_expression), self.fields, None) != self.resolved:
            raise ValueError("the expression says something else")

    def holds(self) -> Iterable[str]:
        """Every dataset of the group, whatever the filter refers to."""
        return self.dataset_group_arn, datasets_of(self.dataset_group_arn)


class FilterOperations(Operations):
    def create_filter(
        self,
        *,
        name: str,
        dataset_group_arn: str,
        filter_expression: str,
        tags: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        """The expression is checked now; when the filter becomes ACTIVE it is compiled for what the group serves."""
        from ... import filters

        self.store.get(DatasetGroup, dataset_group_arn).require_active()
        arn = self.arn(f"filter/{name}")
        self.store.check_free(Filter, arn)
        self.check_quota(Filter, MAX_FILTERS, dataset_group_arn=dataset_group_arn)
        fields = self._filterable(dataset_group_arn)
        try:
            most = filters.MAX_FIELDS if self.settings.enforce_quotas else None
            resolved = filters.resolve(filters.parse(filter_expression), fields, most)
        except filters.FilterError as error:
            raise InvalidInputException(str(error)) from None
        self._check_fields(resolved, dataset_group_arn)
        made = Filter(
            arn=arn,
            name=name,
            dataset_group_arn=dataset_group_arn,
            filter_expression=filter_expression,
            resolved=resolved,
            fields=fields,
        )
        self.created(made, tags, partial(self._compile, made))
        return {"filterArn": arn}

    def describe_filter(self, *, filter_arn: str) -> dict[str, Any]:
        return {"filter": self.described(Filter, filter_arn)}

    def list_filters(self, **page: Any) -> dict[str, Any]:
        return self.listed(Filter, "Filters", **page)

    def delete_filter(self, *, filter_arn: str) -> None:
        self.deleted(self.store.get(Filter, filter_arn))

    @work
    def _compile(self, made: Filter) -> None:
        compile_for_all(self.store, made.dataset_group_arn, made)

    def _filterable(self, dataset_group_arn: str) -> filters.Fields:
        """What filters of a dataset group may name, by the schemas of its datasets."""
        return {
            "_".join(part.capitalize() for part in dataset.dataset_type.split("_")): {
                field.name: _field_type(field) for field in dataset.fields.fields
            }
            for dataset in self.store.where(Dataset, dataset_group_arn=dataset_group_arn)
        }

    def _check_fields(self, resolved: filters.Filter, dataset_group_arn: str) -> None:
        used = set(resolved.fields)
        for other in self.store.where(Filter, dataset_group_arn=dataset_group_arn):
            used |= other.resolved.fields
        if self.settings.enforce_quotas and len(used) > MAX_FIELDS_OF_GROUP:
            raise LimitExceededException(
                f"The filters of a dataset group use at most {MAX_FIELDS_OF_GROUP} different fields; "
                f"with this one those of {dataset_group_arn} would use {len(used)}."
            )


def compile_filters(store: Store, deployment: Deployment, only: Filter | None = None) -> None:
    """Compile a group's filters, or one, for what is served, and see what is gone, so that no request has to."""
    group, (own, happened) = deployment.dataset_group_arn, ABOUT[deployment.subject]
    served, users, interactions = (dataset_of(store, group, kind) for kind in (own, USERS, happened))
    if interactions and (deployment.recipe.drops or happened == ACTION_INTERACTIONS):
        interactions.rows.index()  # some answers are left out without a filter
    if served and deployment.gives_metadata:
        served.rows.index()
    catalogue, _ = deployment.catalogue(served.rows if served else None), deployment.gone
    for chosen in [only] if only else store.where(Filter, dataset_group_arn=group):
        if chosen.resolved.subject == deployment.subject:
            catalogue.program(chosen)
            if interactions and chosen.resolved.names("Interactions"):
                interactions.rows.index()
            if users and chosen.resolved.names("CurrentUser"):
                users.rows.index()


def compile_for_all(store: Store, dataset_group_arn: str, only: Filter | None = None) -> None:
    """Compile for everything that a dataset group serves."""
    campaigns = store.where(Campaign, dataset_group_arn=dataset_group_arn)
    recommenders = store.where(Recommender, dataset_group_arn=dataset_group_arn)
    for deployment in [each.deployment for each in campaigns] + [each.deployment for each in recommenders]:
        if deployment is not None:
            compile_filters(store, deployment, only)


def _field_type(field: Any) -> filters.FieldType:
    if field.type == "boolean":
        return "boolean"
    if field.type != "string":
        return "number"
    if field.textual:
        return "textual"
    return "categories" if field.categorical else "string"
