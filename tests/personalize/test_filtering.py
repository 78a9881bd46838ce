"""Filters in requests: what remains of recommendations and rankings."""

from __future__ import annotations

from typing import Any

import pytest

from moto_personalize.filters import Program
from moto_personalize.personalize.learning.rows import Rows
from moto_personalize.personalize.models import personalize_backends
from moto_personalize.personalize.runtime.filtering import FilteringOperations
from moto_personalize.personalize.service.datasets import Dataset
from moto_personalize.personalize.service.filters import Filter
from tests.conftest import Aws
from tests.personalize.films import FIELDS, FILMS, USER_FIELDS, USERS, create_filter, described_films, numbers
from tests.workflow import (
    EVENT_FIELDS,
    assert_refused,
    create_dataset,
    create_group,
    csv_text,
    deploy,
    films_group,
    import_csv,
    recommended,
    train,
)


@pytest.fixture
def group(aws: Aws, little_data: None) -> str:
    return described_films(aws)


@pytest.fixture
def popular(aws: Aws, group: str) -> str:
    return deploy(aws, group, "aws-popularity-count")


@pytest.mark.parametrize(
    ("expression", "request_", "remaining"),
    [
        ('INCLUDE ItemID WHERE Items.GENRES IN ("comedy")', {}, [0, 1, 4, 8]),
        ('EXCLUDE ItemID WHERE Items.GENRES IN ("comedy")', {}, [2, 3, 5, 6, 7, 9]),
        ('EXCLUDE ItemID WHERE Items.ITEM_ID IN ("film-0", "film-9")', {}, [1, 2, 3, 4, 5, 6, 7, 8]),
        ("INCLUDE ItemID WHERE Items.PRICE >= 3 AND Items.PRICE < 6", {}, [2, 3, 5]),
        ('include itemid where ITEMS.maker = "north" or items.price > 7', {}, [0, 2, 4, 7, 8]),
        ("INCLUDE ItemID WHERE Items.GENRES IN ($G)", {"G": '"horror","drama"'}, [3, 4, 6, 7]),
        ("EXCLUDE ItemID WHERE Items.GENRES IN ($G)", {}, list(range(10))),
        ("EXCLUDE ItemID WHERE Items.PRICE > $P", {"P": "4.0", "SURPLUS": '"x"'}, [0, 1, 2, 3, 4, 9]),
        (
            'INCLUDE ItemID WHERE Items.GENRES IN ("comedy", "crime") | EXCLUDE ItemID WHERE Items.MAKER IN ("north")',
            {},
            [1, 8],
        ),
    ],
)
def test_items_remain_that_the_filter_lets_through(
    aws: Aws, group: str, popular: str, expression: str, request_: dict[str, str], remaining: list[int]
) -> None:
    arn = create_filter(aws, group, expression)
    values = {"filterValues": request_} if request_ else {}
    assert numbers(recommended(aws, popular, filterArn=arn, **values)) == remaining


