"""A small district lives the whole year of `demo --full`: every command is used, every figure is counted again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import pytest

from contracts.parking import PARKING
from contracts.reporting import ReadQuarter
from sinhhoat.asking import client_of
from sinhhoat.recount.comparing import answered
from sinhhoat.regime.stage import hosting
from sinhhoat.running import Running
from sinhhoat.simulation.full.check import differences
from sinhhoat.simulation.full.district import LEAST_CELLS, NEIGHBOUR, ROOT, District
from sinhhoat.simulation.full.neighbour import PREFIX
from sinhhoat.simulation.full.outcome import KEEPER, KEEPERS, Outcome, lived
from sinhhoat.simulation.full.today import differences_today
from sinhhoat.stack import Endpoints

pytestmark = pytest.mark.system

BY_CHANCE = {
    *("assigned_party_mass_nonstate", "visited_party_mass_nonstate", "month_differs", "criteria_not_known"),
    *(
        f"{of}classified_excellent{period}"
        for of in ("", "collectives_", "individuals_")
        for period in ("", "_of_quarter")
    ),
}
"""What a district of a few cells need not have: a fifth of a short list is nobody."""


ONE_MORE = """UPDATE reporting_facts.meeting_fact SET opinions = opinions + 1
 WHERE (keeper, position, number) = (
   SELECT keeper, position, number FROM reporting_facts.meeting_fact
    WHERE keeper = $1 AND known_until IS NULL AND day BETWEEN '2026-07-01' AND '2026-09-30'
    ORDER BY position LIMIT 1)"""


@dataclass(frozen=True)
class Lived:
    """The stack that still runs, its servers, and what the year came to."""

    running: Running
    endpoints: Endpoints
    district: District
    outcome: Outcome


@pytest.fixture(scope="module")
async def year(module_endpoints: Endpoints, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Lived]:
    keys = tmp_path_factory.mktemp("full") / "keys"
    async with hosting(module_endpoints, KEEPERS, keys) as running:
        district = District(KEEPER, LEAST_CELLS, 2026, "test")
        outcome = await lived(running, district, lambda _: None)
        yield Lived(running, module_endpoints, district, outcome)


async def test_the_year_uses_every_command_of_the_contracts(year: Lived) -> None:
    assert year.outcome.used.left_out == []


async def test_what_a_good_year_sees_refused_is_nothing_of_the_regime(year: Lived) -> None:
    """Nothing is parked in it, so there is nothing to let go; every other command was carried out."""
    assert set(year.outcome.used.refused) == {drop.__name__ for _, _, drop in PARKING}


async def test_every_figure_of_every_quarter_is_as_counted_again_from_the_raw_events(year: Lived) -> None:
    assert year.outcome.differences == []


async def test_a_cell_that_was_lent_counts_with_each_keeper_on_his_own_days(year: Lived) -> None:
    """It leaves in May and comes back in September: at the ends of the quarters it is here, there, here and here."""
    found, (cell, _) = year.outcome, year.district.lent
    quarters = found.checked.quarters

    here, there = (
        [one.reports[quarter, code].members > 0 for quarter in quarters]
        for one, code in ((found.checked, cell), (found.beside, PREFIX + cell))
    )
    met = [answered(found.beside.reports[quarter, PREFIX + cell])["meetings_regular"] for quarter in quarters]

    assert (here, there) == ([True, False, True, True], [False, True, False, False])
    assert met[1] == (1, 2)


async def test_the_year_gives_every_figure_something_to_count(year: Lived) -> None:
    quarters = [answered(year.outcome.checked.of_all(quarter)) for quarter in year.outcome.checked.quarters]

    idle = {key for key in quarters[-1] if all(quarter.get(key, (0, 0))[0] == 0 for quarter in quarters)}

    assert idle - BY_CHANCE == set()


@pytest.mark.parametrize(
    "kind",
    ["UnitMoved", "UnitTakenOver", "RollReported", "MeetingHeld", "ResolutionAdopted", "IssueRaised",
     "VisitMade", "ObserverAssigned", "CellRated", "RatingRevised", "ClassificationDecided", "DirectiveIssued",
     "CellCommitteeChanged"],
)  # fmt: skip
async def test_an_event_left_out_of_the_recount_is_found(year: Lived, kind: str) -> None:
    found = year.outcome.checked
    last = max(stored.position for stored in found.told if type(stored.event).__name__ == kind)
    others = [stored for stored in found.told if (type(stored.event).__name__, stored.position) != (kind, last)]

    assert differences(KEEPER, found.reports, others) != []


@pytest.mark.parametrize("kind", ["UnitHandedOver", "MeetingHeld"])
async def test_an_event_of_the_neighbour_that_is_left_out_under_one_structure_is_found(year: Lived, kind: str) -> None:
    found = year.outcome.today
    first = next(stored for stored in found.told[NEIGHBOUR] if type(stored.event).__name__ == kind)
    others = [stored for stored in found.told[NEIGHBOUR] if stored is not first]

    whole = {asked: report for asked, report in found.reports.items() if asked.unit == ROOT}
    assert differences_today(whole, {**found.told, NEIGHBOUR: others}) != []


async def test_a_row_falsified_in_the_read_model_is_found(year: Lived) -> None:
    """The last test of this module: the row stays as it is then."""
    connection = await asyncpg.connect(year.endpoints.admin_url("reporting"))
    assert await connection.execute(ONE_MORE, KEEPER) == "UPDATE 1"
    await connection.close()

    async with client_of(year.running, KEEPER) as client:
        report = await client.ask(KEEPER, ReadQuarter(quarter="2026-Q3", unit_code=ROOT))

    lines = differences(KEEPER, {("2026-Q3", ROOT): report}, year.outcome.checked.told)
    assert [line.split(": ")[2].split(" is")[0] for line in lines] == ["opinions", "opinions_by_topic"]
