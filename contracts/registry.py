"""Messages of the registry: the tree of units, the types of cells, rolls, and people as erasable rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, ClassVar, Literal
from uuid import UUID

from pydantic import Field

from contracts.labels import Code, Count, FreeText, Keeper, Key, Label, OfPeople, PersonalLabel, PersonId, Token, UnitId
from contracts.message import OPEN, Command, Event, Part, Query
from contracts.texts import ErasureReason, TextRef
from contracts.unit_matters import StageCount

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


class UnitLevel(Part):
    """A level of the tree: `level` as units name it, and what it is called."""

    level: Label
    name_vi: Label
    name_en: Label


class AdoptUnitLevels(Command, subject="cmd.{keeper}.registry.adopt_unit_levels.v1", audience=OPEN):
    """Put a catalogue of levels in force from a day on, from the topmost down; the former one keeps its time.

    Levels are names: they decide nothing. Where no catalogue is in force, units may name any level.
    """

    version: Label
    effective_from: date
    levels: Annotated[list[UnitLevel], Field(max_length=50)]


class UnitLevelsAdopted(Event, subject="evt.{keeper}.registry.UnitLevelsAdopted.v1", audience=OPEN):
    """Which levels there are from a day on, from the topmost down."""

    version: str
    effective_from: date
    levels: list[UnitLevel]


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


class WithdrawUnitLevels(Command, subject="cmd.{keeper}.registry.withdraw_unit_levels.v1", audience=OPEN):
    """Take back the catalogue of levels adopted last, while all levels in use stand in the one before it, if any.

    The former one is in force again on its days. It may be adopted again.
    """

    version: Label
    reason: FreeText


class UnitLevelsWithdrawn(Event, subject="evt.{keeper}.registry.UnitLevelsWithdrawn.v1", audience=OPEN):
    """A catalogue of levels never was in force."""

    version: str
    effective_from: date
    reason: TextRef


class WithdrawCellTypes(Command, subject="cmd.{keeper}.registry.withdraw_cell_types.v1", audience=OPEN):
    """Take back the catalogue of cell types adopted last, while all types in use stand in the one before it.

    The former one is in force again on its days. It may be adopted again.
    """

    version: Label
    reason: FreeText


class CellTypesWithdrawn(Event, subject="evt.{keeper}.registry.CellTypesWithdrawn.v1", audience=OPEN):
    """A catalogue of cell types never was in force."""

    version: str
    effective_from: date
    reason: TextRef


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

    unit_id: UnitId
    code: str
    name: str
    kind: UnitKind
    level: str | None
    cell_type: str | None
    parent_id: UnitId | None
    established_on: date


class RenameUnit(Command, subject="cmd.{keeper}.registry.rename_unit.v1", audience=OPEN):
    """Give a unit another name from a day on."""

    unit_id: UnitId
    name: Label
    effective_on: date


class UnitRenamed(Event, subject="evt.{keeper}.registry.UnitRenamed.v1", audience=OPEN):
    """A unit bears another name from a day on."""

    unit_id: UnitId
    name: str
    effective_on: date


class WithdrawUnitName(Command, subject="cmd.{keeper}.registry.withdraw_unit_name.v1", audience=OPEN):
    """Take back a unit's last other name, which was given from that day on; it may be given again."""

    unit_id: UnitId
    effective_on: date
    reason: FreeText


class UnitNameWithdrawn(Event, subject="evt.{keeper}.registry.UnitNameWithdrawn.v1", audience=OPEN):
    """A unit's other name was a mistake. From its day on the unit is again called as told here."""

    unit_id: UnitId
    name: str
    effective_on: date
    reason: TextRef


class ChangeUnitType(Command, subject="cmd.{keeper}.registry.change_unit_type.v1", audience=OPEN):
    """Count a cell under another type from a day on."""

    unit_id: UnitId
    cell_type: Token
    effective_on: date


class UnitTypeChanged(Event, subject="evt.{keeper}.registry.UnitTypeChanged.v1", audience=OPEN):
    """A cell is of another type from a day on."""

    unit_id: UnitId
    cell_type: str
    effective_on: date


