"""One ward with everything that happened in it: decided once for the ward, filled in for each of its cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from random import Random
from typing import NamedTuple
from uuid import UUID

from contracts.assignments import AcceptQuarterlyReport, FileFindings, MakeVisit, ReportSection, SubmitQuarterlyReport
from contracts.classification import DecideClassification, GivenGrade, ProposeClassification
from contracts.message import Command
from contracts.registry import EstablishUnit, MergeUnits, MoveUnit, RegisterPerson, SplitPart, SplitUnit
from services.assignments.replicas.work import Attended, Found
from services.chassis.call import Actor, Call, Decided, Role
from services.chassis.event_store.rows import Submission
from services.registry.domain import id_of_person, id_of_unit
from sinhhoat.generation.deciding import LONG_AGO, Commands, GatheringKeeper, adopt_cell_types, at, notice_of
from sinhhoat.generation.noted import NotedStandards
from sinhhoat.generation.plan import CellPlan, Change, CityPlan, WardPlan
from sinhhoat.generation.stamps import Lifetime, Stamp, Stamped
from sinhhoat.generation.story import CELLS_OF_OBSERVER

ANNOUNCED_DAYS = 20
"""So long before its day a change is entered: a new cell's first meeting is announced before it exists."""
REPORTS, ACCEPTED = 0.93, 0.8
EXCELLENT, COMPLETED = 7, 12
"""One in so many is classified excellent (20 % of the good ones is less than one in six of both), or completed."""


class Person(NamedTuple):
    """A row of the registry's people."""

    keeper: str
    person_id: UUID
    code: str
    name: str


class Entry(NamedTuple):
    """A submission with its place: by instant, what concerns the ward before what concerns a cell, then as told."""

    at: datetime
    place: tuple[int, int]
    submission: Submission


