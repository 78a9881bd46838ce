"""Reports of metric attributions: to CloudWatch, and as CSV files to S3.

https://docs.aws.amazon.com/personalize/latest/dg/metric-attribution-results.html
"""

from __future__ import annotations

import csv
import datetime
import io
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..exceptions import InvalidInputException, WorkFailed
from ..learning.dataset_types import INTERACTIONS, ITEMS
from ..learning.deployment import mark_of
from ..neighbours import CloudWatch, S3Location, Unreadable, Unwritable
from .datasets import Dataset, dataset_of
from .measuring import SAMPLECOUNT, UNDEFINED, Events, Measured, Streamed
from .metric_attributions import MetricAttribution, MetricAttributionMetric
from .operations import Operations
from .store import now

if TYPE_CHECKING:
    from ...datasets import Table
    from ..learning.rows import Rows

NAMESPACE = "AWS/Personalize"
MAX_SOURCES = 100
PAST, FUTURE = 14 * 86_400, 2 * 3_600  # seconds; PutMetricData takes nothing older and nothing later
NOWHERE = (
    "publishAttributionMetricsToS3 needs an active metric attribution with an s3DataDestination "
    "in the dataset group {arn}."
)
HEADER = ("METRIC_NAME", "EVENT_TYPE", "VALUE", "MATH_FUNCTION", "EVENT_ATTRIBUTION_SOURCE", "TIMESTAMP")


@dataclass(frozen=True)
class Report:
    """What events amount to by the metrics of an attribution, of those that came from its sources or from none."""

    attribution: MetricAttribution
    events: Events
    items: Rows | None
    sources: set[str]

    def lines(
        self, after: float = -math.inf, until: float = math.inf
    ) -> Iterator[tuple[MetricAttributionMetric, Measured]]:
        """The metrics in their order, of each the newest window first, by events after and until a time."""
        which = self.events.of_sources({*self.sources, UNDEFINED}) & self.events.between(after, until)
        for metric in self.attribution.metrics:
            for measured in self.events.measured(metric.parsed, metric.event_type, self.items, which):
                yield metric, measured

    def csv(self) -> bytes:
        """The file that an import job publishes."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADER)
        for metric, measured in self.lines():
            function = metric.parsed.function
            line = (metric.metric_name, metric.event_type, measured.total, function, measured.source, measured.window)
            writer.writerow(line)
        return out.getvalue().encode()

    def data(self) -> list[dict[str, Any]]:
        """What CloudWatch takes: statistics of each window, at its beginning."""
        return [self._datum(metric, measured) for metric, measured in self.lines(now() - PAST, now() + FUTURE)]

    def _datum(self, metric: MetricAttributionMetric, measured: Measured) -> dict[str, Any]:
        dimensions = {
            "DatasetGroupArn": self.attribution.dataset_group_arn,
            "EventType": metric.event_type,
            "EventAttributionSource": measured.source,
        }
        return {
            "MetricName": metric.metric_name,
            "Dimensions": [{"Name": name, "Value": value} for name, value in dimensions.items()],
            "Timestamp": datetime.datetime.fromtimestamp(measured.window, datetime.timezone.utc).replace(tzinfo=None),
            "StatisticValues": {
                "SampleCount": measured.count,
                "Sum": measured.total,
                "Minimum": measured.least,
                "Maximum": measured.most,
            },
            "Unit": "Count" if metric.parsed.function == SAMPLECOUNT else "None",
        }


class MeasuringOperations(Operations):
    """What brings events measures them."""

    def check_publishable(self, dataset: Dataset) -> None:
        """Raise InvalidInputException unless an import job of the dataset can publish its metrics to S3."""
        if dataset.dataset_type != INTERACTIONS:
            raise InvalidInputException(
                f"publishAttributionMetricsToS3 is for datasets of type {INTERACTIONS}; "
                f"{dataset.arn} is of type {dataset.dataset_type}."
            )
        attribution = self._measuring(dataset.dataset_group_arn)
        if attribution is None or attribution.destination is None:
            raise InvalidInputException(NOWHERE.format(arn=dataset.dataset_group_arn))

    def measure_streamed(self, dataset_group_arn: str, streamed: Sequence[Streamed]) -> None:
        """Put the metrics of live events to CloudWatch."""
        attribution = self._measuring(dataset_group_arn)
        if attribution is not None and streamed:
            summed = [m.parsed.column for m in attribution.metrics if m.parsed.dataset_type == INTERACTIONS]
            report = self._report(attribution, Events.streamed(streamed, self._served(), summed))
            self._send(report)
            attribution.sources |= report.sources

    @contextmanager
    def measuring_import(self, dataset: Dataset, table: Table, mode: str, *, publish: bool) -> Iterator[None]:
        """Report on what the block makes part of a dataset, if it does. WorkFailed when there is no place for that."""
        send = mode == "INCREMENTAL"
        if dataset.dataset_type != INTERACTIONS or not (publish or send):
            yield  # a FULL import that publishes nothing takes none of the places for sources
            return
        attribution = self._measuring(dataset.dataset_group_arn)
        if publish and (attribution is None or attribution.destination is None):
            raise WorkFailed(NOWHERE.format(arn=dataset.dataset_group_arn))
        if attribution is None:
            yield
            return
        report = self._report(attribution, Events.imported(table, self._served()))
        with self._published(report, mode) if publish else nullcontext():
            yield
        if send:
            self._send(report)
        attribution.sources |= report.sources

    def _measuring(self, dataset_group_arn: str) -> MetricAttribution | None:
        found = self.store.where(MetricAttribution, dataset_group_arn=dataset_group_arn, measures=True)
        return found[0] if found else None

    def _report(self, attribution: MetricAttribution, events: Events) -> Report:
        items = dataset_of(self.store, attribution.dataset_group_arn, ITEMS)
        return Report(attribution, events, items.rows if items else None, self._admitted(attribution, events))

    def _admitted(self, attribution: MetricAttribution, events: Events) -> set[str]:
        """The sources that are reported on: those that were, and new ones while there is room."""
        new = sorted({*events.sources.values.tolist()} - attribution.sources - {UNDEFINED})
        room = max(MAX_SOURCES - len(attribution.sources), 0) if self.settings.enforce_quotas else len(new)
        return {*attribution.sources, *new[:room]}

    def _served(self) -> dict[str, str]:
        """Campaigns and recommenders by the marks that their recommendation ids end with."""
        serving = [r.arn for r in self.store.every() if r.resource_type in ("campaign", "recommender")]
        return {mark_of(arn): arn for arn in serving}

    def _send(self, report: Report) -> None:
        CloudWatch(self.account_id, self.region_name).put(NAMESPACE, report.data())

    @contextmanager
    def _published(self, report: Report, mode: str) -> Iterator[None]:
        """A file below the attribution's destination, when the block ends well."""
        location = report.attribution.destination
        assert location is not None, "checked before"
        try:
            with self.s3.outputs(location) as out:
                with out.open(self._free_name(location, mode)) as file:
                    file.write(report.csv())
                yield
        except Unwritable as error:
            raise WorkFailed(f"The metrics cannot be written to {location}: {error}") from None

    def _free_name(self, location: S3Location, mode: str) -> str:
        """A name that no file there has, by a clock that stands still, too."""
        time = int(now())
        while True:
            name = f"AggregatedAttributionMetrics - {mode} - {time}.csv"
            try:
                self.s3.size(location.bucket, location.below(name))
            except Unreadable:
                return name
            time += 1
