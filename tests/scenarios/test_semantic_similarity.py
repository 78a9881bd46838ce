"""A catalogue without readers: related books by their descriptions, then what is popular or new."""

from __future__ import annotations

import pytest

from tests.conftest import Aws
from tests.personalize.films import create_filter
from tests.personalize.test_semantic_similarity import BOOKS, DAY, FIELDS, deploy_semantic, library
from tests.workflow import (
    INTERACTION_FIELDS,
    answer_of,
    create_dataset,
    csv_text,
    import_csv,
    recommended,
)


@pytest.mark.usefixtures("little_data")
def test_related_books_from_the_first_description_to_many_readers(aws: Aws) -> None:
    group = library(aws)
    crime = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.SHELF IN ("crime")')
    campaign = deploy_semantic(aws, group)
    solution = campaign.replace(":campaign/related", ":solution/aws-semantic-similarity")
    answer = answer_of(
        aws.runtime.get_recommendations(
            campaignArn=campaign, itemId="night", numResults=2, metadataColumns={"ITEMS": ["TITLE", "SHELF"]}
        )
    )
    assert answer["itemList"] == [
        {"itemId": "thief", "metadata": {"shelf": "crime", "title": "The thief"}},
        {"itemId": "inspector", "metadata": {"shelf": "crime", "title": "An inspector"}},
    ]

    # readers come, and a book that nobody has read yet
    import_csv(aws, create_dataset(aws, group), csv_text(INTERACTION_FIELDS, [("ann", "inspector", 1)]), "readers")
    new = ("harbour", "Harbour thief", "A detective and a thief in the harbour", "crime", 10 * DAY)
    items = f"arn:aws:personalize:us-east-1:123456789012:dataset/{group.rpartition('/')[2]}/ITEMS"
    import_csv(aws, items, csv_text(FIELDS, [*BOOKS, new]), "more-books")
    assert "harbour" not in recommended(aws, campaign, itemId="night")
    version = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    config = {"rankingInfluence": {"POPULARITY": 1.0}}
    aws.personalize.update_campaign(campaignArn=campaign, solutionVersionArn=version, campaignConfig=config)
    related = recommended(aws, campaign, itemId="night", filterArn=crime)
    assert related[0] == "inspector"  # somebody has read it
    assert sorted(related) == ["harbour", "inspector", "thief"]
    aws.personalize.update_campaign(campaignArn=campaign, campaignConfig={})
    assert recommended(aws, campaign, itemId="night", numResults=1) == ["harbour"]
    metrics = aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]
    assert metrics["item_popularity"] == pytest.approx(1 / 9, abs=1e-4)
