"""Duties as reporting lists them beside duties as the recount comes to them, judged by numbers written down here."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from contracts.duties import DutyLine, ListDuties
from services.reporting.application import Reporting
from sinhhoat.recount.duties import duties
from sinhhoat.recount.owed import Owed
from sinhhoat.recount.recounting import Recount

PAGE = 20
GRACE = {"observer_report": 10, "quarterly_report": 10, "notice_review": 31}
"""Days after the last one of the period; none where nothing is said."""


class Judged(NamedTuple):
    """One duty on a day, as a test compares it."""

    key: str
    unit: str
    person_id: UUID | None
    from_on: date
    due_on: date
    state: str
    discharged_on: date | None
    days: int


def due_on(one: Owed) -> date:
    if one.due_on is not None:
        return one.due_on
    if one.key == "yearly_notice":
        return date(one.from_on.year, 1, 31)
    return one.day + timedelta(days=GRACE.get(one.key, 0))


def judged(one: Owed, unit: str, on: date) -> Judged:
    """What it is on a day."""
    due, done = due_on(one), one.done_on if one.done_on and one.done_on <= on else None
    came = one.first_on if done and one.first_on else done
    if one.gone:
        state = "exempt"
    elif done is None:
        state = "overdue" if due < on else "open"
    else:
        state = "done" if came and came <= due else "late"
    days = {"overdue": (on - due).days, "late": ((came or due) - due).days}.get(state, 0)
    shown = done if state in ("done", "late") else None
    return Judged(one.key, unit, one.person_id, one.from_on, due, state, shown, days)


def recounted(recount: Recount, on: date) -> list[Judged]:
    """The duties of the recount's quarter whose period has begun."""
    code = {unit_id: _code(recount, unit_id) for unit_id in recount.district.unit_ids}
    return [judged(one, code[one.unit_id], on) for one in duties(recount) if one.from_on <= on]


def _code(recount: Recount, unit_id: UUID) -> str:
    told = next(event for event in recount.events if getattr(event, "unit_id", None) == unit_id)
    return str(getattr(told, "code"))  # noqa: B009 (not every event has one; the first of a unit does)


async def listed(reporting: Reporting, recount: Recount, on: date, **more: object) -> list[DutyLine]:
    """All that reporting lists of the recount's unit and quarter, page by page."""
    lines: list[DutyLine] = []
    known = {f"{recount.raw.keeper}.{service}": position for service, position in recount.raw.vector.items()}
    asked = {"quarter": recount.quarter.name, "unit_code": recount.unit, "on": on, "known": known, "limit": PAGE}
    while True:
        query = ListDuties.model_validate({**asked, **recount.lens, **more, "offset": len(lines)})
        page = await reporting.duties(query, on)
        lines += page.lines
        if len(lines) >= page.total:
            return lines


def as_judged(line: DutyLine) -> Judged:
    kept = (line.unit_code, line.person_id, line.from_on, line.due_on, line.state, line.discharged_on, line.days)
    return Judged(line.duty, *kept)


UNTOLD = ("yearly_classification",)
"""On which day a year was decided on, no event tells: the day on which that was recorded counts."""


async def apart(reporting: Reporting, recount: Recount, on: date) -> list[str]:
    """Duties that only one side knows, a line for each."""
    told = [as_judged(line) for line in await listed(reporting, recount, on)]
    found = [str(one) for one in told if one.key not in UNTOLD]
    expected = Counter(map(str, recounted(recount, on)))
    return [
        *[f"listed: {one}" for one in (Counter(found) - expected).elements()],
        *[f"owed: {one}" for one in (expected - Counter(found)).elements()],
    ]
