from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from moto_personalize.recipes import Categories, Quantities, Query, find, make
from moto_personalize.recipes.learner import next_items
from moto_personalize.recipes.neighbours import SCALE
from moto_personalize.recipes.personal import again, repeat_rate
from moto_personalize.recipes.sequences import (
    Hrnn,
    HrnnMetadata,
    PersonalizedRankingV2,
    UserPersonalization,
    UserPersonalizationV2,
)
from moto_personalize.recipes.synthetic import World

from .made import ask, best, codes, histories, score, snapshot

ABC = {"ann": "abc"}
WORLD = World(users=150, items=120, events=3000).snapshot()


def test_neighbours_blend_common_users_and_followers():
    table = next_items(histories(ABC), k=2)
    found = [table.of_row(item) for item in range(3)]
    assert [codes.tolist() for codes, _ in found] == [[1, 2], [0, 2], [0, 1]]
    # a: b follows at once, 0.3 * 1 + 0.7 * 1; c after one more, 0.3 + 0.7 * 0.7
    assert np.allclose(found[0][1] / SCALE, [1, 0.79], atol=1e-5)
    # b and c: what came before shares users, but does not follow
    assert np.allclose(found[1][1] / SCALE, [0.3, 1], atol=1e-5)
    assert np.allclose(found[2][1] / SCALE, [0.3, 0.3], atol=1e-5)


def test_only_the_best_neighbours_are_kept():
    table = next_items(histories(ABC), k=1)
    assert table.codes.tolist() == [1, 2, 0]


def test_a_score_worked_out_by_hand():
    data = histories(ABC)
    model = Hrnn().fit(data)
    query = ask(data, recent="a")
    # one event has the strength 1 / 1.5; the prior is 0.02 * (users + first touched + newest) / 3
    assert score(model, data, query, "b") == pytest.approx(1 / 1.5 + 0.02 / 3, abs=1e-3)
    assert score(model, data, query, "c") == pytest.approx(0.79 / 1.5 + 0.04 / 3, abs=1e-3)
    assert score(model, data, query, "a") == 0  # seen, and nobody here repeats


def test_what_follows_the_last_item_comes_first():
    data = histories({"ann": "abcd", "bob": "xbcd", "cid": "yzcd"})
    model = Hrnn().fit(data)
    assert best(model, data, ask(data, recent="b"), 2) == "cd"
    assert best(model, data, ask(data, recent="c"), 1) == "d"


def test_a_known_user_continues_the_trained_history():
    data = histories({"ann": "ab", "bob": "abcd", "cid": "abcd"})
    model = Hrnn().fit(data)
    known = model.scores(ask(data, "ann"))
    unknown = model.scores(ask(data, "nobody", recent="ab"))
    assert known.top(4).tolist() == unknown.top(4).tolist()
    assert best(model, data, ask(data, "ann"), 1) == "c"


@pytest.mark.parametrize("name", ["aws-hrnn", "aws-user-personalization-v2", "aws-personalized-ranking"])
def test_live_events_change_the_answer_at_once(name):
    model = make(find(name), {}).fit(WORLD)
    before = model.scores(Query(user=0)).top(25)
    after = model.scores(Query(user=0, recent=np.array([77, 78], np.int32))).top(25)
    assert before.tolist() != after.tolist()


@pytest.mark.parametrize("name", ["aws-sims", "aws-similar-items", "aws-popularity-count", "aws-trending-now"])
def test_recipes_without_real_time_ignore_live_events(name):
    entry = find(name)
    assert not entry.real_time
    model = make(entry, {}).fit(WORLD)
    before = model.scores(Query(user=0, item=3)).top(120)
    after = model.scores(Query(user=0, item=3, recent=np.array([77], np.int32))).top(120)
    assert before.tolist() == after.tolist()


def test_the_more_neighbours_the_more_items_are_personal():
    few, many = (Hrnn(hidden_dimension=size).fit(WORLD) for size in (3, 40))
    query = Query(recent=np.array([1, 2], np.int32))
    assert len(few.scores(query).codes) < len(many.scores(query).codes)


def test_only_so_many_events_are_looked_at():
    data = histories({"ann": "abcd", "bob": "xyzd"})
    short, long = Hrnn(bptt=2).fit(data), Hrnn(bptt=3).fit(data)
    for model, equal in ((short, True), (long, False)):
        one, other = (score(model, data, ask(data, recent=word), "z") for word in ("acd", "ycd"))
        assert (one == other) is equal


def test_recency_makes_the_latest_event_count_most():
    data = histories({f"u{n}": "ab" if n % 2 else "xy" for n in range(10)})
    query = ask(data, recent="xa")
    weighted, plain = (Hrnn(recency_mask=mask).fit(data) for mask in (True, False))
    assert score(weighted, data, query, "b") > score(weighted, data, query, "y")
    assert score(plain, data, query, "b") == score(plain, data, query, "y")


def test_recency_bias_of_the_second_versions():
    data = histories({f"u{n}": "ab" if n % 2 else "xy" for n in range(10)})
    query = ask(data, recent="xa")
    for recipe in (PersonalizedRankingV2, UserPersonalizationV2):
        weighted, plain = (recipe(apply_recency_bias=bias).fit(data) for bias in (True, False))
        difference = score(weighted, data, query, "b") - score(weighted, data, query, "y")
        assert difference > score(plain, data, query, "b") - score(plain, data, query, "y")


def test_new_users_are_shown_trends_unless_told():
    old = [(f"u{n}", "o", n) for n in range(18)]
    data = snapshot([*old, ("u18", "t", 100), ("u19", "t", 101)])
    masked, plain = (Hrnn(recency_mask=mask).fit(data) for mask in (True, False))
    assert score(masked, data, Query(), "t") > score(plain, data, Query(), "t")
    assert best(plain, data, Query()) == "ot"


