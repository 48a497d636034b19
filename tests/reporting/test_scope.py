"""A role on a unit reads the open figures of the unit and of all below it; beside and above it there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from contracts.message import BOARD, OPEN, Query, QueryReply
from contracts.reporting import ReadQuarter, ReadUnitEvidence, ReadUnitHistory, ReadUnitQuarter, UnitHistory
from services.chassis.call import Actor
from services.chassis.messaging.fingerprints import Fingerprints
from services.chassis.messaging.queries import QueryDesk
from services.chassis.messaging.serving import Node, Serving
from services.chassis.policy import Policy
from services.reporting.application import Reporting
from services.reporting.catalogue import QUARTER, STOCKS
from services.reporting.facts.projection import FOLDS
from services.reporting.main import SERVICE
from tests.desk import NOON, TOKENS, code, holding
from tests.reporting import given
from tests.reporting.boards import board_district
from tests.reporting.busy import busy_district
from tests.reporting.classified import classified_district
from tests.reporting.followed import followed_district
from tests.reporting.history import History, an_id
from tests.reporting.observed import observed_district
from tests.reporting.tables import Tables
from tests.reporting.unit_matters import matter_district

pytestmark = pytest.mark.connected

STORIES = [board_district, classified_district, followed_district, observed_district, matter_district]


async def asked(reporting: Reporting, query: Query, by: Actor) -> QueryReply:
    """The reply that goes out over the bus."""
    keeper = reporting.facts.keeper
    node = Node(TOKENS, Fingerprints(b"k" * 32), lambda: NOON)
    serving = Serving("reporting", node, Policy(SERVICE.rules), {keeper: reporting}, {})
    [desk] = [desk for desk in SERVICE.router._desks(serving) if desk.kind is type(query)]
    assert isinstance(desk, QueryDesk)
    return await desk.answer(keeper, {"sh-token": TOKENS.sign(by, now=NOON)}, query.model_dump_json().encode())


def quarter(unit: str) -> ReadUnitQuarter:
    return ReadUnitQuarter(quarter="2019-Q1", unit_code=unit)


def evidence(figure: str, unit: str) -> ReadUnitEvidence:
    return ReadUnitEvidence(figure=figure, quarter="2019-Q1", unit_code=unit)


@pytest.mark.parametrize("role", ["secretary", "committee", "staff", "leader", "auditor"])
async def test_a_role_on_a_unit_reads_the_unit_and_all_below_it(role: str, tables: Tables) -> None:
    reporting = await tables.read(busy_district(f"scope-{role}"))
    somebody = holding(reporting.facts.keeper, role, an_id("A"))

    for unit in ("A", "A1"):
        assert (await asked(reporting, quarter(unit), somebody)).outcome == "answered"
        assert (await asked(reporting, evidence("attendance_regular", unit), somebody)).outcome == "answered"


async def test_above_and_beside_it_and_where_nothing_is_the_answer_is_the_same_to_the_byte(tables: Tables) -> None:
    reporting = await tables.read(busy_district("scope-beside"))
    somebody = holding(reporting.facts.keeper, "committee", an_id("A"))

    questions = [question for unit in ("HU", "B", "C1", "NOBODY") for question in both(unit)]
    questions += [evidence("visited_all", "A"), evidence("observer_months", "A1")]
    replies = {(await asked(reporting, question, somebody)).model_dump_json() for question in questions}

    assert len(replies) == 1
    assert '"not_there"' in replies.pop()


def both(unit: str) -> list[Query]:
    return [quarter(unit), evidence("attendance_regular", unit)]


async def test_who_has_got_a_cell_reads_its_past_and_who_has_lost_it_reads_it_no_more(tables: Tables) -> None:
    reporting = await tables.read(busy_district("scope-moved"))
    keeper = reporting.facts.keeper

    now, then = [await asked(reporting, quarter("A2"), holding(keeper, "committee", an_id(unit))) for unit in "BA"]

    assert (now.outcome, then.outcome) == ("answered", "refused")


LATER: dict[str, Any] = {"quarter": "2019-Q2", "figure": "attendance_regular", "unit_code": "A"}


async def test_a_structure_of_former_days_shows_nobody_what_a_cell_has_done_since_he_lost_it(tables: Tables) -> None:
    history = busy_district("scope-former")
    former = {f"scope-former.{service}": position for service, position in history.vector.items()}
    history.tell(given.moved("A1", "B", date(2019, 4, 15)), given.held("A1", date(2019, 5, 3)))
    reporting = await tables.read(history)
    somebody = holding(reporting.facts.keeper, "committee", an_id("A"))
    registry = {feed: position for feed, position in former.items() if feed.endswith("registry")}

    pinned = await asked(reporting, ReadUnitEvidence(**LATER, known=registry), somebody)
    days = [date(2018, 12, 31), date(2019, 1, 1), date(2024, 4, 1), date(2024, 4, 2)]
    seen = [ReadUnitEvidence(**LATER, lens="today", structure_on=day) for day in days]
    before = await asked(reporting, ReadUnitEvidence(**LATER, known=former), somebody)

    assert code(pinned) == "structure_older"
    codes = [code(await asked(reporting, question, somebody)) for question in seen]
    assert codes == ["structure_older", "answered", "answered", "structure_older"]
    assert before.answer is not None
    assert before.answer["items"] == []


async def test_what_is_read_is_what_the_board_reads_of_the_open_figures(tables: Tables) -> None:
    reporting = await tables.read(observed_district("scope-open"))
    somebody = holding(reporting.facts.keeper, "committee", an_id("A"))

    reply = await asked(reporting, quarter("A"), somebody)
    whole = await reporting.quarter(ReadQuarter(quarter="2019-Q1", unit_code="A"))

    assert reply.answer is not None
    closed = {definition.key for definition in QUARTER if definition.audience is BOARD}
    assert closed >= {"findings_filed", "observer_months", "observer_reports", "inspections", "surveys", "visits"}
    told = [figure.model_dump(mode="json") for figure in whole.figures if figure.key not in closed]
    assert reply.answer["figures"] == told
    assert reply.answer["coverage"] == [line.model_dump(mode="json") for line in whole.coverage]
    assert not {"visited_coverage", "visits_by_observer"} & reply.answer.keys()


@pytest.mark.parametrize("role", ["observer", "operator", "service", "city"])
async def test_others_read_nothing_of_a_unit(role: str, tables: Tables) -> None:
    reporting = await tables.read(busy_district(f"scope-{role}"))

    for unit_id in (None, an_id("A")):
        reply = await asked(reporting, quarter("A"), holding(reporting.facts.keeper, role, unit_id))
        assert reply.outcome == "refused"


async def test_a_role_on_the_whole_keeper_reads_every_unit(tables: Tables) -> None:
    reporting = await tables.read(busy_district("scope-whole"))

    reply = await asked(reporting, quarter("HU"), holding(reporting.facts.keeper, "leader"))

    assert reply.outcome == "answered"


@pytest.mark.parametrize("story", STORIES)
async def test_no_open_figure_rests_on_an_event_for_the_board(story: Callable[[str], History], tables: Tables) -> None:
    reporting = await tables.read(story(f"scope-of-{story.__name__.replace('_', '-')}"))
    opened = {definition.key for definition in (*STOCKS, *QUARTER) if definition.audience is OPEN}
    board = {event.contract() for event in FOLDS if event.audience is BOARD}

    async with reporting.facts.snapshot(ReadQuarter(quarter="2019-Q1")) as snapshot:
        rows = await snapshot.evidence(
            "SELECT DISTINCT e.key, t.contract FROM evidence e JOIN reporting_facts.told t"
            " ON t.keeper = $1 AND t.service = e.service AND t.position = e.position"
        )

    assert rows
    assert [row for row in rows if row["key"] in opened and row["contract"] in board] == []


async def test_of_a_units_history_the_lines_for_the_board_are_shown_to_nobody_below(tables: Tables) -> None:
    reporting = await tables.read(observed_district("scope-history"))
    keeper = reporting.facts.keeper
    below, board = holding(keeper, "committee", an_id("A")), holding(keeper, "staff")

    shown = {by: await _contracts(reporting, "A1", by) for by in (below, board)}
    read = ReadUnitHistory(unit_code="A1", offset=1, limit=1)
    own, whole = [UnitHistory.model_validate((await asked(reporting, read, by)).answer) for by in (below, board)]

    assert "registry.UnitEstablished.v1" in shown[below]
    assert shown[board] - shown[below] >= {"assignments.VisitFindingsFiled.v1"}
    assert (len(own.events), len(whole.events)) == (1, 1)
    assert 2 <= own.total < whole.total
    replies = {
        (await asked(reporting, ReadUnitHistory(unit_code=unit), below)).outcome for unit in ("HU", "B", "NOBODY")
    }
    assert replies == {"refused"}


async def _contracts(reporting: Reporting, unit: str, by: Actor) -> set[str]:
    reply = await asked(reporting, ReadUnitHistory(unit_code=unit), by)
    return {event.contract for event in UnitHistory.model_validate(reply.answer).events}
