"""Histories of what committees and boards do about cells: remediations, commendations, surveys."""

from __future__ import annotations

from dataclasses import replace

from services.chassis.aggregate import Aggregate
from services.ratings.domain import Honours, Rectified, Survey
from tests.ratings import given, test_commendation, test_remediation, test_survey


def remediation() -> Aggregate:
    made = test_remediation.followed(test_remediation.ordered(), [1])
    test_remediation.closed(made, Rectified.PARTLY)
    with given.at():
        made.withdraw_closing(given.REASON)
        made.withdraw_look(given.REASON)
        made.withdraw(given.REASON)
        made.order(replace(test_remediation.ORDER, points=["Họp chi ủy"]), given.REASON, today=test_remediation.TODAY)
    return made


def commendation() -> Aggregate:
    made = test_commendation.granted(Honours([given.CELL], [], 0, 0))
    with given.at():
        made.withdraw(given.REASON)
    return test_commendation.granted(Honours([given.CELL], [given.SECRETARY], 7, 10), commendation=made)


def survey() -> Survey:
    made = test_survey.completed()
    with given.at():
        made.withdraw(given.REASON)
    return test_survey.completed(replace(test_survey.RESULT, answers=22), made)


BOARDS = (remediation, commendation, survey)
