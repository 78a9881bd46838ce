"""Answers that the test author declares, for all three operations, with and without a model behind."""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from freezegun import freeze_time

from moto_personalize import mock_personalize, testing
from moto_personalize.personalize.declared import Answers, Declared
from moto_personalize.personalize.models import personalize_backends
from moto_personalize.personalize.runtime import serving
from moto_personalize.personalize.script import BENCH_HEADER
from moto_personalize.personalize.service.datasets import Dataset
from tests.conftest import Aws
from tests.personalize.films import FILMS, create_filter, described_films
from tests.personalize.offers import campaign as actions_campaign
from tests.personalize.offers import small_shop
from tests.workflow import (
    assert_refused,
    deploy,
    domain_group,
    items_of,
    ranking_of,
    recommended,
    recommender,
)

pytestmark = pytest.mark.usefixtures("little_data")

NOWHERE = "arn:aws:personalize:us-east-1:123456789012:campaign/nowhere"
USE_CASE = "aws-ecomm-popular-items-by-views"


@dataclass(frozen=True)
class World:
    """A dataset group with a campaign, as a snapshot."""

    snapshot: bytes
    group: str
    popular: str


@pytest.fixture(scope="module")
def world() -> World:
    with pytest.MonkeyPatch.context() as patched, mock_personalize():
        patched.setenv("MOTO_PERSONALIZE_MIN_USERS", "0")
        patched.setenv("MOTO_PERSONALIZE_MIN_INTERACTIONS", "1")
        group = described_films(Aws())
        config = {"campaignConfig": {"enableMetadataWithRecommendations": True}}
        popular = deploy(Aws(), group, "aws-popularity-count", **config)
        return World(testing.snapshot(), group, popular)


@pytest.fixture
def group(world: World, aws: Aws) -> str:
    testing.restore(world.snapshot, endpoint_url=aws.endpoint_url)
    return world.group


@pytest.fixture
def popular(world: World, group: str) -> str:
    return world.popular


@pytest.fixture
def ranking(aws: Aws, group: str) -> str:
    return deploy(aws, group, "aws-personalized-ranking-v2")


@pytest.fixture
def shop(aws: Aws) -> str:
    views = [(f"user-{user}", f"item-{user % 3}", 100 + user, "View") for user in range(6)]
    return recommender(aws, domain_group(aws, views), USE_CASE)


@pytest.fixture
def actions(aws: Aws) -> str:
    return actions_campaign(aws, small_shop(aws))


def stub(aws: Aws, arn: str, items: Sequence[str | Mapping[str, Any]], user: str | None = None, **kwargs: Any) -> None:
    testing.stub_recommendations(arn, items, user, **kwargs, endpoint_url=aws.endpoint_url)


def stub_ranking(aws: Aws, arn: str, items: Sequence[Any], user: str | None = None, **kwargs: Any) -> None:
    testing.stub_ranking(arn, items, user, **kwargs, endpoint_url=aws.endpoint_url)


def stub_actions(aws: Aws, arn: str, given: Sequence[Any], user: str | None = None, **kwargs: Any) -> None:
    testing.stub_actions(arn, given, user, **kwargs, endpoint_url=aws.endpoint_url)


def says(text: str) -> Any:
    """Expect a ValueError with this message, in full."""
    return pytest.raises(ValueError, match=f"^{re.escape(text)}$")


def ranked(aws: Aws, arn: str, *items: str, user: str = "ann", **request: Any) -> list[str]:
    answer = aws.runtime.get_personalized_ranking(campaignArn=arn, inputList=list(items), userId=user, **request)
    return ranking_of(answer)


def offered(aws: Aws, arn: str, user: str = "ann", **request: Any) -> list[dict[str, Any]]:
    answer = aws.runtime.get_action_recommendations(campaignArn=arn, userId=user, **request)
    return list(answer["actionList"])


# --- in place of a model ----------------------------------------------------------------------------------------


