"""What a keeper has already, asked before a register is checked and loaded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from uuid import UUID

from contracts.registry import ListPeople, ListUnits
from contracts.reporting import ReadStatus
from services.chassis.errors import Unavailable
from services.chassis.messaging import Client
from sinhhoat.registers import KnownRegister, PersonRow, UnitRow


@dataclass
class Known:
    """Ids of what the keeper has, by code without regard to case; grows as the register is loaded.

    `register` holds the contents as they were before, `cell_types` the version in force, `heads` how far each feed was.
    """

    units: dict[str, UUID] = field(default_factory=dict)
    people: dict[str, UUID] = field(default_factory=dict)
    register: KnownRegister = field(default_factory=KnownRegister)
    cell_types: str | None = None
    heads: dict[str, int] = field(default_factory=dict)


async def known_to(client: Client, keeper: str, today: date) -> Known:
    """What the keeper has already, so that a part of a register can name it and what is there is not sent again."""
    known = Known(heads=await _heads(client, keeper))
    units, codes = await _units(client, keeper, today, known)
    people = await _people(client, keeper, codes, known)
    known.register = KnownRegister(units=units, people=people)
    return known


async def _heads(client: Client, keeper: str) -> dict[str, int]:
    """How far each feed is told; none while reporting does not answer: loading must not hang on it."""
    try:
        status = await client.ask(keeper, ReadStatus())
    except Unavailable:
        return {}
    return {state.feed: state.published for state in status.feeds}


async def _units(client: Client, keeper: str, today: date, known: Known) -> tuple[dict[str, UnitRow], dict[UUID, str]]:
    units: dict[str, UnitRow] = {}
    codes: dict[UUID, str] = {}
    query = ListUnits(as_of=today)
    while True:
        page = await client.ask(keeper, query)
        for unit in page.units:
            known.units[unit.code.casefold()] = unit.unit_id
            told = unit.model_dump(include={part.name for part in fields(UnitRow)})
            units[unit.code] = UnitRow(**told)
            codes[unit.unit_id] = unit.code
        known.cell_types = page.cell_types
        if page.more is None:
            return units, codes
        query = ListUnits(as_of=today, after_code=page.more)


async def _people(client: Client, keeper: str, codes: Mapping[UUID, str], known: Known) -> dict[str, PersonRow]:
    people: dict[str, PersonRow] = {}
    asked = ListPeople()
    while True:
        listed = await client.ask(keeper, asked)
        for entry in listed.people:
            known.people[entry.code.casefold()] = entry.person_id
            # A cell that is no more is not listed; its id stands for it.
            own_cell = codes.get(entry.own_cell_id, str(entry.own_cell_id)) if entry.own_cell_id else None
            people[entry.code] = PersonRow(entry.code, entry.name, own_cell)
        if listed.more is None:
            return people
        asked = ListPeople(after_code=listed.more)