class ChangeUnitLevel(Command, subject="cmd.{keeper}.registry.change_unit_level.v1", audience=OPEN):
    """Put a unit on another level from a day on; its place in the tree stays."""

    unit_id: UnitId
    level: Label
    effective_on: date


class UnitLevelChanged(Event, subject="evt.{keeper}.registry.UnitLevelChanged.v1", audience=OPEN):
    """A unit is on another level from a day on."""

    unit_id: UnitId
    level: str
    effective_on: date


class MoveUnit(Command, subject="cmd.{keeper}.registry.move_unit.v1", audience=OPEN):
    """Put a unit, and all below it, under another committee from a day on."""

    unit_id: UnitId
    parent_id: UnitId
    effective_on: date


class UnitMoved(Event, subject="evt.{keeper}.registry.UnitMoved.v1", audience=OPEN):
    """A unit stands under another committee from a day on."""

    unit_id: UnitId
    parent_id: UnitId
    effective_on: date


class DissolveUnit(Command, subject="cmd.{keeper}.registry.dissolve_unit.v1", audience=OPEN):
    """End a unit; `effective_on` is the first day on which it is no more."""

    unit_id: UnitId
    effective_on: date


class UnitDissolved(Event, subject="evt.{keeper}.registry.UnitDissolved.v1", audience=OPEN):
    """A unit is no more from a day on."""

    unit_id: UnitId
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

    unit_id: UnitId
    as_of: date
    counts: RollCounts


class RollReported(Event, subject="evt.{keeper}.registry.RollReported.v1", audience=OPEN):
    """A unit's roll as of a day."""

    unit_id: UnitId
    as_of: date
    counts: RollCounts


class WithdrawRoll(Command, subject="cmd.{keeper}.registry.withdraw_roll.v1", audience=OPEN):
    """Take back a roll that was reported wrongly; it may be reported again."""

    unit_id: UnitId
    as_of: date
    reason: FreeText


class RollWithdrawn(Event, subject="evt.{keeper}.registry.RollWithdrawn.v1", audience=OPEN):
    """A reported roll counts no more."""

    unit_id: UnitId
    as_of: date
    reason: TextRef


class SplitPart(Part):
    """A unit that a split makes. It stands where the original stands; what is None here is as the original has it.

    `takes`: units directly under the original that come under this part. `roll`: its members on the day of the split.
    """

    code: Code
    name: Label
    level: Label | None = None
    cell_type: Token | None = None
    takes: Annotated[list[UnitId], Field(max_length=5000)] = []
    roll: RollCounts | None = None


class SplitUnit(Command, subject="cmd.{keeper}.registry.split_unit.v1", audience=OPEN):
    """Make new units out of one from a day on.

    `principal_code` names the principal successor: one of the parts, and the original ends; or the original itself,
    and it goes on. Units under the original that no part takes come under the principal successor. Rolls are given for
    every part (and as `remaining` for an original that goes on) or for none; their sum is the original's last roll.
    """

    unit_id: UnitId
    parts: Annotated[list[SplitPart], Field(min_length=1, max_length=100)]
    principal_code: Code
    remaining: RollCounts | None = None
    effective_on: date


class UnitSplit(Event, subject="evt.{keeper}.registry.UnitSplit.v1", audience=OPEN):
    """Where units come from: that the parts are there, that others moved and that the original ended is told apart.

    `principal_id` is the unit that continues the original's line: a part, or the original where it goes on.
    """

    unit_id: UnitId
    principal_id: UnitId
    part_ids: list[UnitId]
    effective_on: date


class MergedUnit(Part):
    """A unit that a merger makes; what is None here is as the first of the merged units has it."""

    code: Code
    name: Label
    level: Label | None = None
    cell_type: Token | None = None
    parent_id: UnitId | None = None


