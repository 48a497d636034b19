"""Published beside computed: what counts as a mismatch, and how answers become numbers."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from io import StringIO
from typing import Any

import pytest
from rich.console import Console

from sinhhoat.documents.checking import Checked, Line
from sinhhoat.documents.computing import Numbers, computed
from sinhhoat.documents.document import Printed, Term, documents
from sinhhoat.documents.telling import as_json, table
from sinhhoat.regime.looking import Failed

HOC_MON = next(document for document in documents() if document.name == "hoc-mon-2019")
PHU_NHUAN = next(document for document in documents() if document.name == "phu-nhuan")


class Answers:
    """Answers every question with the same, and keeps what was asked."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer, self.words = answer, list[str]()

    async def asked(self, words: Sequence[str]) -> dict[str, Any]:
        self.words = list(words)
        return self.answer


def line(printed: Printed, numbers: Numbers) -> Line:
    return Line(printed, numbers, "asked")


@pytest.mark.parametrize(
    ("percent", "numbers", "mismatch"),
    [("16.24", (3, 23), True), ("13.04", (3, 23), False), ("13.04", (3, 24), True), ("13", (3, 23), False),
     ("13.0", (3, 23), False), ("13.04", (3, None), True)],
)  # fmt: skip
def test_a_fraction_agrees_in_both_numbers_and_in_its_rounded_percentage(
    percent: str, numbers: Numbers, mismatch: bool
) -> None:
    printed = Printed(key="a", numerator=3, denominator=23, percent=percent)

    assert line(printed, numbers).mismatch is mismatch


@pytest.mark.parametrize(("numbers", "good"), [((3, 23), True), ((39, 240), False)])
def test_a_misprint_must_stay_one(numbers: Numbers, good: bool) -> None:
    printed = Printed(
        key="a", numerator=numbers[0], denominator=numbers[1], percent="16.24" if good else "16.25", misprint=True
    )

    assert line(printed, numbers).good is good


def test_a_count_agrees_with_the_same_count_alone() -> None:
    printed = Printed(key="a", value=20)

    assert not line(printed, (20, None)).mismatch
    assert line(printed, (19, None)).mismatch
    assert line(printed, (20, 20)).mismatch


@pytest.mark.parametrize(
    ("term", "numbers"),
    [({"at": "total"}, (4, None)), ({"at": "counts.plan"}, (3, None)),
     ({"at": "rows", "where": {"kind": "a"}}, (2, None)), ({"at": "rows", "where": {"kind": "z"}}, (0, None)),
     ({"at": "rows.parts", "where": {"grade": "B"}}, (2, None))],
)  # fmt: skip
def test_an_answer_becomes_the_number_at_a_place_or_the_number_of_objects_there(
    term: dict[str, Any], numbers: Numbers
) -> None:
    rows = [
        {"kind": "a", "parts": [{"grade": "B"}, {"grade": "C"}]},
        {"kind": "a"},
        {"kind": "b", "parts": [{"grade": "B"}]},
    ]
    services = Answers({"total": 4, "counts": {"plan": 3}, "rows": rows})

    found = asyncio.run(computed(services, [Term(ask="read-it --issuer 'A B'", **term)]))

    assert found == numbers
    assert services.words == ["ask", "read-it", "--issuer", "A B"]


def test_terms_are_added_and_taken_off() -> None:
    terms = [Term(ask="a", at="n"), Term(ask="b", at="n"), Term(ask="c", at="m", less=True)]

    assert asyncio.run(computed(Answers({"n": 7, "m": 2}), terms)) == (12, None)


@pytest.mark.parametrize("at", ["nowhere", "rows.n"])
def test_a_place_that_holds_no_number_or_several_is_no_answer(at: str) -> None:
    services = Answers({"rows": [{"n": 1}, {"n": 2}]})

    with pytest.raises(Failed, match="and not one"):
        asyncio.run(computed(services, [Term(ask="read-it", at=at)]))


def test_the_table_says_what_is_equal_what_is_not_and_what_was_assumed() -> None:
    [misprint] = [figure for figure in HOC_MON.figures() if figure.misprint]
    other = Printed(key="members", value=5976, line=17)
    checked = Checked(HOC_MON, [line(misprint, (3, 23)), line(other, (5976, None)), line(other, (5975, None))])

    written = StringIO()
    Console(width=200, file=written).print(table(checked))
    text = written.getvalue()

    assert "3/23 (16,24%)" in text
    assert "3/23 (13,04%)" in text
    assert "known misprint" in text
    assert text.count("khớp / equal") == 1
    assert text.count("LỆCH / MISMATCH") == 2
    assert "SIMULATED" in text
    assert "2019-04-01 (giả định / assumed)" in text


def test_a_document_that_failed_is_not_good() -> None:
    told = as_json([Checked(PHU_NHUAN, failed="step 1: refused"), Checked(HOC_MON)])

    assert told["good"] is False
    assert [document["good"] for document in told["documents"]] == [False, True]
    assert told["documents"][0]["as_of_printed"] == "--04-15"
