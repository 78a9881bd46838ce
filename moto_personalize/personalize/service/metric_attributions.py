"""Metric attributions: what events are measured by. https://docs.aws.amazon.com/personalize/latest/dg/API_MetricAttribution.html"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, ClassVar, TypeAlias

from ..exceptions import InvalidInputException, ResourceAlreadyExistsException
from ..learning.dataset_types import INTERACTIONS, ITEMS
from ..neighbours import S3Location
from .dataset_groups import DatasetGroup, datasets_of
from .datasets import dataset_of
from .lifecycle import UPDATE, UPDATE_FAILED, work
from .measuring import Expression
from .operations import Operations
from .store import ACTIVE, Resource
from .validation import s3_location

MAX_METRICS = 10


@dataclass(kw_only=True, eq=False)
class MetricAttributionMetric(Resource):
    """A metric of an attribution. No resource of AWS's: it has an ARN so that the store can keep it and list it."""

    resource_type: ClassVar[str] = "metric_attribution_metric"
    taggable: ClassVar[bool] = False

    metric_attribution_arn: str
    metric_name: str
    event_type: str
    expression: str

    def check_parts(self) -> None:
        """What the parser raises where the expression makes no sense."""
        Expression.parse(self.expression)

    @cached_property
    def parsed(self) -> Expression:
        return Expression.parse(self.expression)


Metrics: TypeAlias = tuple[MetricAttributionMetric, ...]


@dataclass(kw_only=True, eq=False)
class MetricAttribution(Resource):
    """One per dataset group. An update in `adding` counts when it is done.

    Attributes:
        sources: the event attribution sources that were reported on, which are limited in number.
    """

    resource_type: ClassVar[str] = "metric_attribution"
    taggable: ClassVar[bool] = False

    name: str
    dataset_group_arn: str
    metrics_output_config: dict[str, Any]
    metrics: Metrics = ()
    adding: Metrics = ()
    sources: set[str] = field(default_factory=set)

    @property
    def measures(self) -> bool:
        """Whether events count; while it is updated, too, by the metrics that it had."""
        return self.status in (*UPDATE, ACTIVE)

    @property
    def destination(self) -> S3Location | None:
        """Where reports on import jobs go."""
        return destination(self.metrics_output_config)

    def holds(self) -> Iterable[str]:
        """Its group, the interactions, and every dataset of which it sums a column."""
        summed = {metric.parsed.dataset_type for metric in (*self.metrics, *self.adding)} - {""}
        datasets = sorted({INTERACTIONS, *summed})
        return [self.dataset_group_arn, *(datasets_of(self.dataset_group_arn) + kind for kind in datasets)]


