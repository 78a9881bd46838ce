"""Where a deployment is built: resources under one name, taken down again if one of them fails."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .clients import client
from .names import joined
from .places import check_region, is_account
from .tables import Ready

if TYPE_CHECKING:
    from ..personalize.service.store import Resource

BUCKET = "moto-personalize-bench-"
NUMBERED = re.compile("bench-([0-9]+)(?:-|$)")
ACTIVE = "ACTIVE"
JOB, VERSION = "dataset_import_job", "solution_version"
"""What has no Delete: a version goes with its solution, and jobs are forgotten."""


@dataclass(frozen=True)
class Group:
    """A dataset group with imported data: its ARN, and its datasets' by type."""

    arn: str
    datasets: Mapping[str, str]


class Site:
    """A deployment under way in one account and region; leaving it by an exception deletes what was made."""

    def __init__(self, region_name: str, account_id: str | None, name: str | None) -> None:
        from ..personalize import script
        from ..personalize.models import personalize_backends
        from ..registration import account_of

        self._region = region_name
        self._account = account_of(account_id)
        check_region(region_name)
        self._backend = personalize_backends[self._account][region_name]
        self._api = client(region_name, self._account)
        self._script, self._undo = script.current(), ExitStack()
        self._number = self._next()
        self.name = f"bench-{self._number}" if name is None else name

    def __enter__(self) -> Site:
        return self

    def __exit__(self, kind: Any, error: Any, traceback: Any) -> None:
        if kind is None:
            self._undo.pop_all()
        self._undo.close()

    def group(self, domain: str | None, data: Sequence[Ready]) -> Group:
        """A dataset group with a dataset of each of the data."""
        of_domain = {"domain": domain}
        group = self.made("dataset_group", name=self.name, **of_domain)
        datasets = {}
        for ready in data:
            name = joined(self.name, ready.dataset_type.lower())
            schema = self._schema(name, ready.schema, domain)
            datasets[ready.dataset_type] = self.made(
                "dataset", name=name, schemaArn=schema, datasetGroupArn=group, datasetType=ready.dataset_type
            )
        self._import(data, datasets)
        return Group(group, datasets)

    def group_there(self, arn: str) -> Group:
        """A dataset group that is there already. ValueError names those that are."""
        from ..personalize.service.dataset_groups import DatasetGroup
        from ..personalize.service.datasets import Dataset

        store = self._backend.store
        if store.find(DatasetGroup, arn) is None:
            there = ", ".join(group.arn for group in store.where(DatasetGroup)) or "none"
            raise ValueError(f"There is no dataset group {arn}. Dataset groups: {there}.")
        return Group(arn, {each.dataset_type: each.arn for each in store.where(Dataset, dataset_group_arn=arn)})

    def filters(self, group: Group, expressions: Mapping[str, str]) -> dict[str, str]:
        """ARNs of new filters, by the names that they were given here: the API's are unique in the region."""
        return {
            name: self.made(
                "filter", name=joined(self.name, name), datasetGroupArn=group.arn, filterExpression=expression
            )
            for name, expression in expressions.items()
        }

    def tracking_id(self, group: Group) -> str:
        """Of its event tracker, or a new one; "" without interactions, to which events would go."""
        from ..personalize.service.event_trackers import EventTracker

        if "INTERACTIONS" not in group.datasets:
            return ""
        there = self._backend.store.where(EventTracker, dataset_group_arn=group.arn)
        tracker = there[0] if there else self._made("event_tracker", name=self.name, datasetGroupArn=group.arn)
        return str(vars(tracker)["tracking_id"])

    def action_tracking_id(self, group: Group) -> str:
        """Under which action interactions are sent; "" without a dataset of them."""
        dataset = group.datasets.get("ACTION_INTERACTIONS")
        return str(self._asked("describe_dataset", datasetArn=dataset)["dataset"]["trackingId"]) if dataset else ""

    def recipe_arn(self, recipe: str) -> str:
        """The ARN of a recipe in the partition of the region."""
        return f"arn:{self._backend.partition}:personalize:::recipe/{recipe}"

    def made(self, noun: str, **members: Any) -> str:
        """The ARN of a new resource that is ACTIVE. ValueError: refused, or failed, and why. None: not given."""
        return self._made(noun, **members).arn

    def _schema(self, name: str, text: str, domain: str | None) -> str:
        """The ARN of a new schema, or of the one of this name, if it says the same."""
        from ..personalize.service.schemas import Schema

        same = self._backend.store.where(Schema, name=name, schema=text, domain=domain)
        return same[0].arn if same else self.made("schema", name=self._free("schema", name), schema=text, domain=domain)

    def _free(self, noun: str, name: str) -> str:
        """The name, or with a number behind it: schemas and jobs stay when their dataset group is deleted."""
        kind, numbered = noun.replace("_", "-"), (joined(name, str(n)) for n in itertools.count(2))
        store, arn = self._backend.store, self._backend.arn
        return next(each for each in itertools.chain([name], numbered) if store.by_arn(arn(f"{kind}/{each}")) is None)

    def _made(self, noun: str, **members: Any) -> Resource:
        arn = str(self._asked(f"create_{noun}", **members)[f"{_camel(noun)}Arn"])
        resource = self._backend.store.by_arn(arn)
        if resource is None:
            raise ValueError(f"The {noun.replace('_', ' ')} {arn} is gone: the mock was reset or restored meanwhile.")
        self._undo.callback(self._take_down, resource)
        if resource.status not in (None, ACTIVE):  # schemas have none
            raise ValueError(f"The {resource.noun} {arn} is {resource.status}: {resource.failure_reason}")
        return resource

    def _take_down(self, resource: Resource) -> None:
        """Unless it is gone, or what has its ARN now was restored; why a deployment failed is told, not this."""
        with self._backend.lock:
            if self._backend.store.by_arn(resource.arn) is not resource:
                return
            noun = resource.resource_type
            if noun == JOB:
                self._backend.store.remove(resource)
            elif noun != VERSION:
                with suppress(ValueError):
                    self._asked(f"delete_{noun}", **{f"{_camel(noun)}Arn": resource.arn})

    def _asked(self, verb: str, **members: Any) -> Mapping[str, Any]:
        given = {name: value for name, value in members.items() if value is not None}
        return _answer(getattr(self._api, verb), **given)

    def _import(self, data: Sequence[Ready], datasets: Mapping[str, str]) -> None:
        with self._backend.s3.lent(f"{BUCKET}{self._number}", self._region) as put:
            for ready in data:
                self.made(
                    "dataset_import_job",
                    jobName=self._free(JOB, joined(self.name, ready.dataset_type.lower())),
                    datasetArn=datasets[ready.dataset_type],
                    dataSource={"dataLocation": put(f"{ready.dataset_type.lower()}.csv", ready.content)},
                    roleArn=self._role(),
                )

    def _role(self) -> str | None:
        """Of the import jobs; none where there can be none."""
        arn = f"arn:{self._backend.partition}:iam::{self._account}:role/{self.name}"
        return arn if is_account(self._account) else None

    def _next(self) -> int:
        """A number whose name nothing in the account and region has, alone or with a part's, whoever made it."""
        parts = (part for resource in self._backend.store.every() for part in resource.arn.split("/")[1:])
        taken = {int(named[1]) for named in map(NUMBERED.match, parts) if named}
        return next(n for n in self._script.deployments if n not in taken)


def _camel(noun: str) -> str:
    first, *others = noun.split("_")
    return first + "".join(other.capitalize() for other in others)


def _answer(method: Callable[..., Any], **members: Any) -> Mapping[str, Any]:
    """What the API answers; a refusal is a ValueError with its text."""
    from botocore.exceptions import ClientError, ParamValidationError

    try:
        answer: Mapping[str, Any] = method(**members)
        return answer
    except ClientError as error:
        raise ValueError(f"{error.operation_name}: {error.response['Error']['Message']}") from None
    except ParamValidationError as error:
        raise ValueError(str(error)) from None
