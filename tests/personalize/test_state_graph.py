"""Between objects and nodes: what comes back is what was there, and nothing else can come."""

from __future__ import annotations

import dataclasses
import json
import re
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from botocore import xform_name
from botocore.exceptions import ClientError
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from moto_personalize import mock_personalize, recipes, testing
from moto_personalize.personalize.learning.caching import is_cache
from moto_personalize.personalize.learning.live import EventLog
from moto_personalize.personalize.models import PersonalizeBackend, personalize_backends
from moto_personalize.personalize.service.campaigns import Campaign
from moto_personalize.personalize.service.lifecycle import WORK, no_work
from moto_personalize.personalize.service.store import Resource
from moto_personalize.personalize.state import reading, writing
from moto_personalize.personalize.state.file import packed, unpacked
from moto_personalize.personalize.state.kinds import CannotRestore, Kinds, ours
from moto_personalize.personalize.state.reading import Damaged, Reader
from moto_personalize.personalize.state.writing import NUMBERS, Writer
from moto_personalize.testing import restore, snapshot
from tests.conftest import Aws
from tests.workflow import described

ACCOUNT, REGION = "123456789012", "us-east-1"


def backend(account: str = ACCOUNT, region: str = REGION) -> PersonalizeBackend:
    return personalize_backends[account][region]


def there_and_back(given: Any) -> Any:
    """Through a file's document, as text."""
    writer = Writer(Kinds())
    root = writer.write(given)
    written = json.loads(json.dumps([root, writer.classes, writer.nodes]))
    return read(*written, b"".join(writer.arrays))


def read(root: Any, classes: Any, nodes: Any, arrays: bytes = b"") -> Any:
    reader = Reader(Kinds(), classes, nodes, arrays, PersonalizeBackend)
    value = reader.read(root)
    reader.bind({place: backend(*place) for place in reader.places})
    return value


def same(one: Any, other: Any) -> bool:
    """Of the same types all through, equal, and NaN like NaN."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        alike = one.dtype.kind == other.dtype.kind == "U" or one.dtype == other.dtype
        flags = one.flags.writeable == other.flags.writeable
        return alike and flags and one.shape == other.shape and same(one.ravel().tolist(), other.ravel().tolist())
    if isinstance(one, (float, np.floating)):
        return repr(one) == repr(other)
    if isinstance(one, (list, tuple, deque)):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, (dict, MappingProxyType)):
        return same(list(one.items()), list(other.items()))
    return bool(one == other)


# --- what comes back ------------------------------------------------------------------------------------------------

TEXTS = st.text(st.characters(exclude_categories=()), max_size=4)  # half a surrogate pair, too
PLAIN = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
KEYS = TEXTS | st.integers() | st.tuples(TEXTS, st.integers())


def text_arrays(texts: list[str], kind: type) -> np.ndarray[Any, Any]:
    made = np.empty(len(texts), kind if kind is object else f"U{max(map(len, texts), default=1) or 1}")
    made[:] = texts
    return made


ARRAYS = st.builds(text_arrays, st.lists(st.text("ab|é", max_size=3), max_size=4), st.sampled_from([object, str]))
NUMPY = st.sampled_from([np.int32(-5), np.float64("nan"), np.float32(0.1), np.bool_(True), np.uint8(255)])
VALUES = st.recursive(
    PLAIN | ARRAYS | NUMPY | st.sets(TEXTS) | st.frozensets(KEYS, max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.lists(inner, max_size=3).map(lambda values: deque(values, 3))
        | st.dictionaries(KEYS, inner, max_size=4)
        | st.dictionaries(TEXTS, inner, max_size=3).map(OrderedDict)
        | st.dictionaries(TEXTS, inner, max_size=3).map(MappingProxyType)
        | st.dictionaries(TEXTS, st.integers(), max_size=3).map(Counter)
    ),
    max_leaves=12,
)


@settings(max_examples=75, deadline=None)
@given(VALUES)
def test_any_value_comes_back_as_it_was(value: Any) -> None:
    assert same(there_and_back(value), value)


@pytest.mark.parametrize("of", sorted(NUMBERS))
@pytest.mark.parametrize("writable", [True, False])
def test_arrays_of_every_type_come_back(of: str, writable: bool) -> None:
    made = np.array([[0, 1, 1], [1, 0, 1]]).astype(of)
    made.flags.writeable = writable
    back = there_and_back([made, made[:0], made.T, made[0, 1]])
    assert [same(one, other) for one, other in zip(back[1:], [made[:0].copy(), made.T, made[0, 1]], strict=True)]
    assert same(back[0], made)


def test_numbers_stand_in_one_order_on_every_machine() -> None:
    big, little = np.arange(5, dtype=">i4"), np.arange(5, dtype="<i4")
    writers = [Writer(Kinds()), Writer(Kinds())]
    assert [writer.write(each) for writer, each in zip(writers, (big, little), strict=True)] == [[0], [0]]
    assert writers[0].arrays == writers[1].arrays
    assert there_and_back(big).dtype == np.dtype("i4")


def test_what_was_one_object_is_one_again() -> None:
    array, log = np.arange(3), EventLog()
    first, second = there_and_back([{"a": array, "log": log}, (log, [array])])
    assert first["a"] is second[1][0]
    assert first["log"] is second[0]


def test_a_cycle_comes_back() -> None:
    loop: list[Any] = []
    loop.append({"again": (loop,)})
    back = there_and_back(loop)
    assert back[0]["again"][0] is back


def test_a_long_chain_takes_no_stack() -> None:
    chain: list[Any] = []
    for _ in range(5_000):
        chain = [chain]
    back, depth = there_and_back(chain), 0
    while back:
        back, depth = back[0], depth + 1
    assert depth == 5_000


def test_work_comes_back_as_the_method_of_its_backend() -> None:
    with mock_personalize():
        back = there_and_back([partial(backend()._fail, "no room"), no_work])
        assert (back[0].func, back[0].args) == (backend()._fail, ("no room",))
        assert back[1] is no_work


@dataclasses.dataclass(frozen=True)
class Model:
    """Of a recipe of the user's own."""

    weights: np.ndarray[Any, Any]
    more: Any = None

    @cached_property
    def doubled(self) -> np.ndarray[Any, Any]:
        return self.weights * 2

    def scores(self, query: recipes.Query) -> recipes.Scores:
        return recipes.Scores.of(recipes.Prior.of(self.weights))


