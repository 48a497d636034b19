"""How people name a history of the assignments service, its sealed ones among them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from services.assignments.domain.directive import Directive
from services.assignments.domain.inspection import Inspection, InspectionKind, SubjectMatter
from services.assignments.domain.notice import Notice
from services.assignments.domain.plan import PlannedDay, VisitPlan
from services.assignments.domain.report import ObserverReport
from services.assignments.domain.visit import Visit
from services.registry.domain import id_of_unit
from sinhhoat.asking import person
from sinhhoat.histories.naming import Named, filled
from sinhhoat.histories.of_meetings import id_of_meeting


def _directive(keeper: str, words: Sequence[str]) -> UUID:
    issuer, kind, number, year = words
    return Directive.create_id(keeper, id_of_unit(keeper, issuer), kind, number, int(year))


def _notice(keeper: str, words: Sequence[str]) -> UUID:
    issuer, number, year, edition = filled(words, 3, "1")
    return Notice.create_id(keeper, id_of_unit(keeper, issuer), number, date(int(year), 1, 1), int(edition))


def _visit(keeper: str, words: Sequence[str]) -> UUID:
    cell, month, who, *meeting = words
    return Visit.create_id(id_of_meeting(keeper, (cell, month, *meeting)), person(who, keeper))


def _observer_report(keeper: str, words: Sequence[str]) -> UUID:
    who, issuer, quarter = words
    return ObserverReport.create_id(keeper, person(who, keeper), id_of_unit(keeper, issuer), quarter)


def _inspection(keeper: str, words: Sequence[str]) -> UUID:
    unit, inspector, kind, matter, day = words
    of = (id_of_unit(keeper, unit), id_of_unit(keeper, inspector), InspectionKind(kind), SubjectMatter(matter))
    return Inspection.create_id(*of, date.fromisoformat(day))


def _plan(keeper: str, words: Sequence[str]) -> UUID:
    [plan_id] = words
    return VisitPlan.create_id(UUID(plan_id))


def _planned_day(keeper: str, words: Sequence[str]) -> UUID:
    cell, day, who = words
    return PlannedDay.create_id(person(who, keeper), id_of_unit(keeper, cell), date.fromisoformat(day))


KINDS: Mapping[str, Named] = {
    "directive": Named("assignments", "ISSUER KIND NUMBER YEAR", _directive),
    "notice": Named("assignments", "ISSUER NUMBER YEAR [EDITION]", _notice),
    "visit": Named("assignments", "CELL MONTH PERSON [regular|thematic [NUMBER]]", _visit),
    "observer_report": Named("assignments", "PERSON ISSUER QUARTER", _observer_report),
    "inspection": Named("assignments", "UNIT INSPECTOR inspection|supervision regime|members DAY", _inspection),
    "visit_plan": Named("assignments", "PLAN_ID", _plan, by_id=False, sealed=True),
    "planned_day": Named("assignments", "CELL DAY PERSON", _planned_day, sealed=True),
}
