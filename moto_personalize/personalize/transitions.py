"""The transitions that a test author set through the bench: they end with the mock, as moto's own do not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from moto.moto_api import state_manager

DEFAULT = {"progression": "immediate"}


class Transitions:
    """What was set in moto's state manager, and what was there before."""

    def __init__(self) -> None:
        self._ours: dict[str, dict[str, Any]] = {}
        self._before: dict[str, dict[str, Any]] = {}

    def set(self, name: str, rule: Mapping[str, Any]) -> None:
        """Set a transition until it is taken back."""
        before = state_manager.get_transition(name)
        if before is not self._ours.get(name):
            self._before[name] = before
        self._ours[name] = dict(rule)
        state_manager.set_transition(name, self._ours[name])

    def take_back(self) -> None:
        """Put back what was there, but for what somebody else has set since."""
        for name, rule in self._ours.items():
            if state_manager.get_transition(name) is rule:
                state_manager.unset_transition(name)
                if self._before[name] != DEFAULT:
                    state_manager.set_transition(name, self._before[name])
        self._ours, self._before = {}, {}