class MergeUnits(Command, subject="cmd.{keeper}.registry.merge_units.v1", audience=OPEN):
    """End units that become one from a day on: a new one (`into_new`), or one that goes on (`into_id`).

    What stands under them comes under the successor. `roll` is the successor's roll on that day: the sum of the last
    rolls of all that become one.
    """

    unit_ids: Annotated[list[UnitId], Field(min_length=1, max_length=100)]
    into_id: UnitId | None = None
    into_new: MergedUnit | None = None
    roll: RollCounts | None = None
    effective_on: date


class UnitsMerged(Event, subject="evt.{keeper}.registry.UnitsMerged.v1", audience=OPEN):
    """Which unit continues the lines of units that end on this day; that they end is told apart."""

    unit_ids: list[UnitId]
    successor_id: UnitId
    effective_on: date


class HandOverUnit(Command, subject="cmd.{keeper}.registry.hand_over_unit.v1", audience=OPEN):
    """Give a unit and all below it to another keeper from a day on; what happened before stays to be corrected here."""

    unit_id: UnitId
    to_keeper: Keeper
    effective_on: date


class UnitHandedOver(Event, subject="evt.{keeper}.registry.UnitHandedOver.v1", audience=OPEN):
    """A unit is no longer this keeper's from a day on; it keeps its id."""

    unit_id: UnitId
    to_keeper: str
    effective_on: date


class CommitteeHandedOver(Part):
    """Who sits in a cell's committee since a day, and how many seats it has."""

    since: date
    seats: int
    filled: int
    secretary_id: UUID | None
    deputy_ids: list[UUID]
    member_ids: list[UUID]


class RecruitmentHandedOver(Part):
    """A unit's candidates by stage as of a day."""

    as_of: date
    stages: list[StageCount]
    candidates: int
    admitted_this_year: int


class DualAffiliationHandedOver(Part):
    """Members of other cells who live there, as of a day, and the remarks on them."""

    as_of: date
    members: int
    remarks_asked: int
    remarks_given: int


class TakeOverUnit(Command, subject="cmd.{keeper}.registry.take_over_unit.v1", audience=OPEN):
    """Take a unit, and all that was handed over with it, from another keeper, on the day that he named.

    `parent_id` is a committee of this keeper; without one the unit becomes the keeper's own committee. `code_prefix`
    is put before the codes that come, where they would meet the codes of others; a unit that comes back bears the code
    that it had here.
    """

    unit_id: UnitId
    from_keeper: Keeper
    parent_id: UnitId | None = None
    code_prefix: Code | None = None


class UnitTakenOver(Event, subject="evt.{keeper}.registry.UnitTakenOver.v1", audience=OPEN):
    """A unit is this keeper's from a day on, as it was handed over; `at_position` is that of its UnitHandedOver.

    `roll` is the last one that the former keeper was told of, as of `roll_as_of`: members do not vanish on the way, nor
    do its committee, its candidates and the members of other cells who live there. A unit may have been here before.
    """

    unit_id: UnitId
    from_keeper: str
    at_position: int
    effective_on: date
    code: str
    name: str
    kind: UnitKind
    level: str | None
    cell_type: str | None
    parent_id: UnitId | None
    established_on: date
    roll_as_of: date | None = None
    roll: RollCounts | None = None
    committee: CommitteeHandedOver | None = None
    recruitment: RecruitmentHandedOver | None = None
    dual_affiliation: DualAffiliationHandedOver | None = None


class WithdrawUnitEstablishment(Command, subject="cmd.{keeper}.registry.withdraw_unit_establishment.v1", audience=OPEN):
    """Take back a unit that was entered wrongly and on which nothing was built; it may be entered again."""

    unit_id: UnitId
    reason: FreeText


class UnitEstablishmentWithdrawn(Event, subject="evt.{keeper}.registry.UnitEstablishmentWithdrawn.v1", audience=OPEN):
    """A unit never was there (or was never taken over): its record was a mistake.

    `since`: it had been this keeper's before, and only its coming back, on that day, was a mistake.
    """

    unit_id: UnitId
    reason: TextRef
    since: date | None = None


