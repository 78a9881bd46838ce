"""Makes `snapshot-1.bin`, a snapshot that every version of the same minor number must read, and what it answers.

`python -m tests.bench.golden` writes both anew: with the first version of another minor number, and not before.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from tests.clocks import frozen
from tests.conftest import Aws
from tests.personalize.films import create_filter
from tests.workflow import (
    EVENT_FIELDS,
    ITEM_FIELDS,
    answer_of,
    create_dataset,
    csv_text,
    deploy,
    described,
    domain_group,
    films_group,
    import_csv,
    recommender,
    views,
)

FILE = Path(__file__).with_name("snapshot-1.bin")
ANSWERS = FILE.with_suffix(".json")
ARN = "arn:aws:personalize:us-east-1:123456789012:"
CAMPAIGN, RECOMMENDER, FILTER = f"{ARN}campaign/home", f"{ARN}recommender/top", f"{ARN}filter/seen"


def make(aws: Aws) -> None:
    """A campaign with a filter, live events and records, a recommender."""
    watched = views(6, 8, 6)
    group = films_group(aws, [(*view, "Watch", "") for view in watched], EVENT_FIELDS)
    items = create_dataset(aws, group, "Items", ITEM_FIELDS)
    import_csv(aws, items, csv_text(ITEM_FIELDS, [(f"item-{n:02}", "war|noir"[: 3 + n], 1_000 + n) for n in range(8)]))
    deploy(aws, group, "aws-user-personalization", "home")
    create_filter(aws, group, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("Watch")', "seen")
    properties = '{"genres": "new|war", "creationTimestamp": 2000}'
    aws.events.put_items(datasetArn=items, items=[{"itemId": "item-03", "properties": properties}])
    tracking = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "Watch", "itemId": "item-01", "sentAt": 1_700_000_000, "impression": ["item-01", "item-02"]}
    aws.events.put_events(trackingId=tracking, sessionId="é", userId="newcomer", eventList=[event])
    shop = domain_group(aws, [(*view, "Watch") for view in watched], "VIDEO_ON_DEMAND")
    recommender(aws, shop, "aws-vod-top-picks", "top")


def answers(aws: Aws) -> dict[str, Any]:
    """What is asked of it; ids of answers and dates left out."""
    asked: dict[str, Any] = {
        "known": {"campaignArn": CAMPAIGN, "userId": "user-01"},
        "newcomer": {"campaignArn": CAMPAIGN, "userId": "newcomer"},
        "filtered": {"campaignArn": CAMPAIGN, "userId": "user-01", "filterArn": FILTER},
        "recommender": {"recommenderArn": RECOMMENDER, "userId": "user-02"},
    }
    found: dict[str, Any] = {
        name: answer_of(aws.runtime.get_recommendations(numResults=5, **each))["itemList"]
        for name, each in asked.items()
    }
    version = described(aws, CAMPAIGN)["solutionVersionArn"]
    found["metrics"] = aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"]
    found["groups"] = [group["name"] for group in aws.personalize.list_dataset_groups()["datasetGroups"]]
    return found


def main() -> None:
    from moto_personalize import mock_personalize
    from moto_personalize.testing import restore, snapshot

    os.environ |= {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing"}
    with frozen(), mock_personalize(config={"personalize": {"min_interactions": 1, "min_users": 0}}):
        make(Aws())
        FILE.write_bytes(snapshot())
        restore(FILE.read_bytes())
        ANSWERS.write_text(json.dumps(answers(Aws()), indent=1) + "\n")


if __name__ == "__main__":
    main()
