"""Campaigns: deployed solution versions. https://docs.aws.amazon.com/personalize/latest/dg/API_Campaign.html"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, ClassVar

from ..exceptions import InvalidInputException, ResourceInUseException, WorkFailed
from ..learning.deployment import Deployment
from .dataset_groups import datasets_of
from .lifecycle import Update, work
from .serving import ServingOperations, check_exploration, check_influence
from .solution_versions import LATEST, SolutionVersion, SolutionVersionOperations, latest_of
from .solutions import Solution
from .store import ACTIVE, CREATE_FAILED, Resource, now

MAX_CAMPAIGNS = 5
SYNC = "syncWithLatestSolutionVersion"


@dataclass(kw_only=True, eq=False)
class CampaignUpdate(Update):
    solution_version_arn: str
    asked_for: str
    min_provisioned_tps: int | None
    campaign_config: dict[str, Any] | None


@dataclass(kw_only=True, eq=False)
class Campaign(Resource):
    """`asked_for` is the solutionVersionArn as it was given: of a version, or `$LATEST` of a solution."""

    resource_type: ClassVar[str] = "campaign"

    name: str
    solution_version_arn: str
    asked_for: str
    solution_arn: str
    dataset_group_arn: str
    min_provisioned_tps: int = 1
    campaign_config: dict[str, Any] = field(default_factory=dict)
    latest_campaign_update: CampaignUpdate | None = None
    deployment: Deployment | None = None

    def check_parts(self) -> None:
        """ValueError where it is ACTIVE without a model."""
        if self.active and self.deployment is None:
            raise ValueError("it is ACTIVE without a model")

    def holds(self) -> Iterable[str]:
        """Its solution; and every dataset of the group while it serves or is about to."""
        serves = self.active or self.being_created
        return [self.solution_arn, *([datasets_of(self.dataset_group_arn)] if serves else [])]


class CampaignOperations(SolutionVersionOperations, ServingOperations):
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
        self._check_campaign_config(version, config, solution_version_arn)
        arn = self.arn(f"campaign/{name}")
        self.store.check_free(Campaign, arn)
        self.check_quota(Campaign, MAX_CAMPAIGNS, dataset_group_arn=version.dataset_group_arn)
        campaign = Campaign(
            arn=arn,
            name=name,
            solution_version_arn=version.arn,
            asked_for=solution_version_arn,
            solution_arn=version.solution_arn,
            dataset_group_arn=version.dataset_group_arn,
            min_provisioned_tps=min_provisioned_tps,
            campaign_config=config,
        )
        self.created(campaign, tags, partial(self._deploy, campaign, version, config))
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
        asked_for = solution_version_arn or campaign.asked_for
        self._check_campaign_config(version, config, asked_for)
        update = CampaignUpdate(
            solution_version_arn=version.arn,
            asked_for=asked_for,
            min_provisioned_tps=min_provisioned_tps,
            campaign_config=campaign_config,
        )
        self._begin_update(campaign, update, version)
        return {"campaignArn": campaign_arn}

    def delete_campaign(self, *, campaign_arn: str) -> None:
        campaign = self.store.get(Campaign, campaign_arn)
        self._require_settled(campaign, "deleted")
        self.deleted(campaign)

    def _require_settled(self, campaign: Campaign, what: str) -> None:
        self.require_settled(campaign, campaign.latest_campaign_update, what, ACTIVE, CREATE_FAILED)

    def _deployable(self, arn: str) -> SolutionVersion:
        """The version of an ARN, or with `$LATEST` the newest ACTIVE one of a solution."""
        if arn.endswith(LATEST):
            solution = self.store.get(Solution, arn.removesuffix(LATEST))
            solution.require_active()
            newest = self._newest(solution.arn)
            if newest is None:
                raise ResourceInUseException(f"The given solution has no ACTIVE version: {solution.arn}")
            return newest
        version = self.store.get(SolutionVersion, arn)
        version.require_active()
        self.store.get(Solution, version.solution_arn).require_active()
        return version

    def _newest(self, solution_arn: str) -> SolutionVersion | None:
        """The newest version that is ACTIVE."""
        return next(reversed(self.store.where(SolutionVersion, solution_arn=solution_arn, status=ACTIVE)), None)

    def _check_campaign_config(self, version: SolutionVersion, config: Mapping[str, Any], asked_for: str) -> None:
        if config.get(SYNC) and not asked_for.endswith(LATEST):
            raise InvalidInputException(
                f"{SYNC} needs a solutionVersionArn of the form solutionArn{LATEST}, not {asked_for}."
            )
        if version.recipe.recipe_type == "USER_SEGMENTATION":
            raise InvalidInputException(
                f"{version.recipe_arn} answers with user segments: create a batch segment job, not a campaign."
            )
        check_exploration(version.recipe.explores, version.recipe_arn, config)
        check_influence(version.recipe.influenced, version.recipe_arn, config)

    def _begin_update(self, campaign: Campaign, update: CampaignUpdate, version: SolutionVersion) -> None:
        self.updated(campaign, update, partial(self._update, campaign, update, version))
        campaign.latest_campaign_update = update

    @work
    def _update(self, campaign: Campaign, update: CampaignUpdate, version: SolutionVersion) -> None:
        config = campaign.campaign_config if update.campaign_config is None else update.campaign_config
        self._deploy(campaign, version, config)
        campaign.solution_version_arn, campaign.asked_for = version.arn, update.asked_for
        campaign.solution_arn = version.solution_arn
        campaign.dataset_group_arn = version.dataset_group_arn
        campaign.min_provisioned_tps = update.min_provisioned_tps or campaign.min_provisioned_tps
        campaign.campaign_config = config

    @work
    def _deploy(self, campaign: Campaign, version: SolutionVersion, config: Mapping[str, Any]) -> None:
        solution = self.store.find(Solution, version.solution_arn)
        if version.trained is None or solution is None or not solution.active:  # gone or going since an update began
            raise WorkFailed(f"The given solution version does not exist: {version.arn}")
        self.serve(campaign, version.dataset_group_arn, version.trained, config)
        self.schedule.forget(campaign)
        self.keep_up(campaign, version.trained, partial(self._bring_up_to_date, campaign))
        if config.get(SYNC):  # look now, and whenever the solution has a new version, whether there is one to deploy
            latest = latest_of(version.solution_arn)
            self.schedule.plan(campaign, latest, partial(self._catch_up, campaign), due=now())

    @work
    def _catch_up(self, campaign: Campaign) -> Campaign | None:
        """Deploy the newest version; an update under way looks again at its end."""
        newest = self._newest(campaign.solution_arn)
        if not campaign.active or self.lifecycle.moving(campaign):
            return None
        if newest is None or newest.arn == campaign.solution_version_arn:
            return None
        update = CampaignUpdate(
            solution_version_arn=newest.arn,
            asked_for=campaign.asked_for,
            min_provisioned_tps=None,
            campaign_config=None,
        )
        self._begin_update(campaign, update, newest)
        return campaign

    @work
    def _bring_up_to_date(self, campaign: Campaign) -> Campaign | None:
        """Bring what is deployed up to date, if it is the newest version that was trained in full."""
        version = self.newest_full(campaign.solution_arn)
        if not campaign.active or version is None or version.arn != campaign.solution_version_arn:
            return None
        recipe, solution = version.recipe, self.store.get(Solution, campaign.solution_arn)
        wanted = solution.perform_incremental_update if recipe.increments else version.updates_itself
        trained = self.bring_up_to_date(version) if wanted else None
        if trained is None or (campaign.deployment and trained is campaign.deployment.trained):
            return None
        self.serve(campaign, campaign.dataset_group_arn, trained, campaign.campaign_config)
        return campaign
