"""Without a quarter the newest is meant that anything known falls into."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.reporting import ReadCoverage
from services.chassis.errors import Refused
from services.reporting.application import Reporting
from tests.reporting import given
from tests.reporting.history import History
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected


def history(keeper: str) -> History:
    begun = History(keeper)
    begun.tell(given.types_adopted("1", given.LONG_AGO), given.established("HU", None))
    begun.tell(given.established("A1", "HU", "SCHOOL"))
    return begun


async def newest(reporting: Reporting) -> str:
    return (await reporting.coverage(ReadCoverage())).head.quarter


async def test_units_alone_give_the_quarter_of_the_last_of_them(tables: Tables) -> None:
    reporting = await tables.read(history("units-alone"))

    assert await newest(reporting) == "2018-Q1"


async def test_a_meeting_that_was_withdrawn_makes_no_quarter_the_newest(tables: Tables) -> None:
    told = history("withdrawn")
    late = given.held("A1", date(2019, 8, 5))
    told.tell(given.held("A1", date(2019, 3, 31)), late, given.withdrawn(late))

    reporting = await tables.read(told)

    assert await newest(reporting) == "2019-Q1"


async def test_where_nothing_is_known_there_is_no_newest_quarter(tables: Tables) -> None:
    with pytest.raises(Refused, match="nothing_known"):
        await newest(tables.reporting("nobody"))


async def test_an_assignment_in_force_until_december_does_not_make_december_the_newest_in_january(
    tables: Tables,
) -> None:
    told = history("whole-year")
    told.tell(given.assigned("an", "A1", date(2019, 1, 2), date(9999, 12, 31)))

    reporting = await tables.read(told)

    assert await newest(reporting) == "2019-Q1"
