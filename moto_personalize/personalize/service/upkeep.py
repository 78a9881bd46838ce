"""What campaigns and recommenders serve stays up to date by itself.

https://docs.aws.amazon.com/personalize/latest/dg/use-case-recipe-features.html
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ..learning.training import Trained, train
from ..learning.updating import update_interval, updated
from .gathering import Columns, gather
from .lifecycle import work
from .recipes import recipe_of
from .schedule import DAY, Work
from .serving import ServingOperations
from .solution_versions import SolutionVersionOperations
from .solutions import Solution
from .store import Resource, now

if TYPE_CHECKING:
    from ..learning.gathered import Gathered
    from .campaigns import Campaign
    from .recommenders import Recommender

UPKEEP, RETRAINING = "update with new data", "retraining"
WEEK = 7 * DAY


class Upkeep(SolutionVersionOperations, ServingOperations):
    """New items and trends come every two hours, or as often as a recipe takes them, without a training.

    Nobody asks for the trainings of a recommender: it learns when it is created or gets other columns, and each week.
    Those of solutions are in `automatic_training`.
    """

    def keep_campaign(self, campaign: Campaign, trained: Trained) -> None:
        """Plan what is done with a campaign that serves a model from now on."""
        self._keep_up(campaign, trained, partial(self._bring_up_to_date, campaign))

    def _keep_recommender(self, recommender: Recommender, trained: Trained) -> None:
        self.schedule.plan(recommender, RETRAINING, partial(self._retrain, recommender), now() + WEEK, WEEK)
        self._keep_up(recommender, trained, partial(self._bring_recommender_up_to_date, recommender))

    def _keep_up(self, resource: Resource, trained: Trained, update: Work) -> None:
        every = update_interval(trained)
        if every is not None:
            self.schedule.plan(resource, UPKEEP, update, now() + every, every)

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

    @work
    def _bring_recommender_up_to_date(self, recommender: Recommender) -> Recommender | None:
        trained = recommender.trained
        if trained is None or not self._at_work(recommender):
            return None
        gathered = self._recommender_data(recommender, recommender.recommender_config)
        if not gathered.differs_from(recommender.seen or trained.gathered):
            return None
        trained = updated(trained, gathered)
        self.serve(recommender, recommender.dataset_group_arn, trained, recommender.recommender_config)
        recommender.trained, recommender.seen = trained, gathered
        return recommender

    @work
    def _retrain(self, recommender: Recommender) -> Recommender | None:
        """Without new data or removed users the model would be the same."""
        trained = recommender.trained
        if trained is None or not self._at_work(recommender):
            return None
        gathered = self._recommender_data(recommender, recommender.recommender_config)
        if not gathered.differs_from(trained.gathered) and not trained.gathered.forgotten.users:
            return None
        self.retrain(recommender)
        return recommender

    def _at_work(self, recommender: Recommender) -> bool:
        """Neither stopped nor changing."""
        return recommender.active and not self.lifecycle.moving(recommender)

    def retrain(self, recommender: Recommender) -> None:
        """Train in full on what is imported and streamed now, and serve that: what the service does every 7 days.

        Raises WorkFailed where the data do not suffice; what was there serves on.
        """
        config = recommender.recommender_config
        self._train_recommender(recommender, self._recommender_data(recommender, config), config)

    @work
    def _train_recommender(self, recommender: Recommender, gathered: Gathered, config: Mapping[str, Any]) -> None:
        trained = train(gathered, self.settings_of(recommender.dataset_group_arn))
        self.serve(recommender, recommender.dataset_group_arn, trained, config)
        recommender.trained, recommender.seen = trained, None
        self._keep_recommender(recommender, trained)

    def _recommender_data(
        self, recommender: Recommender, config: Mapping[str, Any], columns: Columns | None = None
    ) -> Gathered:
        """columns: those to know, else those that it knows."""
        entry, known = recipe_of(self.partition, recommender.recipe_arn).entry, columns or recommender.columns
        return gather(self.store, recommender.dataset_group_arn, entry, entry.event_type, config, columns=known)
