"""By what the same command is known again."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from uuid import UUID

import pytest

from contracts.message import Command
from services.chassis.call import Actor
from services.chassis.messaging.fingerprints import Fingerprints
from tests.chassis.messaging.notes import WriteNote, actor, write

NOBODY = Actor(UUID(int=0), ())
FINGERPRINTS = Fingerprints(b"k" * 32)


class WriteNoteOfNextYear(WriteNote):
    """The contract as it has grown by a field."""

    signed_by: str | None = None


def test_the_two_spellings_of_a_vietnamese_letter_are_one() -> None:
    apart = unicodedata.normalize("NFD", "Sinh hoạt tháng Một")

    assert FINGERPRINTS.of(actor(), write(1, apart)) == FINGERPRINTS.of(actor(), write(1))


def test_a_field_added_to_the_contract_leaves_yesterdays_commands_the_same() -> None:
    grown = WriteNoteOfNextYear.model_validate(write(1).model_dump())

    assert FINGERPRINTS.of(actor(), grown) == FINGERPRINTS.of(actor(), write(1))


def check_same_and_other(fingerprints: Fingerprints) -> None:
    """The same wish is known again; who asks, what for and with which content tell it apart; nobody can guess it."""
    mine = fingerprints.of(actor(), write(1))
    assert mine == fingerprints.of(actor(), write(1, after={"hoc-mon.notes": 7})), "newer positions"
    assert mine != fingerprints.of(actor(), write(1, "Sinh hoạt tháng Hai")), "content"
    assert mine != fingerprints.of(actor(person=UUID(int=9)), write(1)), "person"
    assert mine != type(fingerprints)(b"another key" * 3).of(actor(), write(1)), "key"


def test_a_fingerprint_knows_the_same_again_and_everything_else_apart() -> None:
    check_same_and_other(FINGERPRINTS)


class OfTheIdAlone(Fingerprints):
    def of(self, actor: Actor, command: Command) -> bytes:
        return hmac.new(self._key, command.command_id.bytes, "sha256").digest()


class OfNobody(Fingerprints):
    def of(self, actor: Actor, command: Command) -> bytes:
        return super().of(NOBODY, command)


class OfAllFields(Fingerprints):
    def of(self, actor: Actor, command: Command) -> bytes:
        return super().of(actor, command) + hashlib.sha256(command.model_dump_json().encode()).digest()


class WithoutKey(Fingerprints):
    def __init__(self, key: bytes) -> None:
        super().__init__(b"always the same, and so no secret")


@pytest.mark.parametrize(
    ("fault", "found"),
    [(OfTheIdAlone, "content"), (OfNobody, "person"), (OfAllFields, "newer positions"), (WithoutKey, "key")],
)
def test_a_fingerprint_that_leaves_something_out_is_found_out(fault: type[Fingerprints], found: str) -> None:
    with pytest.raises(AssertionError, match=found):
        check_same_and_other(fault(b"k" * 32))
