"""A report from a replay is the report that was read at that moment, whatever came afterwards."""

from __future__ import annotations

from itertools import count

import asyncpg
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from contracts.reporting import ReadQuarter
from services.chassis.errors import Refused
from services.reporting.application import Reporting
from sinhhoat.stack import Endpoints
from tests.reporting import given as told
from tests.reporting.busy import MARCH, busy_district
from tests.reporting.histories import districts
from tests.reporting.history import History
from tests.reporting.replayed import answers, built, by_feed
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

NUMBERS = count()
STEADY = settings(
    max_examples=4,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
)


async def kept_and_gone_on(tables: Tables, history: History, events: int) -> tuple[Reporting, dict[str, object]]:
    """What reporting answered after so many events, kept from then; it has read all of them since."""
    received = list(history.received())
    await tables.apply(received[:events])
    reporting = tables.reporting(history.keeper)
    kept = await answers(reporting)
    await tables.apply(received[events:])
    return reporting, kept


async def known(reporting: Reporting) -> dict[str, int]:
    return (await reporting.quarter(ReadQuarter(quarter="2019-Q1"))).head.known


async def test_reports_from_a_replay_are_those_that_were_read_then(tables: Tables, module_endpoints: Endpoints) -> None:
    for events in (16, 22, 31):
        history = busy_district(f"then-{events}")
        moment = busy_district(f"then-{events}")
        del moment.told[events:]
        reporting, kept = await kept_and_gone_on(tables, history, events)
        vector = {f"{history.keeper}.{service}": position for service, position in moment.vector.items()}
        await built(module_endpoints, history, f"then_{events}", by_feed(vector))

        replayed = await answers(reporting, replay=f"then_{events}")

        assert replayed == kept
        assert replayed == await answers(reporting, known=vector)
        assert replayed != await answers(reporting)


@STEADY
@given(history=districts(lambda: f"made-up-{next(NUMBERS)}"), events=st.integers(8, 80))
async def test_reports_of_any_district_at_any_moment_are_those_that_were_read_then(
    tables: Tables, module_endpoints: Endpoints, history: History, events: int
) -> None:
    name = f"any_{next(NUMBERS)}"
    received = list(history.received())[:events]
    reporting, kept = await kept_and_gone_on(tables, history, events)
    instant = received[-1].recorded_at
    side = await built(module_endpoints, history, name, instant)

    replayed = await answers(reporting, replay=name)

    assert replayed == kept
    assert replayed == await answers(reporting, known_at=instant)
    assert replayed == await answers(reporting, known={str(feed): at.position for feed, at in side.at.items()})


async def test_corrections_that_come_later_change_nothing_in_a_replay(
    tables: Tables, module_endpoints: Endpoints
) -> None:
    history = busy_district("corrected")
    reporting = await tables.read(history)
    vector = await known(reporting)
    kept = await answers(reporting)
    await built(module_endpoints, history, "corrected", by_feed(vector))
    events = len(history.told)
    taken_back = told.held("A1", MARCH, "theme 2", kind="thematic")
    history.tell(told.withdrawn(taken_back), told.renamed("A", "Tên mới", MARCH), told.roll("A1", MARCH, 99))

    await tables.apply(list(history.received())[events:])

    assert await answers(reporting, replay="corrected") == kept
    assert await answers(reporting, known=vector) == kept
    assert await answers(reporting) != kept


async def test_a_replay_holds_its_own_past_and_not_its_future(tables: Tables, module_endpoints: Endpoints) -> None:
    history = busy_district("past")
    reporting = await tables.read(history)
    now = await known(reporting)
    then = now | {"past.meetings": now["past.meetings"] - 3}
    await built(module_endpoints, history, "past", by_feed(then))

    earlier = then | {"past.meetings": 4}
    assert await answers(reporting, known=earlier, replay="past") == await answers(reporting, known=earlier)
    with pytest.raises(Refused, match="known_ahead"):
        await reporting.quarter(ReadQuarter(known=now, replay="past"))


async def test_a_replay_that_is_not_there_is_refused(tables: Tables) -> None:
    reporting = await tables.read(busy_district("nothing-built"))

    with pytest.raises(Refused, match="replay_unknown") as refused:
        await reporting.quarter(ReadQuarter(replay="nobody"))

    assert (refused.value.field, refused.value.numbers) == ("replay", {"replay": "nobody"})


async def test_a_replay_without_this_keeper_is_refused(tables: Tables, module_endpoints: Endpoints) -> None:
    history = busy_district("mine")
    await tables.read(history)
    theirs = await tables.read(busy_district("theirs"))
    await built(module_endpoints, history, "mine", by_feed({"mine.registry": 9}))

    with pytest.raises(Refused, match="replay_without_keeper"):
        await theirs.quarter(ReadQuarter(replay="mine"))


async def test_a_replay_of_another_version_is_refused(tables: Tables, module_endpoints: Endpoints) -> None:
    history = busy_district("outdated")
    reporting = await tables.read(history)
    await built(module_endpoints, history, "outdated", by_feed({"outdated.registry": 9}))
    await altered(module_endpoints, "UPDATE reporting_facts_until_outdated.prepared SET sha256 = 'of another text'")

    with pytest.raises(Refused, match="replay_outdated"):
        await reporting.quarter(ReadQuarter(replay="outdated"))


async def test_what_is_not_named_is_as_known_now(tables: Tables, module_endpoints: Endpoints) -> None:
    history = busy_district("rest")
    reporting = await tables.read(history)
    now = await known(reporting)
    await built(module_endpoints, history, "rest", by_feed({"rest.assignments": 0}))

    replayed = await reporting.quarter(ReadQuarter(replay="rest"))

    assert replayed.head.known == now | {"rest.assignments": 0}
    assert (replayed.assignments, replayed.members > 0) == (0, True)


async def altered(endpoints: Endpoints, sql: str) -> None:
    admin = await asyncpg.connect(endpoints.postgres_migration["reporting"])
    await admin.execute(sql)
    await admin.close()
