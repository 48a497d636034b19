"""What boards do about the cells of the busy district: remediations, commendations, surveys, some taken back."""

from __future__ import annotations

from datetime import date

from contracts import commendations, remediation, surveys
from tests.reporting.busy import busy_district
from tests.reporting.given import REASON
from tests.reporting.history import History, an_id

JANUARY, MARCH, APRIL = date(2019, 1, 20), date(2019, 3, 20), date(2019, 4, 20)


def ordered(cell: str, number: str, on: date, due_on: date) -> remediation.RemediationOrdered:
    return remediation.RemediationOrdered(
        remediation_id=an_id(cell, "remediation", number),
        issuer_id=an_id("HU"),
        unit_id=an_id(cell),
        number=number,
        ordered_on=on,
        due_on=due_on,
        points=["Họp chi ủy", "Ghi biên bản"],
        reason=REASON,
    )


def closed(order: remediation.RemediationOrdered, on: date) -> remediation.RemediationClosed:
    kept = order.model_dump(include={"remediation_id", "issuer_id", "unit_id", "due_on"})
    return remediation.RemediationClosed(**kept, closed_on=on, rectified="partly", met=[1], points=2, conclusion=None)


def open_again(closing: remediation.RemediationClosed) -> remediation.RemediationClosingWithdrawn:
    kept = closing.model_dump(include={"remediation_id", "issuer_id", "unit_id", "due_on", "closed_on"})
    return remediation.RemediationClosingWithdrawn(**kept, reason=REASON)


def taken_back(order: remediation.RemediationOrdered) -> remediation.RemediationWithdrawn:
    kept = order.model_dump(include={"remediation_id", "issuer_id", "unit_id", "ordered_on"})
    return remediation.RemediationWithdrawn(**kept, reason=REASON)


def granted(
    issuer: str, number: str, on: date, collectives: int, individuals: int
) -> commendations.CommendationGranted:
    return commendations.CommendationGranted(
        commendation_id=an_id(issuer, "commendation", number),
        issuer_id=an_id(issuer),
        number=number,
        granted_on=on,
        form="Giấy khen",
        occasion="Quý I",
        units=[],
        collectives=collectives,
        individuals=individuals,
    )


def completed(unit: str, name: str, until_on: date, invited: int, answers: int) -> surveys.SurveyCompleted:
    return surveys.SurveyCompleted(
        survey_id=an_id(unit, "survey", name),
        issuer_id=an_id("HU"),
        unit_id=an_id(unit),
        name=name,
        from_on=JANUARY,
        until_on=until_on,
        invited=invited,
        answers=answers,
        questions=[],
        policy_version="1",
    )


def board_district(keeper: str) -> History:
    """The busy district, with all of it told besides."""
    history = busy_district(keeper)
    first, late, wrong = (
        ordered("A1", "1", JANUARY, MARCH),
        ordered("B1", "2", MARCH, APRIL),
        ordered("A2", "3", JANUARY, MARCH),
    )
    history.tell(first, late, wrong)
    history.tell(
        remediation.RemediationFollowed(
            **first.model_dump(include={"remediation_id", "issuer_id", "unit_id"}),
            checked_on=MARCH,
            met=[1],
            points=2,
            finding=None,
        ),
        closed(first, MARCH),
        open_again(closed(first, MARCH)),
        closed(first, APRIL),
        taken_back(wrong),
    )
    wrong_grant, wrong_survey = granted("A", "9", MARCH, 1, 1), completed("A1", "sai", MARCH, 9, 9)
    history.tell(granted("HU", "1", MARCH, 8, 11), granted("A", "2", APRIL, 0, 3), wrong_grant)
    history.tell(completed("A1", "quý I", MARCH, 20, 12), completed("A", "tháng 4", APRIL, 30, 4), wrong_survey)
    history.tell(
        commendations.CommendationWithdrawn(
            **wrong_grant.model_dump(include={"commendation_id", "issuer_id", "granted_on"}), reason=REASON
        ),
        surveys.SurveyWithdrawn(
            **wrong_survey.model_dump(include={"survey_id", "issuer_id", "unit_id"}), reason=REASON
        ),
    )
    return history
