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
        self.catalogues: dict[date, dict[str, str]] = {}
        self.pairs: dict[tuple[UUID, UUID], InForce] = {}
        self.meetings: dict[UUID, HeldMeeting] = {}

    def take(self, command: Command, decided: Mapping[str, Any]) -> None:
        """Note what a replica would have read by the time that the next command comes."""
        match command:
            case EstablishUnit():
                types = {command.established_on: command.cell_type} if command.cell_type else {}
                self.units[UUID(decided["unit_id"])] = Unit(command.kind, command.established_on, None, types)
            case AdoptCellTypes():
                self.catalogues[command.effective_from] = {known.token: known.group for known in command.types}
            case IssueNotice():
                self._take_pairs(command, UUID(decided["notice_id"]))
            case RecordMeeting():
                held = HeldMeeting(command.cell_id, command.kind, command.month, command.held_on)
                self.meetings[UUID(decided["meeting_id"])] = held

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
        return Structure({unit_id: self._notes.units[unit_id] for unit_id in unit_ids}, self._notes.catalogues)


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
