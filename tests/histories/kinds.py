"""A history of every kind of aggregate, made by the domains themselves: created, changed, corrected, withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from services.assignments.domain.plan import PlannedDay, VisitPlan
from services.chassis.aggregate import Aggregate
from services.chassis.event_store.codec import DomainEvent
from services.chassis.text_erasure import TextErasure
from services.meetings.domain import (
    AdoptedPolicy,
    Agenda,
    Meeting,
    MeetingKind,
    MeetingPolicies,
    OpinionsOnTopic,
    QuarterThemes,
)
from services.ratings.domain import Below, GroupBy, Objects, QuotaPolicies, RatedKind, RollUpPolicies, Rubrics
from services.ratings.domain.conditions import conditions
from services.ratings.domain.four_goods_rubrics import FourGoodsRubrics
from services.ratings.domain.four_goods_year import FourGoodsPlan, FourGoodsTitle, Plan
from services.registry.domain import (
    Arrival,
    ChangeKind,
    Coming,
    Levels,
    Matter,
    NewUnit,
    Part,
    Recorded,
    Structure,
    Successor,
    Unit,
    UnitKind,
    UnitLevel,
)
from tests.assignments import given as assignments
from tests.histories.boards import BOARDS
from tests.histories.followed import FOLLOWED
from tests.histories.matters import MATTERS
from tests.histories.observed import OBSERVED
from tests.meetings import given as meetings
from tests.ratings import given as ratings
from tests.registry import given as registry
from tests.reporting import reports

LATER = date(2020, 6, 1)
ROLL_DAY = date(2019, 3, 31)


def structure() -> Aggregate:
    with registry.at():
        made = Structure(registry.KEEPER)
        made.adopt_cell_types(registry.catalogue())
        registry.committee(made, "HU", None)
        registry.committee(made, "DU-1", "HU")
        registry.committee(made, "DU-2", "HU")
        registry.cell(made, "CB-1", "DU-1")
        _reshaped(made)
        made.adopt_cell_types(registry.catalogue("2", registry.YEAR_2020, [*registry.TYPES, registry.SCHOOL]))
        made.adopt_cell_types(registry.catalogue("3", LATER, [*registry.TYPES, registry.SCHOOL]))
        made.withdraw_cell_types("3", registry.REASON)
        made.change_type(registry.unit("CB-1"), "SCHOOL", LATER)
        made.move(registry.unit("CB-1"), registry.unit("DU-2"), LATER)
        made.dissolve(registry.unit("CB-1"), date(2021, 1, 1))
    return made


def _reshaped(made: Structure) -> None:
    """Everything else that can happen in a tree, to units of its own."""
    ward = UnitLevel("ward", "Đảng bộ phường", "Ward committee")
    made.adopt_levels(Levels("1", registry.BEGINNING, [ward]))
    registry.committee(made, "DU-3", "HU")
    made.adopt_levels(Levels("2", LATER, [ward]))
    made.withdraw_levels("2", registry.REASON)
    made.change_level(registry.unit("DU-3"), "ward", LATER)
    made.split(registry.unit("DU-3"), [Part("DU-3A", "A"), Part("DU-3B", "B")], "DU-3A", LATER)
    made.merge([registry.unit("DU-3A"), registry.unit("DU-3B")], None, Successor("DU-4", "Đảng ủy 4"), date(2021, 1, 1))
    made.withdraw_change(registry.unit("DU-4"), ChangeKind.MERGED, date(2021, 1, 1), registry.REASON)
    made.hand_over(registry.unit("DU-3A"), "binh-my", date(2021, 1, 1))
    comes = NewUnit(UUID(int=9), "CB-9", "Chi bộ 9", UnitKind.CELL, None, "RESIDENTIAL", None, registry.YEAR_2010)
    arrival = Arrival("binh-my", LATER, [Coming(comes, 7)])
    made.take_over(arrival.under(registry.unit("DU-1"), ""))
    made.withdraw_establishment(comes.unit_id, registry.REASON)
    back = replace(comes, unit_id=registry.unit("DU-3A"), kind=UnitKind.COMMITTEE, cell_type=None)
    made.take_over(Arrival("binh-my", date(2022, 1, 1), [Coming(back, 9)]).under(registry.unit("HU"), ""))


def unit() -> Aggregate:
    with registry.at():
        made = Unit(registry.unit("CB-1"), "CB-1", "Chi bộ ấp 1", registry.YEAR_2010)
        made.report_roll(ROLL_DAY, registry.roll(official=20), today=LATER)
        made.rename("Chi bộ ấp Mới 1", LATER)
        made.withdraw_name(LATER, registry.REASON, entered_as="Chi bộ ấp 1")
        made.withdraw_roll(ROLL_DAY, registry.REASON)
        made.report_roll(ROLL_DAY, registry.roll(official=21), today=LATER)
        noted = Recorded(Matter.TRAINING, UUID(int=8), ROLL_DAY)
        made.note(noted, field="held_on")
        made.strike(noted)
        made.end(date(2021, 1, 1))
        made.withdraw_end()
        made.hand_over("binh-my", date(2021, 1, 1))
        made.withdraw_end()
        made.withdraw_roll(ROLL_DAY, registry.REASON)
        made.withdraw_establishment()
        made.open_again("CB-1", "Chi bộ ấp 1", registry.YEAR_2020)
        made.hand_over("binh-my", date(2021, 1, 1))
        made.come_back("Chi bộ ấp 1", date(2022, 1, 1))
        made.carry_roll(date(2021, 12, 31), registry.roll(official=22))
    return made


def meeting() -> Aggregate:
    later = meetings.STARTS_AT + timedelta(days=1)
    with meetings.at():
        made = Meeting(meetings.CELL, MeetingKind.REGULAR, meetings.JANUARY, None, None)
        made.schedule(None, meetings.STARTS_AT, "Nhà văn hóa")
        made.reschedule(later, "Trụ sở", meetings.REASON)
        made.cancel(meetings.REASON)
        made.record(None, meetings.record(), policy=meetings.POLICY, today=meetings.TODAY)
        made.withdraw(meetings.REASON)
        corrected = meetings.attendance(present=23, excused=1)
        made.record(None, meetings.record(counts=corrected), policy=meetings.POLICY, today=meetings.TODAY)
        agenda = Agenda(["Phương hướng tháng 01"], None, meetings.HELD_ON, True, True)
        made.prepare(agenda, policy=meetings.POLICY, today=meetings.TODAY)
        made.prepare(replace(agenda, superior_notified=False), policy=meetings.POLICY, today=meetings.TODAY)
        made.withdraw_agenda(meetings.REASON)
        made.withdraw_change(meetings.REASON)
        right = replace(meetings.record(minutes=91), opinions_by_topic=[OpinionsOnTopic("Quản lý đảng viên", 3)])
        made.correct(None, right, meetings.REASON, policy=meetings.POLICY, today=meetings.TODAY)
    return made


def quarter_themes() -> Aggregate:
    with meetings.at():
        made = QuarterThemes(meetings.CELL)
        made.plan(meetings.JANUARY, meetings.THEME.title, policy=meetings.POLICY)
        made.plan(date(2024, 4, 1), meetings.THEME.title, policy=meetings.POLICY)
        made.withdraw(date(2024, 4, 1), meetings.REASON)
    return made


def meeting_policies() -> Aggregate:
    with meetings.at():
        made = MeetingPolicies("hoc-mon")
        for number, day in enumerate((meetings.JANUARY, LATER)):
            made.adopt(AdoptedPolicy(f"Quy định {number}", day, replace(meetings.POLICY, version=f"{number}")))
        made.withdraw(LATER, meetings.REASON)
    return made


def visit_plan() -> Aggregate:
    with assignments.at():
        made = VisitPlan(UUID(int=70), assignments.OBSERVER, assignments.SCHOOL_CELL, LATER)
        made.close(UUID(int=71))
    return made


def dropped_plan() -> Aggregate:
    """The other end that a plan can come to."""
    with assignments.at():
        made = VisitPlan(UUID(int=73), assignments.OBSERVER, assignments.SCHOOL_CELL, LATER)
        made.cancel()
    return made


def planned_day() -> Aggregate:
    with assignments.at():
        made = PlannedDay(assignments.OBSERVER, assignments.SCHOOL_CELL, LATER)
        made.take(UUID(int=70))
        made.free()
        made.take(UUID(int=72))
    return made


def cell_rating() -> Aggregate:
    with ratings.at():
        made = ratings.rated(ratings.a_rating())
        made.withdraw(ratings.REASON)
        ratings.rated(made, ratings.points(conduct="40"))
        made.contest(ratings.REASON)
        made.uphold(ratings.REASON)
        made.contest(ratings.REASON)
        rubric = ratings.adopted(ratings.a_rubric())
        made.revise(ratings.points(conduct="44"), ratings.REASON, rubric=rubric, rater_id=ratings.SECRETARY)
        made.withdraw_answer(ratings.REASON)
        made.withdraw_contest(ratings.REASON)
        made.redate(date(2024, 1, 9), ratings.REASON)
    return made


def rubrics() -> Aggregate:
    with ratings.at():
        made = Rubrics(ratings.KEEPER, RatedKind.REGULAR)
        made.adopt(ratings.a_rubric())
        dearer = [replace(ratings.CRITERIA[0], max_points=Decimal(20)), *ratings.CRITERIA[1:]]
        made.adopt(ratings.a_rubric(effective_from=date(2025, 1, 1), criteria=dearer))
        made.withdraw(date(2025, 1, 1), ratings.REASON)
    return made


def four_goods_rubrics() -> Aggregate:
    with ratings.at():
        made = FourGoodsRubrics(ratings.KEEPER)
        made.adopt(ratings.a_four_goods_rubric())
        made.withdraw(ratings.YEAR_2024, ratings.REASON)
    return made


def month_rating() -> Aggregate:
    with ratings.at():
        made = ratings.a_month()
        ratings.month_rated(made)
        made.withdraw(ratings.REASON)
        ratings.month_rated(made, cadres="0")
        made.redate(date(2024, 1, 9), ratings.REASON)
    return made


def four_goods_plan() -> Aggregate:
    with ratings.at():
        made = FourGoodsPlan(ratings.WARD, 2024)
        plan = Plan("05-KH/ĐU", "Kế hoạch xây dựng “Chi bộ bốn tốt” năm 2024", ratings.YEAR_2024, 4)
        made.issue(plan, today=ratings.NEW_YEAR)
        made.withdraw(ratings.REASON)
    return made


def four_goods_title() -> Aggregate:
    with ratings.at():
        made = FourGoodsTitle(ratings.CELL, 2024)
        made.register(date(2024, 1, 10), today=ratings.NEW_YEAR)
        made.withdraw_registration(ratings.REASON)
        made.register(date(2024, 1, 12), today=ratings.NEW_YEAR)
        ratings.recognised(made)
        made.withdraw_recognition(ratings.WARD, ratings.REASON, decider=ratings.DECIDER)
    return made


def quota_policies() -> Aggregate:
    with ratings.at():
        made = QuotaPolicies(ratings.KEEPER)
        made.adopt(ratings.a_quota())
        made.withdraw(ratings.YEAR_2024, Objects.ORGANISATION, ratings.REASON)
    return made


def roll_up_policies() -> Aggregate:
    with ratings.at():
        made = RollUpPolicies(ratings.KEEPER)
        made.adopt(ratings.a_roll_up())
        made.withdraw(ratings.YEAR_2024, ratings.REASON)
    return made


def classification_round() -> Aggregate:
    with ratings.at():
        made, judge = ratings.a_round(), ratings.a_judge()
        highest, below = judge.scheme.grades["EXCELLENT"], Below(20, 20, 17)
        found = conditions(judge.scheme, highest, below, None)
        first = ratings.a_proposal("CB-1", "EXCELLENT", below=below, conditions=found)
        made.propose(first, by=GroupBy.AUTHORITY, today=ratings.DECIDED_ON)
        ratings.proposed(made, "CB-9")
        made.withdraw_proposal(ratings.an_id("CB-9"), ratings.REASON, by=GroupBy.AUTHORITY)
        ratings.decided(made, ratings.SIX)
        made.appeal(ratings.an_id("CB-2"), ratings.REASON)
        made.withdraw_appeal(ratings.an_id("CB-2"), ratings.REASON)
        made.appeal(ratings.an_id("CB-1"), ratings.REASON)
        made.answer_appeal(
            ratings.an_id("CB-1"),
            "COMPLETED_WELL",
            ratings.NEW_YEAR,
            ratings.REASON,
            judge=judge,
            decider=ratings.DECIDER,
            today=ratings.NEW_YEAR,
        )
        made.withdraw_answer(ratings.an_id("CB-1"), ratings.REASON, judge=judge, decider=ratings.DECIDER)
        made.withdraw_decision("all", ratings.REASON, decider=ratings.DECIDER)
    return made


def quarterly_report() -> Aggregate:
    return reports.whole_life()


def text_erasure() -> Aggregate:
    with registry.at():
        return TextErasure(registry.unit("text"), registry.unit("CB-1"), "names_a_person", registry.unit("somebody"))


MADE: Mapping[str, Callable[[], Aggregate]] = {
    made.__name__: made
    for made in (
        structure,
        unit,
        meeting,
        quarter_themes,
        meeting_policies,
        *OBSERVED,
        visit_plan,
        planned_day,
        cell_rating,
        rubrics,
        four_goods_rubrics,
        month_rating,
        four_goods_plan,
        four_goods_title,
        quota_policies,
        roll_up_policies,
        classification_round,
        quarterly_report,
        text_erasure,
        *FOLLOWED,
        *BOARDS,
        *MATTERS,
    )
}


def history_of(kind: str) -> list[DomainEvent]:
    """Its events, in order."""
    return list(MADE[kind]().collect_events())