@pytest.mark.parametrize(
    ("user", "remaining"),
    [("user-9", [1, 2, 3, 4, 5, 6, 7, 8, 9]), ("user-7", [3, 4, 5, 6, 7, 8, 9]), ("nobody", list(range(10)))],
)
def test_what_a_user_has_watched_is_taken_out(
    aws: Aws, group: str, popular: str, user: str, remaining: list[int]
) -> None:
    arn = create_filter(aws, group, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("watch")')
    assert numbers(recommended(aws, popular, filterArn=arn, userId=user)) == remaining


def test_without_a_user_there_are_no_events(aws: Aws, group: str, popular: str) -> None:
    unseen = create_filter(aws, group, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")', "unseen")
    seen = create_filter(aws, group, 'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")', "seen")
    assert numbers(recommended(aws, popular, filterArn=unseen)) == list(range(10))
    assert recommended(aws, popular, filterArn=seen) == []


def test_live_events_are_seen_at_once_and_in_any_case(aws: Aws, group: str, popular: str) -> None:
    arn = create_filter(aws, group, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("PURCHASE")')
    tracking = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    before = recommended(aws, popular, filterArn=arn, userId="user-0")
    event = {"eventType": "Purchase", "itemId": "film-4", "sentAt": 1_700_000_000}
    aws.events.put_events(trackingId=tracking, sessionId="s", userId="user-0", eventList=[event])
    after = recommended(aws, popular, filterArn=arn, userId="user-0")
    assert numbers(before) == list(range(10))
    assert numbers(after) == [0, 1, 2, 3, 5, 6, 7, 8, 9]
    assert recommended(aws, popular, filterArn=arn, userId="user-1") == before


def test_the_100_newest_events_of_a_type_count(aws: Aws, little_data: None) -> None:
    seen = [("ann", f"item-{n:03}", n, "watch", "") for n in range(120)]
    group = films_group(aws, [*seen, ("ann", "item-000", 0, "click", "")], EVENT_FIELDS)
    campaign = deploy(aws, group, "aws-popularity-count")
    watched = create_filter(aws, group, 'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("watch")', "watched")
    any_type = create_filter(aws, group, 'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")', "any")
    newest = {f"item-{n:03}" for n in range(20, 120)}
    assert set(recommended(aws, campaign, userId="ann", filterArn=watched, numResults=500)) == newest
    assert set(recommended(aws, campaign, userId="ann", filterArn=any_type, numResults=500)) == {*newest, "item-000"}
    tracking = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "watch", "itemId": "item-005", "sentAt": 1_700_000_000}
    aws.events.put_events(trackingId=tracking, sessionId="s", userId="ann", eventList=[event])
    moved = (newest - {"item-020"}) | {"item-005"}
    assert set(recommended(aws, campaign, userId="ann", filterArn=watched, numResults=500)) == moved


def put(aws: Aws, tracking: str, *events: tuple[str, str, int], user: str = "ann") -> None:
    """Event type, item and time of each."""
    for start in range(0, len(events), 10):
        some = [{"eventType": kind, "itemId": item, "sentAt": time} for kind, item, time in events[start : start + 10]]
        aws.events.put_events(trackingId=tracking, sessionId="s", userId=user, eventList=some)


def test_events_are_counted_one_by_one(aws: Aws, little_data: None) -> None:
    """A hundred clicks on one item push another out of the window; of equal times, the later one counts."""
    rows = [("ann", "old", 1, "click", ""), *(("ann", "same", 5 + n, "click", "") for n in range(60))]
    group = films_group(aws, [*rows, ("bob", "other", 1, "click", "")], EVENT_FIELDS)
    campaign = deploy(aws, group, "aws-popularity-count")
    arn = create_filter(aws, group, 'INCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("click")')
    tracking = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    assert set(recommended(aws, campaign, userId="ann", filterArn=arn)) == {"old", "same"}
    put(aws, tracking, *[("Click", "same", 1000)] * 39)
    assert set(recommended(aws, campaign, userId="ann", filterArn=arn)) == {"old", "same"}
    put(aws, tracking, ("click", "same", 1000))
    assert recommended(aws, campaign, userId="ann", filterArn=arn) == ["same"]
    put(aws, tracking, *[("click", "other", 1000)] * 100)
    assert recommended(aws, campaign, userId="ann", filterArn=arn) == ["other"]
    put(aws, tracking, *[("click", "old", 999)] * 20)
    assert recommended(aws, campaign, userId="ann", filterArn=arn) == ["other"]


def test_the_type_of_an_event_may_come_with_the_request(aws: Aws, group: str, popular: str) -> None:
    arn = create_filter(aws, group, "EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ($TYPE)")
    kept = {
        value: len(recommended(aws, popular, userId="user-0", filterArn=arn, filterValues={"TYPE": value}))
        for value in ('"WATCH"', '"click"', '"*"')
    }
    assert kept == {'"WATCH"': 0, '"click"': 10, '"*"': 0}


@pytest.mark.parametrize(
    ("user", "remaining"),
    [("user-0", [0, 1, 2, 3, 4, 5, 8, 9]), ("user-1", list(range(10))), ("user-2", list(range(10))), (None, None)],
)
def test_if_asks_about_the_user(
    aws: Aws, group: str, popular: str, user: str | None, remaining: list[int] | None
) -> None:
    arn = create_filter(aws, group, 'EXCLUDE ItemID WHERE Items.GENRES IN ("horror") IF CurrentUser.AGE < 18')
    found = recommended(aws, popular, filterArn=arn, **({"userId": user} if user else {}))
    assert numbers(found) == (list(range(10)) if remaining is None else remaining)


def test_current_item_is_the_item_of_the_request(aws: Aws, group: str) -> None:
    related = deploy(aws, group, "aws-sims")
    arn = create_filter(
        aws, group, "INCLUDE ItemID WHERE Items.GENRES IN CurrentItem.GENRES AND Items.PRICE <= CurrentItem.PRICE"
    )
    assert set(recommended(aws, related, itemId="film-7", filterArn=arn)) == {"film-1", "film-2", "film-6"}
    assert recommended(aws, related, itemId="film-5", filterArn=arn) == []
    assert recommended(aws, related, itemId="unknown", filterArn=arn) == []


def test_items_imported_later_are_filtered_by_what_they_are_now(aws: Aws, group: str, popular: str) -> None:
    arn = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("western")')
    assert recommended(aws, popular, filterArn=arn) == []
    (items,) = [d for d in aws.personalize.list_datasets()["datasets"] if d["datasetType"] == "ITEMS"]
    import_csv(aws, items["datasetArn"], csv_text(FIELDS, [("film-3", "western", 1, "")]), "later")
    assert recommended(aws, popular, filterArn=arn) == ["film-3"]


# --- scores and padding --------------------------------------------------------------------------------------


@pytest.mark.parametrize("recipe", ["aws-user-personalization", "aws-user-personalization-v2"])
def test_scores_are_normalised_over_what_passes(aws: Aws, group: str, recipe: str) -> None:
    campaign = deploy(aws, group, recipe)
    arn = create_filter(aws, group, "INCLUDE ItemID WHERE Items.GENRES IN ($G)")
    request: dict[str, Any] = {"campaignArn": campaign, "userId": "user-9", "filterArn": arn}
    one = aws.runtime.get_recommendations(**request, filterValues={"G": '"crime"'}, numResults=500)["itemList"]
    assert {item["itemId"] for item in one} == {"film-1", "film-2", "film-7"}
    assert sum(item["score"] for item in one) == pytest.approx(1, abs=1e-6)
    single = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.ITEM_ID IN ("film-6")', "single")
    assert aws.runtime.get_recommendations(campaignArn=campaign, userId="user-9", filterArn=single)["itemList"] == [
        {"itemId": "film-6", "score": 1.0}
    ]


def test_popular_items_fill_up_what_a_filter_takes_from_the_candidates(aws: Aws, little_data: None) -> None:
    rows = [(f"u{user}", f"item-{n:03}", 1, "watch", "") for n in range(600) for user in range(1 + (n >= 590))]
    group = films_group(aws, rows, EVENT_FIELDS)
    kind = ({"name": "ITEM_ID", "type": "string"}, {"name": "N", "type": "int"})
    items = [(f"item-{n:03}", n) for n in range(600)]
    import_csv(aws, create_dataset(aws, group, "Items", kind), csv_text(kind, items), "items")
    campaign = deploy(aws, group, "aws-user-personalization-v2")
    whole = recommended(aws, campaign, userId="u0", numResults=500)
    outside = sorted({f"item-{n:03}" for n in range(600)} - set(whole))
    wanted = [whole[7], *outside[:4]]
    names = ", ".join(f'"{item}"' for item in wanted)
    arn = create_filter(aws, group, f"INCLUDE ItemID WHERE Items.ITEM_ID IN ({names})")
    found = aws.runtime.get_recommendations(campaignArn=campaign, userId="u0", filterArn=arn, numResults=4)["itemList"]
    assert found == [
        {"itemId": whole[7], "score": 1.0},
        *({"itemId": item, "reason": ["Popular item"]} for item in outside[:3]),
    ]


# --- rankings ------------------------------------------------------------------------------------------------


def ranked(aws: Aws, campaign: str, items: list[str], **request: Any) -> list[dict[str, Any]]:
    return aws.runtime.get_personalized_ranking(campaignArn=campaign, inputList=items, **request)["personalizedRanking"]


def test_a_ranking_leaves_out_what_does_not_pass(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-personalized-ranking")
    arn = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("comedy")')
    found = ranked(aws, campaign, [*FILMS, "unknown"], userId="user-0", filterArn=arn)
    assert {item["itemId"] for item in found} == {"film-0", "film-1", "film-4", "film-8"}
    assert sum(item["score"] for item in found) == pytest.approx(1, abs=1e-6)


def test_a_ranking_filters_items_that_the_model_does_not_know(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-personalized-ranking")
    tracking = aws.personalize.create_event_tracker(name="clicks", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "watch", "itemId": "brand-new", "sentAt": 1_700_000_000}
    aws.events.put_events(trackingId=tracking, sessionId="s", userId="user-9", eventList=[event])
    arn = create_filter(aws, group, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("watch")')
    found = ranked(aws, campaign, ["other", "film-0", "brand-new", "film-9"], userId="user-9", filterArn=arn)
    assert [item["itemId"] for item in found] == ["film-9", "other"]
    assert ["score" in item for item in found] == [True, False]


def test_nothing_is_ranked_where_nothing_is_listed(aws: Aws, group: str) -> None:
    campaign = deploy(aws, group, "aws-personalized-ranking")
    arn = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("comedy")')
    assert ranked(aws, campaign, [], userId="user-0", filterArn=arn) == []


# --- when filters are compiled -------------------------------------------------------------------------------


def test_requests_find_filters_compiled(aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a filter, a campaign or an import became ACTIVE."""
    seen = create_filter(
        aws, group, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("watch") IF CurrentUser.AGE > 1', "before"
    )
    campaign = deploy(aws, group, "aws-popularity-count")
    comedy = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("comedy")', "after")
    (items,) = [d for d in aws.personalize.list_datasets()["datasets"] if d["datasetType"] == "ITEMS"]

    def served() -> list[int]:
        def refuse(*_: object) -> None:
            raise AssertionError("compiled by a request")

        with monkeypatch.context() as patched:
            patched.setattr(Program, "__init__", refuse)
            patched.setattr(Rows, "_column", refuse)
            for arn in (seen, comedy):
                found = recommended(aws, campaign, userId="nobody", filterArn=arn)
        return numbers(found)

    assert served() == [0, 1, 4, 8]
    import_csv(aws, items["datasetArn"], csv_text(FIELDS, [("film-3", "comedy", 1, "")]), "later")
    assert served() == [3]


def test_a_request_sees_the_items_of_one_moment(
    aws: Aws, group: str, popular: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An import, or a deletion, that ends in the middle of a request counts from the next on."""
    comedy = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("comedy")', "comedy")
    horror = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("horror")', "horror")
    (items,) = [d for d in aws.personalize.list_datasets()["datasets"] if d["datasetType"] == "ITEMS"]
    request = {
        "filterArn": comedy,
        "promotions": [{"name": "p", "percentPromotedItems": 50, "filterArn": horror}],
        "numResults": 4,
    }
    before = recommended(aws, popular, **request)
    dataset = personalize_backends["123456789012"]["us-east-1"].store.get(Dataset, items["datasetArn"])
    usable = FilteringOperations.usable_filter

    def meanwhile(self: FilteringOperations, arn: str, *of: str) -> Filter:
        if arn == horror and dataset.bulk is not None:  # the other filter was applied before
            dataset.take_in(dataset.bulk.take([0]), incremental=False)
        return usable(self, arn, *of)

    with monkeypatch.context() as patched:
        patched.setattr(FilteringOperations, "usable_filter", meanwhile)
        during = recommended(aws, popular, **request)
    assert numbers(before) == numbers(during) == [0, 1, 6, 7]
    assert numbers(recommended(aws, popular, **request)) == [0]


def test_a_dataset_that_goes_in_the_middle_of_a_request_leaves_it_nothing_to_match(
    aws: Aws, group: str, popular: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    comedy = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("comedy") OR Items.PRICE > 1')
    monkeypatch.setattr("moto_personalize.personalize.runtime.filtering.dataset_of", lambda *_: None)
    assert recommended(aws, popular, filterArn=comedy) == []


def test_an_import_of_users_leaves_requests_nothing_to_index(aws: Aws, group: str, popular: str) -> None:
    create_filter(aws, group, 'EXCLUDE ItemID WHERE Items.GENRES IN ("horror") IF CurrentUser.AGE < 18')
    store = personalize_backends["123456789012"]["us-east-1"].store
    (users,) = (d for d in store.where(Dataset) if d.dataset_type == "USERS")
    assert "row_of" in vars(users.rows)
    import_csv(aws, users.arn, csv_text(USER_FIELDS, USERS), "users-again")
    assert "row_of" in vars(users.rows)


def test_an_update_may_go_to_another_dataset_group(aws: Aws, group: str, popular: str) -> None:
    """From one with Items to one without, and back: each is served by its own filters."""
    other = films_group(aws, [(f"u{n}", f"book-{n % 4}", n, "read", "") for n in range(8)], EVENT_FIELDS, "books")
    books = train(aws, other, "aws-popularity-count", "books")
    films = aws.personalize.describe_campaign(campaignArn=popular)["campaign"]["solutionVersionArn"]
    comedy = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("comedy")', "comedy")
    unread = create_filter(aws, other, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("read")', "unread")
    for version, fitting, foreign, expected in (
        (books, unread, comedy, ["book-1", "book-2", "book-3"]),
        (films, comedy, unread, ["film-0", "film-1", "film-4", "film-8"]),
    ):
        aws.personalize.update_campaign(campaignArn=popular, solutionVersionArn=version)
        assert recommended(aws, popular, userId="u0", filterArn=fitting) == expected
        with assert_refused("InvalidInputException"):
            recommended(aws, popular, filterArn=foreign)


# --- refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expression", "values", "message"),
    [
        (
            "INCLUDE ItemID WHERE Items.GENRES IN ($GENRE)",
            {"genre": '"drama"'},
            "The value of the parameter $GENRE is missing in filterValues.",
        ),
        (
            "INCLUDE ItemID WHERE Items.GENRES IN ($G)",
            {"G": "drama"},
            "The value of $G is drama; expected strings in double quotes with commas between them, "
            'as in "comedy","drama".',
        ),
        (
            "INCLUDE ItemID WHERE Items.PRICE < $P",
            {"P": "1,2"},
            "$P is compared by < and takes one value, not 1,2.",
        ),
        (
            "INCLUDE ItemID WHERE Items.PRICE < $P",
            {"P": '"dear"'},
            'The value of $P is "dear", compared with a field of numbers: dear is not a number.',
        ),
    ],
)
def test_values_that_do_not_fit_are_refused(
    aws: Aws, group: str, popular: str, expression: str, values: dict[str, str], message: str
) -> None:
    arn = create_filter(aws, group, expression)
    with assert_refused("InvalidInputException", f"{message} (filter {arn})", 400):
        recommended(aws, popular, filterArn=arn, filterValues=values)


def test_a_filter_must_be_there_and_fit_the_campaign(
    aws: Aws, group: str, popular: str, request: pytest.FixtureRequest
) -> None:
    missing = "arn:aws:personalize:us-east-1:123456789012:filter/none"
    with assert_refused("ResourceNotFoundException", f"The given filter does not exist: {missing}", 404):
        recommended(aws, popular, filterArn=missing)
    other = create_group(aws, "books")
    create_dataset(aws, other, "Interactions", EVENT_FIELDS)
    foreign = create_filter(aws, other, 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("*")', "foreign")
    expected = f"The filter {foreign} is of {other}, the campaign or recommender of {group}."
    with assert_refused("InvalidInputException", expected):
        recommended(aws, popular, filterArn=foreign)
    users = create_filter(aws, group, "INCLUDE UserID WHERE Users.AGE > 18", "users")
    with assert_refused("InvalidInputException", f"The filter {users} is about UserID, not ItemID."):
        recommended(aws, popular, filterArn=users)
    like = create_filter(aws, group, "INCLUDE ItemID WHERE Items.MAKER IN CurrentItem.MAKER", "like")
    expected = f"The filter {like} compares with CurrentItem, which a recipe of type RELATED_ITEMS alone has."
    with assert_refused("InvalidInputException", expected):
        recommended(aws, popular, filterArn=like, itemId="film-1")
    with assert_refused("InvalidInputException", "filterValues are given without a filterArn."):
        recommended(aws, popular, filterValues={"G": '"drama"'})
    request.getfixturevalue("manual")
    pending = create_filter(aws, group, "INCLUDE ItemID WHERE Items.PRICE > 1", "pending")
    with assert_refused("InvalidInputException", f"The given filter is not ACTIVE but CREATE PENDING: {pending}"):
        recommended(aws, popular, filterArn=pending)
