"""Quarterly reports on a real database: each command done, refused, repeated and raced, and who may."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest

from contracts import quarterly_reports as contract
from contracts.duties import ListDuties
from contracts.report_content import content_hash, figures_of
from contracts.reporting import ReadQuarter
from services.chassis.call import Actor, service_actor
from services.reporting.application import ReportTerms
from services.reporting.main import TERMS
from services.reporting.read_models import duties
from services.reporting.read_models.quarterly_reports import FOR_THE_BOARD
from sinhhoat.stack import Endpoints
from tests.desk import Desk, code
from tests.reporting import given
from tests.reporting.signed import AUTHOR, DAY, QUARTER, Signing, person, signing, step

pytestmark = pytest.mark.connected

SUBMITTED = ("open", "submit")
CLOSED = (*SUBMITTED, "approve", "close")


@pytest.fixture
async def made(module_endpoints: Endpoints) -> AsyncIterator[Signing]:
    async with signing(module_endpoints) as district:
        yield district


async def read(made: Signing, unit: str | None = "HU", by: Actor | None = None) -> contract.QuarterlyReport:
    reply = await made.ask(contract.ReadQuarterlyReport(quarter=QUARTER, unit_code=unit), by or made.staff())
    return contract.QuarterlyReport.model_validate(reply.answer)


def a_cause(made: Signing) -> dict[str, Any]:
    last = made.received()[-1]
    return {
        "cause_id": last.command_id,
        "feed": str(last.feed),
        "position": last.position,
        "contract": last.contract,
        "events": 1,
        "actor": last.actor,
        "recorded_at": last.recorded_at.isoformat(),
    }


async def known_now(made: Signing) -> dict[str, int]:
    return (await made.reporting.quarter(ReadQuarter(quarter=QUARTER))).head.known


async def test_a_report_is_submitted_returned_submitted_again_approved_and_closed(made: Signing) -> None:
    await made.through(*SUBMITTED, "return", "submit", "approve", "close")

    report = await read(made)

    computed = await made.reporting.quarter(ReadQuarter(quarter=QUARTER))
    assert (report.state, report.submission, report.in_time) == ("closed", 2, False)
    assert report.figures == figures_of(computed)
    [first] = report.revisions
    assert (first.revision, first.known, first.known_at) == (1, computed.head.known, computed.head.known_at)
    assert (
        first.sha256
        == report.sha256
        == content_hash(
            keeper=made.keeper, unit_code="HU", quarter=QUARTER, known=computed.head.known, figures=report.figures
        )
    )


async def test_a_committee_reports_the_figures_that_it_may_read_itself(made: Signing) -> None:
    await made.through(*CLOSED, unit="A")

    own, boards = await read(made, "A", person(made.keeper, "committee", "A")), await read(made, "A")

    assert own == boards
    assert not any(one.key.startswith("visited_") for one in own.figures)
    assert (await made.send(step("submit", "A1"), made.staff())).refusal is not None


async def test_figures_for_the_board_of_the_whole_report_are_told_to_the_board_and_the_city_alone(
    made: Signing,
) -> None:
    await made.through(*CLOSED)

    whole, city = await read(made), await read(made, None, person("city", "leader"))
    below = await read(made, "HU", person(made.keeper, "committee"))

    kept = {one.key for one in whole.figures} - {one.key for one in below.figures}
    assert city == whole
    assert kept >= FOR_THE_BOARD
    assert {one for one in kept - FOR_THE_BOARD if not one.startswith("visited_")} == set()


async def test_a_unit_of_others_and_one_that_is_not_there_are_the_same_to_whoever_reads_of_one(made: Signing) -> None:
    reader = person(made.keeper, "secretary", "A1")

    replies = [
        await made.ask(contract.ReadQuarterlyReport(quarter=QUARTER, unit_code=unit), reader)
        for unit in ("HU", "B", "B1", "no-such")
    ]

    assert {reply.model_dump_json() for reply in replies} == {replies[0].model_dump_json()}
    assert code(replies[0]) == "not_there"


async def test_what_was_done_is_answered_again_and_not_done_twice(made: Signing) -> None:
    for name in CLOSED:
        command, actor = step(name), made.author() if name in SUBMITTED else made.judge()
        done = await made.send(command, actor)

        assert await made.send(command, actor) == done
        assert (code(done), code(await made.send(step(name), actor))) == (
            "accepted",
            {
                "open": "quarter_already_open",
                "submit": "quarter_already_submitted",
                "approve": "report_stands_elsewhere",
                "close": "quarter_closed",
            }[name],
        )


@pytest.mark.parametrize(
    ("before", "name", "lost"),
    [
        ((), "open", "quarter_already_open"),
        (("open",), "submit", "quarter_already_submitted"),
        (SUBMITTED, "approve", "changed_meanwhile"),
        (SUBMITTED, "return", "changed_meanwhile"),
        ((*SUBMITTED, "approve"), "close", "changed_meanwhile"),
        (("open",), "withdraw opening", "changed_meanwhile"),
        (SUBMITTED, "withdraw submission", "changed_meanwhile"),
        ((*SUBMITTED, "return"), "withdraw return", "changed_meanwhile"),
        ((*SUBMITTED, "approve"), "withdraw approval", "changed_meanwhile"),
    ],
)
async def test_of_two_at_once_one_is_done(before: tuple[str, ...], name: str, lost: str, made: Signing) -> None:
    await made.through(*before)
    actor = made.author() if name in ("open", "submit", "withdraw opening", "withdraw submission") else made.judge()

    outcomes = await asyncio.gather(*(made.racing.one(step(name), by=actor, at=DAY) for _ in range(2)))

    assert sorted(code(one) for one in outcomes) == sorted(["accepted", lost])


async def test_every_step_is_taken_back_with_a_reason_while_the_next_has_not_come(made: Signing) -> None:
    await made.through("open", "withdraw opening", "open", "submit", "withdraw submission", "submit")
    await made.through("return", "withdraw return", "approve", "withdraw approval", "approve", "close")

    outcomes = [await made.take(f"withdraw {what}") for what in ("opening", "submission", "return", "approval")]

    assert {code(one) for one in outcomes} == {"quarter_closed"}


async def test_a_quarter_that_moved_since_it_was_approved_is_submitted_again_and_then_closed(made: Signing) -> None:
    await made.through(*SUBMITTED, "approve")
    await made.tell(given.held("B1", date(2019, 2, 5)))

    moved = await made.take("close")
    await made.through("withdraw approval", "withdraw submission", "submit", "approve", "close")

    assert code(moved) == "figures_moved"


async def test_what_is_told_of_another_quarter_does_not_hinder_the_closing_and_is_pinned(made: Signing) -> None:
    await made.through(*SUBMITTED, "approve")
    signed = (await read(made)).figures
    await made.tell(given.held("A1", date(2019, 5, 5)))

    closed = await made.take("close")

    assert code(closed) == "accepted"
    assert closed.decided["known"] == await known_now(made)
    assert (await read(made)).figures == signed


async def test_a_quarter_is_not_closed_while_an_event_is_parked_and_is_once_it_is_let_go(made: Signing) -> None:
    await made.through(*SUBMITTED, "approve")
    feed, head = f"{made.keeper}.meetings", made.history.head("meetings")
    park = """INSERT INTO reporting_facts.parked (feed, position, aggregate_id, message, error, parked_at)
              VALUES ($1, $2, $3, '{}', 'x', now())"""
    await made.place.pool.execute(park, feed, head, UUID(int=1))

    parked = await made.take("close")

    assert (code(parked), parked.refusal and parked.refusal.numbers) == ("events_parked", {"parked": 1})
    await made.place.pool.execute(
        """WITH gone AS (DELETE FROM reporting_facts.parked RETURNING *)
           INSERT INTO reporting_facts.dropped (feed, position, aggregate_id, message, error, parked_at, dropped_at,
                                                dropped_by, reason, command_id)
           SELECT feed, position, aggregate_id, message, error, parked_at, now(), aggregate_id, 'x',
                  aggregate_id FROM gone"""
    )
    assert code(await made.take("close")) == "accepted"


async def test_a_late_cause_makes_a_revision_and_only_the_service_says_so(made: Signing) -> None:
    await made.through(*CLOSED)
    await made.tell(given.held("B1", date(2019, 2, 5)))
    told = {"unit_id": step("open").unit_id, "quarter": QUARTER, "known": await known_now(made), "cause": a_cause(made)}
    command = contract.RestateQuarter(command_id=uuid4(), **told)

    staff = await made.send(command, made.staff())
    done = await made.send(command, service_actor("reporting", [made.keeper]))
    again = await made.send(
        command.model_copy(update={"command_id": uuid4()}), service_actor("reporting", [made.keeper])
    )

    report = await read(made)
    assert [code(one) for one in (staff, done, again)] == ["not_allowed", "accepted", "nothing_restated"]
    assert [one.revision for one in report.revisions] == [1, 2]
    assert report.figures == figures_of(await made.reporting.quarter(ReadQuarter(quarter=QUARTER)))
    keys = {one.key for one in report.revisions[1].diff}
    assert "meetings_regular" in keys
    assert "members" not in keys


SUBMITS = {
    ("HU", "committee", None): True,
    ("HU", "committee", "A"): False,
    ("HU", "leader", "city"): False,
    ("A", "committee", "A"): True,
    ("A", "staff", None): True,
    ("A", "committee", None): False,
    ("A", "committee", "B"): False,
    ("A", "secretary", "A"): False,
}
APPROVES = {
    ("HU", "leader", "city"): True,
    ("HU", "leader", None): False,
    ("HU", "auditor", "city"): False,
    ("A", "leader", None): True,
    ("A", "committee", "HU"): True,
    ("A", "leader", "A"): False,
    ("A", "leader", "B"): False,
    ("A", "leader", "city"): False,
}
"""Whose report, which role on what (None: the whole keeper; city: the city), and whether he may."""


async def test_who_submits_and_who_approves_follows_from_the_tree(made: Signing) -> None:
    found: dict[str, dict[tuple[str, str, str | None], bool]] = {"submission": {}, "approval": {}}
    for name, what, rows in (("submit", "submission", SUBMITS), ("approve", "approval", APPROVES)):
        for unit in ("HU", "A"):
            await made.through("open" if name == "submit" else "submit", unit=unit)
        for unit, role, where in rows:
            on_whole = where in (None, "city")
            actor = person("city" if where == "city" else made.keeper, role, None if on_whole else where)
            outcome = await made.take(name, unit, by=actor)
            found[what][unit, role, where] = outcome.outcome == "accepted"
            if outcome.outcome == "accepted":
                await made.through(f"withdraw {what}", unit=unit)
            else:
                assert code(outcome) in ("not_allowed", "not_there")

    assert found == {"submission": SUBMITS, "approval": APPROVES}


async def test_nobody_judges_or_closes_his_own_report_whichever_roles_he_has(made: Signing) -> None:
    both = Actor(AUTHOR, (*made.author().roles, *made.judge().roles))
    await made.through(*SUBMITTED)

    judged = await made.take("approve", by=both)
    await made.through("approve")
    own_closed, other_closed = await made.take("close", by=both), await made.take("close", by=made.author())

    assert [code(one) for one in (judged, own_closed, other_closed)] == [
        "own_quarterly_report",
        "own_quarterly_report",
        "not_there",
    ]


async def test_a_committee_however_deep_reports_to_the_one_above_it(made: Signing) -> None:
    await made.tell(
        given.established("A9", "A"), given.established("A91", "A9"), given.established("A911", "A91", "SCHOOL")
    )
    own, above, beside = (person(made.keeper, "committee", unit) for unit in ("A91", "A9", "B"))

    author = Actor(AUTHOR, own.roles)
    steps = [code(await made.take(name, "A91", by=author)) for name in SUBMITTED]
    by_another = code(await made.take("approve", "A91", by=beside))
    steps += [code(await made.take(name, "A91", by=above)) for name in ("approve", "close")]
    listed = await made.ask(contract.ListQuarterlyReports(quarter=QUARTER), made.staff())
    found = contract.QuarterlyReports.model_validate(listed.answer).reports
    deep = await made.ask(contract.ListQuarterlyReports(quarter=QUARTER), above)

    assert (steps, by_another) == (["accepted"] * 4, "not_allowed")
    assert [(one.unit_code, one.above_code, one.state) for one in found] == [
        ("HU", None, "none"),
        ("A", "HU", "none"),
        ("A9", "A", "none"),
        ("A91", "A9", "closed"),
        ("B", "HU", "none"),
    ]
    assert [one.unit_code for one in contract.QuarterlyReports.model_validate(deep.answer).reports] == ["A9", "A91"]


async def test_a_report_is_due_and_owed_by_the_policy_in_force_on_the_last_day_of_its_quarter(
    made: Signing, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = TERMS.duty.versions[0]
    later = replace(first, version="later", effective_from=date(2019, 4, 1), due_days=25)
    two = replace(TERMS.duty, versions=(first, later))
    monkeypatch.setattr(duties, "DUTIES", (two,))
    terms = replace(made.reporting.reports, terms=ReportTerms(TERMS.openings, two))
    reporting = replace(made.reporting, quarterly=terms)
    desk = Desk(made.place, reporting)

    opened = [
        await desk.one(step("open", "A").model_copy(update={"quarter": quarter}), by=made.judge("A"), at=at)
        for quarter, at in ((QUARTER, DAY), ("2019-Q2", DAY))
    ]
    listed = [
        await desk.ask(contract.ListQuarterlyReports(quarter=quarter), by=made.staff())
        for quarter in (QUARTER, "2019-Q2")
    ]
    owed = [
        await reporting.duties(ListDuties(quarter=quarter, on=date(2019, 8, 1)), date(2019, 8, 1))
        for quarter in (QUARTER, "2019-Q2")
    ]

    days = [date(2019, 4, 10), date(2019, 7, 25)]
    assert [one.decided["due_on"] for one in opened if one.decided] == [day.isoformat() for day in days]
    told = [contract.QuarterlyReports.model_validate(one.answer).reports for one in listed]
    assert [{one.due_on for one in reports} for reports in told] == [{day} for day in days]
    assert [{line.due_on for line in one.lines} for one in owed] == [{day} for day in days]
    assert [{line.policy_version for line in one.lines} for one in owed] == [{first.version}, {"later"}]


async def test_a_cell_reports_nothing_and_a_quarter_that_nobody_opened_is_not_submitted(made: Signing) -> None:
    cell = await made.take("open", "A1", by=made.staff())
    unopened = await made.take("submit", "A")
    unknown = await made.take("open", by=made.judge(), unit_id=uuid4())

    assert [code(one) for one in (cell, unopened, unknown)] == [
        "cell_does_not_report",
        "quarter_not_open",
        "unit_unknown",
    ]


async def test_the_list_says_who_has_reported_and_who_is_missing_and_shows_each_what_is_his(made: Signing) -> None:
    await made.through(*CLOSED, unit="A")
    await made.through("open")
    question = contract.ListQuarterlyReports(quarter=QUARTER)

    async def listed(actor: Actor) -> list[tuple[str, str, bool]]:
        reply = await made.ask(question, actor)
        found = contract.QuarterlyReports.model_validate(reply.answer)
        return [(one.unit_code, one.state, one.late) for one in found.reports]

    async def page(offset: int, limit: int) -> contract.QuarterlyReports:
        reply = await made.ask(question.model_copy(update={"offset": offset, "limit": limit}), made.staff())
        return contract.QuarterlyReports.model_validate(reply.answer)

    whole = [("HU", "open", True), ("A", "closed", False), ("B", "none", True)]
    pages = [await page(offset, 2) for offset in (0, 1, 2, 3)]
    assert [[one.unit_code for one in each.reports] for each in pages] == [["HU", "A"], ["A", "B"], ["B"], []]
    assert {(each.total, each.counts["late"]) for each in pages} == {(3, 2)}
    assert await listed(made.staff()) == whole
    assert await listed(person(made.keeper, "committee", "B")) == whole[2:]
    assert await listed(person("city", "staff")) == whole[:1]
