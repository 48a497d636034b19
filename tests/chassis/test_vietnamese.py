"""Names in Vietnamese order, found however their marks are typed."""

from __future__ import annotations

import random
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from services.chassis.vietnamese import folded, name_key, sort_key

WORDS = [
    "a",
    "ai",
    "ăn",
    "ân",
    "ba",
    "bà",
    "bả",
    "bã",
    "bá",
    "bạ",
    "bác",
    "da",
    "đa",
    "đá",
    "e",
    "ê",
    "o",
    "ô",
    "ơ",
    "u",
    "ư",
    "y",
]


def test_words_come_in_the_order_of_a_vietnamese_dictionary() -> None:
    mixed = random.Random(7).sample(WORDS, len(WORDS))

    assert sorted(mixed, key=sort_key) == WORDS


def test_people_are_listed_by_given_name_first() -> None:
    people = ["Trần Thị Ánh", "Lê Văn Bình", "Đỗ Văn An", "Dương Văn An", "Nguyễn Đình Đạt", "Vũ Thị Dung"]

    assert sorted(people, key=name_key) == [
        *("Dương Văn An", "Đỗ Văn An", "Trần Thị Ánh", "Lê Văn Bình", "Vũ Thị Dung", "Nguyễn Đình Đạt")
    ]


def test_a_mark_on_either_vowel_in_any_form_or_none_is_found() -> None:
    assert {folded(name) for name in ("Thuỷ", "Thủy", "THUY", unicodedata.normalize("NFD", "thủy"))} == {"thuy"}
    assert folded("Ðảng  ủy") == folded("đảng uỷ") == "dang uy"
    assert sort_key("thuỷ") == sort_key("thủy")


@given(st.text(max_size=30))
def test_any_text_has_a_key_and_folds_to_what_folds_to_itself(text: str) -> None:
    sort_key(text)
    name_key(text)

    assert folded(folded(text)) == folded(text)
