"""How often a closed report was restated is told to others than the board only where they may know what moved."""

from __future__ import annotations

from datetime import date

from services.reporting.read_models.quarterly_reports import entry_of, told_of
from services.reporting.read_models.reporting_units import ReportingUnit
from tests.reporting import reports

WHOLE = ReportingUnit(reports.UNIT, "HU", "Huyện ủy", "committee", whole=True)
SIGNED: dict[str, int | tuple[int, int]] = {"members": 60, "meetings_regular": (3, 4)}
DAY = date(2019, 6, 1)


def test_a_revision_of_what_is_for_the_board_is_none_to_others() -> None:
    report = reports.restated(what=reports.counted(12, **SIGNED, findings_filed=1), why="found")

    assert [[one.revision for one in told_of(report, board=board)] for board in (True, False)] == [[1, 2], [1]]
    reports.restated(report, reports.counted(13, members=60, meetings_regular=(4, 4), findings_filed=1))
    assert [[one.revision for one in told_of(report, board=board)] for board in (True, False)] == [[1, 2, 3], [1, 3]]


def test_the_list_of_reports_names_the_newest_revision_that_its_reader_may_know_of() -> None:
    report = reports.restated(what=reports.counted(12, **SIGNED, findings_filed=1), why="found")

    entries = [entry_of(WHOLE, report, DAY, DAY, board=board) for board in (True, False)]

    pins = [one.pin.sha256 for one in report.revisions]
    assert [(one.revision, one.sha256) for one in entries] == [(2, pins[1]), (1, pins[0])]


def test_a_report_that_is_not_closed_is_named_by_the_hash_of_what_was_submitted() -> None:
    report = reports.submitted()

    entry = entry_of(WHOLE, report, DAY, DAY, board=False)

    assert report.pin is not None
    assert (entry.revision, entry.sha256) == (0, report.pin.sha256)