UnitChange = Literal["type_changed", "level_changed", "moved", "dissolved", "split", "merged", "handed_over"]


class WithdrawUnitChange(Command, subject="cmd.{keeper}.registry.withdraw_unit_change.v1", audience=OPEN):
    """Take back the last change of a unit, while nothing was built on it.

    `change` and `effective_on` say which one the sender saw. A split is taken back at its original and a merger at
    its successor, each as a whole; a handing over at the unit that it named, with all below.
    """

    unit_id: UnitId
    change: UnitChange
    effective_on: date
    reason: FreeText


class UnitChangeWithdrawn(Event, subject="evt.{keeper}.registry.UnitChangeWithdrawn.v1", audience=OPEN):
    """A change of a unit never was. From its day on the unit is again as told here."""

    unit_id: UnitId
    change: UnitChange
    effective_on: date
    level: str | None
    cell_type: str | None
    parent_id: UnitId | None
    reason: TextRef


class RegisterPerson(Command, subject="cmd.{keeper}.registry.register_person.v1", audience=OPEN):
    """Enter a person into the erasable table. No event tells of it: names stay out of history."""

    code: Code
    name: PersonalLabel
    own_cell_id: UnitId | None = None


class ChangePerson(Command, subject="cmd.{keeper}.registry.change_person.v1", audience=OPEN):
    """Correct a person's row: what is named here replaces what stands there. No event tells of it."""

    person_id: PersonId
    name: PersonalLabel
    own_cell_id: UnitId | None = None


class AskPersonErasure(Command, subject="cmd.{keeper}.registry.ask_person_erasure.v1", audience=OPEN):
    """Ask that a person's name and cell be erased, for ever; another person must confirm it."""

    person_id: PersonId
    reason: ErasureReason


class PersonErasureAsked(Event, subject="evt.{keeper}.registry.PersonErasureAsked.v1", audience=OPEN):
    """Somebody has asked that a person be erased; the name still stands."""

    person_id: UUID
    reason: ErasureReason


class WithdrawPersonErasure(Command, subject="cmd.{keeper}.registry.withdraw_person_erasure.v1", audience=OPEN):
    """Ask no more that a person be erased, as long as nobody has confirmed it; it may be asked again."""

    person_id: PersonId
    reason: FreeText


class PersonErasureWithdrawn(Event, subject="evt.{keeper}.registry.PersonErasureWithdrawn.v1", audience=OPEN):
    """Nobody asks any more that a person be erased; the name still stands."""

    person_id: UUID
    reason: TextRef


class ConfirmPersonErasure(Command, subject="cmd.{keeper}.registry.confirm_person_erasure.v1", audience=OPEN):
    """Agree to an erasure that another person has asked for: the name and the cell are erased."""

    person_id: PersonId


class PersonErased(Event, subject="evt.{keeper}.registry.PersonErased.v1", audience=OPEN):
    """A person's name and cell are gone; the id stays in every history. The actor is the second person."""

    person_id: UUID
    reason: ErasureReason
    first_person_id: UUID


class UnitEntry(Part):
    """A unit as it stands on the day asked for."""

    unit_id: UnitId
    code: str
    name: str
    kind: UnitKind
    level: str | None
    cell_type: str | None
    parent_id: UnitId | None
    parent_code: str | None
    established_on: date
    dissolved_on: date | None
    taken_over_on: date | None = None
    from_keeper: str | None = None
    handed_over_on: date | None = None
    to_keeper: str | None = None
    predecessor_ids: list[UnitId] = []
    successor_ids: list[UnitId] = []


class UnitList(Part):
    """Units in the order in which they were entered; `more` is the code to go on after, None on the last page."""

    units: list[UnitEntry]
    more: str | None
    cell_types: str | None


class ListUnits(Query, subject="query.{keeper}.registry.list_units.v1", audience=OPEN):
    """The units of a keeper on a day; `under_code`: one unit and those below it on that day."""

    answer: ClassVar[type[UnitList]] = UnitList
    as_of: date
    under_code: str | None = None
    after_code: str | None = None
    limit: Annotated[int, Field(ge=1, le=5000)] = 2000


