"""The owner says at write time which earlier text of the unit had the same words; what is older looks as it did."""

from __future__ import annotations

from uuid import UUID

import pytest

from contracts.texts import TextRef as TextRefTold
from services.chassis.aggregate import TextRef
from services.chassis.event_store import Codec
from services.chassis.event_store.transcodings import DataclassAsFields
from tests.chassis.texts.office import OTHER_CELL, Office
from tests.desk import code

connected = pytest.mark.connected


async def earlier(office: Office, text_id: UUID) -> str | None:
    """What the event says of this text."""
    stored = await office.place.store.text(text_id)
    assert stored is not None
    reason = await office.reason_told(stored.about)
    assert reason["text_id"] == str(text_id)
    return reason["same_text_as"]


@connected
async def test_the_same_words_in_the_same_unit_are_named_and_in_another_they_are_not(office: Office) -> None:
    one = await office.a_text("Trời mưa to\r\nnên dời")
    two = await office.a_text("Trời mưa to\nnên dời")  # Compared as they are kept.
    elsewhere = await office.a_text("Trời mưa to\nnên dời", OTHER_CELL)
    other = await office.a_text("Trời mưa to nên dời")

    assert await earlier(office, one) is None
    assert await earlier(office, two) == str(one)
    assert await earlier(office, elsewhere) is None
    assert await earlier(office, other) is None


@connected
async def test_an_erased_text_is_like_no_other(office: Office) -> None:
    gone = await office.a_text("Trời mưa to")
    await office.erase(office.wish(gone))

    assert await earlier(office, await office.a_text("Trời mưa to")) is None


@connected
async def test_a_text_that_is_refused_stores_nothing(office: Office) -> None:
    text_id = await office.a_text("Trời mưa to")
    stored = await office.place.store.text(text_id)
    assert stored is not None
    head = await office.place.store.head()

    marked = await office.call_off(stored.about, "Số 5\nMẬT\nKính gửi")
    strange = await office.call_off(stored.about, "chuông\x07reo")

    assert (code(marked), code(strange)) == ("text_bears_secrecy_mark", "text_not_plain")
    assert await office.place.store.head() == head
    count = await office.place.pool.fetchval(f"SELECT count(*) FROM {office.place.feed.schema}.texts")
    assert count == 1


def test_a_reference_that_says_nothing_of_others_is_stored_as_it_always_was() -> None:
    transcoding = DataclassAsFields(TextRef.TOPIC, TextRef)
    old = {"text_id": UUID(int=1), "sha256": "00"}

    assert transcoding.encode(transcoding.decode(old)) == old
    assert transcoding.decode(old) == TextRef(UUID(int=1), "00")
    assert TextRefTold.model_validate({"text_id": UUID(int=1), "sha256": "00"}).same_text_as is None


def test_a_reference_to_another_text_is_stored_and_comes_back() -> None:
    transcoding = DataclassAsFields(TextRef.TOPIC, TextRef)
    reference = TextRef(UUID(int=1), "00", UUID(int=2))

    assert transcoding.decode(transcoding.encode(reference)) == reference
    assert "chassis.TextErasure.Erased" not in Codec([]).topics
