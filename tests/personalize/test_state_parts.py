"""What a snapshot holds is of the right types, and does not fit together: it is refused, and nothing changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np
import pytest

from moto_personalize import mock_personalize, testing
from moto_personalize.datasets import Field, Schema
from moto_personalize.personalize.learning.patched import Patched
from moto_personalize.personalize.models import PersonalizeBackend, personalize_backends
from moto_personalize.personalize.service.campaigns import Campaign
from moto_personalize.personalize.service.dataset_groups import DatasetGroup
from moto_personalize.personalize.service.datasets import Dataset
from moto_personalize.personalize.service.filters import Filter
from moto_personalize.personalize.service.import_jobs import DatasetImportJob
from moto_personalize.personalize.service.lifecycle import statuses_of
from moto_personalize.personalize.service.metric_attributions import MetricAttribution, MetricAttributionMetric
from moto_personalize.personalize.service.recommenders import Recommender
from moto_personalize.personalize.service.solution_versions import SolutionVersion
from moto_personalize.personalize.service.solutions import Solution
from moto_personalize.testing import restore, snapshot
from tests.conftest import Aws
from tests.personalize.offers import campaign as deploy_actions
from tests.personalize.offers import small_shop
from tests.personalize.test_states import LIVES
from tests.workflow import ITEM_FIELDS, attribute, create_dataset, csv_text, import_csv

WATCHED = [(f"u{n % 5}", f"i{n % 7}", 1_700_000_000 + n) for n in range(40)]
UNSEEN = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("Watch")'
EVENT = {"eventType": "Watch", "itemId": "i3", "sentAt": 1_800_000_000}
Change = Callable[[PersonalizeBackend], Any]


@pytest.fixture(scope="module")
def world() -> bytes:
    """Trained, served, filtered, watched, described; a campaign and an import are on their way."""
    with mock_personalize(config={"personalize": {"min_interactions": 1, "min_users": 0}}):
        aws = Aws()
        made = testing.deploy_campaign("aws-user-personalization", WATCHED, filters={"seen": UNSEEN})
        testing.deploy_recommender("aws-vod-most-popular", WATCHED)
        deploy_actions(aws, small_shop(aws), "0.5")
        items = create_dataset(aws, made.dataset_group_arn, "Items", ITEM_FIELDS)
        import_csv(aws, items, csv_text(ITEM_FIELDS, [(f"i{n}", "war", n) for n in range(7)]), "items")
        aws.events.put_items(datasetArn=items, items=[{"itemId": "i8", "properties": '{"creationTimestamp": 3}'}])
        shown = aws.runtime.get_recommendations(campaignArn=made.arn, userId="u1")["recommendationId"]
        for user in ("u1", "u2"):
            given = {**EVENT, "recommendationId": shown}
            aws.events.put_events(trackingId=made.tracking_id, sessionId="visit", userId=user, eventList=[given])
        attribute(aws, made.dataset_group_arn, {"watched": ("Watch", "SAMPLECOUNT()")})
        (dataset,) = backend().store.where(Dataset, arn=items)
        assert type(dataset.rows) is Patched
        testing.set_transition("campaign", "manual")
        aws.personalize.create_campaign(name="next", solutionVersionArn=made.solution_version_arn)
        testing.set_transition("dataset_import_job", "manual")
        import_csv(aws, items, csv_text(ITEM_FIELDS, [("i9", "war", 9)]), "pending")
        return snapshot()


@pytest.fixture(autouse=True)
def mocked() -> Iterator[None]:
    with mock_personalize():
        testing.set_transition("campaign", "manual")
        testing.set_transition("dataset_import_job", "manual")
        yield


def backend() -> PersonalizeBackend:
    return personalize_backends["123456789012"]["us-east-1"]


def only(kind: Any, **attributes: Any) -> Callable[[PersonalizeBackend], Any]:
    return lambda there: there.store.where(kind, **attributes)[0]


def put(holder: Callable[[PersonalizeBackend], Any], path: str, value: Any) -> Change:
    """Put a value (or what a function makes of the one that is there) at a path of attributes."""

    def change(there: PersonalizeBackend) -> None:
        holding, *_, name = holder(there), path.rpartition(".")[2]
        for step in path.split(".")[:-1]:
            holding = getattr(holding, step)
        object.__setattr__(holding, name, value(getattr(holding, name)) if callable(value) else value)

    return change


def shorter(array: Any) -> Any:
    return array[:-1]


campaign, items, interactions = only(Campaign, status="ACTIVE"), only(Dataset, dataset_type="ITEMS"), only(Dataset)
version, group, expression = only(SolutionVersion), only(DatasetGroup), only(Filter)
actions = only(Campaign, name="actions")


def column(name: str) -> Callable[[PersonalizeBackend], Any]:
    return lambda there: items(there).content.bulk.table.columns[name]


def move(there: PersonalizeBackend) -> Any:
    return next(move for move in there.lifecycle._moves if isinstance(move.resource, Campaign))


def plan(there: PersonalizeBackend) -> Any:
    return next(iter(there.schedule._appointments.values()))


def event(there: PersonalizeBackend) -> Any:
    return interactions(there).live._events[0]


def log(there: PersonalizeBackend) -> Any:
    return interactions(there).live


def shown_as(codes: Any) -> Change:
    def change(there: PersonalizeBackend) -> None:
        name, (ids, _, unknown) = log(there)._shown.popitem()
        log(there)._shown[name] = ids, codes, unknown

    return change


def patched(path: str, value: Any) -> Change:
    """Rows with records above them, among the data of a training."""

    def change(there: PersonalizeBackend) -> None:
        rows = items(there).rows
        put(lambda _: rows, path, value)(there)
        put(version, "gathered.items", rows)(there)

    return change


def record(**values: Any) -> Change:
    return put(items, "content.records._records", lambda there: [{**there[0], **values}])


def another(there: PersonalizeBackend) -> Any:
    return DatasetGroup(arn="arn", name="another")


def unplugged(there: PersonalizeBackend) -> None:
    del there.store._resources[DatasetGroup]


OTHER_FIELDS = (Field("NAME", "string"),)
CHANGES: list[tuple[Change, str]] = [
    (put(column("GENRES"), "codes", lambda codes: codes + 9), "datasets.Text does not fit together (a code is of no"),
    (put(column("GENRES"), "codes", lambda codes: codes[:, None]), "datasets.Text does not fit together (a column"),
    (put(column("ITEM_ID"), "values", lambda there: there[::-1]), "datasets.Text does not fit together (the values"),
    (put(column("CREATION_TIMESTAMP"), "values", lambda there: there / 0.5), "Content does not fit"),
    (put(column("CREATION_TIMESTAMP"), "values", lambda there: there + np.inf), "Content does not fit"),
    (put(column("CREATION_TIMESTAMP"), "values", lambda there: there.astype("f4")), "Content does not fit"),
    (put(column("CREATION_TIMESTAMP"), "null", np.zeros(2, bool)), "datasets.Numbers does not fit together (a row"),
    (put(column("GENRES"), "codes", shorter), "datasets.Table does not fit together (columns are not of equal"),
    (put(items, "content.bulk.table.rows", 3), "Bulk does not fit together (rows came at no time)."),
    (put(items, "content.bulk.seen", shorter), "Bulk does not fit together (rows came at no time)."),
    (put(items, "content.bulk.seen", lambda there: there + 2), "Content does not fit together (a number is not one of"),
    (put(items, "content.full.seen", lambda there: there - 9), "Content does not fit together (a number is not one of"),
    (put(items, "content.schema", None), "Content does not fit together (rows have no schema)."),
    (record(ITEM_ID=None), "Content does not fit together (the column ITEM_ID is not what its"),
    (record(GENRES=3), "Content does not fit together (the values"),
    (patched("_size", 3), "Patched does not fit together (rows are not where they should be)."),
    (patched("_table", lambda _: items(backend()).bulk), "Patched does not fit together (rows are not of their base)."),
    (patched("_base._table", None), "Patched does not fit together (AssertionError)."),
    (put(version, "gathered.interactions.schema", Schema("I", OTHER_FIELDS)), "Gathered does not fit"),
    (put(version, "gathered.interactions.key", "NAME"), "Rows does not fit together (there is no NAME)."),
    (put(version, "gathered.items", lambda _: version(backend()).gathered.interactions), "Gathered does not fit"),
    (put(version, "gathered.config", {"eventValueThreshold": "much"}), "Gathered does not fit together (could not"),
    (put(actions, "deployment.trained.gathered.actions.actions.schema", Schema("I", OTHER_FIELDS)), "Rows"),
    (put(event, "columns", {}), "EventLog does not fit together (KeyError)."),
    (put(event, "columns", lambda there: {**there, "EVENT_VALUE": "9"}), "LiveEvent does not fit together (the value"),
    (put(log, "_ids", set()), "EventLog does not fit together (events and what is known"),
    (put(log, "_of_actor", {"u1": {"watch": [(1, 9)]}}), "EventLog does not fit together (events"),
    (shown_as(np.array([99])), "EventLog does not fit together (a list was shown of no items)."),
    (shown_as(np.array([0.5])), "EventLog does not fit together (a list was shown of no items)."),
    (put(version, "trained.snapshot.item", shorter), "recipes.Snapshot does not fit together (an array has the shape"),
    (put(version, "trained.snapshot.user", lambda codes: codes[::-1]), "recipes.Snapshot does not fit together (rows"),
    (put(version, "trained.model.item", shorter), "TrainedItems does not fit together (rows and their"),
    (put(actions, "deployment.trained.model.base", shorter), "TrainedActions does not fit together (a number is not"),
    (put(campaign, "deployment.model.item", shorter), "ItemDeployment does not fit together (rows and"),
    (put(campaign, "deployment.ids", shorter), "ItemDeployment does not fit together (ids are not those"),
    (put(campaign, "deployment.codes", {"i1": 0}), "ItemDeployment does not fit together (codes are not those of the"),
    (put(campaign, "deployment.trained", lambda _: actions(backend()).deployment.trained), "ItemDeployment"),
    (put(actions, "deployment.trained", lambda _: version(backend()).trained), "ActionDeployment does not fit"),
    (put(campaign, "deployment", None), "Campaign does not fit together (it is ACTIVE without a"),
    (put(version, "trained", None), "SolutionVersion does not fit together (it is ACTIVE without a"),
    (put(only(Recommender), "trained", None), "Recommender does not fit together (it is ACTIVE"),
    (put(items, "dataset_type", "USERS"), "Dataset does not fit together (it is of the type USERS)."),
    (put(items, "content.schema.fields", OTHER_FIELDS), "Dataset does not fit"),
    (put(expression, "filter_expression", UNSEEN.replace("Watch", "Buy")), "Filter does not fit together (the"),
    (put(only(MetricAttributionMetric), "expression", "MANY()"), "MetricAttributionMetric does not fit together"),
    (put(group, "status", "CREATE STOPPED"), "is not as it must be (a dataset group is never CREATE STOPPED)."),
    (put(campaign, "status", "DELETE PENDING"), "is not as it must be (nothing brings it on from DELETE PENDING)."),
    (put(only(Solution), "solution_config", {"featureTransformationParameters": {"a": 1}}), "(Invalid type"),
    (put(only(MetricAttribution), "metrics_output_config", {}), "(Missing required parameter in metricsOutputConfig"),
    (put(campaign, "solution_arn", "arn:aws:personalize:us-east-1:1:solution/x"), "(there is no arn:aws:"),
    (put(only(DatasetImportJob, job_name="pending"), "dataset_arn", "arn:gone"), "(there is no arn:gone)."),
    (put(campaign, "creation_date_time", 1e300), "its content makes no sense"),
    (put(campaign, "creation_date_time", float("nan")), "Campaign.creation_date_time holds what it cannot hold."),
    (put(campaign, "sequence", 10**6), "is not as it must be (it is not where it was created)."),
    (unplugged, "is not as it must be (there is no arn:aws:personalize:"),
    (put(move, "ahead", []), "is not as it must be (it is on its way to nowhere)."),
    (put(move, "ahead", ["INACTIVE"]), "is not as it must be (it is on its way to INACTIVE)."),
    (put(move, "target", lambda _: group(backend())), "is not as it must be (something else changes with it)."),
    (put(move, "work", lambda it: partial(it.func, campaign(backend()), *it.args[1:])), "(what is done to it is of"),
    (put(plan, "what", "nothing"), "is not as it must be (what it has planned is of another)."),
    (put(plan, "every", 0.001), "is not as it must be (what it has planned comes every 0.001 s"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "why"), CHANGES, ids=[why[-40:] for _, why in CHANGES])
def test_what_does_not_fit_together_is_refused_with_its_place(change: Change, why: str, world: bytes) -> None:
    restore(world)
    change(backend())
    spoiled = snapshot()
    restore(world)
    before = snapshot()
    with pytest.raises(ValueError, match=r"^The snapshot is damaged: ") as refused:
        restore(spoiled)
    assert why in str(refused.value)
    assert snapshot() == before


def test_a_world_that_nobody_changed_is_restored(world: bytes) -> None:
    restore(world)
    assert snapshot() == world


@pytest.mark.parametrize("kind", LIVES)
def test_every_status_of_a_life_is_one_of_its_noun(kind: str) -> None:
    shown = {status.removeprefix("update ") for status in LIVES[kind][1]}
    assert shown <= statuses_of(kind)
