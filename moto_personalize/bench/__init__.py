"""The test author's bench in this process: `testing` gives it to tests, `control` to HTTP.

One module a thing. Each function takes and gives what JSON can say, but for dataclasses that it gives.
"""

from .clock import advance, advance_to, set_transition, set_transitions
from .emptying import reset
from .explaining import explain_filter
from .records import recorded_calls
from .strictness import reset_settings, set_settings, settings

__all__ = [
    "advance",
    "advance_to",
    "explain_filter",
    "recorded_calls",
    "reset",
    "reset_settings",
    "set_settings",
    "set_transition",
    "set_transitions",
    "settings",
]