def test_a_declared_list_takes_the_place_of_the_models(aws: Aws, popular: str) -> None:
    stub(aws, popular, ["film-7", "film-3"])
    assert aws.runtime.get_recommendations(campaignArn=popular)["itemList"] == [
        {"itemId": "film-7"},
        {"itemId": "film-3"},
    ]


def test_the_most_specific_answer_is_given(aws: Aws, popular: str) -> None:
    def asked(**request: str) -> list[str]:
        return recommended(aws, popular, numResults=1, **request)

    assert asked(userId="ann", itemId="film-9") == ["film-0"]
    stub(aws, popular, ["film-1"])
    assert asked(userId="ann", itemId="film-9") == ["film-1"]
    stub(aws, popular, ["film-2"], item_id="film-9")
    assert asked(userId="ann", itemId="film-9") == ["film-2"]
    stub(aws, popular, ["film-3"], "ann")
    assert asked(userId="ann", itemId="film-9") == ["film-3"]
    stub(aws, popular, ["film-4"], "ann", item_id="film-9")
    assert asked(userId="ann", itemId="film-9") == ["film-4"]
    assert [asked(), asked(userId="bob"), asked(userId="bob", itemId="film-9")] == [["film-1"], ["film-1"], ["film-2"]]


def test_who_has_no_declared_answer_gets_the_models(aws: Aws, popular: str) -> None:
    stub(aws, popular, ["film-7"], "ann")
    assert recommended(aws, popular, userId="bob") == FILMS
    assert recommended(aws, popular) == FILMS


def test_a_later_answer_takes_the_place_of_an_earlier(aws: Aws, popular: str) -> None:
    stub(aws, popular, ["film-7"], "ann")
    stub(aws, popular, ["film-8"], "ann")
    assert recommended(aws, popular, userId="ann") == ["film-8"]


def test_an_empty_list_is_an_answer(aws: Aws, popular: str) -> None:
    stub(aws, popular, [])
    assert recommended(aws, popular) == []


def test_num_results_cuts_a_declared_list(aws: Aws, popular: str) -> None:
    stub(aws, popular, FILMS[::-1])
    assert recommended(aws, popular, numResults=3) == ["film-9", "film-8", "film-7"]


def test_members_are_shown_as_declared(aws: Aws, popular: str) -> None:
    stub(
        aws,
        popular,
        [
            {"item_id": "film-2", "score": 0.75, "promotion_name": "sale", "reason": ["Promoted item"]},
            {"item_id": "film-1", "score": 1},
        ],
    )
    assert aws.runtime.get_recommendations(campaignArn=popular)["itemList"] == [
        {"itemId": "film-2", "score": 0.75, "promotionName": "sale", "reason": ["Promoted item"]},
        {"itemId": "film-1", "score": 1.0},
    ]


def test_metadata_is_shown_when_it_is_asked_for(aws: Aws, popular: str) -> None:
    stub(aws, popular, [{"item_id": "film-1", "metadata": {"MAKER": "west", "genres": "noir"}}, "film-3"])
    assert aws.runtime.get_recommendations(campaignArn=popular)["itemList"] == [
        {"itemId": "film-1"},
        {"itemId": "film-3"},
    ]
    columns = {"ITEMS": ["PRICE", "MAKER"]}
    assert aws.runtime.get_recommendations(campaignArn=popular, metadataColumns=columns)["itemList"] == [
        {"itemId": "film-1", "metadata": {"maker": "west"}},
        {"itemId": "film-3", "metadata": {"maker": "south", "price": "4.0"}},
    ]


def test_a_recommender_gives_declared_answers(aws: Aws, shop: str) -> None:
    stub(aws, shop, ["item-2", "item-0"], "ann")
    answer = aws.runtime.get_recommendations(recommenderArn=shop, userId="ann")
    assert items_of(answer) == ["item-2", "item-0"]


