"""In place of a keeper's replicas: what its commands have said, known at once instead of by way of the bus."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg

from contracts.assignments import IssueNotice
from contracts.meetings import RecordMeeting
from contracts.message import Command
from contracts.registry import AdoptCellTypes, EstablishUnit
from services.assignments.domain.structure import Structure, Unit
from services.assignments.domain.visit import MeetingFact
from services.assignments.replicas.in_force import InForce, ReplicatedAssignments
from services.assignments.replicas.meetings import ReplicatedMeetings
from services.assignments.replicas.units import ReplicatedUnits
from services.chassis.errors import Refused
from services.meetings.replicas import ReplicatedCells
from services.ratings.replicas import HeldMeeting, ReplicatedAttended

Pool = asyncpg.Pool


class Notes:
    """Units, pairs and meetings of one keeper, as far as its services have accepted them."""

    def __init__(self) -> None:
        self.units: dict[UUID, Unit] = {}
        self.parents: dict[UUID, dict[date, UUID | None]] = {}
        self.catalogues: dict[date, dict[str, str]] = {}
        self._by_code: dict[str, UUID] = {}
        self.pairs: dict[tuple[UUID, UUID], InForce] = {}
        self.meetings: dict[UUID, HeldMeeting] = {}

    def take(self, command: Command, decided: Mapping[str, Any]) -> None:
        """Note what a replica would have read by the time that the next command comes."""
        match command:
            case EstablishUnit():
                self._take_unit(command, UUID(decided["unit_id"]))
            case AdoptCellTypes():
                self.catalogues[command.effective_from] = {known.token: known.group for known in command.types}
            case IssueNotice():
                self._take_pairs(command, UUID(decided["notice_id"]))
            case RecordMeeting():
                held = HeldMeeting(command.cell_id, command.kind, command.month, command.held_on)
                self.meetings[UUID(decided["meeting_id"])] = held

    def _take_unit(self, unit: EstablishUnit, unit_id: UUID) -> None:
        types = {unit.established_on: unit.cell_type} if unit.cell_type else {}
        parent_id = self._by_code[unit.parent_code] if unit.parent_code else None
        self._by_code[unit.code] = unit_id
        self.units[unit_id] = Unit(unit.kind, unit.established_on, None, types)
        self.parents[unit_id] = {unit.established_on: parent_id}

    def _take_pairs(self, notice: IssueNotice, notice_id: UUID) -> None:
        for pair in notice.pairs:
            named = (notice_id, notice_id, pair.person_id, pair.cell_id, pair.from_on, pair.until_on)
            self.pairs[pair.person_id, pair.cell_id] = InForce(*named, notice.unannounced)


class NotedCells(ReplicatedCells):
    """Every cell that is asked about is there."""

    async def require(self, cell_id: UUID, on: date) -> None:
        return None


class NotedUnits(ReplicatedUnits):
    def __init__(self, pool: Pool, keeper: str, notes: Notes) -> None:
        super().__init__(pool, keeper)
        self._notes = notes

    async def about(self, unit_ids: Collection[UUID]) -> Structure:
        asked = {unit_id: self._notes.units[unit_id] for unit_id in unit_ids}
        return Structure(asked, self._notes.catalogues, self._notes.parents)


class NotedMeetings(ReplicatedMeetings):
    def __init__(self, pool: Pool, keeper: str, notes: Notes) -> None:
        super().__init__(pool, keeper)
        self._notes = notes

    async def find(self, meeting_id: UUID) -> MeetingFact | None:
        held = self._notes.meetings.get(meeting_id)
        return MeetingFact(held.cell_id, held.held_on) if held else None


class NotedPairs(ReplicatedAssignments):
    def __init__(self, pool: Pool, keeper: str, notes: Notes) -> None:
        super().__init__(pool, keeper)
        self._notes = notes

    async def find(self, person_id: UUID, cell_id: UUID, on: date) -> InForce | None:
        return self._notes.pairs.get((person_id, cell_id))


class NotedAttended(ReplicatedAttended):
    """Whoever scores as an observer has visited: the year is made so."""

    def __init__(self, pool: Pool, keeper: str, notes: Notes) -> None:
        super().__init__(pool, keeper)
        self._notes = notes

    async def held(self, meeting_id: UUID, cell_id: UUID) -> HeldMeeting:
        known = self._notes.meetings.get(meeting_id)
        if known is None:
            raise Refused("meeting_not_held", field="meeting_id")
        return known

    async def require_visit(self, meeting_id: UUID, person_id: UUID) -> None:
        return None
