"""Every refusal has its texts in both languages, in one place, and no text is left over."""

from __future__ import annotations

import json
import re
import string
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

import contracts
import services
from services.chassis.messaging.refusals import SYSTEM
from tests.contracts.raised import Raised, raised_in, strings_in

TESTS = Path(__file__).parents[1]
SOURCES = sorted(Path(next(iter(services.__path__))).rglob("*.py"))
FILES = sorted((Path(next(iter(contracts.__path__))) / "refusals").glob("*.json"))


def texts() -> Iterator[tuple[str, str, dict[str, str]]]:
    for path in FILES:
        for code, text in json.loads(path.read_text(encoding="utf-8")).items():
            yield path.name, code, text


def names_in(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def without_text(raised: list[Raised], known: dict[str, dict[str, str]]) -> list[str]:
    """What is wrong with the texts of these errors."""
    wrong = [f"{error.code}: no text" for error in raised if error.code not in known]
    for error in raised:
        for language, text in known.get(error.code, {}).items():
            missing = names_in(text) - error.numbers
            wrong += [f"{error.code}.{language} names {name}, which nobody gives" for name in sorted(missing)]
    return sorted(set(wrong))


def test_every_refusal_has_a_text_and_gives_the_numbers_that_it_names() -> None:
    known = {code: text for _, code, text in texts()}

    raised = [error for path in SOURCES for error in raised_in(path.read_text(encoding="utf-8"))]

    assert without_text(raised, known) == []


def test_no_text_is_left_over() -> None:
    used: set[str] = set().union(*(strings_in(path.read_text(encoding="utf-8")) for path in SOURCES))

    # `malformed.<rule>` is looked up by the rule that pydantic names.
    left_over = [code for _, code, _ in texts() if code not in used and not code.startswith("malformed.")]

    assert left_over == []


SAID = [*TESTS.rglob("*.py"), *(TESTS.parent / "examples").rglob("*.json")]
"""Where a refusal is said to come: tests, and scenarios that the tests carry out."""


def untested(codes: set[str], told: str) -> list[str]:
    """The codes that stand nowhere as a word of their own."""
    return sorted(codes - set(re.findall(r"\w+", told)))


def test_every_rule_of_the_regime_is_refused_in_a_test() -> None:
    """The chassis' own codes are told by pydantic's rules, and by what befalls a bus or a store."""
    told = "\n".join(path.read_text(encoding="utf-8") for path in SAID)
    codes = {code for file, code, _ in texts() if file != "chassis.json"}

    assert untested(codes, told) == []


def test_a_planted_rule_that_no_test_breaks_is_found() -> None:
    assert untested({"roll_unheard", "roll_not_reported"}, 'match="roll_not_reported"') == ["roll_unheard"]


def test_no_code_is_explained_twice() -> None:
    codes = [code for _, code, _ in texts()]

    assert sorted({code for code in codes if codes.count(code) > 1}) == []


@pytest.mark.parametrize(("file", "code", "text"), [pytest.param(*entry, id=entry[1]) for entry in texts()])
def test_a_text_says_the_same_in_both_languages(file: str, code: str, text: dict[str, str]) -> None:
    assert text.keys() == {"vi", "en", "source"}, (
        f"{file}: {code} says in both languages why, and where the rule is from"
    )
    assert all(words.strip() == words and words for words in text.values())
    assert all(unicodedata.normalize("NFC", words) == words for words in text.values())
    assert names_in(text["vi"]) == names_in(text["en"])


DOCUMENTS = {
    "Bảng chấm điểm sinh hoạt chi bộ, Bình Thuận",
    "Bảng chấm điểm sinh hoạt chi bộ, Phú Thọ",
    "Hướng dẫn 12-HD/BTCTW (6/7/2018)",
    "Hướng dẫn 21-HD/BTCTW (2019)",
    "Hướng dẫn 25-HD/BTCTW (10/11/2023), mục 3",
    "Hướng dẫn 27-HD/BTCTW (25/9/2014)",
    "Nghị quyết 21-NQ/TW (16/6/2022)",
    "Phiếu tự đánh giá “Chi bộ 4 tốt”",
    "Quy định 124-QĐ/TW, Điều 12",
    "Quy định 232-QĐ/TW (2025), Điều 7",
    "Quy định 27-QĐ/TU (30/10/2023), Nghệ An",
    "Quy định 366-QĐ/TW (30/8/2025)",
    "Điều lệ Đảng, Điều 8 khoản 1",
}
"""The documents that the sources name, and how they are cited; a rule of one more adds it here."""


def without_source(known: dict[str, dict[str, str]]) -> list[str]:
    """The codes whose source is neither the system nor documents as they are cited, or lines of the five sources."""
    return [
        code
        for code, text in known.items()
        if text.get("source") != SYSTEM
        and not all(
            one in DOCUMENTS or re.fullmatch(r"S00[0-4]:[0-9]+", one) for one in text.get("source", "").split("; ")
        )
    ]


def test_every_refusal_says_where_its_rule_comes_from() -> None:
    assert without_source({code: text for _, code, text in texts()}) == []


def test_a_planted_code_without_a_source_or_with_an_invented_one_is_found() -> None:
    planted = {
        "unsaid": {"vi": "…", "en": "…"},
        "invented": {"vi": "…", "en": "…", "source": "Hướng dẫn 99-HD/BTCTW"},
        "half": {"vi": "…", "en": "…", "source": "S001:17; system"},
        "known": {"vi": "…", "en": "…", "source": "S001:17; Quy định 366-QĐ/TW (30/8/2025)"},
        "own": {"vi": "…", "en": "…", "source": "system"},
    }

    assert without_source(planted) == ["unsaid", "invented", "half"]


def test_one_thing_has_one_word_and_people_count_from_one() -> None:
    said = [(code, words) for _, code, text in texts() for words in text.values()]

    others = ("họp", "từ 0)", "from 0)")
    assert [(code, other) for code, words in said for other in others if other in words] == []


KNOWN = {"too_late": {"vi": "Muộn {days} ngày.", "en": "{days} days late."}}


def test_a_planted_code_without_a_text_is_found() -> None:
    planted = raised_in('def rule(): raise Refused("never_explained", field="x")')

    assert without_text(planted, KNOWN) == ["never_explained: no text"]


def test_a_planted_text_with_a_number_that_nobody_gives_is_found() -> None:
    planted = raised_in('def rule(): raise Refused("too_late", field="days", hours=3)')

    found = without_text(planted, KNOWN)

    assert found == [f"too_late.{language} names days, which nobody gives" for language in ("en", "vi")]


def test_codes_are_followed_through_choices_and_names() -> None:
    planted = raised_in('def rule(a):\n  code = "one" if a else "two"\n  raise Refused(code, day=a)')

    assert {error.code for error in planted} == {"one", "two"}
    with pytest.raises(ValueError, match="line 1"):
        raised_in("def rule(code): raise Unavailable(code)")
