"""By what the same command is known again."""

from __future__ import annotations

import unicodedata
from uuid import UUID

from services.chassis.messaging.fingerprints import Fingerprints
from tests.chassis.messaging.notes import WriteNote, actor, write

FINGERPRINTS = Fingerprints(b"k" * 32)


class WriteNoteOfNextYear(WriteNote):
    """The contract as it has grown by a field."""

    signed_by: str | None = None


def test_the_same_wish_has_the_same_fingerprint_whatever_its_sender_has_seen() -> None:
    assert FINGERPRINTS.of(actor(), write(1)) == FINGERPRINTS.of(actor(), write(1, after={"hoc-mon.notes": 7}))


def test_the_two_spellings_of_a_vietnamese_letter_are_one() -> None:
    apart = unicodedata.normalize("NFD", "Sinh hoạt tháng Một")

    assert FINGERPRINTS.of(actor(), write(1, apart)) == FINGERPRINTS.of(actor(), write(1))


def test_content_person_and_kind_make_another_fingerprint() -> None:
    mine = FINGERPRINTS.of(actor(), write(1))

    assert mine != FINGERPRINTS.of(actor(), write(1, "Sinh hoạt tháng Hai"))
    assert mine != FINGERPRINTS.of(actor(person=UUID(int=9)), write(1))


def test_a_field_added_to_the_contract_leaves_yesterdays_commands_the_same() -> None:
    grown = WriteNoteOfNextYear.model_validate(write(1).model_dump())

    assert FINGERPRINTS.of(actor(), grown) == FINGERPRINTS.of(actor(), write(1))
