"""Facts of ratings."""

from __future__ import annotations

from decimal import Decimal

from contracts import ratings, roll_up
from contracts.message import Event
from services.chassis.wire import Received
from services.reporting.facts.rows import FactRows, Fold


async def cell_rated(rows: FactRows, event: Received, rated: ratings.CellRated) -> None:
    """One rater's total for one meeting, in hundredths of a point."""
    rows.add(
        "rating_fact",
        event,
        rating_id=rated.rating_id,
        meeting_id=rated.meeting_id,
        unit_id=rated.cell_id,
        day=rated.held_on,
        rater=rated.rater,
        rater_id=rated.rater_id,
        total=int(rated.total * Decimal(100)),
        grade=rated.grade,
    )


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
    rows.add(
        "rating_fact",
        event,
        rating_id=revised.rating_id,
        meeting_id=revised.meeting_id,
        unit_id=revised.cell_id,
        day=revised.held_on,
        rater=revised.rater,
        rater_id=revised.rater_id,
        total=int(revised.total * Decimal(100)),
        grade=revised.grade,
    )


FOLDS: dict[type[Event], Fold] = {
    ratings.CellRated: cell_rated,
    ratings.RatingRevised: rating_revised,
    ratings.RatingAnswerWithdrawn: answer_withdrawn,
    ratings.RatingWithdrawn: rating_withdrawn,
}

WITHOUT_FACTS: frozenset[type[Event]] = frozenset(
    {
        ratings.RubricAdopted,
        ratings.RubricWithdrawn,
        ratings.RatingContestWithdrawn,
        roll_up.RollUpPolicyAdopted,
        roll_up.RollUpPolicyWithdrawn,
        ratings.RatingContested,
        ratings.RatingUpheld,
    }
)
