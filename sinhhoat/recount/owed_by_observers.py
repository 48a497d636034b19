"""What observers owe: a visit a month, and a report a quarter to each committee that assigned them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sinhhoat.recount.asked import Asked
from sinhhoat.recount.observed import Standing as Observed
from sinhhoat.recount.owed import Owed, month_of


def of_observers(asked: Asked) -> Iterator[Owed]:
    """By his assignments: one visit a month, by the first of them in it; one report to each committee a quarter."""
    stands, quarter = asked.state(Observed), asked.quarter
    came: dict[tuple[UUID, date], date] = {}
    for visit in stands.visits.values():
        came.setdefault((visit.person_id, month_of(visit.visited_on)), visit.visited_on)
    owed: dict[tuple[UUID, date], Owed] = {}
    reports: dict[tuple[UUID, UUID], Owed] = {}
    for one in stands.assigned.values():
        person, cell = one["person_id"], one["cell_id"]
        for month in asked.last_days():
            last = min(one["until_on"], month)
            if max(one["from_on"], month_of(month)) <= last and asked.counts(cell, last):
                of = person, month_of(month)
                owed.setdefault(of, Owed("observer_visit", cell, person, of[1], last, came.get(of)))
        issuer = stands.issuers.get(one["notice_id"])
        in_force = max(one["from_on"], quarter.first) <= min(one["until_on"], quarter.last)
        if issuer and in_force and asked.counts(issuer, quarter.last):
            reports[person, issuer] = _report(asked, person, issuer)
    yield from owed.values()
    yield from reports.values()


def _report(asked: Asked, person: UUID, issuer: UUID) -> Owed:
    days = asked.quarter.first, asked.quarter.last
    for one in asked.state(Observed).reports.values():
        if (one["person_id"], one["issuer_id"], one["quarter"]) == (person, issuer, asked.quarter.name):
            told = one["submitted_on"], one["first_submitted_on"], one["due_on"]
            return Owed("observer_report", issuer, person, *days, *told)
    return Owed("observer_report", issuer, person, *days, None)