def test_a_ranking_orders_the_list_of_the_request(aws: Aws, ranking: str) -> None:
    """What the answer lacks comes last, in the order of the request; what the request lacks is left out."""
    stub_ranking(aws, ranking, [{"item_id": "film-5", "score": 0.6}, "film-1", "film-4"], "ann")
    answer = aws.runtime.get_personalized_ranking(
        campaignArn=ranking, userId="ann", inputList=["other", "film-4", "film-0", "film-5", "film-0"]
    )
    assert answer["personalizedRanking"] == [
        {"itemId": "film-5", "score": 0.6},
        {"itemId": "film-4"},
        {"itemId": "other"},
        {"itemId": "film-0"},
    ]


def test_declared_actions_take_the_place_of_the_models(aws: Aws, actions: str) -> None:
    stub_actions(aws, actions, [{"action_id": "rate", "score": 0.5}, "join"])
    stub_actions(aws, actions, [], "bob")
    assert offered(aws, actions) == [{"actionId": "rate", "score": 0.5}, {"actionId": "join"}]
    assert offered(aws, actions, numResults=1) == [{"actionId": "rate", "score": 0.5}]
    assert offered(aws, actions, "bob") == []


def test_a_filter_changes_nothing_but_a_wrong_one_is_refused(aws: Aws, group: str, popular: str, ranking: str) -> None:
    comedies = create_filter(aws, group, 'INCLUDE ItemID WHERE Items.GENRES IN ("comedy")')
    stub(aws, popular, ["film-2", "film-6"])
    stub_ranking(aws, ranking, ["film-6", "film-2"])
    assert recommended(aws, popular, filterArn=comedies) == ["film-2", "film-6"]
    assert ranked(aws, ranking, "film-2", "film-6", filterArn=comedies) == ["film-6", "film-2"]
    wrong = comedies.replace("filter/filter", "filter/none")
    for request in (
        lambda: recommended(aws, popular, filterArn=wrong),
        lambda: ranked(aws, ranking, "film-2", filterArn=wrong),
    ):
        with assert_refused("ResourceNotFoundException", f"The given filter does not exist: {wrong}"):
            request()


def test_requests_are_checked_as_ever(aws: Aws, popular: str, actions: str) -> None:
    stub(aws, popular, ["film-7"])
    stub_actions(aws, actions, ["join"])
    with assert_refused("InvalidInputException", "numResults is 501; at most 500 are allowed."):
        recommended(aws, popular, numResults=501)
    with assert_refused("InvalidInputException", "numResults is 101; at most 100 are allowed."):
        offered(aws, actions, numResults=101)
    with assert_refused("InvalidInputException", "filterValues are given without a filterArn."):
        recommended(aws, popular, filterValues={"A": '"b"'})


def test_an_event_may_name_a_declared_list(aws: Aws, group: str, ranking: str) -> None:
    """What it lacks of a ranking was shown, too."""
    stub_ranking(aws, ranking, ["film-7", "film-8"])
    asked = {"campaignArn": ranking, "userId": "ann", "inputList": ["other", "film-7"]}
    given = aws.runtime.get_personalized_ranking(**asked)["recommendationId"]
    tracker = aws.personalize.create_event_tracker(name="web", datasetGroupArn=group)["trackingId"]
    event = {"eventType": "Watch", "itemId": "film-7", "sentAt": 1_700_000_000, "recommendationId": given}
    aws.events.put_events(trackingId=tracker, userId="ann", sessionId="one", eventList=[event])
    store = personalize_backends["123456789012"]["us-east-1"].store
    (dataset,) = store.where(Dataset, dataset_group_arn=group, dataset_type="INTERACTIONS")
    assert [event.impression for event in dataset.live.until(1)] == [("film-7", "other")]