@dataclasses.dataclass(frozen=True)
class Own:
    name = "own"
    recipe_type = "USER_PERSONALIZATION"

    def fit(self, data: recipes.Snapshot) -> Model:
        return Model(np.arange(len(data.items)))


@pytest.fixture
def own() -> Any:
    yield recipes.register(Own)
    recipes.unregister("own")


def test_a_model_of_a_registered_recipe_comes_back_without_what_it_finds_again(own: Any) -> None:
    model = Model(np.arange(3), Own())
    assert list(model.doubled) == [0, 2, 4]
    back = there_and_back(model)
    assert type(back) is Model
    assert (back.more, "doubled" in vars(back), list(back.doubled)) == (Own(), False, [0, 2, 4])


def test_classes_that_a_method_closes_over_come_back() -> None:
    @dataclasses.dataclass(frozen=True)
    class Inner:
        size: int

    @dataclasses.dataclass(frozen=True)
    class Local:
        name = "local"
        recipe_type = "USER_PERSONALIZATION"

        def fit(self, data: recipes.Snapshot) -> Any:
            return Inner(len(data.items))

    recipes.register(Local)
    try:
        assert there_and_back(Inner(3)) == Inner(3)
    finally:
        recipes.unregister("local")


def test_arrays_of_objects_come_back_as_objects() -> None:
    made = np.empty((2, 1), object)
    made[0, 0], made[1, 0] = (1, 2), ["a"]
    back = there_and_back(made)
    assert (back.shape, back[0, 0], back[1, 0]) == ((2, 1), (1, 2), ["a"])


def test_of_two_classes_of_one_name_the_first_is_known() -> None:
    def made(size: int) -> Any:
        @dataclasses.dataclass(frozen=True)
        class Twin:
            kept: int = size

        return Twin

    first, second = made(1), made(2)

    @dataclasses.dataclass(frozen=True)
    class Twins:
        name = "twins"
        recipe_type = "USER_PERSONALIZATION"

        def fit(self, data: recipes.Snapshot) -> Any:
            return first(), second(), later

    recipes.register(Twins)  # before `later` is there
    try:
        assert there_and_back(first()) == first()
        with pytest.raises(ValueError, match="a class that no registered recipe can see"):
            there_and_back(second())
    finally:
        recipes.unregister("twins")
    later = None


