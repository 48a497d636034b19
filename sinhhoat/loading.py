"""A checked register becomes ordinary commands; their ids follow from the content, so that loading again repeats."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from contracts.assignments import IssueNotice, Pair
from contracts.message import Command, CommandOutcome, Refusal
from contracts.registry import (
    AdoptCellTypes,
    CellType,
    CellTypeGroup,
    EstablishUnit,
    ListPeople,
    ListUnits,
    RegisterPerson,
    ReportRoll,
    RollCounts,
)
from services.chassis.messaging import Client
from sinhhoat.registers import KnownRegister, KnownUnit, NoticeRow, PersonRow, Register, RollRow, UnitRow, cell_types

NAMESPACE = uuid5(NAMESPACE_URL, "sinhhoat:load")
BATCH = 256
Progress = Callable[[str, int], None]
"""Told after each batch: the sheet, and how many of its rows are in."""


@dataclass
class Known:
    """Ids of what the keeper has, by code without regard to case."""

    units: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    register: KnownRegister = field(default_factory=KnownRegister)


@dataclass
class Loaded:
    """How many commands were accepted, and each that was not, with what it was about."""

    accepted: int = 0
    refused: list[tuple[str, Refusal]] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)

    def take(self, about: str, outcome: CommandOutcome) -> bool:
        """Count one outcome; returns whether it was accepted."""
        if outcome.outcome == "accepted":
            self.accepted += 1
            for feed, position in outcome.positions.items():
                self.positions[feed] = max(self.positions.get(feed, 0), position or 0)
            return True
        refusal = outcome.refusal or Refusal(code=outcome.outcome, vi="Xung đột, hãy gửi lại.", en="Raced; send again.")
        self.refused.append((about, refusal))
        return False


class Loader:
    """Sends a register to one keeper. `at` is the instant of a simulated store, None for a real one."""

    def __init__(self, client: Client, keeper: str, progress: Progress, *, at: datetime | None = None) -> None:
        self._client, self._keeper, self._progress, self._at = client, keeper, progress, at
        self._loaded = Loaded()

    async def load(self, register: Register, known: Known) -> Loaded:
        """Send everything in the order in which it depends on one another; stops sending what hangs on a refusal."""
        await self._cell_types()
        await self._units(register.units, known)
        await self._rolls(register.rolls, known)
        await self._people(register.people, known)
        await self._notices(register, known)
        return self._loaded

    async def _cell_types(self) -> None:
        table = cell_types()
        command = AdoptCellTypes(
            command_id=self._id("cell_types", table.version),
            version=table.version,
            effective_from=table.effective_from,
            types=[CellType(**_named(kind), token=kind.token, group=kind.group) for kind in table.types],
            grassroots_levels=list(table.grassroots_levels),
            groups=[CellTypeGroup(**_named(group), key=group.token) for group in table.groups],
        )
        await self._send("cell_types", [("cell_types", command)])

    async def _units(self, rows: Sequence[UnitRow], known: Known) -> None:
        commands = [(row.code, EstablishUnit(command_id=self._id("units", asdict(row)), **asdict(row))) for row in rows]
        for code, outcome in await self._send("units", commands):
            known.units[code.casefold()] = UUID(outcome.decided["unit_id"])

    async def _rolls(self, rows: Sequence[RollRow], known: Known) -> None:
        commands = [
            (row.unit_code, self._roll(row, known.units[row.unit_code.casefold()]))
            for row in rows
            if row.unit_code.casefold() in known.units
        ]
        await self._send("rolls", commands)

    def _roll(self, row: RollRow, unit_id: UUID) -> ReportRoll:
        told = asdict(row)
        counts = RollCounts(**{name: told[name] for name in RollCounts.model_fields})
        return ReportRoll(command_id=self._id("rolls", told), unit_id=unit_id, as_of=row.as_of, counts=counts)

    async def _people(self, rows: Sequence[PersonRow], known: Known) -> None:
        commands = [
            (
                row.code,
                RegisterPerson(
                    command_id=self._id("people", asdict(row)),
                    code=row.code,
                    name=row.name,
                    own_cell_id=known.units[row.own_cell_code.casefold()] if row.own_cell_code else None,
                ),
            )
            for row in rows
            if row.own_cell_code is None or row.own_cell_code.casefold() in known.units
        ]
        for code, outcome in await self._send("people", commands):
            known.people[code.casefold()] = UUID(outcome.decided["person_id"])

    async def _notices(self, register: Register, known: Known) -> None:
        own_cells = _own_cells(register, known)
        commands = [
            (row.number, self._notice(row, known, own_cells))
            for row in register.notices
            if row.pairs and _all_known(row, known)
        ]
        await self._send("notices", commands)

    def _notice(self, row: NoticeRow, known: Known, own_cells: Mapping[str, UUID | None]) -> IssueNotice:
        pairs = [
            Pair(
                person_id=known.people[pair.person_code.casefold()],
                own_cell_id=own_cells.get(pair.person_code.casefold()),
                cell_id=known.units[pair.cell_code.casefold()],
                from_on=pair.from_,
                until_on=pair.until,
            )
            for pair in row.pairs
        ]
        return IssueNotice(
            command_id=self._id("notices", asdict(row)),
            after=dict(self._loaded.positions),
            number=row.number,
            issuer_id=known.units[row.issuer_code.casefold()],
            issued_on=row.issued_on,
            unannounced=row.unannounced,
            pairs=pairs,
        )

    async def _send(self, sheet: str, named: Sequence[tuple[str, Command]]) -> list[tuple[str, CommandOutcome]]:
        """Send in batches; returns those accepted with what they are about."""
        accepted = []
        for batch in _batches(named):
            outcomes = await self._client.send(self._keeper, [command for _, command in batch], at=self._at)
            for (about, _), outcome in zip(batch, outcomes, strict=True):
                if self._loaded.take(f"{sheet}: {about}", outcome):
                    accepted.append((about, outcome))
            self._progress(sheet, len(batch))
        return accepted

    def _id(self, sheet: str, content: object) -> UUID:
        return uuid5(NAMESPACE, json.dumps([self._keeper, sheet, content], default=str, ensure_ascii=False))


async def known_to(client: Client, keeper: str, today: date) -> Known:
    """What the keeper has already, so that a part of a register can name it."""
    known = Known()
    units: dict[str, KnownUnit] = {}
    people: dict[str, str | None] = {}
    codes: dict[UUID, str] = {}
    query = ListUnits(as_of=today)
    while True:
        page = await client.ask(keeper, query)
        for unit in page.units:
            known.units[unit.code.casefold()] = unit.unit_id
            units[unit.code] = KnownUnit(unit.kind, unit.parent_code)
            codes[unit.unit_id] = unit.code
        if page.more is None:
            break
        query = ListUnits(as_of=today, after_code=page.more)
    asked = ListPeople()
    while True:
        listed = await client.ask(keeper, asked)
        for person in listed.people:
            known.people[person.code.casefold()] = person.person_id
            people[person.code] = codes.get(person.own_cell_id) if person.own_cell_id else None
        if listed.more is None:
            break
        asked = ListPeople(after_code=listed.more)
    known.register = KnownRegister(units=units, people=people)
    return known


def _all_known(row: NoticeRow, known: Known) -> bool:
    """Whether nothing that the notice names was refused."""
    people = {pair.person_code.casefold() for pair in row.pairs}
    units = {row.issuer_code.casefold(), *(pair.cell_code.casefold() for pair in row.pairs)}
    return people <= known.people.keys() and units <= known.units.keys()


def _own_cells(register: Register, known: Known) -> dict[str, UUID | None]:
    told = dict(known.register.people) | {row.code: row.own_cell_code for row in register.people}
    return {code.casefold(): known.units.get(cell.casefold()) if cell else None for code, cell in told.items()}


def _named(kind: object) -> dict[str, str]:
    return {name: getattr(kind, name) for name in ("name_vi", "name_en")}


def _batches(named: Sequence[tuple[str, Command]]) -> Iterator[Sequence[tuple[str, Command]]]:
    for start in range(0, len(named), BATCH):
        yield named[start : start + BATCH]
