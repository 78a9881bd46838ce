"""An application on aioboto3 and aiobotocore: from a file in S3 to recommendations, against the server of argv[1].

Run by a Python that has both: they pin botocore, so they cannot stand beside the one that is tested.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import aioboto3
from aiobotocore.session import get_session

ENDPOINT = {"endpoint_url": sys.argv[1], "region_name": "us-east-1"}
FIELDS = {"USER_ID": "string", "ITEM_ID": "string", "TIMESTAMP": "long"}
SCHEMA = {
    "type": "record",
    "name": "Interactions",
    "namespace": "com.amazonaws.personalize.schema",
    "fields": [{"name": name, "type": kind} for name, kind in FIELDS.items()],
    "version": "1.0",
}
ROWS = [("ann", "alien", 1), ("ann", "brazil", 2), ("ben", "alien", 3), ("ben", "casino", 4), ("eve", "alien", 5)]
BUCKET, ROLE = "films", "arn:aws:iam::123456789012:role/personalize"


async def upload() -> str:
    lines = [",".join(FIELDS), *(",".join(map(str, row)) for row in ROWS)]
    async with aioboto3.Session().client("s3", **ENDPOINT) as s3:
        await s3.create_bucket(Bucket=BUCKET)
        await s3.put_object(Bucket=BUCKET, Key="interactions.csv", Body="\n".join(lines).encode())
    return f"s3://{BUCKET}/interactions.csv"


async def train(personalize: Any, location: str) -> tuple[str, str]:
    """The campaign, and the tracking id."""
    schema = await personalize.create_schema(name="films", schema=json.dumps(SCHEMA))
    group = (await personalize.create_dataset_group(name="films"))["datasetGroupArn"]
    dataset = await personalize.create_dataset(
        name="films", datasetGroupArn=group, datasetType="INTERACTIONS", schemaArn=schema["schemaArn"]
    )
    await personalize.create_dataset_import_job(
        jobName="films", datasetArn=dataset["datasetArn"], dataSource={"dataLocation": location}, roleArn=ROLE
    )
    tracker = await personalize.create_event_tracker(name="films", datasetGroupArn=group)
    recipe = "arn:aws:personalize:::recipe/aws-user-personalization-v2"
    solution = await personalize.create_solution(
        name="films", datasetGroupArn=group, recipeArn=recipe, performAutoTraining=False
    )
    version = await personalize.create_solution_version(solutionArn=solution["solutionArn"])
    campaign = await personalize.create_campaign(name="films", solutionVersionArn=version["solutionVersionArn"])
    return campaign["campaignArn"], tracker["trackingId"]


async def use(campaign: str, tracking_id: str) -> dict[str, Any]:
    session = get_session()
    async with session.create_client("personalize-events", **ENDPOINT) as events:
        event = {"eventType": "watch", "itemId": "dune", "sentAt": 6}
        await events.put_events(trackingId=tracking_id, userId="eve", sessionId="1", eventList=[event])
    async with session.create_client("personalize-runtime", **ENDPOINT) as runtime:
        asked = [runtime.get_recommendations(campaignArn=campaign, userId=user) for user in ("ann", "ben", "eve")]
        lists = await asyncio.gather(*asked)
        try:
            await runtime.get_recommendations(campaignArn=f"{campaign}-2", userId="ann")
        except runtime.exceptions.InvalidInputException as error:
            refused = error.response["Error"]["Message"]
    return {"items": [[item["itemId"] for item in one["itemList"]] for one in lists], "refused": refused}


async def main() -> None:
    location = await upload()
    async with aioboto3.Session().client("personalize", **ENDPOINT) as personalize:
        campaign, tracking_id = await train(personalize, location)
        pages = [page async for page in personalize.get_paginator("list_campaigns").paginate()]
    names = [one["name"] for page in pages for one in page["campaigns"]]
    print(json.dumps({"campaigns": names, **await use(campaign, tracking_id)}))


asyncio.run(main())
