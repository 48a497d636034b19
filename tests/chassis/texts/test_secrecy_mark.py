"""A text that bears a mark of state secrets is known by it, however the mark is written; no other text is."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Literal, TypeAlias

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.secrecy_mark import bears_secrecy_mark

Case: TypeAlias = Callable[[str], str]
Form: TypeAlias = Literal["NFC", "NFD", "NFKC", "NFKD"]

MARKS = st.sampled_from(["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
FORMS: st.SearchStrategy[Form] = st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"])
CASES: st.SearchStrategy[Case] = st.sampled_from([str.upper, str.lower, str.title, str.swapcase])
AROUND = st.text(alphabet=" \t\u00a0.,;–—-_*#()[]{}<>«»“”\"'!|/\\★•\u200b\u00ad\ufeff", max_size=6)
LINES = st.lists(st.sampled_from(["", "Kính gửi: Đảng ủy phường", "Chi bộ 3 họp ngày 5/3", "Nơi nhận:"]), max_size=3)
INNOCENT = st.sampled_from(
    ["bí mật", "bảo mật", "mật thiết", "mật độ", "Bí mật nhà nước", "mật ong", "bỏ phiếu kín", "mặt trận", "mất"]
)


@given(MARKS, FORMS, CASES, AROUND, AROUND, LINES, LINES)
def test_a_line_that_is_a_mark_is_found_in_any_case_and_any_frame(
    mark: str, form: Form, case: Case, left: str, right: str, above: list[str], below: list[str]
) -> None:
    line = unicodedata.normalize(form, left + case(mark) + right)

    assert bears_secrecy_mark("\n".join([*above, line, *below]))


@given(MARKS, FORMS, CASES, st.sampled_from([": ", ":", " : ", " :\t", "： ", ": (", ": - "]), AROUND)
def test_a_mark_that_follows_the_degree_is_found_within_its_line(
    mark: str, form: Form, case: Case, colon: str, right: str
) -> None:
    line = f"Số 12-BC/CB. Độ mật{colon}{case(mark)}{right} Nơi nhận"

    assert bears_secrecy_mark(unicodedata.normalize(form, line))


@pytest.mark.parametrize(
    "text",
    [
        "TUỴÊT MẬT",  # The tone on the wrong letter of its syllable.
        "TÔÍ MẬT",
        "M Ậ T",
        "T U Y Ệ T   M Ậ T",
        "TUYỆT-MẬT",
        "ＭẬＴ",
        "M\u200bẬT",
        "Chi bộ 3\r\n**MẬT**\r\nKính gửi",
        "Chi bộ 3\u2028[MẬT]\u2028Kính gửi",
        "Ðộ mật: mật",  # The Icelandic letter.
        "MỨC ĐỘ MẬT: TỐI MẬT",
        "Độ mật:\nTuyệt mật",
        "A\u0302\u0323".join("MT"),
        "A\u0323\u0302".join("MT"),
    ],
)
def test_odd_ways_to_write_a_mark_are_found(text: str) -> None:
    assert bears_secrecy_mark(text)


@given(st.lists(INNOCENT, min_size=1, max_size=4), FORMS, CASES)
def test_words_that_merely_hold_the_syllable_pass(words: list[str], form: Form, case: Case) -> None:
    text = unicodedata.normalize(form, case(" ".join(words)))

    assert not bears_secrecy_mark(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Bảo mật tốt, đoàn kết mật thiết.",
        "Mật độ dân cư cao.",
        "Mật, là từ nhiều nghĩa",
        "Nội dung này không mật",
        "Độ mật: bình thường",
        "Độ mật: không",
        "Tối mất điện",
        "MẶT",
        "MÂT",
        "MẤT",
        "TỐI\nMẶT",
        "Tuyệt\nđối bí mật",
        "1. MẬT ONG",
    ],
)
def test_a_text_without_a_mark_passes(text: str) -> None:
    assert not bears_secrecy_mark(text)


@given(st.text(max_size=200))
def test_any_text_at_all_is_judged_and_the_same_in_every_form(text: str) -> None:
    answers = {bears_secrecy_mark(unicodedata.normalize(form, text)) for form in ("NFC", "NFD")}

    assert answers == {bears_secrecy_mark(text)}
