"""A cell's own score of a month by a four-goods rubric: a good cell of the month, or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.ratings.domain.four_goods import AdoptedFourGoods, MonthResult
from services.ratings.domain.score import Vote


@dataclass(frozen=True)
class RatedMonth:
    """Which month of which cell was scored, and at which meeting."""

    TOPIC: ClassVar[str] = "ratings.RatedMonth"
    cell_id: UUID
    meeting_id: UUID
    month: date
    held_on: date


class MonthRating(Aggregate):
    """A cell's own score of one month. Withdrawn, it may be given again."""

    TOPIC = "ratings.MonthRating"

    class Opened(Aggregate.Event, Created):
        TOPIC = "ratings.MonthRating.Opened"
        cell_id: UUID
        month: date

    class Rated(Aggregate.Event):
        TOPIC = "ratings.MonthRating.Rated"
        rated: RatedMonth
        rater_id: UUID
        rubric_id: UUID
        rubric_version: str
        result: MonthResult
        vote: Vote | None

    class Withdrawn(Aggregate.Event):
        TOPIC = "ratings.MonthRating.Withdrawn"
        rated: RatedMonth
        reason: TextRef

    class Redated(Aggregate.Event):
        TOPIC = "ratings.MonthRating.Redated"
        rated: RatedMonth
        former_held_on: date
        reason: TextRef

    @event(Opened)
    def __init__(self, cell_id: UUID, month: date) -> None:
        self.cell_id, self.month = cell_id, month
        self.rated: RatedMonth | None = None
        self.result: MonthResult | None = None

    @staticmethod
    def create_id(cell_id: UUID, month: date) -> UUID:
        return uuid5(cell_id, f"four goods {month:%Y-%m}")

    def rate(
        self,
        rated: RatedMonth,
        points: Mapping[str, Decimal],
        met: Mapping[str, bool],
        vote: Vote | None,
        *,
        rubric: AdoptedFourGoods,
        rater_id: UUID,
    ) -> MonthResult:
        """One self-result for each month, by the rubric of the meeting's day."""
        if self.rated is not None:
            raise Refused("month_already_rated", field="meeting_id", month=f"{self.month:%Y-%m}")
        result = rubric.rubric.judge(points, met)
        self._rated(rated, rater_id, rubric.rubric_id, rubric.version, result, vote)
        return result

    def withdraw(self, reason: TextRef) -> None:
        self._withdrawn(self._standing(), reason)

    def redate(self, held_on: date, reason: TextRef) -> None:
        """The meeting at which it was scored was held on another day than its minutes said."""
        rated = self._standing()
        self._redated(replace(rated, held_on=held_on), rated.held_on, reason)

    def _standing(self) -> RatedMonth:
        if self.rated is None:
            raise Refused("month_not_rated", field="month", month=f"{self.month:%Y-%m}")
        return self.rated

    # Replaying history runs the methods below again, so they check nothing.

    @event(Rated)
    def _rated(
        self,
        rated: RatedMonth,
        rater_id: UUID,
        rubric_id: UUID,
        rubric_version: str,
        result: MonthResult,
        vote: Vote | None,
    ) -> None:
        self.rated, self.result = rated, result

    @event(Redated)
    def _redated(self, rated: RatedMonth, former_held_on: date, reason: TextRef) -> None:
        self.rated = rated

    @event(Withdrawn)
    def _withdrawn(self, rated: RatedMonth, reason: TextRef) -> None:
        self.rated = self.result = None
