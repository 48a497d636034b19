"""How many commands one service process answers, beside a responder made of nothing but nats-py.

Twice: a service of one small command whose store is in memory, which is what our messaging costs; and the meetings
service with its database, rules and history, which is what a user waits for.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import nats
from joserfc.jwk import OKPKey
from nats.aio.msg import Msg
from prometheus_client import CollectorRegistry

from services.chassis.event_store.rows import Remembered
from services.chassis.messaging import Node, Sealed, Tokens, connect
from services.chassis.messaging.fingerprints import Fingerprints
from services.chassis.runtime.garbage import look_seldom
from sinhhoat.stack import Endpoints
from tests.arrived import arrived
from tests.benchmarks._meetings_process import SUBJECT, meetings_process
from tests.chassis.messaging.notes import KEEPER, Memory, Notes, WriteNote, actor, machine_clock, policy, router

CLIENTS, REQUESTS, BATCHES, BATCH = 64, 12_000, 60, 256
MEETINGS, MEETING_BATCHES = 6_000, 24
# Both processes must know the key; it is the example that RFC 8037 prints, and signs nothing but this benchmark.
KEY = OKPKey.import_key(
    {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
        "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    }
)
BARE = "query.bare.responder"


async def run(endpoints: Endpoints, *, events: int = 0) -> dict[str, Any]:
    """Requests and commands a second, p99 in milliseconds, and the ratios to the bare responder.

    So many events are stored by the meetings service before, and so many commands remembered by the one in memory.
    """
    token = Tokens(KEY, KEY).sign(actor("secretary"), now=machine_clock(), seconds=3600)
    url = endpoints.nats["cli"]
    async with _process("bare", endpoints):
        bare, bare_p99 = await _load(url, BARE, _single, REQUESTS, token)
    async with _process("service", endpoints, events):
        subject = WriteNote.subject_for(KEEPER)
        served, p99 = await _load(url, subject, _single, REQUESTS, token)
        batches, _ = await _load(url, subject, _batch, BATCHES, token)
    return {
        "service_requests_per_second": round(served),
        "service_p99_ms": round(p99 * 1000, 1),
        "bare_requests_per_second": round(bare),
        "bare_p99_ms": round(bare_p99 * 1000, 1),
        "service_to_bare": round(served / bare, 2),
        "commands_per_second_in_batches_of_256": round(batches * BATCH),
        "meetings": await _of_meetings(endpoints, bare, events),
    }


async def _of_meetings(endpoints: Endpoints, bare: float, events: int) -> dict[str, Any]:
    """The same of announcements of meetings, each stored; RuntimeError if one that was answered is not."""
    url, in_batches = endpoints.nats["cli"], MEETING_BATCHES * BATCH
    async with meetings_process(endpoints, MEETINGS + in_batches, events) as meetings:

        def announcing(first: int, number: int) -> bytes:
            commands = (meetings.evening.schedule(first + n) for n in range(number))
            return b'{"commands":[' + b",".join(one.model_dump_json().encode() for one in commands) + b"]}"

        stored, seconds = await meetings.stored(), meetings.seconds()
        served, p99 = await _load(url, SUBJECT, lambda n: announcing(n, 1), MEETINGS, meetings.token)
        seconds = meetings.seconds() - seconds
        batches, _ = await _load(
            url, SUBJECT, lambda n: announcing(MEETINGS + n * BATCH, BATCH), MEETING_BATCHES, meetings.token
        )
        if (missing := stored + MEETINGS + in_batches - await meetings.stored()) > 0:
            raise RuntimeError(f"{missing} commands were answered and are not stored")
    return {
        "requests_per_second": round(served),
        "p99_ms": round(p99 * 1000, 1),
        "to_bare": round(served / bare, 3),
        "CPU of the process, µs/command": round(seconds / MEETINGS * 1e6),
        "commands_per_second_in_batches_of_256": round(batches * BATCH),
    }


def _single(number: int) -> bytes:
    return b'{"commands":[' + _command(number) + b"]}"


def _batch(number: int) -> bytes:
    return b'{"commands":[' + b",".join(_command((number + 1) << 32 | n) for n in range(BATCH)) + b"]}"


def _command(number: int) -> bytes:
    return WriteNote(command_id=UUID(int=number), title="Sinh hoạt tháng Một").model_dump_json().encode()


async def _load(url: str, subject: str, body: Callable[[int], bytes], requests: int, token: str) -> tuple[float, float]:
    """64 clients on four connections, each with one request under way; bodies are made beforehand."""
    connections = [await nats.connect(url) for _ in range(4)]
    waiting = list(enumerate(body(number) for number in range(requests)))
    times: list[float] = []

    async def client(number: int) -> None:
        connection = connections[number % len(connections)]
        while waiting:
            _, content = waiting.pop()
            began = time.perf_counter()
            reply = await connection.request(subject, content, timeout=60, headers={"sh-token": token})
            times.append(time.perf_counter() - began)
            if b"refus" in reply.data[:120]:
                raise AssertionError(reply.data)

    began = time.perf_counter()
    await asyncio.gather(*(client(number) for number in range(CLIENTS)))
    took = time.perf_counter() - began
    for connection in connections:
        await connection.close()
    return requests / took, sorted(times)[int(len(times) * 0.99) - 1]


@asynccontextmanager
async def _process(kind: str, endpoints: Endpoints, events: int = 0) -> AsyncIterator[None]:
    """The answering side in a process of its own; it says when it listens."""
    urls = (endpoints.nats["operator"], endpoints.nats["sealed_operator"])
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", __name__, kind, *urls, str(events)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    await process.stdout.readline()
    try:
        yield
    finally:
        process.stdin.close()
        await process.wait()


async def _service(url: str, sealed_url: str, events: int) -> None:
    broker, sealed = connect(url, "notes"), connect(sealed_url, "notes")
    memory = Memory(commands={UUID(int=1 << 96 | n): Remembered(b"f" * 32, None, b"{}") for n in range(events)})
    node = Node(Tokens(KEY), Fingerprints(b"k" * 32), machine_clock)
    stores = {KEEPER: memory}
    router.serve(
        broker,
        {KEEPER: Notes(memory)},
        node=node,
        policy=policy,
        stores=stores,
        registry=CollectorRegistry(),
        sealed=Sealed(sealed, stores),
    )
    await broker.start()
    look_seldom()
    await _until_told(broker.stop)


async def _bare(url: str) -> None:
    connection = await nats.connect(url)

    async def answer(message: Msg) -> None:
        await connection.publish(message.reply, message.data)

    await connection.subscribe(BARE, cb=answer)
    await arrived(connection)
    await _until_told(connection.close)


async def _until_told(stop: Callable[[], Awaitable[None]]) -> None:
    """Say that we listen, then go on until the benchmark closes our standard input."""
    sys.stdout.write("listening\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await stop()


if __name__ == "__main__":
    kind, url, sealed_url, remembered = sys.argv[1:]
    asyncio.run(_service(url, sealed_url, int(remembered)) if kind == "service" else _bare(url))