class LineageUnit(Part):
    """A unit in a line, with the days on which this keeper has it; `until_on` is the first day on which no more."""

    unit_id: UnitId
    code: str
    name: str
    kind: UnitKind
    from_on: date
    until_on: date | None


class LineageStep(Part):
    """One unit continues, or comes from, another from a day on; `principal`: it continues the line in figures."""

    kind: Literal["split", "merged"]
    predecessor_id: UnitId
    successor_id: UnitId
    principal: bool
    effective_on: date


class Lineage(Part):
    """Everything that a unit came from and became, in any number of steps, by day."""

    unit_id: UnitId
    steps: list[LineageStep]
    units: list[LineageUnit]


class ReadLineage(Query, subject="query.{keeper}.registry.read_lineage.v1", audience=OPEN):
    """Where a unit comes from and what became of it."""

    answer: ClassVar[type[Lineage]] = Lineage
    code: str


class HandOver(Part):
    """A unit that passes from one keeper to another, as far as is known of both.

    `waiting`: the other has not taken it over yet. `crossed`: he has, and the former keeper has withdrawn the handing
    over meanwhile, so both have it, until one of them takes his part back, or it is handed over again.
    """

    unit_id: UnitId
    code: str
    from_keeper: str
    to_keeper: str
    effective_on: date
    state: Literal["crossed", "waiting", "taken_over"]


class HandOvers(Part):
    """What is not done yet stands before what is, and the later before the earlier."""

    units: list[HandOver]


class ListHandOvers(Query, subject="query.{keeper}.registry.list_hand_overs.v1", audience=OPEN):
    """Which units this keeper has handed over or taken over, or is to take over, and how far each has come."""

    answer: ClassVar[type[HandOvers]] = HandOvers


PersonName = Annotated[str, OfPeople()]


class PersonEntry(Part):
    """A person's row; ids go into events, the name never does."""

    person_id: UUID
    code: str
    name: PersonName
    own_cell_id: UnitId | None
    erased: bool = False


class PersonList(Part):
    """People in the order asked for; `more` is the code to go on after, None on the last page."""

    people: list[PersonEntry]
    more: str | None


class ListPeople(Query, subject="query.{keeper}.registry.list_people.v1", audience=OPEN):
    """The people of a keeper, by code or in Vietnamese order of their names (the given name first).

    `search`: words that each stand in the name or the code, with or without their marks. An erased person has an empty
    name, is found by code alone, and stands behind all others in the order of names.
    """

    answer: ClassVar[type[PersonList]] = PersonList
    search: PersonalLabel | None = None
    order: Literal["code", "name"] = "code"
    after_code: str | None = None
    limit: Annotated[int, Field(ge=1, le=5000)] = 2000


class PersonalRead(Part):
    """Somebody was given personal data: when, who, by which question, and as part of what.

    `asked` is the question as JSON, without any name that was searched for. `chain`, in hexadecimal digits, is over the
    former read and this one.
    """

    number: int
    read_at: datetime
    reader_id: PersonId
    question: str
    asked: str
    correlation: str | None
    chain: str


class PersonalReadList(Part):
    """Reads in their order; `more` is the number to go on after, None on the last page. `broken`: see the question."""

    reads: list[PersonalRead]
    more: int | None
    broken: int | None


class ListPersonalReads(Query, subject="query.{keeper}.registry.list_personal_reads.v1", audience=OPEN):
    """Who was given people's names, and when: the record of reads, in which this question is the last entry.

    `reader_id`: of one person only. `check`: the whole chain is followed, and `broken` is the number of the first entry
    that is not as it was written, None where all are.
    """

    answer: ClassVar[type[PersonalReadList]] = PersonalReadList
    above: Annotated[int, Field(ge=0)] = 0
    reader_id: PersonId | None = None
    check: bool = False
    limit: Annotated[int, Field(ge=1, le=5000)] = 200
