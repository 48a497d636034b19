"""The lens `reported`: a closed quarter is answered in the same bytes for ever, revision by revision."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import asyncpg
import pytest

from contracts.duties import DutyList, ListDuties
from contracts.message import QueryReply
from contracts.reporting import OfQuarter, ReadCoverage, ReadEvidence, ReadQuarter, ReadUnitQuarter
from contracts.warnings import ListWarnings
from services.chassis.call import Actor
from services.chassis.errors import Refused
from services.chassis.projection.rebuild import Rebuild, Surroundings
from services.reporting.facts import Facts
from sinhhoat.stack import Endpoints
from tests.chassis.projection.rebuild.linked import Linked
from tests.chassis.projection.rebuild.test_facts import NOW
from tests.desk import code
from tests.reporting import given
from tests.reporting.replayed import ROLES, built, by_feed
from tests.reporting.signed import DAY, QUARTER, Signing, person, signing

pytestmark = pytest.mark.connected

CLOSED = ("open", "submit", "approve", "close")


@pytest.fixture
async def made(module_endpoints: Endpoints) -> AsyncIterator[Signing]:
    async with signing(module_endpoints) as district:
        yield district


async def said(made: Signing, query: OfQuarter, by: Actor | None = None) -> bytes:
    """The answer as it goes over the bus, or the code of the refusal."""
    reply = await made.ask(query, by or made.staff())
    return reply.model_dump_json().encode() if reply.answer else code(reply).encode()


QUESTIONS: list[OfQuarter] = [
    ReadQuarter(quarter=QUARTER, lens="reported"),
    ReadQuarter(quarter=QUARTER, lens="reported", unit_code="A"),
    ReadQuarter(quarter=QUARTER, lens="reported", unit_code="A1"),
    ReadCoverage(quarter=QUARTER, lens="reported"),
    ReadEvidence(quarter=QUARTER, lens="reported", figure="meetings_regular"),
]


async def answers(made: Signing, **more: object) -> list[bytes]:
    return [await said(made, query.model_copy(update=more)) for query in QUESTIONS]


async def rebuild(endpoints: Endpoints, made: Signing) -> None:
    """Everything from the beginning, from what the owners tell, in new tables."""
    admin = await asyncpg.connect(endpoints.postgres_migration["reporting"])
    await admin.execute("DELETE FROM reporting_facts.positions WHERE NOT starts_with(feed, $1)", made.keeper)
    around = Surroundings(admin, made.place.pool, Linked(made.history).read, lambda: NOW)
    try:
        await Rebuild(Facts(), around, *ROLES, accept=True).run()
    finally:
        await admin.close()


async def change_everything(made: Signing) -> None:
    """The past is told otherwise: a late meeting, a roll, a move before the quarter, another name, more types."""
    await made.tell(
        given.held("B1", date(2019, 2, 5)),
        given.roll("A1", date(2019, 3, 30), 99),
        given.moved("C1", "B", date(2018, 6, 1)),
        given.renamed("HU", "Tên khác", date(2018, 6, 1)),
        given.types_adopted("3", date(2018, 6, 1), {"RESIDENTIAL": "other"}),
    )


async def test_a_closed_quarter_is_the_same_bytes_after_later_events_a_rebuild_and_from_a_replay_of_its_pin(
    made: Signing, module_endpoints: Endpoints
) -> None:
    await made.through(*CLOSED)
    first = await answers(made)
    pinned = (await made.reporting.quarter(ReadQuarter(quarter=QUARTER))).head.known

    await change_everything(made)
    later, then = await answers(made), await said(made, ReadQuarter(quarter=QUARTER))
    await built(module_endpoints, made.history, "pinned", by_feed(pinned))
    replayed = [one.replace(b'"replay":"pinned"', b'"replay":null') for one in await answers(made, replay="pinned")]
    await rebuild(module_endpoints, made)

    assert first == later == replayed == await answers(made)
    assert not {first[0], b"quarter_not_closed"} & {then, *first[1:]}


async def test_each_revision_is_answered_as_it_was_and_the_newest_where_none_is_named(made: Signing) -> None:
    await made.through(*CLOSED)
    first = await answers(made)
    await made.tell(given.held("B1", date(2019, 2, 5)))
    known = (await made.reporting.quarter(ReadQuarter(quarter=QUARTER))).head.known
    await made.restate()

    newest = await made.reporting.quarter(ReadQuarter(quarter=QUARTER, lens="reported"))

    assert await answers(made, revision=1) == first
    assert await answers(made, revision=2) == await answers(made) != first
    assert newest.head.reported is not None
    assert (newest.head.reported.revision, newest.head.known) == (2, known)
    assert await said(made, ReadQuarter(quarter=QUARTER, lens="reported", revision=3)) == b"revision_unknown"
    with pytest.raises(Refused, match="reported_not_here"):  # Who asks the facts themselves has not said which report.
        async with made.reporting.facts.snapshot(ReadQuarter(quarter=QUARTER, lens="reported")):
            pass


async def test_a_unit_is_shown_in_its_own_report_and_else_as_a_part_of_the_whole(made: Signing) -> None:
    async def shown(unit: str | None) -> tuple[str, int] | None:
        answer = await made.reporting.quarter(ReadQuarter(quarter=QUARTER, lens="reported", unit_code=unit))
        of = answer.head.reported
        return (of.unit_code, of.revision) if of else None

    await made.through(*CLOSED, unit="A")
    below = await said(made, ReadQuarter(quarter=QUARTER, lens="reported", unit_code="B"))
    await made.tell(given.held("A1", date(2019, 5, 5)))
    await made.through(*CLOSED)

    assert below == b"quarter_not_closed"
    assert [await shown(unit) for unit in (None, "A", "B", "A1")] == [("HU", 1), ("A", 1), ("HU", 1), ("HU", 1)]


async def test_who_reads_of_a_unit_reads_its_part_as_reported_and_no_other(made: Signing) -> None:
    await made.through(*CLOSED)
    reader = person(made.keeper, "committee", "A")

    own, other = [
        await said(made, ReadUnitQuarter(quarter=QUARTER, lens="reported", unit_code=unit), reader)
        for unit in ("A1", "B")
    ]

    assert b'"reported":{"unit_code":"HU"' in own
    assert other == b"not_there"


async def test_the_lens_is_refused_without_a_quarter_with_another_moment_and_before_the_closing(made: Signing) -> None:
    await made.through("open", "submit", "approve")
    known = {f"{made.keeper}.meetings": 3}

    refusals = [
        await said(made, ReadQuarter(quarter=QUARTER, lens="reported")),
        await said(made, ReadQuarter(lens="reported")),
        await said(made, ReadQuarter(quarter=QUARTER, lens="reported", known=known)),
        await said(made, ReadQuarter(quarter=QUARTER, lens="reported", structure_on=date(2019, 5, 1))),
        await said(made, ReadQuarter(quarter=QUARTER, revision=1)),
        await said(made, ReadQuarter(quarter=QUARTER, lens="reported", unit_code="no-such")),
    ]

    assert refusals == [
        b"quarter_not_closed",
        b"quarter_needed",
        b"reported_is_pinned",
        b"reported_is_pinned",
        b"revision_not_reported",
        b"unit_unknown",
    ]


async def test_duties_and_warnings_of_a_closed_quarter_are_those_of_the_day_on_which_it_was_closed(
    made: Signing,
) -> None:
    await made.through(*CLOSED)
    lists: list[OfQuarter] = [kind(quarter=QUARTER, lens="reported") for kind in (ListDuties, ListWarnings)]
    unread = [await said(made, one) for one in lists]
    await made.read_own()

    first = [await said(made, one) for one in lists]
    await change_everything(made)
    later = [await said(made, one) for one in lists]
    now = await said(made, ListDuties(quarter=QUARTER, on=DAY.date()))
    owed = DutyList.model_validate(QueryReply.model_validate_json(first[0]).answer)

    assert unread[0] == b"not_yet_applied"
    assert later == first
    assert now != first[0]
    [own] = [line for line in owed.lines if line.duty == "quarterly_report" and line.unit_code == "HU"]
    assert (owed.on, own.state, own.days) == (DAY.date(), "late", 5)
    assert owed.head.reported is not None