# --- without a model --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("account", ["123456789012", "999999999999"])
def test_an_arn_of_nothing_answers_what_is_declared(aws: Aws, account: str) -> None:
    arn = NOWHERE.replace("123456789012", account)
    stub(aws, arn, [{"item_id": "a", "score": 0.5, "metadata": {"Genre": "noir"}}, "b"], model=False)
    answer = aws.runtime.get_recommendations(campaignArn=arn, userId="ann", filterArn=f"{arn}-filter")
    assert answer["itemList"] == [{"itemId": "a", "score": 0.5}, {"itemId": "b"}]
    assert re.fullmatch(r"RID-.{25}-CID-[0-9a-f]{6}", answer["recommendationId"])
    asked = aws.runtime.get_recommendations(campaignArn=arn, metadataColumns={"ITEMS": ["GENRE", "PRICE"]})
    assert [item["metadata"] for item in asked["itemList"]] == [{"genre": "noir"}, {}]


def test_a_recommender_of_nothing_answers_what_is_declared(aws: Aws) -> None:
    arn = NOWHERE.replace("campaign", "recommender")
    stub(aws, arn, ["a"], model=False)
    assert items_of(aws.runtime.get_recommendations(recommenderArn=arn)) == ["a"]
    with assert_refused("InvalidInputException", f"{arn} does not exist or is not active yet."):
        recommended(aws, arn)


def test_a_ranking_of_nothing_answers_what_is_declared(aws: Aws) -> None:
    stub_ranking(aws, NOWHERE, ["b", "a"], "ann", model=False)
    assert ranked(aws, NOWHERE, "a", "c", "b", metadataColumns={"ITEMS": ["GENRE"]}) == ["b", "a", "c"]
    with assert_refused("InvalidInputException", "inputList has 501 items; at most 500 are allowed."):
        ranked(aws, NOWHERE, *map(str, range(501)))


def test_actions_of_nothing_answer_what_is_declared(aws: Aws) -> None:
    stub_actions(aws, NOWHERE, [{"action_id": "join", "score": 0.25}], model=False)
    assert offered(aws, NOWHERE) == [{"actionId": "join", "score": 0.25}]
    with assert_refused("InvalidInputException", "userId is required."):
        aws.runtime.get_action_recommendations(campaignArn=NOWHERE)


def test_an_arn_of_nothing_does_not_exist_where_nothing_is_declared(aws: Aws) -> None:
    """Not for another user, not for another operation, not in another region."""
    stub(aws, NOWHERE, ["a"], "ann", model=False)
    refused = "InvalidInputException", f"{NOWHERE} does not exist or is not active yet."
    with assert_refused(*refused):
        recommended(aws, NOWHERE, userId="bob")
    with assert_refused(*refused):
        ranked(aws, NOWHERE, "a")
    with assert_refused(*refused):
        aws.client("personalize-runtime", "eu-west-1").get_recommendations(campaignArn=NOWHERE, userId="ann")
    assert recommended(aws, NOWHERE, userId="ann") == ["a"]


def test_without_a_model_a_campaign_answers_with_what_it_does_not_know(aws: Aws, popular: str) -> None:
    stub(aws, popular, ["series-1"], model=False)
    assert recommended(aws, popular) == ["series-1"]


# --- how long an answer stands ----------------------------------------------------------------------------------


def test_answers_are_taken_back(aws: Aws, popular: str) -> None:
    stub(aws, popular, ["film-7"])
    stub(aws, popular, ["film-8"], "ann")
    stub(aws, NOWHERE, ["a"], model=False)
    testing.clear_stubs(popular, endpoint_url=aws.endpoint_url)
    assert recommended(aws, popular, userId="ann") == FILMS
    assert recommended(aws, NOWHERE) == ["a"]
    testing.clear_stubs(endpoint_url=aws.endpoint_url)
    with assert_refused("InvalidInputException", f"{NOWHERE} does not exist or is not active yet."):
        recommended(aws, NOWHERE)


