"""The bus loses what it has acknowledged: all of it, a stream, what is in a stream, or what a damaged file held."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random
from typing import Literal

import nats
from nats.js import JetStreamContext
from nats.js.errors import NotFoundError

from services.chassis.feed import SEALED
from services.chassis.relay.streams import stream_of
from tests.chaos.databases import FEEDS
from tests.chaos.explained import BUS_LOST, CONSUMER_SPOILT, DAMAGED, NATS_AWAY
from tests.chaos.faults import Fault
from tests.chaos.system import NATS, System
from tests.eventually import eventually

WITHIN = 60.0
STREAMS = tuple(stream_of(feed.service) for feed in FEEDS)
"""The load writes to all of them: a stream that holds nothing has nothing to lose."""
Act = Literal["purged", "deleted"]
Damage = Literal["a flipped bit in a block", "a truncated block", "a flipped bit in meta.inf"]
DAMAGES: tuple[Damage, ...] = ("a flipped bit in a block", "a truncated block", "a flipped bit in meta.inf")


class StoreDeleted(Fault):
    """Every JetStream directory is gone, those of the sealed account too."""

    kind = "bus loss"
    name = "every JetStream store deleted"
    expected_in_log = (*NATS_AWAY, *BUS_LOST)

    async def inject(self, system: System) -> None:
        await system.kill(NATS)
        shutil.rmtree(system.store)
        await system.start(NATS)


class StreamLost(Fault):
    """An operator purges or deletes a stream over the API."""

    kind = "bus loss"
    expected_in_log = BUS_LOST

    def __init__(self, stream: str, act: Act) -> None:
        self.stream, self.act, self.name = stream, act, f"stream {stream} {act}"

    async def inject(self, system: System) -> None:
        async with operator_of(system, self.stream) as js:
            await consumers_of(js, self.stream)
            if self.act == "purged":
                await js.purge_stream(self.stream)
            else:
                await js.delete_stream(self.stream)
                await stands_again(js, self.stream)


class FileDamaged(Fault):
    """A file of a stream is not what was written when the server finds it again."""

    kind = "bus loss"
    expected_in_log = (*NATS_AWAY, *BUS_LOST, *DAMAGED)

    def __init__(self, stream: str, damage: Damage, place: float) -> None:
        """`place` is where in the file, as a share of its length."""
        self.stream, self.damage, self.place = stream, damage, place
        self.name = f"{damage} of {stream}"

    async def inject(self, system: System) -> None:
        file = await self._found_still(system)
        self._truncate(file) if self.damage == "a truncated block" else self._flip(file)
        await system.start(NATS)
        if self.damage == "a flipped bit in meta.inf":
            await self._throw_away(system)

    async def _found_still(self, system: System) -> Path:
        """Leaves the server killed. What it held in memory only, or just cleared away, is gone with it: look again."""
        while True:
            await eventually(lambda: self._file(system), WITHIN)
            await system.kill(NATS)
            if file := self._file(system):
                return file
            await system.start(NATS)

    async def _throw_away(self, system: System) -> None:
        """The server never writes that file again and would lose the stream at each start, until it is deleted."""
        async with operator_of(system, self.stream) as js:

            async def deleted() -> bool:
                try:
                    return await js.delete_stream(self.stream)
                except NotFoundError:
                    return False

            is_deleted: bool = await eventually(deleted, WITHIN)
            assert is_deleted
            await stands_again(js, self.stream)

    def _file(self, system: System) -> Path | None:
        """The largest of those that the damage is done to, or None as long as there is none with anything in it."""
        name = "meta.inf" if self.damage == "a flipped bit in meta.inf" else "msgs/*.blk"
        sizes = dict[Path, int]()
        for file in system.store.glob(f"jetstream/*/streams/{self.stream}/{name}"):
            # The server takes away a block that is no longer needed.
            with suppress(FileNotFoundError):
                sizes[file] = file.stat().st_size
        largest = max(sizes, key=lambda file: sizes[file], default=None)
        return largest if largest is not None and sizes[largest] else None

    def _flip(self, file: Path) -> None:
        content = bytearray(file.read_bytes())
        content[int(self.place * len(content))] ^= 1
        file.write_bytes(content)

    def _truncate(self, file: Path) -> None:
        content = file.read_bytes()
        file.write_bytes(content[: int(self.place * len(content))])


class ConsumerDeleted(Fault):
    """An operator deletes a reader's durable consumer: nothing tells the reader that nothing comes any more."""

    kind = "consumer deleted"
    expected_in_log = (*BUS_LOST, *CONSUMER_SPOILT)

    def __init__(self, stream: str, place: float) -> None:
        self.stream, self._place, self.name = stream, place, f"a consumer of {stream} deleted"

    @classmethod
    def drawn(cls, random: Random) -> ConsumerDeleted:
        return cls(random.choice(STREAMS), random.random())

    async def inject(self, system: System) -> None:
        async with operator_of(system, self.stream) as js:
            names = await consumers_of(js, self.stream)
            await js.delete_consumer(self.stream, names[int(self._place * len(names))])


async def stands_again(js: JetStreamContext, stream: str) -> None:
    """Its owner notices by itself, also where nothing is published: what it says of it belongs to the fault."""

    async def stands() -> bool:
        try:
            return bool(await js.stream_info(stream))
        except NotFoundError:
            return False

    is_back: bool = await eventually(stands, WITHIN)
    assert is_back


def drawn(random: Random) -> Fault:
    """One loss, of any kind."""
    stream = random.choice(STREAMS)
    kinds = [
        StoreDeleted(),
        *(StreamLost(stream, act) for act in ("purged", "deleted")),
        *(FileDamaged(stream, damage, random.random()) for damage in DAMAGES),
    ]
    return random.choice(kinds)


async def consumers_of(js: JetStreamContext, stream: str) -> list[str]:
    """The names of its consumers, once the stream is there and has any."""

    async def names() -> list[str]:
        try:
            return sorted(one.name for one in await js.consumers_info(stream))
        except NotFoundError:
            return []

    found: list[str] = await eventually(names, WITHIN)
    return found


@asynccontextmanager
async def operator_of(system: System, stream: str) -> AsyncIterator[JetStreamContext]:
    """Whoever may do everything with the streams of an account."""
    user = "sealed_operator" if stream == stream_of(SEALED) else "operator"
    client = await nats.connect(system.endpoints.nats[user])
    try:
        yield client.jetstream()
    finally:
        await client.close()
