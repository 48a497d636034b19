"""What was found at a visit: filed once, corrected with a reason, taken back, gone with its visit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.assignments.domain.findings import numbered
from services.assignments.domain.visit import Visit
from services.chassis.errors import Refused
from tests.assignments.given import MEETING, OBSERVER, REASON, a_made_visit, a_record, an_id, at, each, happened, noted


def test_findings_are_filed_under_ids_of_their_own() -> None:
    visit = a_made_visit()
    with at():
        visit.file(noted("đường sá", "thoát nước"))

    filed = happened(visit)[-1]
    assert isinstance(filed, Visit.FindingsFiled)
    assert filed.findings == visit.findings
    assert len({one.finding_id for one in visit.findings}) == 2


def test_nothing_is_found_at_a_visit_that_was_not_made() -> None:
    taken_back = a_made_visit()
    with at():
        taken_back.withdraw(REASON)

        for visit in (Visit(MEETING, OBSERVER), taken_back):
            with pytest.raises(Refused, match="visit_not_made"):
                visit.file(noted("một"))


def test_findings_are_filed_once_and_again_when_they_were_taken_back() -> None:
    visit = a_made_visit()
    with at():
        visit.file(noted("một"))
        [first] = visit.findings
        with pytest.raises(Refused, match="findings_already_filed"):
            visit.file(noted("hai"))
        visit.withdraw_findings(REASON)
        visit.file(noted("hai"))

    [second] = visit.findings
    assert first.finding_id != second.finding_id


def test_a_correction_keeps_the_id_of_what_it_says_anew() -> None:
    visit = a_made_visit()
    with at():
        visit.file(noted("một", "hai"))
        _, second = visit.findings
        visit.correct([*noted("ba"), *noted("hai, sửa", finding_id=second.finding_id)], REASON)

    third, kept = visit.findings
    assert kept.finding_id == second.finding_id
    assert kept.text != second.text
    assert third.finding_id not in {second.finding_id}


@pytest.mark.parametrize("finding", ["another's", "twice"])
def test_a_correction_says_anew_only_what_was_found_there_and_once(finding: str) -> None:
    visit = a_made_visit()
    with at():
        visit.file(noted("một"))
        named = an_id("of another visit") if finding == "another's" else visit.findings[0].finding_id

        with pytest.raises(Refused, match="finding_not_of_visit") as refused:
            visit.correct(noted("một", "hai", finding_id=named), REASON)

    assert refused.value.field == ("findings.0.finding_id" if finding == "another's" else "findings.1.finding_id")


def test_what_is_not_filed_is_neither_corrected_nor_taken_back() -> None:
    visit = a_made_visit()
    with at():
        for change in each(lambda: visit.correct(noted("một"), REASON), lambda: visit.withdraw_findings(REASON)):
            with pytest.raises(Refused, match="findings_not_filed"):
                change()


def test_taking_a_visit_back_takes_its_findings_back() -> None:
    visit = a_made_visit()
    with at():
        visit.file(noted("một"))
        visit.withdraw(REASON)
        visit.make(a_record(), unannounced=True)

    assert visit.findings == []


@given(filings=st.lists(st.integers(1, 5), min_size=1, max_size=6))
def test_no_two_filings_of_a_visit_share_a_finding(filings: list[int]) -> None:
    found = [
        one.finding_id
        for filing, many in enumerate(filings, 1)
        for one in numbered(MEETING, filing, noted(*map(str, range(many))), ())
    ]

    assert len(set(found)) == sum(filings)
