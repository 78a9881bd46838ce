"""What FULL and INCREMENTAL imports keep of rows that were imported or streamed before, for each type of dataset."""

from __future__ import annotations

import json

import pytest

from moto_personalize.personalize.models import personalize_backends
from moto_personalize.personalize.service.datasets import Dataset
from tests.conftest import Aws
from tests.personalize.offers import ACTION_FIELDS, OFFER_FIELDS, create_offers, put
from tests.workflow import INTERACTION_FIELDS, create_dataset, create_group, csv_text, described, import_csv

USER_FIELDS = ({"name": "USER_ID", "type": "string"}, {"name": "CITY", "type": "string", "categorical": True})


def held(arn: str, column: str) -> dict[str, object]:
    """A column of a dataset by id; no operation shows it of all types."""
    rows = personalize_backends["123456789012"]["us-east-1"].store.get(Dataset, arn).rows
    return {given: rows.record(given, [column]).get(column) for given in rows.row_of}


@pytest.mark.parametrize("kind", ["user", "action"])
def test_a_full_import_replaces_imported_rows_and_an_incremental_one_adds(aws: Aws, kind: str) -> None:
    name, fields, column = ("Users", USER_FIELDS, "CITY") if kind == "user" else ("Actions", ACTION_FIELDS[:2], "KIND")
    arn = create_dataset(aws, create_group(aws), name, fields)
    put_records = aws.events.put_users if kind == "user" else aws.events.put_actions
    import_csv(aws, arn, csv_text(fields, [("a", "first"), ("b", "first")]), "first")
    for given in "bcd":
        record = {f"{kind}Id": given, "properties": json.dumps({column.lower(): "put"})}
        put_records(datasetArn=arn, **{f"{kind}s": [record]})
    assert held(arn, column) == {"a": "first", "b": "put", "c": "put", "d": "put"}
    import_csv(aws, arn, csv_text(fields, [("c", "more"), ("e", "more")]), "more", importMode="INCREMENTAL")
    assert held(arn, column) == {"a": "first", "b": "put", "c": "more", "d": "put", "e": "more"}
    import_csv(aws, arn, csv_text(fields, [("d", "full"), ("f", "full")]), "full")
    assert held(arn, column) == {"b": "put", "c": "put", "d": "full", "f": "full"}


@pytest.mark.usefixtures("little_data")
@pytest.mark.parametrize("of_actions", [False, True])
def test_imports_of_interactions_leave_streamed_ones_alone(aws: Aws, of_actions: bool) -> None:
    group = create_group(aws)
    arn = create_offers(aws, group) if of_actions else create_dataset(aws, group)
    fields = OFFER_FIELDS if of_actions else INTERACTION_FIELDS
    rest = ("TAKEN", 5, "mail") if of_actions else (5,)
    if of_actions:
        put(aws, described(aws, arn)["trackingId"], "live")
    else:
        tracking = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
        event = {"eventType": "click", "itemId": "live", "sentAt": 9}
        aws.events.put_events(trackingId=tracking, sessionId="s", userId="u", eventList=[event])
    seen = []
    for job, mode, things in (("one", "FULL", "ab"), ("two", "INCREMENTAL", "bc"), ("three", "FULL", "d")):
        import_csv(aws, arn, csv_text(fields, [("u", thing, *rest) for thing in things]), job, importMode=mode)
        dataset = personalize_backends["123456789012"]["us-east-1"].store.get(Dataset, arn)
        assert dataset.bulk is not None
        seen.append(sorted(dataset.bulk.text("ACTION_ID" if of_actions else "ITEM_ID").to_list()))
        assert [event.item_id for event in dataset.live.until(len(dataset.live))] == ["live"]
    assert seen == [["a", "b"], ["a", "b", "c"], ["d"]]


def test_what_is_added_to_action_interactions_is_a_thousand_rows_at_least(aws: Aws) -> None:
    arn = create_offers(aws, create_group(aws))
    first = import_csv(aws, arn, csv_text(OFFER_FIELDS, [("u", "a", "TAKEN", 5, "mail")]), "first")
    assert first["status"] == "ACTIVE"
    rows = [("u", "a", "TAKEN", n, "mail") for n in range(999)]
    more = import_csv(aws, arn, csv_text(OFFER_FIELDS, rows), "more", importMode="INCREMENTAL")
    expected = (
        "s3://personalize-data/more.csv has 999 records; an import job of ACTION_INTERACTIONS needs at least 1000."
    )
    assert (more["status"], more["failureReason"]) == ("CREATE FAILED", expected)
