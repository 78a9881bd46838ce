"""What cannot be deleted while something else is there: every blocker in every status that it walks through."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest
from moto.moto_api import state_manager

from moto_personalize.testing import advance
from tests.conftest import RESOURCE_TYPES, Aws
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    ROLE,
    assert_refused,
    attribute,
    batch_job,
    create_dataset,
    create_group,
    csv_text,
    described,
    domain_group,
    import_csv,
    put_csv,
    recipe_arn,
    recommender,
    schema_text,
    train,
    views,
)

USER_FIELDS = ({"name": "USER_ID", "type": "string"}, {"name": "AGE", "type": "int"})
PRICED_FIELDS = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "GENRES", "type": "string", "categorical": True},
    {"name": "CREATION_TIMESTAMP", "type": "long"},
    {"name": "PRICE", "type": ["float", "null"]},
)
ACTION_FIELDS = ({"name": "ACTION_ID", "type": "string"}, {"name": "COST", "type": "int"})
TAKEN_FIELDS = (
    {"name": "USER_ID", "type": "string"},
    {"name": "ACTION_ID", "type": "string"},
    {"name": "EVENT_TYPE", "type": "string"},
    {"name": "TIMESTAMP", "type": "long"},
)
PENDING, IN_PROGRESS, ACTIVE = WALK = ("CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE")
ON_THE_WAY = (PENDING, IN_PROGRESS)
INTERACTIONS, ITEMS, USERS = EVERY = ("INTERACTIONS", "ITEMS", "USERS")
TRAINED = {"inference": "aws-popularity-count", "segment": "aws-item-affinity"}


@dataclass(frozen=True)
class Blocker:
    """Something that keeps datasets, in some of the statuses that it walks through."""

    make: Callable[[Aws, str], Callable[[], str]]
    keeps: tuple[str, ...] = EVERY
    during: tuple[str, ...] = WALK


def at(group: str, kind: str) -> str:
    return group.replace("dataset-group", "dataset") + f"/{kind}"


def a_filter(expression: str) -> Callable[[Aws, str], Callable[[], str]]:
    return lambda aws, group: (
        lambda: aws.personalize.create_filter(name="some", datasetGroupArn=group, filterExpression=expression)[
            "filterArn"
        ]
    )


def a_tracker(aws: Aws, group: str) -> Callable[[], str]:
    return lambda: aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["eventTrackerArn"]


def an_attribution(expression: str) -> Callable[[Aws, str], Callable[[], str]]:
    return lambda aws, group: lambda: attribute(aws, group, {"sum": ("watch", expression)})


def an_import(of: str) -> Callable[[Aws, str], Callable[[], str]]:
    location = {INTERACTIONS: "films-import.csv", ITEMS: "items.csv"}[of]
    return lambda aws, group: (
        lambda: aws.personalize.create_dataset_import_job(
            jobName="again",
            datasetArn=at(group, of),
            dataSource={"dataLocation": f"s3://{BUCKET}/{location}"},
            roleArn=ROLE,
        )["datasetImportJobArn"]
    )


def an_export(aws: Aws, group: str) -> Callable[[], str]:
    return lambda: aws.personalize.create_dataset_export_job(
        jobName="out",
        datasetArn=at(group, ITEMS),
        roleArn=ROLE,
        jobOutput={"s3DataDestination": {"path": f"s3://{BUCKET}/out/"}},
    )["datasetExportJobArn"]


def a_batch_job(kind: str, line: str) -> Callable[[Aws, str], Callable[[], str]]:
    def make(aws: Aws, group: str) -> Callable[[], str]:
        version = train(aws, group, TRAINED[kind])
        return lambda: batch_job(aws, version, line, kind=kind)

    return make


def a_solution(aws: Aws, group: str) -> Callable[[], str]:
    return lambda: aws.personalize.create_solution(
        name="films", datasetGroupArn=group, recipeArn=recipe_arn("aws-popularity-count")
    )["solutionArn"]


def a_version(aws: Aws, group: str) -> Callable[[], str]:
    solution = a_solution(aws, group)()
    return lambda: aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]


def a_campaign(aws: Aws, group: str) -> Callable[[], str]:
    version = train(aws, group, "aws-popularity-count")
    return lambda: aws.personalize.create_campaign(name="films", solutionVersionArn=version)["campaignArn"]


def a_recommender(aws: Aws, group: str) -> Callable[[], str]:
    return lambda: recommender(aws, group, "aws-vod-most-popular")


BLOCKERS = {
    "filter of items": Blocker(a_filter('INCLUDE ItemID WHERE Items.GENRES IN ("drama")')),
    "filter of interactions": Blocker(a_filter('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")')),
    "filter of users": Blocker(a_filter('INCLUDE ItemID WHERE Items.GENRES IN ("drama") IF CurrentUser.AGE > 17')),
    "event tracker": Blocker(a_tracker, (INTERACTIONS,)),
    "metric attribution of counts": Blocker(an_attribution("SAMPLECOUNT()"), (INTERACTIONS,)),
    "metric attribution of items": Blocker(an_attribution("SUM(Items.PRICE)"), (INTERACTIONS, ITEMS)),
    "import job of interactions": Blocker(an_import(INTERACTIONS), during=ON_THE_WAY),
    "import job of items": Blocker(an_import(ITEMS), during=ON_THE_WAY),
    "batch inference job": Blocker(a_batch_job("inference", '{"userId": "user-01"}'), during=ON_THE_WAY),
    "batch segment job": Blocker(a_batch_job("segment", '{"itemId": "item-01"}'), during=ON_THE_WAY),
    "solution version": Blocker(a_version, during=ON_THE_WAY),
    "recommender": Blocker(a_recommender, during=ON_THE_WAY),
    "campaign": Blocker(a_campaign),
    "solution": Blocker(a_solution, ()),
    "export job": Blocker(an_export, ()),
}


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    """A domain group of three datasets, each with data: it may have recommenders and all that custom groups have."""
    rows = [(*view, "watch", "") for view in views(6, 8, 6)]
    group = domain_group(aws, rows, "VIDEO_ON_DEMAND", "films", EVENT_FIELDS)
    for kind, fields, rows in (
        ("Items", PRICED_FIELDS, [("item-01", "drama", 1, 2.5)]),
        ("Users", USER_FIELDS, [("user-01", 30)]),
    ):
        dataset = create_dataset(aws, group, kind, fields, domain="VIDEO_ON_DEMAND")
        assert import_csv(aws, dataset, csv_text(fields, rows), kind.lower())["status"] == ACTIVE
    return group


def stand_still(*but: str) -> None:
    """From now on resources change by `advance` alone, but for those that are what is deleted."""
    for kind in set(RESOURCE_TYPES) - set(but):
        state_manager.set_transition(f"personalize::{kind}", {"progression": "manual", "times": 99})


def walked(aws: Aws, arn: str, walk: Iterable[str] = WALK) -> Iterable[str]:
    """Move a resource through its statuses by hand."""
    for place, status in enumerate(walk):
        if place:
            assert advance(arn, endpoint_url=aws.endpoint_url) == {arn: status}
        yield status


def assert_kept(aws: Aws, kind: str, arn: str, by: str, status: str) -> None:
    """Expect the deletion of a resource to be refused because of another one."""
    noun = kind.replace("_", " ")
    held = f"The given {noun} cannot be deleted while the {by} is {status}: {arn}"
    with assert_refused("ResourceInUseException", held):
        delete(aws, kind, arn)


def delete(aws: Aws, kind: str, arn: str) -> None:
    first, *others = kind.split("_")
    member = "".join([first, *map(str.capitalize, others)]) + "Arn"
    getattr(aws.personalize, f"delete_{kind}")(**{member: arn})


def named(arn: str) -> str:
    """A resource in a message: its type and ARN."""
    kind, *path = arn.split(":")[5].split("/")
    return f"{'solution version' if kind == 'solution' and len(path) == 2 else kind.replace('-', ' ')} {arn}"


@pytest.mark.parametrize("blocker", BLOCKERS.values(), ids=BLOCKERS)
def test_a_dataset_is_kept_by_what_needs_it_as_long_as_it_does(aws: Aws, group: str, blocker: Blocker) -> None:
    make = blocker.make(aws, group)
    stand_still("dataset")
    arn = make()
    for status in walked(aws, arn):
        kept = blocker.keeps if status in blocker.during else ()
        for kind in kept:
            assert_kept(aws, "dataset", at(group, kind), named(arn), status)
        if not blocker.keeps:
            break
    for kind in set(EVERY) - set(kept):
        delete(aws, "dataset", at(group, kind))
    left = aws.personalize.list_datasets(datasetGroupArn=group)["datasets"]
    assert {dataset["datasetType"] for dataset in left} == set(kept)


def test_a_filter_keeps_every_type_of_dataset(aws: Aws) -> None:
    group = create_group(aws)
    made = {
        kind: create_dataset(aws, group, kind, fields)
        for kind, fields in (("Interactions", EVENT_FIELDS), ("Items", PRICED_FIELDS), ("Users", USER_FIELDS))
    }
    for kind, record, fields in (
        ("Actions", "Actions", ACTION_FIELDS),
        ("Action_Interactions", "ActionInteractions", TAKEN_FIELDS),
    ):
        schema = aws.personalize.create_schema(name=record, schema=schema_text(record, fields))["schemaArn"]
        made[kind] = aws.personalize.create_dataset(
            name=kind, schemaArn=schema, datasetGroupArn=group, datasetType=kind
        )["datasetArn"]
    arn = a_filter("INCLUDE ActionID WHERE Actions.COST > 1")(aws, group)()
    for dataset in made.values():
        assert_kept(aws, "dataset", dataset, named(arn), ACTIVE)
    aws.personalize.delete_filter(filterArn=arn)
    for dataset in made.values():
        delete(aws, "dataset", dataset)
    assert aws.personalize.list_datasets()["datasets"] == []


def test_a_blocker_that_failed_or_was_stopped_keeps_nothing(aws: Aws, group: str) -> None:
    version = a_version(aws, group)
    stand_still("dataset")
    stopped = version()
    advance(stopped, endpoint_url=aws.endpoint_url)
    aws.personalize.stop_solution_version_creation(solutionVersionArn=stopped)
    assert_kept(aws, "dataset", at(group, USERS), named(stopped), "CREATE STOPPING")
    advance(stopped, endpoint_url=aws.endpoint_url)
    put_csv(aws, "items.csv", csv_text(PRICED_FIELDS, [("item-01", "drama", "early", 2.5)]))
    failed = an_import(ITEMS)(aws, group)()
    advance(failed, 2, endpoint_url=aws.endpoint_url)
    assert [described(aws, arn)["status"] for arn in (stopped, failed)] == ["CREATE STOPPED", "CREATE FAILED"]
    delete(aws, "dataset", at(group, USERS))
    left = aws.personalize.list_datasets(datasetGroupArn=group)["datasets"]
    assert [dataset["datasetType"] for dataset in left] == [INTERACTIONS, ITEMS]


def test_a_dataset_is_kept_until_its_blocker_is_gone(aws: Aws, group: str) -> None:
    arn = a_campaign(aws, group)()
    watch = a_tracker(aws, group)()
    stand_still("dataset")
    delete(aws, "event_tracker", watch)
    delete(aws, "campaign", arn)
    assert_kept(aws, "dataset", at(group, INTERACTIONS), named(watch), "DELETE PENDING")
    advance(watch, 2, endpoint_url=aws.endpoint_url)
    delete(aws, "dataset", at(group, INTERACTIONS))
    with assert_refused("ResourceNotFoundException", f"The given dataset does not exist: {at(group, INTERACTIONS)}"):
        described(aws, at(group, INTERACTIONS))


# --- dataset groups -------------------------------------------------------------------------------------------

INSIDE = {
    "solution": a_solution,
    "recommender": a_recommender,
    "event tracker": a_tracker,
    "filter": a_filter('EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")'),
    "metric attribution": an_attribution("SAMPLECOUNT()"),
}


@pytest.mark.parametrize("make", INSIDE.values(), ids=INSIDE)
def test_a_dataset_group_is_kept_by_all_that_is_in_it(
    aws: Aws, group: str, make: Callable[[Aws, str], Callable[[], str]]
) -> None:
    stand_still("dataset", "dataset_group")
    arn = make(aws, group)()
    kind = arn.split(":")[5].split("/")[0].replace("-", "_")
    for status in walked(aws, arn):
        with assert_refused("ResourceInUseException") as error:
            delete(aws, "dataset_group", group)
        assert error.message.endswith(f" is {ACTIVE}: {group}") or error.message.endswith(f" is {status}: {group}")
    if kind in ("solution", "recommender"):  # the datasets may go before them
        for dataset in EVERY:
            delete(aws, "dataset", at(group, dataset))
        assert_kept(aws, "dataset_group", group, named(arn), ACTIVE)
        delete(aws, kind, arn)
        assert_kept(aws, "dataset_group", group, named(arn), "DELETE PENDING")
        advance(arn, 2, endpoint_url=aws.endpoint_url)
    else:
        delete(aws, kind, arn)
        advance(arn, 2, endpoint_url=aws.endpoint_url)
        for dataset in EVERY:
            assert_kept(aws, "dataset_group", group, named(at(group, dataset)), ACTIVE)
            delete(aws, "dataset", at(group, dataset))
    delete(aws, "dataset_group", group)
    assert aws.personalize.list_dataset_groups()["datasetGroups"] == []


# --- solutions, schemas, filters ------------------------------------------------------------------------------


@pytest.mark.parametrize(("make", "during"), [(a_campaign, WALK), (a_version, ON_THE_WAY)])
def test_a_solution_is_kept_by_its_campaigns_and_trainings(
    aws: Aws, group: str, make: Callable[[Aws, str], Callable[[], str]], during: tuple[str, ...]
) -> None:
    create = make(aws, group)
    (solution,) = [listed["solutionArn"] for listed in aws.personalize.list_solutions()["solutions"]]
    stand_still("solution")
    arn = create()
    for status in walked(aws, arn):
        if status in during:
            assert_kept(aws, "solution", solution, named(arn), status)
    if ACTIVE in during:
        delete(aws, "campaign", arn)
        for status in walked(aws, arn, ("DELETE PENDING", "DELETE IN_PROGRESS")):
            assert_kept(aws, "solution", solution, named(arn), status)
        advance(arn, endpoint_url=aws.endpoint_url)
    delete(aws, "solution", solution)
    assert aws.personalize.list_solutions()["solutions"] == []


def test_a_solution_is_kept_by_its_own_update(aws: Aws, group: str) -> None:
    solution = a_solution(aws, group)()
    stand_still()
    aws.personalize.update_solution(solutionArn=solution, performAutoTraining=False)
    update = described(aws, solution)["latestSolutionUpdate"]["status"]
    expected = f"The given solution cannot be deleted while its update is {update}: {solution}"
    with assert_refused("ResourceInUseException", expected):
        delete(aws, "solution", solution)
    advance(solution, 2, endpoint_url=aws.endpoint_url)
    delete(aws, "solution", solution)
    assert described(aws, solution)["status"] == "DELETE PENDING"


def test_a_schema_is_kept_by_every_dataset_that_has_it_or_is_to_have_it(aws: Aws, group: str) -> None:
    schema = described(aws, at(group, USERS))["schemaArn"]
    wider = (*USER_FIELDS, {"name": "HEIGHT", "type": ["int", "null"]})
    later = aws.personalize.create_schema(name="later", schema=schema_text("Users", wider), domain="VIDEO_ON_DEMAND")[
        "schemaArn"
    ]
    stand_still()
    aws.personalize.update_dataset(datasetArn=at(group, USERS), schemaArn=later)
    for status in walked(aws, at(group, USERS), ("UPDATE PENDING", "UPDATE IN_PROGRESS", "ACTIVE")):
        for kept in {schema, later} if status != ACTIVE else {later}:
            assert_kept(aws, "schema", kept, named(at(group, USERS)), status)
    delete(aws, "schema", schema)
    delete(aws, "dataset", at(group, USERS))
    for status in walked(aws, at(group, USERS), ("DELETE PENDING", "DELETE IN_PROGRESS")):
        assert_kept(aws, "schema", later, named(at(group, USERS)), status)
    advance(at(group, USERS), endpoint_url=aws.endpoint_url)
    delete(aws, "schema", later)
    assert {schema, later} & {listed["schemaArn"] for listed in aws.personalize.list_schemas()["schemas"]} == set()


@pytest.mark.parametrize(
    ("kind", "line"), [("inference", '{"userId": "user-01"}'), ("segment", '{"itemId": "item-01"}')]
)
def test_a_filter_is_kept_by_batch_jobs_that_use_it(aws: Aws, group: str, kind: str, line: str) -> None:
    version = train(aws, group, TRAINED[kind])
    subject = "ItemID" if kind == "inference" else "UserID"
    used, other = (
        aws.personalize.create_filter(
            name=name,
            datasetGroupArn=group,
            filterExpression=f'EXCLUDE {subject} WHERE Interactions.EVENT_TYPE IN ("click")',
        )["filterArn"]
        for name in ("used", "other")
    )
    stand_still("filter")
    job = batch_job(aws, version, line, kind=kind, filterArn=used)
    delete(aws, "filter", other)
    for status in walked(aws, job):
        if status != ACTIVE:
            assert_kept(aws, "filter", used, named(job), status)
    delete(aws, "filter", used)
    assert aws.personalize.list_filters()["Filters"] == []
