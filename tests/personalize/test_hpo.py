"""performHPO and performAutoML: what is searched for, found, shown and served."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, ClassVar

import pytest

from moto_personalize import recipes
from tests.conftest import Aws
from tests.workflow import (
    ITEM_FIELDS,
    assert_refused,
    create_dataset,
    csv_text,
    described,
    films_group,
    import_csv,
    recipe_arn,
    recommended,
    train,
    views,
)

PERSONAL = "aws-user-personalization"
NDCG = "normalized_discounted_cumulative_gain_at_25"


@pytest.fixture
def group(aws: Aws) -> str:
    return films_group(aws, views())


def ranges(
    integer: dict[str, tuple[int, int]] | None = None,
    continuous: dict[str, tuple[float, float]] | None = None,
    categorical: dict[str, list[str]] | None = None,
) -> dict[str, list[dict[str, Any]]]:
    def spans(given: dict[str, tuple[Any, Any]] | None) -> list[dict[str, Any]]:
        return [{"name": name, "minValue": low, "maxValue": high} for name, (low, high) in (given or {}).items()]

    return {
        "integerHyperParameterRanges": spans(integer),
        "continuousHyperParameterRanges": spans(continuous),
        "categoricalHyperParameterRanges": [
            {"name": name, "values": values} for name, values in (categorical or {}).items()
        ],
    }


def hpo(found: dict[str, Any] | None = None, **jobs: str) -> dict[str, Any]:
    config: dict[str, Any] = {"hpoResourceConfig": jobs} if jobs else {}
    return {"hpoConfig": {**config, "algorithmHyperParameterRanges": found} if found else config}


def tuned(aws: Aws, version: str) -> dict[str, str]:
    return described(aws, version)["tunedHPOParams"]["algorithmHyperParameters"]


def test_a_tuned_version_shows_the_hyperparameters_of_the_best_model(aws: Aws, group: str) -> None:
    config = hpo(ranges({"bptt": (2, 8)}, categorical={"recency_mask": ["false"]}))
    config["algorithmHyperParameters"] = {"hidden_dimension": "55"}
    version = train(aws, group, PERSONAL, performHPO=True, solutionConfig=config)
    found = tuned(aws, version)
    assert (found["hidden_dimension"], found["recency_mask"]) == ("55", "false")
    assert 2 <= int(found["bptt"]) <= 8
    assert described(aws, version)["performHPO"] is True


def test_without_ranges_all_that_can_be_tuned_is(aws: Aws, group: str) -> None:
    found = tuned(aws, train(aws, group, "aws-sims", performHPO=True))
    assert list(found) == ["popularity_discount_factor", "min_cointeraction_count"]


def test_what_only_a_search_can_set_is_found_by_one(aws: Aws, group: str) -> None:
    config = hpo(ranges({"item_id_hidden_dim": (40, 50)}))
    found = tuned(aws, train(aws, group, "aws-similar-items", performHPO=True, solutionConfig=config))
    assert 40 <= int(found["item_id_hidden_dim"]) <= 50


def test_a_version_that_was_not_tuned_shows_nothing_tuned(aws: Aws, group: str) -> None:
    assert "tunedHPOParams" not in described(aws, train(aws, group, PERSONAL))


def test_the_winner_is_what_is_trained(aws: Aws, group: str) -> None:
    """The found values, set by hand, make the same model."""
    found = train(aws, group, PERSONAL, "found", performHPO=True)
    config = {"algorithmHyperParameters": tuned(aws, found)}
    given = train(aws, group, PERSONAL, "given", solutionConfig=config)
    answers = []
    for version in (found, given):
        name = version.rsplit("/", 2)[-2]
        campaign = aws.personalize.create_campaign(name=name, solutionVersionArn=version)["campaignArn"]
        answers.append(aws.runtime.get_recommendations(campaignArn=campaign, userId="user-01")["itemList"])
    assert answers[0] == answers[1]
    metrics = [
        aws.personalize.get_solution_metrics(solutionVersionArn=version)["metrics"] for version in (found, given)
    ]
    assert metrics[0] == metrics[1]


def test_a_search_finds_the_same_each_time_and_the_seed_may_change_it(
    aws: Aws, group: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = hpo(ranges(continuous={"popularity_discount_factor": (0.2, 0.8)}), maxNumberOfTrainingJobs="4")
    first, second = (
        tuned(aws, train(aws, group, "aws-sims", name, performHPO=True, solutionConfig=config)) for name in "ab"
    )
    assert first == second
    monkeypatch.setenv("MOTO_PERSONALIZE_SEED", "3")
    third = tuned(aws, train(aws, group, "aws-sims", "c", performHPO=True, solutionConfig=config))
    assert 0.2 <= float(third["popularity_discount_factor"]) <= 0.8


def test_tuned_names_are_shown_with_their_prefixes_and_taken_with_them(aws: Aws, group: str) -> None:
    config = hpo(ranges({"bptt": (2, 8), "hidden_dimension": (40, 50)}, categorical={"recency_mask": ["true"]}))
    solution = train(aws, group, PERSONAL, performHPO=True, solutionConfig=config).rsplit("/", 1)[0]
    shown = described(aws, solution)["solutionConfig"]
    assert shown == hpo(
        ranges({"training.bptt": (2, 8), "hidden_dimension": (40, 50)}, categorical={"data.recency_mask": ["true"]})
    )
    again = train(aws, group, PERSONAL, "again", performHPO=True, solutionConfig=shown)
    assert described(aws, again.rsplit("/", 1)[0])["solutionConfig"] == shown
    assert 2 <= int(tuned(aws, again)["bptt"]) <= 8


@pytest.mark.parametrize("recipe", ["aws-popularity-count", "aws-user-personalization-v2", "aws-trending-now"])
def test_recipes_without_tunable_hyperparameters_are_not_tuned(aws: Aws, group: str, recipe: str) -> None:
    expected = f"performHPO is not for {recipe_arn(recipe)}: it has no hyperparameter that can be tuned."
    with assert_refused("InvalidInputException", expected):
        train(aws, group, recipe, performHPO=True)


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        (hpo(maxNumberOfTrainingJobs="41"), "maxNumberOfTrainingJobs is '41', expected an integer from 1 to 40."),
        (hpo(maxNumberOfTrainingJobs="0"), "maxNumberOfTrainingJobs is '0', expected an integer from 1 to 40."),
        (hpo(maxNumberOfTrainingJobs="٣"), "maxNumberOfTrainingJobs is '٣', expected an integer from 1 to 40."),
        (hpo(maxParallelTrainingJobs="11"), "maxParallelTrainingJobs is '11', expected an integer from 1 to 10."),
        (hpo(maxParallelTrainingJobs="few"), "maxParallelTrainingJobs is 'few', expected an integer from 1 to 10."),
        (
            hpo({"integerHyperParameterRanges": []}),
            "algorithmHyperParameterRanges must give continuousHyperParameterRanges, empty where it has none.",
        ),
        (hpo(ranges({"bptt": (1, 8)})), "The range of 'bptt' is from 1 to 8, expected an integer from 2 to 32."),
        (hpo(ranges({"bptt": (9, 8)})), "The range of 'bptt' is empty: from 9 to 8."),
        (
            hpo(ranges(continuous={"bptt": (2, 8)})),
            "'bptt' of aws-user-personalization has no continuous range: it is an integer one.",
        ),
        (
            hpo(ranges(categorical={"bptt": ["2"]})),
            "'bptt' of aws-user-personalization has no categorical range: it is an integer one.",
        ),
        (
            hpo(ranges({"recency_mask": (0, 1)})),
            "'recency_mask' of aws-user-personalization has no integer range: it is a boolean one.",
        ),
        (
            hpo(ranges(categorical={"recency_mask": ["perhaps"]})),
            "'recency_mask' is 'perhaps', expected true or false.",
        ),
        (
            hpo(ranges(continuous={"max_user_history_length_percentile": (0, 1)})),
            "'max_user_history_length_percentile' of aws-user-personalization cannot be tuned.",
        ),
        (
            hpo(ranges({"data.bptt": (2, 3)})),
            "aws-user-personalization has no hyperparameter 'data.bptt'; it has: hidden_dimension, bptt, "
            "recency_mask, min_user_history_length_percentile, max_user_history_length_percentile.",
        ),
        (hpo(ranges({"bptt": (2, 3), "training.bptt": (2, 3)})), "'bptt' has more than one range."),
        (
            hpo({**ranges(), "integerHyperParameterRanges": [{"minValue": 1}]}),
            "A range of integerHyperParameterRanges has no name.",
        ),
        ({"hpoConfig": {"hpoObjective": {"type": "Maximize"}}}, "hpoObjective is not supported."),
    ],
)
def test_a_wrong_hpo_config_is_refused(aws: Aws, group: str, config: dict[str, Any], expected: str) -> None:
    with assert_refused("InvalidInputException", expected):
        train(aws, group, PERSONAL, performHPO=True, solutionConfig=config)


def test_the_metric_of_auto_ml_says_nothing_where_only_hyperparameters_are_searched_for(aws: Aws, group: str) -> None:
    config = {"autoMLConfig": {"metricName": "nonsense"}}
    version = train(aws, group, PERSONAL, performHPO=True, solutionConfig=config)
    assert described(aws, version)["status"] == "ACTIVE"


# --- AutoML ---------------------------------------------------------------------------------------------------


def auto(aws: Aws, group: str, name: str = "auto", **kwargs: Any) -> str:
    solution = aws.personalize.create_solution(name=name, datasetGroupArn=group, performAutoML=True, **kwargs)
    return aws.personalize.create_solution_version(solutionArn=solution["solutionArn"])["solutionVersionArn"]


def best(aws: Aws, version: str) -> str:
    return described(aws, version.rsplit("/", 1)[0])["autoMLResult"]["bestRecipeArn"]


def test_auto_ml_finds_one_of_the_hrnn_recipes(aws: Aws, group: str) -> None:
    version = auto(aws, group)
    assert best(aws, version) in {recipe_arn("aws-hrnn"), recipe_arn("aws-hrnn-metadata")}
    shown = described(aws, version)
    assert shown["recipeArn"] == best(aws, version)
    assert (shown["performAutoML"], shown["performHPO"]) == (True, True)
    assert set(shown["tunedHPOParams"]["algorithmHyperParameters"]) == {"hidden_dimension", "bptt", "recency_mask"}


def test_the_best_recipe_is_what_is_served(aws: Aws, group: str) -> None:
    listed = [recipe_arn("aws-popularity-count"), recipe_arn("aws-hrnn")]
    version = auto(aws, group, solutionConfig={"autoMLConfig": {"recipeList": listed, "metricName": NDCG}})
    assert best(aws, version) == recipe_arn("aws-hrnn")
    campaign = aws.personalize.create_campaign(name="auto", solutionVersionArn=version)["campaignArn"]
    assert recommended(aws, campaign, userId="user-00") != recommended(aws, campaign, userId="user-01")


def test_the_metric_decides(aws: Aws, group: str) -> None:
    """Everybody's list is no worse than a personal one where the metric looks at something else."""
    listed = [recipe_arn("aws-popularity-count"), recipe_arn("aws-hrnn")]
    rows = [(f"user-{user:02}", f"item-{item:02}", 60 * item + user) for user in range(30) for item in range(40)]
    same = films_group(aws, rows, name="same")
    version = auto(aws, same, solutionConfig={"autoMLConfig": {"recipeList": listed, "metricName": "precision_at_25"}})
    measured = {}
    for recipe in ("aws-popularity-count", "aws-hrnn"):
        single = train(aws, same, recipe)
        measured[recipe_arn(recipe)] = aws.personalize.get_solution_metrics(solutionVersionArn=single)["metrics"]
    assert best(aws, version) == max(measured, key=lambda arn: measured[arn]["precision_at_25"])


