"""What is done at night: the catalogue goes to Amazon Personalize, and its models are trained anew."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Mapping
from time import monotonic, sleep
from typing import Any

from .catalogue import Catalogue
from .settings import Settings

POLL = 300  # seconds between two looks: the night is long
PATIENCE = 6 * 3600  # seconds
ON_ITS_WAY = ("PENDING", "IN_PROGRESS", "STOPPING")


class UpkeepFailed(Exception):
    """In words for the log of the night."""


class FailedAtAWS(UpkeepFailed):
    """What we asked for was right, as far as AWS can tell, and came to nothing."""


def retrain(personalize: Any, campaign_arn: str) -> str:
    """Train a new version of what a campaign serves and switch to it when it is there; its ARN. UpkeepFailed.

    Whatever goes wrong, the campaign goes on with the version that it has.
    """
    served = personalize.describe_campaign(campaignArn=campaign_arn)["campaign"]["solutionVersionArn"]
    solution = personalize.describe_solution_version(solutionVersionArn=served)["solutionVersion"]["solutionArn"]
    try:
        version = _trained(personalize, solution)
    except FailedAtAWS:
        version = _trained(personalize, solution)  # what failed on their side often works the second time
    personalize.update_campaign(campaignArn=campaign_arn, solutionVersionArn=version)
    _until_active(
        "update of the campaign",
        lambda: personalize.describe_campaign(campaignArn=campaign_arn)["campaign"]["latestCampaignUpdate"],
    )
    return version


def import_catalogue(personalize: Any, s3: Any, settings: Settings, catalogue: Catalogue) -> str:
    """Replace what Personalize knows of the teas; the ARN of the import job. UpkeepFailed."""
    name = f"catalogue-{datetime.datetime.now():%Y-%m-%d-%H%M%S}"
    s3.put_object(Bucket=settings.bucket, Key=f"{name}.csv", Body=_csv(catalogue).encode())
    job = str(
        personalize.create_dataset_import_job(
            jobName=name,
            datasetArn=settings.catalogue_dataset,
            dataSource={"dataLocation": f"s3://{settings.bucket}/{name}.csv"},
            roleArn=settings.import_role,
            importMode="FULL",
        )["datasetImportJobArn"]
    )
    _until_active(
        "import", lambda: personalize.describe_dataset_import_job(datasetImportJobArn=job)["datasetImportJob"]
    )
    return job


def _trained(personalize: Any, solution_arn: str) -> str:
    """The ARN of a new version."""
    version = str(personalize.create_solution_version(solutionArn=solution_arn)["solutionVersionArn"])
    _until_active(
        "training", lambda: personalize.describe_solution_version(solutionVersionArn=version)["solutionVersion"]
    )
    return version


def _csv(catalogue: Catalogue) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["ITEM_ID", "KIND", "ORIGIN", "HARVEST", "PRICE"])
    writer.writerows([tea.id, tea.kind, tea.origin, tea.harvest, tea.price] for tea in catalogue)
    return text.getvalue()


def _until_active(what: str, describe: Callable[[], Mapping[str, Any]]) -> None:
    """Look every few minutes until something is ACTIVE. UpkeepFailed: it became something else, or takes too long."""
    end = monotonic() + PATIENCE
    while (status := (found := describe())["status"]) != "ACTIVE":
        if not status.endswith(ON_ITS_WAY):
            kind = FailedAtAWS if status.endswith("FAILED") else UpkeepFailed
            raise kind(f"{what}: {status}, {found.get('failureReason', 'without a reason')}")
        if monotonic() > end:
            raise UpkeepFailed(f"{what}: still {status} after {PATIENCE // 3600} hours")
        sleep(POLL)
