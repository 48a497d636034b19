"""What a unit is told to put right, until it is closed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from services.chassis.errors import Refused
from services.ratings.domain.commendation import Commendation
from services.ratings.domain.remediation import Order, Rectified, Remediation
from tests.ratings.given import CELL, REASON, an_id, at, happened, replayed

COMMITTEE = an_id("committee")
TODAY = date(2024, 4, 1)
ORDER = Order(
    unit_id=CELL,
    issuer_id=COMMITTEE,
    number="12-TB/ĐU",
    ordered_on=date(2024, 2, 1),
    due_on=date(2024, 5, 1),
    points=["Họp chi ủy trước sinh hoạt", "Ghi biên bản đầy đủ"],
)


def a_remediation() -> Remediation:
    with at():
        return Remediation(COMMITTEE, CELL, "12-TB/ĐU", 2024)


def ordered(order: Order = ORDER) -> Remediation:
    remediation = a_remediation()
    with at():
        remediation.order(order, REASON, today=TODAY)
    return remediation


def followed(remediation: Remediation, met: list[int], on: date = date(2024, 3, 1)) -> Remediation:
    with at():
        remediation.follow(on, met, None, today=TODAY)
    return remediation


def closed(remediation: Remediation, rectified: Rectified, on: date = TODAY) -> Remediation:
    with at():
        remediation.close(on, rectified, None, today=TODAY)
    return remediation


def test_an_order_is_followed_point_by_point_and_closed_as_fully_rectified() -> None:
    remediation = ordered()
    happened(remediation)

    closed(followed(followed(remediation, [1]), [2, 1, 2]), Rectified.FULLY)

    first, second, last = happened(remediation)
    assert isinstance(first, Remediation.Followed)
    assert isinstance(second, Remediation.Followed)
    assert (first.met, second.met) == ([1], [1, 2])
    assert isinstance(last, Remediation.Closed)
    assert (last.rectified, last.met, last.closed_on) == (Rectified.FULLY, [1, 2], TODAY)


def test_a_number_in_small_letters_or_with_spaces_is_the_same_number() -> None:
    orders = {Remediation.create_id(an_id("issuer"), an_id("unit"), one, 2024) for one in ("12-TB/ĐU", "12 - tb/đu")}
    awards = {Commendation.create_id(an_id("issuer"), one, 2024) for one in ("07-QĐ/HU", "07 -qđ/hu")}

    assert (len(orders), len(awards)) == (1, 1)


def test_the_same_document_orders_something_of_a_unit_once() -> None:
    remediation = ordered()

    with pytest.raises(Refused, match="remediation_already_ordered"):
        remediation.order(ORDER, REASON, today=TODAY)


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (replace(ORDER, ordered_on=date(2024, 4, 2)), "ordered_in_the_future"),
        (replace(ORDER, due_on=date(2024, 1, 31)), "due_before_ordered"),
        (replace(ORDER, points=["Một", "Một"]), "point_twice"),
    ],
)
def test_an_order_that_cannot_be_meant_is_refused(order: Order, code: str) -> None:
    with pytest.raises(Refused, match=code):
        ordered(order)


def test_a_point_that_the_order_does_not_have_is_refused() -> None:
    with pytest.raises(Refused, match="remediation_point_unknown"):
        followed(ordered(), [3])


@pytest.mark.parametrize("on", [date(2024, 1, 31), date(2024, 2, 29)], ids=["before the order", "before the last look"])
def test_nobody_looks_before_the_last_look(on: date) -> None:
    remediation = followed(ordered(), [1])

    with pytest.raises(Refused, match="followed_before_last"):
        followed(remediation, [1, 2], on)


def test_nobody_looks_or_closes_on_a_day_to_come() -> None:
    with pytest.raises(Refused, match="followed_in_the_future"):
        followed(ordered(), [1], date(2024, 4, 2))
    with pytest.raises(Refused, match="followed_in_the_future"):
        closed(ordered(), Rectified.NOT, date(2024, 4, 2))


def test_it_is_not_fully_rectified_while_a_point_is_left() -> None:
    remediation = followed(ordered(), [2])

    with pytest.raises(Refused, match="points_not_met") as refused:
        closed(remediation, Rectified.FULLY)

    assert refused.value.numbers == {"left": 1, "points": 2}
    assert closed(remediation, Rectified.PARTLY).rectified is Rectified.PARTLY


def test_what_is_closed_is_followed_and_closed_no_more() -> None:
    remediation = closed(ordered(), Rectified.NOT)

    with pytest.raises(Refused, match="remediation_closed"):
        followed(remediation, [1])
    with pytest.raises(Refused, match="remediation_closed"):
        closed(remediation, Rectified.NOT)


def test_a_withdrawn_order_may_be_given_again_and_begins_anew() -> None:
    remediation = closed(followed(ordered(), [1, 2]), Rectified.FULLY)

    with at():
        remediation.withdraw(REASON)
        remediation.order(ORDER, REASON, today=TODAY)

    assert (remediation.met, remediation.closed_on, remediation.rectified) == ([], None, None)


def test_nothing_is_withdrawn_or_followed_that_was_not_ordered() -> None:
    remediation = ordered()
    with at():
        remediation.withdraw(REASON)

    for act in (lambda: remediation.withdraw(REASON), lambda: followed(remediation, [1])):
        with pytest.raises(Refused, match="remediation_not_ordered"):
            act()


def test_a_replayed_order_is_the_one_that_was_given() -> None:
    remediation = closed(followed(ordered(), [1]), Rectified.PARTLY)

    again = replayed(happened(remediation))

    assert isinstance(again, Remediation)
    assert (again.ordered, again.met, again.rectified) == (ORDER, [1], Rectified.PARTLY)


def test_the_last_look_is_taken_back_and_the_one_before_it_counts_again() -> None:
    remediation = followed(followed(ordered(), [1]), [1, 2], on=date(2024, 3, 20))

    with at():
        remediation.withdraw_look(REASON)

    assert remediation.met == [1]
    with at():
        remediation.withdraw_look(REASON)
    assert remediation.met == []
    with pytest.raises(Refused, match="remediation_not_followed"):
        remediation.withdraw_look(REASON)
    followed(remediation, [2], on=date(2024, 2, 1))
    assert replayed(happened(remediation)) == remediation


def test_a_closing_taken_back_leaves_the_order_open_as_it_was() -> None:
    remediation = followed(ordered(), [1])
    with pytest.raises(Refused, match="remediation_not_closed"):
        remediation.withdraw_closing(REASON)
    closed(remediation, Rectified.PARTLY)
    with pytest.raises(Refused, match="remediation_closed"):
        remediation.withdraw_look(REASON)

    with at():
        remediation.withdraw_closing(REASON)

    assert (remediation.closed_on, remediation.rectified, remediation.met) == (None, None, [1])
    closed(followed(remediation, [1, 2], on=TODAY), Rectified.FULLY)
    assert replayed(happened(remediation)) == remediation
