"""Nobody of the observed side reads what he could guess the next visit from."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from contracts.analyses import (
    ReadComparison,
    ReadDivergence,
    ReadPredictability,
    ReadQuestions,
    ReadSurveys,
    ReadTimeliness,
)
from contracts.city_quarter import ReadCityQuarter
from contracts.message import BOARD, OPEN, Query
from contracts.reporting import ReadCoverage, ReadEvidence, ReadQuarter, ReadStatus, ReadUnitQuarter
from services.chassis.call import Actor, Role
from services.chassis.errors import Refused
from services.chassis.policy import Policy
from services.reporting.policies import RULES
from tests.reporting.history import an_id

QUESTIONS: list[Query] = [
    ReadQuarter(quarter="2019-Q1", unit_code="A"),
    ReadCoverage(quarter="2019-Q1", unit_code="A"),
    ReadEvidence(figure="visited_all", quarter="2019-Q1", unit_code="A"),
    ReadDivergence(quarter="2019-Q1", unit_code="A"),
    ReadPredictability(quarter="2019-Q1", unit_code="A"),
    ReadTimeliness(quarter="2019-Q1", unit_code="A"),
    ReadQuestions(quarter="2019-Q1", unit_code="A"),
    ReadSurveys(quarter="2019-Q1", unit_code="A"),
    ReadComparison(quarter="2019-Q1", unit_code="A"),
]


def somebody(role: str, unit_id: UUID | None = None, keeper: str = "hoc-mon") -> Actor:
    return Actor(an_id(role), (Role(role, keeper, unit_id),))


def may(actor: Actor, action: str, question: Query) -> bool:
    try:
        Policy(RULES).decide(actor, action, "hoc-mon", question, today=date(2024, 4, 1))
    except Refused:
        return False
    return True


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: type(question).__name__)
@pytest.mark.parametrize("role", ["secretary", "committee", "observer", "operator", "service", "city"])
def test_the_observed_side_reads_no_report(role: str, question: Query) -> None:
    assert not may(somebody(role), "reporting.read", question)
    assert not may(somebody(role, an_id("A")), "reporting.read", question)


@pytest.mark.parametrize("role", ["staff", "leader", "auditor"])
def test_the_board_reads_reports_of_its_own_keeper_as_a_whole(role: str) -> None:
    assert may(somebody(role), "reporting.read", QUESTIONS[0])
    assert not may(somebody(role, an_id("A")), "reporting.read", QUESTIONS[0])
    assert not may(somebody(role, keeper="cu-chi"), "reporting.read", QUESTIONS[0])


@pytest.mark.parametrize("role", ["secretary", "committee", "staff", "leader", "auditor"])
def test_a_reader_of_some_unit_is_heard_and_judged_by_the_unit_that_he_names(role: str) -> None:
    question = ReadUnitQuarter(quarter="2019-Q1", unit_code="A")

    assert may(somebody(role, an_id("B")), "reporting.read_unit", question)
    assert not may(somebody(role, an_id("A"), keeper="cu-chi"), "reporting.read_unit", question)
    assert not may(somebody("operator"), "reporting.read_unit", question)


def test_an_operator_sees_how_far_reporting_has_come() -> None:
    assert may(somebody("operator"), "reporting.status", ReadStatus())


def test_what_invites_a_guess_is_for_the_board_by_its_contract() -> None:
    assert [type(question).audience for question in QUESTIONS] == [BOARD] * len(QUESTIONS)
    assert ReadStatus.audience is OPEN


def test_the_quarter_of_the_city_is_for_its_own_staff_and_asked_at_the_city() -> None:
    question = ReadCityQuarter(quarter="2019-Q1")

    def may_at(keeper: str, actor: Actor) -> bool:
        try:
            Policy(RULES).decide(actor, "reporting.city", keeper, question, today=date(2024, 4, 1))
        except Refused:
            return False
        return True

    assert may_at("city", somebody("staff", keeper="city"))
    assert not may_at("city", somebody("staff"))
    assert not may_at("hoc-mon", somebody("staff"))
    assert not may_at("city", somebody("committee", keeper="city"))
