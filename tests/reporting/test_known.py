"""A report can be read again as it was known at earlier positions of each feed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from contracts.reporting import Figure, QuarterReport, ReadCoverage, ReadEvidence, ReadQuarter
from services.chassis.errors import Refused, Unavailable
from services.chassis.projection.parking import Parked, park
from tests.reporting import given
from tests.reporting.busy import busy_district
from tests.reporting.compare import differences, evidence_differences, recount_of
from tests.reporting.history import BEGINNING, History
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

JANUARY = date(2019, 1, 10)


def figure(report: QuarterReport, key: str) -> Figure:
    return next(one for one in report.figures if one.key == key)


def small_district(keeper: str) -> History:
    history = History(keeper)
    history.tell(given.types_adopted("1", given.LONG_AGO), given.established("HU", None))
    history.tell(given.established("A1", "HU", "SCHOOL"))
    return history


async def test_a_report_as_known_before_a_withdrawal_still_counts_the_meeting(tables: Tables) -> None:
    history = small_district("before")
    meeting = given.held("A1", JANUARY)
    history.tell(meeting)
    reporting = await tables.read(history)
    before = await reporting.quarter(ReadQuarter(quarter="2019-Q1"))
    told = len(history.told)
    history.tell(given.withdrawn(meeting), given.renamed("A1", "Tên mới", JANUARY))
    await tables.apply(list(history.received())[told:])

    now = await reporting.quarter(ReadQuarter(quarter="2019-Q1"))
    again = await reporting.quarter(ReadQuarter(quarter="2019-Q1", known=before.head.known))

    assert (figure(before, "meetings_regular").numerator, figure(now, "meetings_regular").numerator) == (1, 0)
    assert again == before


async def test_every_prefix_of_every_feed_is_counted_right(tables: Tables) -> None:
    history = busy_district("prefixes")
    reporting = await tables.read(history)

    for told in history.told[7::3]:
        recount = recount_of(history, vector={**history.vector, told.service: told.position})
        assert await differences(reporting, recount) == []
    assert await evidence_differences(reporting, recount) == []


async def test_positions_between_two_published_events_are_those_of_the_former(tables: Tables) -> None:
    history = busy_district("between")
    reporting = await tables.read(history)
    published = {told.position for told in history.told if told.service == "meetings"}
    gap = min(set(range(5, history.head("meetings"))) - published)

    recount = recount_of(history, vector={**history.vector, "meetings": gap})

    assert await differences(reporting, recount) == []


async def test_known_at_is_when_the_last_known_event_was_recorded(tables: Tables) -> None:
    history = small_district("instants")
    reporting = await tables.read(history)

    all_of_it = await reporting.coverage(ReadCoverage(quarter="2019-Q1"))
    but_one = history.told[-2].position
    earlier = await reporting.quarter(ReadQuarter(quarter="2019-Q1", known={"instants.registry": but_one}))

    assert all_of_it.head.known_at == BEGINNING + timedelta(minutes=2)
    assert earlier.head.known_at == BEGINNING + timedelta(minutes=1)


async def test_a_position_that_is_not_applied_yet_is_refused(tables: Tables) -> None:
    history = small_district("ahead")
    reporting = await tables.read(history)
    head = history.head("registry")

    with pytest.raises(Refused, match="known_ahead") as refused:
        await reporting.quarter(ReadQuarter(quarter="2019-Q1", known={"ahead.registry": head + 1}))

    assert refused.value.numbers == {"feed": "ahead.registry", "applied": head, "asked": head + 1}


async def test_a_feed_of_another_keeper_is_refused(tables: Tables) -> None:
    reporting = await tables.read(small_district("mine"))

    with pytest.raises(Refused, match="feed_not_read"):
        await reporting.evidence(ReadEvidence(figure="visits", quarter="2019-Q1", known={"yours.registry": 0}))


async def test_before_anything_was_known_there_is_no_unit(tables: Tables) -> None:
    reporting = await tables.read(small_district("nothing-yet"))

    with pytest.raises(Refused, match="unit_unknown"):
        await reporting.quarter(ReadQuarter(quarter="2019-Q1", known={"nothing-yet.registry": 0}))


async def test_an_instant_is_what_had_been_recorded_by_then(tables: Tables) -> None:
    history = busy_district("by-instant")
    reporting = await tables.read(history)

    for number in range(10, len(history.told), 7):
        vector = vector_of(history, number + 1)
        instant = BEGINNING + timedelta(minutes=number)
        for exact in (instant, instant + timedelta(seconds=59)):
            report = await reporting.quarter(ReadQuarter(quarter="2019-Q1", known_at=exact))
            assert report.head.known == {f"by-instant.{name}": at for name, at in vector.items()}
            assert report.head.known_at == instant


async def test_an_instant_is_not_answered_while_something_recorded_by_then_may_be_on_its_way(tables: Tables) -> None:
    history = small_district("on-its-way")
    await tables.read(history)
    head, later = history.head("registry"), BEGINNING + timedelta(days=1)
    behind = tables.reporting("on-its-way", lambda: {"on-its-way.registry": head + 1})
    unheard = tables.reporting("on-its-way", lambda: {"on-its-way.registry": head, "on-its-way.ratings": 1})

    for reporting in (behind, unheard):
        with pytest.raises(Unavailable, match="not_yet_applied"):
            await reporting.quarter(ReadQuarter(quarter="2019-Q1", known_at=later))


async def test_an_instant_that_the_applied_events_have_passed_is_answered_whatever_else_is_on_its_way(
    tables: Tables,
) -> None:
    history = small_district("passed")
    await tables.read(history)
    head = history.head("registry")
    reporting = tables.reporting("passed", lambda: {"passed.registry": head + 1})
    before, named = BEGINNING + timedelta(minutes=1), {"passed.registry": head}

    earlier = await reporting.quarter(ReadQuarter(quarter="2019-Q1", known_at=before))
    exact = await reporting.quarter(ReadQuarter(quarter="2019-Q1", known=named, known_at=before + timedelta(days=1)))

    assert (earlier.head.known["passed.registry"], exact.head.known["passed.registry"]) == (head - 1, head)


async def test_positions_that_are_named_go_before_the_instant(tables: Tables) -> None:
    history = busy_district("both")
    reporting = await tables.read(history)
    instant = BEGINNING + timedelta(minutes=20)

    query = ReadQuarter(quarter="2019-Q1", known={"both.ratings": 1}, known_at=instant)

    assert (await reporting.quarter(query)).head.known == {
        f"both.{name}": at for name, at in (vector_of(history, 21) | {"ratings": 1}).items()
    }


async def test_an_event_that_is_set_aside_is_missed_from_its_instant_on(tables: Tables) -> None:
    history = small_district("aside")
    reporting = await tables.read(history)
    meeting = given.held("A1", JANUARY)
    history.tell(meeting)
    event = list(history.received())[-1]
    async with tables.pool.acquire() as connection, connection.transaction():
        await park(connection, "reporting_facts", [Parked(event, "planted")], BEGINNING)
        moved = "INSERT INTO reporting_facts.positions (feed, position) VALUES ($1, $2)"
        await connection.execute(moved, str(event.feed), event.position)

    before, after = [
        (await reporting.quarter(ReadQuarter(quarter="2019-Q1", known_at=event.recorded_at - passed))).head
        for passed in (timedelta(seconds=1), timedelta(0))
    ]

    assert (before.known["aside.meetings"], before.parked) == (0, 0)
    assert (after.known["aside.meetings"], after.parked) == (event.position, 1)


async def test_the_newest_quarter_is_the_one_that_was_the_newest_then(tables: Tables) -> None:
    history = small_district("newest-then")
    history.tell(given.held("A1", JANUARY))
    reporting = await tables.read(history)
    before = await reporting.quarter(ReadQuarter())
    told = len(history.told)
    history.tell(given.held("A1", date(2019, 8, 1)), *[given.renamed("A1", f"{n}", JANUARY) for n in range(3)])
    late = [event._replace(recorded_at=event.recorded_at + timedelta(days=300)) for event in history.received()]
    await tables.apply(late[told:])

    now = await reporting.quarter(ReadQuarter())
    again = await reporting.quarter(ReadQuarter(known=before.head.known))

    assert (before.head.quarter, now.head.quarter) == ("2019-Q1", "2019-Q3")
    assert again == before


def vector_of(history: History, events: int) -> dict[str, int]:
    """How far each feed is after so many events."""
    begun = History(history.keeper, history.told[:events])
    return begun.vector
