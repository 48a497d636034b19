"""The use cases of visits: record one, planned or not, take one back, and read one's calendar."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from contracts import assignments as contract
from services.assignments.application.readers import readers_of
from services.assignments.domain.visit import Visit, VisitRecord, check_meeting
from services.assignments.replicas.in_force import AssignmentsInForce
from services.assignments.replicas.meetings import Meetings
from services.chassis.call import Actor, Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository


@dataclass(frozen=True)
class Visits:
    """The visits of one keeper. It holds nothing sealed, so nothing that it answers can depend on it."""

    repository: Repository
    meetings: Meetings
    in_force: AssignmentsInForce
    apart_minutes: int
    longest_visit: timedelta

    async def make_visit(self, command: contract.MakeVisit, call: Call) -> Decided:
        person_id = call.actor.person_id
        record = VisitRecord(command.cell_id, command.visited_on, _utc(command.arrived_at), _utc(command.left_at))
        record.check(now=call.now, today=call.today, longest=self.longest_visit)
        assignment = await self.in_force.find(person_id, command.cell_id, command.visited_on)
        if assignment is None:
            raise Refused("not_assigned", field="cell_id", day=command.visited_on.isoformat())
        check_meeting(command.meeting_id, record, await self.meetings.find(command.meeting_id))
        visit = await self.repository.find_or_open(Visit, command.meeting_id, person_id)
        visit.make(record, unannounced=assignment.unannounced)
        return await self.repository.save(call, visit, decided={"visit_id": str(visit.id)})

    async def withdraw_visit(self, command: contract.WithdrawVisit, call: Call) -> Decided:
        visit = await self.repository.load(Visit, command.visit_id)
        if visit.person_id != call.actor.person_id or visit.record is None:
            raise Refused("not_there")
        readers = await readers_of(visit, self.repository, self.in_force)
        reason = await self.repository.text(call, "reason", command.reason, about=visit.id, unit_id=readers)
        visit.withdraw(reason.ref)
        return await self.repository.save(call, visit, texts=[reason], decided={"visit_id": str(visit.id)})

    async def read_calendar(self, query: contract.ReadCalendar, actor: Actor) -> contract.Calendar:
        """The meetings of the month that fall on days on which their cell is assigned to the asker."""
        first = query.month.replace(day=1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        spans: dict[UUID, list[tuple[date, date]]] = {}
        for own in await self.in_force.of_person(actor.person_id, first, last):
            spans.setdefault(own.cell_id, []).append((max(first, own.from_on), min(last, own.until_on)))
        meetings = await self.meetings.between(spans)
        if query.own_cell_id is not None:
            own_meetings = await self.meetings.between({query.own_cell_id: [(first, last)]})
            meetings = [self._beside(entry, own_meetings) for entry in meetings]
        return contract.Calendar(meetings=meetings)

    def _beside(
        self, entry: contract.CalendarEntry, own_meetings: list[contract.CalendarEntry]
    ) -> contract.CalendarEntry:
        """The entry, with the instant at which the observer's own cell meets at the same hours."""
        apart = timedelta(minutes=self.apart_minutes)
        for own in own_meetings:
            scheduled = own.state == entry.state == "scheduled" and own.meeting_id != entry.meeting_id
            if scheduled and own.starts_at and entry.starts_at and abs(own.starts_at - entry.starts_at) < apart:
                return entry.model_copy(update={"own_meeting_at": own.starts_at})
        return entry


def _utc(instant: datetime | None) -> datetime | None:
    """Stored instants are UTC, whatever offset the sender wrote."""
    return instant.astimezone(UTC) if instant else None
