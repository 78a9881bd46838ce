"""The test author's bench in this process: `testing` gives it to tests, `control` to HTTP.

One module a thing. Each function takes and gives what JSON can say, but for dataclasses that it gives.
"""

from .clock import advance, advance_to, set_transition, set_transitions
from .emptying import reset
from .explaining import explain_filter
from .records import recorded_calls

__all__ = [
    "advance",
    "advance_to",
    "explain_filter",
    "recorded_calls",
    "reset",
    "set_transition",
    "set_transitions",
]
