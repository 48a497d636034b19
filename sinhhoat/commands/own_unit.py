"""Who may read the whole keeper is answered all of it; anybody else, what is open of a unit that is his."""

from __future__ import annotations

import os
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any, NamedTuple

import typer

from contracts.duties import ListDuties, ListUnitDuties
from contracts.grants import GrantEntry
from contracts.message import Query
from contracts.reporting import ReadEvidence, ReadQuarter, ReadUnitEvidence, ReadUnitQuarter
from contracts.warnings import ListUnitWarnings, ListWarnings
from services.chassis.errors import Refused
from services.chassis.messaging import Client
from services.reporting.policies import READERS
from sinhhoat.asking import granted_to, person
from sinhhoat.running import find, run_folder


class Kinds(NamedTuple):
    """The question about a whole keeper, and the one about what is open of a unit; both take the same fields."""

    whole: type[Query]
    own: type[Query]


QUARTER = Kinds(ReadQuarter, ReadUnitQuarter)
EVIDENCE = Kinds(ReadEvidence, ReadUnitEvidence)
DUTIES = Kinds(ListDuties, ListUnitDuties)
WARNINGS = Kinds(ListWarnings, ListUnitWarnings)

OwnUnit = Callable[[], Awaitable[str]]


async def asked(
    client: Client, keeper: str, kinds: Kinds, question: Mapping[str, Any], unit: str | None, own: OwnUnit
) -> Any:
    """The answer to either question, of the unit named, or else of the whole or of his `own`."""
    try:
        return await _ask(client, keeper, kinds.whole, {**question, "unit_code": unit})
    except Refused as no:
        if no.code != "not_there":  # So it is answered to whoever may not ask, whether there is anything or not.
            raise
    return await _ask(client, keeper, kinds.own, {**question, "unit_code": unit or await own()})


async def _ask(client: Client, keeper: str, kind: type[Query], question: Mapping[str, Any]) -> Any:
    query: Any = kind.model_validate(question)
    return await client.ask(keeper, query)


def own_unit(keeper: str, name: str) -> OwnUnit:
    """Looks up, when it is needed, the unit on which somebody reads."""

    async def code() -> str:
        granted = await granted_to(find(run_folder(dict(os.environ))), keeper, person(name, keeper))
        return only_unit(granted.entries)

    return code


def only_unit(grants: Iterable[GrantEntry]) -> str:
    """The code of the unit on which somebody reads, where it is one; BadParameter names those that there are."""
    units = sorted({grant.unit_code for grant in grants if grant.role in READERS})
    if len(units) != 1:
        raise typer.BadParameter(
            f"cần mã đơn vị / a unit's code is needed{': ' if units else ''}{', '.join(units)}", param_hint="--unit"
        )
    return units[0]
