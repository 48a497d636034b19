"""Messages over a real bus: the four outcomes, replicas, time-outs, starts in any order, and the sealed account."""

from __future__ import annotations

import asyncio

import nats
import pytest

from contracts.feed import ReadFeed
from contracts.message import CommandReply
from services.chassis.errors import Refused, Unavailable
from services.chassis.feed import Feed
from services.chassis.messaging import Client
from services.chassis.messaging import client as asking_side
from services.chassis.messaging.subscriptions import connect
from sinhhoat.stack.nats import NatsServer
from tests.arrived import arrived
from tests.chassis.messaging.desks import OTHER_KEY, code
from tests.chassis.messaging.house import SECRETARY, House
from tests.chassis.messaging.notes import (
    ELSEWHERE,
    KEEPER,
    BreakNote,
    HideNote,
    Note,
    ReadNote,
    WriteNote,
    actor,
    machine_clock,
    number,
    write,
)
from tests.chassis.messaging.test_commands import CredulousTokens
from tests.eventually import eventually

pytestmark = pytest.mark.connected


async def forged(house: House) -> str | None:
    stranger = await house.client(tokens=CredulousTokens(OTHER_KEY, OTHER_KEY))
    [outcome] = await stranger.send(KEEPER, [write(1)])
    return code(outcome)


async def test_a_command_is_done_and_the_same_again_is_answered_as_it_was(house: House) -> None:
    notes, client = await house.replica(), await house.client()
    [first] = await client.send(KEEPER, [write(1)])
    [again] = await client.send(KEEPER, [write(1)])

    assert first.outcome == "accepted"
    assert again == first
    assert notes.done == [number(1)]


async def test_commands_of_several_kinds_keep_their_order(house: House) -> None:
    await house.replica()
    client = await house.client()
    raced = BreakNote(command_id=number(2), how="raced")
    outcomes = await client.send(KEEPER, [write(1), raced, write(3), write(4, "nothing")])

    assert [one.outcome for one in outcomes] == ["accepted", "conflict", "accepted", "refused"]
    assert [one.command_id for one in outcomes] == [number(n) for n in (1, 2, 3, 4)]


async def test_a_thousand_commands_go_in_several_requests_and_keep_their_places(house: House) -> None:
    notes, client = await house.replica(), await house.client()
    outcomes = await client.send(KEEPER, [write(n) for n in range(1000)])

    assert [one.command_id for one in outcomes] == [number(n) for n in range(1000)]
    assert {one.outcome for one in outcomes} == {"accepted"}
    assert notes.memory.lookups == 4


async def test_long_texts_are_split_by_their_bytes(house: House) -> None:
    notes, client = await house.replica(), await house.client()
    outcomes = await client.send(KEEPER, [write(n, words="ộ" * 20_000) for n in range(200)])

    assert {one.outcome for one in outcomes} == {"accepted"}
    assert notes.memory.lookups == 3


async def test_an_unknown_keeper_is_unavailable(house: House) -> None:
    await house.replica()
    [outcome] = await (await house.client()).send(ELSEWHERE, [write(1)])

    assert (outcome.outcome, code(outcome), outcome.command_id) == ("unavailable", "keeper_not_here", number(1))


async def test_a_forged_token_is_refused(house: House) -> None:
    await house.replica()

    assert await forged(house) == "token_forged"


async def test_the_check_above_finds_a_service_that_believes_every_token(house: House) -> None:
    await house.replica(CredulousTokens(OTHER_KEY))

    assert await forged(house) is None


async def test_a_crash_is_an_outcome_and_the_service_goes_on(house: House) -> None:
    await house.replica()
    client = await house.client()
    broken, after = await client.send(KEEPER, [BreakNote(command_id=number(1), how="crash"), write(2)])

    assert code(broken) == "internal_error"
    assert "words of a member" not in broken.model_dump_json()
    assert after.outcome == "accepted"


async def test_raw_rubbish_gets_a_well_formed_reply(house: House, bus: NatsServer) -> None:
    await house.replica()
    raw = await nats.connect(bus.url("cli"))
    answers = [
        await raw.request(WriteNote.subject_for(KEEPER), body, timeout=20, headers=headers)
        for body, headers in ((b"", None), (b"\xff" * 100, {"sh-token": "x"}), (b"{}" * 1000, {"sh-now": "é"}))
    ]
    token = house.tokens.sign(SECRETARY, now=machine_clock())
    answers.append(await raw.request(WriteNote.subject_for(KEEPER), b"{}", headers={"sh-token": token, "sh-now": "é"}))
    await raw.close()

    codes = [code(CommandReply.model_validate_json(answer.data).outcomes[0]) for answer in answers]
    assert codes == ["token_absent", "token_forged", "token_absent", "header_malformed"]
    assert not any(answer.headers for answer in answers)


async def test_two_replicas_share_the_work_and_do_each_command_once(house: House) -> None:
    one, other = await house.replica(), await house.replica()
    client = await house.client()
    outcomes = await asyncio.gather(*(client.send(KEEPER, [write(n)]) for n in range(200)))

    assert {outcome.outcome for [outcome] in outcomes} == {"accepted"}
    assert one.done
    assert other.done
    assert sorted(one.done + other.done) == [number(n) for n in range(200)]


async def test_a_client_that_asks_before_the_service_is_there_is_answered_when_it_comes(house: House) -> None:
    asking = asyncio.create_task((await house.client()).send(KEEPER, [write(1)]))
    await asyncio.wait([asking], timeout=0.05)
    await house.replica()

    [outcome] = await asking
    assert outcome.outcome == "accepted"