def test_long_histories_are_not_learned_from():
    usual = {f"u{n}": "ab" for n in range(9)}
    data = histories(usual | {"robot": "axaxaxax"})
    query = ask(data, recent="a")
    everything = Hrnn(max_user_history_length_percentile=1.0).fit(data)
    careful = Hrnn(max_user_history_length_percentile=0.9).fit(data)
    prior = careful.scores(Query()).at(codes(data, "x"))[0]
    assert score(everything, data, query, "x") > score(careful, data, query, "x") == prior


def test_short_histories_are_not_learned_from():
    data = histories({"u1": "ax", "u2": "abcb", "u3": "abcb"})
    query = ask(data, recent="a")
    everything = Hrnn().fit(data)
    careful = Hrnn(min_user_history_length_percentile=0.5).fit(data)
    assert score(everything, data, query, "x") > score(careful, data, query, "x")


@pytest.mark.parametrize(
    ("by_user", "rate"), [({"u": "abab", "v": "c"}, 2 / 3), ({"u": "abcd"}, 0), ({"u": "a"}, 0), ({"u": "aa"}, 1)]
)
def test_how_often_users_repeat_items(by_user, rate):
    assert repeat_rate(histories(by_user)) == pytest.approx(rate)


def test_seen_items_sink_where_nobody_repeats_and_stay_where_many_do():
    assert [again(rate) for rate in (0, 1 / 16, 1 / 8, 0.9)] == [0, 0.5, 1, 1]
    once = histories({f"u{n}": "abcd" for n in range(5)})
    assert best(Hrnn().fit(once), once, ask(once, recent="abc")).startswith("d")
    always = histories({f"u{n}": "abcabc" for n in range(5)}, items=["d"])
    assert best(Hrnn().fit(always), always, ask(always, recent="ab"), 3) == "cba"


def with_metadata(**more: object):
    """Everybody has touched a and b; c and d are cold, c has a's genre, d has none in common; k is a group."""
    by_user = {f"u{n}": "ab" for n in range(6)}
    features = Categories.build(["G", "H", "G", "I"])
    return histories(by_user, items=["c", "d"], item_features={"GENRE": features}, **more)


def test_cold_items_are_reached_by_what_they_share_with_the_history():
    data = with_metadata()
    query = ask(data, recent="a")
    model = HrnnMetadata().fit(data)
    assert score(model, data, query, "c") > score(model, data, query, "d") == 0
    blind = Hrnn().fit(data)
    assert score(blind, data, query, "c") == score(blind, data, query, "d") == 0


def test_cold_users_get_what_is_popular_among_users_like_them():
    by_user = {f"m{n}": "a" for n in range(9)} | {f"w{n}": "b" for n in range(8)} | {"new": "", "also": ""}
    rows = [(user, item, 1) for user, items in by_user.items() for item in items]
    group = Categories.build(["M"] * 9 + ["W"] * 8 + ["W"])
    data = snapshot([*rows, ("new", "c", 1)], user_features={"GROUP": group})
    data = data.select(data.item != 2)
    assert best(HrnnMetadata().fit(data), data, ask(data, "new"), 1) == "b"
    assert best(Hrnn().fit(data), data, ask(data, "new"), 1) == "a"


def test_context_lifts_items_in_the_direction_of_the_data():
    rows = [(f"u{n}", "ab"[n % 2], n) for n in range(20)]
    device = Categories.build(["phone" if n % 2 else "tv" for n in range(20)])
    data = snapshot(rows, context={"DEVICE": device})
    model = UserPersonalization().fit(data)
    firsts = {name: best(model, data, Query(context={"DEVICE": name}), 1) for name in ("phone", "tv")}
    assert firsts == {"phone": "b", "tv": "a"}
    plain = model.scores(Query()).at(np.arange(2)).tolist()
    for unknown in ({"DEVICE": "car"}, {"device": "tv"}, {}):
        assert model.scores(Query(context=unknown)).at(np.arange(2)).tolist() == plain
    blind = Hrnn().fit(data)
    assert blind.scores(Query(context={"DEVICE": "tv"})).at(np.arange(2)).tolist() == plain


def test_numbers_in_the_context_lift_by_nearness():
    rows = [(f"u{n}", "ab"[n >= 10], n) for n in range(20)]
    hour = Quantities.build([float(n) for n in range(20)])
    data = snapshot(rows, context={"HOUR": hour})
    model = UserPersonalization().fit(data)
    assert best(model, data, Query(context={"HOUR": "2.5"}), 1) == "a"
    assert best(model, data, Query(context={"HOUR": "17"}), 1) == "b"
    assert model.scores(Query(context={"HOUR": "soon"})).at(np.arange(2)).tolist() == (
        model.scores(Query()).at(np.arange(2)).tolist()
    )


def test_ranking_uses_the_same_scores():
    ranking = make(find("aws-personalized-ranking"), {}).fit(WORLD)
    personal = make(find("aws-user-personalization"), {}).fit(WORLD)
    everything = np.arange(120)
    assert np.array_equal(ranking.scores(Query(user=3)).at(everything), personal.scores(Query(user=3)).at(everything))


def test_recipes_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Hrnn().bptt = 3  # type: ignore[misc]


def test_cold_items_are_reached_however_many_columns_there_are():
    tagged = {name: Categories.build(["p", "q", "G", "H", "G", "I"]) for name in map(str, range(30))}
    data = histories({f"u{n}": "xyabxyabxyab" for n in range(6)}, items=["c", "d"], item_features=tagged)
    model = HrnnMetadata().fit(data)
    query = ask(data, recent="abababababababab")
    assert score(model, data, query, "c") > score(model, data, query, "d") == 0
