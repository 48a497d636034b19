"""What the world is told of rubrics and of the ratings of meetings."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeAlias

from contracts import ratings as contract
from services.chassis.telling import alike, text
from services.ratings.domain import CellRating, Rubrics
from services.ratings.publishing.telling import to_contract


@to_contract.register
def _(opened: Rubrics.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(happened: Rubrics.RubricAdopted) -> contract.RubricAdopted:
    adopted = happened.adopted
    rubric = adopted.rubric
    return contract.RubricAdopted(
        rubric_id=adopted.rubric_id,
        version=adopted.version,
        name=rubric.name,
        meeting_kind=rubric.kind.value,
        effective_from=rubric.effective_from,
        criteria=[contract.RubricCriterion(**asdict(criterion)) for criterion in rubric.criteria],
        bands=[contract.Band(**asdict(band)) for band in rubric.bands],
        maximum_on=rubric.maximum_on,
    )


@to_contract.register
def _(withdrawn: Rubrics.RubricWithdrawn) -> contract.RubricWithdrawn:
    return alike(contract.RubricWithdrawn, withdrawn, meeting_kind=withdrawn.kind.value)


@to_contract.register
def _(opened: CellRating.Opened) -> None:
    """Not published: it only fixes the id; what follows it in the same command is told."""


@to_contract.register
def _(rated: CellRating.Rated) -> contract.CellRated:
    meeting, score = rated.meeting, rated.score
    return contract.CellRated(
        rating_id=rated.originator_id,
        kind="meeting_quality",
        meeting_id=meeting.meeting_id,
        cell_id=meeting.cell_id,
        meeting_kind=meeting.kind.value,
        month=meeting.month,
        held_on=meeting.held_on,
        rater=rated.rater.value,
        rater_id=rated.rater_id,
        rubric_id=score.rubric_id,
        rubric_version=score.rubric_version,
        points=score.points,
        total=score.total,
        grade=score.grade,
        vote=contract.Vote(**asdict(score.vote)) if score.vote else None,
        confirms=score.confirms,
    )


@to_contract.register
def _(contested: CellRating.Contested) -> contract.RatingContested:
    return contract.RatingContested(**_about(contested), reason=text(contested.reason))


@to_contract.register
def _(upheld: CellRating.Upheld) -> contract.RatingUpheld:
    return contract.RatingUpheld(**_about(upheld), reason=text(upheld.reason))


@to_contract.register
def _(revised: CellRating.Revised) -> contract.RatingRevised:
    meeting, score = revised.meeting, revised.score
    return contract.RatingRevised(
        **_about(revised),
        meeting_kind=meeting.kind.value,
        month=meeting.month,
        rater_id=revised.rater_id,
        rubric_id=score.rubric_id,
        rubric_version=score.rubric_version,
        points=score.points,
        total=score.total,
        grade=score.grade,
        former_total=revised.former.total,
        former_grade=revised.former.grade,
        reason=text(revised.reason),
    )


@to_contract.register
def _(withdrawn: CellRating.ContestWithdrawn) -> contract.RatingContestWithdrawn:
    return contract.RatingContestWithdrawn(**_about(withdrawn), reason=text(withdrawn.reason))


@to_contract.register
def _(withdrawn: CellRating.AnswerWithdrawn) -> contract.RatingAnswerWithdrawn:
    meeting, score = withdrawn.meeting, withdrawn.former.score
    return contract.RatingAnswerWithdrawn(
        **_about(withdrawn),
        meeting_kind=meeting.kind.value,
        month=meeting.month,
        rater_id=withdrawn.former.rater_id,
        rubric_id=score.rubric_id,
        rubric_version=score.rubric_version,
        points=score.points,
        total=score.total,
        grade=score.grade,
        withdrawn_total=withdrawn.withdrawn.total,
        withdrawn_grade=withdrawn.withdrawn.grade,
        reason=text(withdrawn.reason),
    )


@to_contract.register
def _(withdrawn: CellRating.Withdrawn) -> contract.RatingWithdrawn:
    return contract.RatingWithdrawn(**_about(withdrawn), reason=text(withdrawn.reason))


@to_contract.register
def _(redated: CellRating.Redated) -> contract.RatingRedated:
    former_held_on, reason = redated.former_held_on, text(redated.reason)
    return contract.RatingRedated(**_about(redated), former_held_on=former_held_on, reason=reason)


OfRating: TypeAlias = (
    CellRating.Contested
    | CellRating.Upheld
    | CellRating.Revised
    | CellRating.Withdrawn
    | CellRating.ContestWithdrawn
    | CellRating.AnswerWithdrawn
    | CellRating.Redated
)


def _about(happened: OfRating) -> dict[str, Any]:
    """Which rating of which meeting."""
    return {
        "rating_id": happened.originator_id,
        "meeting_id": happened.meeting.meeting_id,
        "cell_id": happened.meeting.cell_id,
        "rater": happened.rater.value,
        "held_on": happened.meeting.held_on,
    }
