"""What the world is told of the four-goods model."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

from contracts import four_goods as contract
from contracts.ratings import Vote as VoteTold
from services.chassis.telling import alike, text
from services.ratings.domain import FourGoodsPlan, FourGoodsRubrics, FourGoodsTitle, MonthRating, Vote
from services.ratings.publishing.telling import to_contract


@to_contract.register
def _(opened: FourGoodsRubrics.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(happened: FourGoodsRubrics.Adopted) -> contract.FourGoodsRubricAdopted:
    adopted, rubric = happened.adopted, happened.adopted.rubric
    criteria = [
        contract.FourGoodsCriterion(
            key=one.key, name_vi=one.name_vi, name_en=one.name_en, good=one.good.value, max_points=one.max_points
        )
        for one in rubric.criteria
    ]
    return contract.FourGoodsRubricAdopted(
        rubric_id=adopted.rubric_id,
        version=adopted.version,
        name=rubric.name,
        effective_from=rubric.effective_from,
        form=rubric.form.value,
        criteria=criteria,
        good_at_least=rubric.good_at_least,
        least_met=rubric.least_met,
    )


@to_contract.register
def _(withdrawn: FourGoodsRubrics.Withdrawn) -> contract.FourGoodsRubricWithdrawn:
    return alike(contract.FourGoodsRubricWithdrawn, withdrawn)


@to_contract.register
def _(opened: MonthRating.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(happened: MonthRating.Rated) -> contract.FourGoodsRated:
    rated, result = happened.rated, happened.result
    return contract.FourGoodsRated(
        rating_id=happened.originator_id,
        cell_id=rated.cell_id,
        meeting_id=rated.meeting_id,
        month=rated.month,
        held_on=rated.held_on,
        rater_id=happened.rater_id,
        rubric_id=happened.rubric_id,
        rubric_version=happened.rubric_version,
        form=result.form.value,
        points=result.points,
        met=result.met,
        total=result.total,
        goods=result.goods,
        good=result.good,
        vote=_vote(happened.vote),
    )


@to_contract.register
def _(withdrawn: MonthRating.Withdrawn) -> contract.FourGoodsRatingWithdrawn:
    rated = withdrawn.rated
    return contract.FourGoodsRatingWithdrawn(
        rating_id=withdrawn.originator_id,
        cell_id=rated.cell_id,
        month=rated.month,
        held_on=rated.held_on,
        reason=text(withdrawn.reason),
    )


@to_contract.register
def _(redated: MonthRating.Redated) -> contract.FourGoodsRatingRedated:
    rated = redated.rated
    return contract.FourGoodsRatingRedated(
        rating_id=redated.originator_id,
        cell_id=rated.cell_id,
        month=rated.month,
        former_held_on=redated.former_held_on,
        held_on=rated.held_on,
        reason=text(redated.reason),
    )


@to_contract.register
def _(opened: FourGoodsPlan.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(issued: FourGoodsPlan.Issued) -> contract.FourGoodsPlanIssued:
    return contract.FourGoodsPlanIssued(
        plan_id=issued.originator_id, issuer_id=issued.issuer_id, year=issued.year, **asdict(issued.plan)
    )


@to_contract.register
def _(withdrawn: FourGoodsPlan.Withdrawn) -> contract.FourGoodsPlanWithdrawn:
    return alike(contract.FourGoodsPlanWithdrawn, withdrawn, plan_id=withdrawn.originator_id)


@to_contract.register
def _(opened: FourGoodsTitle.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(registered: FourGoodsTitle.Registered) -> contract.FourGoodsRegistered:
    return contract.FourGoodsRegistered(
        title_id=registered.originator_id,
        unit_id=registered.unit_id,
        year=registered.year,
        as_of=date(registered.year, 12, 31),
        registered_on=registered.registered_on,
    )


@to_contract.register
def _(withdrawn: FourGoodsTitle.RegistrationWithdrawn) -> contract.FourGoodsRegistrationWithdrawn:
    return contract.FourGoodsRegistrationWithdrawn(
        title_id=withdrawn.originator_id,
        unit_id=withdrawn.unit_id,
        year=withdrawn.year,
        as_of=date(withdrawn.year, 12, 31),
        reason=text(withdrawn.reason),
    )


@to_contract.register
def _(happened: FourGoodsTitle.Recognised) -> contract.FourGoodsRecognised:
    recognition = happened.recognition
    return contract.FourGoodsRecognised(
        title_id=happened.originator_id,
        authority_id=recognition.authority_id,
        unit_id=happened.unit_id,
        year=happened.year,
        as_of=date(happened.year, 12, 31),
        recognised=recognition.recognised,
        decided_on=recognition.decided_on,
        number=recognition.number,
        vote=_vote(recognition.vote),
        months_rated=recognition.months_rated,
        months_good=recognition.months_good,
    )


@to_contract.register
def _(withdrawn: FourGoodsTitle.RecognitionWithdrawn) -> contract.FourGoodsRecognitionWithdrawn:
    return contract.FourGoodsRecognitionWithdrawn(
        title_id=withdrawn.originator_id,
        authority_id=withdrawn.authority_id,
        unit_id=withdrawn.unit_id,
        year=withdrawn.year,
        as_of=date(withdrawn.year, 12, 31),
        reason=text(withdrawn.reason),
    )


def _vote(vote: Vote | None) -> VoteTold | None:
    return VoteTold(**asdict(vote)) if vote else None