def test_answers_may_be_declared_and_taken_back_while_others_read_them() -> None:
    answers, answer = Answers(), Declared("GetRecommendations", "itemId", ())
    for number in range(1000):
        answers.declare(f"{NOWHERE}-{number}", (None, None), answer)
    before, over = answers.arns, threading.Event()

    def declare() -> None:
        while not over.is_set():
            answers.declare(NOWHERE, (None, None), answer)
            answers.take_back(NOWHERE)

    other = threading.Thread(target=declare)
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    other.start()
    try:
        assert all(set(answers.arns) - {NOWHERE} == set(before) for _ in range(200))
    finally:
        over.set()
        other.join()
        sys.setswitchinterval(interval)


def test_a_copy_of_the_answers_stays_as_it_was() -> None:
    answers, answer = Answers(), Declared("GetRecommendations", "itemId", ())
    for name in ("a", "b"):
        answers.declare(name, (None, None), answer)
    copied = answers.copy()
    answers.take_back("a")
    answers.outlived("b")
    answers.declare("c", (None, None), answer)
    assert (answers.arns, copied.arns) == (["c"], ["a", "b"])


def test_nothing_to_take_back_is_told(aws: Aws) -> None:
    testing.clear_stubs(endpoint_url=aws.endpoint_url)
    with says(f"Nothing is declared for {NOWHERE}. Declared: nothing."):
        testing.clear_stubs(NOWHERE, endpoint_url=aws.endpoint_url)
    other = f"{NOWHERE}-else"
    stub(aws, NOWHERE, [], model=False)
    with says(f"Nothing is declared for {other}. Declared: {NOWHERE}."):
        testing.clear_stubs(other, endpoint_url=aws.endpoint_url)


def test_an_answer_goes_with_its_campaign(aws: Aws, group: str, popular: str) -> None:
    """Also when another one of that name comes; but one that needs no model stays."""
    stub(aws, popular, ["film-7"], "ann")
    stub(aws, popular, ["series-1"], "bob", model=False)
    aws.personalize.delete_campaign(campaignArn=popular)
    with assert_refused("InvalidInputException", f"{popular} does not exist or is not active yet."):
        recommended(aws, popular, userId="ann")
    assert recommended(aws, popular, userId="bob") == ["series-1"]
    assert deploy_again(aws, popular) == popular
    assert recommended(aws, popular, userId="ann") == FILMS


def deploy_again(aws: Aws, campaign: str) -> str:
    """Another campaign of the same name and solution."""
    (version,) = aws.personalize.list_solution_versions()["solutionVersions"]
    name = campaign.rsplit("/", 1)[-1]
    answer = aws.personalize.create_campaign(name=name, solutionVersionArn=version["solutionVersionArn"])
    return str(answer["campaignArn"])


def test_answers_end_with_the_mock() -> None:
    with mock_personalize():
        testing.stub_recommendations(NOWHERE, ["a"], model=False)
        assert recommended(Aws(), NOWHERE) == ["a"]
    with mock_personalize(), assert_refused("InvalidInputException"):
        recommended(Aws(), NOWHERE)


def test_without_a_mock_nothing_can_be_declared() -> None:
    with says("No mock is running: start mock_personalize, or give the endpoint_url of a server."):
        testing.stub_recommendations(NOWHERE, ["a"], model=False)


def test_a_fault_goes_before_a_declared_answer_and_that_before_the_model(aws: Aws, popular: str) -> None:
    stub(aws, popular, ["film-7"], "ann")
    testing.inject_fault("GetRecommendations", "InvalidInputException", "no", endpoint_url=aws.endpoint_url)
    with assert_refused("InvalidInputException", "no"):
        recommended(aws, popular, userId="ann")
    assert recommended(aws, popular, userId="ann") == ["film-7"]
    testing.clear_stubs(endpoint_url=aws.endpoint_url)
    assert recommended(aws, popular, userId="ann") == FILMS