def test_a_recipe_comes_back_as_what_is_registered_under_its_name(own: Any) -> None:
    assert there_and_back([own, recipes.find("aws-sims")]) == [own, recipes.find("aws-sims")]


# --- what cannot be written -----------------------------------------------------------------------------------------

CAN_HOLD = "It can hold dataclasses of arrays, texts, numbers, and lists, tuples, sets and mappings of them."


class Plain:
    """No dataclass."""


def hidden() -> Any:
    return dataclasses.make_dataclass("Hidden", [], namespace={"__module__": __name__})()


@pytest.mark.parametrize(
    ("value", "described"),
    [
        (Plain(), f"a Plain of {__name__}"),
        (b"bytes", "a bytes"),
        (3j, "a complex"),
        (Plain, "a type"),
        (len, "a builtin_function_or_method"),
        (partial(len, "x"), "a partial of functools"),
        (np.array(["2030-01-01"], "M8[D]"), "an array of datetime64[D]"),
        (np.zeros(1, [("a", "i4")]), "an array of [('a', '<i4')]"),
        (np.ma.array([1]), "an array of int64"),
        (np.random.default_rng(0), "a Generator of numpy.random._generator"),
        (frozenset([Own()]), f"a Own of {__name__} in a set"),
        (hidden(), f"a Hidden of {__name__}, a class that no registered recipe can see"),
    ],
)
def test_what_cannot_be_written_is_named(own: Any, value: Any, described: str) -> None:
    text = f"A snapshot cannot hold Model.more: {described}. {CAN_HOLD}"
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        there_and_back(Model(np.zeros(1), [value]))


def test_what_is_no_field_cannot_be_written(own: Any) -> None:
    model = Model(np.zeros(1))
    object.__setattr__(model, "hidden", 1)
    text = "A snapshot cannot hold Model.hidden, which is no field of the dataclass."
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        there_and_back(model)


def test_a_recipe_that_is_registered_no_more_cannot_be_written() -> None:
    entry = recipes.register(Own)
    recipes.unregister("own")
    text = r"^A snapshot cannot hold the recipe own, which is not registered any more\.$"
    with pytest.raises(ValueError, match=text):
        there_and_back(entry)


# --- what cannot be read --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("classes", "text"),
    [
        ([["os.system", []]], "The snapshot holds a os.system, which this version does not know."),
        ([["personalize.service.Nothing", []]], "The snapshot holds a personalize.service.Nothing, which this"),
        ([["personalize.Call", []]], "The snapshot holds a personalize.Call, which this version does not know."),
        ([["recipe own: Model", []]], "The snapshot needs the recipe own with its class Model: register it before you"),
        ([["personalize.learning.Came", ["log", "eval"]]], "The snapshot holds personalize.learning.Came.eval, which"),
        ([["personalize.learning.Came", ["log"]]], "The snapshot lacks personalize.learning.Came.imports, which this"),
        (
            [["personalize.learning.EventLog", ["_forgotten_since"]]],
            "The snapshot holds personalize.learning.EventLog._forgotten_since, which this version does not know.",
        ),
    ],
)
def test_classes_and_fields_that_are_not_known_are_refused(classes: Any, text: str) -> None:
    with pytest.raises(CannotRestore, match=f"^{re.escape(text)}"):
        read([0], classes, [[0]])


def test_a_recipe_that_is_not_registered_is_asked_for() -> None:
    with pytest.raises(CannotRestore, match=r"^The snapshot needs the recipe own: register it before you restore\.$"):
        read([0], [], [["recipe", "own"]])


def test_a_field_that_a_file_lacks_has_its_default() -> None:
    log = read([0], [["personalize.learning.EventLog", ["_events"]], ["recipes.Prior", []]][:1], [[0, [1]], ["list"]])
    assert (len(log), log.forgotten, log.forgotten_since(0).users) == (0, [], frozenset())


NOT_WORK = ["delete_campaign", "settle", "reset", "__init__", "state", "lock", "", "nothing", 3, None]


@pytest.mark.parametrize("name", NOT_WORK)
def test_no_method_but_work_is_restored(name: Any) -> None:
    with mock_personalize(), pytest.raises((Damaged, TypeError)):
        read([0], [], [["work", ACCOUNT, REGION, name]])


