"""Numbers, days and periods have the form of their language, and every word there is has both languages."""

from __future__ import annotations

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

import services.ratings
import sinhhoat.exports
from sinhhoat.exports.languages import ENGLISH, VIETNAMESE, WORDS

SCHEMES = Path(next(iter(services.ratings.__path__))) / "schemes.json"
EXPORTS = Path(next(iter(sinhhoat.exports.__path__)))


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [("29.21", "29,21%", "29.21%"), ("100", "100%", "100%"), ("13.04", "13,04%", "13.04%"), ("7.5", "7,5%", "7.5%")],
)
def test_shares_have_a_comma_in_vietnamese_and_a_point_in_english(number: str, vi: str, en: str) -> None:
    assert (VIETNAMESE.percent(Decimal(number)), ENGLISH.percent(Decimal(number))) == (vi, en)


def test_thousands_are_parted_by_points_in_vietnamese() -> None:
    assert [language.whole(5976) for language in (VIETNAMESE, ENGLISH)] == ["5.976", "5,976"]
    assert [language.decimal(Decimal("1234.5")) for language in (VIETNAMESE, ENGLISH)] == ["1.234,5", "1,234.5"]
    assert VIETNAMESE.percent(None) == "–"


def test_periods_are_named_as_they_are_written() -> None:
    assert [VIETNAMESE.period(one) for one in ("2026-Q1", "2026-Q4", "2026")] == [
        "Quý I/2026",
        "Quý IV/2026",
        "Năm 2026",
    ]
    assert [VIETNAMESE.within(one) for one in ("2026-Q1", "2026")] == ["quý I/2026", "năm 2026"]
    assert [ENGLISH.period(one) for one in ("2026-Q1", "2026")] == ["Q1 2026", "2026"]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2018, 4, 3), "ngày 03 tháng 4 năm 2018"),
        (date(2018, 2, 28), "ngày 28 tháng 02 năm 2018"),
        (date(2018, 12, 1), "ngày 01 tháng 12 năm 2018"),
    ],
)
def test_a_document_is_dated_as_the_partys_documents_are(day: date, words: str) -> None:
    assert VIETNAMESE.day_in_words(day) == words


def test_instants_are_those_of_viet_nam() -> None:
    at = datetime(2019, 3, 31, 17, 0, 5, tzinfo=UTC)

    assert (VIETNAMESE.instant(at), ENGLISH.instant(at)) == ("00:00:05 01/04/2019", "00:00:05 1 Apr 2019")


def test_every_word_has_both_languages_with_the_same_blanks() -> None:
    blanks = {key: [set(re.findall(r"\{(\w+)\}", words[key])) for key in ("vi", "en")] for key, words in WORDS.items()}

    assert [key for key, (vi, en) in blanks.items() if vi != en] == []


def test_every_word_that_is_said_is_there_and_every_word_that_is_there_is_said() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in EXPORTS.glob("*.py"))
    text = text.replace("'", '"')
    said = set(re.findall(r'say\("(\w+)"', text))

    assert said <= WORDS.keys()
    assert [key for key in WORDS if key.islower() and f'"{key}"' not in text and not key.startswith(LED)] == []


LED = ("objects_", "kind_", "meeting_")
"""Words that are put together from a beginning and what a contract says."""


def test_every_grade_of_every_scheme_has_the_words_of_the_scheme() -> None:
    grades = [grade for scheme in json.loads(SCHEMES.read_text(encoding="utf-8")) for grade in scheme["grades"]]

    assert {one["token"]: one["name_vi"] for one in grades} == {
        one["token"]: WORDS[one["token"]]["vi"] for one in grades
    }
    assert {one["token"]: one["name_en"] for one in grades} == {
        one["token"]: WORDS[one["token"]]["en"] for one in grades
    }
