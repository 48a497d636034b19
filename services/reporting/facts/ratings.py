"""Facts of ratings."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from contracts import ratings, roll_up
from contracts.message import Event
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold


async def rubric_adopted(rows: FactRows, event: Received, adopted: ratings.RubricAdopted) -> None:
    """What its criteria are called. Its version is a hash of them: once told, that never changes."""
    for number, criterion in enumerate(adopted.criteria):
        rows.add(
            "criterion_fact",
            event,
            number,
            rubric=adopted.version,
            criterion=criterion.key,
            name_vi=criterion.name_vi,
            name_en=criterion.name_en,
            most=_hundredths(criterion.max_points),
        )


async def cell_rated(rows: FactRows, event: Received, rated: ratings.CellRated) -> None:
    """One rater's points for one meeting, in hundredths."""
    _score(rows, event, rated)


async def rating_withdrawn(rows: FactRows, event: Received, withdrawn: ratings.RatingWithdrawn) -> None:
    """The rating counts no more."""
    await rows.close("rating_fact", event, rating_id=withdrawn.rating_id)


async def rating_revised(rows: FactRows, event: Received, revised: ratings.RatingRevised) -> None:
    """The rating has another total from now on."""
    await _scored_anew(rows, event, revised)


async def answer_withdrawn(rows: FactRows, event: Received, withdrawn: ratings.RatingAnswerWithdrawn) -> None:
    """The rating has again the total from before it was upheld or revised."""
    await _scored_anew(rows, event, withdrawn)


async def _scored_anew(
    rows: FactRows, event: Received, revised: ratings.RatingRevised | ratings.RatingAnswerWithdrawn
) -> None:
    await rows.close("rating_fact", event, rating_id=revised.rating_id)
    _score(rows, event, revised)


def _score(
    rows: FactRows, event: Received, scored: ratings.CellRated | ratings.RatingRevised | ratings.RatingAnswerWithdrawn
) -> None:
    criteria = sorted(scored.points)
    rows.add(
        "rating_fact",
        event,
        rating_id=scored.rating_id,
        meeting_id=scored.meeting_id,
        unit_id=scored.cell_id,
        day=scored.held_on,
        rater=scored.rater,
        rater_id=scored.rater_id,
        total=_hundredths(scored.total),
        grade=scored.grade,
        rubric=scored.rubric_version,
        criteria=criteria,
        points=[_hundredths(scored.points[criterion]) for criterion in criteria],
    )


def _hundredths(points: Decimal) -> int:
    return int(points * Decimal(100))


FOLDS: dict[type[Event], Fold] = {
    ratings.RubricAdopted: rubric_adopted,
    ratings.CellRated: cell_rated,
    ratings.RatingRevised: rating_revised,
    ratings.RatingAnswerWithdrawn: answer_withdrawn,
    ratings.RatingWithdrawn: rating_withdrawn,
}

WITHOUT_FACTS: Mapping[type[Event], str] = {
    ratings.RubricWithdrawn: "nothing that was scored by it is scored anew",
    ratings.RatingContested: "the score counts as it is until it is revised, which is told by itself",
    ratings.RatingContestWithdrawn: "as the contest",
    ratings.RatingUpheld: "the score counts as it did",
    ratings.RatingRedated: "a score counts with its meeting, on the meeting's day",
    roll_up.RollUpPolicyAdopted: "a rule for the year of one cell, which the ratings service answers",
    roll_up.RollUpPolicyWithdrawn: "as the policy",
}
