"""What a unit does well, and to which other units it was passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid5

from eventsourcing.domain import event

from services.chassis.aggregate import Aggregate, Created, TextRef
from services.chassis.errors import Refused
from services.chassis.natural_keys import words_key
from services.meetings.domain.days import check_day


@dataclass(frozen=True)
class Sharing:
    """A unit to which a practice was passed on, by whom, and when."""

    sharer_id: UUID
    with_unit_id: UUID
    shared_on: date


class GoodPractice(Aggregate):
    """One practice of one unit, under its title. Withdrawn, it may be recorded again."""

    TOPIC = "meetings.GoodPractice"

    class Opened(Aggregate.Event, Created):
        TOPIC = "meetings.GoodPractice.Opened"
        unit_id: UUID
        title: str

    class Recorded(Aggregate.Event):
        TOPIC = "meetings.GoodPractice.Recorded"
        unit_id: UUID
        title: str
        theme: str
        recorded_on: date
        content: TextRef

    class Shared(Aggregate.Event):
        TOPIC = "meetings.GoodPractice.Shared"
        unit_id: UUID
        sharer_id: UUID
        with_unit_ids: list[UUID]
        shared_on: date

    class SharingWithdrawn(Aggregate.Event):
        TOPIC = "meetings.GoodPractice.SharingWithdrawn"
        unit_id: UUID
        sharer_id: UUID
        with_unit_id: UUID
        shared_on: date
        reason: TextRef

    class Withdrawn(Aggregate.Event):
        TOPIC = "meetings.GoodPractice.Withdrawn"
        unit_id: UUID
        recorded_on: date
        reason: TextRef

    @event(Opened)
    def __init__(self, unit_id: UUID, title: str) -> None:
        self.unit_id, self.title = unit_id, title
        self.theme = ""
        self.recorded_on: date | None = None
        self.content: TextRef | None = None
        self.shared: list[Sharing] = []

    @staticmethod
    def create_id(unit_id: UUID, title: str) -> UUID:
        """The natural key."""
        return uuid5(unit_id, f"good practice:{words_key(title)}")

    def record(self, title: str, theme: str, recorded_on: date, content: TextRef, *, today: date) -> None:
        if self.recorded_on is not None:
            raise Refused("practice_already_recorded", field="title")
        check_day(recorded_on, field="recorded_on", today=today)
        self._recorded(self.unit_id, title, theme, recorded_on, content)

    def share(self, sharer_id: UUID, with_unit_ids: Sequence[UUID], shared_on: date, *, today: date) -> list[UUID]:
        """Pass it on; returns the units that did not have it yet, in the order given."""
        check_day(shared_on, field="shared_on", today=today, since=self._known())
        if self.unit_id in with_unit_ids:
            raise Refused("practice_is_their_own", field="with_unit_ids")
        having = {sharing.with_unit_id for sharing in self.shared}
        new = [unit_id for unit_id in dict.fromkeys(with_unit_ids) if unit_id not in having]
        if not new:
            raise Refused("practice_already_shared", field="with_unit_ids", units=len(with_unit_ids))
        self._shared(self.unit_id, sharer_id, new, shared_on)
        return new

    def withdraw_sharing(self, sharer_id: UUID, with_unit_id: UUID, reason: TextRef) -> None:
        """Only whoever passed it on takes that back: the right to do so was decided on the sharer alone."""
        self._known()
        passed_on = (sharer_id, with_unit_id)
        sharing = next((one for one in self.shared if (one.sharer_id, one.with_unit_id) == passed_on), None)
        if sharing is None:
            raise Refused("practice_not_shared", field="with_unit_id")
        self._sharing_withdrawn(self.unit_id, sharer_id, with_unit_id, sharing.shared_on, reason)

    def withdraw(self, reason: TextRef) -> None:
        self._withdrawn(self.unit_id, self._known(), reason)

    def _known(self) -> date:
        if self.recorded_on is None:
            raise Refused("practice_not_recorded", field="practice_id")
        return self.recorded_on

    # Replaying history runs the methods below again, so they check nothing.

    @event(Recorded)
    def _recorded(self, unit_id: UUID, title: str, theme: str, recorded_on: date, content: TextRef) -> None:
        self.title, self.theme, self.recorded_on, self.content = title, theme, recorded_on, content

    @event(Shared)
    def _shared(self, unit_id: UUID, sharer_id: UUID, with_unit_ids: list[UUID], shared_on: date) -> None:
        self.shared.extend(Sharing(sharer_id, unit, shared_on) for unit in with_unit_ids)

    @event(SharingWithdrawn)
    def _sharing_withdrawn(
        self, unit_id: UUID, sharer_id: UUID, with_unit_id: UUID, shared_on: date, reason: TextRef
    ) -> None:
        self.shared = [sharing for sharing in self.shared if sharing.with_unit_id != with_unit_id]

    @event(Withdrawn)
    def _withdrawn(self, unit_id: UUID, recorded_on: date, reason: TextRef) -> None:
        self.recorded_on = None
        self.shared = []
