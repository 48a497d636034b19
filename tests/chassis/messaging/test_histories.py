"""Histories and texts as the chassis answers them for every service."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from uuid import UUID

import pytest

from contracts.history import HISTORIES, TEXTS, ReadMeetingsHistory, ReadMeetingsText
from contracts.message import Query, QueryReply
from services.chassis.call import Actor, Role
from services.chassis.event_store.rows import HistoryRow, StoredText
from services.chassis.messaging.fingerprints import Fingerprints
from services.chassis.messaging.histories import Archive, history_desks
from services.chassis.messaging.serving import Node, Serving
from services.chassis.messaging.tokens import Tokens
from services.chassis.policy import Policy
from tests.chassis.messaging.desks import KEY, NOON, code
from tests.chassis.messaging.notes import KEEPER, Memory, number

MEETING, TEXT, ERASED, OF_NO_UNIT = (number(n) for n in range(1, 5))
UNIT, OTHER_UNIT = number(11), number(12)
SALT = "5a17" * 8


@dataclass
class Kept(Memory):
    """A store with one event, one text and one erased text."""

    rows: list[HistoryRow] = field(default_factory=list)

    async def history(self, aggregate_id: UUID) -> list[HistoryRow]:
        return [row for row in self.rows if row.originator_id == aggregate_id]

    async def text(self, text_id: UUID) -> StoredText | None:
        texts = {TEXT: "Ý kiến của chi bộ.", ERASED: None, OF_NO_UNIT: "Ghi nhầm ngày."}
        unit_id = None if text_id == OF_NO_UNIT else UNIT
        known = text_id in texts
        return StoredText(text_id, MEETING, unit_id, texts[text_id], None, b"", number(9)) if known else None


def row() -> HistoryRow:
    state = {"held_on": {"_type_": "date_iso", "_data_": "2019-03-05"}, "present": 21}
    told = {"actor": "a", "causation": "", "correlation": "c", "salt": SALT, "traceparent": "t"}
    metadata = json.dumps(told).encode()
    topic = "meetings.Meeting.Held"
    return HistoryRow(MEETING, 2, topic, json.dumps(state).encode(), 7, NOON, number(9), metadata, None, None, b"")


async def ask(query: Query, role: str = "auditor", unit_id: UUID | None = None) -> QueryReply:
    store = Kept(rows=[row()])
    tokens = Tokens(KEY, KEY)
    node = Node(tokens, Fingerprints(b"k" * 32), lambda: NOON)
    archives: dict[str, Archive] = {KEEPER: store}
    desks = history_desks(Serving("meetings", node, Policy({}), {KEEPER: None}, {KEEPER: store}), archives)
    desk = next(desk for desk in desks if desk.kind is type(query))
    headers = {"sh-token": tokens.sign(Actor(number(7), (Role(role, KEEPER, unit_id),)), now=NOON)}
    return await desk.answer(KEEPER, headers, query.model_dump_json().encode())


async def test_a_history_is_in_plain_values_and_holds_no_salt() -> None:
    reply = await ask(ReadMeetingsHistory(kind="meeting", aggregate_id=MEETING))

    assert reply.answer is not None
    [entry] = reply.answer["entries"]
    assert entry["happened"] == {"held_on": "2019-03-05", "present": 21}
    assert (entry["position"], entry["version"], entry["topic"]) == (7, 2, "meetings.Meeting.Held")
    assert SALT not in reply.model_dump_json()


async def test_an_aggregate_of_another_kind_is_not_there() -> None:
    wrong = await ask(ReadMeetingsHistory(kind="issue", aggregate_id=MEETING))
    unknown = await ask(ReadMeetingsHistory(kind="meeting", aggregate_id=number(99)))

    assert wrong == unknown
    assert code(wrong) == "not_there"


async def test_a_text_is_read_and_an_erased_one_says_so() -> None:
    there = await ask(ReadMeetingsText(text_id=TEXT))
    erased = await ask(ReadMeetingsText(text_id=ERASED))

    assert there.answer == {"text_id": str(TEXT), "text": "Ý kiến của chi bộ.", "erased": False}
    assert erased.answer == {"text_id": str(ERASED), "text": None, "erased": True}


async def test_an_observer_reads_neither() -> None:
    history = await ask(ReadMeetingsHistory(kind="meeting", aggregate_id=MEETING), role="observer")

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
    assert (await ask(ReadMeetingsHistory(kind="meeting", aggregate_id=MEETING), "operator")).outcome == "answered"
    assert code(await ask(ReadMeetingsText(text_id=TEXT), "operator")) == "not_allowed"


def test_every_service_with_a_history_has_texts_too() -> None:
    assert [query.service() for query in HISTORIES] == [query.service() for query in TEXTS]
