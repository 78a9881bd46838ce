"""The predefined recipes, one row each (see "Choosing a recipe" in the Personalize guide).

Dates of creation are those that the service has been seen to answer with.
"""

from __future__ import annotations

from .entry import CatalogueEntry, Group, Hyperparameter
from .factors import DeepFM
from .lookup import Ffnn
from .next_best_action import NextBestAction
from .popularity import EventCount, PopularityCount
from .related import AlsoTouched, BoughtTogether, SimilarItems, Sims
from .segments import ItemAffinity, ItemAttributeAffinity
from .semantic import SemanticSimilarity
from .sequences import (
    Hrnn,
    HrnnColdstart,
    HrnnMetadata,
    PersonalizedRanking,
    PersonalizedRankingV2,
    UserPersonalization,
    UserPersonalizationV2,
)
from .trending import TrendingNow

_FEATURES: Group = "featureTransformation"


def _integer(
    name: str,
    default: int,
    minimum: int,
    maximum: int | None,
    group: Group = "algorithm",
    tunable: bool = False,
    only_by_tuning: bool = False,
) -> Hyperparameter:
    return Hyperparameter(
        name, group, "integer", default, minimum, maximum, tunable=tunable, only_by_tuning=only_by_tuning
    )


def _number(
    name: str,
    default: float,
    minimum: float,
    maximum: float | None,
    group: Group = "algorithm",
    tunable: bool = False,
) -> Hyperparameter:
    return Hyperparameter(name, group, "continuous", default, minimum, maximum, tunable=tunable)


def _switch(name: str, default: bool, tunable: bool = False) -> Hyperparameter:
    return Hyperparameter(name, "algorithm", "boolean", default, tunable=tunable)


def _choice(name: str, default: str, values: tuple[str, ...], group: Group) -> Hyperparameter:
    return Hyperparameter(name, group, "categorical", default, values=values)


def _history_lengths(least: float, most: float) -> tuple[Hyperparameter, ...]:
    return (
        _number("min_user_history_length_percentile", least, 0, 1, group=_FEATURES),
        _number("max_user_history_length_percentile", most, 0, 1, group=_FEATURES),
    )


def _sequences(hidden_dimension: int) -> tuple[Hyperparameter, ...]:
    return (
        _integer("hidden_dimension", hidden_dimension, 32, 256, tunable=True),
        _integer("bptt", 32, 2, 32, tunable=True),
        _switch("recency_mask", True, tunable=True),
        *_history_lengths(0.0, 0.99),
    )


