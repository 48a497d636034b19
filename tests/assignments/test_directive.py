"""What a document in the register is: entered, replaced, taken back, entered again."""

from datetime import date
from typing import Any

import pytest

from services.assignments.domain.directive import Basis, Directive
from services.chassis.errors import Refused
from tests.assignments.given import (
    COMMITTEE,
    ISSUED_ON,
    KEEPER,
    LAST_DAY,
    REASON,
    a_directive,
    a_document,
    an_id,
    at,
    each,
    happened,
)

LATER = date(2024, 1, 1)


def names(directive: Directive) -> list[str]:
    return [type(event).__name__ for event in happened(directive)]


def test_each_kind_of_each_issuer_is_numbered_anew_each_year() -> None:
    ids = {
        Directive.create_id(KEEPER, COMMITTEE, "plan", "01", 2019),
        Directive.create_id(KEEPER, COMMITTEE, "letter", "01", 2019),
        Directive.create_id(KEEPER, COMMITTEE, "plan", "01", 2020),
        Directive.create_id(KEEPER, an_id("another committee"), "plan", "01", 2019),
        Directive.create_id("cu-chi", COMMITTEE, "plan", "01", 2019),
    }

    assert len(ids) == 5


def test_a_number_in_small_letters_or_with_spaces_is_the_same_number() -> None:
    written = {Directive.create_id(KEEPER, COMMITTEE, "plan", number, 2019) for number in ("01-KH/HU", " 01 - kh/hu")}

    assert len(written) == 1


@pytest.mark.parametrize(
    ("different", "code", "field"),
    [
        ({"effective_until": date(2018, 12, 31)}, "effective_period_reversed", "effective_until"),
        ({"implements": [Basis(None, None)]}, "basis_names_one_document", "implements.0"),
        ({"implements": [Basis(an_id("x"), "11-ĐA/TU")]}, "basis_names_one_document", "implements.0"),
        ({"implements": [Basis(a_directive().id, None)]}, "directive_implements_itself", "implements"),
    ],
)
def test_a_document_that_contradicts_itself_is_refused(different: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        a_directive(**different)

    assert (refused.value.code, refused.value.field) == (code, field)


def test_a_number_is_entered_once_and_again_when_it_was_taken_back() -> None:
    directive = a_directive()
    with at():
        with pytest.raises(Refused, match="directive_already_issued"):
            directive.issue(a_document(), today=LAST_DAY)
        directive.withdraw(REASON)
        directive.issue(a_document(title="Kế hoạch khác"), today=LAST_DAY)

    assert names(directive) == ["Opened", "Issued", "Withdrawn", "Issued"]


def test_what_is_replaced_is_neither_replaced_again_nor_taken_back() -> None:
    former, later = a_directive(), a_directive("46-KH/QU")
    with at():
        former.replace(later, LATER)

        for again in each(lambda: former.replace(later, LATER), lambda: former.withdraw(REASON)):
            with pytest.raises(Refused, match="directive_replaced"):
                again()


def test_taking_the_later_back_puts_the_former_in_force_again() -> None:
    former, later = a_directive(), a_directive("46-KH/QU")
    with at():
        former.replace(later, LATER)
        former.reinstate(an_id("another document"))
        former.reinstate(later.id)
        former.withdraw(REASON)

    assert names(former) == ["Opened", "Issued", "Replaced", "Reinstated", "Withdrawn"]
    assert former.replaced_on is None


def test_only_a_standing_document_of_the_same_issuer_is_replaced_and_not_before_its_time() -> None:
    former, later = a_directive(), a_directive("46-KH/QU")
    with at():
        foreign = Directive(KEEPER, an_id("another committee"), "plan", "1", 2019)
        gone = a_directive("47-KH/QU")
        gone.withdraw(REASON)

        for directive, by, on, code in (
            (former, foreign, LATER, "directive_of_another_issuer"),
            (former, former, LATER, "directive_replaces_itself"),
            (former, later, date(2019, 1, 1), "replaced_before_effective"),
            (gone, later, LATER, "directive_not_issued"),
        ):
            with pytest.raises(Refused, match=code):
                directive.replace(by, on)
        former.replace(later, ISSUED_ON)


def test_what_does_not_stand_in_the_register_is_not_taken_back() -> None:
    directive = a_directive()
    with at():
        directive.withdraw(REASON)

        with pytest.raises(Refused, match="directive_not_issued"):
            directive.withdraw(REASON)


def test_a_document_of_tomorrow_is_not_entered_today() -> None:
    tomorrow = a_document(issued_on=LATER, effective_from=LATER)

    with pytest.raises(Refused, match="issued_in_the_future") as refused:
        tomorrow.check(today=LAST_DAY)

    assert (refused.value.field, refused.value.numbers) == ("issued_on", {"today": "2019-12-31"})
    a_document(effective_from=LATER).check(today=LAST_DAY)


def test_nothing_rests_on_a_document_that_was_taken_back_but_on_one_that_was_replaced() -> None:
    replaced, gone = a_directive(), a_directive("46-KH/QU")
    with at():
        replaced.replace(a_directive("47-KH/QU"), LATER)
        gone.withdraw(REASON)

    replaced.require_in_register("directive_id")
    with pytest.raises(Refused, match="directive_not_issued") as refused:
        gone.require_in_register("implements.0")
    assert refused.value.field == "implements.0"
