"""A reaction sends its commands before its position moves; a repetition sends them under the same ids."""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Literal
from uuid import UUID

import pytest
import structlog
from prometheus_client import CollectorRegistry
from structlog.testing import capture_logs

from contracts.message import OPEN, SEALED, Command, CommandOutcome, Refusal
from services.chassis.feed import Feed
from services.chassis.projection.reactions import Reacting, Refusals, command_id
from services.chassis.wire import Received
from sinhhoat.stack import Endpoints
from tests.chassis.projection.bench import Bench
from tests.chassis.projection.owner import BEGINNING, publish

pytestmark = pytest.mark.connected

Outcome = Literal["accepted", "refused", "conflict", "unavailable"]


class Remember(Command, subject="cmd.{keeper}.meetings.remember.v1", audience=OPEN):
    about: str


class RememberSecretly(Command, subject="sealed.cmd.{keeper}.meetings.remember.v1", audience=SEALED):
    about: str


class RememberNotes:
    """One command for each note; a note `secret` gets a sealed one."""

    sources: tuple[str, ...] = ("meetings",)

    def __init__(self, name: str) -> None:
        self.name = name

    async def commands(self, event: Received) -> list[Command]:
        about = event.data["what"]
        kind = RememberSecretly if about == "secret" else Remember
        return [kind(command_id=command_id(self.name, event.feed, event.position, about), about=about)]


class Service:
    """Receives the commands; answers as told, then accepts."""

    def __init__(self) -> None:
        self.answers: list[Outcome] = []
        self.received: list[tuple[str, UUID, datetime]] = []
        self.accepted: dict[UUID, str] = {}

    async def send(self, keeper: str, commands: Sequence[Command], at: datetime) -> list[CommandOutcome]:
        return [self._decide(keeper, command, at) for command in commands]

    def _decide(self, keeper: str, command: Command, at: datetime) -> CommandOutcome:
        self.received.append((keeper, command.command_id, at))
        outcome = self.answers.pop() if self.answers else "accepted"
        if outcome == "accepted":
            self.accepted[command.command_id] = getattr(command, "about", "")
            return CommandOutcome(command_id=command.command_id, outcome=outcome)
        refusal = Refusal(code=f"{outcome}_here", vi="không", en="no")
        return CommandOutcome(command_id=command.command_id, outcome=outcome, refusal=refusal)


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
async def reacting(
    module_endpoints: Endpoints, service: Service, registry: CollectorRegistry
) -> AsyncIterator[Bench[Reacting]]:
    reaction = RememberNotes(f"remember_{secrets.token_hex(4)}")
    projection = Reacting(reaction, service.send, refusals=Refusals(registry), log=structlog.get_logger())
    async with Bench.made(module_endpoints, projection, ["hoc-mon", "city"]) as made:
        yield made


async def at_position(bench: Bench[Reacting], position: int) -> None:
    assert await bench.positions.reached({"hoc-mon.meetings": position}, within=10.0)


async def test_each_event_leads_to_its_command_at_its_keeper_and_instant(
    reacting: Bench[Reacting], service: Service
) -> None:
    reacting.start()
    await publish(reacting.bus, [reacting.owner().record("a", "one"), reacting.owner().record("a", "two")])
    await at_position(reacting, 2)

    assert [(keeper, (at - BEGINNING).seconds) for keeper, _, at in service.received] == [
        ("hoc-mon", 1),
        ("hoc-mon", 2),
    ]
    assert list(service.accepted.values()) == ["one", "two"]


@pytest.mark.parametrize("outcome", ["unavailable", "conflict"])
async def test_a_command_that_may_pass_later_is_sent_again_under_its_id(
    reacting: Bench[Reacting], service: Service, outcome: Outcome
) -> None:
    service.answers = [outcome, outcome]
    reacting.start()
    await publish(reacting.bus, [reacting.owner().record("a", "one")])
    await at_position(reacting, 1)

    assert len(service.received) == 3
    assert len({command for _, command, _ in service.received}) == 1
    assert (await reacting.status()).parked == 0


async def test_a_refused_command_is_counted_and_not_sent_again(
    reacting: Bench[Reacting], service: Service, registry: CollectorRegistry
) -> None:
    service.answers = ["refused"]
    reacting.start()
    with capture_logs() as logs:
        await publish(reacting.bus, [reacting.owner().record("a", "one")])
        await at_position(reacting, 1)

    labels = {"reaction": reacting.projection.name, "code": "refused_here"}
    assert registry.get_sample_value("sinhhoat_reaction_refused_total", labels) == 1
    assert len(service.received) == 1
    assert [line["code"] for line in logs if line["event"] == "reaction_refused"] == ["refused_here"]


async def test_whether_a_sealed_command_was_refused_is_told_to_nobody(
    reacting: Bench[Reacting], service: Service, registry: CollectorRegistry
) -> None:
    service.answers = ["refused"]
    reacting.start()
    with capture_logs() as logs:
        await publish(reacting.bus, [reacting.owner().record("a", "secret")])
        await at_position(reacting, 1)

    assert [sample for metric in registry.collect() for sample in metric.samples] == []
    assert logs == []


async def test_a_crash_before_the_position_moved_repeats_the_same_commands(
    reacting: Bench[Reacting], service: Service
) -> None:
    await publish(reacting.bus, [reacting.owner().record("a", "one"), reacting.owner().record("a", "two")])
    service.answers = ["unavailable", "accepted"]
    reacting.start()
    await at_position(reacting, 2)

    assert len(service.received) == 4
    assert list(service.accepted.values()) == ["one", "two"]


def test_the_id_of_a_command_tells_reactions_feeds_positions_and_targets_apart() -> None:
    feed = Feed("hoc-mon", "meetings")
    ids = {
        command_id("a", feed, 1, "x"),
        command_id("b", feed, 1, "x"),
        command_id("a", Feed("city", "meetings"), 1, "x"),
        command_id("a", feed, 2, "x"),
        command_id("a", feed, 1, "y"),
    }

    assert len(ids) == 5
    assert command_id("a", feed, 1, "x") in ids
