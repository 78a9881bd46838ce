from __future__ import annotations

import dataclasses

import pytest

from moto_personalize.recipes import CATALOGUE, Hyperparameter, entries, find, make
from moto_personalize.recipes.sequences import UserPersonalization

TRAINABLE = [entry.name for entry in CATALOGUE if entry.recipe]


def test_all_recipes_of_the_service_are_there():
    assert len(CATALOGUE) == 27
    assert [entry.domain for entry in CATALOGUE].count("ECOMMERCE") == 5
    assert [entry.domain for entry in CATALOGUE].count("VIDEO_ON_DEMAND") == 5
    assert len(TRAINABLE) == 26


def test_withdrawn_recipes_are_described_but_not_listed():
    unlisted = {entry.name for entry in CATALOGUE if not entry.listed}
    assert unlisted == {"aws-hrnn", "aws-hrnn-metadata", "aws-hrnn-coldstart", "aws-deepfm", "aws-ffnn"}


def test_entries_are_ordered_by_name():
    names = [entry.name for entry in entries()]
    assert names == sorted(names)


def test_a_row():
    entry = find("aws-user-personalization")
    assert (entry.recipe_type, entry.created, entry.score_kind) == ("USER_PERSONALIZATION", "2019-06-10", "catalogue")
    assert entry.algorithm == "aws-user-personalization"
    assert entry.feature_transformation == "JSON-percentile-filtering"
    assert entry.real_time
    assert entry.needs_user
    assert entry.uses_items


def test_an_unknown_name_is_answered_with_near_ones():
    with pytest.raises(LookupError, match=r"no recipe 'aws-simz'\. Did you mean: aws-sims"):
        find("aws-simz")
    with pytest.raises(LookupError, match="Did you mean: aws-deepfm, aws-"):
        find("???")


@pytest.mark.parametrize("name", TRAINABLE)
def test_defaults_are_those_of_the_class_and_pass_their_own_checks(name):
    entry = find(name)
    recipe = make(entry, {})
    fields = {field.name: getattr(recipe, field.name) for field in dataclasses.fields(recipe)}  # type: ignore[arg-type]
    for parameter in entry.hyperparameters:
        assert parameter.parse(str(parameter.default)) == parameter.default
        if parameter.name not in entry.without_effect:
            assert fields[parameter.name] == parameter.default
            assert type(recipe)() == recipe


def test_hyperparameters_are_parsed():
    recipe = make(
        find("aws-user-personalization"),
        {"hidden_dimension": "55", "recency_mask": "false"},
        {"max_user_history_length_percentile": "0.5"},
    )
    assert recipe == UserPersonalization(
        hidden_dimension=55, recency_mask=False, max_user_history_length_percentile=0.5
    )


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ({"bptt": "33"}, "'bptt' is 33, expected an integer from 2 to 32"),
        ({"bptt": "2.5"}, "'bptt' is '2.5', expected an integer from 2 to 32"),
        ({"bptt": "1_0"}, "'bptt' is '1_0', expected an integer from 2 to 32"),
        ({"bptt": "\u0663"}, "expected an integer from 2 to 32"),
        ({"bptt": " 3"}, "'bptt' is ' 3', expected an integer from 2 to 32"),
        ({"recency_mask": "maybe"}, "'recency_mask' is 'maybe', expected true or false"),
        ({"epochs": "1"}, "no hyperparameter 'epochs'; it has: hidden_dimension, bptt, recency_mask, min_"),
        ({"min_user_history_length_percentile": "0"}, "belongs to featureTransformationParameters"),
    ],
)
def test_wrong_hyperparameters_are_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        make(find("aws-hrnn"), parameters)


@pytest.mark.parametrize(
    ("name", "parameters", "message"),
    [
        ("aws-sims", {"max_user_history_length_percentile": "nan"}, "expected a number from 0 to 1"),
        ("aws-sims", {"min_cointeraction_count": "1"}, "belongs to algorithmHyperParameters"),
        ("aws-trending-now", {"trend_discovery_frequency": "1 week"}, "expected one of '30 minutes', '1 hour'"),
        ("aws-hrnn-coldstart", {"cold_start_max_interactions": "0"}, "expected an integer of at least 1"),
        ("aws-hrnn-coldstart", {"cold_start_max_duration": "inf"}, "expected a number of at least 0"),
        ("aws-popularity-count", {"x": "1"}, "has no hyperparameter 'x'; it has: none"),
    ],
)
def test_wrong_feature_parameters_are_refused(name, parameters, message):
    with pytest.raises(ValueError, match=message):
        make(find(name), {}, parameters)


def test_what_only_tuning_may_set():
    entry = find("aws-similar-items")
    with pytest.raises(ValueError, match="'item_id_hidden_dim' of aws-similar-items can be tuned, but not be set"):
        make(entry, {"item_id_hidden_dim": "50"})


def test_hyperparameters_without_a_counterpart_are_named():
    assert find("aws-similar-items").without_effect == ("item_id_hidden_dim", "item_metadata_hidden_dim")
    assert find("aws-hrnn").without_effect == ()


@pytest.mark.parametrize(
    ("bounds", "words"),
    [
        ({}, "an integer"),
        ({"minimum": 2}, "an integer of at least 2"),
        ({"maximum": 2}, "an integer of at most 2"),
        ({"minimum": 1, "maximum": 2}, "an integer from 1 to 2"),
    ],
)
def test_legal_values_in_words(bounds, words):
    assert Hyperparameter("x", "algorithm", "integer", 1, **bounds).expected() == words


def test_a_text_without_choices_may_be_any():
    free = Hyperparameter("x", "algorithm", "categorical", "a")
    assert (free.parse("whatever"), free.expected()) == ("whatever", "a text")
