"""Whatever is sent, the answer is an output of the model or an error that it declares; never a Python exception."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import ListShape, MapShape, OperationModel, Shape, StructureShape
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moto_personalize import mock_personalize
from moto_personalize.operations_table import implemented
from tests.conftest import Aws
from tests.personalize.raw import call, error_of
from tests.personalize.shapes import all_operations, valid
from tests.workflow import (
    BUCKET,
    EVENT_FIELDS,
    deploy,
    domain_group,
    films_group,
    recipe_arn,
    recommender,
    schema_text,
    views,
)

# deletions last: they take away what the others look at
DONE = [
    pytest.param(service, model, id=model.name)
    for service, model in sorted(all_operations(), key=lambda pair: pair[1].name.startswith("Delete"))
    if implemented()[service][model.name]
]
OF_THE_FRAMEWORK = {"ValidationException", "SerializationException"}
LITTLE_DATA: Any = {"min_interactions": 1, "min_users": 0, "enforce_quotas": False}
ODD_TEXTS = st.sampled_from(
    ["", "{}", "[]", "null", '{"a": NaN}', '{"itemId": []}', "[" * 1024, "1e999", "nan", "-1", "\ud800", "s3://[", "$x"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | ODD_TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture(scope="module")
def living() -> Iterator[dict[str, str]]:
    """By member name the ARNs and ids of resources that exist, so that requests get beyond 'not found'."""
    with mock_personalize(config={"personalize": LITTLE_DATA}):
        aws = Aws()
        rows = [(*row, "view", 1.0) for row in views(users=4, items=6, each=4)]
        group = films_group(aws, rows, EVENT_FIELDS)
        shop = domain_group(aws, rows, "VIDEO_ON_DEMAND", "shop", EVENT_FIELDS)
        tracker = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)
        campaign = deploy(aws, group, "aws-user-personalization")
        version = aws.personalize.describe_campaign(campaignArn=campaign)["campaign"]["solutionVersionArn"]
        yield {
            "datasetGroupArn": group,
            "datasetArn": group.replace("dataset-group", "dataset") + "/INTERACTIONS",
            "datasetType": "Items",
            "dataLocation": f"s3://{BUCKET}/films-import.csv",
            "schema": schema_text(),
            "schemaArn": group.replace("dataset-group", "schema") + "-Interactions",
            "solutionVersionArn": version,
            "solutionArn": version.rpartition("/")[0],
            "campaignArn": campaign,
            "recommenderArn": recommender(aws, shop, "aws-vod-top-picks"),
            "resourceArn": campaign,
            "recipeArn": recipe_arn("aws-sims"),
            "userId": "user-01",
            "itemId": "item-01",
            **{key: tracker[key] for key in ("eventTrackerArn", "trackingId")},
        }


def like(shape: Shape, known: dict[str, str], name: str = "") -> st.SearchStrategy[Any]:
    """A value of a shape: mostly valid, with optional members that come and go, and what exists among its texts."""
    if isinstance(shape, StructureShape):
        members = {name: like(member, known, name) for name, member in shape.members.items()}
        required = {name: members.pop(name) for name in shape.required_members}
        return st.fixed_dictionaries(required, optional=members)
    if isinstance(shape, ListShape):
        return st.lists(like(shape.member, known), min_size=shape.metadata.get("min", 0), max_size=3)
    if isinstance(shape, MapShape):
        return st.dictionaries(like(shape.key, known), like(shape.value, known), max_size=2)
    if name in ("name", "jobName"):
        return st.text("abc", min_size=1, max_size=4) | ODD_TEXTS
    if shape.type_name == "string":
        usual = known.get(name, valid(shape))
        return st.sampled_from([usual] * 12 + shape.metadata.get("enum", [])) | seldom(ODD_TEXTS, usual)
    return st.just(valid(shape)) | st.integers(0, 3) if shape.type_name != "boolean" else st.booleans()


def seldom(strategy: st.SearchStrategy[Any], usual: Any) -> st.SearchStrategy[Any]:
    return st.integers(0, 3).flatmap(lambda n: strategy if n == 0 else st.just(usual))


def requests_like(shape: StructureShape, known: dict[str, str]) -> st.SearchStrategy[dict[str, Any]]:
    """Requests close to the model; every fourth has a member replaced by anything at all."""
    anything = st.dictionaries(st.sampled_from(sorted(shape.members) or [""]), JSON, max_size=1)
    return st.builds(lambda body, spoilt: {**body, **spoilt}, like(shape, known), seldom(anything, {}))


@pytest.mark.parametrize(("service", "model"), DONE)
def test_the_answer_is_an_output_or_a_modeled_error(
    service: str, model: OperationModel, living: dict[str, str]
) -> None:
    allowed = {shape.name for shape in model.error_shapes} | OF_THE_FRAMEWORK

    @settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(requests_like(model.input_shape, living))
    def check(body: dict[str, Any]) -> None:
        answer = call(Aws(), service, model.name, body)
        assert answer.status_code == 200 or error_of(answer, service)[1] in allowed

    check()