CATALOGUE: tuple[CatalogueEntry, ...] = (
    CatalogueEntry(
        "aws-user-personalization-v2",
        recipe_type="USER_PERSONALIZATION",
        recipe=UserPersonalizationV2,
        algorithm="aws-user-personalization-v2",
        description=(
            "Transformer model over each user's interaction sequence that returns a ranked item list "
            "for one user; scales to millions of items and tunes its own exploration."
        ),
        created="2024-01-01",
        needs_user=True,
        hyperparameters=(_switch("apply_recency_bias", True),),
        score_kind="candidates",
        real_time=True,
        uses_items=True,
        uses_users=True,
        uses_context=True,
        weighs_events=True,
        gives_metadata=True,
        updates_itself=True,
    ),
    CatalogueEntry(
        "aws-user-personalization",
        recipe_type="USER_PERSONALIZATION",
        recipe=UserPersonalization,
        algorithm="aws-user-personalization",
        feature_transformation="JSON-percentile-filtering",
        description=(
            "Recurrent model with bandit-style exploration that returns items a user is likely to "
            "interact with next; successor of the three HRNN recipes."
        ),
        created="2019-06-10",
        needs_user=True,
        hyperparameters=_sequences(149),
        score_kind="catalogue",
        real_time=True,
        explores=True,
        uses_items=True,
        uses_users=True,
        uses_context=True,
        looks_for_rewards=True,
        updates_itself=True,
        takes_updates=True,
    ),
    CatalogueEntry(
        "aws-trending-now",
        recipe_type="POPULAR_ITEMS",
        recipe=TrendingNow,
        algorithm="aws-trending-now-custom",
        description=(
            "Ranks items by how fast their interaction count grew between consecutive time buckets; "
            "the same list for everybody."
        ),
        created="2022-10-01",
        hyperparameters=(
            _choice(
                "trend_discovery_frequency",
                "2 hours",
                ("30 minutes", "1 hour", "2 hours", "3 hours", "1 day"),
                group=_FEATURES,
            ),
        ),
        updates_itself=True,
    ),
    CatalogueEntry(
        "aws-popularity-count",
        recipe_type="USER_PERSONALIZATION",
        recipe=PopularityCount,
        algorithm="aws-popularity-count",
        feature_transformation="sims",
        description=(
            "Orders items by number of distinct users who interacted with them; identical for every "
            "user and meant as an offline-metrics baseline."
        ),
        created="2019-06-10",
    ),
    CatalogueEntry(
        "aws-personalized-ranking-v2",
        recipe_type="PERSONALIZED_RANKING",
        recipe=PersonalizedRankingV2,
        algorithm="aws-personalized-ranking-v2",
        description="Transformer that re-orders a caller-supplied item list for one user.",
        created="2024-01-01",
        needs_user=True,
        hyperparameters=(_switch("apply_recency_bias", True),),
        score_kind="list",
        real_time=True,
        uses_items=True,
        uses_users=True,
        uses_context=True,
        weighs_events=True,
        gives_metadata=True,
    ),
    CatalogueEntry(
        "aws-personalized-ranking",
        recipe_type="PERSONALIZED_RANKING",
        recipe=PersonalizedRanking,
        algorithm="aws-personalized-ranking",
        feature_transformation="JSON-percentile-filtering",
        description="Recurrent model that re-orders a caller-supplied item list for one user.",
        created="2019-06-10",
        needs_user=True,
        hyperparameters=_sequences(149),
        score_kind="list",
        real_time=True,
        uses_items=True,
        uses_users=True,
        uses_context=True,
        looks_for_rewards=True,
    ),
    CatalogueEntry(
        "aws-semantic-similarity",
        recipe_type="RELATED_ITEMS",
        recipe=SemanticSimilarity,
        algorithm="aws-semantic-similarity",
        feature_transformation="aws-semantic-similarity",
        description=(
            "Finds items whose title and description mean something close to those of a given item, "
            "optionally nudged by popularity and freshness."
        ),
        created="2025-11-30",
        uses_items=True,
        uses_texts=True,
        gives_metadata=True,
        promotes=False,
        needs_interactions=False,
        influenced=True,
        increments=True,
    ),
    CatalogueEntry(
        "aws-similar-items",
        recipe_type="RELATED_ITEMS",
        recipe=SimilarItems,
        algorithm="aws-similar-items",
        description=(
            "Returns items close to a given item by blending co-occurrence in user histories with item metadata."
        ),
        created="2019-06-10",
        hyperparameters=(
            _number("popularity_discount_factor", 0.0, 0, 1),
            _integer("item_id_hidden_dim", 100, 30, 200, tunable=True, only_by_tuning=True),
            _integer("item_metadata_hidden_dim", 100, 30, 200, tunable=True, only_by_tuning=True),
        ),
        uses_items=True,
        uses_texts=True,
    ),
    CatalogueEntry(
        "aws-sims",
        recipe_type="RELATED_ITEMS",
        recipe=Sims,
        algorithm="aws-sims",
        feature_transformation="sims",
        description=(
            "Item-to-item collaborative filtering: items that the same users touched, with a knob against popularity."
        ),
        created="2019-06-10",
        hyperparameters=(
            _number("popularity_discount_factor", 0.5, 0, 1, tunable=True),
            _integer("min_cointeraction_count", 3, 0, 10, tunable=True),
            *_history_lengths(0.005, 0.995),
            _number("min_item_interaction_count_percentile", 0.01, 0, 1, group=_FEATURES),
            _number("max_item_interaction_count_percentile", 0.9, 0, 1, group=_FEATURES),
        ),
    ),
    CatalogueEntry(
        "aws-next-best-action",
        recipe_type="PERSONALIZED_ACTIONS",
        recipe=None,
        action_recipe=NextBestAction,
        algorithm="aws-next-best-action",
        description=(
            "Predicts which actions (enrol, download, apply ...) a user will most likely take within "
            "a chosen window, with propensity scores."
        ),
        created="2023-08-11",
        needs_user=True,
        hyperparameters=(_integer("action_optimization_period", 14, 7, 28, group=_FEATURES),),
        real_time=True,
        explores=True,
        uses_items=True,
        uses_users=True,
        updates_itself=True,
    ),
    CatalogueEntry(
        "aws-item-affinity",
        recipe_type="USER_SEGMENTATION",
        recipe=ItemAffinity,
        algorithm="aws-item-affinity",
        feature_transformation="item-affinity",
        description="For each listed item, a ranked segment of the users most likely to interact with it.",
        created="2021-07-15",
        hyperparameters=(_integer("hidden_dimension", 149, 32, 256),),
        uses_items=True,
    ),
    CatalogueEntry(
        "aws-item-attribute-affinity",
        recipe_type="USER_SEGMENTATION",
        recipe=ItemAttributeAffinity,
        algorithm="aws-item-attribute-affinity",
        feature_transformation="item-attribute-affinity",
        description=(
            "For each item-attribute expression, a ranked segment of the users most drawn to items "
            "with those attributes."
        ),
        created="2021-08-25",
        hyperparameters=(_integer("hidden_dimension", 149, 32, 256),),
        uses_items=True,
    ),
    CatalogueEntry(
        "aws-ecomm-popular-items-by-views",
        recipe_type="POPULAR_ITEMS",
        recipe=EventCount,
        algorithm=None,
        domain="ECOMMERCE",
        description="Items with the most View events.",
        created="2019-06-10",
        needs_user=True,
        event_type="View",
    ),
    CatalogueEntry(
        "aws-ecomm-popular-items-by-purchases",
        recipe_type="POPULAR_ITEMS",
        recipe=EventCount,
        algorithm=None,
        domain="ECOMMERCE",
        description="Items with the most Purchase events.",
        created="2019-06-10",
        needs_user=True,
        event_type="Purchase",
    ),
    CatalogueEntry(
        "aws-ecomm-frequently-bought-together",
        recipe_type="RELATED_ITEMS",
        recipe=BoughtTogether,
        algorithm=None,
        domain="ECOMMERCE",
        description="Items that share purchasers with a given item.",
        created="2019-06-10",
        event_type="Purchase",
    ),
    CatalogueEntry(
        "aws-ecomm-customers-who-viewed-x-also-viewed",
        recipe_type="RELATED_ITEMS",
        recipe=AlsoTouched,
        algorithm=None,
        domain="ECOMMERCE",
        description="Items co-viewed with a given item, minus what the user already bought.",
        created="2019-06-10",
        needs_user=True,
        event_type="View",
        drops="Purchase",
    ),
    CatalogueEntry(
        "aws-ecomm-recommended-for-you",
        recipe_type="USER_PERSONALIZATION",
        recipe=UserPersonalization,
        algorithm=None,
        domain="ECOMMERCE",
        description="Personal item list for a user with exploration, minus what the user already bought.",
        created="2019-06-10",
        needs_user=True,
        real_time=True,
        explores=True,
        uses_items=True,
        uses_users=True,
        uses_context=True,
        drops="Purchase",
        updates_itself=True,
    ),
    CatalogueEntry(
        "aws-vod-because-you-watched-x",
        recipe_type="RELATED_ITEMS",
        recipe=AlsoTouched,
        algorithm=None,
        domain="VIDEO_ON_DEMAND",
        description="Videos co-watched with a given video, minus what the user already watched.",
        created="2019-06-10",
        needs_user=True,
        event_type="Watch",
        drops="Watch",
    ),
    CatalogueEntry(
        "aws-vod-more-like-x",
        recipe_type="RELATED_ITEMS",
        recipe=SimilarItems,
        algorithm=None,
        domain="VIDEO_ON_DEMAND",
        description=(
            "Videos similar to a given video by co-watching and item metadata, minus what the user already watched."
        ),
        created="2019-06-10",
        needs_user=True,
        uses_items=True,
        uses_texts=True,
        drops="Watch",
        needs_items=True,
    ),
    CatalogueEntry(
        "aws-vod-most-popular",
        recipe_type="POPULAR_ITEMS",
        recipe=PopularityCount,
        algorithm=None,
        domain="VIDEO_ON_DEMAND",
        description="Videos watched by the most users.",
        created="2019-06-10",
        needs_user=True,
        event_type="Watch",
    ),
    CatalogueEntry(
        "aws-vod-trending-now",
        recipe_type="POPULAR_ITEMS",
        recipe=TrendingNow,
        algorithm=None,
        domain="VIDEO_ON_DEMAND",
        description="Videos gaining popularity fastest, re-evaluated every two hours.",
        created="2019-06-10",
        updates_itself=True,
    ),
    CatalogueEntry(
        "aws-vod-top-picks",
        recipe_type="USER_PERSONALIZATION",
        recipe=UserPersonalization,
        algorithm=None,
        domain="VIDEO_ON_DEMAND",
        description="Personal video list for a user with exploration, minus what the user already watched.",
        created="2019-06-10",
        needs_user=True,
        real_time=True,
        explores=True,
        uses_items=True,
        uses_users=True,
        uses_context=True,
        drops="Watch",
        updates_itself=True,
    ),
    CatalogueEntry(
        "aws-hrnn",
        recipe_type="USER_PERSONALIZATION",
        recipe=Hrnn,
        algorithm="aws-hrnn",
        feature_transformation="JSON-percentile-filtering",
        description="Hierarchical recurrent network over each user's ordered history; interactions only.",
        created="2019-06-10",
        needs_user=True,
        listed=False,
        hyperparameters=_sequences(43),
        score_kind="catalogue",
        real_time=True,
        promotes=False,
    ),
    CatalogueEntry(
        "aws-hrnn-metadata",
        recipe_type="USER_PERSONALIZATION",
        recipe=HrnnMetadata,
        algorithm="aws-hrnn-metadata",
        feature_transformation="featurize_metadata",
        description="HRNN plus features from contextual, user and item metadata.",
        created="2019-06-10",
        needs_user=True,
        listed=False,
        hyperparameters=_sequences(43),
        score_kind="catalogue",
        real_time=True,
        uses_items=True,
        uses_users=True,
        uses_context=True,
        promotes=False,
    ),
    CatalogueEntry(
        "aws-hrnn-coldstart",
        recipe_type="USER_PERSONALIZATION",
        recipe=HrnnColdstart,
        algorithm="aws-hrnn-coldstart",
        feature_transformation="featurize_coldstart",
        description="HRNN-Metadata with personalised exploration of recently added, rarely touched items.",
        created="2019-06-10",
        needs_user=True,
        listed=False,
        hyperparameters=(
            *_sequences(149),
            _integer("cold_start_max_interactions", 15, 1, None, group=_FEATURES),
            _number("cold_start_max_duration", 5.0, 0.0, None, group=_FEATURES),
            _choice("cold_start_relative_from", "latestItem", ("currentTime", "latestItem"), group=_FEATURES),
        ),
        score_kind="catalogue",
        real_time=True,
        uses_items=True,
        uses_users=True,
        uses_context=True,
        promotes=False,
        takes_updates=True,
        needs_items=True,
    ),
    CatalogueEntry(
        "aws-deepfm",
        recipe_type="USER_PERSONALIZATION",
        recipe=DeepFM,
        algorithm="aws-deepfm",
        feature_transformation="JSON-percentile-filtering",
        description="Factorisation machine with a deep autoencoder for next-period user-item interactions.",
        created="2018-11-26",
        needs_user=True,
        listed=False,
        hyperparameters=(
            _integer("nHiddenLayers", 2, 0, 5, tunable=True),
            _integer("embedding_size", 32, 4, 512, tunable=True),
            _number("dropout", 0.0, 0, 1, tunable=True),
            _integer("epochs", 3, 1, 32),
            _integer("mini_batch_size", 64, 2, 256),
        ),
    ),
    CatalogueEntry(
        "aws-ffnn",
        recipe_type="USER_PERSONALIZATION",
        recipe=Ffnn,
        algorithm="aws-ffnn",
        feature_transformation="general-interactions-recordIO-percentile-filtering",
        description="Feed-forward network with a nearest-neighbour lookup over past interactions.",
        created="2018-11-26",
        needs_user=True,
        listed=False,
        hyperparameters=(
            _integer("batch_size", 1000, 1, 1000, tunable=True),
            _integer("dsize", 10, 1, 128, tunable=True),
            _number("dropout", 0.2, 0, 1, tunable=True),
            _number("learning_rate", 0.01, 0, 1, tunable=True),
            _integer("max_hist_length", 500, 100, 5000),
            _integer("min_hist_length", 5, 1, 100),
        ),
    ),
)
