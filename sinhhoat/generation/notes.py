"""In place of a keeper's replicas: what its commands have said, known at once instead of by way of the bus."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from contracts.assignments import FileFindings, IssueNotice, MakeVisit
from contracts.meetings import RecordMeeting
from contracts.message import Command
from contracts.registry import AdoptCellTypes, EstablishUnit, MergeUnits, MoveUnit, SplitUnit
from services.assignments.domain.structure import Unit
from services.assignments.replicas.in_force import InForce
from services.assignments.replicas.work import Attended, Found
from services.chassis.call import Call
from services.ratings.replicas import HeldMeeting


class Notes:
    """Units, pairs, meetings and visits of one keeper, as far as its services have accepted them."""

    def __init__(self) -> None:
        self.units: dict[UUID, Unit] = {}
        self.parents: dict[UUID, dict[date, UUID | None]] = {}
        self.catalogues: dict[date, dict[str, str]] = {}
        self.pairs: dict[tuple[UUID, UUID], list[InForce]] = {}
        self.meetings: dict[UUID, HeldMeeting] = {}
        self.visits: dict[UUID, list[Attended]] = {}
        self._by_code: dict[str, UUID] = {}

    def take(self, command: Command, decided: Mapping[str, Any], call: Call) -> None:
        """Note what a replica would have read by the time that the next command comes."""
        match command:
            case EstablishUnit():
                self._take_unit(command, UUID(decided["unit_id"]))
            case SplitUnit() | MergeUnits() | MoveUnit():
                self._take_change(command, decided)
            case AdoptCellTypes():
                self.catalogues[command.effective_from] = {known.token: known.group for known in command.types}
            case IssueNotice():
                self._take_pairs(command, UUID(decided["notice_id"]))
            case RecordMeeting():
                held = HeldMeeting(command.cell_id, command.kind, command.month, command.held_on)
                self.meetings[UUID(decided["meeting_id"])] = held
            case MakeVisit():
                visit = Attended(UUID(decided["visit_id"]), command.cell_id, command.meeting_id, command.visited_on, ())
                self.visits.setdefault(call.actor.person_id, []).append(visit)
            case FileFindings():
                self._take_findings(command, decided, self.visits[call.actor.person_id])

    def _take_unit(self, unit: EstablishUnit, unit_id: UUID) -> None:
        types = {unit.established_on: unit.cell_type} if unit.cell_type else {}
        parent_id = self._by_code[unit.parent_code] if unit.parent_code else None
        self._by_code[unit.code] = unit_id
        self.units[unit_id] = Unit(unit.kind, [(unit.established_on, None)], types)
        self.parents[unit_id] = {unit.established_on: parent_id}

    def _take_change(self, change: SplitUnit | MergeUnits | MoveUnit, decided: Mapping[str, Any]) -> None:
        on = change.effective_on
        match change:
            case MoveUnit():
                self.parents[change.unit_id][on] = change.parent_id
            case MergeUnits():
                for unit_id in change.unit_ids:
                    ended = [(since, on) for since, _ in self.units[unit_id].stays]
                    self.units[unit_id] = replace(self.units[unit_id], stays=ended)
            case SplitUnit():
                original, parents = self.units[change.unit_id], self.parents[change.unit_id]
                for unit_id in map(UUID, decided["unit_ids"]):
                    self.units[unit_id] = replace(original, stays=[(on, None)])
                    self.parents[unit_id] = {on: parents[max(day for day in parents if day <= on)]}

    def _take_pairs(self, notice: IssueNotice, notice_id: UUID) -> None:
        for pair in notice.pairs:
            named = (notice_id, notice_id, pair.person_id, pair.cell_id, pair.from_on, pair.until_on)
            self.pairs.setdefault((pair.person_id, pair.cell_id), []).append(InForce(*named, notice.unannounced))

    def _take_findings(self, filed: FileFindings, decided: Mapping[str, Any], visits: list[Attended]) -> None:
        found = [UUID(one["finding_id"]) for one in decided["findings"]]
        for place, visit in enumerate(visits):
            if visit.visit_id == filed.visit_id:
                findings = [
                    Found(finding_id, one.heading, one.topic, finding_id)
                    for finding_id, one in zip(found, filed.findings, strict=True)
                ]
                visits[place] = replace(visit, findings=tuple(findings))
