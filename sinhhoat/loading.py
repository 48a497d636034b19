"""A checked register becomes ordinary commands; their ids follow from the content, so that loading again repeats."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from contracts.assignments import IssueNotice, Pair
from contracts.message import Command, CommandOutcome, Refusal
from contracts.registry import (
    AdoptCellTypes,
    CellType,
    CellTypeGroup,
    EstablishUnit,
    RegisterPerson,
    ReportRoll,
    RollCounts,
)
from services.chassis.messaging import Client
from sinhhoat.asking import person
from sinhhoat.known import Known
from sinhhoat.registers import NoticeRow, PersonRow, Register, RollRow, UnitRow, cell_types

NAMESPACE = uuid5(NAMESPACE_URL, "sinhhoat:load")
BATCH = 256
Progress = Callable[[str, int], None]
"""Told after each batch: the sheet, and how many of its rows are in."""


@dataclass
class Loaded:
    """What became of each row: new, already there, refused (why), or not sent as what it hangs on was refused."""

    new: int = 0
    already_there: int = 0
    refused: list[tuple[str, Refusal]] = field(default_factory=list)
    not_sent: list[str] = field(default_factory=list)
    positions: dict[str, int] = field(default_factory=dict)

    def take(self, about: str, outcome: CommandOutcome, heads: Mapping[str, int]) -> bool:
        """Count one outcome, new if it lies beyond the heads of before; returns whether it was accepted."""
        if outcome.outcome == "accepted":
            told = {feed: position for feed, position in outcome.positions.items() if position is not None}
            # A person is told to no feed; those that the keeper has were not sent.
            is_new = not told or any(position > heads.get(feed, 0) for feed, position in told.items())
            self.new, self.already_there = self.new + is_new, self.already_there + (not is_new)
            for feed, position in told.items():
                self.positions[feed] = max(self.positions.get(feed, 0), position)
            return True
        refusal = outcome.refusal or Refusal(code=outcome.outcome, vi="Xung đột, hãy gửi lại.", en="Raced; send again.")
        self.refused.append((about, refusal))
        return False


class Loader:
    """Sends a register to one keeper. `at` is the instant of a simulated store, None for a real one.

    `by` is who the client speaks as, a code or an id: what two people load are two commands, never one id used twice.
    """

    def __init__(
        self, client: Client, keeper: str, progress: Progress, *, at: datetime | None = None, by: str = "node"
    ) -> None:
        self._client, self._keeper, self._progress, self._at = client, keeper, progress, at
        self._by = str(person(by, keeper))
        self._loaded, self._heads = Loaded(), dict[str, int]()
        self._register = ""

    async def load(self, register: Register, known: Known) -> Loaded:
        """Send everything in the order in which it depends on one another; stops sending what hangs on a refusal."""
        self._heads = known.heads
        self._register = str(self._id("register", asdict(register)))
        await self._cell_types(known)
        await self._units(register.units, known)
        await self._rolls(register.rolls, known)
        await self._people(register.people, known)
        await self._notices(register, known)
        return self._loaded

    async def _cell_types(self, known: Known) -> None:
        table = cell_types()
        if table.version == known.cell_types:
            self._leave("cell_types", already_there=1)
            return
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
        commands = [
            (row.code, EstablishUnit(command_id=self._id("units", asdict(row)), **asdict(row)))
            for row in rows
            if known.register.units.get(row.code) != row
        ]
        self._leave("units", already_there=len(rows) - len(commands))
        for code, outcome in await self._send("units", commands):
            known.units[code.casefold()] = UUID(outcome.decided["unit_id"])

    async def _rolls(self, rows: Sequence[RollRow], known: Known) -> None:
        commands = [
            (row.unit_code, self._roll(row, known.units[row.unit_code.casefold()]))
            for row in rows
            if row.unit_code.casefold() in known.units
        ]
        self._leave("rolls", not_sent=[row.unit_code for row in rows if row.unit_code.casefold() not in known.units])
        await self._send("rolls", commands)

    def _roll(self, row: RollRow, unit_id: UUID) -> ReportRoll:
        told = asdict(row)
        counts = RollCounts(**{name: told[name] for name in RollCounts.model_fields})
        return ReportRoll(command_id=self._id("rolls", told), unit_id=unit_id, as_of=row.as_of, counts=counts)

    async def _people(self, rows: Sequence[PersonRow], known: Known) -> None:
        fresh = [row for row in rows if known.register.people.get(row.code) != row]
        lost = [row.code for row in fresh if not _cell_known(row, known)]
        self._leave("people", already_there=len(rows) - len(fresh), not_sent=lost)
        commands = [(row.code, self._person(row, known)) for row in fresh if _cell_known(row, known)]
        for code, outcome in await self._send("people", commands):
            known.people[code.casefold()] = UUID(outcome.decided["person_id"])

    def _person(self, row: PersonRow, known: Known) -> RegisterPerson:
        own_cell_id = known.units[row.own_cell_code.casefold()] if row.own_cell_code else None
        command_id = self._id("people", asdict(row))
        return RegisterPerson(command_id=command_id, code=row.code, name=row.name, own_cell_id=own_cell_id)

    async def _notices(self, register: Register, known: Known) -> None:
        own_cells = _own_cells(register, known)
        lost = [row.number for row in register.notices if not _all_known(row, known)]
        self._leave("notices", not_sent=lost)
        commands = [
            (row.number, self._notice(row, known, own_cells)) for row in register.notices if _all_known(row, known)
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
            commands = [command for _, command in batch]
            outcomes = await self._client.send(self._keeper, commands, at=self._at, correlation=self._register)
            for (about, _), outcome in zip(batch, outcomes, strict=True):
                if self._loaded.take(f"{sheet}: {about}", outcome, self._heads):
                    accepted.append((about, outcome))
            self._progress(sheet, len(batch))
        return accepted

    def _leave(self, sheet: str, *, already_there: int = 0, not_sent: Sequence[str] = ()) -> None:
        """Count what is not sent."""
        self._loaded.already_there += already_there
        self._loaded.not_sent += [f"{sheet}: {about}" for about in not_sent]
        if left := already_there + len(not_sent):
            self._progress(sheet, left)

    def _id(self, sheet: str, content: object) -> UUID:
        told = [self._keeper, self._by, sheet, content]
        return uuid5(NAMESPACE, json.dumps(told, default=str, ensure_ascii=False))


def _cell_known(row: PersonRow, known: Known) -> bool:
    return row.own_cell_code is None or row.own_cell_code.casefold() in known.units


def _all_known(row: NoticeRow, known: Known) -> bool:
    """Whether nothing that the notice names was refused."""
    people = {pair.person_code.casefold() for pair in row.pairs}
    units = {row.issuer_code.casefold(), *(pair.cell_code.casefold() for pair in row.pairs)}
    return people <= known.people.keys() and units <= known.units.keys()


def _own_cells(register: Register, known: Known) -> dict[str, UUID | None]:
    told = {**known.register.people, **{row.code: row for row in register.people}}
    own = {code.casefold(): row.own_cell_code for code, row in told.items()}
    return {code: known.units.get(cell.casefold()) if cell else None for code, cell in own.items()}


def _named(kind: object) -> dict[str, str]:
    return {name: getattr(kind, name) for name in ("name_vi", "name_en")}


def _batches(named: Sequence[tuple[str, Command]]) -> Iterator[Sequence[tuple[str, Command]]]:
    for start in range(0, len(named), BATCH):
        yield named[start : start + BATCH]
