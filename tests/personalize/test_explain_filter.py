"""explain_filter: in process, over the control route and as a command."""

from __future__ import annotations

import textwrap
from typing import Any

import pytest

from moto_personalize import cli
from moto_personalize.filters import Explanation
from moto_personalize.testing import explain_filter
from tests.conftest import Aws
from tests.personalize.films import create_filter, described_films


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    return described_films(aws)


def explained(aws: Aws, arn: str, **request: Any) -> Explanation:
    return explain_filter(arn, endpoint_url=aws.endpoint_url, **request)


def text(written: str) -> str:
    return textwrap.dedent(written).strip("\n")


def test_each_condition_is_counted_and_one_item_is_judged(aws: Aws, group: str) -> None:
    arn = create_filter(
        aws,
        group,
        "include ItemID where items.genres in ($G) and ITEMS.PRICE < 7"
        ' | EXCLUDE ItemID WHERE Interactions.event_type IN ("watch") IF CurrentUser.AGE < 18',
    )
    found = explained(aws, arn, user_id="user-0", item_id="film-2", filter_values={"G": '"crime","horror"'})
    assert (found.passing, found.total, found.passes) == (0, 10, False)
    assert str(found) == text("""
        0 of 10 items pass.

        INCLUDE ItemID WHERE Items.GENRES IN ($G) AND Items.PRICE < 7
          includes 3 items
              Items.GENRES IN ($G)  4 items where $G is "crime","horror"
          AND Items.PRICE < 7       6 items

        EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("watch") IF CurrentUser.AGE < 18
          excludes 10 items
              Interactions.EVENT_TYPE IN ("watch")  10 items
           IF CurrentUser.AGE < 18                  yes: CurrentUser.AGE is 12

        The item film-2 is out: excluded by EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("watch") IF CurrentUser.AGE < 18.
            Items.GENRES IN ($G)  yes: Items.GENRES is "crime"
            Items.PRICE < 7       yes: Items.PRICE is 3.0
            Interactions.EVENT_TYPE IN ("watch")  yes: events: watch
        """)  # noqa: E501  # as it is shown


def test_an_expression_that_does_nothing_says_why(aws: Aws, group: str) -> None:
    arn = create_filter(
        aws,
        group,
        'EXCLUDE ItemID WHERE Items.GENRES IN ("horror") OR Items.MAKER = "north" IF CurrentUser.AGE < 18'
        " | EXCLUDE ItemID WHERE Items.GENRES IN ($G)",
    )
    found = explained(aws, arn, user_id="user-1", item_id="film-9")
    assert found.missing == ("G",)
    assert str(found) == text("""
        10 of 10 items pass.

        EXCLUDE ItemID WHERE Items.GENRES IN ("horror") OR Items.MAKER = "north" IF CurrentUser.AGE < 18
          does nothing: its IF does not hold of the current user
              Items.GENRES IN ("horror")  2 items
           OR Items.MAKER = "north"       4 items
           IF CurrentUser.AGE < 18        no: CurrentUser.AGE is 40

        EXCLUDE ItemID WHERE Items.GENRES IN ($G)
          does nothing: $G has no value
              Items.GENRES IN ($G)  $G has no value

        The item film-9 is in: nothing excludes it.
        """)


def test_a_request_that_would_be_refused_says_so(aws: Aws, group: str) -> None:
    arn = create_filter(aws, group, "INCLUDE ItemID WHERE Items.GENRES IN ($G)")
    found = explained(aws, arn, item_id="film-9")
    assert (found.passing, found.passes, found.missing) == (None, None, ("G",))
    assert str(found) == text("""
        Refused: The value of the parameter $G is missing in filterValues.

        INCLUDE ItemID WHERE Items.GENRES IN ($G)
          does nothing: $G has no value
              Items.GENRES IN ($G)  $G has no value

        The item film-9 is not decided.
        """)
    wrong = explained(aws, arn, filter_values={"G": "drama"})
    problem = (
        'The value of $G is drama; expected strings in double quotes with commas between them, as in "comedy","drama".'
    )
    assert (wrong.refusal, wrong.expressions[0].alternatives[0][0].problem) == (problem, problem)


@pytest.mark.parametrize(
    ("item", "verdict"),
    [
        ("film-1", 'The item film-1 is in: included by INCLUDE ItemID WHERE Items.GENRES IN ("comedy").'),
        ("film-5", "The item film-5 is out: no INCLUDE names it."),
        ("film-9", "The item film-9 is out: no INCLUDE names it."),
        ("film-x", "The item film-x is not known."),
    ],
)
def test_the_verdict_on_an_item(aws: Aws, group: str, item: str, verdict: str) -> None:
    arn = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("comedy")')
    lines = str(explained(aws, arn, item_id=item)).splitlines()
    assert verdict in lines
    if item in ("film-5", "film-9"):
        assert lines[-1] == '    Items.GENRES IN ("comedy")  no: Items.GENRES is null'


