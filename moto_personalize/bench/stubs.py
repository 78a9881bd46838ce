"""Answers declared by hand, in place of a model's or where there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .answers import ACTIONS, RANKING, RECOMMENDATIONS, Kind, answer_of, check_id
from .backends import backend_of
from .servers import check_arn, check_known

if TYPE_CHECKING:
    from ..personalize.declared import Declared


def stub_recommendations(
    arn: str,
    item_ids: Sequence[str | Mapping[str, Any]],
    user_id: str | None = None,
    item_id: str | None = None,
    model: bool = True,
) -> None:
    """Answer GetRecommendations of a campaign or recommender for a user, an item, both, or any. ValueError."""
    _stub(RECOMMENDATIONS, arn, item_ids, user_id, item_id, model)


def stub_ranking(
    arn: str, item_ids: Sequence[str | Mapping[str, Any]], user_id: str | None = None, model: bool = True
) -> None:
    """Answer GetPersonalizedRanking of a campaign for a user, or any. ValueError."""
    _stub(RANKING, arn, item_ids, user_id, None, model)


def stub_actions(
    arn: str, action_ids: Sequence[str | Mapping[str, Any]], user_id: str | None = None, model: bool = True
) -> None:
    """Answer GetActionRecommendations of a campaign for a user, or any. ValueError."""
    _stub(ACTIONS, arn, action_ids, user_id, None, model)


def clear_stubs(arn: str | None = None) -> None:
    """Take back what is declared for an ARN, or everything. ValueError: nothing is declared for it."""
    from ..personalize import script

    answers = script.current().answers
    known = answers.arns
    if arn is not None and arn not in known:
        raise ValueError(f"Nothing is declared for {arn}. Declared: {', '.join(known) or 'nothing'}.")
    for each in known if arn is None else [arn]:
        answers.take_back(each)


def _stub(
    kind: Kind,
    arn: str,
    given: Sequence[str | Mapping[str, Any]],
    user_id: str | None,
    item_id: str | None,
    model: bool,
) -> None:
    from ..personalize import script

    answer = answer_of(kind, given, model)
    answers = script.current().answers
    check_arn(kind, arn, model)
    check_id(kind, "user_id", user_id)
    check_id(kind, "item_id", item_id)
    if not model:
        _check_one_operation(kind, arn, answers.of(arn).values())
        answers.declare(arn, (user_id, item_id), answer)
        return
    backend = backend_of(arn)
    with backend.lock:  # so that nothing is declared for what is being deleted meanwhile
        backend.settle()
        check_known(kind, backend, arn, answer, item_id)
        _check_one_operation(kind, arn, answers.of(arn).values())
        answers.declare(arn, (user_id, item_id), answer)


def _check_one_operation(kind: Kind, arn: str, declared: Iterable[Declared]) -> None:
    """A campaign answers one operation."""
    for answer in declared:
        if answer.operation != kind.operation:
            raise ValueError(
                f"{arn} has answers to {answer.operation} declared, so it does not answer {kind.operation}; "
                "clear_stubs takes them back."
            )
