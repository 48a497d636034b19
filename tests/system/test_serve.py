"""`serve SERVICE`: one service as a process of its own, told by its environment where everything is."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest

from contracts.history import HISTORIES
from contracts.message import Query
from contracts.registry import RegisterPerson
from contracts.reporting import ReadStatus
from services.chassis.errors import Refused
from services.chassis.messaging import Client
from sinhhoat.asking import actor_token
from sinhhoat.node import SERVICES
from sinhhoat.processes import Processes
from sinhhoat.stack import Endpoints
from tests.system.survivors import processes_of
from tests.system.terminal import Terminal

pytestmark = pytest.mark.system

KEEPER = "hoc-mon"
NOBODY = UUID(int=1)
KINDS = {"registry": "unit", "meetings": "meeting", "assignments": "notice", "ratings": "rubrics"}


def by_serve(name: str) -> tuple[str, ...]:
    return ("-m", "sinhhoat", "serve", name)


async def answers(client: Client, service: str) -> bool:
    """Whether the service itself answers a question at once: it knows no such history."""
    if service == "reporting":
        await client.ask(KEEPER, ReadStatus())
        return True
    query = next(one for one in HISTORIES if one.service() == service)
    asked: Query = query(kind=KINDS[service], aggregate_id=NOBODY)
    with pytest.raises(Refused, match="not_there"):
        await client.ask(KEEPER, asked)
    return True


async def test_every_service_runs_alone_and_answers_as_soon_as_it_is_ready(
    fresh_endpoints: Endpoints, tmp_path: Path
) -> None:
    system = Processes(fresh_endpoints, (KEEPER,), "real", tmp_path / "keys", tmp_path, by_serve)
    async with system:
        client = await Client.connect(fresh_endpoints.nats["cli"], actor_token(tmp_path / "keys", KEEPER, "node"))
        try:
            answered = {service: await answers(client, service) for service in SERVICES}
            [outcome] = await client.send(KEEPER, [RegisterPerson(command_id=NOBODY, code="CB1", name="Nguyễn Văn A")])
        finally:
            await client.close()

    assert answered == dict.fromkeys(SERVICES, True)
    assert outcome.outcome == "accepted"
    assert {name: await child.ended() for name, child in system.children.items()} == dict.fromkeys(SERVICES, 0)
    assert [told for told in processes_of(tmp_path) if " serve " in told] == []


async def test_what_is_missing_is_named_in_one_sentence(terminal: Terminal) -> None:
    said = await terminal.say("serve", "registry")

    assert (said.code, said.out) == (1, "")
    assert len(said.err.splitlines()) == 1
    assert all(f"SINHHOAT_{name}" in said.err for name in ("DATABASE_URL", "NATS_URL", "KEEPERS", "KEYS"))


async def test_there_are_no_other_services(terminal: Terminal) -> None:
    said = await terminal.say("serve", "portal")

    assert said.code == 2
    assert "registry, meetings" in said.err
