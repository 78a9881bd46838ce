"""aws-semantic-similarity: related items by what is said of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.conftest import Aws
from tests.workflow import (
    Field,
    create_dataset,
    create_group,
    csv_text,
    import_csv,
    recommended,
    train,
)

SEMANTIC = "aws-semantic-similarity"
FIELDS: tuple[Field, ...] = (
    {"name": "ITEM_ID", "type": "string"},
    {"name": "TITLE", "type": "string", "itemName": True},
    {"name": "PLOT", "type": ["null", "string"], "textual": True},
    {"name": "SHELF", "type": ["null", "string"], "categorical": True},
    {"name": "CREATION_TIMESTAMP", "type": "long"},
)
DAY = 86400
BOOKS = [
    ("night", "Night detective", "A detective hunts a thief through the harbour", "crime", 1 * DAY),
    ("thief", "The thief", "The thief of the harbour flees from a detective", "crime", 2 * DAY),
    ("inspector", "An inspector", "Two detectives look for a clue to a murder", "crime", 9 * DAY),
    ("garden", "Roses", "How roses and tulips grow in a garden", "garden", 3 * DAY),
    ("soil", "Good soil", "What a garden needs before tulips grow", "garden", 4 * DAY),
    ("moon", "To the moon", "A rocket leaves the earth for the moon", "space", 5 * DAY),
    ("mars", "Red planet", "The rocket that came back from mars to the earth", "space", 6 * DAY),
    ("silent", "Silence", "", "", 7 * DAY),
]


def library(aws: Aws, books: Sequence[Sequence[Any]] = BOOKS, fields: Sequence[Field] = FIELDS) -> str:
    """A dataset group with items alone."""
    group = create_group(aws, "library")
    job = import_csv(aws, create_dataset(aws, group, "Items", fields), csv_text(fields, books), "books")
    assert job["status"] == "ACTIVE", job
    return group


def deploy_semantic(aws: Aws, group: str, config: dict[str, Any] | None = None, **solution: Any) -> str:
    version = train(aws, group, SEMANTIC, **solution)
    more = {"campaignConfig": config} if config else {}
    return aws.personalize.create_campaign(name="related", solutionVersionArn=version, **more)["campaignArn"]


def test_items_with_similar_words_are_related_without_any_interactions(aws: Aws) -> None:
    campaign = deploy_semantic(aws, library(aws))
    assert recommended(aws, campaign, itemId="night", numResults=2) == ["thief", "inspector"]
    assert recommended(aws, campaign, itemId="garden", numResults=1) == ["soil"]
    assert recommended(aws, campaign, itemId="mars", numResults=1) == ["moon"]
