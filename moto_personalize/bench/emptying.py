"""An empty mock, as at its start."""

from __future__ import annotations


def reset() -> None:
    """Empty every service of the mock; transitions and settings too, but for those of the environment."""
    from moto.core.base_backend import BackendDict
    from moto.moto_api import state_manager

    from .. import config
    from ..personalize.models import PersonalizeBackend  # noqa: F401 - it defines every noun
    from ..personalize.service.store import Resource

    BackendDict.reset()
    config.user_config().pop(config.CONFIG_KEY, None)
    ours = [f"personalize::{noun.resource_type}" for noun in Resource.__subclasses__()]
    for model_name in (*state_manager.get_registered_models(), *ours):
        state_manager.unset_transition(model_name)
