"""What a batch job needs while it runs: memory for a block of lines, however many there are."""

from __future__ import annotations

import tracemalloc

import pytest

from moto_personalize import mock_personalize
from moto_personalize.personalize import neighbours
from moto_personalize.personalize.batch.files import Batch
from tests.conftest import Aws
from tests.workflow import answers_of, batch_job, films_group, train, views

LINES = 1_500
CHUNK = 1 << 12  # bytes that are read and copied at once; and of an object, those that moto keeps in memory


@mock_personalize(config={"personalize": {"min_interactions": 1, "min_users": 1}})
def test_ten_times_the_lines_take_no_more_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    peaks: list[int] = []
    run = Batch.run

    def measured(batch: Batch) -> None:
        tracemalloc.start()
        try:
            run(batch)
            peaks.append(tracemalloc.get_traced_memory()[1])
        finally:
            tracemalloc.stop()

    monkeypatch.setattr(Batch, "run", measured)
    monkeypatch.setattr(neighbours, "CHUNK", CHUNK)
    monkeypatch.setenv("MOTO_S3_DEFAULT_KEY_BUFFER_SIZE", str(CHUNK))
    aws = Aws()
    version = train(aws, films_group(aws, views(8, 12, 12)), "aws-user-personalization")
    for count in (64, LINES, 10 * LINES):  # the first for what is loaded at first use
        lines = "".join(f'{{"userId": "user-{n % 8:02}"}}\n' for n in range(count))
        batch_job(aws, version, lines, f"job-{count}", numResults=5)
    answers = answers_of(aws, f"job-{10 * LINES}")
    assert len(answers) == 10 * LINES
    assert peaks[2] - peaks[1] < sum(map(len, answers)) / 50