def test_an_item_known_from_live_events_alone_is_judged(aws: Aws, group: str) -> None:
    tracking = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "Purchase", "itemId": "brand-new", "sentAt": 1_700_000_000}
    aws.events.put_events(trackingId=tracking, sessionId="s", userId="user-5", eventList=[event])
    arn = create_filter(aws, group, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("purchase")')
    found = explained(aws, arn, user_id="user-5", item_id="brand-new")
    assert (found.total, found.passing, found.passes) == (11, 10, False)


def test_current_item_is_the_item_of_the_request(aws: Aws, group: str) -> None:
    arn = create_filter(aws, group, "INCLUDE ItemID WHERE Items.MAKER IN CurrentItem.MAKER")
    assert explained(aws, arn, current_item_id="film-0").passing == 4
    assert explained(aws, arn).passing == 0
    for item, maker in (("film-0", 'CurrentItem.MAKER is "north"'), ("film-6", "CurrentItem.MAKER is null")):
        (line,) = str(explained(aws, arn, current_item_id=item)).splitlines()[4:]
        assert line.endswith(f"items where {maker}")


def test_a_filter_of_users_judges_users(aws: Aws, group: str) -> None:
    arn = create_filter(aws, group, 'INCLUDE UserID WHERE Users.MEMBERSHIP IN ("basic") AND Users.AGE < 18', "young")
    found = explained(aws, arn, user_id="user-0")
    assert (found.subject, found.total, found.passing, found.passes) == ("UserID", 10, 1, True)
    assert str(found) == text("""
        1 of 10 users passes.

        INCLUDE UserID WHERE Users.MEMBERSHIP IN ("basic") AND Users.AGE < 18
          includes 1 user
              Users.MEMBERSHIP IN ("basic")  2 users
          AND Users.AGE < 18                 1 user

        The user user-0 is in: included by INCLUDE UserID WHERE Users.MEMBERSHIP IN ("basic") AND Users.AGE < 18.
            Users.MEMBERSHIP IN ("basic")  yes: Users.MEMBERSHIP is "basic"
            Users.AGE < 18                 yes: Users.AGE is 12
        """)
    with pytest.raises(ValueError, match=r"^The filter is about users: item_id is not for it, but user_id\."):
        explained(aws, arn, item_id="film-0")
    watching = create_filter(aws, group, 'EXCLUDE UserID WHERE Interactions.EVENT_TYPE IN ("watch")', "watching")
    assert explained(aws, watching).passing == 0


@pytest.mark.parametrize("values", [{"G": 1}, ["drama"], "drama"], ids=repr)
def test_values_are_an_object_of_strings(aws: Aws, group: str, values: Any) -> None:
    arn = create_filter(aws, group, "INCLUDE ItemID WHERE Items.GENRES IN ($G)")
    with pytest.raises(ValueError, match=r"^filter_values must be an object of strings, not "):
        explained(aws, arn, filter_values=values)


def test_what_is_no_filter_is_named(aws: Aws, group: str) -> None:
    with pytest.raises(ValueError, match=f"^{group} is not a filter.$"):
        explained(aws, group)
    with pytest.raises(ValueError, match=f"^No resource has the ARN {group}x. There are: arn:"):
        explained(aws, group + "x")
    with pytest.raises(ValueError, match=r"^films is not an ARN of Amazon Personalize\. There are: arn:"):
        explained(aws, "films")


# --- the command -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("aws", ["server"], indirect=True)
def test_the_command_explains_a_filter_of_a_server(
    aws: Aws, group: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arn = create_filter(aws, group, "INCLUDE ItemID WHERE Items.GENRES IN ($G)")
    url = str(aws.endpoint_url)
    monkeypatch.setenv("AWS_ENDPOINT_URL", url)
    assert cli.main(["explain-filter", arn]) == 0
    assert capsys.readouterr().out.startswith("Refused: ")
    arguments = ["explain-filter", arn, "--endpoint-url", url, "--item-id", "film-3"]
    assert cli.main([*arguments, "--filter-values", '{"G": "\\"drama\\""}']) == 0
    shown = capsys.readouterr().out.splitlines()
    assert shown[0] == "2 of 10 items pass."
    assert shown[-2:] == [
        "The item film-3 is in: included by INCLUDE ItemID WHERE Items.GENRES IN ($G).",
        '    Items.GENRES IN ($G)  yes: Items.GENRES is "drama"',
    ]
    for wrong, message in (
        (["--filter-values", "{"], "--filter-values is not a JSON document: "),
        (["--filter-values", '{"G": 1}'], 'filter_values must be an object of strings, not {"G": 1}.'),
        (["--filter-values", "[1]"], "filter_values must be an object of strings, not [1]."),
    ):
        assert cli.main([*arguments, *wrong]) == 2
        assert capsys.readouterr().err.startswith(f"moto-personalize: {message}")
    assert cli.main(["explain-filter", "films", "--endpoint-url", url]) == 2
    assert capsys.readouterr().err == (
        f"moto-personalize: films is not an ARN of Amazon Personalize. There are: {arn}.\n"
    )