def test_coldstart_is_a_candidate_where_there_are_items(aws: Aws, group: str) -> None:
    items = create_dataset(aws, group, "Items", ITEM_FIELDS)
    import_csv(aws, items, csv_text(ITEM_FIELDS, [(f"item-{n:02}", "Comedy", 1_500_000_000) for n in range(40)]), "i")
    version = auto(aws, group)
    assert best(aws, version).rsplit("/", 1)[1] in {"aws-hrnn", "aws-hrnn-metadata", "aws-hrnn-coldstart"}


def test_a_solution_without_a_recipe_shows_none_until_one_is_found(
    aws: Aws, group: str, request: pytest.FixtureRequest
) -> None:
    solution = aws.personalize.create_solution(name="auto", datasetGroupArn=group, performAutoML=True)["solutionArn"]
    request.getfixturevalue("manual")
    version = aws.personalize.create_solution_version(solutionArn=solution)["solutionVersionArn"]
    (summary,) = aws.personalize.list_solutions()["solutions"]
    for shown in (described(aws, solution), summary, described(aws, version)):
        assert not {"recipeArn", "autoMLResult"} & set(shown)
    assert described(aws, version)["status"] == "ACTIVE"
    assert best(aws, version) == described(aws, version)["recipeArn"]
    assert "recipeArn" not in described(aws, solution)


