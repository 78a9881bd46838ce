"""The recipe engine: algorithms on plain arrays, without AWS.

>>> data = Snapshot.build(users=["ann"], user=[0], items=["tea", "milk"], item=[1], timestamp=[1])
>>> model = make(find("aws-popularity-count"), {}).fit(data)
>>> data.items[model.scores(Query()).top(1)].tolist()
['milk']
"""

from .arrays import frozen
from .catalogue import CATALOGUE
from .conformance import ConformanceError, check_recipe
from .data import Categories, Feature, Quantities, Snapshot
from .entry import CatalogueEntry, Hyperparameter
from .evaluation import evaluate
from .protocol import Explores, FollowsTrends, Increments, Influenced, Measures, Model, Query, Recipe, Segments
from .registry import entries, find, make, register, unregister
from .scores import Prior, Scores
from .themes import Themes

__all__ = [
    "CATALOGUE",
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
    "Quantities",
    "Query",
    "Recipe",
    "Scores",
    "Segments",
    "Snapshot",
    "Themes",
    "check_recipe",
    "entries",
    "evaluate",
    "find",
    "frozen",
    "make",
    "register",
    "unregister",
]
