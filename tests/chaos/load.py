"""The load: a register is loaded, then several writers write at the same time, for as long as it is entered."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import date, datetime
from importlib import resources
from typing import Self
from uuid import UUID, uuid5

import nats
from nats.aio.client import Client as NatsClient

from contracts.message import Command, CommandOutcome
from contracts.ratings import AdoptRubric
from services.chassis.ending import end
from services.chassis.messaging import Client
from sinhhoat.asking import STAFF, actor_token
from sinhhoat.known import Known
from sinhhoat.loading import Loader
from sinhhoat.registers import NoticeRow, Register
from tests.chaos.recording import Book, Recorder
from tests.chaos.reporter import Committee, Reporter
from tests.chaos.system import KEEPER, System
from tests.chaos.writers import NAMESPACE, Writer
from tests.system.district import a_district

SINCE, UNTIL = date(2002, 1, 1), date(2100, 1, 1)
CITY = "city"


class Load:
    """`async with Load(system, seed) as load:`; the clients connect past any network, as other machines do."""

    def __init__(self, system: System, seed: int) -> None:
        self._system, self._seed = system, seed
        self.book, self.gate = Book(), system.gate
        self.recorder = Recorder(KEEPER, self.gate, self.book)
        self._closing = AsyncExitStack()
        self._writing: list[asyncio.Task[None]] = []
        self._bus: NatsClient
        self._sealed: NatsClient

    async def __aenter__(self) -> Self:
        urls = self._system.endpoints.nats
        try:
            self._bus, self._sealed = [await self._connected(urls[user]) for user in ("cli", "sealed_portal")]
            for writer in await self._writers():
                self._writing.append(asyncio.create_task(writer.write(), name=writer.seed))
        except BaseException:
            await self._closing.aclose()
            raise
        self._closing.push_async_callback(self._end)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._closing.aclose()

    def check(self) -> None:
        """Raise what has ended a writer, if anything has."""
        for writing in self._writing:
            if writing.done():
                writing.result()

    def staff(self) -> Client:
        """Whoever sits at the node."""
        return self._client("node", STAFF)

    async def _end(self) -> None:
        await end(*self._writing)

    async def _connected(self, url: str) -> NatsClient:
        client = await nats.connect(url, max_reconnect_attempts=-1, reconnect_time_wait=0.1, error_cb=_ignore)
        self._closing.push_async_callback(client.close)
        return client

    def _client(self, name: str, roles: tuple[str, ...], keeper: str = KEEPER) -> Client:
        """Asks once: the recorder asks again."""
        token = actor_token(self._system.keys, keeper, name, roles)
        return Client(self._bus, token, sealed=self._sealed, tries=1)

    async def _writers(self) -> list[Writer | Reporter]:
        """One for each observer of the register, who shares the cells of nobody else; and who reports on them all."""
        register, known = _register(), Known()
        loading = Loading(self._bus, actor_token(self._system.keys, KEEPER, "node", STAFF), recorder=self.recorder)
        loaded = await Loader(loading, KEEPER, lambda *_: None).load(register, known)
        assert (loaded.refused, loaded.not_sent) == ([], [])
        await self.recorder.settle(self.staff(), _rubrics())
        assigned: dict[str, list[UUID]] = {}
        for pair in register.notices[0].pairs:
            assigned.setdefault(pair.person_code, []).append(known.units[pair.cell_code.casefold()])
        cells = [known.units[unit.code.casefold()] for unit in register.units if unit.kind == "cell"]
        others = iter([cell for cell in cells if not any(cell in own for own in assigned.values())])
        shared = [(code, own, [*own, *(cell for cell, _ in zip(others, range(5 - len(own)), strict=False))])
                  for code, own in assigned.items()]  # fmt: skip
        reporter = self._reporter(register, known, dict(loaded.positions))
        return [
            reporter,
            *(
                Writer(
                    seed=f"{self._seed}:{code}",
                    staff=self.staff(),
                    observer=self._client(str(known.people[code.casefold()]), ("observer",)),
                    recorder=self.recorder,
                    cells=all_of_them,
                    assigned=own,
                    after=dict(loaded.positions),
                )
                for code, own, all_of_them in shared
            ),
        ]

    def _reporter(self, register: Register, known: Known, after: dict[str, int]) -> Reporter:
        """The committees below the keeper's own are judged by it, and it by the city."""
        judges = {False: self._client("judge", ("leader",)), True: self._client("city", ("leader",), CITY)}
        committees = [
            Committee(known.units[unit.code.casefold()], judges[unit.parent_code is None])
            for unit in register.units
            if unit.kind == "committee"
        ]
        return Reporter(f"{self._seed}:reports", self.staff(), self.recorder, committees, after)


class Loading(Client):
    """What the loader sends goes into the book as well."""

    def __init__(self, bus: NatsClient, token: Callable[[], str], *, recorder: Recorder) -> None:
        super().__init__(bus, token)
        self._recorder = recorder

    async def send(
        self,
        keeper: str,
        commands: Sequence[Command],
        *,
        at: datetime | None = None,
        timeout: float = 30,
        correlation: str | None = None,
        causation: str | None = None,
    ) -> list[CommandOutcome]:
        plain = Client(self._bus, self._token)
        return await self._recorder.settle(plain, commands)


def _register() -> Register:
    """The small district, whose observers are assigned for as long as anybody writes."""
    register = a_district()
    [notice] = register.notices
    pairs = tuple(replace(pair, from_=SINCE, until=UNTIL) for pair in notice.pairs)
    return replace(register, notices=(NoticeRow(notice.number, notice.issuer_code, SINCE, True, pairs),))


def _rubrics() -> list[AdoptRubric]:
    told = json.loads(resources.files("sinhhoat.simulation").joinpath("rubrics.json").read_text(encoding="utf-8"))
    return [
        AdoptRubric(
            command_id=uuid5(NAMESPACE, f"rubric:{kind}"),
            name=told["name"],
            meeting_kind=kind,
            effective_from=SINCE,
            criteria=told["criteria"],
            bands=told["bands"],
        )
        for kind in ("regular", "thematic")
    ]


async def _ignore(error: Exception) -> None:
    """The servers are killed here on purpose."""