@pytest.mark.parametrize(
    "nodes",
    [
        [[0]],
        [[-1]],
        [["nothing", "x"]],
        [["list", [1]]],
        [["list", [-1]]],
        [[0]] * 2 + [["list", 1]],
        [["array", "<i8", [2], True]],
        [["texts", [1], True, 1], ["list"]],
        [["objects", [3], True, "a", 1]],
        [["tuple", [0]]],
        [["frozenset", [1]], ["tuple", [0]]],
        [["array", "<i4", [10**12], True]],
        [["array", "<i4", [-1], True]],
        [["array", "<i4", ["1"], True]],
        [["array", "O", [1], True]],
        [["array", "<U1000000000", [1], True]],
        [["array", "i4,i4", [0], True]],
        [["texts", [10**12], True, "a"]],
        [["texts", [1], True, 1]],
        [["objects", [2], True, "a"]],
        [["number", "O"]],
    ],
)
def test_nodes_that_make_no_sense_are_refused(nodes: Any) -> None:
    with pytest.raises(Damaged):
        read([0], [], nodes)


@pytest.mark.parametrize(
    ("nodes", "error"),
    [
        ([[True]], ValueError),
        ([["nothing"]], ValueError),
        ([["list", [0, 0]]], ValueError),
        ([["dict", 1]], ValueError),
        ([["set", [1]], ["list"]], TypeError),
        ([["float", "0x1"]], ValueError),
        ([["class", "builtins.eval"]], CannotRestore),
        ([[["list"]]], TypeError),
        ([[]], IndexError),
        ([None], TypeError),
    ],
)
def test_nodes_that_python_itself_cannot_take_apart_are_refused(nodes: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        read([0], [], nodes)


@pytest.mark.parametrize("fields", [["events", "_events"], ["_events", "_events"]])
def test_a_class_with_other_fields_than_its_objects_is_refused(fields: list[str]) -> None:
    with pytest.raises((Damaged, CannotRestore)):
        read([0], [["personalize.learning.EventLog", fields]], [[0, None, None]])


def test_an_object_with_more_values_than_fields_is_refused() -> None:
    with pytest.raises(Damaged):
        read([0], [["personalize.learning.EventLog", ["_events"]]], [[0, None, None]])


STATE = ["personalize.service.State", ["store", "schedule", "rates", "moves"]]
STORE = ["personalize.service.Store", ["scope", "_resources", "_last"]]
SCHEDULE, RATES = ["personalize.service.Schedule", []], ["personalize.Rates", []]
SCOPE = f"{ACCOUNT} {REGION}"


def document_of(*nodes: Any, account: str = ACCOUNT, region: str = REGION) -> bytes:
    """A snapshot whose state is the fourth node."""
    first = [["dict", "settings", [1], "states", [2]], ["dict"], ["list", [3]], ["list", account, region, [4]]]
    written = {"root": [0], "classes": [STATE, STORE, SCHEDULE, RATES], "nodes": [*first, *nodes]}
    return packed(json.dumps(written).encode(), b"", {})


GOOD = ([0, [5], [6], [7], [8]], [1, SCOPE, [9], 0], [2], [3], ["list"], ["dict"])


def test_the_least_of_a_state_is_restored() -> None:
    with mock_personalize():
        restore(document_of(*GOOD))
        assert Aws().personalize.list_dataset_groups()["datasetGroups"] == []


NO_SENSE = "its content makes no sense (Damaged)."


@pytest.mark.parametrize(
    ("place", "node", "why"),
    [
        (0, [1, SCOPE, [9], 0], NO_SENSE),
        (0, [0, [6], [5], [7], [8]], "personalize.service.State.store holds what it cannot hold."),
        (1, [1, "another scope", [9], 0], NO_SENSE),
        (1, [1, SCOPE, [9], "0"], "personalize.service.Store._last holds what it cannot hold."),
        (4, ["list", [5]], "personalize.service.State.moves holds what it cannot hold."),
        (5, ["dict", [10], [11]], NO_SENSE),
        (5, ["dict", [10], [8]], "personalize.service.Store._resources holds what it cannot hold."),
        (5, ["dict", [12], [11]], "personalize.service.Store._resources holds what it cannot hold."),
    ],
)
def test_a_state_of_other_things_is_refused(place: int, node: Any, why: str) -> None:
    more = [["class", f"personalize.service.{name}"] for name in ("Campaign", "Move")]
    nodes = [*GOOD, more[0], ["dict", "arn", [5]], more[1]]
    nodes[place] = node
    with mock_personalize(), pytest.raises(ValueError, match=f"^The snapshot is damaged: {re.escape(why)}$"):
        restore(document_of(*nodes))


@pytest.mark.parametrize(
    "arguments", [[], [1], [[0]], ["no room", "no time"]], ids=["none", "a number", "itself", "too many"]
)
def test_work_with_other_arguments_than_its_own_is_refused(arguments: list[Any]) -> None:
    with mock_personalize(), pytest.raises((Damaged, CannotRestore, TypeError)):
        read([0], [], [["work", ACCOUNT, REGION, "_fail", *arguments]])


@pytest.mark.parametrize(("account", "region"), [("", REGION), (12, REGION), (ACCOUNT, "nowhere"), (ACCOUNT, None)])
def test_an_account_or_region_that_is_none_is_refused(account: Any, region: Any) -> None:
    nodes = [GOOD[0], [1, f"{account} {region}", [9], 0], *GOOD[2:]]
    with mock_personalize(), pytest.raises(ValueError, match="makes no sense"):
        restore(document_of(*nodes, account=account, region=region))


def test_what_is_refused_leaves_no_trace() -> None:
    more: Any = [["list", "tenant", REGION, [4]], ["list", ACCOUNT, "nowhere", [4]]]
    nodes = [GOOD[0], [1, f"tenant {REGION}", [9], 0], *GOOD[2:], *more]
    changed = json.loads(unpacked(document_of(*nodes))[0])
    changed["nodes"][2] = ["list", [10], [11]]
    with mock_personalize():
        with pytest.raises(ValueError, match="makes no sense"):
            restore(packed(json.dumps(changed).encode(), b"", {}))
        assert dict(personalize_backends) == {}


def test_work_is_of_an_account_and_region_that_are_in_the_snapshot() -> None:
    nodes = [*GOOD, ["work", "tenant", REGION, "_fail", "no room"]]
    with mock_personalize(), pytest.raises(ValueError, match=r"makes no sense \(Damaged\)\.$"):
        restore(document_of(*nodes))


def test_arrays_of_texts_take_no_more_than_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "WIDEST", 4 * 4 * 100)
    given = ["texts", [4], True, "a", "b", "c", "d" * 100]
    assert there_and_back(np.array(given[3:])).itemsize == 400
    with pytest.raises(Damaged):
        read([0], [], [["list", [1], [2]], given, ["texts", [1], True, "e"]])