class MetricAttributionOperations(Operations):
    def create_metric_attribution(
        self,
        *,
        name: str,
        dataset_group_arn: str,
        metrics: list[dict[str, str]],
        metrics_output_config: dict[str, Any],
    ) -> dict[str, Any]:
        self.store.get(DatasetGroup, dataset_group_arn).require_active()
        arn = self.arn(f"metric-attribution/{name}")
        self.store.check_free(MetricAttribution, arn)
        for other in self.store.where(MetricAttribution, dataset_group_arn=dataset_group_arn):
            raise ResourceAlreadyExistsException(arn=other.arn)
        self._check_output(metrics_output_config)
        attribution = MetricAttribution(
            arn=arn, name=name, dataset_group_arn=dataset_group_arn, metrics_output_config=metrics_output_config
        )
        attribution.metrics = self._metrics(attribution, metrics)
        self.created(attribution)
        self._keep(attribution.metrics)
        return {"metricAttributionArn": arn}

    def describe_metric_attribution(self, *, metric_attribution_arn: str) -> dict[str, Any]:
        return {"metricAttribution": self.described(MetricAttribution, metric_attribution_arn)}

    def list_metric_attributions(self, **page: Any) -> dict[str, Any]:
        return self.listed(MetricAttribution, "metricAttributions", **page)

    def list_metric_attribution_metrics(self, **page: Any) -> dict[str, Any]:
        """Without metricAttributionArn the metrics of all attributions."""
        return self.listed(MetricAttributionMetric, "metrics", **page)

    def update_metric_attribution(
        self,
        *,
        metric_attribution_arn: str | None = None,
        add_metrics: list[dict[str, str]] | None = None,
        remove_metrics: list[str] | None = None,
        metrics_output_config: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Metrics are removed before others are added, so that one can be replaced."""
        if metric_attribution_arn is None:
            raise InvalidInputException("metricAttributionArn is required.")
        attribution = self.store.get(MetricAttribution, metric_attribution_arn)
        attribution.require_active()
        config = metrics_output_config or attribution.metrics_output_config
        self._check_output(config)
        kept = _without(attribution, remove_metrics or [])
        adding = self._metrics(attribution, add_metrics or [], kept)
        change = partial(self._change, attribution, kept, adding, config)
        self.lifecycle.begin(attribution, UPDATE, change, failed=UPDATE_FAILED)
        attribution.adding = adding if self.lifecycle.moving(attribution) else ()
        return {"metricAttributionArn": metric_attribution_arn}

    def delete_metric_attribution(self, *, metric_attribution_arn: str) -> None:
        attribution = self.store.get(MetricAttribution, metric_attribution_arn)
        self.deleted(attribution, doing=partial(self._forget_all, attribution))

    @work
    def _change(
        self,
        attribution: MetricAttribution,
        kept: Metrics,
        adding: Metrics,
        config: dict[str, Any],
    ) -> None:
        self._forget(tuple(metric for metric in attribution.metrics if metric not in kept))
        self._keep(adding)
        attribution.metrics, attribution.adding = (*kept, *adding), ()
        attribution.metrics_output_config = config

    @work
    def _forget_all(self, attribution: MetricAttribution) -> None:
        self._forget(attribution.metrics)

    def _keep(self, metrics: Metrics) -> None:
        for metric in metrics:
            self.store.add(metric)

    def _forget(self, metrics: Metrics) -> None:
        for metric in metrics:
            self.store.remove(metric)

    def _check_output(self, config: dict[str, Any]) -> None:
        destination(config)
        self.check_data_role(config["roleArn"])

    def _metrics(self, attribution: MetricAttribution, given: list[dict[str, str]], kept: Metrics = ()) -> Metrics:
        """The metrics asked for, beside those that stay; checked against the schemas of the group's datasets."""
        self._check_events(attribution.dataset_group_arn)
        if self.settings.enforce_quotas and len(kept) + len(given) > MAX_METRICS:
            raise InvalidInputException(
                f"A metric attribution has at most {MAX_METRICS} metrics; "
                f"{attribution.arn} would have {len(kept) + len(given)}."
            )
        made = tuple(self._metric(attribution, metric) for metric in given)
        names = [metric.metric_name for metric in (*kept, *made)]
        for name in names:
            if names.count(name) > 1:
                raise ResourceAlreadyExistsException(f"The metric {name} would be twice in {attribution.arn}.")
        return made

    def _metric(self, attribution: MetricAttribution, given: dict[str, str]) -> MetricAttributionMetric:
        for member in ("metricName", "eventType"):
            if not given[member]:
                raise InvalidInputException(f"The {member} of a metric is empty.")
        self._check_expression(given["expression"], attribution.dataset_group_arn)
        return MetricAttributionMetric(
            arn=f"{attribution.arn}/{given['metricName']}",
            metric_attribution_arn=attribution.arn,
            metric_name=given["metricName"],
            event_type=given["eventType"],
            expression=given["expression"],
        )

    def _check_events(self, dataset_group_arn: str) -> None:
        dataset = dataset_of(self.store, dataset_group_arn, INTERACTIONS)
        if dataset is None or dataset.fields.field("EVENT_TYPE") is None:
            raise InvalidInputException(
                "A metric attribution needs an Interactions dataset with the column EVENT_TYPE "
                f"in the dataset group {dataset_group_arn}."
            )

    def _check_expression(self, text: str, dataset_group_arn: str) -> None:
        try:
            expression = Expression.parse(text)
        except ValueError:
            raise InvalidInputException(
                f"The expression {text} is none of SUM(Items.COLUMN), SUM(Interactions.COLUMN) and SAMPLECOUNT()."
            ) from None
        if not expression.dataset_type:
            return
        dataset = dataset_of(self.store, dataset_group_arn, expression.dataset_type)
        if dataset is None or (dataset.dataset_type == ITEMS and not dataset.has_data):
            raise InvalidInputException(
                f"The expression {text} needs an {expression.dataset_type} dataset with imported data "
                f"in the dataset group {dataset_group_arn}."
            )
        column = dataset.fields.field(expression.column)
        if column is None or column.type in ("string", "boolean"):
            raise InvalidInputException(
                f"The expression {text} needs a numeric column {expression.column} in the schema {dataset.schema_arn}."
            )


def destination(config: Mapping[str, Any]) -> S3Location | None:
    """The S3 destination of a metricsOutputConfig. InvalidInputException for one that is no location."""
    given = config.get("s3DataDestination")
    return s3_location(given["path"], "Invalid S3 output path") if given else None


def _without(attribution: MetricAttribution, names: Sequence[str]) -> Metrics:
    """The metrics that stay. InvalidInputException for the name of none."""
    present = {metric.metric_name for metric in attribution.metrics}
    for name in names:
        if name not in present:
            raise InvalidInputException(f"The metric attribution {attribution.arn} has no metric {name}.")
    return tuple(metric for metric in attribution.metrics if metric.metric_name not in names)
