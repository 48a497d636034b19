"""One service's database is set back to a backup: the fork is stopped and reported, and adopted from an export."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE
from functools import partial
from pathlib import Path
from random import Random
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

import asyncpg

from services.chassis.feed import SEALED, Feed
from services.chassis.messaging import Client
from services.chassis.runtime.salts import fresh_salt
from sinhhoat.asking import STAFF, actor_token
from sinhhoat.forks import Sides
from sinhhoat.histories.exporting import export
from sinhhoat.histories.files import writing
from sinhhoat.stack.postgres import binaries
from tests.chaos.databases import feeds_of, opened
from tests.chaos.explained import FORK, SERVICE_AWAY
from tests.chaos.faults import Fault
from tests.chaos.level import head, level
from tests.chaos.system import KEEPER, System
from tests.eventually import a_while, eventually

ROOT = Path(__file__).parents[2]
OWNERS = ("registry", "meetings", "assignments", "ratings")
WITHIN = 60.0
OLDER = 120.0


class Restored(Fault):
    """The backup is taken under load while `prepare` is called; what came after it is taken back from an export."""

    kind = "fork"

    def __init__(self, service: str, older: float = 0.0) -> None:
        """`older` are the seconds that lie between backup and blow at least."""
        self.service, self.name = service, f"the database of {service} restored from an older backup"
        self.expected_in_log = (*FORK, *SERVICE_AWAY)
        self._feeds = tuple(feeds_of(service))
        self._saved: dict[Feed, int] = {}
        self._older, self._saved_at = older, 0.0

    @classmethod
    def drawn(cls, random: Random) -> Restored:
        return cls(random.choice(OWNERS), OLDER)

    @classmethod
    def brief(cls, random: Random) -> Restored:
        """For the short form."""
        return cls(random.choice(OWNERS))

    async def prepare(self, system: System) -> None:
        options = ("--format=custom", f"--file={self._backup(system)}", "--dbname", self.service)
        await _run(str(binaries() / "pg_dump"), *_server(system), *options)
        self._saved, self._saved_at = await self._heads(system), time.monotonic()

    async def inject(self, system: System) -> None:
        await a_while(max(0.0, self._saved_at + self._older - time.monotonic()))
        # Without anything new in a feed its backup is no fork of it.
        has_gone_on: bool = await eventually(partial(self._gone_on, system), WITHIN)
        assert has_gone_on
        async with system.gate.closed():
            # An export reaches only as far as it was taken.
            await level(system)
            for feed in self._feeds:
                await self._exported(system, feed)
            await system.kill(self.service)
        told = system.log_of(self.service).stat().st_size
        await self._restore(system)
        await system.start(self.service)
        for feed in self._feeds:
            await self._reported(system, feed, told)
            words = ("--from-export", str(self._export(system, feed)), "--reason", "restored")
            await said(system, "feed", "adopt", *_which(feed), *words)
            self._export(system, feed).unlink()

    async def _gone_on(self, system: System) -> bool:
        heads = await self._heads(system)
        still = [str(feed) for feed in self._feeds if heads[feed] <= self._saved[feed]]
        assert not still, f"nothing new since the backup: {still}"
        return True

    async def _heads(self, system: System) -> dict[Feed, int]:
        async with opened(system, self.service) as connection:
            return {feed: await head(connection, feed) for feed in self._feeds}

    async def _exported(self, system: System, feed: Feed) -> None:
        token, urls = actor_token(system.keys, KEEPER, "node", STAFF), system.endpoints.nats
        client = await Client.connect(urls["cli"], token, sealed_url=urls["sealed_portal"])
        try:
            with writing(self._export(system, feed)) as writer:
                await export(client, feed, writer, texts=True, progress=lambda done, total: None)
        finally:
            await client.close()

    async def _restore(self, system: System) -> None:
        """With the service away, as an operator would."""
        admin = await asyncpg.connect(system.endpoints.postgres_admin.format(database="postgres"))
        try:
            await admin.execute(f'DROP DATABASE "{self.service}" WITH (FORCE)')
        finally:
            await admin.close()
        options = ("--create", "--exit-on-error", "--dbname", "postgres", str(self._backup(system)))
        await _run(str(binaries() / "pg_restore"), *_server(system), *options)

    async def _reported(self, system: System, feed: Feed, told: int) -> None:
        """The store itself says it, and the scraper sees it, but for what is sealed; the report changes nothing."""

        async def stopped() -> bool:
            async with opened(system, self.service) as connection:
                why = await connection.fetchval(f"SELECT forked FROM {feed.schema}.relay_cursor")
            return why is not None and (feed.service == SEALED or await self._shown(system, feed))

        is_stopped: bool = await eventually(stopped, WITHIN)
        assert is_stopped
        assert b"feed_forked" in system.log_of(self.service).read_bytes()[told:]
        endpoints = system.endpoints
        bus = endpoints.nats["sealed_operator" if feed.service == SEALED else "operator"]
        report = await Sides(endpoints.admin_url(self.service), bus, fresh_salt).look(feed)
        assert report.standing.forked is not None

    async def _shown(self, system: System, feed: Feed) -> bool:
        metrics = await asyncio.to_thread(_metrics, system.services.http[self.service])
        series = f'sinhhoat_relay_forked{{keeper="{feed.keeper}",service="{feed.service}"}} 1.0'
        return series in metrics

    def _backup(self, system: System) -> Path:
        return system.directory / f"{self.service}-{id(self)}.dump"

    def _export(self, system: System, feed: Feed) -> Path:
        return system.directory / f"{feed}-{id(self)}.ndjson.zst"


async def said(system: System, *words: str) -> str:
    """What the command line prints; AssertionError with its complaint when it fails."""
    told = {"SINHHOAT_RUN": str(system.folder), "PYTHONPATH": str(ROOT), "PYTHONSAFEPATH": "1"}
    return await _run(sys.executable, "-m", "sinhhoat", *words, environment=dict(os.environ) | told)


async def _run(*command: str, environment: dict[str, str] | None = None) -> str:
    process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=PIPE, stderr=PIPE, env=environment)
    out, err = await process.communicate()
    assert process.returncode == 0, f"{' '.join(command)}: {err.decode(errors='replace')}"
    return out.decode()


def _which(feed: Feed) -> tuple[str, ...]:
    return ("--service", feed.service, "--keeper", feed.keeper)


def _server(system: System) -> tuple[str, ...]:
    """How PostgreSQL's programs reach the server."""
    query = parse_qs(urlsplit(system.endpoints.postgres_admin).query)
    return ("--host", query["host"][0], "--port", query["port"][0], "--username", "postgres")


def _metrics(port: int) -> str:
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as answer:
        text: str = answer.read().decode()
    return text
