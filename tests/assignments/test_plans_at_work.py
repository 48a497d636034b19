"""Sealed plans through the real service: done, refused, repeated, raced; and closed by the visit."""

from __future__ import annotations

import asyncio
from datetime import date
from uuid import UUID, uuid4

import asyncpg
import nats
import pytest

from contracts.assignments import Calendar, CancelVisitPlan, CloseVisitPlan, PlanVisit, ReadCalendar, VisitPlanCancelled
from services.assignments.replicas.plans import Attended, ReplicatedPlans
from services.chassis.call import Actor
from services.chassis.errors import Unavailable
from tests.assignments.district import MARCH, STAFF, District, an_observer, somebody
from tests.assignments.given import KEEPER
from tests.assignments.test_visits_at_work import THE_FIFTH, THE_THIRD, a_visit
from tests.eventually import eventually
from tests.scraped import scraped

pytestmark = pytest.mark.connected

LATER = date(2019, 3, 20)


def a_planned_visit(cell_id: UUID, planned_on: date = LATER) -> PlanVisit:
    return PlanVisit(command_id=uuid4(), cell_id=cell_id, planned_on=planned_on)


async def assigned(district: District) -> tuple[Actor, UUID]:
    """An observer and his one cell."""
    observer, cell = an_observer(), await district.a_cell()
    await district.a_notice((observer, cell))
    return observer, cell


async def states(district: District, observer: Actor) -> list[str]:
    return [plan.state for plan in await district.plans(observer)]


async def test_a_plan_is_its_observers_alone(district: District) -> None:
    observer, cell = await assigned(district)

    await district.must(observer, a_planned_visit(cell))

    [plan] = await district.plans(observer)
    assert (plan.cell_id, plan.planned_on, plan.state) == (cell, LATER, "planned")
    assert await district.plans(an_observer()) == []


async def test_only_assigned_cells_on_days_to_come_are_planned(district: District) -> None:
    observer, cell = await assigned(district)

    assert await district.refused(observer, a_planned_visit(await district.a_cell())) == "not_assigned"
    assert await district.refused(observer, a_planned_visit(cell, THE_THIRD)) == "planned_on_in_the_past"
    assert await district.refused(observer, a_planned_visit(cell, date(2020, 1, 1))) == "not_assigned"
    assert await district.refused(STAFF, a_planned_visit(cell)) == "not_allowed"


async def test_one_day_at_a_cell_is_planned_once_until_the_plan_is_dropped(district: District) -> None:
    observer, cell = await assigned(district)
    plan_id = UUID((await district.must(observer, a_planned_visit(cell))).decided["plan_id"])

    assert await district.refused(observer, a_planned_visit(cell)) == "visit_already_planned"
    await district.once(observer, CancelVisitPlan(command_id=uuid4(), plan_id=plan_id))
    await district.must(observer, a_planned_visit(cell))
    assert sorted(await states(district, observer)) == ["cancelled", "planned"]
    assert str(plan_id) in (await district.wire(VisitPlanCancelled))[-1]


async def test_another_observers_plan_and_none_are_one_answer(district: District) -> None:
    observer, cell = await assigned(district)
    plan_id = UUID((await district.must(observer, a_planned_visit(cell))).decided["plan_id"])
    stranger = an_observer()

    anothers = await district.send(stranger, CancelVisitPlan(command_id=uuid4(), plan_id=plan_id))
    absent = await district.send(stranger, CancelVisitPlan(command_id=uuid4(), plan_id=uuid4()))

    assert anothers.refusal is not None
    assert (anothers.refusal.code, anothers.refusal) == ("not_there", absent.refusal)


async def test_the_same_plan_sent_twice_is_one(district: District) -> None:
    observer, cell = await assigned(district)
    command = district.informed(a_planned_visit(cell))
    first = await district.send(observer, command)

    assert await district.send(observer, command) == first
    assert await states(district, observer) == ["planned"]


async def test_of_two_plans_that_race_for_a_day_one_is_made(district: District) -> None:
    observer, cell = await assigned(district)

    outcomes = await asyncio.gather(*(district.send(observer, a_planned_visit(cell)) for _ in range(2)))

    assert sorted(outcome.outcome == "accepted" for outcome in outcomes) == [False, True]
    assert await states(district, observer) == ["planned"]


async def test_a_visit_closes_the_nearest_plan_of_its_month(district: District) -> None:
    observer, cell = await assigned(district)
    for day in (date(2019, 3, 12), LATER, date(2019, 4, 11)):
        await district.must(observer, a_planned_visit(cell, day))

    await district.must(observer, a_visit(cell, THE_FIFTH))

    async def first_is_closed() -> bool:
        return await states(district, observer) == ["closed", "planned", "planned"]

    closed: bool = await eventually(first_is_closed)
    assert closed
    await district.settled()
    assert await first_is_closed()
    await district.must(observer, a_planned_visit(cell, date(2019, 3, 12)))


async def test_asking_again_which_plan_a_visit_closes_never_closes_a_second_one(district: District) -> None:
    observer, cell = await assigned(district)
    for day in (date(2019, 3, 12), LATER):
        await district.must(observer, a_planned_visit(cell, day))
    made = await district.must(observer, a_visit(cell, THE_FIFTH))
    await district.settled()

    visit = Attended(UUID(made.decided["visit_id"]), observer.person_id, cell, THE_FIFTH)
    async with asyncpg.create_pool(district.endpoints.postgres_service["assignments"], min_size=1) as pool:
        again = await ReplicatedPlans(pool, KEEPER).closed_by(visit)

    assert [plan.plan_id for plan in await district.plans(observer) if plan.state == "closed"] == [again]


async def test_no_series_of_metrics_speaks_of_plans(district: District) -> None:
    observer, cell = await assigned(district)
    await district.must(observer, a_planned_visit(cell))
    await district.settled()

    lines = (await scraped(district.processes["assignments"].http_port)).splitlines()

    of_plans = [line for line in lines if "plan" in line or "sealed" in line]
    assert "sinhhoat_sealed_healthy 1.0" in of_plans
    assert not [line for line in of_plans if "sinhhoat_sealed_healthy" not in line]


async def test_a_visit_without_a_plan_closes_nobody_elses(district: District) -> None:
    planner, visitor, cell = an_observer(), an_observer(), await district.a_cell()
    await district.a_notice((planner, cell), (visitor, cell))
    await district.must(planner, a_planned_visit(cell))

    await district.must(visitor, a_visit(cell))

    await district.settled()
    assert await states(district, planner) == ["planned"]


async def test_nobody_but_the_service_closes_a_plan(district: District) -> None:
    command = CloseVisitPlan(command_id=uuid4(), plan_id=uuid4(), visit_id=uuid4())

    assert await district.refused(somebody("observer", "staff", "leader"), command) == "not_allowed"


async def test_nobody_learns_how_long_the_sealed_history_is_by_waiting_for_it(district: District) -> None:
    observer, cell = await assigned(district)
    await district.must(observer, a_planned_visit(cell))

    async def calendar(position: int) -> Calendar | str:
        query = ReadCalendar(month=date(2019, 3, 1), after={f"{KEEPER}.sealed": position})
        try:
            return await district.client(observer).ask(KEEPER, query, at=MARCH)
        except Unavailable as no:
            return no.code

    assert await calendar(1) == await calendar(1_000_000)


async def test_nobody_answers_a_sealed_command_in_the_open_account(district: District) -> None:
    subject = PlanVisit.subject_for(KEEPER)

    with pytest.raises((nats.errors.NoRespondersError, nats.errors.TimeoutError)):
        await district.bus.request(subject, b"{}", timeout=10)
