"""Decisions that commend collectives and individuals."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from services.chassis.errors import Refused
from services.ratings.domain.commendation import Award, Commendation, Honours
from tests.ratings.given import CELL, REASON, an_id, at, happened, replayed

BOARD = an_id("board")
TODAY = date(2024, 6, 26)
AWARD = Award(BOARD, "45-QĐ/QU", date(2024, 6, 20), "Bằng khen", "Sơ kết 03 năm thực hiện Đề án 11-ĐA/TU")


def honours(
    collectives: tuple[UUID, ...] = (), individuals: tuple[UUID, ...] = (), others: tuple[int, int] = (0, 0)
) -> Honours:
    return Honours(list(collectives), list(individuals), *others)


def granted(honoured: Honours, award: Award = AWARD, commendation: Commendation | None = None) -> Commendation:
    with at():
        commendation = commendation or Commendation(BOARD, award.number, award.granted_on.year)
        commendation.grant(award, honoured, today=TODAY)
    return commendation


def test_eight_collectives_and_eleven_individuals_whom_the_source_does_not_list_are_counted() -> None:
    commendation = granted(honours(others=(8, 11)))

    assert commendation.honours is not None
    assert (commendation.honours.collectives_in_all, commendation.honours.individuals_in_all) == (8, 11)


def test_those_listed_and_those_counted_add_up() -> None:
    honoured = honours((CELL,), (an_id("one"), an_id("two")), (2, 3))

    assert (honoured.collectives_in_all, honoured.individuals_in_all) == (3, 5)


@pytest.mark.parametrize(
    ("honoured", "code"),
    [
        (honours(), "nobody_commended"),
        (honours((CELL, CELL)), "commended_twice"),
        (honours(individuals=(BOARD, BOARD)), "commended_twice"),
    ],
)
def test_a_decision_about_nobody_or_twice_about_somebody_is_refused(honoured: Honours, code: str) -> None:
    with pytest.raises(Refused, match=code):
        granted(honoured)


def test_a_decision_of_a_day_to_come_is_refused() -> None:
    late = Award(BOARD, "46-QĐ/QU", date(2024, 6, 27), "Giấy khen", "Năm 2024")

    with pytest.raises(Refused, match="granted_in_the_future"):
        granted(honours((CELL,)), late)


def test_a_decision_is_recorded_once_and_again_after_it_was_withdrawn() -> None:
    commendation = granted(honours((CELL,)))

    with pytest.raises(Refused, match="commendation_already_granted"):
        granted(honours((CELL,)), commendation=commendation)
    with at():
        commendation.withdraw(REASON)
    with pytest.raises(Refused, match="commendation_not_granted"):
        commendation.withdraw(REASON)
    granted(honours(others=(1, 0)), commendation=commendation)

    assert commendation.honours == honours(others=(1, 0))


def test_a_replayed_decision_is_the_one_that_was_recorded() -> None:
    again = replayed(happened(granted(honours((CELL,), others=(7, 11)))))

    assert isinstance(again, Commendation)
    assert (again.award, again.honours) == (AWARD, honours((CELL,), others=(7, 11)))
