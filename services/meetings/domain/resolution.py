"""What a cell resolved at a meeting, point by point, and what later meetings found of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.chassis.natural_keys import number_key
from services.meetings.domain.days import check_day
from services.meetings.domain.points import Point, ResolutionState, Review, check_known, check_terms, overdue_points


def named_in_cell(meeting: str, number: str) -> str:
    """What a resolution is called within its cell, by the id of its meeting and its number: its id is made of it."""
    return f"resolution:{meeting}:{number_key(number).casefold()}"


class Resolution(Aggregate):
    """A resolution of one meeting, under its number there."""

    TOPIC = "meetings.Resolution"

    class Opened(Aggregate.Event, Created):
        TOPIC = "meetings.Resolution.Opened"
        cell_id: UUID
        meeting_id: UUID
        number: str

    class Adopted(Aggregate.Event):
        TOPIC = "meetings.Resolution.Adopted"
        cell_id: UUID
        meeting_id: UUID
        number: str
        title: str
        adopted_on: date
        points: list[Point]

    class Reviewed(Aggregate.Event):
        TOPIC = "meetings.Resolution.Reviewed"
        cell_id: UUID
        meeting_id: UUID
        reviewed_on: date
        points: int
        done: int
        not_done: int
        overdue: int
        done_points: list[int]

    class ReviewWithdrawn(Aggregate.Event):
        TOPIC = "meetings.Resolution.ReviewWithdrawn"
        cell_id: UUID
        meeting_id: UUID
        reviewed_on: date
        reason: TextRef

    class ReviewRedated(Aggregate.Event):
        TOPIC = "meetings.Resolution.ReviewRedated"
        cell_id: UUID
        meeting_id: UUID
        former_reviewed_on: date
        reviewed_on: date
        overdue: int
        reason: TextRef

    class Redated(Aggregate.Event):
        TOPIC = "meetings.Resolution.Redated"
        cell_id: UUID
        meeting_id: UUID
        former_adopted_on: date
        adopted_on: date
        reason: TextRef

    class CarriedOut(Aggregate.Event):
        TOPIC = "meetings.Resolution.CarriedOut"
        cell_id: UUID
        carried_out_on: date

    class Reopened(Aggregate.Event):
        TOPIC = "meetings.Resolution.Reopened"
        cell_id: UUID
        former_carried_out_on: date
        reason: TextRef

    class Withdrawn(Aggregate.Event):
        TOPIC = "meetings.Resolution.Withdrawn"
        cell_id: UUID
        meeting_id: UUID
        adopted_on: date
        reason: TextRef

    @event(Opened)
    def __init__(self, cell_id: UUID, meeting_id: UUID, number: str) -> None:
        self.cell_id, self.meeting_id, self.number = cell_id, meeting_id, number
        self.state = ResolutionState.OPEN
        self.title = ""
        self.adopted_on: date | None = None
        self.points: list[Point] = []
        self.reviews: list[Review] = []
        self.carried_out_on: date | None = None

    @staticmethod
    def create_id(cell_id: UUID, meeting_id: UUID, number: str) -> UUID:
        """The natural key, so that two entries of one resolution conflict by themselves."""
        return uuid5(cell_id, named_in_cell(str(meeting_id), number))

    def adopt(self, title: str, adopted_on: date, points: Sequence[Point]) -> None:
        if self.stands:
            raise Refused("resolution_already_adopted", field="number", number=self.number)
        check_terms(points, adopted_on, field="points")
        self._adopted(self.cell_id, self.meeting_id, self.number, title, adopted_on, list(points))

    def review(self, meeting_id: UUID, reviewed_on: date, done_points: Sequence[int]) -> None:
        """What a later meeting found; a meeting reviews a resolution once."""
        adopted_on, done = self._in_force(), sorted(set(done_points))
        if meeting_id == self.meeting_id or reviewed_on < adopted_on:
            raise Refused("review_not_after_adoption", field="meeting_id", adopted_on=adopted_on.isoformat())
        if any(review.meeting_id == meeting_id for review in self.reviews):
            raise Refused("resolution_already_reviewed", field="meeting_id", day=reviewed_on.isoformat())
        check_known(self.points, done)
        overdue = overdue_points(self.points, done, reviewed_on)
        counts = (len(self.points), len(done), len(self.points) - len(done), overdue)
        self._reviewed(self.cell_id, meeting_id, reviewed_on, *counts, done)

    def withdraw_review(self, meeting_id: UUID, reason: TextRef) -> None:
        self._in_force()
        review = self.review_by(meeting_id)
        if review is None:
            raise Refused("resolution_not_reviewed", field="meeting_id")
        self._review_withdrawn(self.cell_id, meeting_id, review.reviewed_on, reason)

    def redate(self, adopted_on: date, reason: TextRef) -> None:
        """The meeting that adopted it was held on another day than its minutes said."""
        former = self._in_force()
        check_terms(self.points, adopted_on, field="held_on")
        if any(review.reviewed_on < adopted_on for review in self.reviews):
            raise Refused("review_not_after_adoption", field="held_on", adopted_on=adopted_on.isoformat())
        if self.carried_out_on is not None:
            check_day(self.carried_out_on, field="held_on", today=self.carried_out_on, since=adopted_on)
        self._redated(self.cell_id, self.meeting_id, former, adopted_on, reason)

    def redate_review(self, meeting_id: UUID, reviewed_on: date, reason: TextRef) -> None:
        """A meeting that reviewed it was held on another day than its minutes said."""
        adopted_on, review = self._in_force(), self.review_by(meeting_id)
        if review is None:
            raise Refused("resolution_not_reviewed", field="meeting_id")
        if reviewed_on < adopted_on:
            raise Refused("review_not_after_adoption", field="held_on", adopted_on=adopted_on.isoformat())
        overdue = overdue_points(self.points, review.done_points, reviewed_on)
        self._review_redated(self.cell_id, meeting_id, review.reviewed_on, reviewed_on, overdue, reason)

    def review_by(self, meeting_id: UUID) -> Review | None:
        """What a meeting found; None where it did not review this."""
        return next((review for review in self.reviews if review.meeting_id == meeting_id), None)

    @property
    def stands(self) -> bool:
        """Whether it is adopted, and not withdrawn."""
        return self.state in (ResolutionState.ADOPTED, ResolutionState.CARRIED_OUT)

    def carry_out(self, carried_out_on: date, *, today: date) -> None:
        adopted_on = self._in_force()
        if self.state is ResolutionState.CARRIED_OUT:
            raise Refused("resolution_already_carried_out", field="resolution_id")
        check_day(carried_out_on, field="carried_out_on", today=today, since=adopted_on)
        self._carried_out(self.cell_id, carried_out_on)

    def reopen(self, reason: TextRef) -> None:
        self._in_force()
        if self.carried_out_on is None:
            raise Refused("resolution_not_carried_out", field="resolution_id")
        self._reopened(self.cell_id, self.carried_out_on, reason)

    def withdraw(self, reason: TextRef) -> None:
        self._withdrawn(self.cell_id, self.meeting_id, self._in_force(), reason)

    def _in_force(self) -> date:
        """The day of adoption, or a refusal where nothing is adopted."""
        if not self.stands or self.adopted_on is None:
            raise Refused("resolution_not_adopted", field="resolution_id")
        return self.adopted_on

    # Replaying history runs the methods below again, so they check nothing.

    @event(Adopted)
    def _adopted(
        self, cell_id: UUID, meeting_id: UUID, number: str, title: str, adopted_on: date, points: list[Point]
    ) -> None:
        self.state, self.title, self.adopted_on, self.points = ResolutionState.ADOPTED, title, adopted_on, points
        self.reviews = []
        self.carried_out_on = None

    @event(Reviewed)
    def _reviewed(
        self,
        cell_id: UUID,
        meeting_id: UUID,
        reviewed_on: date,
        points: int,
        done: int,
        not_done: int,
        overdue: int,
        done_points: list[int],
    ) -> None:
        self.reviews.append(Review(meeting_id, reviewed_on, done_points))

    @event(ReviewWithdrawn)
    def _review_withdrawn(self, cell_id: UUID, meeting_id: UUID, reviewed_on: date, reason: TextRef) -> None:
        self.reviews = [review for review in self.reviews if review.meeting_id != meeting_id]

    @event(ReviewRedated)
    def _review_redated(
        self,
        cell_id: UUID,
        meeting_id: UUID,
        former_reviewed_on: date,
        reviewed_on: date,
        overdue: int,
        reason: TextRef,
    ) -> None:
        self.reviews = [
            replace(review, reviewed_on=reviewed_on) if review.meeting_id == meeting_id else review
            for review in self.reviews
        ]

    @event(Redated)
    def _redated(
        self, cell_id: UUID, meeting_id: UUID, former_adopted_on: date, adopted_on: date, reason: TextRef
    ) -> None:
        self.adopted_on = adopted_on

    @event(CarriedOut)
    def _carried_out(self, cell_id: UUID, carried_out_on: date) -> None:
        self.state, self.carried_out_on = ResolutionState.CARRIED_OUT, carried_out_on

    @event(Reopened)
    def _reopened(self, cell_id: UUID, former_carried_out_on: date, reason: TextRef) -> None:
        self.state, self.carried_out_on = ResolutionState.ADOPTED, None

    @event(Withdrawn)
    def _withdrawn(self, cell_id: UUID, meeting_id: UUID, adopted_on: date, reason: TextRef) -> None:
        self.state = ResolutionState.WITHDRAWN