@pytest.mark.parametrize("of", ["shop", "ranking", "actions"])
def test_so_it_is_for_every_operation(aws: Aws, of: str, request: pytest.FixtureRequest) -> None:
    arn = request.getfixturevalue(of)

    def asked() -> list[str]:
        if of == "ranking":
            return ranked(aws, arn, "film-1", "film-2", user="user-01")
        if of == "actions":
            return [action["actionId"] for action in offered(aws, arn, "user-1", numResults=1)]
        return items_of(aws.runtime.get_recommendations(recommenderArn=arn, userId="user-1", numResults=1))

    by_model = asked()
    operation, declare, declared = {
        "shop": ("GetRecommendations", stub, [next(f"item-{n}" for n in range(3) if f"item-{n}" not in by_model)]),
        "ranking": ("GetPersonalizedRanking", stub_ranking, by_model[::-1]),
        "actions": ("GetActionRecommendations", stub_actions, []),
    }[of]
    declare(aws, arn, declared)
    testing.inject_fault(operation, "ThrottlingException", endpoint_url=aws.endpoint_url)
    with assert_refused("ThrottlingException"):
        asked()
    assert asked() == declared != by_model
    testing.clear_stubs(endpoint_url=aws.endpoint_url)
    assert asked() == by_model


def test_requests_that_meet_a_declared_answer_are_recorded(aws: Aws) -> None:
    stub(aws, NOWHERE, ["a"], model=False)
    recommended(aws, NOWHERE, userId="ann")
    (call,) = testing.recorded_calls("GetRecommendations", endpoint_url=aws.endpoint_url)
    assert call == {"params": {"campaign_arn": NOWHERE, "user_id": "ann"}, "error": None}


def test_the_benchs_own_requests_see_the_model(aws: Aws, popular: str) -> None:
    stub(aws, popular, ["film-7"])
    client = aws.client_of_its_own("personalize-runtime")
    client.meta.events.register("before-call", lambda params, **_: params["headers"].update({BENCH_HEADER: "1"}))
    assert items_of(client.get_recommendations(campaignArn=popular)) == FILMS


def test_what_is_declared_is_a_copy(aws: Aws) -> None:
    reasons = ["Popular item"]
    items: list[str | dict[str, Any]] = [{"item_id": "a", "reason": reasons}]
    stub(aws, NOWHERE, items, model=False)
    reasons.append("Exploration")
    items.append("b")
    answer = aws.runtime.get_recommendations(campaignArn=NOWHERE)
    assert answer["itemList"] == [{"itemId": "a", "reason": ["Popular item"]}]


def test_declared_answers_count_among_the_requests_of_a_second(aws: Aws, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOTO_PERSONALIZE_REQUEST_RATES", "true")
    stub(aws, NOWHERE, ["a"], model=False)
    monkeypatch.setattr(serving, "REQUESTS_PER_CAMPAIGN", 2)
    with freeze_time("2026-01-01"):
        recommended(aws, NOWHERE)
        recommended(aws, NOWHERE)
        with assert_refused("ThrottlingException"):
            recommended(aws, NOWHERE)


# --- mistakes of the test author --------------------------------------------------------------------------------

MEMBERS = "item_id, score, promotion_name, metadata, reason"


@pytest.mark.parametrize(
    ("items", "text"),
    [
        (["a", 7], "item_ids[1] must be a string or an object, not 7."),
        ([["a"]], 'item_ids[0] must be a string or an object, not ["a"].'),
        ("a", 'item_ids must be an array of strings or objects, not "a".'),
        (["a", ""], 'item_ids[1] has no item_id: "".'),
        ([{"score": 1}], 'item_ids[0] has no item_id: {"score": 1}.'),
        ([{"itemId": "a"}], f"item_ids[0] has a member itemId. Members: {MEMBERS}."),
        (["a", "b", "a"], 'item_ids[2] is "a", as item_ids[0] is already.'),
        (["b", {"item_id": "b"}], 'item_ids[1] is "b", as item_ids[0] is already.'),
        (
            [{"item_id": "a", "score": "high"}],
            'item_ids[0] cannot be {"item_id": "a", "score": "high"}: score is a string, not a number.',
        ),
        (
            [{"item_id": "a", "metadata": {"price": 5}}],
            'item_ids[0] cannot be {"item_id": "a", "metadata": {"price": 5}}: '
            "metadata.price.member is a whole number, not a string.",
        ),
        (
            [{"item_id": "a", "reason": "x"}],
            'item_ids[0] cannot be {"item_id": "a", "reason": "x"}: reason is a string, not a list.',
        ),
        (
            ["a" * 257],
            f"item_ids[0] cannot be \"{'a' * 257}\": Value '{'a' * 257}' at 'itemId' failed to satisfy constraint: "
            "Member must have length less than or equal to 256",
        ),
        ([str(n) for n in range(501)], "item_ids has 501 items; at most 500 are allowed."),
    ],
)
def test_an_answer_of_a_wrong_shape_is_refused(aws: Aws, items: Any, text: str) -> None:
    with says(text):
        stub(aws, NOWHERE, items, model=False)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ([{"item_id": "a"}], "action_ids[0] has a member item_id. Members: action_id, score."),
        ([{"score": 1}], 'action_ids[0] has no action_id: {"score": 1}.'),
        ([str(n) for n in range(101)], "action_ids has 101 actions; at most 100 are allowed."),
    ],
)
def test_actions_of_a_wrong_shape_are_refused(aws: Aws, given: Any, text: str) -> None:
    with says(text):
        stub_actions(aws, NOWHERE, given, model=False)


