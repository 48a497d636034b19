"""The open use cases: notices and visits. Nothing in this module can so much as name a plan."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from contracts import assignments as contract
from services.assignments.domain.notice import Change, MeetingChange, Notice
from services.assignments.domain.pairs import MOST_SHOWN, GroupsPolicy, Pair, few_groups
from services.assignments.domain.structure import Structure
from services.assignments.domain.visit import Visit, VisitRecord, check_meeting
from services.assignments.replicas.in_force import AssignmentsInForce
from services.assignments.replicas.meetings import Meetings
from services.assignments.replicas.units import Units
from services.chassis.call import Actor, Call, Decided
from services.chassis.errors import Refused
from services.chassis.event_store import Repository


@dataclass(frozen=True)
class Assignments:
    """The notices and visits of one keeper. It holds nothing sealed, so nothing that it answers can depend on it."""

    repository: Repository
    units: Units
    meetings: Meetings
    in_force: AssignmentsInForce
    groups: GroupsPolicy

    async def issue_notice(self, command: contract.IssueNotice, call: Call) -> Decided:
        notice_id = Notice.create_id(call.keeper, command.issuer_id, command.number, command.issued_on)
        if await self.repository.find(Notice, notice_id) is not None:
            raise Refused("notice_already_issued", field="number")
        pairs = [Pair(**pair.model_dump()) for pair in command.pairs]
        structure = await self.units.about(_units_of(command.issuer_id, pairs))
        notice = Notice.issue(
            call.keeper,
            command.number,
            command.issuer_id,
            command.issued_on,
            command.unannounced,
            pairs,
            structure,
        )
        decided = {
            "notice_id": str(notice.id),
            "assignments": len(pairs),
            "observers": len({pair.person_id for pair in pairs}),
            "warnings": _warnings(pairs, structure, self.groups),
        }
        return await self.repository.save(call, notice, decided=decided)

    async def release_observer(self, command: contract.ReleaseObserver, call: Call) -> Decided:
        notice = await self.repository.load(Notice, command.notice_id)
        left = notice.assignment(command.assignment_id)
        reason = await self.repository.text(call, "reason", command.reason, about=notice.id, unit_id=left.cell_id)
        notice.release(command.assignment_id, command.released_on, reason.ref)
        pairs = notice.pairs_of(left.person_id)
        structure = await self.units.about({pair.cell_id for pair in pairs})
        decided = {
            "assignment_id": str(command.assignment_id),
            "warnings": _warnings(pairs, structure, self.groups),
        }
        return await self.repository.save(call, notice, texts=[reason], decided=decided)

    async def notify_observer(self, command: contract.NotifyObserver, call: Call) -> Decided:
        notice = await self.repository.load(Notice, command.notice_id)
        change = MeetingChange(
            meeting_id=command.meeting_id,
            change=Change(command.change),
            former_starts_at=command.former_starts_at.astimezone(UTC),
            starts_at=_utc(command.starts_at),
            place=command.place,
        )
        notice.notify(command.assignment_id, change)
        return await self.repository.save(call, notice, decided={"assignment_id": str(command.assignment_id)})

    async def make_visit(self, command: contract.MakeVisit, call: Call) -> Decided:
        person_id = call.actor.person_id
        record = VisitRecord(command.cell_id, command.visited_on, _utc(command.arrived_at), _utc(command.left_at))
        record.check(today=call.today)
        assignment = await self.in_force.find(person_id, command.cell_id, command.visited_on)
        if assignment is None:
            raise Refused("not_assigned", field="cell_id", day=command.visited_on.isoformat())
        check_meeting(command.meeting_id, record, await self.meetings.find(command.meeting_id))
        identity = (command.meeting_id, person_id)
        visit = await self.repository.find(Visit, Visit.create_id(*identity)) or Visit(*identity)
        visit.make(record, unannounced=assignment.unannounced)
        return await self.repository.save(call, visit, decided={"visit_id": str(visit.id)})

    async def withdraw_visit(self, command: contract.WithdrawVisit, call: Call) -> Decided:
        visit = await self.repository.load(Visit, command.visit_id)
        if visit.person_id != call.actor.person_id or visit.record is None:
            raise Refused("not_there")
        cell_id = visit.record.cell_id
        reason = await self.repository.text(call, "reason", command.reason, about=visit.id, unit_id=cell_id)
        visit.withdraw(reason.ref)
        return await self.repository.save(call, visit, texts=[reason], decided={"visit_id": str(visit.id)})

    async def read_calendar(self, query: contract.ReadCalendar, actor: Actor) -> contract.Calendar:
        """The meetings of the month that fall on days on which their cell is assigned to the asker."""
        first = query.month.replace(day=1)
        last = first.replace(day=monthrange(first.year, first.month)[1])
        spans: dict[UUID, list[tuple[date, date]]] = {}
        for own in await self.in_force.of_person(actor.person_id, first, last):
            spans.setdefault(own.cell_id, []).append((max(first, own.from_on), min(last, own.until_on)))
        return contract.Calendar(meetings=await self.meetings.between(spans))


def _units_of(issuer_id: UUID, pairs: Sequence[Pair]) -> set[UUID]:
    own_cells = {pair.own_cell_id for pair in pairs if pair.own_cell_id is not None}
    return {issuer_id, *(pair.cell_id for pair in pairs), *own_cells}


def _warnings(pairs: Sequence[Pair], structure: Structure, policy: GroupsPolicy) -> list[dict[str, Any]]:
    """What the notice would better look like, with its counts; JSON values for the answer."""
    few = few_groups(pairs, structure, policy)
    if not few:
        return []
    shown = [{"person_id": str(one.person_id), "cells": one.cells, "groups": one.groups} for one in few[:MOST_SHOWN]]
    counts = {"least": policy.least, "observers": len({pair.person_id for pair in pairs}), "below": len(few)}
    return [{"rule": "groups_of_types", "policy_version": policy.version, **counts, "shown": shown}]


def _utc(instant: datetime | None) -> datetime | None:
    """Stored instants are UTC, whatever offset the sender wrote."""
    return instant.astimezone(UTC) if instant else None
