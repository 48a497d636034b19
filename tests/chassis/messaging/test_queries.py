"""The way of a question: answered, refused, and nothing told of what is not there or not yours."""

from __future__ import annotations

from datetime import UTC, datetime

from tests.chassis.messaging.desks import Fixture, code
from tests.chassis.messaging.notes import ReadNote, actor, number, write


async def test_a_question_is_answered_at_the_day_it_is_in_viet_nam() -> None:
    node = Fixture(clock=datetime(2026, 3, 31, 17, 30, tzinfo=UTC))
    await node.send(write(1))
    reply = await node.ask(ReadNote(note_id=number(1)))

    assert reply.answer == {"title": "Sinh hoạt tháng Một", "today": "2026-04-01"}


async def test_an_unknown_thing_and_anothers_thing_are_one_answer_byte_for_byte() -> None:
    node = Fixture()
    await node.send(write(1, "secret"))
    anothers = await node.ask(ReadNote(note_id=number(1)))
    unknown = await node.ask(ReadNote(note_id=number(2)))

    assert anothers.outcome == "refused"
    assert anothers.model_dump_json() == unknown.model_dump_json()


async def test_who_may_not_ask_is_told_so_before_anything_is_loaded() -> None:
    node = Fixture()
    reply = await node.ask(ReadNote(note_id=number(1)), headers=node.headers(actor("observer")))

    assert (reply.outcome, code(reply)) == ("refused", "not_allowed")


async def test_a_question_without_a_token_is_refused() -> None:
    assert code(await Fixture().ask(ReadNote(note_id=number(1)), headers={})) == "token_absent"
