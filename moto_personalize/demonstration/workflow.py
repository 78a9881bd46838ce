"""The steps of the guide's Getting Started, through boto3, as a user's program takes them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import Any
from unittest.mock import patch

import boto3

from . import CannotRun
from .material import Fields, Visit, schema_text

REGION = "us-east-1"
ROLE = "arn:aws:iam::123456789012:role/PersonalizeRole"
BUCKET = "moto-personalize-demo"
GROUP = "demo"
SHOWN = 10


@contextmanager
def undisturbed() -> Iterator[None]:
    """No profile, endpoint or setting of the user's shell reaches the demonstration."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "MOTO_"))}
    nowhere = {"AWS_CONFIG_FILE": os.devnull, "AWS_SHARED_CREDENTIALS_FILE": os.devnull}
    with patch.dict(os.environ, {**kept, **nowhere}, clear=True):
        yield


class Workflow:
    """One dataset group with its data, its models and its live events."""

    def __init__(self) -> None:
        session = boto3.session.Session(region_name=REGION)
        self._personalize: Any = session.client("personalize")
        self._events: Any = session.client("personalize-events")
        self._runtime: Any = session.client("personalize-runtime")
        self._s3: Any = session.client("s3")
        self._s3.create_bucket(Bucket=BUCKET)
        self._group = self._personalize.create_dataset_group(name=GROUP)["datasetGroupArn"]

    def import_csv(self, kind: str, fields: Fields, content: bytes) -> None:
        """Schema, dataset, file in S3, import job. CannotRun: the job failed."""
        schema = self._personalize.create_schema(name=kind, schema=schema_text(kind, fields))["schemaArn"]
        dataset = self._personalize.create_dataset(
            name=kind, schemaArn=schema, datasetGroupArn=self._group, datasetType=kind
        )["datasetArn"]
        self._s3.put_object(Bucket=BUCKET, Key=f"{kind}.csv", Body=content)
        job = self._personalize.create_dataset_import_job(
            jobName=kind,
            datasetArn=dataset,
            dataSource={"dataLocation": f"s3://{BUCKET}/{kind}.csv"},
            roleArn=ROLE,
        )["datasetImportJobArn"]
        described = self._personalize.describe_dataset_import_job(datasetImportJobArn=job)
        _require_active("import", described["datasetImportJob"])

    def train(self, recipe: str) -> str:
        """A solution with one version; the version's ARN. CannotRun: the training failed."""
        solution = self._personalize.create_solution(
            name=recipe, datasetGroupArn=self._group, recipeArn=f"arn:aws:personalize:::recipe/{recipe}"
        )["solutionArn"]
        version: str = self._personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
        described = self._personalize.describe_solution_version(solutionVersionArn=version)
        _require_active(f"training of {recipe}", described["solutionVersion"])
        return version

    def metrics(self, version: str) -> Mapping[str, float]:
        answer = self._personalize.get_solution_metrics(solutionVersionArn=version)
        return dict(answer["metrics"])

    def deploy(self, version: str) -> str:
        """A campaign's ARN."""
        campaign: str = self._personalize.create_campaign(name="demo", solutionVersionArn=version)["campaignArn"]
        return campaign

    def track(self) -> str:
        """An event tracker's id."""
        tracker = self._personalize.create_event_tracker(name="demo", datasetGroupArn=self._group)
        return str(tracker["trackingId"])

    def act(self, tracking_id: str, visit: Visit) -> None:
        """The visit's events, in their order."""
        events = [
            {"eventType": visit.event_type, "itemId": item, "sentAt": datetime.now(timezone.utc)}
            for item in visit.items
        ]
        self._events.put_events(trackingId=tracking_id, userId=visit.user, sessionId="visit", eventList=events)

    def answer(self, campaign: str, recipe_type: str, visit: Visit) -> Sequence[str]:
        """The first items that a campaign has for the visit: a ranking of the shelf, or recommendations."""
        if recipe_type == "PERSONALIZED_RANKING":
            ranking = self._runtime.get_personalized_ranking(
                campaignArn=campaign, userId=visit.user, inputList=list(visit.shelf)
            )["personalizedRanking"]
            return [item["itemId"] for item in ranking[:SHOWN]]
        about = {"itemId": visit.last} if recipe_type == "RELATED_ITEMS" else {}
        answer = self._runtime.get_recommendations(campaignArn=campaign, userId=visit.user, numResults=SHOWN, **about)
        return [item["itemId"] for item in answer["itemList"]]


def _require_active(work: str, described: Mapping[str, Any]) -> None:
    if described["status"] != "ACTIVE":
        raise CannotRun(f"the {work} failed: {described['failureReason']}")
