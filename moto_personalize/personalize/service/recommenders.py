"""Recommenders: the use cases of a domain, trained and served. https://docs.aws.amazon.com/personalize/latest/dg/API_Recommender.html"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from ..exceptions import InvalidInputException
from ..learning.dataset_types import ITEMS
from ..learning.deployment import Deployment
from ..learning.training import Trained, TrainedItems, train
from ..learning.training_columns import TrainingColumns
from ..learning.updating import updated
from .dataset_groups import DatasetGroup, datasets_of
from .datasets import dataset_of
from .gathering import Columns, check_interactions, columns_of, gather
from .lifecycle import Update, work
from .recipes import Recipe, recipe_of
from .schedule import DAY
from .serving import ServingOperations, check_exploration
from .solution_config import check_columns
from .store import ACTIVE, CREATE_FAILED, Resource, now

if TYPE_CHECKING:
    from ..learning.gathered import Gathered

MAX_RECOMMENDERS = 5
RETRAINING = "retraining"
WEEK = 7 * DAY
INACTIVE = "INACTIVE"
STOP = ("STOP PENDING", "STOP IN_PROGRESS", INACTIVE)
START = ("START PENDING", "START IN_PROGRESS", ACTIVE)


@dataclass(kw_only=True, eq=False)
class RecommenderUpdate(Update):
    recommender_config: dict[str, Any]


@dataclass(kw_only=True, eq=False)
class Recommender(Resource):
    resource_type: ClassVar[str] = "recommender"
    deletable: ClassVar[tuple[str | None, ...]] = (ACTIVE, INACTIVE, CREATE_FAILED)

    name: str
    dataset_group_arn: str
    recipe_arn: str
    recommender_config: dict[str, Any] = field(default_factory=dict)
    latest_recommender_update: RecommenderUpdate | None = None
    trained: TrainedItems | None = None
    seen: Gathered | None = None  # what it last took new items from
    deployment: Deployment | None = None
    columns: Columns | None = None

    def check_parts(self) -> None:
        """ValueError where it is ACTIVE without a model."""
        if self.active and (self.trained is None or self.deployment is None):
            raise ValueError("it is ACTIVE without a model")

    @property
    def model_metrics(self) -> dict[str, float] | None:
        """None while the recommender is created or deleted."""
        going = str(self.status).startswith("DELETE")
        return None if self.trained is None or going else self.trained.metrics

    def holds(self) -> Iterable[str]:
        """Its dataset group, and every dataset of it until the training is done."""
        group = self.dataset_group_arn
        return [group, *([datasets_of(group)] if self.being_created else [])]


class RecommenderOperations(ServingOperations):
    """Nobody asks for a recommender's trainings: it learns when it is created or gets other columns, and each week.

    https://docs.aws.amazon.com/personalize/latest/dg/use-case-recipe-features.html
    """

    def create_recommender(
        self,
        *,
        name: str,
        dataset_group_arn: str,
        recipe_arn: str,
        recommender_config: dict[str, Any] | None = None,
        tags: list[dict[str, str]] | None = None,
    ) -> dict[str, Any]:
        """Trains on what was imported and streamed until now, whenever the recommender becomes ACTIVE."""
        group = self.store.get(DatasetGroup, dataset_group_arn)
        group.require_active()
        use_case = self._use_case(recipe_arn, group)
        arn = self.arn(f"recommender/{name}")
        self.store.check_free(Recommender, arn)
        self.check_quota(Recommender, MAX_RECOMMENDERS, dataset_group_arn=dataset_group_arn)
        self._check_recommender_data(use_case, dataset_group_arn)
        config = recommender_config or {}
        self._check_recommender_config(use_case, dataset_group_arn, config)
        recommender = Recommender(
            arn=arn,
            name=name,
            dataset_group_arn=dataset_group_arn,
            recipe_arn=recipe_arn,
            recommender_config=config,
            columns=columns_of(self.store, dataset_group_arn),
        )
        gathered = self._recommender_data(recommender, config)
        self.created(recommender, tags, partial(self._train_recommender, recommender, gathered, config))
        return {"recommenderArn": arn}

    def describe_recommender(self, *, recommender_arn: str) -> dict[str, Any]:
        return {"recommender": self.described(Recommender, recommender_arn)}

    def list_recommenders(self, **page: Any) -> dict[str, Any]:
        return self.listed(Recommender, "recommenders", **page)

    def update_recommender(self, *, recommender_arn: str, recommender_config: dict[str, Any]) -> dict[str, Any]:
        """Takes the place of the whole configuration; only other training columns train anew."""
        recommender = self.store.get(Recommender, recommender_arn)
        self._require_recommender(recommender, "updated", ACTIVE)
        use_case = recipe_of(self.partition, recommender.recipe_arn)
        self._check_recommender_config(use_case, recommender.dataset_group_arn, recommender_config)
        update = RecommenderUpdate(recommender_config=recommender_config)
        trains = TrainingColumns.of(recommender_config) != TrainingColumns.of(recommender.recommender_config)
        # AWS: an update with other training columns makes new ones of the schema known, too
        columns = columns_of(self.store, recommender.dataset_group_arn) if trains else recommender.columns
        gathered = self._recommender_data(recommender, recommender_config, columns) if trains else None
        self.updated(recommender, update, partial(self._take_over, recommender, gathered, recommender_config, columns))
        recommender.latest_recommender_update = update
        return {"recommenderArn": recommender_arn}

    def delete_recommender(self, *, recommender_arn: str) -> None:
        recommender = self.store.get(Recommender, recommender_arn)
        self._require_recommender(recommender, "deleted", *Recommender.deletable)
        self.deleted(recommender)

    def stop_recommender(self, *, recommender_arn: str) -> dict[str, Any]:
        """It serves no more and is trained no more, until it is started again."""
        recommender = self.store.get(Recommender, recommender_arn)
        self._require_recommender(recommender, "stopped", ACTIVE)
        self.lifecycle.begin(recommender, STOP)
        return {"recommenderArn": recommender_arn}

    def start_recommender(self, *, recommender_arn: str) -> dict[str, Any]:
        """It serves the model that it had."""
        recommender = self.store.get(Recommender, recommender_arn)
        self._require_recommender(recommender, "started", INACTIVE)
        self.lifecycle.begin(recommender, START)
        return {"recommenderArn": recommender_arn}

    def _require_recommender(self, recommender: Recommender, what: str, *statuses: str | None) -> None:
        self.require_settled(recommender, recommender.latest_recommender_update, what, *statuses)

    def _use_case(self, recipe_arn: str, group: DatasetGroup) -> Recipe:
        if group.domain is None:
            raise InvalidInputException(f"Recommenders need a Domain dataset group; {group.arn} is a Custom one.")
        recipe = recipe_of(self.partition, recipe_arn)
        if recipe.domain is None:
            raise InvalidInputException(f"{recipe_arn} is not a use case of a domain; create a solution for it.")
        if recipe.domain != group.domain:
            raise InvalidInputException(
                f"{recipe_arn} is a use case of domain {recipe.domain}; {group.arn} is of domain {group.domain}."
            )
        return recipe

    def _check_recommender_data(self, use_case: Recipe, group_arn: str) -> None:
        check_interactions(self.store, group_arn)
        items = dataset_of(self.store, group_arn, ITEMS)
        if use_case.entry.needs_items and (items is None or not items.has_data):
            raise InvalidInputException(f"{use_case.arn} needs an ITEMS dataset with imported items in {group_arn}.")

    def _check_recommender_config(self, use_case: Recipe, group_arn: str, config: Mapping[str, Any]) -> None:
        check_exploration(use_case.entry.explores, use_case.arn, config)
        check_columns(self.store, group_arn, config)

    @work
    def _take_over(
        self, recommender: Recommender, gathered: Gathered | None, config: dict[str, Any], columns: Columns | None
    ) -> None:
        if gathered is not None:
            self._train_recommender(recommender, gathered, config)
        elif recommender.trained is not None:
            self.serve(recommender, recommender.dataset_group_arn, recommender.trained, config)
        recommender.recommender_config = config
        recommender.columns = columns

    @work
    def _train_recommender(self, recommender: Recommender, gathered: Gathered, config: Mapping[str, Any]) -> None:
        trained = train(gathered, self.settings_of(recommender.dataset_group_arn))
        self.serve(recommender, recommender.dataset_group_arn, trained, config)
        recommender.trained, recommender.seen = trained, None
        self._keep_recommender(recommender, trained)

    def _keep_recommender(self, recommender: Recommender, trained: Trained) -> None:
        self.schedule.plan(recommender, RETRAINING, partial(self._retrain, recommender), now() + WEEK, WEEK)
        self.keep_up(recommender, trained, partial(self._bring_recommender_up_to_date, recommender))

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

    def retrain(self, recommender: Recommender) -> None:
        """Train in full on what is imported and streamed now, and serve that: what the service does every 7 days.

        Raises WorkFailed where the data do not suffice; what was there serves on.
        """
        config = recommender.recommender_config
        self._train_recommender(recommender, self._recommender_data(recommender, config), config)

    def _at_work(self, recommender: Recommender) -> bool:
        """Neither stopped nor changing."""
        return recommender.active and not self.lifecycle.moving(recommender)

    def _recommender_data(
        self, recommender: Recommender, config: Mapping[str, Any], columns: Columns | None = None
    ) -> Gathered:
        """columns: those to know, else those that it knows."""
        entry, known = recipe_of(self.partition, recommender.recipe_arn).entry, columns or recommender.columns
        return gather(self.store, recommender.dataset_group_arn, entry, entry.event_type, config, columns=known)
