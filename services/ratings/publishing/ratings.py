"""What the world is told of rubrics and of the ratings of meetings."""

from __future__ import annotations

from dataclasses import asdict

from contracts import ratings as contract
from services.ratings.domain import CellRating, Rubrics
from services.ratings.publishing.telling import text, to_contract


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
    )


@to_contract.register
def _(withdrawn: CellRating.Withdrawn) -> contract.RatingWithdrawn:
    meeting = withdrawn.meeting
    return contract.RatingWithdrawn(
        rating_id=withdrawn.originator_id,
        meeting_id=meeting.meeting_id,
        cell_id=meeting.cell_id,
        rater=withdrawn.rater.value,
        held_on=meeting.held_on,
        reason=text(withdrawn.reason),
    )
