"""Histories and texts as the chassis answers them for every service."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from contracts.history import HISTORIES, TEXTS, History, ReadMeetingsHistory, ReadMeetingsText
from contracts.message import Query, QueryReply
from services.chassis.call import Actor, Role
from services.chassis.event_store import Codec, DomainEvent
from services.chassis.event_store.rows import HistoryRow, StoredText
from services.chassis.messaging.fingerprints import Fingerprints
from services.chassis.messaging.histories import Archive, history_desks
from services.chassis.messaging.serving import Node, Serving
from services.chassis.messaging.tokens import Tokens
from services.chassis.policy import Policy
from tests.chassis.event_store.calls import at
from tests.chassis.event_store.ledger import Ledger, codec, ledger_id
from tests.chassis.messaging.desks import KEY, NOON, code
from tests.chassis.messaging.notes import KEEPER, Memory, number

MEETING, TEXT, ERASED, OF_NO_UNIT = (number(n) for n in range(1, 5))
LEDGER = ledger_id("Sổ")
UNIT, OTHER_UNIT = number(11), number(12)
SALT = "5a17" * 8


@dataclass
class Kept(Memory):
    """A store with one aggregate, one text and one erased text."""

    rows: list[HistoryRow] = field(default_factory=list)
    codec: Codec = field(default_factory=codec)

    async def history(self, aggregate_id: UUID) -> list[HistoryRow]:
        return [row for row in self.rows if row.originator_id == aggregate_id]

    async def text(self, text_id: UUID) -> StoredText | None:
        texts = {TEXT: "Ý kiến của chi bộ.", ERASED: None, OF_NO_UNIT: "Ghi nhầm ngày."}
        unit_id = None if text_id == OF_NO_UNIT else UNIT
        known = text_id in texts
        return StoredText(text_id, MEETING, unit_id, texts[text_id], None, b"", number(9)) if known else None


def rows(*, notes: int = 1) -> list[HistoryRow]:
    """A ledger: opened, noted so often, closed; a minute lies between any two events."""
    with at():
        ledger = Ledger("Sổ", date(2019, 1, 31))
        for amount in range(1, notes + 1):
            ledger.note(amount)
        ledger.close()
    return [row(event) for event in ledger.collect_events()]


def row(event: DomainEvent) -> HistoryRow:
    told = {"actor": "a", "causation": "", "correlation": "c", "salt": SALT, "traceparent": "t"}
    version = event.originator_version
    recorded_at = NOON + timedelta(minutes=version)
    stored = (*codec().encode(event), version + 6, recorded_at, number(9), json.dumps(told).encode())
    return HistoryRow(event.originator_id, version, *stored, None, None, b"")


async def ask(query: Query, role: str = "auditor", unit_id: UUID | None = None, notes: int = 1) -> QueryReply:
    store = Kept(rows=rows(notes=notes))
    tokens = Tokens(KEY, KEY)
    node = Node(tokens, Fingerprints(b"k" * 32), lambda: NOON)
    archives: dict[str, Archive] = {KEEPER: store}
    desks = history_desks(Serving("meetings", node, Policy({}), {KEEPER: None}, {KEEPER: store}), archives)
    desk = next(desk for desk in desks if desk.kind is type(query))
    headers = {"sh-token": tokens.sign(Actor(number(7), (Role(role, KEEPER, unit_id),)), now=NOON)}
    return await desk.answer(KEEPER, headers, query.model_dump_json().encode())


async def read(notes: int = 1, **asked: Any) -> History:
    reply = await ask(ReadMeetingsHistory(kind="ledger", aggregate_id=LEDGER, **asked), notes=notes)
    return History.model_validate(reply.answer)


def versions(history: History) -> list[int]:
    return [entry.version for entry in history.entries]


async def test_a_history_is_in_plain_values_and_holds_no_salt() -> None:
    history = await read()

    opened, noted, closed = history.entries
    assert opened.happened == {"name": "Sổ", "opened_on": "2019-01-31"}
    assert noted.happened["mark"] == {"points": "8.50", "shade": "dark", "day": "2019-02-01"}
    assert (closed.position, closed.version, closed.topic) == (9, 3, "tests.Ledger.Closed")
    assert (closed.actor, closed.command_id, closed.correlation) == ("a", str(number(9)), "c")
    assert SALT not in history.model_dump_json()


async def test_each_event_says_what_it_changed() -> None:
    opened, noted, closed = (entry.changes for entry in (await read()).entries)

    assert {(change.field[0], change.how) for change in opened} == {
        ("name", "added"),
        ("opened_on", "added"),
        ("closed", "added"),
    }
    assert [(change.field, change.old, change.new) for change in noted if change.field[0] == "amounts"] == [
        (["amounts", "0"], None, 1)
    ]
    assert [(change.field, change.old, change.new) for change in closed] == [(["closed"], False, True)]


async def test_a_long_history_is_told_in_pages_that_say_where_to_go_on() -> None:
    whole, first = await read(notes=5), await read(notes=5, limit=3)
    second = await read(notes=5, limit=3, above=first.more)
    last = await read(notes=5, limit=3, above=second.more)

    assert [versions(page) for page in (first, second, last)] == [[1, 2, 3], [4, 5, 6], [7]]
    assert [first.more, second.more, last.more] == [3, 6, None]
    assert [page.total for page in (first, second, last)] == [7, 7, 7]
    assert [*first.entries, *second.entries, *last.entries] == whole.entries


async def test_a_history_is_told_from_an_instant_on() -> None:
    later = await read(since=NOON + timedelta(minutes=3))

    assert versions(later) == [3]
    assert later.entries == (await read()).entries[2:]


async def test_only_what_names_an_id_is_told_when_that_is_asked_for() -> None:
    assert versions(await read(notes=2, about=LEDGER)) == [2, 3]
    assert versions(await read(notes=2, about=number(99))) == []


async def test_an_aggregate_of_another_kind_is_not_there() -> None:
    wrong = await ask(ReadMeetingsHistory(kind="issue", aggregate_id=LEDGER))
    unknown = await ask(ReadMeetingsHistory(kind="ledger", aggregate_id=number(99)))

    assert wrong == unknown
    assert code(wrong) == "not_there"


async def test_a_text_is_read_and_an_erased_one_says_so() -> None:
    there = await ask(ReadMeetingsText(text_id=TEXT))
    erased = await ask(ReadMeetingsText(text_id=ERASED))

    assert there.answer == {"text_id": str(TEXT), "text": "Ý kiến của chi bộ.", "erased": False}
    assert erased.answer == {"text_id": str(ERASED), "text": None, "erased": True}


async def test_an_observer_reads_neither() -> None:
    history = await ask(ReadMeetingsHistory(kind="ledger", aggregate_id=LEDGER), role="observer")

    assert code(history) == code(await ask(ReadMeetingsText(text_id=TEXT), role="observer")) == "not_allowed"


@pytest.mark.parametrize("role", ["staff", "auditor", "leader"])
async def test_the_board_reads_every_text_of_its_keeper(role: str) -> None:
    replies = [await ask(ReadMeetingsText(text_id=text_id), role) for text_id in (TEXT, OF_NO_UNIT)]

    assert [reply.outcome for reply in replies] == ["answered", "answered"]


@pytest.mark.parametrize("role", ["secretary", "committee"])
async def test_a_unit_reads_its_own_texts_and_others_are_not_there(role: str) -> None:
    own = await ask(ReadMeetingsText(text_id=TEXT, unit_id=UNIT), role, UNIT)
    anothers = await ask(ReadMeetingsText(text_id=TEXT, unit_id=OTHER_UNIT), role, OTHER_UNIT)
    unknown = await ask(ReadMeetingsText(text_id=number(99), unit_id=OTHER_UNIT), role, OTHER_UNIT)
    of_no_unit = await ask(ReadMeetingsText(text_id=OF_NO_UNIT), role, None)

    assert own.outcome == "answered"
    assert anothers == unknown == of_no_unit
    assert code(anothers) == "not_there"


async def test_a_unit_that_names_another_unit_or_none_is_refused_before_anything_is_read() -> None:
    for unit_id in (OTHER_UNIT, None):
        assert code(await ask(ReadMeetingsText(text_id=TEXT, unit_id=unit_id), "secretary", UNIT)) == "not_allowed"


async def test_an_operator_reads_histories_and_no_text() -> None:
    assert (await ask(ReadMeetingsHistory(kind="ledger", aggregate_id=LEDGER), "operator")).outcome == "answered"
    assert code(await ask(ReadMeetingsText(text_id=TEXT), "operator")) == "not_allowed"


def test_every_service_with_a_history_has_texts_too() -> None:
    assert [query.service() for query in HISTORIES] == [query.service() for query in TEXTS]
