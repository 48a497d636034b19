"""What people write with other spaces, capitals or composition is one thing; what they write usually keeps its id."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from services.chassis.natural_keys import number_key, words_key
from services.chassis.vietnamese import ALPHABET, TONES


@pytest.mark.parametrize("written", ["01-HD/ĐU", " 01 - hd/đu", unicodedata.normalize("NFD", "01-HD/ĐU")])
def test_a_number_is_one_however_it_is_written(written: str) -> None:
    assert number_key(written) == "01-HD/ĐU"


@pytest.mark.parametrize("written", ["Quý  I", "quý i ", unicodedata.normalize("NFD", "QUÝ I")])
def test_words_are_one_however_they_are_written(written: str) -> None:
    assert words_key(written) == "quý i"


def test_words_that_differ_by_a_tone_or_a_space_between_them_are_others() -> None:
    assert len({words_key(one) for one in ("ba", "bà", "bả", "b a")}) == 4


@examples(st.text(alphabet=f"{ALPHABET}{ALPHABET.upper()}{TONES} -/01"))
def test_a_key_is_its_own_key(written: str) -> None:
    assert words_key(words_key(written)) == words_key(written)
