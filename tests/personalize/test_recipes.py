"""The catalogue as the API shows it."""

from __future__ import annotations

import pytest

from moto_personalize.recipes import entries
from tests.conftest import Aws
from tests.workflow import assert_refused, recipe_arn

ECOMMERCE = [
    "aws-ecomm-customers-who-viewed-x-also-viewed",
    "aws-ecomm-frequently-bought-together",
    "aws-ecomm-popular-items-by-purchases",
    "aws-ecomm-popular-items-by-views",
    "aws-ecomm-recommended-for-you",
]
VIDEO = [
    "aws-vod-because-you-watched-x",
    "aws-vod-more-like-x",
    "aws-vod-most-popular",
    "aws-vod-top-picks",
    "aws-vod-trending-now",
]
CUSTOM = [
    "aws-item-affinity",
    "aws-item-attribute-affinity",
    "aws-next-best-action",
    "aws-personalized-ranking",
    "aws-personalized-ranking-v2",
    "aws-popularity-count",
    "aws-semantic-similarity",
    "aws-similar-items",
    "aws-sims",
    "aws-trending-now",
    "aws-user-personalization",
    "aws-user-personalization-v2",
]


def listed(aws: Aws, **kwargs: object) -> list[str]:
    pages = aws.personalize.get_paginator("list_recipes").paginate(**kwargs)
    return [recipe["name"] for page in pages for recipe in page["recipes"]]


def test_recipes_are_listed_by_name_without_those_that_aws_withdrew(aws: Aws) -> None:
    assert listed(aws) == sorted([*CUSTOM, *ECOMMERCE, *VIDEO])


@pytest.mark.parametrize(("domain", "names"), [("ECOMMERCE", ECOMMERCE), ("VIDEO_ON_DEMAND", VIDEO)])
def test_recipes_are_listed_by_domain(aws: Aws, domain: str, names: list[str]) -> None:
    assert listed(aws, domain=domain) == names


def test_the_domain_is_filtered_after_paging(aws: Aws) -> None:
    first = aws.personalize.list_recipes(domain="VIDEO_ON_DEMAND", maxResults=10)
    assert first["recipes"] == []
    assert listed(aws, domain="VIDEO_ON_DEMAND", PaginationConfig={"PageSize": 10}) == VIDEO


def test_only_recipes_of_a_domain_show_one(aws: Aws) -> None:
    recipes = {recipe["name"]: recipe for recipe in aws.personalize.list_recipes()["recipes"]}
    members = ["name", "recipeArn", "status", "creationDateTime", "lastUpdatedDateTime"]
    assert list(recipes["aws-sims"]) == members
    assert list(recipes["aws-vod-top-picks"]) == [*members, "domain"]


def test_a_recipe_shows_its_algorithm_and_transformation(aws: Aws) -> None:
    recipe = aws.personalize.describe_recipe(recipeArn=recipe_arn("aws-sims"))["recipe"]
    assert recipe.pop("creationDateTime").isoformat().startswith("2019-06-10")
    assert recipe.pop("lastUpdatedDateTime")
    assert recipe.pop("description")
    assert recipe == {
        "name": "aws-sims",
        "recipeArn": "arn:aws:personalize:::recipe/aws-sims",
        "algorithmArn": "arn:aws:personalize:::algorithm/aws-sims",
        "featureTransformationArn": "arn:aws:personalize:::feature-transformation/sims",
        "status": "ACTIVE",
        "recipeType": "RELATED_ITEMS",
    }


def test_every_recipe_its_algorithm_and_its_transformation_are_described(aws: Aws) -> None:
    for entry in entries():
        recipe = aws.personalize.describe_recipe(recipeArn=recipe_arn(entry.name))["recipe"]
        assert recipe["name"] == entry.name
        if arn := recipe.get("algorithmArn"):
            assert aws.personalize.describe_algorithm(algorithmArn=arn)["algorithm"]["algorithmArn"] == arn
        if arn := recipe.get("featureTransformationArn"):
            answer = aws.personalize.describe_feature_transformation(featureTransformationArn=arn)
            assert answer["featureTransformation"]["featureTransformationArn"] == arn


def test_withdrawn_recipes_are_described_although_not_listed(aws: Aws) -> None:
    recipe = aws.personalize.describe_recipe(recipeArn=recipe_arn("aws-hrnn-coldstart"))["recipe"]
    assert recipe["recipeType"] == "USER_PERSONALIZATION"
    assert "aws-hrnn-coldstart" not in listed(aws)


def test_an_algorithm_shows_defaults_and_ranges_of_its_hyperparameters(aws: Aws) -> None:
    arn = "arn:aws:personalize:::algorithm/aws-user-personalization"
    algorithm = aws.personalize.describe_algorithm(algorithmArn=arn)["algorithm"]
    assert algorithm["defaultHyperParameters"] == {"hidden_dimension": "149", "bptt": "32", "recency_mask": "true"}
    assert algorithm["defaultHyperParameterRanges"]["integerHyperParameterRanges"] == [
        {"name": "hidden_dimension", "minValue": 32, "maxValue": 256, "isTunable": True},
        {"name": "bptt", "minValue": 2, "maxValue": 32, "isTunable": True},
    ]


def test_a_feature_transformation_shows_its_defaults(aws: Aws) -> None:
    arn = "arn:aws:personalize:::feature-transformation/JSON-percentile-filtering"
    answer = aws.personalize.describe_feature_transformation(featureTransformationArn=arn)
    assert answer["featureTransformation"]["defaultParameters"] == {
        "min_user_history_length_percentile": "0.0",
        "max_user_history_length_percentile": "0.99",
    }


@pytest.mark.parametrize(
    "arn",
    [
        "arn:aws:personalize:::recipe/aws-none",
        "arn:aws-cn:personalize:::recipe/aws-sims",
        "arn:aws:personalize:us-east-1:123456789012:recipe/aws-sims",
    ],
)
def test_an_unknown_recipe_is_not_found(aws: Aws, arn: str) -> None:
    with assert_refused("ResourceNotFoundException", f"The given recipe does not exist: {arn}"):
        aws.personalize.describe_recipe(recipeArn=arn)


def test_an_unknown_algorithm_or_transformation_is_not_found(aws: Aws) -> None:
    arn = "arn:aws:personalize:::algorithm/none"
    with assert_refused("ResourceNotFoundException", f"The given algorithm does not exist: {arn}"):
        aws.personalize.describe_algorithm(algorithmArn=arn)
    arn = "arn:aws:personalize:::feature-transformation/none"
    with assert_refused("ResourceNotFoundException", f"The given feature transformation does not exist: {arn}"):
        aws.personalize.describe_feature_transformation(featureTransformationArn=arn)


def test_the_arns_of_another_partition_are_its_own(aws: Aws) -> None:
    china = aws.client("personalize", "cn-north-1")
    (sims,) = [recipe for recipe in china.list_recipes()["recipes"] if recipe["name"] == "aws-sims"]
    assert sims["recipeArn"] == "arn:aws-cn:personalize:::recipe/aws-sims"
    recipe = china.describe_recipe(recipeArn=sims["recipeArn"])["recipe"]
    assert recipe["algorithmArn"] == "arn:aws-cn:personalize:::algorithm/aws-sims"
