"""What a plan of a visit is."""

from datetime import date
from uuid import UUID

import pytest

from services.assignments.domain.plan import PlannedDay, PlanState, plan_id, simulated_plan_id
from services.chassis.errors import Refused
from tests.assignments.given import OBSERVER, QUARTER_CELL, a_plan, an_id, at

DAY = date(2019, 3, 3)


def test_a_plan_is_carried_out_or_dropped_once() -> None:
    closed, dropped = a_plan(), a_plan()
    with at():
        closed.close(an_id("visit"))
        dropped.cancel()

        for plan in (closed, dropped):
            with pytest.raises(Refused, match="plan_not_open"):
                plan.cancel()
            with pytest.raises(Refused, match="plan_not_open"):
                plan.close(an_id("visit"))
    assert (closed.state, dropped.state) == (PlanState.CLOSED, PlanState.CANCELLED)


def test_a_day_at_a_cell_is_planned_once() -> None:
    with at():
        day = PlannedDay(OBSERVER, QUARTER_CELL, DAY)
        day.take(an_id("plan"))

        with pytest.raises(Refused, match="visit_already_planned"):
            day.take(an_id("another plan"))


def test_a_day_whose_plan_was_dropped_may_be_planned_again() -> None:
    with at():
        day = PlannedDay(OBSERVER, QUARTER_CELL, DAY)
        day.take(an_id("plan"))
        day.free()
        day.take(an_id("another plan"))

    assert day.plan_id == an_id("another plan")


def test_the_id_of_a_plan_tells_no_time_and_no_content() -> None:
    made = plan_id(bytes(range(16)))

    assert (made.version, made.variant) == (4, UUID(int=0, version=4).variant)


def test_a_simulated_plan_has_the_same_id_in_every_run() -> None:
    assert simulated_plan_id(an_id("command")) == simulated_plan_id(an_id("command"))
    assert simulated_plan_id(an_id("command")) != simulated_plan_id(an_id("another command"))
    assert simulated_plan_id(an_id("command")).version == 4
