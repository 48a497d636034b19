"""What committees owe: briefings and guidance by the month, the notice of the year and its review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sinhhoat.recount.asked import Asked
from sinhhoat.recount.followed import State as Followed
from sinhhoat.recount.observed import Standing as Observed
from sinhhoat.recount.owed import Owed, month_of


def of_committees(asked: Asked) -> Iterator[Owed]:
    """A briefing of its secretaries and guidance of its cells, each month."""
    state = asked.state(Followed)
    briefed: dict[tuple[UUID, date], date] = {}
    for held in state.gatherings.values():
        if "secretaries_briefing" in held.forms:
            briefed.setdefault((held.unit_id, month_of(held.held_on)), held.held_on)
    guided: dict[tuple[UUID, date], date] = {}
    for one in state.guided.values():
        if one.period == "month":
            guided.setdefault((one.issuer_id, one.from_on), one.issued_on)
    for last in asked.last_days():
        for unit_id in asked.district.unit_ids:
            if asked.counts(unit_id, last) and asked.district.place(unit_id, last) == "grassroots_committees":
                of = unit_id, month_of(last)
                yield Owed("secretaries_briefing", unit_id, None, of[1], last, briefed.get(of))
                yield Owed("monthly_guidance", unit_id, None, of[1], last, guided.get(of))


def of_the_year(asked: Asked) -> Iterator[Owed]:
    """The notice in the first quarter of the year; its review, where there was one, in the last."""
    first, last = asked.quarter.first, asked.quarter.last
    notices = _notices(asked, first.year)
    for unit_id in _own_committees(asked):
        if first.month == 1:
            yield Owed("yearly_notice", unit_id, None, first, last, notices.get(unit_id))
        if last.month == 12 and unit_id in notices:
            day = date(last.year, 1, 1)
            yield Owed("notice_review", unit_id, None, day, last, _reviewed(asked, unit_id, last.year))


def _own_committees(asked: Asked) -> list[UUID]:
    last, district = asked.quarter.last, asked.raw.district
    there = {unit_id: unit for unit_id in district.unit_ids if (unit := district.on(unit_id, last)) is not None}
    cells = [unit for unit in there.values() if unit["kind"] == "cell"]
    tops = [one for one, unit in there.items() if unit["kind"] == "committee" and unit["parent_id"] is None]
    return [unit_id for unit_id in tops if cells and asked.counts(unit_id, last)]


def _notices(asked: Asked, year: int) -> dict[UUID, date]:
    """Committee -> when it issued the first notice of which an assignment begins in the year, and is in force."""
    stands = asked.state(Observed)
    begun = {
        one["notice_id"]
        for one in stands.assigned.values()
        if one["from_on"].year == year and one["from_on"] <= one["until_on"]
    }
    found: dict[UUID, date] = {}
    for notice_id, issuer in stands.issuers.items():
        if notice_id in begun:
            found.setdefault(issuer, stands.issued[notice_id])
    return found


def _reviewed(asked: Asked, unit_id: UUID, year: int) -> date | None:
    """What is held in January reviews the year before."""
    for one in asked.state(Followed).gatherings.values():
        months = (one.held_on.year - year) * 12 + one.held_on.month
        if one.unit_id == unit_id and "annual_review" in one.forms and 2 <= months <= 13:
            found: date = one.held_on
            return found
    return None
