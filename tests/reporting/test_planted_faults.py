"""Faults planted into the SQL of the evidence: the recount finds each of them, so it can fail."""

from __future__ import annotations

import pytest

from services.reporting.catalogue.evidence import TEXTS, Statements
from services.reporting.read_models import asked
from tests.reporting.busy import busy_district
from tests.reporting.compare import differences, evidence_differences, recount_of
from tests.reporting.tables import Tables

pytestmark = pytest.mark.connected

FAULTS = {
    "the place of a meeting is not that of its day": (
        "JOIN member c ON c.unit_id = m.unit_id AND m.day >= c.valid_from AND m.day < c.valid_until",
        "JOIN member c ON c.unit_id = m.unit_id",
    ),
    "a record taken back still counts": (
        "known.meeting_fact",
        "(SELECT * FROM reporting_facts.meeting_fact WHERE keeper = $1 AND known_from <= $6)",
    ),
    "a visit taken back still counts": (
        "known.visit_fact",
        "(SELECT * FROM reporting_facts.visit_fact WHERE keeper = $1 AND known_from <= $7)",
    ),
    "a month with two meetings is discharged twice": ("DISTINCT ON (d.unit_id, d.month) m.*", "m.*"),
    "a cell with two themes is discharged twice": ("DISTINCT ON (d.unit_id) m.*", "m.*"),
    "a cell visited twice is two cells": ("DISTINCT ON (unit_id) * FROM made", "* FROM made"),
    "a cell visited before it came is not visited": ("* FROM made ORDER", "* FROM visit ORDER"),
    "a cell with two observers is two cells": ("DISTINCT ON (unit_id) * FROM in_force", "* FROM in_force"),
    "an observer of two cells is two observers": ("DISTINCT ON (person_id) * FROM in_force", "* FROM in_force"),
    "every roll is added": ("SELECT DISTINCT ON (f.unit_id) f.*", "SELECT f.*"),
    "a released observer stays": ("$3 BETWEEN f.from_on AND f.until_on", "TRUE"),
    "a dissolved cell stands": ("valid_from <= $3 AND valid_until > $3", "valid_from <= $3"),
    "a duty falls due after the cell's end": (
        "c.valid_from <= d.due_on AND c.valid_until > d.due_on",
        "c.valid_from <= d.due_on",
    ),
    "groups are counted at the top as well": ("CASE WHEN NOT c.direct THEN g.group_key END", "g.group_key"),
    "the first catalogue of types is good for ever": ("max(x.effective_from)", "min(x.effective_from)"),
    "an extraordinary meeting needs a score": ("FROM held WHERE kind <> 'extraordinary'", "FROM held"),
    "divergence is turned round": ("s.total - o.total", "o.total - s.total"),
    "not known is taken for met": (
        "criteria::int, 1 FROM held\n   WHERE kind = 'regular' AND criteria IS NOT NULL",
        "coalesce(criteria, true)::int, 1 FROM held WHERE kind = 'regular'",
    ),
    "what nobody noted is taken for none": (
        "standing::int, 1 FROM held\n   WHERE kind <> 'extraordinary' AND standing IS NOT NULL",
        "coalesce(standing, false)::int, 1 FROM held WHERE kind <> 'extraordinary'",
    ),
}


async def test_the_busy_district_is_counted_right(tables: Tables) -> None:
    history = busy_district("right")

    reporting = await tables.read(history)

    for unit in ("HU", "A", "B", "A1", "A2", "B1"):
        assert await differences(reporting, recount_of(history, unit=unit)) == []
        assert await evidence_differences(reporting, recount_of(history, unit=unit)) == []


@pytest.mark.parametrize("fault", FAULTS)
async def test_the_recount_finds(fault: str, tables: Tables, monkeypatch: pytest.MonkeyPatch) -> None:
    history = busy_district(f"fault-{list(FAULTS).index(fault)}")
    reporting = await tables.read(history)
    right, wrong = FAULTS[fault]
    assert any(right in text for text in TEXTS)
    monkeypatch.setattr(asked, "EVIDENCE", Statements.read(text.replace(right, wrong) for text in TEXTS))

    found = [await differences(reporting, recount_of(history, unit=unit)) for unit in ("HU", "A", "B")]

    assert any(found)
