"""Campaigns: deployed solution versions. https://docs.aws.amazon.com/personalize/latest/dg/API_Campaign.html"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

from ..exceptions import InvalidInputException, ResourceInUseException, WorkFailed
from ..learning.deployment import Deployment, deploy
from .dataset_groups import datasets_of
from .datasets import INTERACTIONS, dataset_of
from .lifecycle import CREATE
from .operations import Operations
from .solution_versions import SolutionVersion
from .solutions import Solution
from .store import ACTIVE, CREATE_FAILED, Resource, now
from .validation import refuse_unsupported

MAX_CAMPAIGNS = 5
LATEST = "/$LATEST"


@dataclass(kw_only=True, eq=False)
class CampaignUpdate:
    """An update on its way; the campaign serves what it served until the update is ACTIVE."""

    solution_version_arn: str
    min_provisioned_tps: int | None
    campaign_config: dict[str, Any] | None
    status: str | None = None
    failure_reason: str | None = None
    creation_date_time: float = field(default_factory=now)
    last_updated_date_time: float = field(default_factory=now)


@dataclass(kw_only=True, eq=False)
class Campaign(Resource):
    resource_type: ClassVar[str] = "campaign"

    name: str
    solution_version_arn: str
    solution_arn: str
    dataset_group_arn: str
    min_provisioned_tps: int = 1
    campaign_config: dict[str, Any] = field(default_factory=dict)
    latest_campaign_update: CampaignUpdate | None = None
    deployment: Deployment | None = None

    def holds(self) -> Iterable[str]:
        """Its solution; and every dataset of the group while it serves or is about to."""
        serves = self.active or self.being_created
        return [self.solution_arn, *([datasets_of(self.dataset_group_arn)] if serves else [])]


class CampaignOperations(Operations):
    def create_campaign(
        self,
        *,
        name: str,
        solution_version_arn: str,
        min_provisioned_tps: int = 1,
        campaign_config: dict[str, Any] | None = None,
        tags: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        version = self._deployable(solution_version_arn)
        config = campaign_config or {}
        self._check_campaign_config(version, config)
        arn = self.arn(f"campaign/{name}")
        self.store.check_free(Campaign, arn)
        self.check_quota(Campaign, MAX_CAMPAIGNS, dataset_group_arn=version.dataset_group_arn)
        campaign = Campaign(
            arn=arn,
            name=name,
            solution_version_arn=version.arn,
            solution_arn=version.solution_arn,
            dataset_group_arn=version.dataset_group_arn,
            min_provisioned_tps=min_provisioned_tps,
            campaign_config=config,
        )
        self.created(campaign, tags, lambda: self._deploy(campaign, version, config))
        return {"campaignArn": arn}

    def describe_campaign(self, *, campaign_arn: str) -> dict[str, Any]:
        return {"campaign": self.described(Campaign, campaign_arn)}

    def list_campaigns(self, **page: Any) -> dict[str, Any]:
        return self.listed(Campaign, "campaigns", **page)

    def update_campaign(
        self,
        *,
        campaign_arn: str,
        solution_version_arn: str | None = None,
        min_provisioned_tps: int | None = None,
        campaign_config: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        campaign = self.store.get(Campaign, campaign_arn)
        self._require_settled(campaign, "updated")
        version = self._deployable(solution_version_arn or campaign.solution_version_arn)
        config = campaign.campaign_config if campaign_config is None else campaign_config
        self._check_campaign_config(version, config)
        update = CampaignUpdate(
            solution_version_arn=version.arn,
            min_provisioned_tps=min_provisioned_tps,
            campaign_config=campaign_config,
        )
        self.lifecycle.begin(campaign, CREATE, lambda: self._update(campaign, update, version), update)
        campaign.latest_campaign_update = update
        campaign.last_updated_date_time = update.creation_date_time
        return {"campaignArn": campaign_arn}

    def delete_campaign(self, *, campaign_arn: str) -> None:
        campaign = self.store.get(Campaign, campaign_arn)
        self._require_settled(campaign, "deleted")
        self.deleted(campaign)

    def _require_settled(self, campaign: Campaign, what: str) -> None:
        if campaign.status not in (ACTIVE, CREATE_FAILED) or self.lifecycle.moving(campaign):
            update = campaign.latest_campaign_update
            status = update.status if update and self.lifecycle.moving(campaign) else campaign.status
            raise ResourceInUseException(f"The given campaign cannot be {what} while it is {status}: {campaign.arn}")

    def _deployable(self, arn: str) -> SolutionVersion:
        """The version of an ARN, or with `$LATEST` the newest ACTIVE one of a solution."""
        if arn.endswith(LATEST):
            solution = self.store.get(Solution, arn.removesuffix(LATEST))
            trained = self.store.where(SolutionVersion, solution_arn=solution.arn, status=ACTIVE)
            if not trained:
                raise ResourceInUseException(f"The given solution has no ACTIVE version: {solution.arn}")
            return trained[-1]
        version = self.store.get(SolutionVersion, arn)
        version.require_active()
        self.store.get(Solution, version.solution_arn).require_active()
        return version

    def _check_campaign_config(self, version: SolutionVersion, config: Mapping[str, Any]) -> None:
        refuse_unsupported(
            **{
                f"campaignConfig.{name}": config.get(name)
                for name in ("syncWithLatestSolutionVersion", "rankingInfluence")
            }
        )
        explores = version.trained is not None and version.trained.gathered.recipe.explores
        if config.get("itemExplorationConfig") and not explores:
            raise InvalidInputException(f"itemExplorationConfig is not for the recipe {version.recipe_arn}.")
        exploration_of(config)

    def _update(self, campaign: Campaign, update: CampaignUpdate, version: SolutionVersion) -> None:
        config = campaign.campaign_config if update.campaign_config is None else update.campaign_config
        self._deploy(campaign, version, config)
        campaign.solution_version_arn = version.arn
        campaign.solution_arn = version.solution_arn
        campaign.dataset_group_arn = version.dataset_group_arn
        campaign.min_provisioned_tps = update.min_provisioned_tps or campaign.min_provisioned_tps
        campaign.campaign_config = config

    def _deploy(self, campaign: Campaign, version: SolutionVersion, config: Mapping[str, Any]) -> None:
        from .filters import compile_filters

        if version.trained is None or self.store.find(SolutionVersion, version.arn) is None:
            raise WorkFailed(f"The given solution version does not exist: {version.arn}")
        dataset = dataset_of(self.store, version.dataset_group_arn, INTERACTIONS)
        deployment = deploy(
            campaign.arn,
            version.dataset_group_arn,
            version.trained,
            dataset.live if dataset else None,
            exploration=exploration_of(config),
            gives_metadata=bool(config.get("enableMetadataWithRecommendations")),
        )
        compile_filters(self.store, deployment)
        campaign.deployment = deployment  # at last: requests read it without a lock


def exploration_of(config: Mapping[str, Any]) -> tuple[float, float]:
    """Weight and age cut-off in days. InvalidInputException for other keys and values out of range.

    https://docs.aws.amazon.com/personalize/latest/dg/native-recipe-new-item-USER_PERSONALIZATION.html
    """
    given = dict(config.get("itemExplorationConfig") or {})
    weight = _number(given, "explorationWeight", 0.3, 0.0, 1.0)
    age = _number(given, "explorationItemAgeCutOff", 30.0, 1.0, float("inf"))
    if given:
        raise InvalidInputException(
            f"itemExplorationConfig has no key {next(iter(given))}; "
            "its keys are explorationWeight and explorationItemAgeCutOff."
        )
    return weight, age


def _number(given: dict[str, str], key: str, default: float, least: float, most: float) -> float:
    text = given.pop(key, str(default))
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not least <= value <= most or value == float("inf"):
        span = f"from {least:g} to {most:g}" if most != float("inf") else f"of at least {least:g}"
        raise InvalidInputException(f"{key} takes a number {span}, not {text}.")
    return value
