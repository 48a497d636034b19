"""What the applications ask of their replicas, answered from the notes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from datetime import date
from uuid import UUID

from contracts import issues, resolutions
from contracts.assignments import CalendarEntry, ObserverReportEntry, RaisedIssue
from contracts.classification import QuotaPolicyAdopted
from contracts.four_goods import FourGoodsRubricAdopted
from contracts.grants import GrantList, ListGrants
from contracts.meeting_policies import MeetingPolicyAdopted
from contracts.ratings import RubricAdopted
from contracts.registry import HandOvers, Lineage, UnitList
from contracts.roll_up import RollUpPolicyAdopted
from contracts.texts import TextRef
from services.assignments.domain.advice import Clash, months_of
from services.assignments.domain.pairs import Pair
from services.assignments.domain.structure import Structure
from services.assignments.domain.visit import MeetingFact
from services.assignments.replicas.in_force import InForce
from services.assignments.replicas.work import Attended
from services.chassis.errors import Refused
from services.meetings.replicas.followed_lists import OwnRow, RestingOn
from services.ratings.replicas import HeldMeeting, UnitThen
from services.registry.domain.taking_over import Arrival
from sinhhoat.generation.notes import Notes


class NotedGrants:
    """Nobody was granted a role."""

    async def in_force(self, asked: ListGrants, day: date) -> GrantList:
        raise NotImplementedError

    async def terms_on(self, unit_id: UUID) -> Sequence[tuple[UUID, date]]:
        return []


class NotedLists:
    """Nobody asks the registry for lists, and nothing is taken over from other keepers."""

    async def on(self, day: date, under_code: str | None, after_code: str | None, limit: int) -> UnitList:
        raise NotImplementedError

    async def lineage(self, code: str) -> Lineage:
        raise NotImplementedError

    async def arrival(self, unit_id: UUID, from_keeper: str) -> Arrival:
        raise NotImplementedError

    async def taken_over_by(self, unit_id: UUID, on: date) -> tuple[str, str] | None:
        return None

    async def hand_overs(self) -> HandOvers:
        raise NotImplementedError


class NotedCells:
    """Every cell that is asked about is there: the story is made so."""

    async def require(self, cell_id: UUID, on: date) -> None:
        return None


class NotedPlaces:
    """Every unit is there, and stands below the one named."""

    async def require(self, unit_id: UUID, on: date, *, field: str) -> None:
        return None

    async def require_within(self, unit_id: UUID, above_id: UUID, on: date, *, field: str) -> None:
        return None


class NotedFollowed:
    """Nobody asks for lists; what the made history withdraws or moves has nothing that rests on it yet."""

    async def resting_on(self, meeting_id: UUID) -> RestingOn:
        return RestingOn(frozenset(), frozenset(), frozenset(), frozenset())

    async def resolutions(self, query: resolutions.ListResolutions) -> resolutions.ResolutionList:
        raise NotImplementedError

    async def raised_by(self, person_id: UUID, query: issues.ListOwnIssues) -> list[OwnRow]:
        raise NotImplementedError

    async def issues(self, query: issues.ListIssues) -> issues.IssueList:
        raise NotImplementedError


class NotedCityPolicies:
    """The city has adopted no meeting policy."""

    async def on(self, day: date) -> MeetingPolicyAdopted | None:
        return None


class NotedVisits:
    """Whoever names a visit has made it."""

    async def require(self, visit_id: UUID, person_id: UUID, cell_id: UUID) -> None:
        return None


class NotedUnits:
    """The tree, for notices and for classification."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def about(self, unit_ids: Collection[UUID]) -> Structure:
        asked = {unit_id: self._notes.units[unit_id] for unit_id in unit_ids}
        return Structure(asked, self._notes.catalogues, self._notes.parents)

    async def cells_below(self, committee_id: UUID, on: date) -> Mapping[UUID, str | None]:
        structure = Structure(self._notes.units, self._notes.catalogues, self._notes.parents)
        return {
            unit_id: structure.cell_type(unit_id, on)
            for unit_id, unit in self._notes.units.items()
            if unit.kind == "cell" and unit.there_on(on) and committee_id in structure.above(unit_id, on)
        }

    async def then(self, unit_id: UUID, day: date, *, field: str = "unit_id") -> UnitThen:
        """Every committee right above cells decides on them: nothing stands between."""
        unit = self._notes.units[unit_id]
        structure = Structure({unit_id: unit}, self._notes.catalogues, self._notes.parents)
        above = structure.above(unit_id, day)
        group = structure.group(unit_id, day) if unit.kind == "cell" else None
        return UnitThen(unit_id, unit.kind, above[0] if above else None, group)

    async def gone(self, unit_ids: Set[UUID], day: date) -> set[UUID]:
        return {unit_id for unit_id in unit_ids if not self._notes.units[unit_id].there_on(day)}


