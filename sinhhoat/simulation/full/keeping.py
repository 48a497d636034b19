"""What operators do: words are erased in the name of two persons, and readers' parked events are tried again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from functools import partial
from pathlib import Path
from uuid import UUID

from contracts.parking import PARKING
from contracts.texts import ERASURES, TextRef
from services.chassis.feed import SEALED
from services.chassis.messaging.tokens import Consent
from services.chassis.projection.sealing import is_sealed
from sinhhoat.asking import consent_token
from sinhhoat.published_language.catalogue import services
from sinhhoat.simulation.full.foundation import LEADERS
from sinhhoat.simulation.full.raw import Owners, Stored
from sinhhoat.simulation.full.year import Act, Year


def month(year: Year, first: date) -> Iterator[Act]:
    """At the end of the year, when there is something to erase."""
    if first.month == 12:
        yield year.at(first.replace(day=31), 22, partial(_erased, year))
        yield year.at(first.replace(day=31), 23, partial(_parked, year))


async def _erased(year: Year, at: datetime) -> None:
    """The first text of each service that keeps texts; no figure moves."""
    async with Owners.of(year.running, year.keeper) as owners:
        told = await owners.told([command.service() for command, _ in ERASURES])
    for command, _ in ERASURES:
        consent = Consent(_first_text(command.service(), told), year.id("erase", command.service()))
        agreed = consent_token(Path(year.running.keys), year.keeper, LEADERS[0], ("leader",), consent)
        wish = {"command_id": consent.command_id, "text_id": consent.text_id, "second_token": agreed}
        await year.one(at, command.model_validate({**wish, "reason": "names_a_person"}))


def _first_text(service: str, told: Iterable[Stored]) -> UUID:
    """The text of the first event of a service that refers to one."""
    values = (value for stored in told if stored.service == service for value in dict(stored.event).values())
    return next(value.text_id for value in values if isinstance(value, TextRef))


async def _parked(year: Year, at: datetime) -> None:
    """Nothing is parked in a good year: a retry finds nothing to do, and there is nothing to let go."""
    for read, retry, drop in PARKING:
        where = {"projection": "", "source": ""}
        sealed = read.subject.startswith(SEALED)
        for service in services():
            if service.name == read.service():
                reads = (
                    (one.name, source)
                    for one in service.projections
                    for source in one.sources
                    if is_sealed(one, source) == sealed
                )
                where = dict(zip(where, next(reads), strict=True))
        # What reporting keeps is no history, and knows no other clock than the machine's.
        by_clock = None if read.service() == "reporting" else at
        await year.one(by_clock, retry.model_validate({"command_id": year.id("retry", retry.__name__), **where}))
        let_go = {"command_id": year.id("drop", drop.__name__), **where, "position": 1, "reason": "Không có gì"}
        await year.refused(by_clock, drop.model_validate(let_go), "not_there")
