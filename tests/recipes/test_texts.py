from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moto_personalize.recipes import Categories, Quantities, Snapshot
from moto_personalize.recipes.neighbours import SCALE
from moto_personalize.recipes.texts import Terms, Texts
from moto_personalize.recipes.words import stem, words


def described(texts: list[str], names: list[str] | None = None, **features: Categories | Quantities) -> Snapshot:
    """Items a, b, c ... that nobody touched."""
    items = [chr(ord("a") + n) for n in range(len(texts))]
    return Snapshot.build(
        users=[],
        user=[],
        items=items,
        item=[],
        timestamp=[],
        item_names=names,
        item_texts=texts,
        item_features=features,
    )


def nearest(data: Snapshot, item: str) -> dict[str, float]:
    """The neighbours of an item, best first, with their cosines."""
    found = Texts.of(data.item_names, data.item_texts, data.item_features).nearest(10)
    row = data.items.tolist().index(item)
    span = slice(found.indptr[row], found.indptr[row + 1])
    return dict(zip(data.items[found.codes[span]].tolist(), (found.weights[span] / SCALE).tolist(), strict=True))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The DETECTIVE's 7 clues_and_signs", ["the", "detective", "s", "7", "clues", "and", "signs"]),
        ("Détéctive Ärger ΆΛΦΑ Straße", ["detective", "arger", "αλφα", "strasse"]),
        ("ＡＢＣ ｱﾆﾒ", ["abc", "アニ", "ニメ"]),
        ("夜の探偵 2", ["夜の", "の探", "探偵", "2"]),
        ("黑 film", ["黑", "film"]),
        ("नमस्ते दुनिया।", ["नमस्ते", "दुनिया"]),
        ("한국 영화", ["한국", "영화"]),
        ("שָׁלוֹם مُحَمَّد", ["שלום", "محمد"]),
        ("?! —", []),
        ("", []),
    ],
)
def test_words_of_any_script(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("word", "expected"),
    [("detectives", "detect"), ("films", "film"), ("glass", "glass"), ("gas", "gas"), ("探偵", "探偵")],
)
def test_a_stem_stands_for_inflections(word, expected):
    assert stem(word) == expected


def test_terms_are_counted_names_three_times_and_categories_once():
    data = described(["a tale", ""], ["Tales", "Wood"], SHELF=Categories.build(["myth", None]), PRICE=_prices(2))
    terms = Terms.of(data.item_names, data.item_texts, data.item_features)
    assert terms.names.tolist() == ["a", "tale", "wood", "SHELF=myth"]
    assert (terms.indptr.tolist(), terms.codes.tolist()) == ([0, 3, 4], [0, 1, 3, 2])
    assert terms.counts.tolist() == [1, 4, 1, 3]
    assert terms.holders.tolist() == [1, 1, 1, 1]


def _prices(count: int) -> Quantities:
    return Quantities.build([float(n) for n in range(count)])


def test_rarity_is_the_logarithm_of_how_few_items_have_a_term():
    data = described(["x y"] + ["y"] * 14)
    terms = Terms.of(data.item_names, data.item_texts, data.item_features)
    assert terms.rarity == pytest.approx([4, math.log2(16 / 15)], abs=1e-5)


def test_similarity_is_the_cosine_of_weighted_words():
    # three items of three words: each word has two of them, a rarity of log2(4 / 2) = 1
    data = described(["x y", "x z", "y z"])
    assert nearest(data, "a") == pytest.approx({"b": 0.5, "c": 0.5}, abs=1e-3)
    # twice x weighs sqrt(2): (sqrt(2) * 1 + 0) / (sqrt(3) * sqrt(2)) = 0.577, and y 1 / (sqrt(3) * sqrt(2)) = 0.408
    data = described(["x x y", "x z", "y z"])
    assert nearest(data, "a") == pytest.approx({"b": 0.577, "c": 0.408}, abs=1e-3)


def test_equal_texts_are_as_near_as_can_be_and_ties_go_to_the_smaller_id():
    data = described(["moon rocket", "garden", "moon rocket", "moon rocket", "sea"])
    assert list(nearest(data, "a")) == ["c", "d"]
    assert nearest(data, "a") == pytest.approx({"c": 1, "d": 1}, abs=1e-3)
    assert nearest(data, "b") == {}


def test_rare_words_say_more_than_common_ones():
    data = described(["the moth", "the lamp", "a moth", "the sea", "the sky", "the bed"])
    assert next(iter(nearest(data, "a"))) == "c"


def test_categories_bring_items_together():
    data = described(["one", "two", "three"], SHELF=Categories.build(["crime", "garden", "crime"]))
    assert list(nearest(data, "a")) == ["c"]


def test_words_of_the_name_weigh_more():
    # as often said thrice: of a, garden weighs sqrt(3) and moon 1, over sqrt(4)
    data = described(["moon", "moon", "garden"], ["Garden", "", ""])
    assert nearest(data, "a") == pytest.approx({"c": 0.866, "b": 0.5}, abs=1e-3)


def test_many_items_with_the_same_words_stay_bounded():
    found = Texts.of([""] * 3000, ["all the same"] * 3000, {}).nearest(100)
    assert np.diff(found.indptr).max() <= 100
    assert (found.codes[found.indptr[2999] :][:3] == [0, 1, 2]).all()


texts = st.lists(st.text("ab é夜の\n", max_size=8), max_size=6)


@settings(max_examples=60, deadline=None)
@given(texts=texts)
def test_similarity_is_mutual_and_never_with_itself(texts):
    data = described(texts)
    found = {item: nearest(data, item) for item in data.items.tolist()}
    for item, others in found.items():
        assert item not in others
        assert list(others.values()) == sorted(others.values(), reverse=True)
        assert all(0 < value <= 1 and found[other][item] == value for other, value in others.items())


def test_texts_must_be_as_many_as_items():
    with pytest.raises(ValueError, match="'item_texts' has 1 rows, expected 2"):
        Snapshot.build(users=[], user=[], items=["a", "b"], item=[], timestamp=[], item_texts=["x"])