SHAPE = "arn:aws:personalize:us-east-1:123456789012"


@pytest.mark.parametrize("model", [True, False])
@pytest.mark.parametrize(
    "arn",
    [
        "films",
        f"{SHAPE}:solution/films",
        f"{SHAPE}:campaign/",
        f"{SHAPE}:campaign/" + 64 * "a",
        NOWHERE.replace("us-east-1", "mars-1"),
        NOWHERE.replace("123456789012", "12"),
        NOWHERE.replace("personalize", "s3"),
    ],
)
def test_an_arn_that_nothing_can_have_is_refused(aws: Aws, arn: str, model: bool) -> None:
    text = f"{arn} is not the ARN of a campaign or recommender. One looks so: {SHAPE}:campaign/name or "
    there = " Those that answer GetRecommendations: none." if model else ""
    with says(f"{text}{SHAPE}:recommender/name.{there}"):
        stub(aws, arn, ["a"], model=model)


def test_an_arn_of_something_else_names_those_that_are_meant(aws: Aws, group: str, popular: str, ranking: str) -> None:
    text = f"{group} is not the ARN of a campaign. One looks so: {SHAPE}:campaign/name."
    with says(f"{text} Those that answer GetPersonalizedRanking: {ranking}."):
        stub_ranking(aws, group, ["film-0"])


@pytest.mark.parametrize("model", [True, False])
@pytest.mark.parametrize("name", ["user_id", "item_id"])
def test_an_id_that_no_request_can_have_is_refused(aws: Aws, popular: str, name: str, model: bool) -> None:
    with pytest.raises(ValueError, match=rf'^{name} cannot be "x+": .* length less than or equal to 256'):
        testing.stub_recommendations(popular, [], **{name: "x" * 257}, model=model, endpoint_url=aws.endpoint_url)
    with says(f'{name} cannot be "": it is empty; without one the answer is for any'):
        testing.stub_recommendations(popular, [], **{name: ""}, model=model, endpoint_url=aws.endpoint_url)


def test_only_a_campaign_ranks_or_offers_actions(aws: Aws) -> None:
    arn = f"{SHAPE}:recommender/films"
    text = f"{arn} is not the ARN of a campaign. One looks so: {SHAPE}:campaign/name."
    for declare in (stub_ranking, stub_actions):
        with says(text):
            declare(aws, arn, ["a"], model=False)


