"""The first quarter closed and restated in a small district; each question is asked once, however long that takes."""

from __future__ import annotations

from datetime import date

from contracts.message import Part
from contracts.quarterly_reports import ListQuarterlyReports, ReadQuarterlyReport
from contracts.reporting import ReadQuarter
from services.chassis.feed import Feed
from services.registry.domain import id_of_unit
from sinhhoat.node import Node
from sinhhoat.simulation.drive import Year
from sinhhoat.simulation.people import Cast
from sinhhoat.simulation.signed import Signing
from tests.eventually import eventually
from tests.system.callers import Callers
from tests.system.district import FIRST_DAY, KEEPER, QUARTER
from tests.system.level import settled
from tests.system.months import SEED


async def closed_and_restated(callers: Callers, node: Node, cast: Cast, until: date) -> dict[str, Part]:
    """What is answered about the quarter once a visit was told late; `until`: the day up to which the year was driven.

    The visits are those of the year, planned or not, so both kinds of run tell of the same one late.
    """
    year = Year(KEEPER, FIRST_DAY.year, cast, SEED, FIRST_DAY)
    own, unit_id = callers.staff(), id_of_unit(KEEPER, "HU")
    signing = Signing(year, cast, unit_id, own, callers.city(), callers.observer, until)
    store = node.processes["reporting"].stores[Feed(KEEPER, "reporting")]
    await signing.sign({})
    await settled(node)
    closed = await store.published_head()
    await signing.tell_late()

    async def restated() -> bool:
        return await store.published_head() > closed

    found: bool = await eventually(restated, within=120)
    assert found
    await settled(node)
    return {
        "diff": await signing.diff(),
        "report": await own.ask(KEEPER, ReadQuarterlyReport(quarter=QUARTER)),
        "reports": await own.ask(KEEPER, ListQuarterlyReports(quarter=QUARTER)),
        "as reported": await own.ask(KEEPER, ReadQuarter(quarter=QUARTER, lens="reported", revision=1)),
    }
