"""A shop that offers actions to its users: what next best action is tried on.

Thirty users in two groups of taste, as in `views`; the even ones join, the odd ones download. Joining is worth more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.conftest import Aws
from tests.workflow import Field, create_dataset, csv_text, deploy, films_group, import_csv, schema_text, views

DAY = 24 * 3600
START = 1_600_000_000
ACTION_FIELDS: tuple[Field, ...] = (
    {"name": "ACTION_ID", "type": "string"},
    {"name": "KIND", "type": ["null", "string"], "categorical": True},
    {"name": "VALUE", "type": ["null", "long"]},
    {"name": "EXPIRATION_TIMESTAMP", "type": ["null", "long"]},
    {"name": "REPEAT_FREQUENCY", "type": ["null", "long"]},
    {"name": "CREATION_TIMESTAMP", "type": ["null", "long"]},
)
OFFER_FIELDS: tuple[Field, ...] = (
    {"name": "USER_ID", "type": "string"},
    {"name": "ACTION_ID", "type": "string"},
    {"name": "EVENT_TYPE", "type": "string"},
    {"name": "TIMESTAMP", "type": "long"},
    {"name": "CHANNEL", "type": ["null", "string"], "categorical": True},
)
ACTIONS: list[tuple[Any, ...]] = [
    ("join", "club", 9, "", "", START),
    ("download", "app", 3, "", "", START),
    ("rate", "app", 3, "", "", START),
    ("brand-new", "club", 1, "", "", START + 30 * DAY),
]
OFFERS = [
    (f"user-{user:02}", action, outcome, START + DAY * week * 7 + 60 * user, "mail")
    for week in range(4)
    for user in range(30)
    for action, outcome in (
        ("join", "Not Taken" if user % 2 else "TAKEN"),
        ("download", "Taken" if user % 2 else "viewed"),
        ("rate", "Taken" if (user + week) % 2 else "not_taken"),
    )
]


FEW_OFFERS = [row for row in OFFERS if row[0] < "user-06" and row[3] < START + 7 * DAY]
FEW_VIEWS = views(users=6, items=6, each=3)


def small_shop(aws: Aws, actions: Sequence[Sequence[Any]] = ACTIONS, offers: Any = FEW_OFFERS) -> str:
    """The same with little data."""
    return shop(aws, actions, offers, FEW_VIEWS)


def shop(
    aws: Aws,
    actions: Sequence[Sequence[Any]] = ACTIONS,
    offers: Sequence[Sequence[Any]] = OFFERS,
    touched: Sequence[Sequence[Any]] | None = None,
    name: str = "shop",
) -> str:
    """A dataset group with interactions with items, actions, and what came of offers; its ARN."""
    group = films_group(aws, touched or views(), name=name)
    put_actions(aws, create_dataset(aws, group, "Actions", ACTION_FIELDS), actions, f"{name}-actions")
    dataset = create_offers(aws, group)
    if offers:
        job = import_csv(aws, dataset, csv_text(OFFER_FIELDS, offers), f"{name}-offers")
        assert job["status"] == "ACTIVE", job
    return group


def put_actions(aws: Aws, dataset: str, actions: Sequence[Sequence[Any]], job: str) -> None:
    described = import_csv(aws, dataset, csv_text(ACTION_FIELDS, actions), job)
    assert described["status"] == "ACTIVE", described


def create_offers(aws: Aws, group: str) -> str:
    """An Action_Interactions dataset without rows."""
    text = schema_text("ActionInteractions", OFFER_FIELDS)
    schema = aws.personalize.create_schema(name=f"{group.rsplit('/', 1)[-1]}-offers", schema=text)["schemaArn"]
    return aws.personalize.create_dataset(
        name="offers", schemaArn=schema, datasetGroupArn=group, datasetType="Action_Interactions"
    )["datasetArn"]


def dataset_arn(group: str, kind: str) -> str:
    return f"{group.replace(':dataset-group/', ':dataset/')}/{kind}"


def tracking_id(aws: Aws, group: str) -> str:
    arn = dataset_arn(group, "ACTION_INTERACTIONS")
    return aws.personalize.describe_dataset(datasetArn=arn)["dataset"]["trackingId"]


def campaign(aws: Aws, group: str, weight: str = "0", name: str = "actions") -> str:
    """A campaign of next best action; weight: of exploration."""
    config = {"itemExplorationConfig": {"explorationWeight": weight, "explorationItemAgeCutOff": "365"}}
    return deploy(aws, group, "aws-next-best-action", name, campaignConfig=config)


def offered(aws: Aws, campaign_arn: str, user: str = "user-00", **request: Any) -> list[str]:
    """Ids of the actions that a campaign recommends."""
    answer = aws.runtime.get_action_recommendations(campaignArn=campaign_arn, userId=user, **request)
    return [action["actionId"] for action in answer["actionList"]]


def put(aws: Aws, tracking: str, action: str, event_type: str = "TAKEN", user: str = "user-00", **more: Any) -> None:
    """One live action interaction."""
    event = {"actionId": action, "eventType": event_type, "sessionId": "visit", "timestamp": START + 40 * DAY, **more}
    given = {"userId": user} if user else {}
    aws.events.put_action_interactions(trackingId=tracking, actionInteractions=[{**event, **given}])
