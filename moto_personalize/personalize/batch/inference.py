"""Batch inference jobs: items for each line. https://docs.aws.amazon.com/personalize/latest/dg/API_BatchInferenceJob.html"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, ClassVar

from ..exceptions import InvalidInputException, WorkFailed
from ..learning.dataset_types import INTERACTIONS, ITEMS
from ..learning.item_deployment import ItemDeployment, deploy_items
from ..neighbours import S3Location
from ..runtime.filtering import Sight
from ..service.datasets import dataset_of
from ..service.filters import Filter
from ..service.lifecycle import work
from ..service.serving import check_exploration, check_influence, exploration_of, influence_of
from ..service.solution_versions import SolutionVersion, SolutionVersionOperations
from ..service.store import Resource
from . import theming
from .files import Batch
from .items import Items
from .jobs import DEFAULT_RESULTS, MAX_RUNNING, BatchJob, BatchOperations, model_of
from .lines import INFERENCE
from .theming import BATCH_INFERENCE, check_themes, item_name, themes_of

log = logging.getLogger(__name__)

MAX_RESULTS = 500
MAX_LINES = 50_000_000
RECIPE_TYPES = ("USER_PERSONALIZATION", "POPULAR_ITEMS", "RELATED_ITEMS", "PERSONALIZED_RANKING")
SETTLED = 15 * 60
"""Seconds after which a streamed event counts: .../dg/how-new-data-influences-batch-recommendations.html"""


@dataclass(kw_only=True, eq=False)
class BatchInferenceJob(BatchJob, Resource):
    resource_type: ClassVar[str] = "batch_inference_job"

    batch_inference_job_config: dict[str, Any] | None = None
    batch_inference_job_mode: str = BATCH_INFERENCE
    theme_generation_config: dict[str, Any] | None = None


class BatchInferenceJobOperations(SolutionVersionOperations, BatchOperations):
    def create_batch_inference_job(
        self,
        *,
        job_name: str,
        solution_version_arn: str,
        job_input: dict[str, Any],
        job_output: dict[str, Any],
        role_arn: str,
        filter_arn: str | None = None,
        num_results: int | None = None,
        batch_inference_job_config: dict[str, Any] | None = None,
        batch_inference_job_mode: str = BATCH_INFERENCE,
        theme_generation_config: dict[str, Any] | None = None,
        tags: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        version = self.batch_version(solution_version_arn)
        _check_items(version)
        config = batch_inference_job_config or {}
        _check_config(version, config)
        names = item_name(batch_inference_job_mode, theme_generation_config)
        if names is not None:
            check_themes(self.store, self.region_name, version, names)
        arn = self.arn(f"batch-inference-job/{job_name}")
        self.store.check_free(BatchInferenceJob, arn)
        self.check_running(BatchInferenceJob, MAX_RUNNING)
        self.check_count(num_results, MAX_RESULTS)
        chosen = self.batch_filter(filter_arn, version, "ItemID")
        self.check_data_role(role_arn)
        source, target = self.locations(job_input, job_output)
        job = BatchInferenceJob(
            arn=arn,
            job_name=job_name,
            solution_version_arn=solution_version_arn,
            dataset_group_arn=version.dataset_group_arn,
            job_input=job_input,
            job_output=job_output,
            role_arn=role_arn,
            filter_arn=filter_arn,
            num_results=num_results or DEFAULT_RESULTS,
            batch_inference_job_config=batch_inference_job_config,
            batch_inference_job_mode=batch_inference_job_mode,
            theme_generation_config=theme_generation_config,
        )
        self.created(job, tags, partial(self._infer, job, version, chosen, names, source, target))
        return {"batchInferenceJobArn": arn}

    def describe_batch_inference_job(self, *, batch_inference_job_arn: str) -> dict[str, Any]:
        return {"batchInferenceJob": self.described(BatchInferenceJob, batch_inference_job_arn)}

    def list_batch_inference_jobs(self, **page: Any) -> dict[str, Any]:
        return self.listed(BatchInferenceJob, "batchInferenceJobs", **page)

    @work
    def _infer(
        self,
        job: BatchInferenceJob,
        version: SolutionVersion,
        chosen: Filter | None,
        names: str | None,
        source: S3Location,
        target: S3Location,
    ) -> None:
        """names: the column of what themes call the items, None without themes."""
        self._update_version(version)
        sight = Sight(self.store, version.dataset_group_arn)
        themes = themes_of(version, sight.rows(ITEMS), names) if names is not None else None
        items = Items.of(self._deployed(job, version), sight, job.num_results, chosen, themes)
        most = MAX_LINES if names is None else theming.MAX_LINES
        allowed = most if self.settings.enforce_quotas else None
        Batch(version.recipe, self.s3, source, target, INFERENCE, items.answers, allowed).run()

    def _update_version(self, version: SolutionVersion) -> None:
        """Bring the newest version that was trained in full up to date, as its campaigns do every two hours."""
        if (
            version.recipe.updates_itself
            and version.updates_itself
            and version is self.newest_full(version.solution_arn)
        ):
            try:
                self.bring_up_to_date(version)
            except WorkFailed as failure:
                log.warning("%s goes on with the items that it has: %s", version.arn, failure)

    def _deployed(self, job: BatchInferenceJob, version: SolutionVersion) -> ItemDeployment:
        """The model as a campaign would serve it, with the events that came 15 minutes before the job or earlier."""
        dataset = dataset_of(self.store, version.dataset_group_arn, INTERACTIONS)
        live, config = dataset.live if dataset else None, job.batch_inference_job_config or {}
        return deploy_items(
            job.arn,
            version.dataset_group_arn,
            model_of(version),
            live,
            exploration=exploration_of(config),
            influence=influence_of(config),
            gives_metadata=False,
            log_end=live.length_at(job.creation_date_time - SETTLED) if live is not None else None,
        )


def _check_items(version: SolutionVersion) -> None:
    recipe = version.recipe
    if recipe.recipe_type not in RECIPE_TYPES or recipe.name == "aws-trending-now":
        raise InvalidInputException(f"The recipe {version.recipe_arn} does not support batch inference jobs.")


def _check_config(version: SolutionVersion, config: Mapping[str, Any]) -> None:
    check_influence(version.recipe.influenced, version.recipe_arn, config)
    check_exploration(version.recipe.explores, version.recipe_arn, config)
