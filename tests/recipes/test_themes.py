from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moto_personalize.recipes import Categories, Themes

NAMES = ["Goodbye", "Dawn", "Night detective", "Café Society", "Paris", "Summer of love", "Voyage", "Deep", "Robots"]
TEXTS = [
    "A detective searches for a friend",
    "A detective finds a clue, and detectives fail",
    "A classic: the detective never sleeps",
    "Two in a café talk of love",
    "A love story in a café",
    "Love by the sea",
    "A ship flies to the stars",
    "Astronauts in space meet robots",
    "A planet of robots in space",
]
SHELF = Categories.build(
    ["Crime", ["Crime", "Drama"], "Crime", "Romance", "Romance", "Romance", "Science_Fiction", "Science_Fiction", None]
)
THEMES = Themes.of(NAMES, TEXTS, {"SHELF": SHELF})


def theme(*items: int, themes: Themes = THEMES) -> tuple[str, list[float]]:
    title, relevance = themes.theme(np.array(items, np.int64))
    return title, relevance.tolist()


@pytest.mark.parametrize(
    ("items", "title"),
    [
        ((0, 1, 2), "Detective crime"),
        ((3, 4, 5), "Love café romance"),
        ((7, 8), "Robots space"),
        ((6, 7), "Science fiction"),
        ((0, 5, 8), "Related items"),
        ((), "Related items"),
    ],
)
def test_a_title_names_what_items_have_in_common_beyond_the_catalogue(items, title):
    assert theme(*items)[0] == title


def test_relevance_is_the_share_of_the_theme_that_an_item_has():
    # detective and Crime of 3 in 9 items each: equal strengths; the love story has neither
    title, relevance = theme(0, 1, 4)
    assert title == "Detective crime"
    assert relevance == [0.6, 0.6, -0.1]


def test_half_of_a_theme_is_half_the_way():
    themes = Themes.of(["", "", "", ""], ["moon rocket", "moon rocket", "moon", "garden"], {})
    title, relevance = theme(0, 1, 2, themes=themes)
    # moon 3 of 3 here, 3 of 4 in all: 1/4 * log2(5/3) = 0.1842; rocket 2/3 and 2/4: 1/6 * log2(5/2) = 0.2203
    assert title == "Rocket moon"
    assert relevance == pytest.approx([0.6, 0.6, 0.7 * 0.1842 / 0.4045 - 0.1], abs=1e-3)


def test_words_that_say_nothing_are_no_theme():
    themes = Themes.of(["", "", ""], ["with 2024 who", "with 2024 who", "sea"], {})
    assert theme(0, 1, themes=themes) == ("Related items", [0.0, 0.0])


def test_a_title_is_spelled_as_people_write():
    themes = Themes.of(["", "", "", ""], ["Zürich Krimis", "zürich Krimi", "Zürich Krimis", "See"], {})
    assert theme(0, 1, 2, themes=themes)[0] == "Krimis zürich"


def test_scripts_without_spaces_have_themes():
    themes = Themes.of(["夜の探偵", "探偵団", "庭"], ["", "", ""], {})
    assert theme(0, 1, themes=themes)[0] == "探偵"


def test_an_abbreviation_stays_one():
    themes = Themes.of(["", "", ""], ["", "", ""], {"LAND": Categories.build(["UK", "UK", "Peru"])})
    assert theme(0, 1, themes=themes)[0] == "UK"


@settings(max_examples=50, deadline=None)
@given(items=st.lists(st.integers(0, 8), max_size=9))
def test_relevance_stays_in_its_range_and_follows_the_items(items):
    title, relevance = theme(*items)
    assert title
    assert len(relevance) == len(items)
    assert all(-0.1 <= value <= 0.6 for value in relevance)
    assert theme(*reversed(items)) == (title, relevance[::-1])
