"""A night's work: who gets a letter about the new rakes, what stands in it, and what else goes with each item."""

from __future__ import annotations

import json

from tests.conftest import Aws
from tests.workflow import (
    EVENT_FIELDS,
    ITEM_FIELDS,
    answers_of,
    batch_job,
    create_dataset,
    csv_text,
    described,
    films_group,
    import_csv,
    train,
    views,
)


def test_segments_letters_and_related_items_of_a_night(aws: Aws) -> None:
    group = films_group(aws, [(*view, "watch", "") for view in views(30, 40, 40)], EVENT_FIELDS)
    items = create_dataset(aws, group, "Items", ITEM_FIELDS)
    rows = [(f"item-{n:02}", "garden" if n % 2 else "crime", 1_600_000_000) for n in range(40)]
    assert import_csv(aws, items, csv_text(ITEM_FIELDS, rows), job="items")["status"] == "ACTIVE"

    # who is drawn to gardens: the odd users
    affinity = train(aws, group, "aws-item-attribute-affinity")
    expression = {"itemAttributes": 'ITEMS.GENRES = "garden"'}
    job = batch_job(aws, affinity, json.dumps(expression), "readers", "segment", numResults=10)
    assert described(aws, job)["status"] == "ACTIVE"
    readers = json.loads(answers_of(aws, "readers")[0])["output"]["usersList"]
    assert len(readers) == 10
    assert {int(user[-2:]) % 2 for user in readers} == {1}

    # a letter for each, with gardens alone
    gardens = aws.personalize.create_filter(
        name="gardens", datasetGroupArn=group, filterExpression="INCLUDE ItemID WHERE Items.GENRES IN ($GENRE)"
    )["filterArn"]
    letters = [{"userId": user, "filterValues": {"GENRE": '"garden"'}} for user in readers]
    personal = train(aws, group, "aws-user-personalization")
    lines = "\n".join(map(json.dumps, [*letters, {"userId": 7}]))
    batch_job(aws, personal, lines, "letters", filterArn=gardens, numResults=5)
    *written, wrong = map(json.loads, answers_of(aws, "letters"))
    assert [line["input"] for line in written] == letters
    for line in written:
        assert len(line["output"]["recommendedItems"]) == 5
        assert {int(item[-2:]) % 2 for item in line["output"]["recommendedItems"]} == {1}
        assert line["output"]["scores"] == sorted(line["output"]["scores"], reverse=True)
    assert wrong["error"] == "userId is 7; expected a string that is not empty."

    # what goes with each item of the letters
    wanted = sorted({item for line in written for item in line["output"]["recommendedItems"]})
    related = train(aws, group, "aws-similar-items")
    batch_job(aws, related, "\n".join(json.dumps({"itemId": item}) for item in wanted), "related", numResults=3)
    for item, line in zip(wanted, map(json.loads, answers_of(aws, "related")), strict=True):
        assert line["input"] == {"itemId": item}
        assert len(line["output"]["recommendedItems"]) == 3
        assert item not in line["output"]["recommendedItems"]

    done = aws.personalize.list_batch_inference_jobs()["batchInferenceJobs"]
    assert [(job["jobName"], job["status"]) for job in done] == [("related", "ACTIVE"), ("letters", "ACTIVE")]
