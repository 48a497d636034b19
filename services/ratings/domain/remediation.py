"""What a unit is told to put right: ordered by a committee above it, looked after point by point, and closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.chassis.natural_keys import number_key
from services.ratings.domain.decision import Decider


class Rectified(Enum):
    """What came of it; `FULLY` needs every point to be met."""

    FULLY = "fully"
    PARTLY = "partly"
    NOT = "not"


@dataclass(frozen=True)
class Order:
    """What is to be put right, by when; `points` are labels, counted from 1."""

    TOPIC: ClassVar[str] = "ratings.Order"
    unit_id: UUID
    issuer_id: UUID
    number: str
    ordered_on: date
    due_on: date
    points: list[str]

    def check(self, *, today: date) -> None:
        if self.ordered_on > today:
            raise Refused("ordered_in_the_future", field="ordered_on", today=today.isoformat())
        if self.due_on < self.ordered_on:
            raise Refused("due_before_ordered", field="due_on", ordered_on=self.ordered_on.isoformat())
        if len(set(self.points)) < len(self.points):
            raise Refused("point_twice", field="points")


def require_another(unit_id: UUID, decider: Decider) -> None:
    """Nobody orders, judges or takes back what his own unit is to put right."""
    if unit_id in decider.units:
        raise Refused("own_remediation", field="unit_id")


@dataclass(frozen=True)
class Look:
    """A look after it, and the points that were met by then."""

    TOPIC: ClassVar[str] = "ratings.Look"
    checked_on: date
    met: list[int]


class Remediation(Aggregate):
    """One order to one unit; withdrawn, it may be ordered again."""

    TOPIC = "ratings.Remediation"

    class Opened(Aggregate.Event, Created):
        TOPIC = "ratings.Remediation.Opened"
        issuer_id: UUID
        unit_id: UUID
        number: str
        year: int

    class Ordered(Aggregate.Event):
        TOPIC = "ratings.Remediation.Ordered"
        order: Order
        reason: TextRef

    class Followed(Aggregate.Event):
        TOPIC = "ratings.Remediation.Followed"
        order: Order
        checked_on: date
        met: list[int]
        finding: TextRef | None

    class Closed(Aggregate.Event):
        TOPIC = "ratings.Remediation.Closed"
        order: Order
        closed_on: date
        rectified: Rectified
        met: list[int]
        conclusion: TextRef | None

    class Withdrawn(Aggregate.Event):
        TOPIC = "ratings.Remediation.Withdrawn"
        order: Order
        reason: TextRef

    class LookWithdrawn(Aggregate.Event):
        TOPIC = "ratings.Remediation.LookWithdrawn"
        order: Order
        withdrawn: Look
        met: list[int]
        reason: TextRef

    class ClosingWithdrawn(Aggregate.Event):
        TOPIC = "ratings.Remediation.ClosingWithdrawn"
        order: Order
        closed_on: date
        rectified: Rectified
        reason: TextRef

    @event(Opened)
    def __init__(self, issuer_id: UUID, unit_id: UUID, number: str, year: int) -> None:
        self.issuer_id, self.unit_id = issuer_id, unit_id
        self.ordered: Order | None = None
        self.looks: list[Look] = []
        self.closed_on: date | None = None
        self.rectified: Rectified | None = None

    @staticmethod
    def create_id(issuer_id: UUID, unit_id: UUID, number: str, year: int) -> UUID:
        """The natural key: a document orders something of a unit once."""
        return uuid5(unit_id, f"remediation:{issuer_id}:{year}:{number_key(number)}")

    def order(self, order: Order, reason: TextRef, *, today: date) -> None:
        if self.ordered is not None:
            raise Refused("remediation_already_ordered", field="number", number=order.number)
        order.check(today=today)
        self._ordered(order, reason)

    def follow(self, checked_on: date, met: list[int], finding: TextRef | None, *, today: date) -> None:
        """Say which points are met by now; the latest look counts, also where it takes one back."""
        order = self._open()
        self._check_day(order, checked_on, "checked_on", today)
        unknown = [point for point in met if not 1 <= point <= len(order.points)]
        if unknown:
            raise Refused("remediation_point_unknown", field="met", point=unknown[0], points=len(order.points))
        self._followed(order, checked_on, sorted(set(met)), finding)

    def close(self, closed_on: date, rectified: Rectified, conclusion: TextRef | None, *, today: date) -> None:
        order = self._open()
        self._check_day(order, closed_on, "closed_on", today)
        left = len(order.points) - len(self.met)
        if rectified is Rectified.FULLY and left:
            raise Refused("points_not_met", field="rectified", left=left, points=len(order.points))
        self._closed(order, closed_on, rectified, self.met, conclusion)

    def withdraw_look(self, reason: TextRef) -> None:
        """Take back the last look; what was met by the one before it counts again."""
        order = self._open()
        if not self.looks:
            raise Refused("remediation_not_followed", field="remediation_id")
        *before, last = self.looks
        self._look_withdrawn(order, last, before[-1].met if before else [], reason)

    def withdraw_closing(self, reason: TextRef) -> None:
        """Take back that it is closed; it is followed on."""
        order = self._standing()
        if self.closed_on is None or self.rectified is None:
            raise Refused("remediation_not_closed", field="remediation_id")
        self._closing_withdrawn(order, self.closed_on, self.rectified, reason)

    @property
    def met(self) -> list[int]:
        """The points that were met at the last look."""
        return self.looks[-1].met if self.looks else []

    def withdraw(self, reason: TextRef) -> None:
        """Take the order back, closed or not, with all that was said of it."""
        self._withdrawn(self._standing(), reason)

    def _standing(self) -> Order:
        if self.ordered is None:
            raise Refused("remediation_not_ordered", field="remediation_id")
        return self.ordered

    def _open(self) -> Order:
        order = self._standing()
        if self.closed_on is not None:
            raise Refused("remediation_closed", field="remediation_id", closed_on=self.closed_on.isoformat())
        return order

    def _check_day(self, order: Order, day: date, field: str, today: date) -> None:
        """Refuse a day to come, and one before the order or the last look."""
        if day > today:
            raise Refused("followed_in_the_future", field=field, today=today.isoformat())
        since = max([order.ordered_on, *(look.checked_on for look in self.looks)])
        if day < since:
            raise Refused("followed_before_last", field=field, last=since.isoformat())

    # Replaying history runs the methods below again, so they check nothing.

    @event(Ordered)
    def _ordered(self, order: Order, reason: TextRef) -> None:
        self.ordered, self.looks, self.closed_on, self.rectified = order, [], None, None

    @event(Followed)
    def _followed(self, order: Order, checked_on: date, met: list[int], finding: TextRef | None) -> None:
        self.looks.append(Look(checked_on, met))

    @event(Closed)
    def _closed(
        self, order: Order, closed_on: date, rectified: Rectified, met: list[int], conclusion: TextRef | None
    ) -> None:
        self.closed_on, self.rectified = closed_on, rectified

    @event(Withdrawn)
    def _withdrawn(self, order: Order, reason: TextRef) -> None:
        self.ordered = None

    @event(LookWithdrawn)
    def _look_withdrawn(self, order: Order, withdrawn: Look, met: list[int], reason: TextRef) -> None:
        self.looks.pop()

    @event(ClosingWithdrawn)
    def _closing_withdrawn(self, order: Order, closed_on: date, rectified: Rectified, reason: TextRef) -> None:
        self.closed_on = self.rectified = None
