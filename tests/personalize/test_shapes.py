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

from moto_personalize.operations_table import implemented
from moto_personalize.personalize.service.campaigns import CampaignUpdate
from moto_personalize.personalize.service.datasets import DatasetUpdate
from moto_personalize.personalize.service.recommenders import RecommenderUpdate
from moto_personalize.personalize.service.solutions import SolutionUpdate
from moto_personalize.personalize.service.store import Resource
from tests.conftest import Aws, check_answer
from tests.personalize.raw import call, send
from tests.personalize.shapes import mismatches

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
