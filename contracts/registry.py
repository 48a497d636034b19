"""Messages of the registry: the tree of units, the types of cells, rolls, and people as erasable rows."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.labels import Code, Count, FreeText, Key, Label, Token
from contracts.message import OPEN, Command, Event, Part, Query
from contracts.texts import TextRef

UnitKind = Literal["committee", "cell"]


class CellTypeGroup(Part):
    """A reporting group of cell types, such as `residential`."""

    key: Key
    name_vi: Label
    name_en: Label


class CellType(Part):
    """A type of cell and the reporting group in which it is counted."""

    token: Token
    name_vi: Label
    name_en: Label
    group: Key


class AdoptCellTypes(Command, subject="cmd.{keeper}.registry.adopt_cell_types.v1", audience=OPEN):
    """Put a catalogue of cell types in force from a day on; the former one keeps its time.

    `grassroots_levels` are the levels on which a committee is a grassroots one: cells under it are its subordinate
    cells, also where it is the keeper's own. A cell directly under a keeper's committee of another level is a
    grassroots cell.
    """

    version: Label
    effective_from: date
    types: Annotated[list[CellType], Field(max_length=200)]
    groups: Annotated[list[CellTypeGroup], Field(max_length=50)]
    grassroots_levels: list[Label] = []


class CellTypesAdopted(Event, subject="evt.{keeper}.registry.CellTypesAdopted.v1", audience=OPEN):
    """Which types of cells there are from a day on, and in which group each is counted."""

    version: str
    effective_from: date
    types: list[CellType]
    groups: list[CellTypeGroup]
    grassroots_levels: list[str] = []


class EstablishUnit(Command, subject="cmd.{keeper}.registry.establish_unit.v1", audience=OPEN):
    """Enter a unit; its id follows from keeper and code. The one committee without a parent is the keeper's own."""

    code: Code
    name: Label
    kind: UnitKind
    level: Label | None = None
    cell_type: Token | None = None
    parent_code: Code | None = None
    established_on: date


class UnitEstablished(Event, subject="evt.{keeper}.registry.UnitEstablished.v1", audience=OPEN):
    """A unit exists from a day on, below a parent (None: the keeper's own committee)."""

    unit_id: UUID
    code: str
    name: str
    kind: UnitKind
    level: str | None
    cell_type: str | None
    parent_id: UUID | None
    established_on: date


class RenameUnit(Command, subject="cmd.{keeper}.registry.rename_unit.v1", audience=OPEN):
    """Give a unit another name from a day on."""

    unit_id: UUID
    name: Label
    effective_on: date


class UnitRenamed(Event, subject="evt.{keeper}.registry.UnitRenamed.v1", audience=OPEN):
    """A unit bears another name from a day on."""

    unit_id: UUID
    name: str
    effective_on: date


class ChangeUnitType(Command, subject="cmd.{keeper}.registry.change_unit_type.v1", audience=OPEN):
    """Count a cell under another type from a day on."""

    unit_id: UUID
    cell_type: Token
    effective_on: date


class UnitTypeChanged(Event, subject="evt.{keeper}.registry.UnitTypeChanged.v1", audience=OPEN):
    """A cell is of another type from a day on."""

    unit_id: UUID
    cell_type: str
    effective_on: date


class MoveUnit(Command, subject="cmd.{keeper}.registry.move_unit.v1", audience=OPEN):
    """Put a unit, and all below it, under another committee from a day on."""

    unit_id: UUID
    parent_id: UUID
    effective_on: date


class UnitMoved(Event, subject="evt.{keeper}.registry.UnitMoved.v1", audience=OPEN):
    """A unit stands under another committee from a day on."""

    unit_id: UUID
    parent_id: UUID
    effective_on: date


class DissolveUnit(Command, subject="cmd.{keeper}.registry.dissolve_unit.v1", audience=OPEN):
    """End a unit; `effective_on` is the first day on which it is no more."""

    unit_id: UUID
    effective_on: date


class UnitDissolved(Event, subject="evt.{keeper}.registry.UnitDissolved.v1", audience=OPEN):
    """A unit is no more from a day on."""

    unit_id: UUID
    effective_on: date


class RollCounts(Part):
    """Members of a unit on a day. `in_post` and `admitted` are counts beside the roll, not parts of its sum."""

    official: Count
    probationary: Count = 0
    exempt: Count = 0
    temporarily_away: Count = 0
    temporarily_here: Count = 0
    special_duty: Count = 0
    in_post: Count = 0
    admitted: Count = 0


class ReportRoll(Command, subject="cmd.{keeper}.registry.report_roll.v1", audience=OPEN):
    """Report a unit's roll as of a day."""

    unit_id: UUID
    as_of: date
    counts: RollCounts


class RollReported(Event, subject="evt.{keeper}.registry.RollReported.v1", audience=OPEN):
    """A unit's roll as of a day."""

    unit_id: UUID
    as_of: date
    counts: RollCounts


class WithdrawRoll(Command, subject="cmd.{keeper}.registry.withdraw_roll.v1", audience=OPEN):
    """Take back a roll that was reported wrongly; it may be reported again."""

    unit_id: UUID
    as_of: date
    reason: FreeText


class RollWithdrawn(Event, subject="evt.{keeper}.registry.RollWithdrawn.v1", audience=OPEN):
    """A reported roll counts no more."""

    unit_id: UUID
    as_of: date
    reason: TextRef


class RegisterPerson(Command, subject="cmd.{keeper}.registry.register_person.v1", audience=OPEN):
    """Enter a person into the erasable table. No event tells of it: names stay out of history."""

    code: Code
    name: Label
    own_cell_id: UUID | None = None


class UnitEntry(Part):
    """A unit as it stands on the day asked for."""

    unit_id: UUID
    code: str
    name: str
    kind: UnitKind
    level: str | None
    cell_type: str | None
    parent_id: UUID | None
    parent_code: str | None
    established_on: date
    dissolved_on: date | None


class UnitList(Part):
    """Units in the order in which they were entered; `more` is the code to go on after, None on the last page."""

    units: list[UnitEntry]
    more: str | None
    cell_types: str | None


class ListUnits(Query, subject="query.{keeper}.registry.list_units.v1", audience=OPEN):
    """The units of a keeper on a day."""

    answer: ClassVar[type[UnitList]] = UnitList
    as_of: date
    after_code: str | None = None
    limit: Annotated[int, Field(ge=1, le=5000)] = 2000


class PersonEntry(Part):
    """A person's row; ids go into events, the name never does."""

    person_id: UUID
    code: str
    name: str
    own_cell_id: UUID | None


class PersonList(Part):
    """People by code; `more` is the code to go on after, None on the last page."""

    people: list[PersonEntry]
    more: str | None


class ListPeople(Query, subject="query.{keeper}.registry.list_people.v1", audience=OPEN):
    """The people of a keeper."""

    answer: ClassVar[type[PersonList]] = PersonList
    after_code: str | None = None
    limit: Annotated[int, Field(ge=1, le=5000)] = 2000
