"""What of the bench the control route offers: one row a function, by which `testing` calls it, too."""

from __future__ import annotations

from ..bench import (
    clock,
    deploying,
    emptying,
    explaining,
    failing,
    faults,
    records,
    snapshots,
    strictness,
    stubs,
)
from ..personalize.calls import EVERY
from ..personalize.service.durations import MINUTES
from ..personalize.service.progression import KINDS
from .routes import Route

TYPES = tuple(MINUTES)

ROUTES = (
    Route(strictness.settings, "GET"),
    Route(strictness.set_settings, "PUT", at="settings"),
    Route(strictness.reset_settings, "DELETE", at="settings"),
    Route(clock.advance),
    Route(clock.advance_to, key="status"),
    Route(deploying.deploy_campaign),
    Route(deploying.deploy_recommender),
    Route(explaining.explain_filter),
    Route(emptying.reset),
    Route(snapshots.restore),
    Route(snapshots.snapshot, "GET"),
    Route(clock.set_transition, choices={"resource_type": (EVERY, *TYPES), "progression": KINDS}),
    Route(clock.set_transitions),
    Route(faults.inject_fault),
    Route(faults.pending_faults, key="faults"),
    Route(faults.clear_faults),
    Route(failing.fail_next, choices={"resource_type": TYPES}),
    Route(stubs.stub_recommendations),
    Route(stubs.stub_ranking),
    Route(stubs.stub_actions),
    Route(stubs.clear_stubs),
    Route(records.recorded_calls, key="calls"),
    Route(records.recorded_events, key="events"),
    Route(records.clear_recorded),
)
NAMED = {route.name: route for route in ROUTES}
