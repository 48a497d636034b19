"""What tests of the registry begin with; only the value that matters is written in the test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from uuid import UUID

from services.chassis.aggregate import Aggregate, TextRef, now
from services.chassis.event_store import DomainEvent
from services.registry.domain import Catalogue, CellType, CellTypeGroup, RollCounts, Structure, UnitKind, id_of_unit

KEEPER = "hoc-mon"
BEGINNING, YEAR_2010, YEAR_2020 = date(2000, 1, 1), date(2010, 1, 1), date(2020, 1, 1)
REASON = TextRef(UUID(int=1), "00" * 32)
GROUPS = [CellTypeGroup("residential", "Ấp – khu phố", "Hamlets and quarters")]
TYPES = [CellType("RESIDENTIAL", "Ấp, khu phố", "Residential", "residential")]
SCHOOL = CellType("SCHOOL", "Trường học", "School", "residential")


@contextmanager
def at(instant: datetime = datetime(2024, 4, 1, 5, tzinfo=UTC)) -> Iterator[None]:
    """What the chassis does around an application method."""
    token = now.set(instant)
    try:
        yield
    finally:
        now.reset(token)


def happened(aggregate: Aggregate) -> list[DomainEvent]:
    """What has happened to the aggregate since this was asked last."""
    return list(aggregate.collect_events())


def replayed(events: list[DomainEvent]) -> Aggregate:
    """The aggregate as its history makes it."""
    aggregate: Aggregate | None = None
    for event in events:
        aggregate = event.mutate(aggregate)
    assert aggregate is not None
    return aggregate


def unit(code: str) -> UUID:
    return id_of_unit(KEEPER, code)


def catalogue(version: str = "1", effective_from: date = BEGINNING, types: list[CellType] = TYPES) -> Catalogue:
    return Catalogue(version, effective_from, types, GROUPS)


def committee(structure: Structure, code: str, parent: str | None, on: date = YEAR_2010) -> UUID:
    return structure.establish(
        code=code,
        name=f"Đảng ủy {code}",
        kind=UnitKind.COMMITTEE,
        level=None,
        cell_type=None,
        parent_code=parent,
        established_on=on,
    )


def cell(
    structure: Structure, code: str, parent: str | None, on: date = YEAR_2010, cell_type: str | None = "RESIDENTIAL"
) -> UUID:
    return structure.establish(
        code=code,
        name=f"Chi bộ {code}",
        kind=UnitKind.CELL,
        level=None,
        cell_type=cell_type,
        parent_code=parent,
        established_on=on,
    )


def a_tree() -> Structure:
    """HU above DU-1 and DU-2, a cell under each; everything since 2010, nothing pending."""
    structure = Structure(KEEPER)
    structure.adopt_cell_types(catalogue())
    committee(structure, "HU", None)
    committee(structure, "DU-1", "HU")
    committee(structure, "DU-2", "HU")
    cell(structure, "CB-1", "DU-1")
    cell(structure, "CB-2", "DU-2")
    happened(structure)
    return structure


def roll(
    *, official: int = 20, probationary: int = 2, exempt: int = 0, temporarily_away: int = 0, special_duty: int = 0
) -> RollCounts:
    return RollCounts(official, probationary, exempt, temporarily_away, 0, special_duty, 0, 0)
