"""The test author's bench in this process: `testing` gives it to tests, `control` to HTTP.

One module a thing. Each function takes and gives what JSON can say, but for dataclasses that it gives.
"""

from .clock import advance, advance_to, set_transition, set_transitions
from .deploying import Deployment, deploy_campaign, deploy_recommender
from .emptying import reset
from .explaining import explain_filter
from .failing import fail_next
from .faults import clear_faults, inject_fault, pending_faults
from .records import clear_recorded, recorded_calls, recorded_events
from .snapshots import restore, snapshot
from .strictness import reset_settings, set_settings, settings
from .stubs import clear_stubs, stub_actions, stub_ranking, stub_recommendations

__all__ = [
    "Deployment",
    "advance",
    "advance_to",
    "clear_faults",
    "clear_recorded",
    "clear_stubs",
    "deploy_campaign",
    "deploy_recommender",
    "explain_filter",
    "fail_next",
    "inject_fault",
    "pending_faults",
    "recorded_calls",
    "recorded_events",
    "reset",
    "reset_settings",
    "restore",
    "set_settings",
    "set_transition",
    "set_transitions",
    "settings",
    "snapshot",
    "stub_actions",
    "stub_ranking",
    "stub_recommendations",
]