class NotedMeetings:
    """Meetings that were recorded; nobody's calendar."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def find(self, meeting_id: UUID) -> MeetingFact | None:
        held = self._notes.meetings.get(meeting_id)
        return MeetingFact(held.cell_id, held.held_on) if held else None

    async def between(self, cells: Mapping[UUID, Sequence[tuple[date, date]]]) -> list[CalendarEntry]:
        raise NotImplementedError

    async def clashes(self, pairs: Sequence[Pair], apart_minutes: int) -> list[Clash]:
        return []


class NotedPairs:
    """Who is assigned to which cell."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def find(self, person_id: UUID, cell_id: UUID, on: date) -> InForce | None:
        known = self._notes.pairs.get((person_id, cell_id), [])
        return next((pair for pair in known if pair.from_on <= on <= pair.until_on), None)

    async def of_person(self, person_id: UUID, first: date, last: date) -> list[InForce]:
        own = (pair for (person, _), pairs in self._notes.pairs.items() if person == person_id for pair in pairs)
        return [pair for pair in own if pair.from_on <= last and pair.until_on >= first]

    async def of_cell(self, cell_id: UUID, days: Sequence[date]) -> list[InForce]:
        raise NotImplementedError

    async def cells_on(self, day: date, without: UUID | None) -> set[UUID]:
        return set()


class NotedRecords:
    """The work of observers, each of whom one committee has assigned."""

    def __init__(self, notes: Notes, pairs: NotedPairs) -> None:
        self._notes, self._pairs = notes, pairs

    async def visits(self, person_id: UUID, issuer_id: UUID, first: date, last: date) -> list[Attended]:
        own = self._notes.visits.get(person_id, [])
        found = [visit for visit in own if first <= visit.visited_on <= last]
        return sorted(found, key=lambda visit: (visit.visited_on, visit.visit_id))

    async def assigned(self, person_id: UUID, issuer_id: UUID, first: date, last: date) -> list[UUID]:
        return list(dict.fromkeys(one.cell_id for one in await self._pairs.of_person(person_id, first, last)))

    async def months_assigned(self, person_id: UUID, issuer_id: UUID, first: date, last: date) -> list[date]:
        own = await self._pairs.of_person(person_id, first, last)
        spans = [months_of(max(first, one.from_on), min(last, one.until_on)) for one in own]
        return sorted({month for span in spans for month in span})

    async def reports(
        self, quarter: str, first: date, last: date, due_on: date, issuer_id: UUID | None
    ) -> list[ObserverReportEntry]:
        raise NotImplementedError


class NotedIssues:
    """Observers raise none."""

    async def raised_by(self, person_id: UUID, since: date | None) -> list[RaisedIssue]:
        return []

    async def because_of(self, visit_ids: Sequence[UUID]) -> list[RaisedIssue]:
        return []


class NotedNames:
    """Nobody drafts a report."""

    async def on(self, unit_ids: Collection[UUID], day: date) -> Mapping[UUID, str]:
        return {}


class NotedAttended:
    """Whoever scores as an observer has visited: the story is made so."""

    def __init__(self, notes: Notes) -> None:
        self._notes = notes

    async def held(self, meeting_id: UUID, cell_id: UUID) -> HeldMeeting:
        known = self._notes.meetings.get(meeting_id)
        if known is None:
            raise Refused("meeting_not_held", field="meeting_id")
        return known

    async def day_of(self, meeting_id: UUID) -> date | None:
        raise NotImplementedError

    async def moved(self, meeting_id: UUID, from_day: date) -> TextRef | None:
        raise NotImplementedError

    async def again(self, meeting_id: UUID) -> TextRef | None:
        raise NotImplementedError

    async def of_year(self, cell_id: UUID, year: int) -> list[tuple[UUID, HeldMeeting]]:
        raise NotImplementedError

    async def require_visit(self, meeting_id: UUID, person_id: UUID) -> None:
        return None


class NotedStandards:
    """What the city has adopted before anything else happens; it serves every day."""

    def __init__(
        self, rubrics: Mapping[str, RubricAdopted] | None = None, four_goods: FourGoodsRubricAdopted | None = None
    ) -> None:
        self._rubrics, self._four_goods = rubrics or {}, four_goods

    async def rubric(self, kind: str, on: date) -> RubricAdopted | None:
        return self._rubrics.get(kind)

    async def four_goods(self, on: date) -> FourGoodsRubricAdopted | None:
        return self._four_goods

    async def quotas(self) -> list[QuotaPolicyAdopted]:
        return []

    async def roll_ups(self) -> list[RollUpPolicyAdopted]:
        return []


class NotedResting:
    """Nothing that others are judged by is taken back."""

    async def on(self, version: str) -> int:
        raise NotImplementedError
