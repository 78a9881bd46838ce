"""From scores to the items of an answer: candidates, promoted items, what fills the list up, and shown scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

    from ...recipes import Scores
    from ..learning.item_deployment import ItemDeployment

CANDIDATES = 500
"""So many items have a score under User-Personalization-v2: as many as a request may ask for."""

Reasons = Mapping[int, list[str]]


@dataclass(frozen=True)
class Promotion:
    """count: how many items of the list are to be promoted; allowed: (items,) bool, which may be."""

    name: str
    count: int
    allowed: np.ndarray[Any, Any]


@dataclass(frozen=True)
class Chosen:
    """The items of an answer, best first.

    codes: (n,); shares: (m,) the scores of the first m as they are shown, None where the recipe shows none; the n - m
    others are popular items that fill the list up. promoted: the codes of promoted items. reasons: by code.
    """

    codes: np.ndarray[Any, Any]
    shares: np.ndarray[Any, Any] | None
    promoted: frozenset[int] = frozenset()
    reasons: Reasons = field(default_factory=dict)


def choose(
    scores: Scores,
    score_kind: str,
    count: int,
    allowed: np.ndarray[Any, Any] | None = None,
    promotion: Promotion | None = None,
) -> Chosen:
    """The best `count` of the items that are allowed, (items,) bool, with the promoted items in their places.

    Scores are a softmax over what may be served, by score_kind: "catalogue", "candidates", else none are shown.
    """
    if score_kind == "candidates":
        return _of_candidates(scores, scores.top(CANDIDATES), count, allowed, promotion)
    best = scores.top(count, allowed)
    promoted, codes = _with_promoted(scores, best, count, promotion)
    if score_kind != "catalogue":
        return Chosen(codes, None, promoted)
    if allowed is not None and promoted:
        allowed = allowed.copy()
        allowed[list(promoted)] = True
    return Chosen(codes, scores.shares(codes, allowed), promoted)


def choose_all(
    scores: Sequence[Scores], score_kind: str, count: int, allowed: Sequence[np.ndarray[Any, Any] | None]
) -> list[Chosen]:
    """What `choose` gives for each scores of one model, worked out together."""
    from ...recipes import all_shares, tops

    if score_kind == "candidates":
        pools = tops(scores, CANDIDATES, [None] * len(scores))
        each = zip(scores, pools, allowed, strict=True)
        return [_of_candidates(one, pool, count, mask) for one, pool, mask in each]
    best = tops(scores, count, allowed)
    if score_kind != "catalogue":
        return [Chosen(codes, None) for codes in best]
    if all(mask is None for mask in allowed):
        shares = all_shares(scores, best)
    else:
        shares = [one.shares(codes, mask) for one, codes, mask in zip(scores, best, allowed, strict=True)]
    return [Chosen(codes, shown) for codes, shown in zip(best, shares, strict=True)]


def rank(deployment: ItemDeployment, scores: Scores, wanted: Sequence[str]) -> tuple[Chosen, list[str]]:
    """Items in the order of their scores, with shares among themselves; and those that the model does not know.

    What went with removed users is known no more.
    """
    import numpy as np

    found = np.array([deployment.codes.get(item, -1) for item in wanted], np.int64)
    if len(deployment.gone):
        found[np.isin(found, deployment.gone)] = -1
    codes = found[found >= 0]
    codes = codes[np.lexsort((codes, -scores.at(codes)))]
    shares = scores.shares_within(codes) if deployment.recipe.score_kind == "list" else None
    return Chosen(codes, shares), [wanted[place] for place in np.flatnonzero(found < 0).tolist()]


def _of_candidates(
    scores: Scores,
    pool: np.ndarray[Any, Any],
    count: int,
    allowed: np.ndarray[Any, Any] | None,
    promotion: Promotion | None = None,
) -> Chosen:
    """A filter takes from the candidates; popular items that pass it fill the list up, without a score."""
    import numpy as np

    if allowed is not None:
        pool = pool[allowed[pool]]
    promoted, codes = _with_promoted(scores, pool, count, promotion)
    pool = np.union1d(pool, codes) if promoted else np.sort(pool)
    shares = scores.shares_within(pool)[np.searchsorted(pool, codes)]
    fill = _popular(scores, count - len(codes), allowed, pool)
    return Chosen(np.concatenate([codes, fill]), shares, promoted, _reasons(scores, codes, promoted, fill))


def _with_promoted(
    scores: Scores, best: np.ndarray[Any, Any], count: int, promotion: Promotion | None
) -> tuple[frozenset[int], np.ndarray[Any, Any]]:
    """The promoted items, and the list with them among the best others, by score as seen of AWS."""
    import numpy as np

    if promotion is None:
        return frozenset(), best[:count]
    promoted = scores.top(promotion.count, promotion.allowed)
    others = best[~np.isin(best, promoted)][: count - len(promoted)]
    codes = np.concatenate([promoted, others])
    return frozenset(promoted.tolist()), codes[np.lexsort((codes, -scores.at(codes)))]


def _popular(
    scores: Scores, missing: int, allowed: np.ndarray[Any, Any] | None, without: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    import numpy as np

    if missing <= 0:
        return without[:0]
    popular = type(scores).of(scores.prior).top(missing + len(without), allowed)
    return popular[~np.isin(popular, without)][:missing]


def _reasons(
    scores: Scores, codes: np.ndarray[Any, Any], promoted: frozenset[int], fill: np.ndarray[Any, Any]
) -> Reasons:
    """https://docs.aws.amazon.com/personalize/latest/dg/recommendation-reasons.html"""
    reasons = {code: ["Popular item"] for code in fill.tolist()}
    if promoted or len(scores.explored):
        explored = set(scores.explored.tolist())
        for code in codes.tolist():
            given = [
                *(["Promoted item"] if code in promoted else []),
                *(["Exploration"] if code in explored else []),
            ]
            if given:
                reasons[code] = given
    return reasons
