"""`@pytest.mark.personalize(min_interactions=1, transitions={"campaign": "manual"})`: a test's settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from .. import config, testing
from ..bench import clock
from ..config import Config
from ..control import remote
from ..personalize.calls import EVERY

TRANSITIONS = "transitions"


@dataclass(frozen=True)
class Marked:
    """What the marks of a test say. `transitions`: as `testing.set_transitions` takes them."""

    settings: Mapping[str, Any] = field(default_factory=dict)
    transitions: Mapping[str, Any] = field(default_factory=dict)

    @property
    def config(self) -> Config:
        """The settings, for `mock_personalize`."""
        return cast("Config", {config.CONFIG_KEY: dict(self.settings)})

    def move(self, endpoint_url: str | None = None) -> None:
        """Set the transitions of the running mock, or of a server. ValueError."""
        if self.transitions:
            testing.set_transitions(self.transitions, endpoint_url=endpoint_url)

    def set_up(self, endpoint_url: str) -> None:
        """Bring an empty server to what the marks say. ValueError."""
        if self.settings:
            remote.call(endpoint_url, "PUT", "settings", self.settings)
        self.move(endpoint_url)


def read(marks: Iterable[tuple[tuple[Any, ...], Mapping[str, Any]]]) -> Marked:
    """Arguments of marks, closest to the test first. ValueError.

    The closest wins, name by name; its "*" wins over every type of a farther one.
    """
    settings: dict[str, Any] = {}
    transitions: dict[str, Any] = {}
    for positional, named in reversed(list(marks)):
        if positional:
            choices = config.choices(besides=[TRANSITIONS])
            raise ValueError(f"It takes settings by name, not {', '.join(map(repr, positional))}. {choices}")
        ours = dict(named)
        closer = _by_type(ours.pop(TRANSITIONS, {}))
        transitions = dict(closer) if EVERY in closer else {**transitions, **closer}
        settings.update(ours)
    return Marked(config.checked(settings, besides=[TRANSITIONS]), transitions)


def _by_type(transitions: Any) -> Mapping[str, Any]:
    if isinstance(transitions, (str, Mapping)):
        return clock.by_type(transitions)
    raise ValueError(f"{TRANSITIONS} are a progression, or progressions by type of resource, not {transitions!r}.")
