"""Solution versions that a solution trains by itself. https://docs.aws.amazon.com/personalize/latest/dg/solution-config-auto-training.html"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from .lifecycle import CREATE_STOPPED, work
from .schedule import DAY, HOUR
from .solution_versions import TRAINING, SolutionVersion, SolutionVersionOperations
from .store import now

if TYPE_CHECKING:
    from .solutions import Solution

AUTOMATIC = "AUTOMATIC"


class AutomaticTraining(SolutionVersionOperations):
    """The first training comes an hour after the solution is ACTIVE, the others at its rate, each with new data only.

    A version that somebody creates takes the place of the next one: the schedule counts from the last training.
    """

    @work
    def plan_training(self, solution: Solution) -> None:
        """Start the solution's clock anew, or stop it."""
        days = solution.training_interval
        if days is None:
            self.schedule.drop(solution, TRAINING)
        else:
            self.schedule.plan(solution, TRAINING, partial(self._train_by_itself, solution), now() + HOUR, days * DAY)

    @work
    def _train_by_itself(self, solution: Solution) -> SolutionVersion | None:
        """A new version, unless there is nothing new to learn from, or the solution is on its way out."""
        if not solution.active or not self._has_news(solution):
            return None
        return self.start_training(solution, training_type=AUTOMATIC)

    def _has_news(self, solution: Solution) -> bool:
        versions = self.store.where(SolutionVersion, solution_arn=solution.arn)
        trainings = [version for version in versions if version.status != CREATE_STOPPED]
        if not trainings:
            return True
        data, last = self._gather(solution), trainings[-1].gathered
        return data.has_more_interactions_than(last) if data.recipe.needs_interactions else data.differs_from(last)
