"""An empty mock, as at its start."""

from __future__ import annotations


def reset() -> None:
    """Empty every service of the mock; transitions and settings too, but for those of the environment."""
    from moto.core.base_backend import BackendDict
    from moto.moto_api import state_manager

    from .. import config
    from ..personalize.service.durations import MINUTES
    from ..personalize.service.progression import transition_name

    BackendDict.reset()
    config.user_config().pop(config.CONFIG_KEY, None)
    for model_name in (*state_manager.get_registered_models(), *map(transition_name, MINUTES)):
        state_manager.unset_transition(model_name)
