"""The recipe engine: algorithms on plain arrays, without AWS.

>>> data = Snapshot.build(users=["ann"], user=[0], items=["tea", "milk"], item=[1], timestamp=[1])
>>> model = make(find("aws-popularity-count"), {}).fit(data)
>>> data.items[model.scores(Query()).top(1)].tolist()
['milk']
"""

from .action_metrics import evaluate_actions
from .actions import (
    MOST_ACTIONS,
    NOT_TAKEN,
    TAKEN,
    VIEWED,
    ActionModel,
    ActionQuery,
    ActionRecipe,
    ActionSnapshot,
    Propensities,
)
from .arrays import frozen
from .catalogue import CATALOGUE
from .conformance import ConformanceError, check_recipe
from .data import Categories, Feature, Quantities, Snapshot
from .entry import CatalogueEntry, Hyperparameter
from .evaluation import evaluate
from .protocol import (
    AnswersMany,
    Explores,
    FollowsTrends,
    Increments,
    Influenced,
    Measures,
    Model,
    Query,
    Recipe,
    Segments,
)
from .registry import entries, find, make, make_for_actions, register, settings_of, unregister
from .scores import Prior, Scores, all_shares, tops
from .segments import having_value
from .themes import Themes

__all__ = [
    "CATALOGUE",
    "MOST_ACTIONS",
    "NOT_TAKEN",
    "TAKEN",
    "VIEWED",
    "ActionModel",
    "ActionQuery",
    "ActionRecipe",
    "ActionSnapshot",
    "AnswersMany",
    "CatalogueEntry",
    "Categories",
    "ConformanceError",
    "Explores",
    "Feature",
    "FollowsTrends",
    "Hyperparameter",
    "Increments",
    "Influenced",
    "Measures",
    "Model",
    "Prior",
    "Propensities",
    "Quantities",
    "Query",
    "Recipe",
    "Scores",
    "Segments",
    "Snapshot",
    "Themes",
    "all_shares",
    "check_recipe",
    "entries",
    "evaluate",
    "evaluate_actions",
    "find",
    "frozen",
    "having_value",
    "make",
    "make_for_actions",
    "register",
    "settings_of",
    "tops",
    "unregister",
]
