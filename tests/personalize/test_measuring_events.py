"""The arithmetic of metric attributions, beside counting one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from moto_personalize.datasets.table import numbers, text_from
from moto_personalize.personalize.service.measuring import WINDOW, Events, Expression

ids = st.sampled_from(["a", "b", "c"])
values = st.one_of(st.none(), st.integers(-1000, 1000).map(float))
event_rows = st.lists(st.tuples(ids, ids, st.integers(-5000, 5000), values), max_size=30)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(event_rows)
def test_measured_is_what_counting_one_by_one_gives(rows: list[tuple[str, str, int, float | None]]) -> None:
    values = np.array([value or 0.0 for *_, value in rows], np.float64)
    null = np.array([value is None for *_, value in rows], np.bool_)
    types, sources = (text_from([row[place].upper() for row in rows]) for place in (0, 1))
    times = np.array([row[2] for row in rows], np.int64)
    events = Events(types, sources, sources, times, {"V": numbers(values, null)})
    found = events.measured(Expression.parse("SUM(Interactions.V)"), "a", None, events.of_sources(["A", "B"]))
    by_hand: dict[tuple[int, str], list[float]] = {}
    for event_type, source, time, value in rows:
        if event_type == "a" and source != "c" and value is not None:
            by_hand.setdefault((time // WINDOW * WINDOW, source.upper()), []).append(value)
    assert {(one.window, one.source): (one.count, one.total, one.least, one.most) for one in found} == {
        key: (len(given), sum(given), min(given), max(given)) for key, given in by_hand.items()
    }
    assert [(-one.window, one.source) for one in found] == sorted((-one.window, one.source) for one in found)
