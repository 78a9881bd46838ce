"""What an import leaves behind: columns, not an object a row."""

from __future__ import annotations

import gc
import sys

import pytest

from moto_personalize import mock_personalize
from tests.conftest import Aws
from tests.workflow import EVENT_FIELDS, create_dataset, create_group, csv_text, import_csv

ROWS = 2_000


def rows(count: int) -> list[tuple[str, str, int, str, float]]:
    """Rows of the same ids, however many: what is known of an id may be kept."""
    return [
        (f"user-{n % 100}", f"item-{n % 70}", 1_600_000_000 + n, ("click", "watch")[n % 2], n / 7) for n in range(count)
    ]


def objects() -> int:
    gc.collect()
    return sys.getallocatedblocks()


@pytest.mark.parametrize("mode", ["FULL", "INCREMENTAL"])
@mock_personalize
def test_ten_times_the_rows_leave_no_more_objects_behind(mode: str) -> None:
    aws = Aws()
    dataset = create_dataset(aws, create_group(aws), fields=EVENT_FIELDS)
    left = {}
    import_csv(aws, dataset, csv_text(EVENT_FIELDS, rows(ROWS)), "first")  # what is loaded at first use
    for count in (ROWS, 10 * ROWS):
        text = csv_text(EVENT_FIELDS, rows(count))
        before = objects()
        assert import_csv(aws, dataset, text, f"job-{count}", importMode=mode)["status"] == "ACTIVE"
        left[count] = objects() - before
    assert left[10 * ROWS] - left[ROWS] < ROWS / 10