class Ward:
    """`histories` are the entries by service; `people` the rows of its observers."""

    def __init__(self, plan: CityPlan, ward: WardPlan, stamps: Sequence[Stamp], standards: NotedStandards) -> None:
        self._plan, self._ward, self._stamps = plan, ward, stamps
        self._keeper = GatheringKeeper(ward.keeper, standards)
        self._keeper.add(RegisterPerson, self._register)
        self._commands = Commands(plan, ward.keeper)
        self._random = Random(f"{plan.seed}:{ward.keeper}")
        self._cells = {cell.code: cell for cell in ward.cells}
        self._changed = {code for change in ward.changes for code in (change.cell, change.other)}
        self._observers: dict[int, dict[str, UUID]] = {}
        self.people: list[Person] = []
        self.histories: dict[str, list[Entry]] = defaultdict(list)

    async def live(self) -> None:
        """All of it."""
        await self._establish()
        await self._reorganise()
        for year in self._plan.years:
            await self._assign(year)
        for place, cell in enumerate(self._ward.cells):
            self._fill_in(place, cell)
        await self._report()
        for year in self._plan.years:
            await self._classify(year)
        for entries in self.histories.values():
            entries.sort(key=lambda entry: entry[:2])

    async def _establish(self) -> None:
        ward, first = self._ward, at(self._plan.first, 7)
        name = f"Đảng bộ phường {ward.keeper[-3:]}"
        await self._send(adopt_cell_types(self._commands.id("types")), first)
        await self._send(self._unit(ward.root, name, None, level=ward.level), first)
        for code in ward.committees:
            await self._send(self._unit(code, f"Đảng bộ cơ sở {code}", ward.root, level="grassroots"), first)
        for cell in ward.cells:
            if cell.split_from is None:
                unit = self._unit(cell.code, f"Chi bộ {cell.code}", cell.parent, cell_type=cell.cell_type)
                await self._send(unit, first)

    def _unit(
        self, code: str, name: str, parent: str | None, *, level: str | None = None, cell_type: str | None = None
    ) -> EstablishUnit:
        return EstablishUnit(
            command_id=self._commands.id("unit", code),
            code=code,
            name=name,
            kind="cell" if cell_type else "committee",
            level=level,
            cell_type=cell_type,
            parent_code=parent,
            established_on=LONG_AGO,
        )

    async def _assign(self, year: int) -> None:
        """Each observer has five cells that exist at the beginning of the year; a new cell waits for the next one."""
        begins = max(date(year, 1, 1), self._plan.first)
        pairs, observed = [], {}
        there = [cell for cell in self._ward.cells if cell.there(begins)]
        for place, cell in enumerate(there):
            code = f"QS-{place // CELLS_OF_OBSERVER + 1:03}"
            person_id = observed[cell.code] = id_of_person(self._ward.keeper, code)
            if place // CELLS_OF_OBSERVER == len(self.people):
                command_id, name = self._commands.id("person", code), f"Quan sát viên {code}"
                await self._send(RegisterPerson(command_id=command_id, code=code, name=name), at(begins, 7, 15))
            until = min(date(year, 12, 31), cell.ends - timedelta(days=1))
            pairs.append((person_id, self._id(cell.code), until))
        self._observers[year] = observed
        notice = notice_of(self._commands, self._plan, self._id(self._ward.root), year, pairs)
        await self._send(notice, at(notice.issued_on, 7, 30))

    def _fill_in(self, place: int, cell: CellPlan) -> None:
        observers = {year: people[cell.code] for year, people in self._observers.items() if cell.code in people}
        stamp = self._stamps[cell.number % len(self._stamps)]
        given = {
            "cell": self._id(cell.code),
            "root": self._id(self._ward.root),
            "staff": self._keeper.staff.person_id,
            **{f"observer {year}": observers.get(year, NOBODY) for year in self._plan.years},
        }
        ids = stamp.ids(given)
        lifetime = Lifetime(cell.begins or LONG_AGO, cell.ends, observers)
        for number, one in enumerate(stamp.filled(ids, lifetime)):
            if one.service == "registry" and cell.code in self._changed:
                continue
            self.histories[one.service].append(Entry(one.at, (place + 1, number), one.submission))
            self._note(one, ids, observers)

    def _note(self, one: Stamped, ids: Mapping[str, UUID], observers: Mapping[int, UUID]) -> None:
        """What the reports of observers rest on."""
        command, name = one.stamp.command, one.stamp.act.name.partition(" ")[2]
        match command:
            case MakeVisit():
                person_id = observers[command.visited_on.year]
                visit = Attended(ids[f"visit {name}"], ids["cell"], ids[name], command.visited_on, ())
                self._keeper.notes.visits.setdefault(person_id, []).append(visit)
            case FileFindings():
                assert one.stamp.act.observer_of is not None
                visits = self._keeper.notes.visits[observers[one.stamp.act.observer_of]]
                filed = visits[-1]
                found = tuple(Found(filed.visit_id, item.heading, None, filed.visit_id) for item in command.findings)
                visits[-1] = replace(filed, findings=found)

    async def _reorganise(self) -> None:
        """The changes, and the rolls of the cells that they concern, day by day: a merger ends what has rolls."""
        acts = [
            (at(change.on - timedelta(days=ANNOUNCED_DAYS), 8), self._change(change)) for change in self._ward.changes
        ]
        acts += [roll for code in sorted(self._changed & self._cells.keys()) for roll in self._rolls(self._cells[code])]
        for instant, command in sorted(acts, key=lambda act: act[0]):
            await self._send(command, instant)

    def _change(self, change: Change) -> Command:
        command_id = self._commands.id(change.kind, change.cell, change.on)
        cell, on = self._id(change.cell), change.on
        if change.kind == "merged":
            return MergeUnits(command_id=command_id, unit_ids=[cell], into_id=self._id(change.other), effective_on=on)
        if change.kind == "moved":
            return MoveUnit(command_id=command_id, unit_id=cell, parent_id=self._id(change.other), effective_on=on)
        part = SplitPart(code=change.other, name=f"Chi bộ {change.other}")
        return SplitUnit(command_id=command_id, unit_id=cell, parts=[part], principal_code=change.cell, effective_on=on)

    def _rolls(self, cell: CellPlan) -> Iterator[tuple[datetime, Command]]:
        stamp = self._stamps[cell.number % len(self._stamps)]
        given = dict.fromkeys(("root", "staff", *(f"observer {year}" for year in self._plan.years)), NOBODY)
        ids = stamp.ids({**given, "cell": self._id(cell.code)})
        lifetime = Lifetime(cell.begins or LONG_AGO, cell.ends, ())
        for act in stamp.story.acts:
            if act.service == "registry" and lifetime.has(act):
                yield act.at, act.make(ids)

    async def _report(self) -> None:
        """Observers report after each quarter; most reports are accepted."""
        bounds, root = self._plan.bounds(), self._id(self._ward.root)
        for begin, end in pairwise(bounds[:-1]):
            quarter = f"{begin.year}-Q{(begin.month + 2) // 3}"
            for person_id in dict.fromkeys(self._observers[begin.year].values()):
                if self._random.random() < REPORTS:
                    await self._report_one(person_id, root, quarter, end)

    async def _report_one(self, person_id: UUID, root: UUID, quarter: str, end: date) -> None:
        submit = SubmitQuarterlyReport(
            command_id=self._commands.id("report", person_id, quarter),
            quarter=quarter,
            issuer_id=root,
            sections=[ReportSection(heading="results", text=f"Kết quả tham dự sinh hoạt {quarter} của {person_id}.")],
        )
        day = end + timedelta(days=self._random.randint(1, 14))
        decided = await self._send(submit, at(day, 16), Actor(person_id, (Role("observer", self._ward.keeper, None),)))
        if self._random.random() < ACCEPTED:
            accept = AcceptQuarterlyReport(
                command_id=self._commands.id("accept", person_id, quarter),
                report_id=decided.decided["report_id"],
                issuer_id=root,
            )
            await self._send(accept, at(day + timedelta(days=3), 16))

    async def _classify(self, year: int) -> None:
        """Cells propose their grades in December's last days; each committee decides on its own in January."""
        last = date(year, 12, 31)
        decided_on = last + timedelta(days=10)
        if decided_on > self._plan.last or self._plan.first.replace(month=12, day=31) > last:
            return
        for authority, cells in sorted(self._below(last).items()):
            grades = []
            for place, code in enumerate(cells):
                grade = _grade(place, len(cells))
                propose = ProposeClassification(
                    command_id=self._commands.id("propose", code, year),
                    unit_id=self._id(code),
                    period=f"{year}",
                    grade=grade,
                )
                await self._send(propose, at(last + timedelta(days=4), 9))
                grades.append(GivenGrade(object_id=self._id(code), grade=grade))
            decide = DecideClassification(
                command_id=self._commands.id("decide", authority, year),
                authority_id=self._id(authority),
                period=f"{year}",
                decided_on=decided_on,
                number=f"{year % 100:02}-QĐ/ĐU",
                grades=grades,
            )
            leader = Actor(id_of_person(self._ward.keeper, "leader"), (Role("leader", self._ward.keeper, None),))
            await self._send(decide, at(decided_on, 15), leader)

    def _below(self, day: date) -> dict[str, list[str]]:
        """Committee -> the cells that stand under it on a day, in their order."""
        moved = {
            change.cell: change.other for change in self._ward.changes if change.kind == "moved" and change.on <= day
        }
        below: dict[str, list[str]] = defaultdict(list)
        for cell in self._ward.cells:
            if cell.there(day):
                below[moved.get(cell.code, self._parent(cell))].append(cell.code)
        return below

    def _parent(self, cell: CellPlan) -> str:
        return cell.parent

    async def _register(self, command: RegisterPerson, call: Call) -> Decided:
        """As the registry does, but that the row is written later."""
        person_id = id_of_person(self._ward.keeper, command.code)
        self.people.append(Person(self._ward.keeper, person_id, command.code, command.name))
        decided = {"person_id": str(person_id)}
        return await self._keeper.repositories["registry"].save(call, decided=decided)

    async def _send(self, command: Command, instant: datetime, actor: Actor | None = None) -> Decided:
        decided = await self._keeper.carry_out(command, actor or self._keeper.staff, instant)
        for service, submission in self._keeper.taken():
            entries = self.histories[service]
            entries.append(Entry(instant, (0, len(entries)), submission))
        return decided

    def _id(self, code: str) -> UUID:
        return id_of_unit(self._ward.keeper, code)


NOBODY = UUID(int=0)


def _grade(place: int, of: int) -> str:
    """About one in seven is excellent, which is within the quota in every group; small groups have none."""
    if place % EXCELLENT == EXCELLENT - 1:
        return "EXCELLENT"
    return "COMPLETED" if place % COMPLETED == 0 else "COMPLETED_WELL"
