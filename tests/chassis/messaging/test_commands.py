"""The way of a command, without a bus: done, refused, repeated, raced, unavailable, and never a traceback."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from contracts.message import CommandOutcome
from services.chassis.call import Actor
from services.chassis.messaging.headers import trace_of
from services.chassis.messaging.tokens import Tokens
from tests.chassis.messaging.desks import KEY, NOON, OTHER_KEY, Fixture, code, later
from tests.chassis.messaging.notes import (
    ELSEWHERE,
    KEEPER,
    SIMULATED,
    BreakNote,
    Notes,
    actor,
    number,
    write,
)
from tests.eventually import eventually


class CredulousTokens(Tokens):
    """The planted fault: whatever the token says is believed."""

    def verify(self, token: str | None, now: datetime) -> Actor:
        return actor("secretary")


def breaking(how: str) -> BreakNote:
    return BreakNote(command_id=number(7), how=how)


async def outcome_of_a_forged_token(node: Fixture) -> CommandOutcome:
    forged = Tokens(OTHER_KEY, OTHER_KEY).sign(actor("secretary"), now=NOON)
    [outcome] = await node.send(write(1), headers={"sh-token": forged})
    return outcome


async def test_a_command_is_done_and_says_what_was_decided_and_up_to_which_position() -> None:
    node = Fixture()
    [outcome] = await node.send(write(1))

    assert outcome.outcome == "accepted"
    assert (outcome.command_id, outcome.positions) == (number(1), {"hoc-mon.notes": 1})
    assert outcome.decided["note_id"] == str(number(1))


async def test_the_same_command_again_is_answered_as_it_was_and_done_once() -> None:
    node = Fixture()
    [first] = await node.send(write(1))
    node.clock = datetime(2026, 4, 1, tzinfo=UTC)
    [again] = await node.send(write(1, after={"hoc-mon.notes": 1}))

    assert again == first
    assert node.real.done == [number(1)]


async def test_a_repeat_that_the_first_request_overtakes_is_answered_as_the_first_and_not_refused_for_it() -> None:
    node = Fixture()
    node.real.door = asyncio.Event()
    both = [asyncio.create_task(node.send(write(1))) for _ in range(2)]
    await eventually(lambda: node.real.at_the_door == 2)
    node.real.door.set()
    [[first], [again]] = await asyncio.gather(*both)

    assert first.outcome == "accepted"
    assert again == first
    assert node.real.done == [number(1)]


async def test_the_same_id_with_other_content_or_by_another_person_is_refused() -> None:
    node = Fixture()
    await node.send(write(1))
    [other] = await node.send(write(1, "Sinh hoạt tháng Hai"))
    [stranger] = await node.send(write(1), headers=node.headers(actor("secretary", person=UUID(int=9))))

    assert code(other) == code(stranger) == "command_id_reused"
    assert node.real.done == [number(1)]


async def test_a_refusal_is_not_remembered() -> None:
    node = Fixture()
    [first] = await node.send(write(1, "nothing"))
    [again] = await node.send(write(1, "nothing"))

    assert first == again
    assert first.outcome == "refused"
    assert node.real.at_the_door == 2


async def test_a_command_twice_in_one_request_is_answered_twice_and_done_once() -> None:
    node = Fixture()
    first, second, other = await node.send(write(1), write(1), write(1, "Sinh hoạt tháng Hai"))

    assert first == second
    assert code(other) == "command_id_reused"
    assert node.real.done == [number(1)]


async def test_the_right_is_decided_before_anything_is_loaded() -> None:
    node = Fixture()
    [outcome] = await node.send(write(1), headers=node.headers(actor("observer")))

    assert code(outcome) == "not_allowed"
    assert node.real.memory.lookups == 0


async def test_the_memory_is_asked_once_for_a_whole_request() -> None:
    node = Fixture()
    await node.send(*(write(n) for n in range(1, 257)))

    assert node.real.memory.lookups == 1
    assert len(node.real.done) == 256


async def test_the_commands_of_a_request_are_under_way_together() -> None:
    node = Fixture()
    node.real.door = asyncio.Event()
    request = asyncio.create_task(node.send(*(write(n) for n in range(1, 65))))
    await eventually(lambda: node.real.at_the_door == 64)
    node.real.door.set()

    assert {outcome.outcome for outcome in await request} == {"accepted"}


@pytest.mark.parametrize(
    ("how", "outcome", "expected"),
    [
        ("raced", "conflict", "changed_meanwhile"),
        ("away", "unavailable", "store_unavailable"),
        ("behind", "unavailable", "clock_behind"),
        ("crash", "unavailable", "internal_error"),
        ("wide", "refused", "too_large"),
    ],
)
async def test_whatever_goes_wrong_is_an_outcome(how: str, outcome: str, expected: str) -> None:
    [answer] = await Fixture().send(breaking(how))

    assert (answer.command_id, answer.outcome, code(answer)) == (number(7), outcome, expected)


async def test_a_crash_is_logged_under_the_number_that_the_caller_is_told_and_without_its_words() -> None:
    with capture_logs() as logged:
        [answer] = await Fixture().send(breaking("crash"))

    [entry] = logged
    assert answer.refusal is not None
    assert entry["incident"] == answer.refusal.numbers["incident"]
    assert any("break_note" in place for place in entry["where"])
    assert "words of a member" not in str(logged) + answer.model_dump_json()


async def test_nothing_is_logged_of_what_is_sealed() -> None:
    with capture_logs() as logged:
        [answer] = await Fixture(sealed=True).send(breaking("crash"))

    assert code(answer) == "internal_error"
    assert logged == []


async def test_a_keeper_that_the_node_does_not_host_is_unavailable() -> None:
    [outcome] = await Fixture().send(write(1), keeper=ELSEWHERE)

    assert (outcome.outcome, code(outcome)) == ("unavailable", "keeper_not_here")


async def test_a_forged_token_is_refused() -> None:
    outcome = await outcome_of_a_forged_token(Fixture())

    assert (outcome.outcome, code(outcome)) == ("refused", "token_forged")


async def test_the_check_above_finds_a_router_that_believes_every_token() -> None:
    outcome = await outcome_of_a_forged_token(Fixture(tokens=CredulousTokens(KEY, KEY)))

    assert outcome.outcome == "accepted"


async def test_a_real_store_takes_no_instant_from_the_caller() -> None:
    node = Fixture()
    [outcome] = await node.send(write(1), headers=node.headers(sh_now="2019-04-01T00:30:00+07:00"))

    assert (outcome.outcome, code(outcome)) == ("refused", "clock_not_simulated")


async def test_a_simulated_store_lives_at_the_callers_instant_and_in_viet_nam() -> None:
    node = Fixture()
    headers = node.headers(actor("secretary", keeper=SIMULATED), sh_now="2019-04-01T00:30:00+07:00")
    [outcome] = await node.send(write(1), keeper=SIMULATED, headers=headers)

    assert outcome.decided["at"] == "2019-03-31T17:30:00+00:00"
    assert node.simulated.calls[0].today == date(2019, 4, 1)


async def test_a_simulated_store_never_takes_the_machines_instant() -> None:
    node = Fixture()
    [outcome] = await node.send(write(1), keeper=SIMULATED, headers=node.headers(actor("secretary", keeper=SIMULATED)))

    assert (outcome.outcome, code(outcome)) == ("refused", "clock_missing")
    assert node.simulated.done == []


@pytest.mark.parametrize("edge", ["0001-01-01T00:00:00+07:00", "9999-12-31T23:59:59-07:00", "1944-12-31T12:00:00Z"])
async def test_an_instant_at_the_calendars_edge_is_refused_and_only_after_the_token(edge: str) -> None:
    node = Fixture()
    told = node.headers(actor("secretary", keeper=SIMULATED), sh_now=edge)
    [outcome] = await node.send(write(1), keeper=SIMULATED, headers=told)
    [stranger] = await node.send(write(1), keeper=SIMULATED, headers={"sh-now": edge})

    assert (outcome.outcome, code(outcome)) == ("refused", "header_malformed")
    assert (stranger.outcome, code(stranger)) == ("refused", "token_absent")


async def test_a_simulated_instant_does_not_revive_a_token() -> None:
    node = Fixture()
    headers = node.headers(actor("secretary", keeper=SIMULATED), sh_now="2026-03-31T12:00:00+00:00")
    node.clock = datetime(2026, 3, 31, 13, tzinfo=UTC)
    [outcome] = await node.send(write(1), keeper=SIMULATED, headers=headers)

    assert code(outcome) == "token_expired"


async def test_correlation_and_trace_are_the_commands_own_where_the_caller_names_none() -> None:
    node = Fixture()
    await node.send(write(1))
    await node.send(write(2), headers=node.headers(sh_correlation="lo-1", sh_causation="hoc-mon.meetings:7"))

    bare, told = node.real.calls
    assert (bare.correlation, bare.causation, bare.traceparent) == (str(number(1)), "", trace_of(number(1)))
    assert (told.correlation, told.causation) == ("lo-1", "hoc-mon.meetings:7")


async def test_a_command_waits_for_what_its_sender_has_seen_and_then_gives_up() -> None:
    asked: list[tuple[Mapping[str, int], float]] = []

    async def never(after: Mapping[str, int], within: float) -> bool:
        asked.append((after, within))
        return False

    node = Fixture(wait_for=never)
    late, independent = await node.send(write(1, after={f"{KEEPER}.registry": 9}), write(2))

    assert (late.outcome, code(late)) == ("unavailable", "not_yet_applied")
    assert independent.outcome == "accepted"
    assert asked == [({f"{KEEPER}.registry": 9}, 0.01)]


async def test_a_command_that_waited_is_carried_out_at_the_instant_it_then_is() -> None:
    node = Fixture()

    async def slowly(after: Mapping[str, int], within: float) -> bool:
        node.clock = later(4)
        return True

    node.wait_for = slowly
    [outcome] = await node.send(write(1, after={f"{KEEPER}.registry": 9}))
    assert outcome.decided["at"] == later(4).isoformat()


async def test_a_remembered_command_is_answered_without_waiting() -> None:
    node = Fixture()
    [first] = await node.send(write(1))

    async def never(after: Mapping[str, int], within: float) -> bool:
        return False

    node.wait_for = never
    [again] = await node.send(write(1, after={f"{KEEPER}.registry": 9}))
    assert again == first


async def test_two_equal_runs_give_equal_replies() -> None:
    async def run() -> str:
        node = Fixture(real=Notes(Fixture().real.memory))
        outcomes = await node.send(write(1), write(2, "nothing"))
        outcomes += await node.send(breaking("crash"))
        return "".join(outcome.model_dump_json() for outcome in outcomes)

    assert await run() == await run()
