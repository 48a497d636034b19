"""An auditor reads the history of a plan by name, and that he did stands in the sealed schema, and only there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

import asyncpg
import pytest

from contracts.archive import ReadSealedArchive
from contracts.assignments import CancelVisitPlan
from contracts.history import History, ReadAssignmentsHistory, ReadSealedHistory
from contracts.parking import ReadSealedParked
from services.assignments.domain.plan import PlannedDay
from services.chassis.errors import Refused, Unavailable
from services.chassis.event_store.reads import Reads, RecordedRead
from services.chassis.feed import Feed
from tests.assignments.district import District, somebody
from tests.assignments.given import KEEPER
from tests.assignments.test_plans_at_work import LATER, a_planned_visit, assigned

pytestmark = pytest.mark.connected

AUDITOR = somebody("auditor")
SEALED = Feed(KEEPER, "sealed")


async def a_dropped_plan(district: District) -> tuple[UUID, UUID]:
    """The ids of a plan that was dropped, and of its day."""
    observer, cell = await assigned(district)
    plan_id = UUID((await district.must(observer, a_planned_visit(cell))).decided["plan_id"])
    await district.must(observer, CancelVisitPlan(command_id=uuid4(), plan_id=plan_id))
    return plan_id, PlannedDay.create_id(observer.person_id, cell, LATER)


async def recorded(district: District) -> list[RecordedRead]:
    """All reads of the sealed history, once their chain has been checked."""
    async with asyncpg.create_pool(district.endpoints.postgres_service["assignments"], min_size=1) as pool:
        reads = Reads(pool, SEALED)
        assert await reads.verify() is None
        return await reads.rows(0)


async def code_of(asking: Callable[[], Awaitable[object]]) -> str:
    with pytest.raises((Refused, Unavailable)) as no:
        await asking()
    return str(no.value.args[0])


async def test_an_auditor_reads_the_history_of_a_plan_and_of_its_day(district: District) -> None:
    plan_id, day_id = await a_dropped_plan(district)
    client = district.client(AUDITOR)

    plan: History = await client.ask(KEEPER, ReadSealedHistory(kind="visit_plan", aggregate_id=plan_id))
    day: History = await client.ask(KEEPER, ReadSealedHistory(kind="planned_day", aggregate_id=day_id))

    planned, cancelled = plan.entries
    assert planned.happened["planned_on"] == LATER.isoformat()
    assert [(one.field, one.old, one.new) for one in cancelled.changes] == [(["state"], "planned", "cancelled")]
    assert [entry.topic.rsplit(".", 1)[1] for entry in day.entries] == ["Opened", "Taken", "Freed"]


async def test_each_read_stands_in_the_record_with_who_what_and_on_which_request(district: District) -> None:
    plan_id, _ = await a_dropped_plan(district)
    before = len(await recorded(district))
    client = district.client(AUDITOR)

    await client.ask(KEEPER, ReadSealedHistory(kind="visit_plan", aggregate_id=plan_id), correlation="audit-7")
    await client.ask(KEEPER, ReadSealedParked())
    await client.ask(KEEPER, ReadSealedArchive())

    reads = [row.read for row in (await recorded(district))[before:]]
    assert {read.reader for read in reads} == {AUDITOR.person_id}
    assert [(read.question, read.correlation) for read in reads] == [
        ("assignments.sealed_history.v1", "audit-7"),
        ("assignments.sealed_parked.v1", None),
        ("assignments.sealed_archive.v1", None),
    ]
    assert str(plan_id) in reads[0].asked


async def test_who_is_no_auditor_gets_one_answer_whether_there_is_a_plan_or_not(district: District) -> None:
    plan_id, _ = await a_dropped_plan(district)
    before = len(await recorded(district))
    client = district.client(somebody("operator", "staff", "leader", "observer", "secretary", "committee"))
    asked = [ReadSealedHistory(kind="visit_plan", aggregate_id=one) for one in (plan_id, uuid4())]

    assert {await code_of(lambda one=one: client.ask(KEEPER, one)) for one in asked} == {"not_allowed"}  # type: ignore[misc]
    assert len(await recorded(district)) == before


async def test_the_open_question_finds_no_plan(district: District) -> None:
    plan_id, _ = await a_dropped_plan(district)
    query = ReadAssignmentsHistory(kind="visit_plan", aggregate_id=plan_id)

    assert await code_of(lambda: district.client(AUDITOR).ask(KEEPER, query)) == "not_there"


async def test_when_the_read_cannot_be_recorded_nothing_is_shown(district: District) -> None:
    plan_id, _ = await a_dropped_plan(district)
    query = ReadSealedHistory(kind="visit_plan", aggregate_id=plan_id)
    client = district.client(AUDITOR)
    admin = await asyncpg.connect(district.endpoints.admin_url("assignments"))
    try:
        await admin.execute(f"REVOKE EXECUTE ON FUNCTION {SEALED.schema}.record_read FROM assignments_service")
        before = len(await recorded(district))

        assert await code_of(lambda: client.ask(KEEPER, query)) == "internal_error"
        assert len(await recorded(district)) == before
    finally:
        await admin.execute(f"GRANT EXECUTE ON FUNCTION {SEALED.schema}.record_read TO assignments_service")
        await admin.close()
    assert (await client.ask(KEEPER, query)).total == 2
