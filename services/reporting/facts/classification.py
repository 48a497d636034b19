"""Facts of classification under quota, and of the four-goods model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from contracts import classification, four_goods
from contracts.message import Event
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold

Answered = classification.ClassificationAppealAnswered | classification.ClassificationAppealAnswerWithdrawn
Classified = classification.ClassificationDecided | Answered


async def decided(rows: FactRows, event: Received, told: classification.ClassificationDecided) -> None:
    """The grade of each organisation, and the quota over its group."""
    _classified(rows, event, told)


async def answered(rows: FactRows, event: Received, told: classification.ClassificationAppealAnswered) -> None:
    """What the whole group is from now on takes the place of what was decided."""
    await _decided_anew(rows, event, told)


async def answer_withdrawn(
    rows: FactRows, event: Received, told: classification.ClassificationAppealAnswerWithdrawn
) -> None:
    """What the whole group is without the answer takes the place of what it was with it."""
    await _decided_anew(rows, event, told)


async def _decided_anew(rows: FactRows, event: Received, told: Answered) -> None:
    await _close(rows, event, told.decision_id)
    _classified(rows, event, told)


def _classified(rows: FactRows, event: Received, told: Classified) -> None:
    counts_as = {count.grade: count.counts_as for count in told.counts}
    of_all: dict[str, Any] = {"decision_id": told.decision_id, "day": told.as_of, "period": told.period}
    for number, unit in enumerate(told.units):
        grade = {"grade": unit.grade, "counts_as": counts_as[unit.grade]}
        rows.add("class_fact", event, number, unit_id=unit.unit_id, **of_all, **grade)
    rows.add(
        "quota_fact",
        event,
        unit_id=told.authority_id,
        **of_all,
        objects=told.objects,
        peer_group=told.group,
        rated=told.quota.rated,
        excellent=told.quota.excellent,
        base_count=told.quota.base_count,
        cap=told.quota.cap,
        largest=told.quota.largest,
        exceeded=told.quota.exceeded,
        policy=told.quota.policy_version,
        base=told.quota.base,
        cap_percent=int(told.quota.cap_percent * 100),
        scheme=told.scheme,
        grades=[count.grade for count in told.counts],
        counts_as=[count.counts_as for count in told.counts],
        counts=[count.count for count in told.counts],
    )


async def withdrawn(rows: FactRows, event: Received, told: classification.ClassificationWithdrawn) -> None:
    """The decision counts no more."""
    await _close(rows, event, told.decision_id)


async def month_rated(rows: FactRows, event: Received, told: four_goods.FourGoodsRated) -> None:
    """Whether the cell was a good cell of the month, by its own vote."""
    rows.add(
        "good_month_fact",
        event,
        rating_id=told.rating_id,
        meeting_id=told.meeting_id,
        unit_id=told.cell_id,
        day=told.held_on,
        good=told.good,
    )


async def month_withdrawn(rows: FactRows, event: Received, told: four_goods.FourGoodsRatingWithdrawn) -> None:
    """The month's result counts no more."""
    await rows.close("good_month_fact", event, rating_id=told.rating_id)


async def registered(rows: FactRows, event: Received, told: four_goods.FourGoodsRegistered) -> None:
    """A unit strives for the year's title."""
    rows.add("title_fact", event, title_id=told.title_id, unit_id=told.unit_id, day=told.as_of)


async def registration_withdrawn(
    rows: FactRows, event: Received, told: four_goods.FourGoodsRegistrationWithdrawn
) -> None:
    """It does not strive for it after all."""
    await rows.close("title_fact", event, title_id=told.title_id)


async def recognised(rows: FactRows, event: Received, told: four_goods.FourGoodsRecognised) -> None:
    """What the authority above decided on the title."""
    rows.add(
        "recognition_fact",
        event,
        title_id=told.title_id,
        unit_id=told.unit_id,
        day=told.as_of,
        recognised=told.recognised,
    )


async def recognition_withdrawn(
    rows: FactRows, event: Received, told: four_goods.FourGoodsRecognitionWithdrawn
) -> None:
    """What was decided on the title counts no more."""
    await rows.close("recognition_fact", event, title_id=told.title_id)


async def _close(rows: FactRows, event: Received, decision_id: UUID) -> None:
    for table in ("class_fact", "quota_fact"):
        await rows.close(table, event, decision_id=decision_id)


FOLDS: dict[type[Event], Fold] = {
    classification.ClassificationDecided: decided,
    classification.ClassificationAppealAnswered: answered,
    classification.ClassificationAppealAnswerWithdrawn: answer_withdrawn,
    classification.ClassificationWithdrawn: withdrawn,
    four_goods.FourGoodsRated: month_rated,
    four_goods.FourGoodsRatingWithdrawn: month_withdrawn,
    four_goods.FourGoodsRegistered: registered,
    four_goods.FourGoodsRegistrationWithdrawn: registration_withdrawn,
    four_goods.FourGoodsRecognised: recognised,
    four_goods.FourGoodsRecognitionWithdrawn: recognition_withdrawn,
}

WITHOUT_FACTS: Mapping[type[Event], str] = {
    classification.QuotaPolicyAdopted: "a rule: each decision tells the cap that it was held against",
    classification.QuotaPolicyWithdrawn: "nothing that was decided by it is decided anew",
    classification.ClassificationProposed: "a proposal classifies nobody; what was decided on it counts",
    classification.ClassificationProposalWithdrawn: "as the proposal",
    classification.ClassificationAppealed: "the grade stands until the appeal is answered; answers count",
    classification.ClassificationAppealWithdrawn: "as the appeal",
    four_goods.FourGoodsRubricAdopted: "a rule: a rating tells whether the month was good by it",
    four_goods.FourGoodsRubricWithdrawn: "nothing that was rated by it is rated anew",
    four_goods.FourGoodsRatingRedated: "a month counts with its regular meeting, on the meeting's day",
    four_goods.FourGoodsPlanIssued: "a document of the year; no source counts plans, or says who owes one",
    four_goods.FourGoodsPlanWithdrawn: "as the plan",
}
