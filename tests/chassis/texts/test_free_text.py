"""What a free text must be to be taken in, and how it is kept."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.errors import Refused
from services.chassis.free_text import taken_in


@pytest.mark.parametrize("sign", ["\0", "\x07", "\x1b", "\x0b", "\x0c", "\x7f", "\x85", chr(0xD800), chr(0xDFFF)])
def test_control_characters_and_halves_of_letters_are_refused_with_the_field(sign: str) -> None:
    with pytest.raises(Refused) as refused:
        taken_in(f"Ghi nhầm{sign} ngày", field="reason")

    assert (refused.value.code, refused.value.field) == ("text_not_plain", "reason")


def test_a_marked_text_is_refused_with_the_field() -> None:
    with pytest.raises(Refused) as refused:
        taken_in("Báo cáo\n(MẬT)\nKính gửi", field="reason")

    assert (refused.value.code, refused.value.field) == ("text_bears_secrecy_mark", "reason")
    assert refused.value.numbers == {}


def test_line_ends_of_any_kind_and_tabs_are_kept_as_line_feeds_and_tabs() -> None:
    assert taken_in("một\r\nhai\rba\n\tbốn", field="reason") == "một\nhai\nba\n\tbốn"


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cs")), max_size=100))
def test_what_is_taken_in_is_composed_and_taken_in_again_as_it_is(text: str) -> None:
    kept = taken_in(f"x {text}", field="reason")

    assert kept == unicodedata.normalize("NFC", f"x {text}")
    assert taken_in(kept, field="reason") == kept