def test_arrays_of_texts_that_could_not_be_read_again_are_not_written() -> None:
    writer = Writer(Kinds())
    writer.write([np.array(["a" * 10_000, *"b" * 999]), np.array(["a" * 10_000, *"c" * 999])])
    writer.check_width(1 << 20)
    text = "A snapshot cannot hold arrays of texts that take 76 MB for 30 kB of text: keep texts of which few"
    with pytest.raises(ValueError, match=f"^{text}"):
        writer.check_width(30 << 10)


def test_tuples_of_tuples_that_take_for_ever_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_HASHED", 10_000)
    nodes: list[Any] = [["set", [1]], *(["tuple", [n], [n]] for n in range(2, 60)), ["tuple", "a"]]
    with pytest.raises(Damaged):
        read([0], [], nodes)
    nodes[0] = ["dict", [1], "b"]
    with pytest.raises(Damaged):
        read([0], [], nodes)
    nodes[0] = ["frozenset", [1]]
    with pytest.raises(Damaged):
        read([0], [], nodes)


def test_a_tuple_of_tuples_can_be_a_key() -> None:
    key = ("a", (("b", 1.5), (Own(), frozenset(["c"]))))
    recipes.register(Own)
    try:
        assert there_and_back({key: 1, "d": 2}) == {key: 1, "d": 2}
    finally:
        recipes.unregister("own")


def test_numbers_that_nobody_asks_for_are_refused() -> None:
    with pytest.raises(Damaged):
        read([0], [], [["list"]], bytes(8))


def test_a_document_that_makes_no_sense_is_damaged() -> None:
    text = r"^The snapshot is damaged: its content makes no sense \(KeyError\)\.$"
    with mock_personalize(), pytest.raises(ValueError, match=text):
        restore(packed(b"{}", b"", {}))