def test_a_solution_that_finds_its_recipe_itself_is_updated_like_others(aws: Aws, group: str) -> None:
    solution = auto(aws, group).rsplit("/", 1)[0]
    aws.personalize.update_solution(solutionArn=solution, performAutoTraining=False)
    assert described(aws, solution)["performAutoTraining"] is False
    expected = "performIncrementalUpdate is for the recipe aws-semantic-similarity alone."
    with assert_refused("InvalidInputException", expected):
        aws.personalize.update_solution(solutionArn=solution, performIncrementalUpdate=True)


def test_auto_ml_ignores_all_other_configuration_and_shows_it(aws: Aws, group: str) -> None:
    config: dict[str, Any] = {"eventValueThreshold": "5", "algorithmHyperParameters": {"depth": "3"}}
    config["hpoConfig"] = {"algorithmHyperParameterRanges": {"integerHyperParameterRanges": [{"minValue": 1}]}}
    version = described(aws, auto(aws, group, solutionConfig=config))
    assert version["status"] == "ACTIVE"
    assert version["solutionConfig"] == config


@dataclasses.dataclass(frozen=True)
class Choosy:
    """A recipe of a user's own with something to tune, that raises when it is tuned too far."""

    name: ClassVar[str] = "choosy"
    recipe_type: ClassVar[str] = "USER_PERSONALIZATION"

    courage: int = dataclasses.field(default=0, metadata={"minimum": 0, "maximum": 9, "tunable": True})

    def fit(self, data: recipes.Snapshot) -> recipes.Model:
        if self.courage > 5:
            raise RuntimeError("too brave")
        return recipes.make(recipes.find("aws-popularity-count"), {}).fit(data)


