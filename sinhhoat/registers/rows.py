"""What a checked register holds, and what is already known when a part of one is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

UnitKind = Literal["committee", "cell"]


@dataclass(frozen=True)
class UnitRow:
    """A committee or a cell; `cell_type` is the token of `cell_types.json`, None for a committee."""

    code: str
    name: str
    kind: UnitKind
    level: str | None
    cell_type: str | None
    parent_code: str | None
    established_on: date


@dataclass(frozen=True)
class RollRow:
    """How many members a unit had on one day; what was left empty is 0."""

    unit_code: str
    as_of: date
    official: int
    probationary: int
    exempt: int
    temporarily_away: int
    temporarily_here: int
    special_duty: int
    in_post: int
    admitted: int


@dataclass(frozen=True)
class PersonRow:
    """A person who can be assigned; `own_cell_code` is None when his cell is not in this register."""

    code: str
    name: str
    own_cell_code: str | None


@dataclass(frozen=True)
class PairRow:
    """One observer for one cell from a day until a day, both included."""

    person_code: str
    cell_code: str
    from_: date
    until: date


@dataclass(frozen=True)
class NoticeRow:
    """A notice with all its pairs, as it is issued at once."""

    number: str
    issuer_code: str
    issued_on: date
    unannounced: bool
    pairs: tuple[PairRow, ...]


@dataclass(frozen=True)
class Register:
    """A register without a mistake; parents stand before their children, all else as in the files."""

    units: tuple[UnitRow, ...] = ()
    rolls: tuple[RollRow, ...] = ()
    people: tuple[PersonRow, ...] = ()
    notices: tuple[NoticeRow, ...] = ()


@dataclass(frozen=True)
class KnownRegister:
    """What the system has already, by code; a committee without a parent is the root.

    A person's own cell that is no more stands there as something that is no code of `units`.
    """

    units: Mapping[str, UnitRow] = field(default_factory=dict)
    people: Mapping[str, PersonRow] = field(default_factory=dict)
