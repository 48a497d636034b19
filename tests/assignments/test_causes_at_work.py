"""What follows from an event names it as its cause and goes on with its correlation; nothing open names a plan."""

from __future__ import annotations

import json
from typing import Any

import asyncpg
import pytest

from contracts.assignments import ObserverNotified, VisitMade, VisitPlanClosed
from contracts.meetings import MeetingRescheduled
from contracts.message import SEALED, Message
from services.chassis.feed import Feed
from tests.assignments.district import District, an_observer, somebody
from tests.assignments.given import KEEPER
from tests.assignments.test_plans_at_work import a_planned_visit, assigned
from tests.assignments.test_visits_at_work import EVENING, a_move, a_schedule, a_visit

pytestmark = pytest.mark.connected


async def last_of(district: District, contract: type[Message]) -> tuple[str, dict[str, Any]]:
    """Feed and position of the last event of a kind, and what is stored about it."""
    feed = Feed(KEEPER, "sealed" if contract.audience is SEALED else contract.service())
    admin = await asyncpg.connect(district.endpoints.admin_url(contract.service()))
    try:
        row = await admin.fetchrow(
            f"""SELECT notification_id, metadata FROM {feed.schema}.stored_events WHERE contract = $1
                 ORDER BY notification_id DESC LIMIT 1""",
            contract.contract(),
        )
    finally:
        await admin.close()
    assert row is not None
    return f"{feed}:{row['notification_id']}", json.loads(row["metadata"])


async def test_a_notification_names_the_meeting_that_was_moved(district: District) -> None:
    observer, cell = an_observer(), await district.a_cell()
    await district.a_notice((observer, cell))
    secretary = somebody("secretary")
    await district.must(secretary, a_schedule(cell))
    await district.must(secretary, a_move(cell, EVENING.replace(day=5)))
    await district.settled()

    moved, told_of_move = await last_of(district, MeetingRescheduled)
    _, told = await last_of(district, ObserverNotified)
    assert (told["causation"], told["correlation"]) == (moved, told_of_move["correlation"])
    assert told["correlation"] != ""


async def test_a_closed_plan_names_the_visit_and_no_visit_names_a_plan(district: District) -> None:
    observer, cell = await assigned(district)
    await district.must(observer, a_planned_visit(cell))
    await district.must(observer, a_visit(cell))
    await district.settled()

    visit, told_of_visit = await last_of(district, VisitMade)
    closed, told = await last_of(district, VisitPlanClosed)
    assert (told["causation"], told["correlation"]) == (visit, told_of_visit["correlation"])
    assert closed not in json.dumps(told_of_visit)