@pytest.fixture
def choosy() -> Iterator[None]:
    recipes.register(Choosy)
    yield
    recipes.unregister("choosy")


@pytest.mark.usefixtures("choosy")
def test_a_recipe_of_the_users_own_is_tuned_where_it_says_so(aws: Aws, group: str) -> None:
    config = hpo(ranges({"courage": (2, 5)}))
    assert 2 <= int(tuned(aws, train(aws, group, "choosy", performHPO=True, solutionConfig=config))["courage"]) <= 5


@pytest.mark.usefixtures("choosy")
def test_what_a_recipe_of_the_users_own_raises_in_a_search_fails_its_version(aws: Aws, group: str) -> None:
    for version in (
        train(aws, group, "choosy", performHPO=True),
        auto(aws, group, solutionConfig={"autoMLConfig": {"recipeList": [recipe_arn("choosy")]}}),
    ):
        shown = described(aws, version)
        assert shown["status"] == "CREATE FAILED"
        assert shown["failureReason"] == "The recipe choosy failed: RuntimeError: too brave"
        assert "tunedHPOParams" not in shown


@pytest.mark.parametrize(
    ("kwargs", "expected"),
    [
        ({"performHPO": False}, "performHPO must not be false when performAutoML is true."),
        (
            {"solutionConfig": {"autoMLConfig": {"metricName": "accuracy"}}},
            "metricName is accuracy, expected one of coverage, mean_reciprocal_rank_at_25, "
            "normalized_discounted_cumulative_gain_at_5, normalized_discounted_cumulative_gain_at_10, "
            "normalized_discounted_cumulative_gain_at_25, precision_at_5, precision_at_10, precision_at_25.",
        ),
        (
            {"solutionConfig": {"autoMLConfig": {"recipeList": [recipe_arn("aws-sims")]}}},
            f"The recipeList of autoMLConfig has {recipe_arn('aws-sims')}, which is of type RELATED_ITEMS, "
            "expected USER_PERSONALIZATION.",
        ),
        (
            {"solutionConfig": {"autoMLConfig": {"recipeList": [recipe_arn("aws-vod-top-picks")]}}},
            f"{recipe_arn('aws-vod-top-picks')} is a use case of domain VIDEO_ON_DEMAND; create a recommender for it.",
        ),
    ],
)
def test_a_wrong_auto_ml_config_is_refused(aws: Aws, group: str, kwargs: dict[str, Any], expected: str) -> None:
    with assert_refused("InvalidInputException", expected):
        auto(aws, group, **kwargs)


def test_an_unknown_candidate_is_not_found(aws: Aws, group: str) -> None:
    expected = f"The given recipe does not exist: {recipe_arn('aws-none')}"
    with assert_refused("ResourceNotFoundException", expected):
        auto(aws, group, solutionConfig={"autoMLConfig": {"recipeList": [recipe_arn("aws-none")]}})
