"""The four-goods year: a committee's plan, and the title that a unit registers for and is recognised for, or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.ratings.domain.decision import Decider
from services.ratings.domain.score import Vote


@dataclass(frozen=True)
class Plan:
    """What a committee has issued for the year; `target`: how many of its units are to be recognised."""

    TOPIC: ClassVar[str] = "ratings.FourGoodsPlanContent"
    number: str
    title: str
    issued_on: date
    target: int | None


@dataclass(frozen=True)
class Recognition:
    """What the authority above decided on the title, beside the months that the unit scored itself."""

    TOPIC: ClassVar[str] = "ratings.Recognition"
    authority_id: UUID
    recognised: bool
    decided_on: date
    number: str | None
    vote: Vote | None
    months_rated: int
    months_good: int


@dataclass(frozen=True)
class TitlePolicy:
    """How early the year's title may be decided on: data (`four_goods.json`), by the policy of the year's last day."""

    effective_from: date
    days_before_year_end: int

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> TitlePolicy:
        """The policy as its entry in the data says it."""
        return cls(date.fromisoformat(told["effective_from"]), told["days_before_year_end"])


def first_day_to_decide(policies: Sequence[TitlePolicy], year: int) -> date:
    """From which day on a year's title may be decided on; where no policy is in force, from its last day on."""
    last = date(year, 12, 31)
    past = [one for one in policies if one.effective_from <= last]
    found = max(past, key=lambda one: one.effective_from, default=None)
    return last - timedelta(days=found.days_before_year_end if found else 0)


class FourGoodsPlan(Aggregate):
    """The plan of one committee for one year. Withdrawn, another may be issued."""

    TOPIC = "ratings.FourGoodsPlan"

    class Opened(Aggregate.Event, Created):
        TOPIC = "ratings.FourGoodsPlan.Opened"
        issuer_id: UUID
        year: int

    class Issued(Aggregate.Event):
        TOPIC = "ratings.FourGoodsPlan.Issued"
        issuer_id: UUID
        year: int
        plan: Plan

    class Withdrawn(Aggregate.Event):
        TOPIC = "ratings.FourGoodsPlan.Withdrawn"
        issuer_id: UUID
        year: int
        issued_on: date
        reason: TextRef

    @event(Opened)
    def __init__(self, issuer_id: UUID, year: int) -> None:
        self.issuer_id, self.year = issuer_id, year
        self.plan: Plan | None = None

    @staticmethod
    def create_id(issuer_id: UUID, year: int) -> UUID:
        return uuid5(issuer_id, f"four goods plan {year}")

    def issue(self, plan: Plan, *, today: date) -> None:
        if self.plan is not None:
            raise Refused("four_goods_plan_already_issued", field="year", number=self.plan.number)
        if plan.issued_on > today:
            raise Refused("plan_issued_in_the_future", field="issued_on", today=today.isoformat())
        self._issued(self.issuer_id, self.year, plan)

    def withdraw(self, reason: TextRef) -> None:
        if self.plan is None:
            raise Refused("four_goods_plan_not_issued", field="year", year=self.year)
        self._withdrawn(self.issuer_id, self.year, self.plan.issued_on, reason)

    # Replaying history runs the methods below again, so they check nothing.

    @event(Issued)
    def _issued(self, issuer_id: UUID, year: int, plan: Plan) -> None:
        self.plan = plan

    @event(Withdrawn)
    def _withdrawn(self, issuer_id: UUID, year: int, issued_on: date, reason: TextRef) -> None:
        self.plan = None


