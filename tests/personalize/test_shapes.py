"""Every noun against the shapes that show it, and every answer against its output shape."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest
from botocore import xform_name
from botocore.model import ListShape, StructureShape
from moto.core.utils import get_service_model
from moto.moto_api import state_manager

from moto_personalize import testing
from moto_personalize.operations_table import implemented
from moto_personalize.personalize.service.campaigns import CampaignUpdate
from moto_personalize.personalize.service.datasets import DatasetUpdate
from moto_personalize.personalize.service.recommenders import RecommenderUpdate
from moto_personalize.personalize.service.solutions import SolutionUpdate
from moto_personalize.personalize.service.store import Resource
from tests.conftest import RESOURCE_TYPES, Aws, check_answer
from tests.personalize.raw import call, send
from tests.personalize.shapes import mismatches
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    ITEM_FIELDS,
    ROLE,
    attribute,
    batch_job,
    create_dataset,
    create_group,
    csv_text,
    domain_group,
    films_group,
    put_csv,
    recipe_arn,
    recommender,
    schema_text,
    train,
    views,
)

MODEL = get_service_model("personalize")
DONE = [name for name, done in implemented()["personalize"].items() if done]
SHOWN = [name for name in DONE if name.startswith(("Describe", "List"))]
# made from the catalogue as plain dictionaries, checked against their shapes below
WITHOUT_NOUN = {"DescribeAlgorithm", "DescribeFeatureTransformation", "ListTagsForResource"}


def nouns() -> dict[str, type[Resource]]:
    return {kind.resource_type: kind for kind in Resource.__subclasses__()}


def shown_as(operation: str) -> tuple[type[Resource], StructureShape]:
    """The noun of a Describe or List operation and the structure that shows it."""
    output = MODEL.operation_model(operation).output_shape
    members = [shape for shape in output.members.values() if shape.type_name in ("structure", "list")]
    structure = members[0].member if isinstance(members[0], ListShape) else members[0]
    singular = xform_name(operation.removeprefix("Describe").removeprefix("List"))
    singular = singular.removesuffix("s") if operation.startswith("List") else singular
    return nouns()[singular], structure


def attributes(kind: type[Any]) -> set[str]:
    fields = {field.name for field in dataclasses.fields(kind)}
    return fields | {name for name in dir(kind) if isinstance(getattr(kind, name), property)}


@pytest.mark.parametrize("operation", sorted(set(SHOWN) - WITHOUT_NOUN))
def test_every_noun_has_every_member_of_its_shapes(operation: str) -> None:
    kind, shape = shown_as(operation)
    wanted = {xform_name(name) for name in shape.members}
    own_arn = f"{kind.resource_type}_arn"
    assert {("arn" if name == own_arn else name) for name in wanted} <= attributes(kind)


@pytest.mark.parametrize("kind", [CampaignUpdate, DatasetUpdate, RecommenderUpdate, SolutionUpdate])
def test_an_update_has_every_member_of_its_shape(kind: type[Any]) -> None:
    wanted = {xform_name(name) for name in MODEL.shape_for(f"{kind.__name__}Summary").members}
    assert wanted <= attributes(kind)


# --- every state of the manual progression --------------------------------------------------------------------


@dataclasses.dataclass
class Walker:
    """Creates a resource and looks at it, raw, in each of its states."""

    aws: Aws
    seen: list[str] = dataclasses.field(default_factory=list)

    def shown(self, operation: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = send(self.aws, body, operation=operation)
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        assert mismatches(result, MODEL.operation_model(operation).output_shape, operation) == []
        return result

    def walk(self, noun: str, arn: str, status_of: str = "status") -> list[str]:
        """The statuses that Describe shows, List being asked in between; the last one stays."""
        statuses: list[str] = []
        while True:
            key = f"{noun[0].lower()}{noun[1:]}"
            resource = self.shown(f"Describe{noun}", {f"{key}Arn": arn})[key]
            listed = self.shown(f"List{noun}s", {})
            assert listed[f"{key}s"]
            status = resource[status_of]["status"] if status_of != "status" else resource["status"]
            if statuses and statuses[-1] == status:
                return statuses
            statuses.append(status)


CREATED = ["CREATE PENDING", "CREATE IN_PROGRESS", "ACTIVE"]
AFTER_A_LOOK = CREATED[1:]


@pytest.fixture
def walker(aws: Aws, manual: None, little_data: None) -> Walker:
    return Walker(aws)


def test_every_answer_of_a_resource_on_its_way_is_of_its_shape(walker: Walker) -> None:
    aws = walker.aws
    group = aws.personalize.create_dataset_group(name="films")["datasetGroupArn"]
    assert walker.walk("DatasetGroup", group) == AFTER_A_LOOK
    schema = aws.personalize.create_schema(name="films", schema=schema_text())["schemaArn"]
    walker.shown("DescribeSchema", {"schemaArn": schema})
    walker.shown("ListSchemas", {})
    dataset = aws.personalize.create_dataset(
        name="films", schemaArn=schema, datasetGroupArn=group, datasetType="Interactions"
    )["datasetArn"]
    assert walker.walk("Dataset", dataset) == AFTER_A_LOOK
    tracker = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["eventTrackerArn"]
    assert walker.walk("EventTracker", tracker) == AFTER_A_LOOK
    for name, text, end in (
        ("good", csv_text(interactions(), views(4, 6, 4)), "ACTIVE"),
        ("bad", BAD, "CREATE FAILED"),
    ):
        assert walker.walk("DatasetImportJob", start_import(aws, dataset, name, text)) == ["CREATE IN_PROGRESS", end]
    solution = aws.personalize.create_solution(
        name="films", datasetGroupArn=group, recipeArn=recipe_arn("aws-user-personalization")
    )["solutionArn"]
    assert walker.walk("Solution", solution) == AFTER_A_LOOK
    aws.personalize.update_solution(
        solutionArn=solution,
        performAutoTraining=False,
        solutionUpdateConfig={"autoTrainingConfig": {"schedulingExpression": "rate(1 day)"}},
    )
    assert walker.walk("Solution", solution, "latestSolutionUpdate") == AFTER_A_LOOK
    version = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    assert walker.walk("SolutionVersion", version) == AFTER_A_LOOK
    walker.shown("GetSolutionMetrics", {"solutionVersionArn": version})
    campaign = aws.personalize.create_campaign(name="films", solutionVersionArn=version)["campaignArn"]
    assert walker.walk("Campaign", campaign) == AFTER_A_LOOK
    aws.personalize.update_campaign(campaignArn=campaign, minProvisionedTPS=2)
    assert walker.walk("Campaign", campaign, "latestCampaignUpdate") == AFTER_A_LOOK
    aws.personalize.delete_campaign(campaignArn=campaign)
    shown = walker.shown("ListCampaigns", {})
    assert [summary["status"] for summary in shown["campaigns"]] == ["DELETE PENDING"]
    assert walker.shown("DescribeCampaign", {"campaignArn": campaign})["campaign"]["status"] == "DELETE IN_PROGRESS"


def test_every_answer_of_a_metric_attribution_is_of_its_shape(walker: Walker) -> None:
    aws = walker.aws
    group = create_group(aws)
    testing.advance(group, 2, endpoint_url=aws.endpoint_url)
    testing.advance(create_dataset(aws, group, "Interactions", EVENT_FIELDS), 2, endpoint_url=aws.endpoint_url)
    arn = attribute(aws, group, {"clicks": ("click", "SAMPLECOUNT()")}, "s3://reports/impact/")
    assert walker.walk("MetricAttribution", arn) == AFTER_A_LOOK
    walker.shown("ListMetricAttributionMetrics", {"metricAttributionArn": arn})
    aws.personalize.update_metric_attribution(metricAttributionArn=arn, removeMetrics=["clicks"])
    assert walker.walk("MetricAttribution", arn) == ["UPDATE IN_PROGRESS", "ACTIVE"]
    aws.personalize.delete_metric_attribution(metricAttributionArn=arn)
    shown = walker.shown("ListMetricAttributions", {})
    assert [summary["status"] for summary in shown["metricAttributions"]] == ["DELETE PENDING"]
    described = walker.shown("DescribeMetricAttribution", {"metricAttributionArn": arn})
    assert described["metricAttribution"]["status"] == "DELETE IN_PROGRESS"


def test_jobs_that_move_data_are_shown_in_their_shapes(walker: Walker) -> None:
    aws = walker.aws
    group = create_group(aws)
    testing.advance(group, 2, endpoint_url=aws.endpoint_url)
    dataset = create_dataset(aws, group)
    testing.advance(dataset, 2, endpoint_url=aws.endpoint_url)
    for bucket, end in ((BUCKET, "ACTIVE"), ("nowhere", "CREATE FAILED")):
        put_csv(aws, "users.csv", "USER_ID\nann\n" if end == "ACTIVE" else "nobody\n")
        output = {"s3DataDestination": {"path": f"s3://{bucket}/out/"}}
        job = aws.personalize.create_dataset_export_job(
            jobName=bucket, datasetArn=dataset, roleArn=ROLE, jobOutput=output
        )["datasetExportJobArn"]
        assert walker.walk("DatasetExportJob", job) == ["CREATE IN_PROGRESS", end]
        source = {"dataLocation": f"s3://{BUCKET}/users.csv"}
        job = aws.personalize.create_data_deletion_job(
            jobName=bucket, datasetGroupArn=group, dataSource=source, roleArn=ROLE
        )["dataDeletionJobArn"]
        assert walker.walk("DataDeletionJob", job) == ["IN_PROGRESS", "COMPLETED" if end == "ACTIVE" else "FAILED"]


def test_a_dataset_that_is_updated_is_shown_in_its_shape(walker: Walker) -> None:
    aws = walker.aws
    group = aws.personalize.create_dataset_group(name="films")["datasetGroupArn"]
    testing.advance(steps=3, endpoint_url=aws.endpoint_url)
    dataset = create_dataset(aws, group, "Items", ITEM_FIELDS)
    testing.advance(steps=3, endpoint_url=aws.endpoint_url)
    wider = (*ITEM_FIELDS, {"name": "YEAR", "type": ["null", "int"]})
    schema = aws.personalize.create_schema(name="wider", schema=schema_text("Items", wider))["schemaArn"]
    aws.personalize.update_dataset(datasetArn=dataset, schemaArn=schema)
    assert walker.walk("Dataset", dataset, "latestDatasetUpdate") == ["UPDATE IN_PROGRESS", "ACTIVE"]


BAD = "USER_ID,ITEM_ID,TIMESTAMP\nann,heat,yesterday\n"


def interactions() -> list[dict[str, str]]:
    return [{"name": name} for name in ("USER_ID", "ITEM_ID", "TIMESTAMP")]


def start_import(aws: Aws, dataset: str, name: str, text: str) -> str:
    location = put_csv(aws, f"{name}.csv", text)
    answer = aws.personalize.create_dataset_import_job(
        jobName=name, datasetArn=dataset, dataSource={"dataLocation": location}, roleArn=ROLE
    )
    return str(answer["datasetImportJobArn"])


def test_searched_solutions_are_shown_in_their_shapes_before_and_after(walker: Walker) -> None:
    aws = walker.aws
    group = aws.personalize.create_dataset_group(name="films")["datasetGroupArn"]
    testing.advance(steps=3, endpoint_url=aws.endpoint_url)
    dataset = create_dataset(aws, group)
    testing.advance(steps=3, endpoint_url=aws.endpoint_url)
    start_import(aws, dataset, "good", csv_text(interactions(), views(4, 6, 4)))
    testing.advance(steps=3, endpoint_url=aws.endpoint_url)
    for name, choice in (
        ("auto", {"performAutoML": True}),
        ("tuned", {"performHPO": True, "recipeArn": recipe_arn("aws-sims")}),
    ):
        solution = aws.personalize.create_solution(name=name, datasetGroupArn=group, **choice)["solutionArn"]
        assert walker.walk("Solution", solution) == AFTER_A_LOOK
        version = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
        walker.shown("DescribeSolution", {"solutionArn": solution})
        assert walker.walk("SolutionVersion", version) == AFTER_A_LOOK
        shown = walker.shown("DescribeSolutionVersion", {"solutionVersionArn": version})["solutionVersion"]
        assert shown["tunedHPOParams"]["algorithmHyperParameters"]
        walker.shown("DescribeSolution", {"solutionArn": solution})


@pytest.mark.parametrize(
    ("kind", "recipe", "line"),
    [("inference", "aws-sims", '{"itemId": "item-01"}'), ("segment", "aws-item-affinity", '{"itemId": "item-01"}')],
)
def test_a_batch_job_is_shown_in_its_shape_in_every_state(walker: Walker, kind: str, recipe: str, line: str) -> None:
    aws, noun = walker.aws, f"Batch{kind.capitalize()}Job"
    for resource_type in set(RESOURCE_TYPES) - {f"batch_{kind}_job"}:
        state_manager.unset_transition(f"personalize::{resource_type}")
    version = train(aws, films_group(aws, views(4, 6, 4)), recipe)
    assert walker.walk(noun, batch_job(aws, version, line, "good", kind)) == AFTER_A_LOOK
    failed = ["CREATE IN_PROGRESS", "CREATE FAILED"]
    assert walker.walk(noun, batch_job(aws, version, "nonsense", "bad", kind)) == failed


def test_a_stopped_training_is_shown_in_its_shape(walker: Walker) -> None:
    aws = walker.aws
    group = aws.personalize.create_dataset_group(name="films")["datasetGroupArn"]
    testing.advance(steps=3, endpoint_url=aws.endpoint_url)
    dataset = create_dataset(aws, group)
    testing.advance(steps=3, endpoint_url=aws.endpoint_url)
    start_import(aws, dataset, "good", csv_text(interactions(), views(4, 6, 4)))
    testing.advance(steps=3, endpoint_url=aws.endpoint_url)
    solution = aws.personalize.create_solution(name="films", datasetGroupArn=group, recipeArn=recipe_arn("aws-sims"))
    testing.advance(steps=3, endpoint_url=aws.endpoint_url)
    version = aws.personalize.create_solution_version(solutionArn=solution["solutionArn"])["solutionVersionArn"]
    aws.personalize.describe_solution_version(solutionVersionArn=version)
    aws.personalize.stop_solution_version_creation(solutionVersionArn=version)
    stopping = walker.shown("ListSolutionVersions", {})["solutionVersions"][0]["status"]
    stopped = walker.shown("DescribeSolutionVersion", {"solutionVersionArn": version})["solutionVersion"]["status"]
    assert (stopping, stopped) == ("CREATE STOPPING", "CREATE STOPPED")
    assert BUCKET in aws.s3.list_buckets()["Buckets"][0]["Name"]


def test_a_recommender_is_shown_in_its_shape_in_every_state(walker: Walker) -> None:
    aws = walker.aws
    state_manager.set_transition("personalize::dataset_group", {"progression": "immediate"})
    state_manager.set_transition("personalize::dataset", {"progression": "immediate"})
    state_manager.set_transition("personalize::dataset_import_job", {"progression": "immediate"})
    group = domain_group(aws, [(*view, "Watch") for view in views(4, 6, 4)], "VIDEO_ON_DEMAND", "films")
    config = {"itemExplorationConfig": {"explorationWeight": "0"}, "minRecommendationRequestsPerSecond": 2}
    arn = recommender(aws, group, "aws-vod-top-picks", recommenderConfig=config)
    assert walker.walk("Recommender", arn) == AFTER_A_LOOK
    changed = {**config, "trainingDataConfig": {"excludedDatasetColumns": {"INTERACTIONS": ["TIMESTAMP"]}}}
    aws.personalize.update_recommender(recommenderArn=arn, recommenderConfig=changed)
    assert walker.walk("Recommender", arn, "latestRecommenderUpdate") == AFTER_A_LOOK
    aws.personalize.stop_recommender(recommenderArn=arn)
    assert walker.walk("Recommender", arn) == ["STOP IN_PROGRESS", "INACTIVE"]
    aws.personalize.start_recommender(recommenderArn=arn)
    assert walker.walk("Recommender", arn) == ["START IN_PROGRESS", "ACTIVE"]
    aws.personalize.delete_recommender(recommenderArn=arn)
    assert walker.shown("ListRecommenders", {})["recommenders"][0]["status"] == "DELETE PENDING"
    assert walker.shown("DescribeRecommender", {"recommenderArn": arn})["recommender"]["status"] == "DELETE IN_PROGRESS"


# --- the catalogue --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def recipes() -> Iterator[list[dict[str, Any]]]:
    from moto_personalize import mock_personalize

    with mock_personalize():
        yield send(Aws(), operation="ListRecipes").json()["recipes"]


def test_every_recipe_and_what_it_names_is_of_its_shape(recipes: list[dict[str, Any]]) -> None:
    assert len(recipes) > 10
    for summary in recipes:
        recipe = described("DescribeRecipe", {"recipeArn": summary["recipeArn"]})["recipe"]
        if arn := recipe.get("algorithmArn"):
            assert described("DescribeAlgorithm", {"algorithmArn": arn})["algorithm"]["algorithmArn"] == arn
        if arn := recipe.get("featureTransformationArn"):
            answer = described("DescribeFeatureTransformation", {"featureTransformationArn": arn})
            assert answer["featureTransformation"]["featureTransformationArn"] == arn


def described(operation: str, body: dict[str, str]) -> dict[str, Any]:
    answer: dict[str, Any] = call(Aws(), "personalize", operation, body).json()
    assert mismatches(answer, MODEL.operation_model(operation).output_shape, operation) == []
    return answer


# --- every answer of every test, by the fixture `aws` ---------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "what"),
    [
        ({"datasetGroupArn": None}, "is None, not string"),
        ({"datasetGroupArn": "arn", "name": "films"}, "CreateDatasetGroup.name is not in the model"),
        ({"datasetGroupArn": 5}, "is 5, not string"),
    ],
)
def test_an_answer_that_is_not_of_its_shape_fails_the_test_that_got_it(body: dict[str, Any], what: str) -> None:
    model = MODEL.operation_model("CreateDatasetGroup")
    with pytest.raises(AssertionError, match=what):
        check_answer(model, {"status_code": 200, "body": json.dumps(body).encode()})


def test_the_clients_of_the_fixture_check_what_they_get(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    monkeypatch.setattr("tests.conftest.mismatches", lambda value, shape, name: checked.append(name) or [])
    aws.personalize.list_schemas()
    assert checked == ["ListSchemas"]
