"""Resolutions, tasks, gatherings, guidance, good practice and issues become rows, and the figures of a recount."""

from __future__ import annotations

import pytest

from contracts.reporting import ReadEvidence, ReadQuarter
from services.reporting.application import Reporting
from services.reporting.catalogue import followed as catalogue
from services.reporting.facts import followed, issues
from tests.reporting.compare import differences, evidence_differences, recount_of
from tests.reporting.followed import followed_district, issues_in_april, moved
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

TABLES = [
    *("resolution_fact", "review_fact", "task_fact", "gathering_fact", "guidance_fact", "taking_up_fact"),
    *("practice_fact", "sharing_fact", "issue_spell"),
]

KEYS = {definition.key for definition in catalogue.QUARTER}


def ours(found: list[str]) -> list[str]:
    """The differences of these figures; other tests look after the others."""
    return [line for line in found if line.split(": ", 1)[1].split(" is ")[0] in KEYS]


async def test_the_size_of_the_batches_changes_no_row_and_every_table_has_some(tables: Tables) -> None:
    at_once, in_parts = followed_district("followed-at-once"), followed_district("followed-in-parts")

    await tables.read(at_once)
    await tables.read(in_parts, 1)

    for table in TABLES:
        rows = await tables.rows(table, at_once.keeper)
        assert rows, table
        assert await tables.rows(table, in_parts.keeper) == rows


async def test_every_figure_is_what_the_recount_comes_to_by_unit_and_quarter(tables: Tables) -> None:
    history = followed_district("followed-recount")
    reporting = await tables.read(history)

    for quarter in ("2019-Q1", "2019-Q2"):
        for unit in ("HU", "A", "B", "A1", "C1"):
            recount = recount_of(history, quarter, unit)
            assert ours(await differences(reporting, recount)) == []
            assert ours(await evidence_differences(reporting, recount)) == []


async def test_what_becomes_of_issues_later_leaves_a_quarter_as_it_was_on_its_last_day(tables: Tables) -> None:
    history = followed_district("followed-before", april=False)
    reporting = await tables.read(history)
    before = await issue_figures(reporting, "2019-Q1")
    events = len(history.told)
    issues_in_april(history)

    await tables.apply(list(history.received())[events:])

    assert await issue_figures(reporting, "2019-Q1") == before
    assert (before["issues_resolved"], before["hot_spots"]) == ((2, None), (2, None))
    later = await issue_figures(reporting, "2019-Q2")
    assert (later["issues_resolved"], later["hot_spots"], later["issues_overdue"]) == ((2, None), (0, None), (2, 2))


async def test_a_hot_spot_is_shown_by_the_event_that_made_it_one(tables: Tables) -> None:
    reporting = await tables.read(followed_district("hot-spots"))

    page = await reporting.evidence(ReadEvidence(figure="hot_spots", quarter="2019-Q1"))

    assert page.total == 2
    assert {item.contract for item in page.items} <= {"meetings.HotSpotMarked.v1", "meetings.IssueRaised.v1"}
    assert "meetings.HotSpotMarked.v1" in {item.contract for item in page.items}


async def issue_figures(reporting: Reporting, quarter: str) -> dict[str, tuple[int, int | None]]:
    report = await reporting.quarter(ReadQuarter(quarter=quarter))
    ours = {"issues_resolved", "issue_days", "issues_overdue", "issue_age", "hot_spots"}
    return {figure.key: (figure.numerator, figure.denominator) for figure in report.figures if figure.key in ours}


async def test_every_figure_is_the_recounts_as_known_after_every_fourth_event(tables: Tables) -> None:
    history = followed_district("followed-vectors")
    reporting = await tables.read(history)
    folds = followed.FOLDS | issues.FOLDS
    positions = [told.position for told in history.told if type(told.event) in folds][::4]

    for position in positions:
        recount = recount_of(history, vector=history.vector | {"meetings": position})
        assert ours(await differences(reporting, recount)) == []


async def test_what_moves_with_its_meeting_counts_on_the_other_day(tables: Tables) -> None:
    history = followed_district("followed-moved")
    moved(history)
    reporting = await tables.read(history)

    for quarter in ("2019-Q1", "2019-Q2"):
        recount = recount_of(history, quarter)
        assert ours(await differences(reporting, recount)) == []
        assert ours(await evidence_differences(reporting, recount)) == []
    assert recount_of(history).figures()["resolutions"] == (2, 0)
    assert recount_of(history, "2019-Q2").figures()["resolutions"] == (1, 0)


async def test_the_figures_of_the_first_quarter_are_those_of_the_story(tables: Tables) -> None:
    history = followed_district("followed-story")
    recount = recount_of(history)
    await tables.read(history)

    found = recount.figures()

    assert found.keys() >= KEYS
    assert found["resolutions_reviewed"] == (1, 2)
    assert found["tasks_done"] == (13, 17)
    assert found["gathering_opinions_split"] == (7, 27)
    assert found["briefings"] == (2, 6)
    assert (found["issues_overdue"], found["hot_spots"], found["issues_resolved"]) == ((2, 3), (2, 0), (2, 0))
    assert found["practices_shared"] == (2, 0)
