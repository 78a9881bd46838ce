"""How resources of a type move: what moto's state manager says under ``personalize::<resource_type>``.

* ``immediate`` (default): at the end before the call that began the change answers;
* ``manual``, ``times`` n: the n-th Describe shows the next status, as everywhere in moto;
* ``time``, ``seconds`` s: a status lasts s seconds by the clock that freezegun and time-machine move;
* ``realistic``: a status lasts about as long as on AWS, by the same clock (`durations`);
* ``frozen``: nothing moves but by `advance`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from moto.moto_api import state_manager

KINDS = ("immediate", "manual", "time", "realistic", "frozen")


@dataclass(frozen=True)
class Progression:
    """How a resource moves: one of KINDS, with what "manual" and "time" count."""

    kind: str
    times: int = 1
    seconds: float = 0


def transition_name(resource_type: str) -> str:
    """The name that moto's state manager has for a type."""
    return f"personalize::{resource_type}"


def progression(resource_type: str) -> Progression:
    """What the state manager says of a type. ValueError when it makes no sense."""
    name = transition_name(resource_type)
    return read(name, state_manager.get_transition(name))


def read(name: str, rule: Mapping[str, Any]) -> Progression:
    """A transition as moto writes it. ValueError when it makes no sense."""
    kind: Any = rule.get("progression")
    times: Any = rule.get("times", 1)
    seconds: Any = rule.get("seconds")
    if kind not in KINDS:
        choices = f"{', '.join(KINDS[:-1])} or {KINDS[-1]}"
        raise ValueError(f"The progression of the transition {name} is {kind}, not {choices}.")
    if kind == "manual" and (type(times) is not int or times < 1):
        raise ValueError(f"times of the transition {name} is {times!r}, not a whole number of at least 1.")
    if kind == "time" and (type(seconds) not in (int, float) or not 0 <= seconds <= sys.float_info.max):
        raise ValueError(f"seconds of the transition {name} is {seconds!r}, not a number of at least 0.")
    return Progression(kind, times, seconds or 0)
