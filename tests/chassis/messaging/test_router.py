"""What a router refuses before it listens."""

from __future__ import annotations

import pytest
from faststream.nats import NatsBroker
from prometheus_client import CollectorRegistry

from services.chassis.call import Call, Decided
from services.chassis.messaging import Router
from services.chassis.policy import Policy, holds
from tests.chassis.messaging.desks import Fixture
from tests.chassis.messaging.notes import HideNote, Notes, WriteNote, policy, router


async def carry_out(command: WriteNote, call: Call, notes: Notes) -> Decided:
    return Decided({}, {})


async def hide(command: HideNote, call: Call, notes: Notes) -> Decided:
    return Decided({}, {})


def test_an_action_without_a_rule_stops_the_start() -> None:
    lonely: Router[Notes] = Router("notes")
    lonely.on(WriteNote, action="notes.wirte")(carry_out)

    with pytest.raises(ValueError, match=r"\['notes.wirte'\].*\['notes.write'\]"):
        lonely.check(Policy({"notes.write": holds("secretary")}))


def test_rules_and_actions_that_agree_let_it_start() -> None:
    router.check(policy)


def test_another_services_message_is_not_taken_in() -> None:
    with pytest.raises(ValueError, match="belongs to notes"):
        Router[Notes]("meetings").on(WriteNote, action="notes.write")(carry_out)


def test_a_message_is_taken_in_once() -> None:
    twice: Router[Notes] = Router("notes")
    twice.on(WriteNote, action="notes.write")(carry_out)

    with pytest.raises(ValueError, match="twice"):
        twice.on(WriteNote, action="notes.write")(carry_out)


def test_sealed_messages_need_a_broker_of_their_own() -> None:
    sealed: Router[Notes] = Router("notes")
    sealed.on(HideNote, action="notes.hide")(hide)
    broker = NatsBroker("nats://127.0.0.1:1", logger=None)

    with pytest.raises(ValueError, match="sealed"):
        sealed.serve(
            broker,
            {},
            node=Fixture().serving().node,
            policy=Policy({"notes.hide": holds("secretary")}),
            stores={},
            registry=CollectorRegistry(),
        )
