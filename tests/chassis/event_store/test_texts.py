"""Free text lies beside the events, is erased with its salt, and leaves every row and hash as it was."""

from __future__ import annotations

import hashlib
from datetime import date
from uuid import UUID

import pytest

from services.chassis.errors import Refused
from services.chassis.event_store.repository import Repository
from services.chassis.event_store.rows import HistoryRow, NewText
from services.chassis.event_store.store import EventStore
from tests.chassis.event_store.calls import a_call, a_submission, a_text, an_event, at
from tests.chassis.event_store.ledger import Ledger
from tests.chassis.event_store.test_append import LEDGER

pytestmark = pytest.mark.connected


async def everything(store: EventStore) -> tuple[list[HistoryRow], bytes, int | None]:
    return await store.rows(0, 100), (await store.head()).chain, await store.verify()


async def with_a_reason(repository: Repository) -> tuple[Ledger, NewText]:
    call = a_call()
    with at():
        ledger = Ledger("a", date(2019, 1, 1))
        reason = await repository.text(call, "reason", "Ghi nhầm ngày", about=ledger.id, unit_id=UUID(int=4))
        ledger.note(1, why=reason.ref)
        await repository.save(call, ledger, texts=[reason])
    return ledger, reason


async def test_a_text_is_stored_with_the_command_and_the_event_holds_its_hash(repository: Repository) -> None:
    ledger, reason = await with_a_reason(repository)

    stored = await repository.store.text(reason.text_id)
    assert stored is not None
    assert (stored.text, stored.about, stored.unit_id) == ("Ghi nhầm ngày", ledger.id, UUID(int=4))
    assert stored.salt is not None
    assert hashlib.sha256(stored.salt + "Ghi nhầm ngày".encode()).hexdigest() == reason.ref.sha256
    assert all("Ghi nhầm".encode() not in row.state + (row.wire or b"") for row in await repository.store.rows(0, 9))


async def test_letters_without_utf8_are_refused_wherever_they_stand(repository: Repository) -> None:
    with pytest.raises(Refused, match="text_not_plain"):
        await repository.text(a_call(), "reason", "half \ud800", about=LEDGER, unit_id=None)
    with at(), pytest.raises(Refused, match="unstorable_text"):
        await repository.save(a_call(), Ledger("half \ud800 name", date(2019, 1, 1)))
    with pytest.raises(Refused, match="unstorable_text"):
        await repository.save(a_call(), decided={"name": "half \ud800"})


async def test_erasing_takes_words_and_salt_and_leaves_rows_and_hashes_equal(repository: Repository) -> None:
    ledger, reason = await with_a_reason(repository)
    before = await everything(repository.store)

    await repository.save(a_call(), erased=[reason.text_id])

    stored = await repository.store.text(reason.text_id)
    assert stored is not None
    assert (stored.text, stored.salt, stored.sha256.hex()) == (None, None, reason.ref.sha256)
    assert await everything(repository.store) == before
    assert await repository.find(Ledger, ledger.id) == ledger


async def test_a_command_that_is_not_stored_neither_writes_nor_erases_texts(store: EventStore) -> None:
    kept, lost = a_text("kept", LEDGER), a_text("lost", LEDGER)
    await store.append([a_submission(an_event(LEDGER, 1), texts=(kept,))])

    [conflict] = await store.append([a_submission(an_event(LEDGER, 1), texts=(lost,), erased=(kept.text_id,))])

    assert conflict.outcome == "conflict"
    assert await store.text(lost.text_id) is None
    still_there = await store.text(kept.text_id)
    assert still_there is not None
    assert still_there.text == "kept"


async def test_erasing_again_or_what_is_not_there_is_no_error(store: EventStore) -> None:
    text = a_text("words", LEDGER)

    answers = await store.append(
        [a_submission(texts=(text,)), *(a_submission(erased=(text.text_id, UUID(int=404))) for _ in range(2))]
    )

    assert [answer.outcome for answer in answers] == ["stored"] * 3
