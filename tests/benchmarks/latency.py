"""From a command's due time to its answer, and to the moment when reporting shows it, at a steady pace.

Every service is a process of its own; one client announces, records and scores meetings, and does not wait for one
answer before it sends the next command. Floor: one message on the same bus, published and fetched, at the same pace.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg

from contracts.message import Command, CommandOutcome
from services.chassis.messaging import Client
from sinhhoat.asking import STAFF, actor_token
from sinhhoat.processes import Processes
from sinhhoat.stack import Endpoints
from tests.benchmarks._bare_bus import bare_latencies
from tests.benchmarks._evening import KEEPER, Evening, sent
from tests.benchmarks._filled import READERS, filled
from tests.benchmarks._pace import at_pace, spread
from tests.benchmarks._processor_time import ProcessorTime
from tests.benchmarks._replay import announced, replayed
from tests.benchmarks._usage import Trees, postmaster_of, used_by
from tests.benchmarks._visible import Seen, looking
from tests.eventually import eventually

MOST_BARE_SECONDS = 10
PATIENCE = 60.0


@dataclass
class Sent:
    """One accepted command: when it was due and answered (seconds of `perf_counter`), and what it was told."""

    due: float
    answered: float
    outcome: CommandOutcome


@dataclass
class Load:
    """A third of the commands each announces, records and scores; a meeting's three come about a second apart.

    Nobody records a meeting before its announcement is answered: a command waits for the one before it on the same
    meeting, and the time counts as its own.
    """

    client: Client
    evening: Evening
    apart: int
    """How many meetings later the next command about a meeting comes."""
    done: list[Sent] = field(default_factory=list)
    asked_again: Counter[str] = field(default_factory=Counter)
    """Why commands had to be sent once more: code -> how often."""
    _last: dict[int, asyncio.Task[CommandOutcome]] = field(default_factory=dict)

    async def warm_up(self) -> None:
        """Do beforehand what the first commands of the load build on."""
        for meeting in range(2 * self.apart):
            self._last[meeting] = asyncio.create_task(self._sent(self.evening.schedule(meeting)))
        for meeting in range(self.apart):
            self._last[meeting] = asyncio.create_task(self._record(meeting))
        await asyncio.gather(*self._last.values())

    async def act(self, number: int, due: float) -> None:
        """The command that is due."""
        meeting, what = divmod(number, 3)
        meeting += (2 - what) * self.apart
        if what == 0:
            sending = self._sent(self.evening.schedule(meeting))
        elif what == 1:
            sending = self._record(meeting)
        else:
            sending = self._after(self._last.pop(meeting), lambda recorded: self.evening.rate(meeting, recorded))
        self._last[meeting] = asyncio.create_task(sending)
        outcome = await self._last[meeting]
        self.done.append(Sent(due, time.perf_counter(), outcome))

    def _record(self, meeting: int) -> Coroutine[Any, Any, CommandOutcome]:
        return self._after(self._last[meeting], lambda _: self.evening.record(meeting))

    async def _after(
        self, former: asyncio.Task[CommandOutcome], command: Callable[[CommandOutcome], Command]
    ) -> CommandOutcome:
        return await self._sent(command(await former))

    async def _sent(self, command: Command) -> CommandOutcome:
        return await sent(self.client, command, lambda why: self.asked_again.update([why]))


async def run(endpoints: Endpoints, *, events: int = 0, seconds: int = 20, rate: int = 200) -> dict[str, Any]:
    """`events` are stored and read before; the long form, for design section 14, is 600 seconds at 220 a second."""
    commands = rate * seconds
    await filled(endpoints, KEEPER, events)
    with tempfile.TemporaryDirectory() as directory:
        async with announced(endpoints, (KEEPER,), "real", Path(directory)) as node:
            for reader in READERS if events else ():
                await replayed(reader, Path(directory), "--accept")
            load = await _prepared(endpoints, Path(directory), commands, max(1, rate // 3))
            seen, used = await _under_load(endpoints, node, load, rate, commands)
            await load.client.close()
            bare = await bare_latencies(endpoints.nats["operator"], rate, rate * min(seconds, MOST_BARE_SECONDS))
            assert all(child.running for child in node.children.values())
    return {
        "commands a second": rate,
        "commands, all accepted": len(load.done),
        "of these sent again": dict(load.asked_again),
        **await _kept(endpoints, load.done),
        **_figures(load.done, seen, bare),
        "CPU, µs/command": {name: spent / commands * 1e6 for name, spent in used.items()},
    }


async def _prepared(endpoints: Endpoints, directory: Path, commands: int, apart: int) -> Load:
    client = await Client.connect(endpoints.nats["cli"], actor_token(directory / "keys", KEEPER, "node", STAFF))
    load = Load(client, await Evening.begun(client, commands // 3 + 2 * apart + 1), apart)
    await load.warm_up()
    return load


async def _under_load(
    endpoints: Endpoints, node: Processes, load: Load, rate: int, commands: int
) -> tuple[Seen, dict[str, float]]:
    """Send everything, wait until all of it is visible; with it, the processor seconds that each process took."""
    trees: Trees = {name: (child.pid,) for name, child in node.children.items()}
    trees["PostgreSQL"] = (await _postmaster(endpoints),)
    before, own, all_of_ours = used_by(trees), time.process_time(), ProcessorTime()
    async with looking(endpoints.admin_url("reporting")) as seen:
        await at_pace(rate, commands, load.act)
        await _all_visible(load.done, seen)
    spent = {name: told.seconds - before[name].seconds for name, told in used_by(trees).items()}
    spent["NATS"] = all_of_ours.seconds("nats-server")
    return seen, {"this client": time.process_time() - own, **spent, "all but this client": sum(spent.values())}


def _figures(done: list[Sent], seen: Seen, bare: list[float]) -> dict[str, Any]:
    visible = [at for one in done for at in _visible(one, seen)]
    due_visible = spread([at - one.due for one, at in zip(done, visible, strict=True)])
    floor = spread(bare)
    return {
        "due to answered": spread([one.answered - one.due for one in done]),
        "due to visible": due_visible,
        "answered to visible": spread([max(0.0, at - one.answered) for one, at in zip(done, visible, strict=True)]),
        "floor: due to fetched from a bare bus": floor,
        "visible / floor": {name.removesuffix(", ms"): due_visible[name] / floor[name] for name in floor},
    }


def _visible(one: Sent, seen: Seen) -> list[float]:
    """When the command's last event was visible, as a list: none while it is not."""
    [(feed, position)] = one.outcome.positions.items()
    at = seen.when(feed, position) if position is not None else None
    return [] if at is None else [at]