class FourGoodsTitle(Aggregate):
    """The title of one unit for one year: registered at its beginning, recognised or not at its end."""

    TOPIC = "ratings.FourGoodsTitle"

    class Opened(Aggregate.Event, Created):
        TOPIC = "ratings.FourGoodsTitle.Opened"
        unit_id: UUID
        year: int

    class Registered(Aggregate.Event):
        TOPIC = "ratings.FourGoodsTitle.Registered"
        unit_id: UUID
        year: int
        registered_on: date

    class RegistrationWithdrawn(Aggregate.Event):
        TOPIC = "ratings.FourGoodsTitle.RegistrationWithdrawn"
        unit_id: UUID
        year: int
        reason: TextRef

    class Recognised(Aggregate.Event):
        TOPIC = "ratings.FourGoodsTitle.Recognised"
        unit_id: UUID
        year: int
        recognition: Recognition

    class RecognitionWithdrawn(Aggregate.Event):
        TOPIC = "ratings.FourGoodsTitle.RecognitionWithdrawn"
        unit_id: UUID
        year: int
        authority_id: UUID
        reason: TextRef

    @event(Opened)
    def __init__(self, unit_id: UUID, year: int) -> None:
        self.unit_id, self.year = unit_id, year
        self.registered_on: date | None = None
        self.recognition: Recognition | None = None

    @staticmethod
    def create_id(unit_id: UUID, year: int) -> UUID:
        return uuid5(unit_id, f"four goods title {year}")

    def register(self, registered_on: date, *, today: date) -> None:
        """Within the year, or before it begins."""
        if self.registered_on is not None:
            raise Refused("four_goods_already_registered", field="year", year=self.year)
        if registered_on > today:
            raise Refused("registered_in_the_future", field="registered_on", today=today.isoformat())
        if registered_on.year > self.year:
            raise Refused("registered_after_the_year", field="registered_on", year=self.year)
        self._registered(self.unit_id, self.year, registered_on)

    def withdraw_registration(self, reason: TextRef) -> None:
        self._require_registered()
        if self.recognition is not None:
            raise Refused("four_goods_already_decided", field="year", year=self.year)
        self._registration_withdrawn(self.unit_id, self.year, reason)

    def recognise(self, recognition: Recognition, *, decider: Decider, not_before: date, today: date) -> None:
        """By the authority above, on a unit that has registered, and not before the year is nearly over."""
        registered_on = self._require_registered()
        if self.recognition is not None:
            raise Refused("four_goods_already_decided", field="year", year=self.year)
        self._require_not_own(recognition.authority_id, decider)
        if recognition.decided_on < not_before:
            raise Refused("four_goods_year_not_over", field="decided_on", year=self.year, since=not_before.isoformat())
        if not registered_on <= recognition.decided_on <= today:
            raise Refused(
                "recognised_outside_its_time",
                field="decided_on",
                registered_on=registered_on.isoformat(),
                today=today.isoformat(),
            )
        self._recognised(self.unit_id, self.year, recognition)

    def withdraw_recognition(self, authority_id: UUID, reason: TextRef, *, decider: Decider) -> None:
        """By somebody who could have decided it: nobody does away with what was decided on his own unit."""
        if self.recognition is None or self.recognition.authority_id != authority_id:
            raise Refused("four_goods_not_decided", field="year", year=self.year)
        self._require_not_own(authority_id, decider)
        self._recognition_withdrawn(self.unit_id, self.year, authority_id, reason)

    def _require_not_own(self, authority_id: UUID, decider: Decider) -> None:
        if self.unit_id in decider.units | {authority_id}:
            raise Refused("own_classification", field="authority_id", count=1)

    def _require_registered(self) -> date:
        if self.registered_on is None:
            raise Refused("four_goods_not_registered", field="unit_id", year=self.year)
        return self.registered_on

    # Replaying history runs the methods below again, so they check nothing.

    @event(Registered)
    def _registered(self, unit_id: UUID, year: int, registered_on: date) -> None:
        self.registered_on = registered_on

    @event(RegistrationWithdrawn)
    def _registration_withdrawn(self, unit_id: UUID, year: int, reason: TextRef) -> None:
        self.registered_on = None

    @event(Recognised)
    def _recognised(self, unit_id: UUID, year: int, recognition: Recognition) -> None:
        self.recognition = recognition

    @event(RecognitionWithdrawn)
    def _recognition_withdrawn(self, unit_id: UUID, year: int, authority_id: UUID, reason: TextRef) -> None:
        self.recognition = None