@pytest.fixture(scope="module")
def document() -> tuple[bytes, bytes]:
    """A world: trained, served, filtered, watched; one campaign is on its way."""
    with mock_personalize(config={"personalize": {"min_interactions": 1, "min_users": 0}}):
        aws = Aws()
        campaign = testing.deploy_campaign("aws-user-personalization", WATCHED, filters={"seen": UNSEEN})
        aws.events.put_events(trackingId=campaign.tracking_id, sessionId="visit", userId="u1", eventList=[EVENT])
        testing.set_transition("campaign", "manual")
        aws.personalize.create_campaign(name="next", solutionVersionArn=campaign.solution_version_arn)
        return unpacked(snapshot())


WATCHED = [(f"u{n % 5}", f"i{n % 7}", 1_700_000_000 + n) for n in range(40)]
UNSEEN = 'EXCLUDE ItemID WHERE Interactions.EVENT_TYPE IN ("Watch")'
EVENT = {"eventType": "Watch", "itemId": "i3", "sentAt": 1_800_000_000}
LISTS = ("DatasetGroups", "Schemas", "Datasets", "Solutions", "SolutionVersions", "Campaigns", "Filters")
JSON = st.none() | st.booleans() | st.integers(-2, 12) | st.text(max_size=3) | st.lists(st.integers(-1, 9), max_size=2)


def test_a_world_answers_before_anything_in_it_is_changed(document: tuple[bytes, bytes]) -> None:
    with mock_personalize():
        restore(packed(*document, {}))
        assert walked() == 7 + 10 + 2


@settings(max_examples=50, deadline=None, derandomize=True)
@given(data=st.data())
def test_whatever_of_another_type_somebody_writes_there_is_refused_or_does_no_harm(
    document: tuple[bytes, bytes], data: Any
) -> None:
    changed = json.loads(document[0])
    node = data.draw(st.sampled_from(changed["nodes"]))
    place, given = data.draw(st.integers(0, len(node) - 1)), data.draw(JSON)
    assume(type(node[place]) is not type(given))
    node[place] = given
    with mock_personalize():
        Aws().personalize.create_dataset_group(name="before")
        text = refusal(packed(json.dumps(changed).encode(), document[1], {}))
        if text is None:
            assert walked() > 0
            testing.advance()
        else:
            assert text.startswith("The s")
            groups = Aws().personalize.list_dataset_groups()["datasetGroups"]
            assert [group["name"] for group in groups] == ["before"]


def walked() -> int:
    """Ask everything of a world; how many answers there were. What is no error of the API raises."""
    aws = Aws()
    asked: list[Callable[[], Any]] = [getattr(aws.personalize, f"list_{xform_name(kind)}") for kind in LISTS]
    asked += [partial(described, aws, resource.arn) for resource in backend().store.every()]
    for campaign in backend().store.where(Campaign, status="ACTIVE"):
        for more in ({}, {"filterArn": backend().arn("filter/bench-1-seen")}):
            asked.append(partial(aws.runtime.get_recommendations, campaignArn=campaign.arn, userId="u1", **more))
    return sum(answers(ask) for ask in asked)


def answers(ask: Callable[[], Any]) -> bool:
    try:
        ask()
    except ClientError:
        return False
    return True


def refusal(data: bytes) -> str | None:
    try:
        restore(data)
    except ValueError as error:
        return str(error)
    return None


# --- the classes ----------------------------------------------------------------------------------------------------


def test_every_noun_can_be_written() -> None:
    assert {
        noun for noun in Resource.__subclasses__() if noun.__module__.startswith("moto_")
    } <= Kinds().of_class.keys()


def test_no_two_classes_have_one_name() -> None:
    names = [kind.name for kind in ours()]
    assert [name for name in names if names.count(name) > 1] == []
    assert Kinds().named["personalize.service.Campaign"].cls is Campaign


def test_what_is_left_out_has_a_default_and_what_has_none_is_kept() -> None:
    wrong = [
        (kind.name, field.name)
        for kind in Kinds().of_class.values()
        for field in dataclasses.fields(kind.cls)
        if is_cache(field) and field.name not in kind.defaults
    ]
    assert wrong == []


def test_only_what_begins_with_an_underscore_or_makes_a_plan_is_work() -> None:
    marked = {name for name in dir(PersonalizeBackend) if hasattr(getattr(PersonalizeBackend, name), WORK)}
    assert {name for name in marked if not name.startswith("_")} == {"plan_training"}
