"""Connections to the bus: nats-py's client, quicker with headers; how soon it sees that nobody is there; farewell."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

from faststream.nats import NatsBroker
from nats.aio.client import Client
from nats.errors import Error as NatsError

PING_SECONDS: Final = 5
UNANSWERED_PINGS: Final = 2
"""After so many in a row a connection is given up: at most fifteen seconds. A cable that is cut tells neither end."""

BEGINNING = b"NATS/1.0\r\n"
BLANKS = " \t\n\r\x0b\f"
_NAME = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")


class Bus(Client):
    """nats-py's client, which reads and writes the headers of a message in a fraction of the time.

    They were half of what an event cost on its way (docs/decisions/bus-client.md). Whatever is not of the plain form
    that our own messages have is left to nats-py's own code; a test holds one against the other.
    """

    @staticmethod
    def _parse_header_lines(raw: bytes) -> dict[str, str]:
        try:
            *lines, last, end = raw.decode("ascii").split("\r\n")
            told = {name: value.strip(BLANKS) for name, value in [line.split(": ", 1) for line in lines]}
        except ValueError:
            return Client._parse_header_lines(raw)
        return told if not last and not end and _are_names(tuple(told)) else Client._parse_header_lines(raw)

    async def _send_publish(
        self, subject: str, reply: str, payload: bytes, payload_size: int, headers: dict[str, Any] | None
    ) -> None:
        block = _written(headers or {})
        if block is None:
            await super()._send_publish(subject, reply, payload, payload_size, headers)
            return
        line = f"HPUB {subject} {reply} {len(block)} {len(block) + len(payload)}\r\n"
        self.stats["out_msgs"] += 1
        self.stats["out_bytes"] += payload_size
        await self._send_command(line.encode() + block + payload + b"\r\n")
        if self._flush_queue is not None and self._flush_queue.empty():
            await self._flush_pending()


async def connected(url: str, **options: Any) -> Bus:
    """A connection; `options` are those of nats-py's `connect`."""
    bus = Bus()
    await bus.connect(url, **options)
    return bus


@lru_cache(maxsize=1024)
def _are_names(names: tuple[str, ...]) -> bool:
    """Whether these may be names of headers; the same few sets of them come again and again."""
    return all(map(_NAME.fullmatch, names))


def _written(headers: dict[str, Any]) -> bytes | None:
    """The headers as they go over the wire; None for none, and for such as only nats-py's own code can judge."""
    lines = "".join([f"{name}: {value.strip()}\r\n" for name, value in headers.items()])
    plain = lines.count("\n") == lines.count("\r") == len(headers) > 0 and _are_names(tuple(headers))
    return BEGINNING + lines.encode() + b"\r\n" if plain else None


async def leave(broker: NatsBroker, connection: Client) -> None:
    """Stop listening once what has begun is answered; where the connection is gone, nobody waits for a farewell."""
    with suppress(NatsError, TimeoutError):
        await broker.stop()
    if not connection.is_closed:
        await connection.close()