async def test_without_any_service_the_outcome_is_unknown_and_not_refused(house: House, bus: NatsServer) -> None:
    lonely = Client(await nats.connect(bus.url("cli")), lambda: "token", tries=1)
    [outcome] = await lonely.send(KEEPER, [write(1)])

    assert (outcome.outcome, code(outcome)) == ("unavailable", "no_answer")
    with pytest.raises(Unavailable, match="no_answer"):
        await lonely.ask(KEEPER, ReadNote(note_id=number(1)))
    await lonely.close()


async def test_a_bus_that_is_not_there_is_said_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking_side, "CONNECT_SECONDS", 0.2)

    with pytest.raises(Unavailable, match="bus_unreachable") as no:
        await Client.connect("nats://cli:s3cret@127.0.0.1:1", lambda: "token")
    assert "s3cret" not in repr(no.value)


async def test_a_time_out_is_asked_again_under_the_same_id_and_done_once(house: House) -> None:
    notes, client = await house.replica(), await house.client()
    notes.door = asyncio.Event()
    asking = asyncio.create_task(client.send(KEEPER, [write(1)], timeout=2.0))
    await eventually(lambda: notes.at_the_door == 1)
    await asyncio.wait([asking], timeout=2.1)
    notes.door.set()

    [outcome] = await asking
    assert outcome.outcome == "accepted"
    assert set(notes.done) == {number(1)}


async def test_a_service_that_stops_answers_what_it_has_begun(house: House, bus: NatsServer) -> None:
    notes, client = await house.replica(), await house.client()
    notes.door = asyncio.Event()
    asking = asyncio.create_task(client.send(KEEPER, [write(1)]))
    await eventually(lambda: notes.at_the_door == 1)
    stopping = asyncio.create_task(house.stop_services())
    await asyncio.wait([stopping], timeout=0.3)
    notes.door.set()

    [outcome] = await asking
    await stopping
    assert outcome.outcome == "accepted"


async def test_a_question_is_answered_in_its_own_type(house: House) -> None:
    await house.replica()
    client = await house.client()
    await client.send(KEEPER, [write(1)])

    answer = await client.ask(KEEPER, ReadNote(note_id=number(1)))
    assert isinstance(answer, Note)
    assert answer.title == "Sinh hoạt tháng Một"
    with pytest.raises(Refused, match="not_there"):
        await client.ask(KEEPER, ReadNote(note_id=number(2)))


async def test_a_sealed_command_goes_through_its_own_account_and_leaves_no_number_behind(house: House) -> None:
    await house.replica()
    entitled, other = await house.client(sealed=True), await house.client()
    before = house.metrics()
    [hidden] = await entitled.send(KEEPER, [HideNote(command_id=number(1), title="thứ Ba")])
    [refused] = await other.send(KEEPER, [HideNote(command_id=number(2), title="thứ Tư")])

    assert (hidden.outcome, hidden.decided) == ("accepted", {"hidden": "thứ Ba"})
    assert code(refused) == "not_allowed"
    assert house.metrics() == before


async def test_nobody_answers_a_sealed_subject_on_the_open_side(house: House, bus: NatsServer) -> None:
    await house.replica()
    raw = await nats.connect(bus.url("operator"))

    with pytest.raises(nats.errors.NoRespondersError):
        await raw.request(HideNote.subject_for(KEEPER), b"{}", timeout=20)
    await raw.close()


async def test_feeds_are_read_by_services_alone_and_the_sealed_one_in_its_account(house: House) -> None:
    await house.replica()
    service, person = await house.client(actor("service"), sealed=True), await house.client(sealed=True)
    own, sealed = Feed(KEEPER, "notes"), Feed(KEEPER, "sealed")
    page = await service.read_feed(own, ReadFeed(above=7, limit=9))

    assert (page.scanned, page.head, page.error) == (7, 9, None)
    assert (await service.read_feed(sealed, ReadFeed(above=1))).error is None
    assert house.pages == [own, sealed]
    for feed in (own, sealed):
        assert (await person.read_feed(feed, ReadFeed(above=0))).error == "not_allowed"


async def test_an_answer_goes_to_an_inbox_and_never_into_a_stream(house: House, bus: NatsServer) -> None:
    notes, raw = await house.replica(), await nats.connect(bus.url("operator"))
    heard = await raw.subscribe("evt.>")
    for elsewhere in ("evt.hoc-mon.notes.MeetingHeld.v1", "watermark.notes", "_INBOX.>", "_INBOXES.a", ""):
        await raw.publish(WriteNote.subject_for(KEEPER), b"{}", reply=elsewhere)
    await arrived(raw)
    await (await house.client()).send(KEEPER, [write(1)])

    with pytest.raises(nats.errors.TimeoutError):
        await heard.next_msg(timeout=0.2)
    assert 'sinhhoat_requests_dropped_total{contract="notes.write_note.v1"} 5.0' in house.metrics()
    assert notes.done == [number(1)]
    await raw.close()


async def test_an_answer_too_large_for_the_bus_is_refused_and_not_lost(house: House) -> None:
    await house.replica()
    client = await house.client()
    await client.send(KEEPER, [write(1)])

    with pytest.raises(Refused, match="too_large"):
        await client.ask(KEEPER, ReadNote(note_id=number(1), after={f"k{n}.notes": 1 for n in range(700_000)}))


async def test_the_broker_writes_no_log_of_its_own(bus: NatsServer) -> None:
    assert connect(bus.url("cli"), "notes").config.logger.logger.logger is None
