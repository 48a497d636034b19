"""The district lives: its register is loaded and its first months are carried out, under the same ids every time."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, time

import structlog

from sinhhoat.known import Known
from sinhhoat.loading import Loader
from sinhhoat.simulation.calendar import evening
from sinhhoat.simulation.drive import Driver, Year
from sinhhoat.simulation.people import Cast
from sinhhoat.simulation.sending import SimulationFailed
from tests.system.callers import Callers
from tests.system.district import FIRST_DAY, LAST_DAY, a_district

SEED, TRIES = "months", 8
log = structlog.get_logger()


async def load(callers: Callers) -> Cast:
    """The register; SimulationFailed where a command got no answer."""
    register, known = a_district(), Known()
    at = evening(FIRST_DAY, time(7, 30))
    loaded = await Loader(callers.staff(), callers.keeper, lambda *_: None, at=at).load(register, known)
    if loaded.refused:
        about, why = loaded.refused[0]
        raise SimulationFailed(f"{about}: {why.code}")
    return Cast.of(register, known, SEED)


async def live(callers: Callers) -> dict[str, int]:
    """Load, then drive; returns the last position of every open feed."""
    return await drive(callers, await load(callers))


async def drive(
    callers: Callers,
    cast: Cast,
    *,
    planned: bool = True,
    at_once: int = 16,
    until: date = LAST_DAY,
    settled: Callable[[], Awaitable[None]] | None = None,
) -> dict[str, int]:
    """The months, up to a day; without `planned` nobody plans his visits."""
    year = Year(callers.keeper, FIRST_DAY.year, cast, SEED, FIRST_DAY)
    if not planned:
        year.visits = [replace(visit, planned_on=None) for visit in year.visits]
    # What is not answered fails here at once: `live_at_last` begins again, and so sends more.
    driver = Driver(
        year, callers.staff(), callers.observer, lambda _: None, at_once=at_once, settled=settled, pauses=()
    )
    await driver.adopt_rubrics(FIRST_DAY)
    await driver.run(until)
    return driver.after


async def live_at_last(callers: Callers, up_again: Callable[[], Awaitable[None]]) -> dict[str, int]:
    """The same, from the beginning again whenever something was not answered, once all that was killed is up again."""
    for _ in range(TRIES):
        try:
            return await live(callers)
        except SimulationFailed as failed:
            log.warning("begun_again", why=str(failed))
            await up_again()
    return await live(callers)
