"""What Domain dataset groups ask of their data, and what they may not hold."""

from __future__ import annotations

from typing import Any

import pytest

from tests.conftest import Aws
from tests.workflow import (
    DOMAIN_FIELDS,
    INTERACTION_FIELDS,
    assert_refused,
    create_dataset,
    create_group,
    described,
    domain_group,
    schema_text,
    train,
)

SHOP, FILMS = "ECOMMERCE", "VIDEO_ON_DEMAND"
SCHEMAS = "arn:aws:personalize:us-east-1:123456789012:schema"


def field(name: str, kind: Any = "string", **flags: bool) -> dict[str, Any]:
    return {"name": name, "type": kind, **flags}


ITEM, USER = field("ITEM_ID"), field("USER_ID")
CATEGORY = field("CATEGORY_L1", categorical=True)
GENRES = field("GENRES", categorical=True)
CREATED = field("CREATION_TIMESTAMP", "long")
NULL = "null"
ACTIONS = schema_text("Actions", [field("ACTION_ID"), field("VALUE", "long")])
GOOD: list[tuple[str, str, list[Any]]] = [
    (SHOP, "Interactions", [*DOMAIN_FIELDS, field("EVENT_VALUE", ["float", NULL]), field("PAGE", "int")]),
    (FILMS, "Interactions", [*DOMAIN_FIELDS, field("IMPRESSION", [NULL, "string"])]),
    (SHOP, "Items", [ITEM, field("PRICE", "float"), CATEGORY]),
    (SHOP, "Items", [ITEM, field("PRICE", "float"), CATEGORY, field("PRODUCT_DESCRIPTION", textual=True), CREATED]),
    (FILMS, "Items", [ITEM, GENRES, CREATED]),
    (FILMS, "Items", [ITEM, GENRES, CREATED, field("DURATION", ["float", NULL])]),
    (SHOP, "Users", [USER, field("AGE", "int")]),
    (FILMS, "Users", [USER, field("SUBSCRIPTION_MODEL", categorical=True)]),
]
BAD: list[tuple[str, str, list[Any], str]] = [
    (
        SHOP,
        "Interactions",
        list(INTERACTION_FIELDS),
        "EVENT_TYPE is missing: a schema of Interactions needs USER_ID, ITEM_ID, TIMESTAMP, EVENT_TYPE",
    ),
    (
        FILMS,
        "Interactions",
        [*INTERACTION_FIELDS, field("EVENT_TYPE", ["string", NULL])],
        "EVENT_TYPE is required and must not allow null",
    ),
    (
        SHOP,
        "Items",
        [ITEM, CATEGORY],
        "PRICE is missing: a schema of Items needs ITEM_ID, PRICE, CATEGORY_L1",
    ),
    (SHOP, "Items", [ITEM, field("PRICE", "double"), CATEGORY], "PRICE must be of type float, not double"),
    (SHOP, "Items", [ITEM, field("PRICE", "float"), field("CATEGORY_L1")], "CATEGORY_L1 must be categorical"),
    (
        FILMS,
        "Items",
        [ITEM, GENRES],
        "CREATION_TIMESTAMP is missing: a schema of Items needs ITEM_ID, GENRES, CREATION_TIMESTAMP",
    ),
    (
        FILMS,
        "Items",
        [ITEM, GENRES, CREATED, field("PRODUCT_DESCRIPTION")],
        "PRODUCT_DESCRIPTION must be textual",
    ),
    (
        SHOP,
        "Users",
        [USER],
        "A schema of Users needs at least one metadata field (a categorical string or a number)",
    ),
    (FILMS, "Users", [USER, field("SUBSCRIPTION_MODEL")], "SUBSCRIPTION_MODEL must be categorical"),
]
each_domain = pytest.mark.parametrize("domain", [SHOP, FILMS])


@each_domain
def test_a_domain_group_shows_its_domain_everywhere(aws: Aws, domain: str) -> None:
    group = create_group(aws, "store", domain=domain)
    assert described(aws, group)["domain"] == domain
    assert [listed["domain"] for listed in aws.personalize.list_dataset_groups()["datasetGroups"]] == [domain]


@each_domain
def test_a_schema_that_fits_its_domain_is_taken(aws: Aws, domain: str) -> None:
    for n, (_, kind, fields) in enumerate(case for case in GOOD if case[0] == domain):
        dataset = create_dataset(aws, create_group(aws, f"store-{n}", domain=domain), kind, fields, domain=domain)
        assert described(aws, dataset)["datasetType"] == kind.upper()


@each_domain
def test_a_schema_that_breaks_a_rule_of_its_domain_is_refused(aws: Aws, domain: str) -> None:
    group = create_group(aws, "store", domain=domain)
    for n, (_, kind, fields, message) in enumerate(case for case in BAD if case[0] == domain):
        text = schema_text(kind, fields)
        schema = aws.personalize.create_schema(name=f"bad-{n}", schema=text, domain=domain)["schemaArn"]
        with assert_refused("InvalidInputException", f"{message} (schema {schema})"):
            aws.personalize.create_dataset(name="x", schemaArn=schema, datasetGroupArn=group, datasetType=kind)


@each_domain
def test_a_domain_group_holds_no_actions(aws: Aws, domain: str) -> None:
    group = create_group(aws, "store", domain=domain)
    schema = aws.personalize.create_schema(name="actions", schema=ACTIONS)["schemaArn"]
    for kind in ("ACTIONS", "ACTION_INTERACTIONS"):
        expected = f"A dataset of type {kind} needs a Custom dataset group; {group} is of domain {domain}."
        with assert_refused("InvalidInputException", expected):
            aws.personalize.create_dataset(name="a", schemaArn=schema, datasetGroupArn=group, datasetType=kind)


def test_a_schema_of_the_other_domain_is_refused(aws: Aws) -> None:
    group = create_group(aws, "store", domain=SHOP)
    expected = (
        f"The schema {SCHEMAS}/store-Interactions is of domain VIDEO_ON_DEMAND, "
        f"the dataset group {group} of domain ECOMMERCE."
    )
    with assert_refused("InvalidInputException", expected):
        create_dataset(aws, group, "Interactions", DOMAIN_FIELDS, domain=FILMS)


def test_a_recipe_for_actions_needs_a_custom_group(aws: Aws, little_data: None) -> None:
    group = domain_group(aws, [("ann", "lamp", 1, "View"), ("ann", "rug", 2, "View")])
    expected = f"A recipe for actions needs a Custom dataset group; {group} is of domain ECOMMERCE."
    with assert_refused("InvalidInputException", expected):
        train(aws, group, "aws-next-best-action")