def test_an_arn_of_nothing_needs_model_false(aws: Aws, popular: str, ranking: str) -> None:
    text = f"No campaign or recommender has the ARN {NOWHERE}. Those that answer GetRecommendations: {popular}. "
    with says(f"{text}With model=False it need not be there."):
        stub(aws, NOWHERE, ["film-1"])
    text = f"No campaign has the ARN {NOWHERE}. Those that answer GetActionRecommendations: none. "
    with says(f"{text}With model=False it need not be there."):
        stub_actions(aws, NOWHERE, ["join"])


def test_a_campaign_that_answers_another_operation_is_refused(
    aws: Aws, popular: str, ranking: str, actions: str
) -> None:
    for arn, recipe, operation, right in (
        (popular, "aws-popularity-count", "GetRecommendations", "stub_recommendations"),
        (ranking, "aws-personalized-ranking-v2", "GetPersonalizedRanking", "stub_ranking"),
        (actions, "aws-next-best-action", "GetActionRecommendations", "stub_actions"),
    ):
        for declare in (stub, stub_ranking, stub_actions):
            if declare.__name__ not in (right, right.removesuffix("_recommendations")):
                with says(f"{arn} serves {recipe}, which answers {operation}: use {right}."):
                    declare(aws, arn, [])


def test_an_arn_answers_one_operation(aws: Aws) -> None:
    stub(aws, NOWHERE, ["a"], model=False)
    text = f"{NOWHERE} has answers to GetRecommendations declared, so it does not answer GetPersonalizedRanking; "
    with says(f"{text}clear_stubs takes them back."):
        stub_ranking(aws, NOWHERE, ["a"], model=False)


def test_a_campaign_with_answers_names_its_own_operation(aws: Aws, ranking: str) -> None:
    stub_ranking(aws, ranking, ["film-0"])
    serves = f"{ranking} serves aws-personalized-ranking-v2, which answers GetPersonalizedRanking: use stub_ranking."
    with says(serves):
        stub(aws, ranking, ["film-0"])


def test_a_campaign_on_its_way_is_refused(aws: Aws, group: str, popular: str, manual: None) -> None:
    aws.personalize.delete_campaign(campaignArn=popular)
    with says(f"{popular} is not ACTIVE but DELETE PENDING. With model=False it need not be."):
        stub(aws, popular, ["film-1"])


def test_items_and_actions_must_be_known(aws: Aws, popular: str, actions: str) -> None:
    known = "Items: film-0, film-1, film-2, film-3, film-4, 5 more."
    with says(f'item_ids[1] is no item that {popular} knows: "series-1". {known}'):
        stub(aws, popular, ["film-0", "series-1"])
    with says(f'item_id is no item that {popular} knows: "series-1". {known}'):
        stub(aws, popular, ["film-0"], item_id="series-1")
    known = "Actions: brand-new, download, join, rate."
    with says(f'action_ids[0] is no action that {actions} knows: "leave". {known}'):
        stub_actions(aws, actions, ["leave"])


def test_items_of_the_items_dataset_alone_are_known(aws: Aws, group: str, popular: str) -> None:
    dataset = f"{group.replace(':dataset-group/', ':dataset/')}/ITEMS"
    aws.events.put_items(datasetArn=dataset, items=[{"itemId": "film-99", "properties": '{"genres": "noir"}'}])
    stub(aws, popular, ["film-99"])
    assert recommended(aws, popular) == ["film-99"]


def test_metadata_must_be_of_a_column(aws: Aws, popular: str) -> None:
    with says(
        "item_ids[1] has metadata of plot, which is no column of the Items dataset. "
        "Columns: item_id, genres, price, maker."
    ):
        stub(aws, popular, ["film-0", {"item_id": "film-1", "metadata": {"GENRES": "noir", "Plot": "a man"}}])


def test_what_is_refused_changes_nothing(aws: Aws, popular: str) -> None:
    stub(aws, popular, ["film-7"])
    with pytest.raises(ValueError, match="knows"):
        stub(aws, popular, ["series-1"])
    assert recommended(aws, popular) == ["film-7"]
