"""A command that somebody was quicker than is decided again, a few times, where its rule allows it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from contracts.message import CommandOutcome
from services.chassis.call import Call, Decided
from services.chassis.errors import Conflict
from services.chassis.holding import holding
from services.chassis.messaging import Router
from services.chassis.messaging.commands import TRIES, CommandDesk
from tests.chassis.messaging.desks import Fixture, code, later
from tests.chassis.messaging.notes import KEEPER, Notes, WriteNote, write, write_note


class Raced:
    """An application that others are quicker than so many times; notes when it was asked, and what it then held."""

    def __init__(self, node: Fixture, times: int) -> None:
        self._node, self._left = node, times
        self.calls: list[Call] = []
        self.ended = 0

    async def __call__(self, command: WriteNote, call: Call, notes: Notes) -> Decided:
        self.calls.append(call)
        holding.get().callback(self._end)
        self._node.clock = later(len(self.calls))
        if self._left > 0:
            self._left -= 1
            raise Conflict
        return await write_note(command, call, notes)

    def _end(self) -> None:
        self.ended += 1


async def outcome(node: Fixture, raced: Raced, **more: Any) -> CommandOutcome:
    desk = replace(node.desk(WriteNote, raced), **more)
    reply = await desk.answer(KEEPER, node.headers(), b'{"commands":[%s]}' % write(1).model_dump_json().encode())
    return reply.outcomes[0]


@pytest.mark.parametrize("times", range(TRIES))
async def test_it_is_decided_again_at_a_new_instant_and_with_nothing_held_from_before(times: int) -> None:
    node = Fixture()
    raced = Raced(node, times)

    assert (await outcome(node, raced)).outcome == "accepted"
    assert [call.now for call in raced.calls] == [later(number) for number in range(times + 1)]
    assert len({call.command_id for call in raced.calls}) == 1
    assert raced.ended == times + 1


async def test_whom_others_are_quicker_than_every_time_is_told_so() -> None:
    node = Fixture()
    raced = Raced(node, 100)

    answer = await outcome(node, raced)

    assert (answer.outcome, code(answer)) == ("conflict", "changed_meanwhile")
    assert len(raced.calls) == raced.ended == TRIES


async def test_where_the_sender_judges_what_he_saw_he_is_told_at_once() -> None:
    assert desk_of("conflict").tries == 1
    node = Fixture()
    raced = Raced(node, 1)

    assert (await outcome(node, raced, tries=1)).outcome == "conflict"
    assert len(raced.calls) == 1


def test_a_command_says_in_the_table_of_contents_what_becomes_of_it() -> None:
    assert (desk_of("decide_again").tries, desk_of("conflict").tries) == (TRIES, 1)


def desk_of(raced: Any) -> CommandDesk:
    router: Router[Notes] = Router("notes")
    router.on(WriteNote, action="notes.write", raced=raced)(write_note)
    [desk] = router._desks(Fixture().serving())
    assert isinstance(desk, CommandDesk)
    return desk