async def _all_visible(done: list[Sent], seen: Seen) -> None:
    await eventually(lambda: all(_visible(one, seen) for one in done), PATIENCE)


async def _postmaster(endpoints: Endpoints) -> int:
    server = await asyncpg.connect(endpoints.admin_url("reporting"))
    try:
        return postmaster_of(server.get_server_pid())
    finally:
        await server.close()


async def _kept(endpoints: Endpoints, done: list[Sent]) -> dict[str, int]:
    """How many of the accepted commands stand in the owners' tables, and their events among what reporting was told."""
    stored = 0
    for owner in ("meetings", "ratings"):
        server = await asyncpg.connect(endpoints.admin_url(owner))
        stored += await server.fetchval(
            f"SELECT count(*) FROM feed_{KEEPER}.commands WHERE command_id = ANY($1::uuid[])",
            [one.outcome.command_id for one in done],
        )
        await server.close()
    places = [(feed, position) for one in done for feed, position in one.outcome.positions.items()]
    server = await asyncpg.connect(endpoints.admin_url("reporting"))
    told = await server.fetchval(
        """SELECT count(*) FROM reporting_facts.told t JOIN unnest($1::text[], $2::bigint[]) w(feed, position)
             ON t.keeper || '.' || t.service = w.feed AND t.position = w.position""",
        *([feed for feed, _ in places], [position for _, position in places]),
    )
    await server.close()
    # An event that was promised and is nowhere would spoil every figure.
    assert stored == told == len(done)
    return {"of these stored": stored, "of these told": told}
